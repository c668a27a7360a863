"""What the personnel office records about people."""

import datetime

import pytest
from django.urls import reverse
from django.utils import translation

from portal.audit.models import AuditEvent
from portal.directory.models import Appointment, Membership, Person
from portal.directory.roles import Role
from tests import factories

FACTS = {"full_name": "Lê Thị Thử", "sex": "female", "born": "1965", "card_no": "12.345678", "phone": "0912 345 678"}

END = {"on": "01/05/2026", "document": "15-QĐ/ĐU", "confirm": "1"}  # no longer held from that day


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def office(personnel_officer, signed_in):
    return signed_in(personnel_officer)


def keep(client, person, act, **data):
    """Record an act after having seen what it touches."""
    data = {"document": "12-QĐ/ĐU", "document_on": "20/02/2026", "confirm": "1"} | data
    return client.post(reverse("directory:keep_person", args=[person.public_id, act]), data)


def errors(response):
    assert response.status_code == 422
    return response.context["form"].errors


def test_adding_a_person_makes_a_member(office, province, personnel_officer):
    response = office.post(
        reverse("directory:add_person"), FACTS | {"cell": "DUHT-01", "standing": "probationary", "on": "01/02/2026"}
    )

    person = Person.objects.get(card_no="12345678")
    membership = person.memberships.get()
    assert response.url == person.get_absolute_url()
    assert (person.full_name, str(person.born_text), person.phone) == ("Lê Thị Thử", "1965", "+84912345678")
    assert (membership.cell, membership.standing) == (province.cell, "probationary")
    assert list(
        AuditEvent.objects.filter(actor_id=str(personnel_officer.public_id)).values_list("action", flat=True)
    ) == ["directory.membership_begun", "directory.person_added"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"cell": "DUDS-01"},
            {"cell": ["There is no “DUDS-01”. Write the code as it stands in the tree of organisations."]},
        ),
        (
            {"card_no": "123"},
            {"card_no": ["A party card number has 8 or 12 digits; “123” has 3. Copy it from the card again."]},
        ),
        ({"born": "01/01/2099"}, {"born": ["01/01/2099 lies in the future. Check the year."]}),
        (
            {"phone": "12"},
            {"phone": ["“12” is not a telephone number. Write one number, such as 0912345678."]},
        ),
        ({"on": "01/01/2099"}, {"on": ["01/01/2099 lies in the future. Check the year."]}),
    ],
)
def test_adding_says_at_the_field_what_is_wrong(office, province, changes, expected):
    data = FACTS | {"cell": "DUHT-01", "standing": "official", "on": "01/02/2026"}

    response = office.post(reverse("directory:add_person"), data | changes)

    assert errors(response) == expected
    assert not Person.objects.filter(full_name="Lê Thị Thử").exists()


@pytest.mark.parametrize("born", ["1965", "09/1965", "12/09/1965"])
def test_a_namesake_of_the_cell_is_asked_about_first(office, province, born):
    there = factories.make_person("Lê Thị Thử", cell=province.cell, born=datetime.date(1965, 9, 12))
    data = FACTS | {"cell": "DUHT-01", "standing": "official", "on": "01/02/2026", "born": born}

    asked = office.post(reverse("directory:add_person"), data)
    added = office.post(reverse("directory:add_person"), data | {"is_other": "on"})

    assert list(errors(asked)) == ["full_name"]
    assert 'name="is_other"' in asked.content.decode()
    assert added.status_code == 302
    assert Person.objects.filter(full_name="Lê Thị Thử").exclude(pk=there.pk).count() == 1


@pytest.mark.parametrize("has_left", [False, True])
def test_a_namesake_born_the_same_day_in_another_cell_is_asked_about_too(office, province, has_left):
    there = factories.make_person("Lê Thị Thử", cell=province.second_cell, born=datetime.date(1965, 9, 12))
    if has_left:
        there.memberships.get().end(on=datetime.date(2026, 1, 1), reason="moved")
    data = FACTS | {"cell": "DUHT-01", "standing": "official", "on": "01/02/2026", "born": "12/09/1965"}

    asked = office.post(reverse("directory:add_person"), data)
    on_another_day = office.post(reverse("directory:add_person"), data | {"born": "09/1965"})

    (said,) = errors(asked)["full_name"]
    assert "has a record at Chi bộ khu phố 2, Đảng bộ phường Hạc Thành already" in said
    assert on_another_day.status_code == 302


def test_a_namesake_whom_another_office_keeps_is_not_told_of(office, province):
    factories.make_person("Lê Thị Thử", cell=province.other_cell, born=datetime.date(1965, 9, 12))
    data = FACTS | {"cell": "DUHT-01", "standing": "official", "on": "01/02/2026", "born": "12/09/1965"}

    assert office.post(reverse("directory:add_person"), data).status_code == 302


@pytest.mark.parametrize(("name", "born"), [("Lê Thị Thử", "1966"), ("Lê Thị Thú", "1965")])
def test_nobody_else_is_asked_about(office, province, name, born):
    factories.make_person("Lê Thị Thử", cell=province.cell, born=datetime.date(1965, 9, 12))
    data = FACTS | {"cell": "DUHT-01", "standing": "official", "on": "01/02/2026", "born": born, "full_name": name}

    shown = office.get(reverse("directory:add_person"))
    added = office.post(reverse("directory:add_person"), data)

    assert 'name="is_other"' not in shown.content.decode()
    assert added.status_code == 302


def test_a_card_number_belongs_to_one_person(office, member):
    response = office.post(
        reverse("directory:add_person"),
        FACTS | {"card_no": member.card_no, "cell": "DUHT-01", "standing": "official", "on": "01/02/2026"},
    )

    assert errors(response) == {"card_no": ["Somebody in the portal has this number already. Compare the two."]}


def test_mending_changes_the_facts_and_tells_the_owner(office, member):
    url = reverse("directory:mend_person", args=[member.public_id])

    office.get(url)
    office.post(url, FACTS | {"card_no": ""})

    member.refresh_from_db()
    assert (member.full_name, member.card_no, member.joined_on) == ("Lê Thị Thử", None, None)
    assert member in Person.objects.named_like("thu")
    about = AuditEvent.objects.about(member).exclude(action="directory.membership_begun")
    assert list(about.values_list("action", flat=True)) == ["directory.person_changed", "directory.sensitive_seen"]


def test_a_transfer_moves_the_membership_and_ends_the_post(office, secretary, province):
    keep(office, secretary, "transfer", cell="DUHT-02", on="01/03/2026")

    secretary.refresh_from_db()
    assert secretary.cell == province.second_cell
    assert list(secretary.memberships.values_list("cell__code", "ends_on")) == [
        ("DUHT-02", None),
        ("DUHT-01", datetime.date(2026, 2, 28)),
    ]
    assert secretary.appointments.get().ends_on == datetime.date(2026, 2, 28)


def test_a_transfer_before_the_membership_began_is_refused_at_the_day(office, member):
    response = keep(office, member, "transfer", cell="DUHT-02", on="01/01/2019")

    assert errors(response) == {"on": ["This membership begins on 01/01/2020. Choose a later day."]}
    assert member.memberships.get().ends_on is None


def test_a_standing_changes_within_the_cell(office, member):
    keep(office, member, "standing", standing="exempt", on="01/03/2026")

    assert list(member.memberships.values_list("standing", "end_reason")) == [("exempt", ""), ("official", "standing")]


def test_leaving_and_coming_back(office, member, province):
    keep(office, member, "leave", why="left", on="01/03/2026")
    member.refresh_from_db()
    without = (member.cell, member.org_path)

    keep(office, member, "transfer", cell="DUHT-02", on="01/05/2026")

    member.refresh_from_db()
    assert (without, member.cell) == ((None, ""), province.second_cell)


def test_appointing_and_ending(office, member, province):
    keep(office, member, "appoint", place="DUHT-01", role=Role.CELL_SECRETARY, on="01/03/2026")
    post = Appointment.objects.get(person=member)

    again = keep(office, member, "appoint", place="DUHT-01", role=Role.CELL_SECRETARY, on="01/04/2026")
    office.post(reverse("directory:end_post", args=[post.pk]), END)

    post.refresh_from_db()
    assert errors(again) == {"role": ["Đặng Thị Bích Ngà holds this post there already."]}
    assert (post.org, post.title, post.ends_on) == (province.cell, "Bí thư", datetime.date(2026, 4, 30))


def test_a_committee_has_no_post_of_a_cell(office, member):
    response = keep(office, member, "appoint", place="DUHT", role=Role.CELL_SECRETARY, on="01/03/2026")

    assert errors(response) == {
        "role": ["Đảng bộ phường Hạc Thành has no such post. Choose another one, or the organisation that has it."]
    }


def test_a_post_begins_on_a_day_that_has_come(office, member):
    response = keep(office, member, "appoint", place="DUHT-01", role=Role.CELL_SECRETARY, on="01/03/2099")

    assert errors(response) == {"on": ["01/03/2099 lies in the future. Check the year."]}
    assert not member.appointments.exists()


def test_the_office_does_not_offer_to_make_administrators(office, member):
    response = keep(office, member, "appoint", place="DUHT", role=Role.SYSTEM_ADMIN, on="01/03/2026")

    assert list(errors(response)) == ["role"]


def test_a_post_outside_of_reach_is_not_ended(office, member, province):
    post = factories.appoint(member, Role.COMMITTEE_MEMBER, province.top)

    response = office.post(reverse("directory:end_post", args=[post.pk]), END)

    post.refresh_from_db()
    assert (response.status_code, post.ends_on) == (403, None)


def test_an_administrators_post_is_ended_by_an_administrator_only(office, system_admin, member, province, client):
    post = factories.appoint(member, Role.SYSTEM_ADMIN, province.ward)
    end = reverse("directory:end_post", args=[post.pk])

    refused = office.post(end, END)
    client.force_login(system_admin)
    client.post(end, END)

    post.refresh_from_db()
    assert (refused.status_code, post.ends_on) == (403, datetime.date(2026, 4, 30))


def test_an_administrator_of_a_ward_makes_none_above_it(office, personnel_officer, member, province):
    factories.appoint(personnel_officer, Role.SYSTEM_ADMIN, province.cell)

    response = keep(office, member, "appoint", place="DUHT", role=Role.SYSTEM_ADMIN, on="01/03/2026")

    assert errors(response) == {"role": ["Only a system administrator appoints a system administrator."]}


@pytest.mark.parametrize("act", ["transfer", "standing", "leave", "appoint"])
def test_nobody_else_keeps_people(act, member, secretary, signed_in):
    response = keep(signed_in(secretary), member, act, on="01/03/2026")

    assert response.status_code == 403
    assert Membership.objects.get(person=member).ends_on is None


def test_people_of_another_ward_are_not_found(office, outsider):
    assert keep(office, outsider, "leave", why="left", on="01/03/2026").status_code == 404
