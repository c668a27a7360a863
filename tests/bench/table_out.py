"""A quarter of a million rows out: our workbook beside a bare loop over the same rows, and what memory it takes."""

import datetime
import resource
import subprocess
import sys
from tempfile import TemporaryFile

from xlsxwriter import Workbook

from commitments.rosters_out import COLUMNS
from portal.printing.xlsx import SheetTitle, render_table
from tests.bench import Figure, seconds

ROWS = 250_000
DUE = datetime.date(2026, 3, 31)
FLAT = "Chi bộ khu phố {}, Đảng ủy phường Hạc Thành"


def figures(rows=ROWS):
    ours = seconds(lambda: _ours(rows), times=1)
    bare = seconds(lambda: _bare(rows), times=1)
    yield Figure(f"table_out {rows} rows", ours, "s", floor=bare, target=1.5, less_is_better=True)
    few, many = _peak_of(rows // 10), _peak_of(rows)
    yield Figure(f"table_out memory, {rows} rows", many, "MiB", floor=few, target=1.1, less_is_better=True)


def made(rows):
    """Yield rows as the roster has them: eight cells, most of them short texts."""
    for number in range(1, rows + 1):
        unit = FLAT.format(number // 30)
        yield number, "Nguyễn Thị Bích Ngọc", datetime.date(1980, 5, 19), unit, "Đã duyệt", DUE, DUE, ""


def _ours(rows):
    with TemporaryFile() as stream:
        render_table(SheetTitle("DANH SÁCH ĐĂNG KÝ"), COLUMNS, made(rows), stream)


def _bare(rows):
    """Write the same values with the same formats, and nothing else."""
    with TemporaryFile() as stream:
        book = Workbook(stream, {"constant_memory": True})
        sheet = book.add_worksheet()
        text, date = book.add_format({"border": 1, "text_wrap": True}), book.add_format({"num_format": "dd/mm/yyyy"})
        for row, values in enumerate(made(rows)):
            for column, value in enumerate(values):
                if isinstance(value, datetime.date):
                    sheet.write_datetime(row, column, value, date)
                elif isinstance(value, int):
                    sheet.write_number(row, column, value, text)
                else:
                    sheet.write_string(row, column, value, text)
        book.close()


def _peak_of(rows):
    """Return the most memory in MiB that a process of its own takes for ``rows`` rows."""
    program = f"import django; django.setup(); from tests.bench import table_out; table_out.tell_peak({rows})"
    command = [sys.executable, "-c", program]
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def tell_peak(rows):
    _ours(rows)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
