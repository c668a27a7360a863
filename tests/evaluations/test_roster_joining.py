"""Joining the roster of an open evaluation, and coming back to it."""

import pytest

from evaluations import roster
from evaluations.errors import OpeningRefused
from evaluations.models import Dossier, Rating, ReviewPlacement
from portal.directory.models import Membership
from portal.directory.roles import Role
from portal.lib.dates import today
from portal.notifications.models import Notification
from tests import evaluating, factories
from tests.evaluations import assessed
from tests.evaluations.rostered import WHY, last_event

Capacity = ReviewPlacement.Capacity


@pytest.fixture
def evaluation(province):
    return evaluating.make_evaluation(province.ward)


@pytest.fixture
def dossier(evaluation, member):
    return evaluating.make_dossier(evaluation, member)


def test_who_came_after_the_opening_joins_with_frame_decider_and_places_of_that_day(
    evaluation, province, outsider, personnel_officer
):
    Membership.begin(outsider, province.cell, on=today())
    factories.appoint(outsider, Role.CELL_DEPUTY_SECRETARY, province.cell)

    dossier = roster.join(evaluation, outsider, by=personnel_officer, reason="Mới chuyển đến")

    assert (dossier.unit, dossier.frame, dossier.decider, dossier.rank) == (province.cell, "LEADER", province.ward, 2)
    assert [(p.body, p.capacity) for p in dossier.placements.all()] == [
        (province.other_cell, Capacity.FORMER_CELL),
        (province.cell, Capacity.CELL),
    ]
    assert [r.track for r in dossier.ratings.all()] == [Rating.Track.PARTY_MEMBER]
    assert last_event() == ("dossier_joined", "Mới chuyển đến")
    assert [row.event for row in Notification.objects.of(outsider)] == ["evaluations.dossier_joined"]


def test_who_had_left_comes_back_to_the_same_dossier(evaluation, dossier, member, personnel_officer):
    roster.leave(dossier, by=personnel_officer, reason=WHY)

    again = roster.join(evaluation, member, by=personnel_officer, reason="Trở lại chi bộ")

    assert (again.pk, again.left_on, Dossier.objects.count()) == (dossier.pk, None, 1)


def test_who_comes_back_stands_as_of_that_day_with_what_was_said_kept(
    evaluation, dossier, member, personnel_officer, province
):
    said = dossier.placements.get()
    said.remark = "Tận tụy"
    said.save()
    silent = roster.add_place(
        dossier, by=personnel_officer, reason=WHY, body=province.other_cell, capacity=Capacity.TEMPORARY_CELL
    )
    roster.leave(dossier, by=personnel_officer, reason=WHY)
    Membership.objects.filter(person=member).delete()
    Membership.begin(member, province.second_cell, on=today())
    factories.appoint(member, Role.SECRETARY, province.ward)

    again = roster.join(evaluation, member, by=personnel_officer, reason="Trở lại")

    assert (again.pk, again.unit, again.frame, again.tier, again.decider, again.rank) == (
        dossier.pk, province.second_cell, "LEADER", "PROVINCE_SC", province.top, 1,
    )  # fmt: skip
    assert again.posts.startswith("Bí thư")
    assert {(place.body, place.is_deciding) for place in again.placements.all()} == {
        (province.cell, False),
        (province.second_cell, False),
        (province.ward, True),
    }
    assert not again.placements.filter(pk=silent.pk).exists()


def test_who_comes_back_under_another_frame_scores_the_paper_anew(
    evaluation, member, personnel_officer, province, secretary
):
    paper = assessed.make_assessment(evaluation, member, status="submitted", frame="MEMBER_OUTSIDE")
    roster.leave(paper.dossier, by=personnel_officer, reason=WHY)
    factories.appoint(member, Role.CELL_DEPUTY_SECRETARY, province.cell)

    roster.join(evaluation, member, by=personnel_officer, reason="Trở lại")

    paper.refresh_from_db()
    assert (paper.status, paper.last_return.reason) == (
        "returned",
        "Nay đồng chí được xếp loại theo khung tiêu chí khác. Đồng chí chấm lại điểm.",
    )


def test_why_the_office_left_somebody_out_of_the_rating_stays_when_they_come_back(
    evaluation, dossier, member, personnel_officer
):
    roster.set_not_rated(dossier, by=personnel_officer, why="short")
    roster.leave(dossier, by=personnel_officer, reason=WHY)

    again = roster.join(evaluation, member, by=personnel_officer, reason="Trở lại")

    assert again.not_rated_reason == "short"


def test_who_is_in_it_or_belongs_elsewhere_cannot_join(evaluation, dossier, member, outsider, personnel_officer):
    for person in (member, outsider):
        with pytest.raises(OpeningRefused):
            roster.join(evaluation, person, by=personnel_officer, reason=WHY)

    assert Dossier.objects.count() == 1


def test_who_is_not_rated_joins_untold(evaluation, province, personnel_officer):
    new = factories.make_person("Vũ Thị Hạnh", cell=province.cell, joined_on=today())

    dossier = roster.join(evaluation, new, by=personnel_officer, reason="Mới kết nạp")

    assert (dossier.not_rated_reason, Notification.objects.of(new).count()) == ("new", 0)
