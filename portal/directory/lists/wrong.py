"""The rows of a list that are wrong or ask something, as a sheet to correct and upload again, with reasons."""

from collections import defaultdict

from portal.directory.lists.columns import PEOPLE
from portal.lib.lists import text_of
from portal.printing.xlsx import Kind, SheetColumn, SheetTitle, render_table

# What a corrected sheet needs; a birth date in the column of the sex is parted into two columns.
NAMES = [
    name
    for name, column in PEOPLE.items()
    if column.kept and name not in {"born_male", "born_female", "number", "remarks"}
]
WIDTH = 18


def wrong_rows(listed, outcome, stream):
    """Write the rows to correct of ``listed`` (a ``MemberList``) to ``stream`` as xlsx; return how many there are."""
    headings = [*(str(PEOPLE[name].heading) for name in NAMES), "Ghi chú"]
    return _write(headings, ((person.number, _cells_of(person)) for person in listed.people), outcome, stream)


def wrong_lines(columns, listed, outcome, stream):
    """Write the rows to correct of a ``PlainList`` with ``columns`` to ``stream``; return how many there are."""
    headings = [str(column.heading) for column in columns.values()]
    lines = ((number, [row[name] for name in columns]) for row, number in zip(listed.rows, listed.numbers, strict=True))
    return _write(headings, lines, outcome, stream)


def _write(headings, lines, outcome, stream):
    reasons = defaultdict(list)
    for remark in outcome.wrong:
        reasons[remark.row].append(f"{remark.column}: {remark.reason}" if remark.column else remark.reason)
    for question in outcome.questions:
        reasons[question.row].append(question.text())
    columns = [SheetColumn(heading, Kind.TEXT, WIDTH) for heading in headings]
    columns.append(SheetColumn("Cần sửa", Kind.TEXT, 60))
    rows = ((*map(_text, cells), "; ".join(reasons[number])) for number, cells in lines if number in reasons)
    return render_table(SheetTitle(title="CÁC DÒNG CẦN SỬA"), columns, rows, stream)


def _cells_of(person):
    cells = dict(person.cells)
    for name, sex in (("born_male", "Nam"), ("born_female", "Nữ")):
        if text_of(cells.get(name)):
            cells["born"], cells["sex"] = cells[name], sex
    cells["cell"] = cells.get("cell") or person.place
    return [*(cells.get(name) for name in NAMES), cells.get("remarks")]


def _text(cell):
    return f"{cell:%d/%m/%Y}" if hasattr(cell, "strftime") else text_of(cell)
