"""The tables of the year's end (domain reference, 8.9 [P]): per person, and per organisation with last year's figures.

Screen, workbook and PDF are made of the same rows: a resource each in ``people`` and ``units`` says them, ``files``
writes them in a format.
The words of the tables are those of the office and stay Vietnamese.
"""
