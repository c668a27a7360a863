"""The tables of the year's end (domain reference, 8.9 [P]): per person, and per organisation with last year's figures.

Screen, workbook and PDF are made of the same rows: ``people.rows`` and ``units.gather`` count once, ``files`` writes.
The words of the tables are those of the office and stay Vietnamese.
"""
