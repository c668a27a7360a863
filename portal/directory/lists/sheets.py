"""Plain lists: one row of headings, then one record a row."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.lib.legacy_encodings import looks_legacy
from portal.lib.lists import NotThisList, find_headings, text_of
from portal.lib.spreadsheet import open_table

NO_RECORDS = _("“%(file)s” has no rows below its headings. Check which sheet was saved.")
OLD_FONT = _("“%(file)s” is written in an old font. Convert it to Unicode, then upload it again.")


def read_table(file, filename):
    """Return the uploaded file as a ``Sheet``, within the limits of the settings."""
    return open_table(
        file, filename, max_bytes=settings.IMPORT_MAX_BYTES, max_unpacked_bytes=settings.IMPORT_MAX_UNPACKED_BYTES
    )


def old_font_of(rows):
    """Return the old encoding in which the rows make sense, "tcvn3" or "vni"; "" for none. Each word counts once."""
    words = dict.fromkeys(word for row in rows for cell in row if isinstance(cell, str) for word in cell.split())
    return looks_legacy("\n".join(words)) or ""


def read_rows(file, filename, columns):
    """Return the rows of a list by name of column, and the numbers that the spreadsheet gives them."""
    table = read_table(file, filename)
    headings = find_headings(table.rows, columns)
    rows, numbers = [], []
    for number, row in enumerate(table.rows[headings.below :], start=headings.below + 1):
        cells = {name: row[at] for name, at in headings.at.items()}
        if any(text_of(cell) for cell in cells.values()):
            rows.append(dict.fromkeys(columns) | cells)
            numbers.append(number)
    if not rows:
        raise NotThisList(str(NO_RECORDS) % {"file": filename})
    if old_font_of(row.values() for row in rows):
        raise NotThisList(str(OLD_FONT) % {"file": filename})
    return rows, numbers
