"""The rows of a member list that are wrong or ask something, as a sheet to correct and upload again, with reasons."""

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
    reasons = defaultdict(list)
    for remark in outcome.wrong:
        reasons[remark.row].append(f"{remark.column}: {remark.reason}" if remark.column else remark.reason)
    for question in outcome.questions:
        reasons[question.row].append(question.text())
    columns = [SheetColumn(str(PEOPLE[name].heading), Kind.TEXT, WIDTH) for name in NAMES]
    columns += [SheetColumn("Ghi chú", Kind.TEXT, WIDTH), SheetColumn("Cần sửa", Kind.TEXT, 60)]
    rows = (_row(person, reasons[person.number]) for person in listed.people if person.number in reasons)
    return render_table(SheetTitle(title="CÁC DÒNG CẦN SỬA"), columns, rows, stream)


def _row(person, reasons):
    cells = dict(person.cells)
    for name, sex in (("born_male", "Nam"), ("born_female", "Nữ")):
        if text_of(cells.get(name)):
            cells["born"], cells["sex"] = cells[name], sex
    cells["cell"] = cells.get("cell") or person.place
    return (*(_text(cells.get(name)) for name in NAMES), _text(cells.get("remarks")), "; ".join(reasons))


def _text(cell):
    return f"{cell:%d/%m/%Y}" if hasattr(cell, "strftime") else text_of(cell)
