"""What the charts are drawn with: words, text that fits, SVG, looks of series, radars, rows, Plotly layouts."""
