"""Reading a text table (.csv) as it comes out of Excel here: UTF-8, UTF-16 or Windows-1258; comma, semicolon or tab."""

import codecs
import csv
import re
import unicodedata
from io import StringIO
from itertools import islice

from portal.lib.legacy_encodings import looks_legacy

_DELIMITERS = ",;\t"
_SAMPLE_ROWS = 50
_SAMPLE_CHARACTERS = 20_000
_NEVER_IN_TEXT = re.compile("[\x00-\x08\x0e-\x1f]")
_NOT_TABLES = ("<", "%PDF-", "{\\rtf")  # a web page, a PDF, a letter: text too, at least in the beginning
_SAYS_DELIMITER = re.compile("sep=([,;|\t])\n")  # Excel's own hint, in the first line


def rows_of(data: bytes, most: int | None = None) -> list[list[str | None]]:
    """Return the rows of a text table, all of equal width; an empty field is None, empty rows at the end are gone.

    No more than ``most`` are returned. Raises ``ValueError`` for what is not text, a web page or a letter, or a field
    that never closes.
    """
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    if _NEVER_IN_TEXT.search(text) or text.lstrip().startswith(_NOT_TABLES):
        raise ValueError("Not a table.")
    delimiter = _delimiter(text)
    text = _SAYS_DELIMITER.sub("\n", text, count=1) if _SAYS_DELIMITER.match(text) else text
    try:
        lines = islice(csv.reader(StringIO(text), delimiter=delimiter), most)
        rows = [[field or None for field in row] for row in lines]
    except csv.Error as error:
        raise ValueError(str(error)) from error
    while rows and not any(rows[-1]):
        rows.pop()
    width = max(map(len, rows), default=0)
    return [row + [None] * (width - len(row)) for row in rows]


def _decoded(data: bytes) -> str:
    """What is not Unicode is Windows-1258; what makes sense in an old font's encoding stays Latin-1, to convert."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raw = data.decode("latin-1")
    if looks_legacy(raw[:_SAMPLE_CHARACTERS]):
        return raw
    try:
        return unicodedata.normalize("NFC", data.decode("cp1258"))
    except UnicodeDecodeError:
        return raw


def _delimiter(text: str) -> str:
    """The one that parts most rows alike: commas inside of sentences part them unevenly."""
    if said := _SAYS_DELIMITER.match(text):
        return said[1]
    lines = text[:_SAMPLE_CHARACTERS].split("\n")[:_SAMPLE_ROWS]
    return max(_DELIMITERS, key=lambda delimiter: _evenness(lines, delimiter))


def _evenness(lines: list[str], delimiter: str) -> tuple[int, int]:
    """How many rows have the commonest number of fields above one, and that number."""
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if len(row) > 1]
    except csv.Error:
        return 0, 0
    return max(((widths.count(width), width) for width in set(widths)), default=(0, 0))
