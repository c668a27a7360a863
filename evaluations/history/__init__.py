"""Five years of one person on one page and one print: programs, levels, shortcomings."""
