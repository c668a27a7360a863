"""Undoing the last list of a unit: everything as it was, or nothing; not once something rests on it."""

import datetime
import threading

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation

from portal.audit import trail
from portal.audit.models import AuditEvent
from portal.directory.errors import NotPossible
from portal.directory.lists import appointments
from portal.directory.lists.asking import SAME, Answer, Answers
from portal.directory.lists.undoing import undo
from portal.directory.models import Appointment, Membership, Person, TakenList, TakenPiece
from portal.directory.roles import Role
from tests import factories
from tests.portal.directory.member_lists import AS_OF, take_in
from tests.portal.directory.sheets import csv_file, person_row
from tests.queries import queries_of

MARCH = datetime.date(2026, 3, 1)
NEW_CARD = "038085001234"


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


def everything():
    """Return all that a list may write, but what stands in the trail."""
    return [list(model.objects.order_by("pk").values()) for model in (Person, Membership, Appointment)]


def last():
    return TakenList.objects.first()


def refusal_of(taken, by):
    with pytest.raises(NotPossible) as refusal:
        undo(taken, by=by)
    return str(refusal.value)


@pytest.fixture
def before(province, personnel_officer, colleague):
    """Three people in the portal before the list, and how everything was."""
    take_in(
        person_row(post="Phó Bí thư"),
        person_row(card="12000016", name="Lê An", standing="Đảng viên dự bị"),
        person_row(card="12000024", name="Lê Ba"),
    )
    return everything()


def take_a_list_that_changes_all(by):
    return take_in(
        person_row(cell="DUHT-02", post="Bí thư", born="27/02/1986"),
        person_row(card=NEW_CARD, name="Lê An"),
        person_row(card="12000024", name="Lê Ba", post="Chi ủy viên"),
        person_row(card="12000032", name="Lê Mới", post="Bí thư"),
        as_of=MARCH,
        by=by,
        answers=Answers({3: Answer(who=SAME)}, moved_on=MARCH),
    )


def test_everything_is_as_it_was_before(before, personnel_officer):
    outcome = take_a_list_that_changes_all(personnel_officer)
    changed = everything()

    undo(last(), by=personnel_officer)

    assert outcome.counts == {"new": 1, "changed": 3, "unchanged": 0, "wrong": 0}
    assert changed != before
    assert everything() == before


def test_undoing_stands_in_the_trail_and_on_the_list(before, personnel_officer):
    take_a_list_that_changes_all(personnel_officer)
    gone = Person.objects.get(card_no="12000032")

    undo(last(), by=personnel_officer)

    assert (last().undone_by, last().undone_at is not None) == (personnel_officer, True)
    done = AuditEvent.objects.get(action="directory.list_undone")
    assert (done.actor_id, done.reason) == (str(personnel_officer.public_id), "list.xlsx")
    assert AuditEvent.objects.get(action="directory.person_removed").subject_id == str(gone.pk)


def test_a_list_of_posts_is_undone_too(province, member, personnel_officer):
    factories.appoint(member, Role.CLERK, province.ward, starts_on=AS_OF)
    before = everything()
    heading = "Số thẻ đảng viên;Họ và tên;Mã tổ chức;Chức vụ, nhiệm vụ;Từ ngày;Đến ngày"
    lines = [f"{member.card_no};{member.full_name};DUHT;{title}" for title in ("Văn thư;31/12/2025;01/03/2026",)]
    lines.append(f"{member.card_no};{member.full_name};DUHT;Ủy ban Kiểm tra;01/03/2026;")

    appointments.take_in(csv_file(heading, *lines), "list.csv", by=personnel_officer)
    taken_in = member.appointments.count()
    undo(last(), by=personnel_officer)

    assert (taken_in, everything()) == (2, before)


def test_a_list_is_undone_once(before, personnel_officer):
    take_a_list_that_changes_all(personnel_officer)
    undo(last(), by=personnel_officer)

    assert refusal_of(last(), personnel_officer) == "Only the last list of a unit can be undone, and only once."


def test_only_the_last_list_can_be_undone(before, personnel_officer):
    take_a_list_that_changes_all(personnel_officer)
    first = last()
    take_in(person_row(card="12000040", name="Lê Sau"), by=personnel_officer)

    assert refusal_of(first, personnel_officer) == "Only the last list of a unit can be undone, and only once."
    assert not TakenPiece.objects.filter(taken=first).exists()  # what older lists did is not kept


def test_a_list_that_changed_nothing_is_no_list_to_undo(before, personnel_officer):
    lists = TakenList.objects.count()

    take_in(person_row(post="Phó Bí thư"), by=personnel_officer)

    assert TakenList.objects.count() == lists


# ── what rests on it ──


def program_of(person, province):
    campaign = factories.make_campaign(province.ward)
    factories.make_program(person, campaign=campaign)


def signed_in_once(person, province):
    Person.objects.filter(pk=person.pk).update(last_login=datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC))


def mended(person, province):
    Person.objects.filter(pk=person.pk).update(born=datetime.date(1970, 1, 1))


def moved_again(person, province):
    Membership.begin(person, province.other_cell, on=datetime.date(2026, 4, 1))


def post_ended(person, province):
    Appointment.objects.filter(person=person, ends_on=None).update(ends_on=datetime.date(2026, 4, 1))


def acted(person, province):
    trail.record("commitments.approved", province.cell, by=person)


def paper_opened(person, province):
    trail.record("commitments.opened", province.cell, owner=person)


@pytest.mark.parametrize(
    ("card", "happened", "rests"),
    [
        ("12000032", program_of, "Roster entry: Lê Mới"),
        ("12000032", signed_in_once, "Has signed in: Lê Mới"),
        ("12000008", mended, "Changed since then: Hoàng Thanh Vân"),
        ("12000008", moved_again, "Changed since then: Hoàng Thanh Vân"),
        ("12000032", moved_again, "Changed since then: Lê Mới"),
        ("12000024", post_ended, "Changed since then: Lê Ba"),
        ("12000008", acted, "Has worked in the portal since then: Hoàng Thanh Vân"),
        ("12000008", paper_opened, "Has worked in the portal since then: Hoàng Thanh Vân"),
    ],
)
def test_what_rests_on_the_list_is_named_and_nothing_is_undone(
    before, province, personnel_officer, card, happened, rests
):
    take_a_list_that_changes_all(personnel_officer)
    happened(Person.objects.get(card_no=card), province)
    now = everything()

    refusal = refusal_of(last(), personnel_officer)

    assert rests in refusal
    assert everything() == now
    assert not AuditEvent.objects.filter(action="directory.list_undone").exists()


def test_who_only_opens_their_page_does_not_hinder_others(before, personnel_officer, member):
    take_a_list_that_changes_all(personnel_officer)
    trail.record("commitments.approved", member, by=member)

    undo(last(), by=personnel_officer)

    assert everything()[0][:2] == before[0][:2]


# ── the pages ──


def test_the_pages_lead_to_undoing(before, personnel_officer, signed_in):
    take_a_list_that_changes_all(personnel_officer)
    client = signed_in(personnel_officer)
    url = reverse("directory:undo_list", args=[last().pk])

    listed = client.get(reverse("directory:taken_lists"))
    asked = client.get(url)
    counts = asked.context["undoing"].counts
    done = client.post(url, follow=True)
    again = client.get(url)

    assert [taken.is_last for taken in listed.context["page"].rows] == [True]
    assert (counts, asked.context["resting"]) == ({"made": 1, "changed": 3}, [])
    assert [str(message) for message in done.context["messages"]] == [
        "The list is undone: everything is as it was before."
    ]
    assert again.context["undoing"] is None
    assert everything()[1:] == before[1:]


def test_the_page_names_what_rests_on_it(before, province, personnel_officer, signed_in):
    take_a_list_that_changes_all(personnel_officer)
    acted(Person.objects.get(card_no="12000008"), province)

    page = signed_in(personnel_officer).get(reverse("directory:undo_list", args=[last().pk]))

    assert page.context["resting"] == ["Has worked in the portal since then: Hoàng Thanh Vân"]


def test_lists_of_another_unit_are_not_found(before, personnel_officer, province, client):
    take_a_list_that_changes_all(personnel_officer)
    other = factories.make_person("Lê Tâm", cell=province.other_cell)
    factories.appoint(other, Role.PERSONNEL_OFFICER, province.other_ward)
    client.force_login(other)

    assert client.get(reverse("directory:taken_lists")).context["page"].rows == []
    assert client.post(reverse("directory:undo_list", args=[last().pk])).status_code == 404


@pytest.mark.parametrize("size", [1, 3, 30])
def test_the_lists_are_shown_by_as_many_queries(personnel_officer, province, signed_in, size):
    for number in range(size):
        TakenList.objects.create(org=province.ward, kind="people", filename=f"{number}.xlsx", by=personnel_officer)

    assert queries_of(signed_in(personnel_officer), reverse("directory:taken_lists")) == 5


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_who_undo_at_once_undo_it_once(province, personnel_officer):
    take_in(person_row(), by=personnel_officer)
    taken, answers, start = last(), [], threading.Barrier(2)

    def try_it():
        start.wait(timeout=10)
        try:
            with translation.override("en"):
                undo(taken, by=personnel_officer)
            answers.append("done")
        except NotPossible as refusal:
            answers.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert sorted(answers) == ["Only the last list of a unit can be undone, and only once.", "done"]
    assert not Person.objects.filter(card_no="12000008").exists()
