"""Finding people, and the page of one person."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.audit.models import AuditEvent
from portal.directory import search_index
from portal.directory.models import Person
from tests import factories

PEOPLE = "/directory/people/"


@pytest.fixture
def names(province):
    """People of the first cell, by what the search has to tell apart."""
    return [
        factories.make_person(name, cell=province.cell)
        for name in ("Nguyễn Văn Ân", "Nguyễn Văn An", "Trần Thị Hà", "Vũ Hải Đăng", "Lê Thị Hoà", "Ngô Vũ Hà Anh")
    ]


def questions(client, url):
    """Return how many questions a page asks the database."""
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return len(asked)


def found(client, text):
    page = client.get(PEOPLE, {"q": text}).context["page"]
    return [person.full_name for person in page.rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nguyen van an", ["Nguyễn Văn An", "Nguyễn Văn Ân"]),
        ("ân", ["Nguyễn Văn Ân", "Nguyễn Văn An", "Ngô Vũ Hà Anh"]),
        ("an", ["Nguyễn Văn An", "Ngô Vũ Hà Anh", "Nguyễn Văn Ân"]),
        ("HA", ["Ngô Vũ Hà Anh", "Vũ Hải Đăng", "Trần Thị Hà"]),
        ("vũ", ["Ngô Vũ Hà Anh", "Vũ Hải Đăng"]),
        ("hòa", ["Lê Thị Hoà"]),
        ("dang hai", ["Vũ Hải Đăng"]),
        ("v", ["Nguyễn Văn An", "Ngô Vũ Hà Anh", "Nguyễn Văn Ân", "Vũ Hải Đăng"]),
        ("%", ["Nguyễn Văn An", "Ngô Vũ Hà Anh", "Nguyễn Văn Ân", "Vũ Hải Đăng", "Trần Thị Hà", "Lê Thị Hoà"]),
        ("khong co ai", []),
    ],
)
def test_names_are_found_with_and_without_marks(text, expected, names, ward_committee_member, signed_in):
    ward_committee_member.full_name = "Tô Lịch Mộc"  # out of the way of the words looked for
    ward_committee_member.save()

    result = found(signed_in(ward_committee_member), text)

    assert [name for name in result if name != "Tô Lịch Mộc"] == expected


def test_many_hits_are_found_by_walking_the_list(names, ward_secretary, signed_in, monkeypatch):
    monkeypatch.setattr(search_index, "SPARSE", 1)

    assert found(signed_in(ward_secretary), "nguyen van") == ["Nguyễn Văn An", "Nguyễn Văn Ân"]


def test_only_people_within_reach_are_found(names, secretary, outsider, signed_in):
    assert found(signed_in(secretary), "viet") == []  # Phạm Trọng Việt is of another ward
    assert found(signed_in(secretary), "dang") == ["Vũ Hải Đăng"]


def test_a_unit_narrows_the_search(names, system_admin, outsider, signed_in, province):
    page = signed_in(system_admin).get(PEOPLE, {"unit": "DUDS"})

    assert page.context["page"].rows == [outsider]


def test_the_cells_of_a_ward_are_offered_to_narrow_by(ward_secretary, signed_in):
    offered = signed_in(ward_secretary).get(PEOPLE).context["units"]

    assert [unit.code for unit in offered] == ["DUHT", "DUHT-01", "DUHT-02"]


def test_of_very_many_units_the_cells_are_left_out(system_admin, province, signed_in, monkeypatch):
    monkeypatch.setattr("portal.directory.search.UNITS_OFFERED", 4)

    offered = signed_in(system_admin).get(PEOPLE).context["units"]

    assert sorted(unit.code for unit in offered) == ["DUDS", "DUHT", "TU"]


def test_htmx_gets_the_table_alone(names, secretary, signed_in):
    page = signed_in(secretary).get(PEOPLE, {"q": "ha"}, headers={"HX-Request": "true"})

    assert page.content.decode().strip().startswith('<section id="people-table"')


def test_pages_go_on_from_the_exact_names_to_the_others_and_back(ward_secretary, signed_in, province, monkeypatch):
    monkeypatch.setattr("portal.directory.search.SIZE", 2)
    monkeypatch.setattr("portal.directory.search.page_of.__kwdefaults__", {"size": 2})
    for name in ("Lê An", "Lý An", "Mai An", "Lê Ân", "Lý Ấn"):
        factories.make_person(name, cell=province.cell)
    client = signed_in(ward_secretary)

    pages, url = [], f"{PEOPLE}?q=an"
    while url:
        page = client.get(url).context["page"]
        pages.append([person.full_name for person in page.rows])
        url = page.older_url
    back = client.get(page.newer_url).context["page"]

    assert pages == [["Lê An", "Lý An"], ["Mai An", "Lê Ân"], ["Lý Ấn"]]
    # Backwards one walks through the others, then stands at the beginning again.
    assert ([person.full_name for person in back.rows], back.newer_url) == (["Lê Ân"], f"{PEOPLE}?q=an")


def test_the_list_asks_as_many_questions_for_three_hundred_as_for_one(ward_secretary, signed_in, province):
    client = signed_in(ward_secretary)
    counts = []
    for size in (1, 2, 297):
        for _number in range(size):
            factories.make_person(cell=province.cell)
        counts.append(questions(client, PEOPLE))

    assert len(client.get(PEOPLE).context["page"].rows) == 50
    assert len(set(counts)) == 1
    assert counts[0] <= 15


def test_the_index_learns_changes_and_forgets(province):
    person = factories.make_person("Quách Tuấn", cell=province.cell)
    person.full_name = "Quách Tú"
    person.save()
    assert list(Person.objects.named_like("quach tuan")) == []
    assert list(Person.objects.named_like("quach tu")) == [person]

    person.memberships.all().delete()
    person.delete()

    assert list(Person.objects.named_like("quach")) == []


# ── one person ──


def test_ones_own_page_shows_the_numbers_and_records_nothing(member, signed_in):
    page = signed_in(member).get(member.get_absolute_url())

    assert (page.status_code, member.card_no in page.content.decode()) == (200, True)
    assert list(AuditEvent.objects.filter(action="directory.sensitive_seen")) == []


def test_the_office_asks_for_the_numbers_and_is_recorded(member, personnel_officer, signed_in):
    client = signed_in(personnel_officer)

    closed = client.get(member.get_absolute_url())
    shown = client.get(f"{member.get_absolute_url()}?sensitive=1")

    assert (member.card_no in closed.content.decode(), member.card_no in shown.content.decode()) == (False, True)
    event = AuditEvent.objects.get(action="directory.sensitive_seen")
    assert (event.actor_id, event.owner_id) == (str(personnel_officer.public_id), str(member.public_id))


def test_an_officer_without_that_right_does_not_see_the_numbers(member, secretary, signed_in):
    page = signed_in(secretary).get(f"{member.get_absolute_url()}?sensitive=1")

    assert (page.status_code, member.card_no in page.content.decode()) == (200, False)
    assert list(AuditEvent.objects.filter(action="directory.sensitive_seen")) == []


def test_who_has_left_is_still_kept_by_the_office(member, personnel_officer, secretary, signed_in, client):
    membership = member.memberships.get()
    membership.end(on=membership.starts_on, reason="left")
    url = reverse("directory:person", args=[member.public_id])

    office = signed_in(personnel_officer).get(url)
    client.force_login(secretary)

    assert office.status_code == 200
    assert client.get(url).status_code == 404
