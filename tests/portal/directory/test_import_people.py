"""Member lists in: both real ones, the same again, transfers, many at once; wrong rows stand in a file of their own."""

import datetime
import unicodedata

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.audit.models import AuditEvent
from portal.directory.lists import people
from portal.directory.lists.asking import Answers
from portal.directory.models import Appointment, Membership, PartyOrg, Person
from portal.directory.roles import Role
from portal.lib.vietnamese import search_key, sort_key
from tests import factories
from tests.portal.directory.member_lists import AS_OF, SAMPLE, listed, reasons, sample, take_in
from tests.portal.directory.sheets import HEADINGS, person_row, workbook

MARCH = datetime.date(2026, 3, 1)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def organizations(db):
    call_command("import_organizations", str(SAMPLE / "organizations.xlsx"))


# ── the two real lists ──


def test_the_clean_list_comes_in_as_it_is(organizations):
    outcome = sample("members-clean.xlsx", write=True)

    assert outcome.counts == {"new": 540, "changed": 0, "unchanged": 0, "wrong": 0}
    assert outcome.warnings == []
    assert dict(Person.objects.values_list("sex").annotate(Count("pk"))) == {"male": 294, "female": 246}
    standings = dict(Membership.objects.order_by().values_list("standing").annotate(Count("pk")))
    assert standings == {"official": 479, "probationary": 40, "exempt": 19, "suspended": 2}
    posts = dict(Appointment.objects.order_by().values_list("role").annotate(Count("pk")))
    assert posts == {"cell_secretary": 45, "cell_deputy_secretary": 45, "cell_committee_member": 42}
    person = Person.objects.get(card_no="12000008")
    assert (person.full_name, person.born, person.phone) == (
        "Hoàng Thanh Vân",
        datetime.date(1985, 2, 27),
        "+84968202938",
    )
    assert person.cell.code == "DUHT-01"
    assert person.login_name == "hoang.thanh.van"
    assert not person.has_usable_password()


def test_the_office_list_comes_in_as_it_is(organizations):
    ward = PartyOrg.objects.get(code="DUDS")

    outcome = sample("members-office.xlsx", write=True, under=ward)

    assert outcome.counts == {"new": 120, "changed": 0, "unchanged": 0, "wrong": 0}
    by_cell = dict(Person.objects.order_by("cell__code").values_list("cell__code").annotate(Count("pk")))
    assert by_cell == {f"DUDS-{number:02}": 12 for number in range(1, 11)}
    woman = Person.objects.get(card_no="34000062")
    man = Person.objects.get(card_no="34000000")
    assert (woman.full_name, woman.sex, woman.born) == ("Tạ Thị Thanh Linh", "female", datetime.date(1961, 9, 8))
    assert (man.full_name, man.sex, man.born) == ("Hồ Quốc Hải", "male", datetime.date(1979, 9, 24))
    assert man.appointments.get().role == Role.CELL_SECRETARY
    assert man.memberships.get().starts_on == AS_OF  # "(Tính đến ngày 31/12/2025)"
    standings = dict(Membership.objects.order_by().values_list("standing").annotate(Count("pk")))
    assert standings == {"official": 99, "probationary": 14, "exempt": 7}


def test_both_lists_again_change_nothing(organizations):
    ward = PartyOrg.objects.get(code="DUDS")
    sample("members-clean.xlsx", write=True)
    sample("members-office.xlsx", write=True, under=ward)
    events = AuditEvent.objects.count()

    again = [sample("members-clean.xlsx", write=True), sample("members-office.xlsx", write=True, under=ward)]

    assert [outcome.counts for outcome in again] == [
        {"new": 0, "changed": 0, "unchanged": 540, "wrong": 0},
        {"new": 0, "changed": 0, "unchanged": 120, "wrong": 0},
    ]
    assert Person.objects.count() == 660
    assert AuditEvent.objects.count() == events


def test_what_the_portal_has_no_use_for_is_told_and_not_read():
    with (SAMPLE / "members-office.xlsx").open("rb") as file:
        found = people.read(file, "members-office.xlsx")

    assert "Dân tộc" in found.found.headings.texts.values()
    assert not {"ethnicity", "hometown", "theory"} & set(found.people[0].cells)
    assert (found.stated_count, len(found.people), found.as_of) == (120, 120, AS_OF)


# ── the command ──


def test_without_commit_the_command_rehearses(organizations, capsys):
    call_command("import_people", str(SAMPLE / "members-clean.xlsx"))

    assert "540 new, 0 changed, 0 unchanged, 0 wrong." in capsys.readouterr().out
    assert Person.objects.count() == 0


def test_the_command_lists_what_is_wrong_and_fails(province, tmp_path):
    path = tmp_path / "list.xlsx"
    path.write_bytes(workbook(HEADINGS, person_row(cell="DUXX-01"), person_row(card="12000016")).getvalue())

    with pytest.raises(CommandError) as refusal:
        call_command("import_people", str(path), commit=True)

    assert str(refusal.value).splitlines() == [
        (
            "Row 2, column “Chi bộ (tên hoặc mã)”: There is no cell “DUXX-01”. "
            "Write the code as in the list of organisations."
        ),
        "1 new, 0 changed, 0 unchanged, 1 wrong.",
    ]
    assert Person.objects.count() == 0


# ── new, changed, unchanged ──


def test_a_row_makes_a_person_with_membership_post_and_events(province):
    outcome = take_in(person_row(post="Bí thư", standing="Đảng viên dự bị"))

    person = Person.objects.get()
    membership, post = person.memberships.get(), person.appointments.get()
    assert outcome.written
    assert (person.cell, person.org_path) == (province.cell, province.cell.path)
    assert (membership.cell, membership.standing, membership.starts_on) == (province.cell, "probationary", AS_OF)
    assert (post.role, post.org, post.title, post.starts_on) == (
        Role.CELL_SECRETARY,
        province.cell,
        "Bí thư",
        AS_OF,
    )
    assert sorted(AuditEvent.objects.values_list("action", flat=True).exclude(action__contains="organization")) == [
        "directory.people_imported",
        "directory.person_added",
    ]


def test_a_rehearsal_says_the_same_and_writes_nothing(province):
    outcome = take_in(person_row(), write=False)

    assert outcome.counts == {"new": 1, "changed": 0, "unchanged": 0, "wrong": 0}
    assert not outcome.written
    assert list(Person.objects.all()) == []


def test_another_cell_is_a_transfer_and_ends_the_post_there(province):
    take_in(person_row(post="Phó Bí thư"))

    outcome = take_in(person_row(cell="DUHT-02"), as_of=MARCH, answers=Answers(moved_on=MARCH))

    person = Person.objects.get()
    assert person.cell == province.second_cell
    assert [line.changes for line in outcome.changed] == [
        (
            ("Cell", province.cell.full_label, province.second_cell.full_label),
            ("Party post", "Phó Bí thư", ""),
        )
    ]
    assert list(person.memberships.values_list("cell__code", "starts_on", "ends_on", "end_reason")) == [
        ("DUHT-02", datetime.date(2026, 3, 1), None, ""),
        ("DUHT-01", AS_OF, datetime.date(2026, 2, 28), "moved"),
    ]
    assert person.appointments.get().ends_on == datetime.date(2026, 2, 28)


def test_another_standing_begins_on_the_day_of_the_list(province):
    take_in(person_row(standing="Đảng viên dự bị"))

    take_in(person_row(), as_of=datetime.date(2026, 3, 1))

    assert list(Membership.objects.values_list("standing", "ends_on", "end_reason")) == [
        ("official", None, ""),
        ("probationary", datetime.date(2026, 2, 28), "standing"),
    ]


def test_of_two_lists_of_one_day_the_later_counts(province):
    take_in(person_row())

    take_in(person_row(cell="DUHT-02"), answers=Answers(moved_on=AS_OF))

    assert list(Membership.objects.values_list("cell__code", "starts_on", "ends_on")) == [("DUHT-02", AS_OF, None)]


def test_an_older_list_does_not_undo_what_came_later(province):
    take_in(person_row(), as_of=datetime.date(2026, 3, 1))

    outcome = take_in(person_row(cell="DUHT-02"))

    assert reasons(outcome) == [
        (
            2,
            "Chi bộ (tên hoặc mã)",
            (
                "The list speaks of 31/12/2025; the portal knows a later membership, of 01/03/2026. "
                "Upload a newer list, or give the day of which it speaks."
            ),
        )
    ]
    assert Person.objects.get().cell == province.cell


def test_without_a_card_number_name_birth_and_cell_tell_the_same_person(province):
    take_in(person_row(card=""))

    outcome = take_in(person_row(card="12000008"))

    assert [line.changes for line in outcome.changed] == [(("Số thẻ đảng viên", "", "12000008"),)]
    assert Person.objects.get().card_no == "12000008"


def test_an_empty_cell_keeps_what_is_known(province):
    take_in(person_row())

    outcome = take_in(person_row(joined="", standing="", post=""))

    assert outcome.counts == {"new": 0, "changed": 0, "unchanged": 1, "wrong": 0}
    assert Person.objects.get().joined_on == datetime.date(2006, 6, 19)


def test_a_list_that_says_plain_member_ends_the_post(province):
    take_in(person_row(post="Chi ủy viên"))

    take_in(person_row(post="Đảng viên"), as_of=datetime.date(2026, 3, 1))

    assert Appointment.objects.get().ends_on == datetime.date(2026, 2, 28)


def test_decomposed_text_is_stored_composed(province):
    take_in(person_row(name=unicodedata.normalize("NFD", "Nguyễn Văn Ân")), convert_legacy=True)

    assert Person.objects.get().full_name == "Nguyễn Văn Ân"


def test_namesakes_get_login_names_of_their_own(province):
    take_in(person_row(), person_row(card="12000016", born="01/01/1970"))

    assert list(Person.objects.order_by("pk").values_list("login_name", flat=True)) == [
        "hoang.thanh.van",
        "hoang.thanh.van2",
    ]


def test_birth_dates_known_to_the_year_or_as_a_serial(province):
    take_in(person_row(born=1950), person_row(card="12000016", name="Lê Văn An", born=31105))

    assert [(str(person.born_text), person.sort_key != "") for person in Person.objects.order_by("born")] == [
        ("1950", True),
        ("27/02/1985", True),
    ]


# ── at once ──


@pytest.mark.parametrize("size", [1, 3, 300])
def test_a_rehearsal_asks_the_database_a_fixed_number_of_questions(province, size, django_assert_num_queries):
    rows = [person_row(card=f"{13000000 + number}", name="Lê Văn An") for number in range(size)]
    found = listed(*rows)

    with django_assert_num_queries(13):
        outcome = people.take_in(found, as_of=AS_OF)

    assert len(outcome.new) == size


WORDS = st.sampled_from(
    ["Nguyễn", "Trần", "Lê", "Đặng", "Ỷ", "Thị", "Văn", "An", "Ân", "Hà", "Vũ", "Quỳnh", "Uyên", "Nga", "Ngà", "Đức"]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(st.lists(WORDS, min_size=2, max_size=5).map(" ".join), min_size=1, max_size=4),
    born=st.dates(datetime.date(1930, 1, 1), datetime.date(1980, 12, 31)),
)
def test_any_name_and_date_goes_in_and_is_found_again(province, names, born):
    rows = [
        person_row(card=f"{14000000 + at}", name=name, born=f"{born:%d/%m/%Y}", joined="")
        for at, name in enumerate(names)
    ]
    take_in(*rows)

    again = take_in(*rows)

    assert again.counts == {"new": 0, "changed": 0, "unchanged": len(names), "wrong": 0}
    for at, name in enumerate(names):
        person = Person.objects.get(card_no=f"{14000000 + at}")
        assert (person.full_name, person.born) == (name, born)
        assert (person.search, person.sort_key) == (search_key(name), sort_key(name))
        assert person in Person.objects.named_like(name)
    Membership.objects.all().delete()
    Person.objects.all().delete()


def test_a_person_of_the_factories_is_found_by_card(province):
    person = factories.make_person("Hoàng Thanh Vân", cell=province.cell, card_no="12000008", login_name="van")

    outcome = take_in(person_row())

    assert [line.name for line in outcome.changed] == ["Hoàng Thanh Vân"]
    person.refresh_from_db()
    assert (person.born, person.login_name) == (datetime.date(1985, 2, 27), "van")
