"""Read a workbook from standard input and answer in JSON: run by ``portal.lib.spreadsheet`` as a process of its own.

Answers ``{"name", "rows", "heads"}`` or ``{"refusal"}``. Bounded in memory and time, because a small file can ask for
more than the machine has; knows neither Django nor the portal, so that it starts in a few hundredths of a second.
"""

import datetime
import json
import resource
import sys
from io import BytesIO

import python_calamine as calamine

MEMORY_BYTES = 1536 * 2**20
CPU_SECONDS = 20
MAX_CELLS = 5_000_000  # a list of 50,000 people with a hundred columns
HEAD_ROWS = 60  # of each sheet, to find the one with the list by its headings
LONGEST_EXACT = 2**53  # whole numbers above it have already lost digits in the file


def bounded() -> None:
    """Let the system end this process before it takes the machine along."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(data: bytes, wanted: str | None) -> dict:
    """Return the answer for one file: the wanted sheet, or else the visible one with the most rows."""
    try:
        book = calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        sheets = [book.get_sheet_by_name(sheet.name) for sheet in book.sheets_metadata if is_table(sheet)]
        if any(sheet.total_height * sheet.total_width > MAX_CELLS for sheet in sheets):
            return {"refusal": "too many cells"}
        tables = [(sheet.name, rows_of(sheet, all_of_it=wanted in (None, sheet.name))) for sheet in sheets]
    except MemoryError:
        return {"refusal": "too many cells"}
    except BaseException:  # noqa: BLE001 - a panic of the reader is no Exception
        return {"refusal": "damaged"}
    heads = {title: rows[:HEAD_ROWS] for title, rows in tables if rows}
    fitting = [table for table in tables if wanted in (None, table[0])]
    name, rows = max(fitting, key=lambda table: sum(map(any, table[1])), default=("", []))
    return {"name": name, "heads": heads, "rows": rows} if rows else {"refusal": "no rows"}


def is_table(sheet) -> bool:
    """Neither hidden (lists behind drop-downs) nor a sheet of charts."""
    return sheet.visible == calamine.SheetVisibleEnum.Visible and sheet.typ == calamine.SheetTypeEnum.WorkSheet


def rows_of(sheet, *, all_of_it: bool) -> list[list]:
    """Return the rows from the first of the sheet on, without empty ones at the end; else only its head."""
    read = sheet.to_python(skip_empty_area=False, nrows=None if all_of_it else HEAD_ROWS)
    rows = [[plain(value) for value in row] for row in read]
    while rows and not any(value is not None for value in rows[-1]):
        rows.pop()
    return rows


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
    answer = read(sys.stdin.buffer.read(), sys.argv[1] if len(sys.argv) > 1 else None)
    sys.stdout.write(json.dumps(answer))
