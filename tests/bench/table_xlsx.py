"""The table of levels by person, a quarter of a million rows: our workbook beside a bare loop, and its memory."""

import datetime
import resource
import subprocess
import sys
from decimal import Decimal
from tempfile import TemporaryFile

from xlsxwriter import Workbook

from commitments.reports.tables import ReportTable, sheet
from evaluations.tables.people import COLUMNS
from portal.printing.paper import Letterhead
from portal.printing.xlsx import render_tables
from tests.bench import Figure, seconds

ROWS = 250_000
BORN = datetime.date(1980, 5, 19)


def figures(rows=ROWS):
    ours = seconds(lambda: _ours(rows), times=1)
    bare = seconds(lambda: _bare(rows), times=1)
    yield Figure(f"table_xlsx {rows} rows", ours, "s", floor=bare, target=1.5, less_is_better=True)
    few, many = _peak_of(rows // 10), _peak_of(rows)
    yield Figure(f"table_xlsx memory, {rows} rows", many, "MiB", floor=few, target=1.1, less_is_better=True)


def made(rows):
    """Yield rows as the table has them: seventeen cells, texts, days, points and shares."""
    a, b, total, share = Decimal("27.5"), Decimal(63), Decimal("90.5"), Decimal("0.818")
    for number in range(1, rows + 1):
        unit = f"Chi bộ khu phố {number // 30}, phường Hạc Thành"
        own = ("Nguyễn Thị Bích Ngọc", BORN, "Chi ủy viên", "Công chức", unit, a, b, total, "HTTNV")
        yield number, *own, "HTTNV", 9, share, total, "HTTNV", "", ""


def _ours(rows):
    table = ReportTable("TỔNG HỢP", "Theo cá nhân", COLUMNS, made(rows))
    with TemporaryFile() as stream:
        render_tables([sheet(table, "Năm 2026", Letterhead("TỈNH ỦY", "BAN TỔ CHỨC"))], stream)


def _bare(rows):
    """Write the same values with the same formats, and nothing else."""
    with TemporaryFile() as stream:
        book = Workbook(stream, {"constant_memory": True})
        page = book.add_worksheet()
        text, date = book.add_format({"border": 1, "text_wrap": True}), book.add_format({"num_format": "dd/mm/yyyy"})
        for row, values in enumerate(made(rows)):
            for column, value in enumerate(values):
                if isinstance(value, datetime.date):
                    page.write_datetime(row, column, value, date)
                elif isinstance(value, int | Decimal):
                    page.write_number(row, column, value, text)
                elif value:
                    page.write_string(row, column, value, text)
                else:
                    page.write_blank(row, column, None, text)
        book.close()


def _peak_of(rows):
    """Return the most memory in MiB that a process of its own takes for ``rows`` rows."""
    program = f"import django; django.setup(); from tests.bench import table_xlsx; table_xlsx.tell_peak({rows})"
    command = [sys.executable, "-c", program]
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def tell_peak(rows):
    _ours(rows)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
