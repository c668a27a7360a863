"""Whom a campaign calls: by audience, by tier, and who is exempt."""

import datetime

import pytest

from commitments import roster
from commitments.models import Campaign, CampaignEntry
from portal.directory.models import Collective, Membership, TierOverride, TierRule
from portal.directory.roles import Role
from portal.lib.dates import today
from tests import factories

Audience, Standing = Campaign.Audience, Membership.Standing
DAY = datetime.date(2026, 3, 31)


def campaign_of(root, **fields):
    return factories.make_campaign(root, status=Campaign.Status.DRAFT, **fields)


def names(entries):
    return sorted(str(entry.owner) for entry in entries)


def test_all_members_below_the_caller_are_called_in_their_cells(province, member, ward_secretary, outsider):
    campaign = campaign_of(province.ward)

    entries = roster.proposed_entries(campaign, DAY)

    assert {(e.person, e.unit, e.due_on, e.added_on, e.exempt_reason) for e in entries} == {
        (member, province.cell, campaign.due_on, DAY, ""),
        (ward_secretary, province.second_cell, campaign.due_on, DAY, ""),
    }


@pytest.mark.parametrize(
    ("standing", "reason"),
    [
        (Standing.OFFICIAL, ""),
        (Standing.PROBATIONARY, ""),
        (Standing.EXEMPT, "exempt"),
        (Standing.SUSPENDED, "suspended"),
    ],
)
def test_exempt_and_suspended_members_need_not_register(province, standing, reason):
    factories.make_person(cell=province.cell, standing=standing)

    (entry,) = roster.proposed_entries(campaign_of(province.ward), DAY)

    assert entry.exempt_reason == reason
    assert entry.must_register is (reason == "")


@pytest.mark.parametrize(
    ("joined_on", "reason"),
    [
        (datetime.date(2025, 9, 30), ""),
        (datetime.date(2025, 10, 1), "new"),
        (None, ""),
    ],
)
def test_who_was_admitted_less_than_six_months_ago_need_not_register(province, joined_on, reason):
    factories.make_person(cell=province.cell, standing=Standing.PROBATIONARY, joined_on=joined_on)

    (entry,) = roster.proposed_entries(campaign_of(province.ward), DAY)

    assert entry.exempt_reason == reason


def test_who_has_left_the_cell_by_that_day_is_not_called(province, member):
    member.membership_today.end(on=DAY, reason=Membership.EndReason.LEFT)
    campaign = campaign_of(province.ward)

    assert names(roster.proposed_entries(campaign, DAY)) == [str(member)]
    assert roster.proposed_entries(campaign, DAY + datetime.timedelta(days=1)) == []


def test_leaders_are_those_who_hold_a_post_at_the_caller_or_below(
    province, member, secretary, deputy, ward_secretary, personnel_officer
):
    campaign = campaign_of(province.ward, audience=Audience.LEADERS)

    assert names(roster.proposed_entries(campaign, DAY)) == sorted(map(str, [secretary, deputy, ward_secretary]))


def test_heads_are_the_secretaries_and_the_heads_of_collectives(province, secretary, deputy, ward_secretary, colleague):
    office = Collective.objects.create(
        org=province.ward, kind=Collective.Kind.AGENCY, name="Văn phòng", valid_from=factories.LONG_AGO
    )
    factories.appoint(colleague, Role.AGENCY_HEAD, office)
    campaign = campaign_of(province.ward, audience=Audience.HEADS)

    assert names(roster.proposed_entries(campaign, DAY)) == sorted(map(str, [secretary, ward_secretary, colleague]))


def test_a_leader_whose_cell_lies_elsewhere_stands_in_the_organisation_of_the_post(province, outsider):
    factories.appoint(outsider, Role.COMMITTEE_MEMBER, province.ward)
    campaign = campaign_of(province.ward, audience=Audience.LEADERS)

    (entry,) = roster.proposed_entries(campaign, DAY)

    assert (entry.person, entry.unit) == (outsider, province.ward)


def test_a_suspended_leader_need_not_register(province):
    person = factories.make_person(cell=province.other_cell, standing=Standing.SUSPENDED)
    factories.appoint(person, Role.COMMITTEE_MEMBER, province.ward)

    (entry,) = roster.proposed_entries(campaign_of(province.ward, audience=Audience.LEADERS), DAY)

    assert entry.exempt_reason == "suspended"


def test_collectives_valid_on_that_day_are_called(province):
    fields = {"kind": Collective.Kind.COMMITTEE, "valid_from": factories.LONG_AGO}
    now = Collective.objects.create(org=province.ward, name="Ban Chấp hành", **fields)
    Collective.objects.create(org=province.ward, name="Ban Chấp hành cũ", valid_to=DAY, **fields)
    Collective.objects.create(org=province.other_ward, name="Ban Chấp hành", **fields)

    (entry,) = roster.proposed_entries(campaign_of(province.ward, audience=Audience.COLLECTIVES, form="CTHD-TT"), DAY)

    assert (entry.collective, entry.person, entry.unit, entry.exempt_reason) == (now, None, province.ward, "")


def test_the_tier_follows_the_highest_post_and_a_dated_override_goes_before_it(
    province, member, secretary, ward_secretary, colleague
):
    TierOverride.objects.create(person=colleague, tier=TierRule.Tier.AGENCY, starts_on=DAY)
    factories.appoint(ward_secretary, Role.CELL_SECRETARY, province.second_cell)

    tiers = {entry.person: entry.tier for entry in roster.proposed_entries(campaign_of(province.ward), DAY)}

    assert tiers == {
        member: "NONE",
        secretary: "GRASSROOTS",
        ward_secretary: "PROVINCE_SC",
        colleague: "AGENCY",
    }


def test_a_campaign_for_one_tier_calls_nobody_else(province, member, secretary, ward_secretary):
    campaign = campaign_of(province.ward, audience=Audience.LEADERS, tiers=["PROVINCE_SC"])

    assert names(roster.proposed_entries(campaign, DAY)) == [str(ward_secretary)]


@pytest.mark.parametrize("size", [1, 3, 300])
@pytest.mark.parametrize("audience", [Audience.MEMBERS, Audience.LEADERS])
def test_the_number_of_queries_does_not_grow_with_the_people(province, size, audience, django_assert_num_queries):
    for _number in range(size):
        person = factories.make_person(cell=province.cell)
        factories.appoint(person, Role.CELL_COMMITTEE_MEMBER, province.cell)
    campaign = campaign_of(province.ward, audience=audience)

    with django_assert_num_queries(5):
        entries = roster.proposed_entries(campaign, DAY)

    assert len(entries) == size


def test_the_preview_counts_each_unit_with_everything_below_it(province, member, colleague, ward_secretary):
    factories.make_person(cell=province.cell, standing=Standing.EXEMPT)
    factories.make_person(cell=province.other_cell)
    campaign = campaign_of(province.top)

    lines = roster.proposed(campaign)
    top = roster.proposed_by_unit(lines, province.top)
    ward = roster.proposed_by_unit(lines, province.ward)

    assert [(c.org, c.must, c.exempt) for c in top] == [(province.ward, 3, 1), (province.other_ward, 1, 0)]
    assert [(c.org, c.must, c.exempt) for c in ward] == [(province.cell, 2, 1), (province.second_cell, 1, 0)]
    assert roster.total(top) == (4, 1)


def test_the_counts_of_a_written_roster_leave_out_who_has_left(province, member, colleague, ward_secretary):
    campaign = campaign_of(province.ward)
    CampaignEntry.objects.bulk_create(roster.proposed_entries(campaign))
    CampaignEntry.objects.filter(person=colleague).update(left_on=today())
    CampaignEntry.objects.filter(person=ward_secretary).update(exempt_reason="other", exempt_note="Nghỉ ốm dài ngày")

    counts = roster.entries_by_unit(campaign, province.ward)

    assert [(c.org, c.must, c.exempt) for c in counts] == [(province.cell, 1, 0), (province.second_cell, 0, 1)]


def test_what_stands_at_the_organisation_itself_is_a_line_of_its_own(province, outsider, secretary):
    factories.appoint(outsider, Role.COMMITTEE_MEMBER, province.ward)
    campaign = campaign_of(province.ward, audience=Audience.LEADERS)

    counts = roster.proposed_by_unit(roster.proposed(campaign), province.ward)

    assert [(c.org, c.must, c.is_own) for c in counts] == [(province.ward, 1, True), (province.cell, 1, False)]
