"""Undoing a list of organisations: the tree, its history and its people as before, or nothing and the reason."""

import threading

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import translation

from commitments.models import ActionProgram
from portal.audit import trail
from portal.audit.models import AuditEvent
from portal.directory.errors import NotPossible
from portal.directory.lists import organizations
from portal.directory.lists.undoing import undo
from portal.directory.models import Collective, OrgPlacement, PartyOrg, Person, TakenList
from portal.directory.roles import Role
from portal.directory.services import place_organization
from portal.lib.dates import today
from tests import factories
from tests.breaking import broken_off
from tests.portal.directory.sheets import csv_file

HEADINGS = "Mã,Tên tổ chức đảng,Loại,Mã cấp trên,Tên viết tắt"
# A new ward with a cell; one cell renamed, one ward moved below the new one with its cell, one given a short name.
ROWS = [
    "DUM,Đảng bộ cấp trên mới,Đảng bộ phường,TU,",
    "DUM-09,Chi bộ mới,Chi bộ,DUM,",
    "DUHT-01,Chi bộ khu phố Nhất,Chi bộ,DUHT,",
    "DUDS,Đảng bộ phường Đông Sơn,Đảng bộ phường,DUM,",
    "DUHT-02,Chi bộ khu phố 2,Chi bộ,DUHT,KP2",
]


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def before(province, member, system_admin):
    """A member of the cell that moves, and how everything was."""
    province.neighbour = factories.make_person("Lê Ở Đông Sơn", cell=province.other_cell)
    return everything()


def everything():
    """Return all that a list of organisations writes, but what stands in the trail."""
    people = list(Person.objects.order_by("pk").values_list("pk", "cell", "org_path"))
    return [list(model.objects.order_by("pk").values()) for model in (PartyOrg, OrgPlacement)] + [people]


def take_in(by, *rows, **options):
    return organizations.take_in(csv_file(HEADINGS, *(rows or ROWS)), "org.csv", by=by, **options)


def last():
    return TakenList.objects.first()


def refusal_of(taken, by):
    with pytest.raises(NotPossible) as refusal:
        undo(taken, by=by)
    return str(refusal.value)


def test_the_tree_its_history_and_its_people_are_as_before(before, system_admin):
    outcome = take_in(system_admin)
    changed = everything()

    undo(last(), by=system_admin)

    assert outcome.counts == {"new": 2, "changed": 3, "unchanged": 0, "wrong": 0}
    assert [one == other for one, other in zip(changed, before, strict=True)] == [False, False, False]
    assert everything() == before


def test_a_place_that_the_list_gave_anew_on_the_same_day_comes_back(before, province, system_admin):
    place_organization(province.cell, parent=province.ward, name="Chi bộ một", on=today(), decision="1-QĐ", by=None)
    renamed = everything()

    take_in(system_admin, ROWS[2])
    undo(last(), by=system_admin)

    assert everything() == renamed


def test_what_was_founded_and_moved_by_one_list_goes(before, system_admin):
    # The new cell stands below the ward that moves.
    take_in(system_admin, *ROWS, "DUDS-07,Chi bộ khu phố 7,Chi bộ,DUDS,")

    undo(last(), by=system_admin)

    assert everything() == before


def test_undoing_stands_in_the_trail(before, system_admin):
    take_in(system_admin)
    founded = PartyOrg.objects.get(code="DUM-09")

    undo(last(), by=system_admin)

    removed = AuditEvent.objects.filter(action="directory.organization_removed", subject_id=str(founded.pk)).get()
    assert (removed.actor_id, removed.subject_name) == (str(system_admin.public_id), "Chi bộ mới")
    assert AuditEvent.objects.get(action="directory.list_undone").reason == "org.csv"


def in_a_new_cell(province):
    factories.make_person("Lê Mới", cell=PartyOrg.objects.get(code="DUM-09"))


def a_collective(province):
    Collective.objects.create(org=PartyOrg.objects.get(code="DUM"), kind="committee", name="Cấp ủy", valid_from=today())


def renamed_again(province):
    cell = PartyOrg.objects.get(code="DUHT-01")
    place_organization(cell, parent=cell.parent, name="Chi bộ ba", on=today(), decision="2-QĐ", by=None)


def given_another_short_name(province):
    PartyOrg.objects.filter(code="DUHT-02").update(short_name="Hai")


def a_program_before_review(province):
    campaign = factories.make_campaign(province.top)
    factories.appoint(province.neighbour, Role.CELL_SECRETARY, province.other_cell)
    writer = factories.make_person("Lê Viết", cell=PartyOrg.objects.get(code="DUDS-01"))
    factories.make_program(writer, campaign=campaign, status=ActionProgram.Status.SUBMITTED)


def work_on_papers(province):
    cell = PartyOrg.objects.get(code="DUDS-01")
    trail.record("commitments.saved", cell, owner=province.neighbour, unit_path=cell.path)


@pytest.mark.parametrize(
    ("happened", "rests"),
    [
        (in_a_new_cell, "Chi bộ mới"),
        (a_collective, "Collective: Đảng bộ cấp trên mới"),
        (renamed_again, "Changed since then: Chi bộ ba"),
        (given_another_short_name, "Changed since then: Chi bộ khu phố 2"),
        (a_program_before_review, "Has been worked on since then: papers of Đảng bộ phường Đông Sơn"),
        (work_on_papers, "Has been worked on since then: papers of Đảng bộ phường Đông Sơn"),
    ],
)
def test_what_rests_on_the_list_is_named_and_nothing_is_undone(before, province, system_admin, happened, rests):
    take_in(system_admin)
    happened(province)
    now = everything()

    refusal = refusal_of(last(), system_admin)

    assert rests in refusal
    assert everything() == now
    assert not AuditEvent.objects.filter(action="directory.list_undone").exists()


def test_a_roster_that_a_move_has_changed_rests_on_the_list(before, province, member, system_admin):
    factories.make_entry(factories.make_campaign(province.ward), member)
    take_in(system_admin, "DUHT-01,Chi bộ khu phố 1,Chi bộ,DUDS,")
    now = everything()

    refusal = refusal_of(last(), system_admin)

    assert refusal == "Something rests on this list: Back on the roster of “Đăng ký chương trình hành động”."
    assert everything() == now


def test_who_only_reads_there_does_not_hinder(before, province, system_admin):
    take_in(system_admin)
    cell = PartyOrg.objects.get(code="DUDS-01")
    trail.record("commitments.opened", cell, owner=province.neighbour, unit_path=cell.path)

    undo(last(), by=system_admin)

    assert everything() == before


def test_a_list_of_people_after_it_is_another_list(before, province, system_admin, personnel_officer):
    take_in(system_admin, ROWS[2])
    taken = last()
    TakenList.objects.create(org=taken.org, kind="people", filename="a.xlsx", by=personnel_officer)

    assert taken.can_be_undone


def test_the_pages_lead_the_administrator_to_undoing_and_nobody_else(
    before, province, system_admin, personnel_officer, signed_in
):
    take_in(system_admin)
    taken, url = last(), reverse("directory:undo_list", args=[last().pk])

    officers = signed_in(personnel_officer).get(reverse("directory:taken_lists"))
    refused = signed_in(personnel_officer).post(url)
    client = signed_in(system_admin)
    listed = client.get(reverse("directory:taken_lists"))
    asked = client.get(url)
    counts = asked.context["undoing"].counts
    client.post(url)

    assert (officers.context["page"].rows, refused.status_code) == ([], 404)
    assert [row.pk for row in listed.context["page"].rows] == [taken.pk]
    assert (asked.context["resting"], counts) == ([], {"made": 2, "changed": 4})
    assert everything()[:2] == before[:2]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_broken_off_at_any_point_nothing_is_undone(before, system_admin):
    take_in(system_admin)
    taken, now = last(), everything()

    for number in broken_off(lambda: undo(taken, by=system_admin), samples=6):
        assert everything() == now, number


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_who_undo_at_once_undo_it_once(province, system_admin):
    before = everything()
    take_in(system_admin)
    taken, answers, start = last(), [], threading.Barrier(2)

    def try_it():
        start.wait(timeout=10)
        try:
            with translation.override("en"):
                undo(taken, by=system_admin)
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
    assert everything() == before
