"""The rows of a list that are wrong or ask something, as a sheet to correct and upload again, with reasons.

Everything stands in it as the list was read, so that the sheet alone says the same: numbers with the zeros that a
spreadsheet drops, counts of days as dates, the code of the cell that a heading or a committee gave, the list's day.
"""

from collections import defaultdict
from decimal import Decimal
from io import BytesIO

from portal.directory.lists.cleaning import CARD_DIGITS, PERSONAL_ID_DIGITS, with_lost_zero
from portal.directory.lists.columns import CORRECTING, PEOPLE
from portal.directory.lists.places import cells_of
from portal.directory.models import LeftOut
from portal.lib.dates import parse_partial
from portal.lib.lists import text_of
from portal.lib.numbers import for_input
from portal.printing.xlsx import Kind, SheetColumn, SheetTitle, render_table

# What a corrected sheet needs; a birth date in the column of the sex is parted into two columns.
NAMES = [
    name
    for name, column in PEOPLE.items()
    if column.kept and name not in {"born_male", "born_female", "number", "remarks"}
]
NUMBERS = {"card_no": CARD_DIGITS, "personal_id": PERSONAL_ID_DIGITS, "phone": (10,)}
DATES = {"born", "joined_on", "official_on", "starts_on", "ends_on", "since", "issued_on", "due_on"}
WIDTH = 18


def wrong_rows(listed, outcome, stream, *, as_of=None, under=None, by=None):
    """Write the rows to correct of ``listed`` (a ``MemberList``) to ``stream`` as xlsx; return how many there are.

    ``as_of``, ``under`` and ``by`` are those with which the list was rehearsed.
    """
    headings = [*(str(PEOPLE[name].heading) for name in NAMES), "Ghi chú"]
    cells = cells_of(listed, under, by)
    lines = ((person.number, _cells_of(person, cells)) for person in listed.people)
    return _write(headings, lines, outcome, stream, as_of or listed.as_of)


def keep_left_out(taken, listed, outcome, terms):
    """Keep what of a list was not written with its ``TakenList``: remarks, notes, and the sheet to correct.

    ``terms`` are those with which it was taken in.
    """
    remarks = [[remark.row, remark.column, remark.reason] for remark in outcome.wrong]
    remarks += [[question.row, question.name, question.text()] for question in outcome.questions]
    notes = [[line.row, line.name, line.changes[0][2], line.key] for line in outcome.notes]
    if remarks or notes:
        sheet = BytesIO()
        if remarks:
            wrong_rows(listed, outcome, sheet, as_of=terms.as_of, under=terms.under, by=terms.by)
        LeftOut.objects.create(taken=taken, remarks=sorted(remarks), notes=notes, sheet=sheet.getvalue())


def keep_left_out_lines(taken, columns, listed, outcome, *, as_of=None):
    """Keep what of a ``PlainList`` was not written with its ``TakenList``; return whether there is anything."""
    if outcome.wrong:
        sheet = BytesIO()
        wrong_lines(columns, listed, outcome, sheet, as_of=as_of)
        remarks = sorted([remark.row, remark.column, remark.reason] for remark in outcome.wrong)
        LeftOut.objects.create(taken=taken, remarks=remarks, sheet=sheet.getvalue())
    return bool(outcome.wrong)


def wrong_lines(columns, listed, outcome, stream, *, as_of=None):
    """Write the rows to correct of a ``PlainList`` with ``columns`` to ``stream``; return how many there are."""
    kept = {name: column for name, column in columns.items() if column.kept}
    headings = [str(column.heading) for column in kept.values()]
    given = {"since": as_of} if as_of else {}
    lines = (
        (number, [_text(name, (row | given)[name]) for name in kept])
        for row, number in zip(listed.rows, listed.numbers, strict=True)
    )
    return _write(headings, lines, outcome, stream, None)


def _write(headings, lines, outcome, stream, as_of):
    reasons = defaultdict(list)
    for remark in outcome.wrong:
        reasons[remark.row].append(f"{remark.column}: {remark.reason}" if remark.column else remark.reason)
    for question in outcome.questions:
        reasons[question.row].append(question.text())
    columns = [SheetColumn(heading, Kind.TEXT, WIDTH) for heading in headings]
    columns.append(SheetColumn(CORRECTING["old_row"].heading, Kind.TEXT, 10))
    columns.append(SheetColumn(CORRECTING["to_correct"].heading, Kind.TEXT, 60))
    rows = ((*cells, str(number), " ".join(reasons[number])) for number, cells in lines if number in reasons)
    title = SheetTitle(title="CÁC DÒNG CẦN SỬA", subtitle=f"Danh sách tính đến ngày {as_of:%d/%m/%Y}" if as_of else "")
    return render_table(title, columns, rows, stream)


def _cells_of(person, known):
    cells = dict(person.cells)
    for name, sex in (("born_male", "Nam"), ("born_female", "Nữ")):
        if text_of(cells.get(name)):
            cells["born"], cells["sex"] = cells[name], sex
    try:
        cells["cell"] = known.find(person).code
    except ValueError:
        cells["cell"] = cells.get("cell") or person.place
    return [*(_text(name, cells.get(name)) for name in NAMES), text_of(cells.get("remarks"))]


def _text(name, cell):
    """Return a cell as text that is read as the cell itself was."""
    if hasattr(cell, "strftime"):
        return f"{cell:%d/%m/%Y}"
    if name in DATES and text_of(cell):
        try:
            return str(parse_partial(cell, serials=True))
        except ValueError:
            return text_of(cell)
    if isinstance(cell, float) and not cell.is_integer():
        return for_input(Decimal(str(cell)))
    return with_lost_zero(cell, NUMBERS.get(name, ()))
