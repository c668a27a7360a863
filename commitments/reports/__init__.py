"""Reports to a standing committee: gathered in one walk over the records, then written as paper and as workbook.

Body, tables and annexed lists come from the same walk, counted afresh: they agree because they are counted once.
"""
