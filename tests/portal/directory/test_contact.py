"""E-mail and telephone are the key to an account: who may change them, and who hears of it."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from portal.directory.lists import people
from portal.directory.models import Person
from portal.directory.policies import can_change_contact
from portal.directory.roles import Role
from tests import factories
from tests.portal.directory.sheets import HEADINGS, person_row, workbook

OLD, NEW = "old@example.org", "new@example.org"
HIGHER = (
    "This comrade holds a post or an office beyond your reach. "
    "The personnel office of that place changes the e-mail and the telephone."
)
ADMINISTRATOR = "Only a system administrator changes the e-mail and the telephone of a system administrator."


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def person(province):
    """A member of the ward's first cell with an address and a telephone."""
    return factories.make_person(
        "Hoàng Thanh Vân", cell=province.cell, sex="female", card_no="12000008", email=OLD, phone="+84912345678"
    )


def mend(client, person, **changes):
    facts = {"full_name": person.full_name, "sex": "female", "born": "1985", "card_no": person.card_no or ""}
    facts |= {"email": person.email, "phone": person.phone}
    return client.post(reverse("directory:mend_person", args=[person.public_id]), facts | changes)


def take_in(by, *, write=True, **contact):
    """Take in a list with one row, of the person, that also names e-mail or telephone."""
    names = {"email": "Thư điện tử", "phone": "Điện thoại"}
    sheet = workbook([*HEADINGS, *map(names.get, contact)], [*person_row(), *contact.values()])
    return people.take_in(people.read(sheet, "list.xlsx"), write=write, by=by)


def reasons(outcome):
    return [(remark.column, remark.reason) for remark in outcome.wrong]


@pytest.mark.parametrize(
    ("role", "reason"), [(Role.SECRETARY, HIGHER), (Role.CLERK, HIGHER), (Role.SYSTEM_ADMIN, ADMINISTRATOR)]
)
def test_of_a_holder_of_a_higher_post_neither_is_changed(role, reason, person, province, personnel_officer, signed_in):
    factories.appoint(person, role, province.top)

    response = mend(signed_in(personnel_officer), person, email=NEW, phone="0987654321")

    assert response.status_code == 422
    assert response.context["form"].errors == {"email": [reason], "phone": [reason]}
    person.refresh_from_db()
    assert (person.email, person.phone) == (OLD, "+84912345678")


def test_nor_is_either_taken_away(person, province, personnel_officer, signed_in):
    factories.appoint(person, Role.SECRETARY, province.top)

    response = mend(signed_in(personnel_officer), person, email="", phone="")

    assert list(response.context["form"].errors) == ["email", "phone"]


def test_the_other_facts_of_a_holder_of_a_higher_post_are_mended(person, province, personnel_officer, signed_in):
    factories.appoint(person, Role.SECRETARY, province.top)
    Person.objects.filter(pk=person.pk).update(email="Old@example.org")

    response = mend(signed_in(personnel_officer), person, workplace="Trường THPT")

    person.refresh_from_db()
    assert (response.status_code, person.workplace, person.email) == (302, "Trường THPT", OLD)


def test_a_collective_of_a_higher_organisation_is_a_higher_post(person, province, personnel_officer):
    factories.appoint(person, Role.STANDING_MEMBER, factories.make_collective(province.top))

    assert can_change_contact(personnel_officer, person).reason == HIGHER


@pytest.mark.parametrize("ends_on", [None, factories.LONG_AGO])
def test_posts_in_reach_and_posts_that_have_ended_leave_it_to_the_office(ends_on, person, province, personnel_officer):
    factories.appoint(person, Role.SECRETARY, province.ward)
    factories.appoint(person, Role.SYSTEM_ADMIN if ends_on else Role.CELL_SECRETARY, province.cell, ends_on=ends_on)

    assert can_change_contact(personnel_officer, person)


def test_an_administrator_in_the_office_changes_those_of_another_one(person, province, personnel_officer):
    factories.appoint(person, Role.SYSTEM_ADMIN, province.ward)
    before = can_change_contact(personnel_officer, person)
    factories.appoint(personnel_officer, Role.SYSTEM_ADMIN, province.top)

    assert (before.reason, can_change_contact(personnel_officer, person).reason) == (ADMINISTRATOR, "")


def test_the_old_address_hears_that_it_was_changed(
    person, personnel_officer, signed_in, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        mend(signed_in(personnel_officer), person, email=NEW)

    person.refresh_from_db()
    [letter] = mail.outbox
    assert (person.email, letter.to) == (NEW, [OLD])
    assert NEW not in letter.body
    assert person.full_name not in letter.body


@pytest.mark.parametrize(("before", "after"), [("", NEW), (OLD, OLD), ("Old@example.org", OLD)])
def test_nobody_is_written_to_where_no_address_was_replaced(
    before, after, person, personnel_officer, signed_in, django_capture_on_commit_callbacks
):
    Person.objects.filter(pk=person.pk).update(email=before)

    with django_capture_on_commit_callbacks(execute=True):
        mend(signed_in(personnel_officer), person, email=after)

    assert mail.outbox == []


def test_a_list_does_not_change_them_either(person, province, personnel_officer):
    factories.appoint(person, Role.SECRETARY, province.top)

    outcome = take_in(personnel_officer, email=NEW, phone="0987654321")

    person.refresh_from_db()
    assert sorted(reasons(outcome)) == [("Số điện thoại", HIGHER), ("Thư điện tử", HIGHER)]
    assert (outcome.written, person.email, person.phone) == (False, OLD, "+84912345678")


def test_a_list_with_the_same_address_and_telephone_comes_in(person, province, personnel_officer):
    factories.appoint(person, Role.SECRETARY, province.top)

    outcome = take_in(personnel_officer, email="OLD@example.org", phone="0912 345 678")

    assert (reasons(outcome), outcome.written) == ([], True)


def test_whom_no_cell_has_is_not_taken_over_by_a_list(person, province, personnel_officer):
    person.memberships.all().delete()
    Person.objects.filter(pk=person.pk).update(cell=None, org_path="")
    factories.appoint(person, Role.SYSTEM_ADMIN, province.top)

    outcome = take_in(personnel_officer, email=NEW)

    assert reasons(outcome) == [("Thư điện tử", ADMINISTRATOR)]


def test_the_old_address_hears_of_a_list_once_it_is_written(
    person, personnel_officer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        take_in(personnel_officer, email=NEW, write=False)
    rehearsed = len(mail.outbox)
    with django_capture_on_commit_callbacks(execute=True):
        take_in(personnel_officer, email=NEW)

    assert (rehearsed, [letter.to for letter in mail.outbox]) == (0, [[OLD]])


def test_the_command_changes_them_for_everybody(person, province):
    factories.appoint(person, Role.SYSTEM_ADMIN, province.top)

    take_in(None, email=NEW)

    person.refresh_from_db()
    assert person.email == NEW


def test_a_list_asks_for_posts_once(province, personnel_officer):

    counts = []
    for count in (1, 3):
        rows = []
        for number in range(count):
            card = f"1300{count}00{number}"
            factories.make_person("Lê An", cell=province.cell, card_no=card, email=f"{card}@example.org")
            rows.append([*person_row(card=card, name="Lê An"), f"new{card}@example.org"])
        listed = people.read(workbook([*HEADINGS, "Email"], *rows), "list.xlsx")
        officer = Person.objects.get(pk=personnel_officer.pk)
        with CaptureQueriesContext(connection) as queries:
            people.take_in(listed, by=officer)
        counts.append(len(queries))

    assert counts[0] == counts[1]
