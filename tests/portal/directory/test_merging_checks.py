"""Mergers, splits and moves that would leave the tree, its history or people untrue: refused, or put right."""

import datetime

import pytest
from django.utils import translation

from portal.directory import acts
from portal.directory.acts import Basis
from portal.directory.errors import NotPossible
from portal.directory.merging import Decided, merge, merge_into_new, split
from portal.directory.models import Delegation, OrgPlacement, PartyOrg, PersonAct, TierOverride
from portal.directory.past_tree import TreeOn
from portal.directory.roles import Act, Role
from portal.directory.services import place_organization
from portal.lib.dates import today
from tests import factories

BASIS = Basis(document="12-QĐ/ĐU")


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def day(offset):
    return today() + datetime.timedelta(days=offset)


def decided(by, on=0):
    return Decided(day(on), "1656/NQ-UBTVQH15", by)


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def merged(province, by, *, keeps_posts=False, on=0):
    return merge([province.ward], province.other_ward, keeps_posts=keeps_posts, decided=decided(by, on))


def held(person):
    return [(post.role, post.place.code) for post in fresh(person).posts_today]


# ── what is refused ──


def test_of_two_that_are_merged_none_stands_above_the_other(province, system_admin):
    below = factories.make_org("DUHT-CS", "Đảng bộ cơ sở", type_code="GRASSROOTS_BRANCH", parent=province.ward)

    with pytest.raises(NotPossible, match="One of the two stands above the other"):
        merge([province.ward, below], province.other_ward, keeps_posts=False, decided=decided(system_admin))

    assert fresh(below).path == below.path


def test_a_merger_is_recorded_when_its_day_has_come(province, system_admin):
    with pytest.raises(NotPossible, match="The day lies ahead"):
        merged(province, system_admin, on=1)


def test_nothing_is_merged_into_what_was_founded_later(province, system_admin):
    young = factories.make_org("DUQP", type_code="COMMUNE", parent=province.top, on=day(-3))

    with pytest.raises(NotPossible, match="Tổ chức DUQP was placed after that day"):
        merge([province.ward], young, keeps_posts=False, decided=decided(system_admin, -9))


def test_a_merger_does_not_reach_behind_another_one_below(province, system_admin):
    merge([province.cell], province.second_cell, keeps_posts=False, decided=decided(system_admin, -3))

    with pytest.raises(NotPossible, match="was placed after that day"):
        merged(province, system_admin, on=-9)


@pytest.mark.parametrize("late", ["itself", "below"])
def test_a_move_does_not_reach_behind_a_later_one_and_loses_none(late, province, system_admin):
    org = province.ward if late == "itself" else province.cell
    place_organization(org, parent=org.parent, name="Tên mới", on=day(-3), decision="1-QĐ", by=system_admin)

    with pytest.raises(NotPossible, match="was placed after that day"):
        place_organization(
            fresh(province.ward), parent=province.top, name="Khác", on=day(-9), decision="2-QĐ", by=system_admin
        )

    assert org.placements.get(valid_to=None).name == "Tên mới"


# ── the tree afterwards ──


def test_a_merged_organisation_goes_along_when_its_successor_is_merged(province, member, system_admin):
    first = merged(province, system_admin, on=-9)
    third = factories.make_org("DUQP", type_code="COMMUNE", parent=province.top)

    merge([first], third, keeps_posts=False, decided=decided(system_admin, -3))

    cell = fresh(province.cell)
    assert cell.parent == third
    assert fresh(member).org_path == cell.path
    assert [fresh(org).path[: len(third.path)] for org in (province.ward, first)] == [third.path] * 2
    assert [TreeOn(day(offset)).path(cell.pk, cell.path) for offset in (-10, -9, -3)] == [
        province.cell.path, f"{first.path}{province.cell.path[-6:]}", cell.path,
    ]  # fmt: skip


def test_what_has_ended_is_placed_nowhere_by_a_move(province, system_admin):
    merge([province.cell], province.second_cell, keeps_posts=False, decided=decided(system_admin))
    third = factories.make_org("DUQP", type_code="COMMUNE", parent=province.top)

    place_organization(
        fresh(province.ward), parent=third, name=province.ward.name, on=today(), decision="2-QĐ", by=system_admin
    )

    assert not province.cell.placements.filter(valid_to=None).exists()
    assert fresh(province.cell).path.startswith(fresh(province.ward).path)


def test_a_part_is_split_off_again(province, member, outsider, system_admin):
    merged(province, system_admin, on=-9)

    new = split(
        fresh(province.other_ward), code="DUHT-B", name="Đảng bộ phường Hạc Thành",
        below=[fresh(province.cell), fresh(province.second_cell)], decided=decided(system_admin),
    )  # fmt: skip

    assert [org.code for org in PartyOrg.objects.within(new)] == ["DUHT-B", "DUHT-01", "DUHT-02"]
    assert (fresh(member).org_path, fresh(outsider).org_path) == (
        fresh(province.cell).path,
        fresh(province.other_cell).path,
    )
    assert OrgPlacement.objects.filter(valid_to=None).count() == PartyOrg.objects.filter(ended_on=None).count()


# ── people ──


def test_who_stands_in_for_an_office_that_goes_on_goes_on_too(province, member, personnel_officer, system_admin):
    factories.appoint(member, Role.CLERK, province.ward)
    post = personnel_officer.appointments.get()
    Delegation.give(
        post, member, duties=["record_decisions"], starts_on=today(), ends_on=day(9), reason="Đi học", by=system_admin
    )

    merged(province, system_admin)

    assert fresh(member).may(Act.RECORD_DECISIONS, fresh(province.other_cell))


def test_a_post_that_ends_changes_who_manages_its_holder(province, ward_secretary, system_admin):
    call = factories.make_campaign(province.top)
    entry = factories.make_entry(call, ward_secretary, tier="PROVINCE_SC")

    merged(province, system_admin)

    assert (fresh(entry).tier, held(ward_secretary)) == ("NONE", [])


def test_both_heads_go_on_until_the_new_committee_is_appointed(province, outsider, ward_secretary, system_admin):
    factories.appoint(outsider, Role.SECRETARY, province.other_ward)

    merge_into_new(
        [province.ward, province.other_ward], code="DUHS", name="Đảng bộ phường Hàm Rồng", keeps_posts=True,
        decided=decided(system_admin),
    )  # fmt: skip

    assert held(outsider) == held(ward_secretary) == [("secretary", "DUHS")]


def test_who_holds_one_office_at_both_holds_it_once(province, member, system_admin):
    for place in (province.ward, province.other_ward):
        factories.appoint(member, Role.CLERK, place)

    merged(province, system_admin)

    assert held(member) == [("clerk", "DUDS")]


def test_a_managing_body_by_decision_passes_on_also_where_its_end_is_known(province, member, system_admin):
    override = TierOverride.objects.create(
        person=member, tier="DIRECT_SC", body=province.ward, starts_on=day(-9), ends_on=day(9)
    )

    merged(province, system_admin)

    assert fresh(override).body == province.other_ward


def test_acts_on_who_left_before_stay_with_the_office_of_the_successor(province, member, outsider, system_admin):
    act = acts.leave(member, "left", on=day(-1), basis=BASIS, by=system_admin)
    factories.appoint(outsider, Role.PERSONNEL_OFFICER, province.other_ward)
    before = list(PersonAct.objects.kept_by(fresh(outsider)))

    merged(province, system_admin)

    assert (before, list(PersonAct.objects.kept_by(fresh(outsider)))) == ([], [act])


# ── members of a cell that goes to another ward ──


def test_members_of_a_cell_merged_across_wards_are_called_where_they_come_to(province, member, campaign, system_admin):
    there = factories.make_campaign(province.other_ward)
    entry = factories.make_entry(campaign, member)

    merge([province.cell], province.other_cell, keeps_posts=False, decided=decided(system_admin))

    assert fresh(entry).left_on == today()
    assert list(there.entries.values_list("person", "unit")) == [(member.pk, province.other_cell.pk)]


def test_members_of_a_cell_that_moves_to_another_ward_are_called_there(province, member, campaign, system_admin):
    there = factories.make_campaign(province.other_ward)
    entry = factories.make_entry(campaign, member)

    place_organization(
        province.cell, parent=province.other_ward, name="Chi bộ 3", on=today(), decision="1-QĐ", by=system_admin
    )

    assert fresh(entry).left_on == today()
    assert list(there.entries.values_list("person", "unit")) == [(member.pk, province.cell.pk)]


def test_nobody_is_called_twice_by_the_calls_of_two_wards_that_are_one_now(province, member, campaign, system_admin):
    there = factories.make_campaign(province.other_ward)
    entry = factories.make_entry(campaign, member)
    merged(province, system_admin)

    acts.transfer(fresh(member), fresh(province.other_cell), on=today(), basis=BASIS, by=system_admin)

    assert (fresh(entry).unit, fresh(entry).left_on) == (province.other_cell, None)
    assert not there.entries.exists()
