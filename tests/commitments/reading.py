"""Reading a report back from its file, in each of the three formats: its sentences, and the rows of its tables."""

import re
from io import BytesIO

import docx
import openpyxl
from docx.table import Table
from pypdf import PdfReader

from commitments.reports.files import KINDS, write


def written(name, found, extension):
    stream = BytesIO()
    write(KINDS[name], found, extension, stream)
    return stream.getvalue()


def pdf_text(content):
    """Return all text of a PDF on one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def word_text(content):
    """Return the paragraphs of the body of a Word file on one line, without its tables."""
    return " ".join(paragraph.text for paragraph in docx.Document(BytesIO(content)).paragraphs)


def word_tables(content):
    """Return ``{title of the annex: rows}`` of a Word file: texts, without the header, the sums last."""
    title, tables = "", {}
    for each in docx.Document(BytesIO(content)).iter_inner_content():
        if isinstance(each, Table):
            tables[title] = [[cell.text for cell in row.cells] for row in each.rows][1:]
        elif each.text.strip() and each.text != "-----":
            title = each.text
    return tables


def sheets(content):
    """Return ``{name of the sheet: rows}`` of a workbook: values below the header, the sums last."""
    found = {}
    for sheet in openpyxl.load_workbook(BytesIO(content)):
        header = int(re.search(r"\$(\d+)", sheet.print_title_rows).group(1))
        found[sheet.title] = [list(row) for row in sheet.iter_rows(min_row=header + 1, values_only=True)]
    return found
