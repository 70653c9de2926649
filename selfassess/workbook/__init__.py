"""A frozen release as files: the funders' workbook, whose sheets are declared in `exports/`, and its CSV and JSON twins."""
