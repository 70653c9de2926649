"""Documents made to be printed: what was found, set by Typst into PDF."""
