"""What an act on a person means for their dossiers in open evaluations."""

import pytest
from django.utils import timezone

from evaluations.models import Rating
from portal.directory import acts
from portal.directory.acts import Basis
from portal.lib.dates import today
from tests import evaluating

BASIS = Basis(reason="Theo nguyện vọng")


@pytest.fixture
def dossier(member, province):
    return evaluating.make_dossier(evaluating.make_evaluation(province.ward), member)


def places(dossier):
    rows = dossier.placements.order_by("order", "pk")
    return [(place.body.code, place.capacity, place.is_deciding) for place in rows]


def test_who_moves_is_reviewed_at_the_new_cell_and_the_old_one_remarks(member, dossier, province, personnel_officer):
    acts.transfer(member, province.second_cell, on=today(), basis=BASIS, by=personnel_officer)

    dossier.refresh_from_db()
    assert (dossier.unit, dossier.decider) == (province.second_cell, province.ward)
    assert places(dossier) == [("DUHT-01", "former_cell", False), ("DUHT-02", "cell", True)]


def test_who_moves_back_is_reviewed_as_before(member, dossier, province, personnel_officer):
    act = acts.transfer(member, province.second_cell, on=today(), basis=BASIS, by=personnel_officer)

    acts.take_back(act, because="Nhầm chi bộ", by=personnel_officer)

    assert places(dossier) == [("DUHT-02", "former_cell", False), ("DUHT-01", "cell", True)]


def test_a_proposed_level_keeps_the_dossier_where_it_is(member, dossier, province, personnel_officer):
    Rating.objects.filter(dossier=dossier).update(stage="proposed", proposed_level="good", proposed_at=timezone.now())

    act = acts.transfer(member, province.second_cell, on=today(), basis=BASIS, by=personnel_officer)

    dossier.refresh_from_db()
    assert (dossier.unit, places(dossier)) == (province.cell, [("DUHT-01", "cell", True)])
    assert len(act.touches) == 1


@pytest.mark.parametrize("why", ["died", "left", "expelled"])
def test_who_leaves_for_good_is_out_of_the_evaluation(why, member, dossier, personnel_officer):
    acts.leave(member, why, on=today(), basis=BASIS, by=personnel_officer)

    dossier.refresh_from_db()
    assert (dossier.left_on, dossier.left_with_membership) == (today(), True)


def test_who_moves_to_another_ward_has_a_dossier_there(member, dossier, province, personnel_officer):
    there = evaluating.make_evaluation(province.other_ward)

    acts.transfer(member, province.other_cell, on=today(), basis=BASIS, by=personnel_officer)

    dossier.refresh_from_db()
    new = there.dossiers.get()
    assert (dossier.left_on, new.person, new.unit) == (today(), member, province.other_cell)
    assert ("DUDS-01", "cell", True) in places(new)


def test_who_is_suspended_is_not_rated_until_it_is_lifted(member, dossier, personnel_officer):
    act = acts.change_standing(member, "suspended", on=today(), basis=BASIS, by=personnel_officer)
    dossier.refresh_from_db()
    suspended = dossier.not_rated_reason

    acts.take_back(act, because="Quyết định bị thu hồi", by=personnel_officer)

    dossier.refresh_from_db()
    assert (suspended, dossier.not_rated_reason) == ("suspended", "")


def test_the_dossier_is_named_before_the_act(member, dossier):
    found = acts.hanging_on(member)

    assert [(touch.detail, touch.url) for touch in found if touch.url] == [
        ("Chi bộ khu phố 1", dossier.get_absolute_url())
    ]
