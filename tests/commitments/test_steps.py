"""Who reviews whose paper: the steps that submitting writes for each kind of owner."""

import pytest

from commitments.models import ReviewStep
from commitments.models.routing import write_steps
from portal.directory.models import Collective, TierOverride, TierRule
from portal.directory.roles import Role
from portal.lib.dates import today
from tests import factories


def steps_of(owner, campaign, **fields):
    """Submit the owner's program and return its steps in words: kind and where, "outside" for no body."""
    program = factories.make_program(owner, campaign=campaign, status="submitted", **fields)
    return [
        (step.kind, "outside" if step.is_outside else step.supervisor.full_name if step.supervisor else step.body.code)
        for step in program.steps.all()
    ]


def make_standing_committee(org):
    return Collective.objects.create(
        org=org,
        kind=Collective.Kind.STANDING_COMMITTEE,
        name=f"Ban Thường vụ {org.name}",
        valid_from=factories.LONG_AGO,
    )


@pytest.fixture
def province_secretary(province):
    """The secretary of the province's committee."""
    person = factories.make_person("Võ Thị Hồng Nhung", cell=province.other_cell)
    factories.appoint(person, Role.SECRETARY, province.top)
    return person


def test_a_member_is_decided_by_the_cell(member, secretary, campaign):
    assert steps_of(member, campaign) == [("approval", "DUHT-01")]


def test_a_direct_supervisor_gives_an_opinion_first(member, secretary, outsider, province, campaign):
    factories.appoint(member, Role.CLERK, province.ward, reports_to=outsider)

    assert steps_of(member, campaign) == [("opinion", "Phạm Trọng Việt"), ("approval", "DUHT-01")]


def test_a_supervisor_who_can_no_longer_be_asked_is_not(member, secretary, province, campaign):
    gone = factories.make_person("Nguyễn Văn Ân", cell=province.cell, is_active=False)
    nowhere = factories.make_person("Trần Thị Hà")
    factories.appoint(member, Role.CLERK, province.ward, reports_to=gone)
    factories.appoint(member, Role.PROPAGANDA_OFFICER, province.ward, reports_to=nowhere)

    assert steps_of(member, campaign) == [("approval", "DUHT-01")]


def test_a_cell_secretary_is_decided_by_the_deputy_and_then_by_the_committee(
    secretary, deputy, ward_secretary, campaign
):
    assert steps_of(secretary, campaign) == [("approval", "DUHT-01"), ("approval", "DUHT")]


def test_where_the_only_officer_of_a_cell_is_the_owner_the_committee_alone_decides(secretary, ward_secretary, campaign):
    assert steps_of(secretary, campaign) == [("approval", "DUHT")]


def test_a_deputy_of_the_cell_goes_to_the_cell_and_to_the_committee(secretary, deputy, ward_secretary, campaign):
    assert steps_of(deputy, campaign) == [("approval", "DUHT-01"), ("approval", "DUHT")]


def test_a_member_of_the_cell_committee_is_in_no_tier_the_cell_decides(secretary, province, campaign):
    person = factories.make_person("Trịnh Văn Bảng", cell=province.cell)
    factories.appoint(person, Role.CELL_COMMITTEE_MEMBER, province.cell)

    assert steps_of(person, campaign) == [("approval", "DUHT-01")]


def test_a_member_whose_cell_has_no_officers_is_decided_by_the_committee_above(member, ward_secretary, campaign):
    assert steps_of(member, campaign) == [("approval", "DUHT")]


def test_where_nobody_could_decide_anywhere_the_body_stands_outside(member, personnel_officer, campaign):
    program = factories.make_program(member, campaign=campaign, status="submitted")

    step = program.current_step
    assert step.is_outside
    assert step.officers() == [personnel_officer]


def test_a_member_of_the_ward_committee_goes_to_the_cell_and_to_that_committee(
    ward_committee_member, ward_secretary, province, campaign
):
    officer = factories.make_person("Lò Văn Phái", cell=province.second_cell)
    factories.appoint(officer, Role.CELL_SECRETARY, province.second_cell)

    assert steps_of(ward_committee_member, campaign) == [("approval", "DUHT-02"), ("approval", "DUHT")]


def test_a_member_of_the_ward_standing_committee_goes_to_that_committee(ward_secretary, province, campaign):
    person = factories.make_person("Lê Mai Nhung", cell=province.second_cell)
    factories.appoint(person, Role.STANDING_MEMBER, province.ward)

    assert steps_of(person, campaign) == [("approval", "DUHT")]


def test_the_secretary_of_the_ward_goes_to_the_province(ward_secretary, ward_deputy, province_secretary, campaign):
    assert steps_of(ward_secretary, campaign) == [("approval", "TU")]


def test_the_secretary_of_the_province_is_decided_outside(province_secretary, province, campaign):
    officer = factories.make_person("Hoàng Thị Xuyến", cell=province.other_cell)
    factories.appoint(officer, Role.CELL_SECRETARY, province.other_cell)

    assert steps_of(province_secretary, campaign) == [("approval", "DUDS-01"), ("approval", "outside")]


def test_a_deputy_of_the_province_who_heads_the_ward_is_decided_outside(
    ward_secretary, ward_deputy, secretary, province, campaign
):
    factories.appoint(ward_secretary, Role.DEPUTY_SECRETARY, province.top)

    assert steps_of(ward_secretary, campaign)[-1] == ("approval", "outside")


def test_a_collective_of_the_ward_goes_to_the_province(ward_secretary, province_secretary, province):
    collective = make_standing_committee(province.ward)
    campaign = factories.make_campaign(province.top, form="CTHD-TT", audience="collectives")

    assert steps_of(collective, campaign) == [("approval", "TU")]


def test_a_collective_of_the_province_is_decided_outside(province_secretary, province):
    collective = make_standing_committee(province.top)
    campaign = factories.make_campaign(province.top, form="CTHD-TT", audience="collectives")

    assert steps_of(collective, campaign) == [("approval", "outside")]


def test_a_dated_exception_names_another_body(member, secretary, ward_secretary, province, campaign):
    TierOverride.objects.create(
        person=member, tier=TierRule.Tier.DIRECT_SC, body=province.ward, starts_on=today(), ends_on=today()
    )

    assert steps_of(member, campaign) == [("approval", "DUHT-01"), ("approval", "DUHT")]


def test_an_appointment_that_ended_yesterday_decides_nothing(member, secretary, ward_secretary, campaign):
    secretary.appointments.update(ends_on=today() - factories.datetime.timedelta(days=1))

    assert steps_of(member, campaign) == [("approval", "DUHT")]


def test_each_step_is_due_after_the_working_days_of_the_campaign(member, secretary, campaign):
    program = factories.make_program(member, campaign=campaign, status="submitted")

    assert [step.due_on for step in program.steps.all()] == [program.review_due_on()]


def test_public_holidays_are_no_working_days_of_a_review(member, secretary, campaign, settings, time_machine):
    settings.HOLIDAYS = frozenset(factories.datetime.date(2027, 2, day) for day in range(5, 12))
    campaign.review_days = 5
    campaign.save()
    time_machine.move_to("2027-02-03 09:00+07:00")  # the Wednesday before Tết
    program = factories.make_program(member, campaign=campaign)

    assert program.review_due_on() == factories.datetime.date(2027, 2, 17)


def test_officers_are_those_of_today_once_each_without_the_writer(secretary, deputy, province, campaign, member):
    factories.appoint(deputy, Role.CELL_COMMITTEE_MEMBER, province.cell)
    program = factories.make_program(member, campaign=campaign, status="submitted")
    own = factories.make_program(deputy, campaign=campaign, status="submitted")

    assert {person.full_name for person in program.current_step.officers()} == {"Hoàng Văn Khải", "Trịnh Thị Hoài"}
    assert own.current_step.officers() == [secretary]


def test_the_first_step_is_returned(member, secretary, campaign):
    program = factories.make_program(member, campaign=campaign)
    program.round = 1

    step = write_steps(program)

    assert (step.order, step.kind, step.pk) == (1, ReviewStep.Kind.APPROVAL, program.steps.get().pk)
