"""What an act on a person means for rosters and open reviews."""

import datetime

import pytest

from commitments import roster
from commitments.models import CampaignEntry
from portal.directory import acts
from portal.directory.acts import Basis
from portal.directory.roles import Role
from portal.lib.dates import today
from tests import factories

BASIS = Basis(reason="Theo nguyện vọng")


@pytest.fixture
def entry(member, campaign):
    return factories.make_entry(campaign, member)


def line(entry):
    entry.refresh_from_db()
    return entry.unit.code, entry.left_on, entry.exempt_reason


def test_a_transfer_within_the_ward_is_counted_in_the_new_cell(member, entry, province, personnel_officer):
    acts.transfer(member, province.second_cell, on=today(), basis=BASIS, by=personnel_officer)

    assert line(entry) == ("DUHT-02", None, "")


def test_a_backdated_transfer_out_leaves_the_roster_from_today_only(member, entry, province, personnel_officer):
    moved_on = today() - datetime.timedelta(days=3)

    acts.transfer(member, province.other_cell, on=moved_on, basis=BASIS, by=personnel_officer)

    assert line(entry) == ("DUHT-01", today(), "")
    assert list(entry.campaign.entries.on_roster(on=moved_on)) == [entry]


def test_who_comes_is_called_by_the_open_campaigns_of_the_new_place(member, entry, province, personnel_officer):
    there = factories.make_campaign(province.other_ward)

    acts.transfer(member, province.other_cell, on=today(), basis=BASIS, by=personnel_officer)

    assert list(there.entries.values_list("person", "unit__code", "due_on")) == [(member.pk, "DUDS-01", there.due_on)]


def test_after_the_deadline_the_office_is_told_and_calls_by_hand(member, entry, province, personnel_officer):
    late = factories.make_campaign(province.other_ward, due_on=today() - datetime.timedelta(days=1))

    act = acts.transfer(member, province.other_cell, on=today(), basis=BASIS, by=personnel_officer)

    assert not late.entries.exists()
    assert [touch.url for touch in act.touches if touch.url] == [late.get_absolute_url()]


def test_a_line_that_left_with_its_person_comes_back_with_them(member, entry, personnel_officer):
    act = acts.leave(member, "died", on=today(), basis=BASIS, by=personnel_officer)
    gone = line(entry)

    acts.take_back(act, because="Nhầm người", by=personnel_officer)

    assert (gone, line(entry)) == (("DUHT-01", today(), ""), ("DUHT-01", None, ""))


def test_a_line_taken_off_by_hand_stays_off(member, entry, province, personnel_officer):
    roster.leave(entry, by=personnel_officer, reason="Đi học dài hạn")

    acts.transfer(member, province.second_cell, on=today(), basis=BASIS, by=personnel_officer)

    assert line(entry)[1] == today()


@pytest.mark.parametrize(("standing", "reason"), [("exempt", "exempt"), ("suspended", "suspended")])
def test_who_is_freed_or_suspended_need_not_register_and_is_called_again(
    standing, reason, member, entry, personnel_officer
):
    day = today() - datetime.timedelta(days=1)
    acts.change_standing(member, standing, on=day, basis=BASIS, by=personnel_officer)
    exempted = line(entry)[2]

    acts.change_standing(member, "official", on=today(), basis=BASIS, by=personnel_officer)

    assert (exempted, line(entry)[2]) == (reason, "")


def test_an_exemption_by_hand_outlives_a_transfer(member, entry, province, personnel_officer):
    entry.exempt(by=personnel_officer, reason=CampaignEntry.Exempt.OTHER, note="Ốm dài ngày")

    acts.transfer(member, province.second_cell, on=today(), basis=BASIS, by=personnel_officer)

    assert line(entry)[2] == "other"


def test_a_paper_under_review_goes_to_the_new_cell(member, secretary, campaign, province, personnel_officer):
    program = factories.make_program(member, campaign=campaign, status="submitted")
    successor = factories.make_person("Mai Sinh", cell=province.second_cell)
    factories.appoint(successor, Role.CELL_SECRETARY, province.second_cell)

    acts.transfer(member, province.second_cell, on=today(), basis=BASIS, by=personnel_officer)

    assert [step.body.code for step in program.steps.all()] == ["DUHT-02"]
    assert successor.notifications.filter(event="commitments.rerouted").count() == 1


def test_an_opinion_of_a_supervisor_who_leaves_is_not_waited_for(
    member, secretary, colleague, campaign, province, personnel_officer
):
    factories.appoint(member, Role.CELL_COMMITTEE_MEMBER, province.cell, reports_to=colleague)
    program = factories.make_program(member, campaign=campaign, status="submitted")
    before = [step.kind for step in program.steps.all()]

    acts.leave(colleague, "died", on=today(), basis=BASIS, by=personnel_officer)

    assert (before[0], program.steps.first().kind) == ("opinion", "approval")


def test_what_waits_for_an_officer_is_named_before_the_post_ends(member, secretary, campaign):
    factories.make_program(member, campaign=campaign, status="submitted")

    found = [str(touch.what) for touch in acts.hanging_on(secretary)]

    assert "Có 1 chương trình đang chờ Chi bộ khu phố 1 xem xét" in found


def test_last_years_roster_is_not_touched(member, province, personnel_officer):
    period = factories.make_period(today().year - 1)
    old = factories.make_entry(factories.make_campaign(province.ward, period=period), member)

    acts.transfer(member, province.other_cell, on=today(), basis=BASIS, by=personnel_officer)

    assert line(old) == ("DUHT-01", None, "")
