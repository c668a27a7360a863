"""The figures of conditions: disciplinary decisions of the year, and shortcomings of earlier ones."""

import datetime

import pytest

from evaluations.figures import figures_of, figures_of_one
from evaluations.models import SelfAssessment, Shortcoming, ShortcomingAnswer
from portal.directory.models import Collective
from portal.printing.models import PaperForm
from tests import factories
from tests.evaluating import make_dossier, make_evaluation
from tests.evaluations.showing import YEAR, disciplined

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_november(time_machine):
    time_machine.move_to(datetime.datetime(YEAR, 11, 25, 2, 0, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


@pytest.fixture
def dossier(member, evaluation):
    return make_dossier(evaluation, member)


# ── discipline ──


def test_who_was_disciplined_in_the_year_is_disciplined(dossier, member, personnel_officer, province):
    disciplined(personnel_officer, person=member, counts_for=province.cell)

    assert figures_of_one(dossier).values["disciplined"] is True


@pytest.mark.parametrize(
    "change",
    [{"on": datetime.date(YEAR - 1, 12, 31)}, {"withdrawn_at": datetime.datetime(YEAR, 8, 1, tzinfo=datetime.UTC)}],
)
def test_of_another_year_or_withdrawn_does_not_count(change, dossier, member, personnel_officer, province):
    disciplined(personnel_officer, person=member, counts_for=province.cell, **change)

    assert figures_of_one(dossier).values["disciplined"] is False


@pytest.mark.parametrize(
    ("about_office", "at_home", "counted"), [(True, True, True), (False, True, False), (True, False, False)]
)
def test_a_collective_counts_its_members_acts_in_office_for_this_unit(
    about_office, at_home, counted, ward_deputy, personnel_officer, evaluation, province
):
    standing = factories.make_collective(province.ward)
    unit = province.ward if at_home else province.other_ward
    disciplined(personnel_officer, person=ward_deputy, counts_for=unit, about_office=about_office)

    values = figures_of_one(make_dossier(evaluation, standing)).values

    assert (values["disciplined"], values["subordinates_disciplined"]) == (counted, False)


def test_a_member_of_the_committee_is_none_of_the_standing_committee(
    ward_committee_member, personnel_officer, evaluation, province
):
    standing = factories.make_collective(province.ward)
    committee = factories.make_collective(province.ward, "Ban Chấp hành", kind=Collective.Kind.COMMITTEE)
    disciplined(personnel_officer, person=ward_committee_member, counts_for=province.ward)

    found = figures_of([make_dossier(evaluation, standing), make_dossier(evaluation, committee)])

    assert [figures.values["disciplined"] for figures in found.values()] == [False, True]


def test_a_plain_member_is_none_of_the_leadership(member, personnel_officer, evaluation, province):
    disciplined(personnel_officer, person=member, counts_for=province.ward)

    assert figures_of_one(make_dossier(evaluation, province.ward)).values["disciplined"] is False


def test_a_cell_that_was_disciplined_counts_for_the_organisation_above_and_for_itself(
    personnel_officer, evaluation, province
):
    disciplined(personnel_officer, org=province.cell, counts_for=province.cell)

    found = figures_of([make_dossier(evaluation, org) for org in (province.ward, province.cell, province.second_cell)])

    flags = [(each.values["disciplined"], each.values["subordinates_disciplined"]) for each in found.values()]
    assert flags == [(False, True), (True, False), (False, False)]


# ── earlier shortcomings ──


def assessment_of(dossier):
    return SelfAssessment.objects.create(dossier=dossier, form=PaperForm.objects.get(code="KD-02B-2025"))


def test_shortcomings_open_before_the_year_are_counted_and_fixed_by_ones_own_word(dossier, member):
    first = Shortcoming.objects.create(person=member, year=YEAR - 1, text="Nộp bản thu hoạch chậm")
    second = Shortcoming.objects.create(person=member, year=YEAR - 2, text="Ít phát biểu xây dựng chi bộ")
    Shortcoming.objects.create(person=member, year=YEAR, text="Còn nể nang")
    Shortcoming.objects.create(person=member, year=YEAR - 2, text="Đã xong", overcome_in=YEAR - 1)
    assessment = assessment_of(dossier)
    ShortcomingAnswer.objects.create(shortcoming=first, assessment=assessment, state="overcome")
    ShortcomingAnswer.objects.create(shortcoming=second, assessment=assessment, state="under_way")

    values = figures_of_one(dossier).values

    keys = ["shortcomings_total", "shortcomings_fixed", "shortcomings_fixed_pct"]
    assert [values[key] for key in keys] == [2, 1, 50]


def test_what_the_review_called_overcome_is_fixed(dossier, member):
    Shortcoming.objects.create(person=member, year=YEAR - 1, text="Nộp bản thu hoạch chậm", overcome_in=YEAR)

    values = figures_of_one(dossier).values

    assert (values["shortcomings_total"], values["shortcomings_fixed"]) == (1, 1)
