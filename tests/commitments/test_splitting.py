"""Splitting a committee in the middle of the year: programs in every state go along, and earlier days stay counted."""

import datetime

import pytest
import time_machine
from django.utils import translation

from commitments.models import ReviewStep
from commitments.reports import midyear, registration
from portal.directory.merging import Decided, merge, split
from portal.directory.roles import Role
from portal.lib.dates import today
from tests import factories

NEW = {"code": "DUHT2", "name": "Đảng bộ phường Hạc Thành Bắc"}


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def by(system_admin):
    return Decided(today(), "1656/NQ-UBTVQH15", system_admin)


@pytest.fixture
def top_secretary(province):
    person = factories.make_person("Vũ Minh", cell=province.other_cell)
    factories.appoint(person, Role.SECRETARY, province.top)
    return person


def split_off(province, by):
    return split(fresh(province.ward), **NEW, below=[province.cell], decided=by)


def fresh(record):
    return type(record).objects.get(pk=record.pk)


# Nobody decides at the new committee yet: the superior does.
WAITS_AT = {"submitted": {"DUHT-01"}, "second step": {"TU"}, "amendment": {"DUHT-01"}}
STATES = ["draft", "submitted", "second step", "returned", "approved", "amendment"]


@pytest.mark.parametrize("state", STATES)
def test_a_program_goes_along_in_every_state_with_its_reviews_and_progress(
    state, province, secretary, deputy, ward_secretary, top_secretary, campaign, by
):
    status = {"second step": "submitted", "amendment": "approved"}.get(state, state)
    program = factories.make_program(secretary, campaign=campaign, status=status)
    if state == "second step":
        program.current_step.decide(ReviewStep.Decision.APPROVED, by=deputy)
    if state in ("approved", "amendment"):
        factories.report_progress(program.commitments.first(), percent=40)
    if state == "amendment":
        factories.make_amendment(program, status="submitted")
    decided = list(program.steps.exclude(decision="").values())
    kept = (program.versions.count(), program.commitments.count(), program.amendments.count())

    new = split_off(province, by)

    after = fresh(program)
    assert (after.status, after.entry.campaign.root, after.entry.left_on) == (program.status, new, None)
    assert list(after.steps.exclude(decision="").values()) == decided
    assert (after.versions.count(), after.commitments.count(), after.amendments.count()) == kept
    assert set(after.shingles.values_list("campaign", flat=True)) <= {after.entry.campaign_id}
    waiting = ReviewStep.objects.current().filter(program=program) | ReviewStep.objects.current("amendment")
    assert {step.body.code for step in waiting} == WAITS_AT.get(state, set())


def test_a_leader_whose_post_stays_is_called_where_the_post_is(province, member, colleague, by):
    call = factories.make_campaign(province.ward, audience="leaders")
    factories.appoint(member, Role.COMMITTEE_MEMBER, province.ward)
    factories.appoint(colleague, Role.CELL_COMMITTEE_MEMBER, province.cell)
    stays, goes = factories.make_entry(call, member), factories.make_entry(call, colleague)

    new = split_off(province, by)

    assert [(fresh(line).campaign.root, fresh(line).unit, fresh(line).left_on) for line in (stays, goes)] == [
        (province.ward, province.ward, None), (new, province.cell, None),
    ]  # fmt: skip


def reports_of(call, unit, on):
    """Return the registration report and the one of the first half-year, as figures and names of a day."""
    registered, half = registration.gather(call, unit, on=on), midyear.gather(call, unit, span="h1", on=on)
    return [
        (found.total, [(org and org.name, counts) for org, counts in found.units],
         {name: [tuple(line) for line in lines] for name, lines in found.lists.items()})
        for found in (registered, half)
    ]  # fmt: skip


@pytest.mark.parametrize("act", ["split", "split twice", "merged"])
def test_the_reports_of_a_day_before_are_the_same_afterwards(act, province, member, clerk, secretary, by):
    third = factories.make_org("DUHT-03", "Chi bộ khu phố 3", parent=province.ward)
    far = factories.make_person("Hồ Ba", cell=third)
    with time_machine.travel(datetime.datetime(2026, 5, 20, 5), tick=False):
        call = factories.make_campaign(province.ward, due_on=datetime.date(2026, 6, 30))
        program = factories.make_program(member, campaign=call, commitments=2, status="approved", by=member)
        factories.report_progress(program.commitments.first(), percent=40)
        for person in (clerk, far):
            factories.make_entry(call, person)
    day, ward = datetime.date(2026, 6, 20), province.ward
    before = reports_of(call, ward, day)

    if act == "merged":
        merge([ward], province.other_ward, keeps_posts=False, decided=by)
    else:
        new = split(fresh(ward), **NEW, below=[province.cell, third], decided=by)
    if act == "split twice":
        split(new, code="DUHT3", name="Đảng bộ phường Ba", below=[fresh(third)], decided=by)

    assert reports_of(fresh(call), fresh(ward), day) == before
    assert [found[0].must for found in before[:1]] == [3]
