"""A report as pictures, tables and one page."""
