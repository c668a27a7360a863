"""Ten thousand people in: rehearsal and writing beside reading the file and bulk inserts into the same tables."""

import datetime
import random
from io import BytesIO

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from xlsxwriter import Workbook

from portal.audit.models import AuditEvent
from portal.directory.lists import people
from portal.directory.lists.sheets import read_table
from portal.directory.models import Appointment, Membership, OrgType, PartyOrg, Person
from tests.bench import Figure, seconds

PEOPLE, CELLS = 10_000, 200
FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý"]
MIDDLE = ["Văn", "Thị", "Hữu", "Đức", "Minh", "Ngọc", "Thanh", "Quốc", "Xuân", "Thu"]
GIVEN = ["An", "Ân", "Bình", "Chi", "Dũng", "Hà", "Hải", "Hòa", "Khánh", "Lan", "Mai", "Nga", "Phúc", "Quỳnh", "Yến"]
HEADINGS = ["Số thẻ đảng viên", "Họ và tên", "Giới tính", "Ngày sinh", "Dân tộc", "Quê quán", "Ngày vào Đảng"]
HEADINGS += ["Ngày chính thức", "Chức vụ Đảng", "Chức vụ chính quyền", "Mã chi bộ", "Trạng thái", "Số điện thoại"]
AS_OF = datetime.date(2025, 12, 31)


class Undo(Exception):
    """Leaves the database as it was."""


def figures():
    _found_cells()
    content = list_of(PEOPLE, [f"TU-{number:03}" for number in range(CELLS)])
    floor = seconds(lambda: undone(lambda: by_hand(content, 3 * CELLS)), times=3)
    preview = seconds(lambda: _take_in(content, write=False), times=3)
    commit = seconds(lambda: undone(lambda: _take_in(content, write=True)), times=3)
    yield Figure("import_people preview", preview, "s", floor=floor, target=2, less_is_better=True)
    yield Figure("import_people commit", commit, "s", floor=floor, target=3, less_is_better=True)
    with CaptureQueriesContext(connection) as asked:
        _take_in(content, write=False)
    yield Figure("import_people preview queries", len(asked), "queries")


def _found_cells():
    top = PartyOrg.found(parent=None, code="TU", name="Tỉnh ủy", org_type=OrgType.objects.get(code="PROVINCE"))
    cell = OrgType.objects.get(code="CELL")
    for number in range(CELLS):
        PartyOrg.found(parent=top, code=f"TU-{number:03}", name=f"Chi bộ {number}", org_type=cell)


def list_of(people, cells, first=0):
    """Return a clean list as offices export it: dates as dates, card numbers as text, from number ``first`` on.

    ``cells`` are codes; the first three members of each hold its posts.
    """
    dice, stream = random.Random(first + 1), BytesIO()
    book = Workbook(stream, {"default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADINGS)
    for number in range(people):
        born = datetime.date(1950, 1, 1) + datetime.timedelta(days=dice.randrange(18_000))
        joined = born + datetime.timedelta(days=20 * 366 + dice.randrange(1500))
        name = f"{dice.choice(FAMILY)} {dice.choice(MIDDLE)} {dice.choice(MIDDLE)} {dice.choice(GIVEN)}"
        post = ("Bí thư", "Phó Bí thư", "Chi ủy viên")[number // len(cells)] if number < 3 * len(cells) else "Đảng viên"
        row = [f"{20_000_000 + first + number}", name, "Nam", born, "Kinh", "Thanh Hóa", joined,
               joined + datetime.timedelta(days=365), post, "Công nhân", cells[number % len(cells)],
               "Đảng viên chính thức", f"09{first + number:08}"]  # fmt: skip
        for column, value in enumerate(row):
            write = sheet.write_datetime if isinstance(value, datetime.date) else sheet.write_string
            write(number + 1, column, value)
    book.close()
    return stream.getvalue()


def _take_in(content, *, write):
    listed = people.read(BytesIO(content), "list.xlsx")
    outcome = people.take_in(listed, write=write, as_of=AS_OF, filename="list.xlsx")
    if len(outcome.new) != PEOPLE:
        raise AssertionError(outcome)


def by_hand(content, posts):
    """Read the file and insert the same rows, the first ``posts`` with a post, with nothing looked at."""
    rows = read_table(BytesIO(content), "list.xlsx", is_long=True).rows[1:]
    codes = {row[10] for row in rows}
    cells = {cell.code: cell for cell in PartyOrg.objects.filter(code__in=codes)}
    made = Person.objects.bulk_create(
        [
            Person(
                login_name=row[0],
                full_name=row[1],
                search=row[1],
                sort_key=row[1],
                sex="male",
                born=row[3],
                card_no=row[0],
                joined_on=row[6],
                official_on=row[7],
                work_post=row[9],
                phone=row[12],
                password="!",
                cell=cells[row[10]],
                org_path=cells[row[10]].path,
            )
            for row in rows
        ],
        batch_size=500,
    )
    Membership.objects.bulk_create(
        [Membership(person=person, cell=person.cell, starts_on=AS_OF) for person in made], batch_size=500
    )
    Appointment.objects.bulk_create(
        [
            Appointment(person=person, org=person.cell, role="cell_secretary", title="Bí thư", starts_on=AS_OF)
            for person in made[:posts]
        ],
        batch_size=500,
    )
    AuditEvent.objects.bulk_create(
        [
            AuditEvent(action="directory.person_added", subject_type="directory.person", subject_id=str(person.pk),
                       subject_name=person.full_name, unit_path=person.org_path)
            for person in made
        ],
        batch_size=500,
    )  # fmt: skip


def undone(act):
    try:
        with transaction.atomic():
            act()
            raise Undo
    except Undo:
        pass
