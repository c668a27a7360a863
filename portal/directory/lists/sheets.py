"""A list in its file: the sheet, the headings, the rows; in Unicode, however old the font it was written in."""

import datetime
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.lib.legacy_encodings import convert_legacy, looks_legacy
from portal.lib.lists import Headings, NotThisList, Unmapped, find_headings, text_of
from portal.lib.refusal import Refused
from portal.lib.spreadsheet import Sheet, open_table

SAMPLES = 8
UNPACKED = 10  # times as large as the file: what workbooks of text take; a bomb takes a thousand
DECOMPOSED = "decomposed"
_BEYOND_LATIN_1 = re.compile(r"[^\W\d_\x00-\xff]")

NO_RECORDS = _("“%(file)s” has no rows below its headings. Check which sheet was saved.")
OLD_ENCODING = _("The list is written in an old font. Compare the samples, then agree to convert it.")
OLD_FONT = _("“%(file)s” is written in an old font. Convert it to Unicode, then upload it again.")


@dataclass(frozen=True)
class Reading:
    """What a person has said about how a list is to be read; whatever they have not said, the portal finds.

    ``sheet`` is the name of a sheet, ``top`` the index of the row of headings, ``chosen`` maps places to columns, and
    ``known`` folded headings to columns, as the organisation mapped them before. ``is_long`` allows what a worker
    reads; ``most`` are the rows to look at (None: all).
    """

    sheet: str = ""
    top: int | None = None
    chosen: Mapping[int, str] = field(default_factory=dict)
    known: Mapping[str, str] = field(default_factory=dict)
    is_long: bool = False
    most: int | None = None


@dataclass(frozen=True)
class Found:
    """Where a list stands in its file. ``fitting`` are the sheets that have the columns it needs; ``legacy`` are the
    old forms of writing that were converted, ``samples`` texts before and after."""

    table: Sheet
    headings: Headings
    fitting: list[str]
    legacy: list[str]
    samples: list[tuple[str, str]]


def find(file, filename, columns, reading=None):
    """Return where the list with ``columns`` stands in an uploaded file, as ``Found``.

    Raises ``UnreadableFile``, or ``Unmapped`` where somebody has to say which column is which; its ``found`` is then
    what there is to say it of.
    """
    reading = reading or Reading()
    fitting: list[str] = []

    def fits(rows):
        try:
            find_headings(in_unicode(rows)[0], columns, known=reading.known)
        except Unmapped:
            return False
        return True

    def choose(table):
        fitting.extend(name for name, head in table.heads.items() if fits(head))
        best = fitting or sorted(table.heads, key=lambda name: -_filled(table.heads[name]))
        return table.name if table.name in fitting or not best else best[0]

    raw = read_table(
        file, filename, sheet=reading.sheet or None, choose=choose, most=reading.most, is_long=reading.is_long
    )
    rows, legacy = in_unicode(raw.rows)

    def found(headings):
        samples = _samples(raw.rows, rows, headings) if legacy else []
        return Found(Sheet(raw.name, rows, raw.heads), headings, fitting, legacy, samples)

    try:
        return found(find_headings(rows, columns, reading.chosen, known=reading.known, top=reading.top))
    except Unmapped as error:
        error.found = found(error.headings)
        raise


def read_table(file, filename, *, sheet=None, choose=None, most=None, is_long=False):
    """Return the uploaded file as a ``Sheet``, within the limits of the settings: of a request, or of a worker."""
    max_bytes = settings.LONG_LIST_MAX_BYTES if is_long else settings.IMPORT_MAX_BYTES
    return open_table(
        file,
        filename,
        sheet=sheet,
        choose=choose,
        most=most,
        max_bytes=max_bytes,
        max_unpacked_bytes=max_bytes * UNPACKED,
    )


def _filled(rows):
    """Return how many cells of ``rows`` hold something."""
    return sum(cell is not None for row in rows for cell in row)


def in_unicode(rows):
    """Return the rows in composed Unicode, and from which forms they were converted: "tcvn3", "vni", "decomposed".

    Old fonts have no letter beyond Latin-1. Where the list has one, its fonts are mixed, as when names were pasted in:
    then each column is looked at alone, and in it only cells that make more sense converted are.
    """
    is_mixed = any(_BEYOND_LATIN_1.search(cell) for row in rows for cell in row if isinstance(cell, str))
    width = len(rows[0]) if rows else 0
    fonts = (
        [_font_within([row[at] for row in rows]) for at in range(width)] if is_mixed else [old_font_of(rows)] * width
    )
    converted, forms = [], set()
    for row in rows:
        cells = list(row)
        for at, cell in enumerate(row):
            if isinstance(cell, str) and not cell.isascii():
                font = fonts[at] if not is_mixed or (fonts[at] and looks_legacy(cell) == fonts[at]) else ""
                cells[at] = convert_legacy(cell, font) if font else unicodedata.normalize("NFC", cell)
                if cells[at] != cell:
                    forms.add(font or DECOMPOSED)
        converted.append(cells)
    return converted, sorted(forms)


def _font_within(cells):
    """Return the old font of those cells of a column that may be in one."""
    return old_font_of([[cell] for cell in cells if isinstance(cell, str) and not _BEYOND_LATIN_1.search(cell)])


def old_font_of(rows):
    """Return the old encoding in which the rows make sense, "tcvn3" or "vni"; "" for none. Each word counts once."""
    words = dict.fromkeys(
        word for row in rows for cell in row if isinstance(cell, str) and not cell.isascii() for word in cell.split()
    )
    return (looks_legacy("\n".join(words)) or "") if words else ""


def _samples(before, after, headings):
    """Return a few texts before and after converting, those of the people first."""
    at = headings.at.get("full_name", headings.at.get("name"))
    places = [at] if at is not None else range(len(before[0]))
    pairs = (
        (old[place], new[place])
        for old, new in zip(before[headings.below :], after[headings.below :], strict=True)
        for place in places
        if isinstance(old[place], str) and old[place] != new[place]
    )
    return [pair for pair, _number in zip(dict.fromkeys(pairs), range(SAMPLES), strict=False)]


def check_consent(listed, *, write, convert_legacy):
    """Raise ``Refused`` where a list in an old font would be written though nobody has agreed (domain, 13.8)."""
    if write and listed.found.legacy and not convert_legacy:
        raise Refused(str(OLD_ENCODING))


@dataclass
class PlainList:
    """A plain list as read: its rows by name of column, and the numbers that the spreadsheet gives them."""

    filename: str
    found: Found
    rows: list[dict]
    numbers: list[int]
    as_of: datetime.date | None = None  # as of a ``MemberList``; a plain list names no day


def read_list(file, filename, columns, reading=None):
    """Return a list with one row of headings, then one record a row, as ``PlainList``."""
    found = find(file, filename, columns, reading)
    headings = found.headings
    rows, numbers = [], []
    for number, row in enumerate(found.table.rows[headings.below :], start=headings.below + 1):
        cells = {name: row[at] for name, at in headings.at.items()}
        if any(text_of(cell) for name, cell in cells.items() if name != "number"):
            rows.append(dict.fromkeys(columns) | cells)
            numbers.append(number)
    if not rows:
        raise NotThisList(str(NO_RECORDS) % {"file": filename})
    return PlainList(filename, found, rows, numbers)
