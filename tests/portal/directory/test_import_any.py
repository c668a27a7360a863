"""Whatever way a list is kept, the same people come in; and broken off at any point, all of it is there or nothing."""

import datetime

import pytest
from django.db import transaction
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.audit.models import AuditEvent
from portal.directory.lists import people
from portal.directory.lists.asking import Answers
from portal.directory.lists.columns import PEOPLE
from portal.directory.lists.office import walk
from portal.directory.lists.sheets import Found, in_unicode
from portal.directory.lists.undoing import undo
from portal.directory.models import Appointment, LeftOut, Membership, Person, PersonAct, TakenList
from portal.directory.uniting import unite
from portal.lib.dates import PartialDate
from portal.lib.lists import NotThisList, find_headings
from portal.lib.spreadsheet import Sheet
from tests import factories
from tests.breaking import broken_off
from tests.portal.directory.member_lists import AS_OF, take_in
from tests.portal.directory.sheets import person_row

MARCH = datetime.date(2026, 3, 1)
# Headings as offices write them, by column of ours; the last ones are of columns that nobody keeps.
COLUMNS = {
    "card_no": ["Số thẻ đảng viên", "SỐ THẺ", "Thẻ đảng viên"],
    "full_name": ["Họ và tên", "Họ tên", "HỌ, TÊN"],
    "sex": ["Giới tính", "Nam/Nữ"],
    "born": ["Ngày sinh", "Ngày, tháng, năm sinh", "NTN sinh"],
    "joined_on": ["Ngày vào Đảng", "Ngày kết nạp"],
    "cell": ["Mã chi bộ", "Chi bộ"],
    "standing": ["Trạng thái", "Tình trạng"],
    "number": ["STT", "TT"],
    "ethnicity": ["Dân tộc"],
    "unknown": ["Ghi thêm của văn phòng"],
}
SERIAL_ZERO = datetime.date(1899, 12, 30)

# How a day is written: by everybody in another way.
WAYS = {
    "date": lambda day: day,
    "moment": lambda day: datetime.datetime(day.year, day.month, day.day),
    "serial": lambda day: (day - SERIAL_ZERO).days,
    "slashes": lambda day: f"{day.day}/{day.month}/{day.year}",
    "zeros": lambda day: f"{day:%d/%m/%Y}",
    "hyphens": lambda day: f"{day.day}-{day.month}-{day.year}",
    "dots": lambda day: f"{day:%d.%m.%Y}",
    "blanks": lambda day: f" {day:%d} / {day:%m} / {day.year} ",
    "iso": lambda day: day.isoformat(),
    "short": lambda day: f"{day:%d/%m/%y}",
}
# What is known less exactly: as it is written, and as it is read.
LESS_EXACT = {"month": lambda day: f"{day.month}/{day.year}", "year": lambda day: str(day.year)}
READ_AS = {"month": lambda day: f"{day:%m/%Y}", "year": lambda day: str(day.year)}
days = st.dates(datetime.date(1940, 1, 1), datetime.date(1990, 12, 31))
ways = st.sampled_from(sorted({*WAYS, *LESS_EXACT}))


@st.composite
def lists(draw):
    """Return the rows of a sheet, and who stands in it: (card number, born, admitted), days as they are shown.

    Notes may stand above, the headings in one row or in two, the birth date in the column of the sex, a sum below.
    """
    order = draw(st.permutations(sorted(COLUMNS)))
    by_sex, is_double = draw(st.booleans()), draw(st.booleans())
    if by_sex:
        at = order.index("born")
        order[at : at + 1] = ["born", "born_female"]  # beside each other, under one heading
    above = [[text] for text in draw(st.lists(st.sampled_from(["ĐẢNG BỘ PHƯỜNG", "DANH SÁCH", ""]), max_size=3))]
    headings = [draw(st.sampled_from(COLUMNS[name])) if name in COLUMNS else None for name in order]
    below = [{"born": "Nam", "born_female": "Nữ"}.get(name) if by_sex else None for name in order]
    rows, expected = [], []
    for number in range(draw(st.integers(1, 4))):
        born = draw(days)
        joined = born + datetime.timedelta(days=draw(st.integers(20 * 366, 25 * 366)))
        (born_cell, born_read), (joined_cell, joined_read) = _written(draw(ways), born), _written(draw(ways), joined)
        card = f"{14_000_000 + number}"
        cells = {
            "card_no": draw(st.sampled_from([card, int(card), f"{card[:2]}.{card[2:]}"])),
            "full_name": f"Lê Văn {'ABCDE'[number]}n",
            "sex": "Nam",
            "born": born_cell,
            "joined_on": joined_cell,
            "cell": draw(st.sampled_from(["DUHT-01", "duht-01", "Chi bộ khu phố 1, Đảng bộ phường Hạc Thành"])),
            "number": number + 1,
            "ethnicity": "Kinh",
        }
        rows.append([cells.get(name) for name in order])
        expected.append((card, born_read, joined_read))
    sums = draw(st.sampled_from([[], [[f"Tổng cộng: {len(rows)} đồng chí"]], [[], ["NGƯỜI LẬP BIỂU"], ["Lê Thị Lập"]]]))
    heads = [headings, below] if by_sex or is_double else [headings]
    width = len(order)
    sheet = [row + [None] * (width - len(row)) for row in [*above, *heads, *rows, *sums]]
    return sheet, expected


def _written(way, day):
    """Return a day as a cell holds it, and as the portal shows what it read."""
    if way in LESS_EXACT:
        return LESS_EXACT[way](day), READ_AS[way](day)
    return WAYS[way](day), f"{day:%d/%m/%Y}"


def taken_in(sheet, **options):
    """Take the rows of a sheet in without a file around them."""
    rows, legacy = in_unicode(sheet)
    found = Found(Sheet("", rows, {}), find_headings(rows, PEOPLE), [], legacy, [])
    return people.take_in(walk("list.xlsx", found), write=True, as_of=AS_OF, short_years=True, **options)


def shown(person):
    """Return the day of admission as it is shown."""
    return str(PartialDate.from_stored(person.joined_on, person.joined_precision))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lists())
def test_any_order_of_columns_and_any_mixture_of_dates_gives_the_same_people(province, made):
    sheet, expected = made

    with transaction.atomic():
        outcome = taken_in(sheet)
        people_there = Person.objects.order_by("card_no")
        found = [(person.card_no, str(person.born_text), shown(person)) for person in people_there]
        again = taken_in(sheet)
        transaction.set_rollback(True)

    assert (outcome.wrong, outcome.warnings, found) == ([], [], expected)
    assert again.counts == {"new": 0, "changed": 0, "unchanged": len(expected), "wrong": 0}


CELLS = st.one_of(st.none(), st.integers(), st.floats(), st.text(max_size=12), days)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6))
def test_any_cells_at_all_are_refused_in_words(sheet):
    rows, _legacy = in_unicode(sheet)

    with pytest.raises(NotThisList, match=r"The list lacks the columns: Họ và tên, Ngày sinh\."), override("en"):
        find_headings(rows, PEOPLE)


# ── broken off at any point ──


def everything():
    """Return all that the acts below may write."""
    models = (Person, Membership, Appointment, PersonAct, AuditEvent, TakenList, LeftOut)
    return [list(model.objects.order_by("pk").values()) for model in models]


def fresh(person):
    """Return a person who remembers nothing of what was asked before."""
    return Person.objects.get(pk=person.pk)


def import_anew(officer):
    rows = [person_row(cell="DUHT-02", post="Bí thư"), person_row(card="12000032", name="Lê Mới", post="Chi ủy viên")]
    take_in(*rows, as_of=MARCH, by=officer, answers=Answers(moved_on=MARCH))


def undo_the_last(officer):
    undo(TakenList.objects.first(), by=officer)


def unite_two(officer):
    kept, other = Person.objects.filter(card_no__in=["12000008", "12000016"]).order_by("pk")
    unite(kept, other, reason="Cùng một người", by=officer)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("act", [import_anew, undo_the_last, unite_two])
def test_broken_off_at_any_point_nothing_is_there(province, personnel_officer, act):
    take_in(person_row(post="Phó Bí thư"), by=personnel_officer)
    factories.make_person("Hoàng Thanh Vân", cell=province.second_cell, card_no="12000016")
    before = everything()

    for number in broken_off(lambda: act(fresh(personnel_officer)), samples=12):
        assert everything() == before, f"broken off at statement {number}"
    act(personnel_officer)

    assert everything() != before
