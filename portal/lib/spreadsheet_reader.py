"""Read a workbook from standard input and answer in JSON: run by ``portal.lib.spreadsheet`` as a process of its own.

Answers one line, ``{"name", "heads"}`` or ``{"refusal"}``, and after the first a line for each row. Bounded in memory
and time, because a small file can ask for more than the machine has; knows neither Django nor the portal, so that it
starts in a few hundredths of a second.
"""

import datetime
import json
import resource
import sys
from collections.abc import Iterator
from io import BytesIO
from itertools import islice

import python_calamine as calamine

MEMORY_BYTES = 2048 * 2**20
CPU_SECONDS = 60
MAX_CELLS = 10_000_000  # a list of 250,000 people with forty columns
HEAD_ROWS = 60  # of each sheet, to find the one with the list by its headings
LONGEST_EXACT = 2**53  # whole numbers above it have already lost digits in the file


def bounded() -> None:
    """Let the system end this process before it takes the machine along."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(data: bytes, wanted: str | None, most: int | None) -> Iterator:
    """Yield the answer for one file: of the wanted sheet, or else the visible one with the most rows; ``most`` rows."""
    try:
        sheets = tables_of(data)
        if any(sheet.total_height * sheet.total_width > MAX_CELLS for sheet in sheets):
            raise MemoryError
        heads = {sheet.name: list(islice(rows_of(sheet), HEAD_ROWS)) for sheet in sheets if says_something(sheet)}
        fitting = [sheet for sheet in sheets if sheet.name in heads and wanted in (None, sheet.name)]
        longest = max(fitting, key=filled_rows_of) if fitting[1:] else next(iter(fitting), None)
    except MemoryError:
        yield {"refusal": "too many cells"}
    except BaseException:  # noqa: BLE001 - a panic of the reader is no Exception
        yield {"refusal": "damaged"}
    else:
        if longest is None:
            yield {"refusal": "no rows"}
            return
        yield {"name": longest.name, "heads": heads}
        yield from islice(rows_of(longest), most)


def tables_of(data: bytes) -> list:
    """Return the sheets that may hold a list: neither hidden (lists behind drop-downs) nor of charts."""
    book = calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    return [book.get_sheet_by_name(sheet.name) for sheet in book.sheets_metadata if is_table(sheet)]


def says_something(sheet) -> bool:
    return any(map(is_filled, rows_of(sheet)))


def filled_rows_of(sheet) -> int:
    return sum(map(is_filled, rows_of(sheet)))


def is_filled(row) -> bool:
    return any(value is not None for value in row)


def is_table(sheet) -> bool:
    return sheet.visible == calamine.SheetVisibleEnum.Visible and sheet.typ == calamine.SheetTypeEnum.WorkSheet


def rows_of(sheet) -> Iterator[list]:
    """Yield the rows of a sheet from its first row and column on; those at the end may be empty."""
    before = [None] * (sheet.start[1] if sheet.start else 0)
    for row in sheet.iter_rows():
        yield before + [plain(value) for value in row]


def plain(value):
    """Return a cell as JSON can say it: empty is null, whole numbers are whole, dates say their kind."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) <= LONGEST_EXACT else value
    if isinstance(value, datetime.timedelta):
        return str(value)
    for kind in (datetime.datetime, datetime.date, datetime.time):  # a moment is a date, too
        if isinstance(value, kind):
            return {kind.__name__: value.isoformat()}
    return value


if __name__ == "__main__":
    bounded()
    name, most = sys.argv[1:]
    for value in answer(sys.stdin.buffer.read(), name or None, int(most) if most else None):
        sys.stdout.write(json.dumps(value) + "\n")
