"""A table of a report as data: drawn on the paper and written as a sheet from the same rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from commitments.reports.shares import percent
from portal.lib.numbers import format_vi
from portal.printing import paper
from portal.printing.xlsx import Kind, SheetColumn, SheetTable, SheetTitle


@dataclass(frozen=True)
class Column:
    """A column: what stands above it and what it holds; ``width`` in signs, on paper a share of the width.

    ``is_code``: short texts that are centred, and never broken on paper.
    """

    label: str
    kind: Kind = Kind.TEXT
    width: float = 10
    is_code: bool = False


NUMBER = Column("STT", Kind.INT, 6)


@dataclass(frozen=True)
class ReportTable:
    """One table. ``name`` is that of its sheet, ``title`` stands above it where it is an annex.

    A row has one value a column, of the column's kind; shares are fractions. ``totals`` are rows of sums.
    """

    title: str
    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]
    totals: Sequence[Sequence[object]] = ()


def block(table):
    """Return the table as a block of a paper."""
    columns = [paper.Column(each.label, each.width, _align(each)) for each in table.columns]
    kinds = [each.kind for each in table.columns]
    rows = [_printed(row, kinds) for row in table.rows]
    return paper.Table(columns, rows, [_printed(row, kinds) for row in table.totals])


def sheet(table, subtitle, letterhead):
    """Return the table as a sheet of a workbook."""
    head = SheetTitle(table.title, subtitle, letterhead, table.name)
    columns = [SheetColumn(each.label, each.kind, each.width) for each in table.columns]
    return SheetTable(head, columns, table.rows, table.totals)


def _align(column):
    return "left" if column.kind is Kind.TEXT and not column.is_code else "center"


def _printed(row, kinds):
    return [_text(value, kind) for value, kind in zip(row, kinds, strict=True)]


def _text(value, kind):
    if value is None or isinstance(value, str):
        return value or ""
    if kind is Kind.PERCENT:
        return percent(value)
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else format_vi(value)
