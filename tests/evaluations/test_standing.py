"""How far an evaluation has come: counted at every look, and for a large unit kept for some minutes with its time."""

import pytest
from django.utils import timezone

from evaluations import standing
from tests import evaluating
from tests.queries import count_of


@pytest.fixture
def evaluation(province, member, colleague):
    made = evaluating.make_evaluation(province.ward)
    for person in (member, colleague):
        evaluating.make_dossier(made, person)
    return made


def propose_one(evaluation, by):
    evaluation.dossiers.first().ratings.get().propose("HTTNV", by=by)


def test_a_small_unit_is_counted_at_every_look(evaluation, province, secretary):
    before = standing.standing(evaluation, province.ward)
    propose_one(evaluation, secretary)

    after = standing.standing(evaluation, province.ward)

    assert (before.total.proposed, after.total.proposed) == (0, 1)
    assert (before.counted_at, after.counted_at) == (None, None)


def test_a_large_unit_shows_numbers_that_were_kept_and_when_they_were_counted(
    evaluation, province, secretary, monkeypatch
):
    monkeypatch.setattr(standing, "LARGE", 2)
    counted = standing.standing(evaluation, province.ward)
    propose_one(evaluation, secretary)

    kept = standing.standing(evaluation, province.ward)

    assert (counted.counted_at, kept.total, kept.rows) == (None, counted.total, counted.rows)
    assert abs((timezone.now() - kept.counted_at).total_seconds()) < 60


def test_each_unit_and_kind_is_kept_apart(evaluation, province, monkeypatch):
    monkeypatch.setattr(standing, "LARGE", 2)
    standing.standing(evaluation, province.ward)

    of_collectives = standing.standing(evaluation, province.ward, "collectives")
    of_other = standing.standing(evaluation, province.second_cell)

    assert (of_collectives.total.rated, of_other.total.rated) == (0, 0)


def test_the_page_says_when_kept_numbers_were_counted(signed_in, evaluation, personnel_officer, monkeypatch):
    monkeypatch.setattr(standing, "LARGE", 2)
    client, address = signed_in(personnel_officer), evaluation.get_absolute_url()

    first, second = (client.get(address).content.decode() for _look in range(2))

    assert ("số liệu lúc" in first, "số liệu lúc" in second) == (False, True)


def test_counting_asks_as_often_for_many_units(evaluation, province, outsider):
    few = count_of(lambda: standing.standing(evaluation, province.top))
    evaluating.make_dossier(evaluation, outsider)

    assert count_of(lambda: standing.standing(evaluation, province.top)) == few
