"""Tables as a workbook, one a sheet: a head as on a paper, real dates and numbers, ready to print on A4 sideways.

Rows are written as they come and never kept, so that memory stays flat for a whole province.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from math import isfinite
from typing import BinaryIO

from xlsxwriter import Workbook

from portal.printing.paper import Letterhead, plain

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FONT = "Times New Roman"
_MOST_SIGNS = 32_767  # in one cell; xlsxwriter drops a longer text without a word
_A4 = 9
_NUMBERS = (int, float, Decimal)


class Kind(Enum):
    """What the cells of a column hold, with Excel's number format.

    Formats are written as Excel stores them; an office's Excel set to Vietnamese shows 1.234,5.
    """

    TEXT = "@"
    INT = "#,##0"
    DECIMAL = "#,##0.0#"
    PERCENT = "0.0%"
    DATE = "dd\\/mm\\/yyyy"


@dataclass(frozen=True)
class SheetColumn:
    """A column: what stands above it, what it holds, its width in signs.

    TEXT takes anything and writes it as text (card numbers keep their zeros, "=1+1" stays as it is), INT and DECIMAL
    numbers, PERCENT a share (0.5 shows as 50,0%), DATE a ``date``. ``None`` leaves the cell empty; a value of another
    type is written as text, such as "1985" among birth dates.
    """

    label: str
    kind: Kind = Kind.TEXT
    width: float = 14


@dataclass(frozen=True)
class SheetTitle:
    """What stands above the table, and the name of the sheet."""

    title: str
    subtitle: str = ""
    letterhead: Letterhead | None = None
    sheet_name: str = "Danh sách"


@dataclass(frozen=True)
class SheetTable:
    """One sheet: its head, its columns, its rows (walked through once) and the sums below them, which are bold.

    Each row and each sum has one value a column; in a sum, a text may stand where the column holds numbers, and a whole
    number where it holds texts.
    """

    head: SheetTitle
    columns: Sequence[SheetColumn]
    rows: Iterable[Sequence[object]]
    totals: Sequence[Sequence[object]] = ()


def render_table(
    head: SheetTitle, columns: Sequence[SheetColumn], rows: Iterable[Sequence[object]], stream: BinaryIO
) -> int:
    """Write a workbook with one table to ``stream`` and return the number of rows.

    ``rows`` is walked through once; each row has one value a column.
    """
    return render_tables([SheetTable(head, columns, rows)], stream)[0]


def render_tables(tables: Iterable[SheetTable], stream: BinaryIO) -> list[int]:
    """Write a workbook with one sheet a table to ``stream`` and return the number of rows of each.

    ``tables`` is walked through once, and the rows of one before the next is asked for.
    """
    workbook = Workbook(stream, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    looks, names = _Looks(workbook), set()
    counts = [_write_sheet(workbook.add_worksheet(_free_name(table.head, names)), table, looks) for table in tables]
    workbook.close()
    return counts


def _write_sheet(sheet, table, looks):
    columns = table.columns
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
    header_row = _write_head(sheet, table.head, len(columns), looks)
    sheet.set_row(header_row, 32)
    for number, column in enumerate(columns):
        sheet.write_string(header_row, number, plain(column.label), looks.header)
    count = _write_rows(sheet, columns, table.rows, header_row + 1, looks.by_kind)
    last_row = (
        header_row + count + _write_totals(sheet, columns, table.totals, header_row + 1 + count, looks.bold_by_kind)
    )
    _set_up_printing(sheet, header_row, last_row, len(columns) - 1)
    if count:
        sheet.autofilter(header_row, 0, header_row + count, len(columns) - 1)
    return count


class _Looks:
    """The formats of one workbook."""

    def __init__(self, workbook):
        def look(**changes):
            return workbook.add_format({"font_name": FONT, "font_size": 12, "valign": "top", **changes})

        centred = {"align": "center", "valign": "vcenter"}
        self.regular = look(**centred)
        self.bold = look(bold=True, **centred)
        self.underlined = look(bold=True, underline=1, **centred)
        self.italic = look(italic=True, **centred)
        self.title = look(bold=True, font_size=14, **centred)
        self.header = look(bold=True, border=1, text_wrap=True, bg_color="#EDEDED", **centred)
        self.by_kind = {kind: look(**_cell(kind)) for kind in Kind}
        self.bold_by_kind = {kind: look(bold=True, **_cell(kind)) for kind in Kind}


def _cell(kind):
    return {"border": 1, "text_wrap": kind is Kind.TEXT, "num_format": kind.value}


def _write_head(sheet, head, width, looks):
    """Write letterhead and title row by row, as constant memory asks, and return the row of the table's header."""
    lines = []
    if head.letterhead:
        letterhead = head.letterhead
        lines = [
            [(plain(letterhead.superior).upper(), looks.regular), (plain(letterhead.right), looks.underlined)],
            [(plain(letterhead.body).upper(), looks.bold), ("", looks.regular)],
            [("*", looks.regular), (plain(letterhead.place_and_date), looks.italic)],
            [],
        ]
    lines += [[(plain(head.title).upper(), looks.title)]]
    lines += [[(plain(head.subtitle), looks.italic)]] if plain(head.subtitle) else []
    for row, line in enumerate([*lines, []]):
        for part, (text, look) in enumerate(line):
            first, last = width * part // len(line), width * (part + 1) // len(line) - 1
            if last > first:
                sheet.merge_range(row, first, row, last, "", look)
            if last >= first:
                sheet.write_string(row, first, text, look)
    return len(lines) + 1


def _write_rows(sheet, columns, rows, first_row, looks):
    """Write rows in ``looks`` (formats by kind) and return how many there were."""
    writers = [_writer(sheet, column.kind, looks) for column in columns]
    row_number = first_row - 1
    for row_number, row in enumerate(rows, first_row):
        for column, (write, value) in enumerate(zip(writers, row, strict=True)):
            write(row_number, column, value)
    return row_number - first_row + 1


def _write_totals(sheet, columns, rows, first_row, looks):
    """Write rows of sums in ``looks`` and return how many there were."""
    for row_number, row in enumerate(rows, first_row):
        for number, (column, value) in enumerate(zip(columns, row, strict=True)):
            is_count = column.kind is Kind.TEXT and isinstance(value, int)
            _writer(sheet, Kind.INT if is_count else column.kind, looks)(row_number, number, value)
    return len(rows)


def _writer(sheet, kind, looks):
    """Return the function that writes a value of one column: real numbers and dates, anything else as text."""
    look, text_look = looks[kind], looks[Kind.TEXT]
    write_number, write_string, write_blank = sheet.write_number, sheet.write_string, sheet.write_blank

    def write_text(row, column, value):
        if value is None or value == "":
            write_blank(row, column, None, text_look)
        else:
            write_string(row, column, _printed(value if isinstance(value, str) else str(value)), text_look)

    def write_figure(row, column, value):
        if isinstance(value, _NUMBERS) and not isinstance(value, bool) and isfinite(value):
            write_number(row, column, value, look)
        else:
            write_text(row, column, value)

    def write_date(row, column, value):
        if isinstance(value, date) and value.year >= 1900:  # Excel knows no earlier day
            sheet.write_datetime(row, column, value, look)
        else:
            write_text(row, column, value)

    return {Kind.TEXT: write_text, Kind.DATE: write_date}.get(kind, write_figure)


@lru_cache(maxsize=2_000)  # units, posts and levels stand in one row after the other
def _printed(value):
    text = plain(value)
    return text if len(text) <= _MOST_SIGNS else text[: _MOST_SIGNS - 1] + "…"


def _sheet_name(name):
    """Return a name that Excel takes: no signs of its own grammar, at most 31 signs."""
    return "".join(sign for sign in plain(name) if sign not in "[]:*?/\\'\n")[:31].strip() or "Danh sách"


def _free_name(head, taken):
    """Return the name of a sheet, numbered where the workbook has it already: capitals make no other name."""
    name, number = _sheet_name(head.sheet_name), 1
    stem = name
    while name.casefold() in taken:
        number += 1
        name = f"{stem[:26]} ({number})"
    taken.add(name.casefold())
    return name


def _set_up_printing(sheet, header_row, last_row, last_column):
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.79, right=0.59, top=0.79, bottom=0.79)  # inches: 20 and 15 mm
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header_row)
    sheet.print_area(0, 0, last_row, last_column)
    sheet.freeze_panes(header_row + 1, 0)
    sheet.set_footer('&C&"Times New Roman,Regular"&12&P/&N')
