"""The figures of conditions: units that people lead, collectives and organisations; many at once."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluations.figures import figures_of, figures_of_one
from evaluations.models import Rating, Shortcoming
from portal.directory.models import Collective
from portal.directory.roles import Role
from tests import factories
from tests.evaluating import make_dossier, make_evaluation
from tests.evaluations.rated import decide
from tests.evaluations.showing import DUE, YEAR, disciplined, program_of, shown

pytestmark = pytest.mark.django_db

TASKS = ["tasks_total", "tasks_done", "tasks_on_time", "tasks_exceeded", "tasks_late", "tasks_not_done"]


@pytest.fixture(autouse=True)
def _in_november(time_machine):
    time_machine.move_to(datetime.datetime(YEAR, 11, 25, 2, 0, tzinfo=datetime.UTC), tick=False)


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


@pytest.fixture
def dossier(member, evaluation):
    return make_dossier(evaluation, member)


def counts(figures):
    return [figures.values[key] for key in TASKS]


@pytest.fixture
def agency(province, secretary):
    """An agency of the ward that the secretary of the cell heads."""
    agency = factories.make_collective(province.ward, "Ban Quản lý dự án", kind=Collective.Kind.AGENCY)
    factories.appoint(secretary, Role.AGENCY_HEAD, agency)
    return agency


@pytest.fixture
def collective_campaign(province):
    return factories.make_campaign(province.ward, form="CTHD-TT", audience="collectives")


def test_the_head_of_a_unit_answers_for_the_tasks_of_the_unit(
    secretary, agency, evaluation, ward_secretary, collective_campaign
):
    first, _second, _third = program_of(agency, collective_campaign, due=[DUE, DUE, datetime.date(YEAR, 12, 31)])
    shown(first, "exceeded")

    figures = figures_of_one(make_dossier(evaluation, secretary, frame="LEADER"))

    led = ["units_led_done_pct", "units_led_on_time_pct", "units_led_exceeded_pct", "units_led_late_pct"]
    third = Decimal(100) / 3
    assert [figures.values[key] for key in led] == [third, third, third, third]
    assert (counts(figures), [unit.name for unit in figures.units_led]) == ([0] * 6, ["Ban Quản lý dự án"])
    assert [task.commitment for task in figures.behind("units_led_done_pct")] == [first]


def test_the_secretary_leads_the_collectives_that_have_no_head_of_their_own(
    ward_secretary, agency, province, evaluation
):
    standing = factories.make_collective(province.ward)

    figures = figures_of_one(make_dossier(evaluation, ward_secretary, frame="LEADER"))

    assert figures.units_led == [standing]


def test_who_has_left_the_post_leads_nothing(secretary, agency, evaluation):
    secretary.appointments.filter(collective=agency).update(ends_on=datetime.date(YEAR, 5, 1))

    figures = figures_of_one(make_dossier(evaluation, secretary, frame="LEADER"))

    assert (figures.units_led, figures.values["units_led_done_pct"]) == ([], None)


@pytest.mark.parametrize(
    ("levels", "share"), [([], None), (["KHTNV"], 100), (["HTNV"], 0), (["KHTNV", "HTTNV", "HTNV", "HTNV"], 25)]
)
def test_units_rated_at_the_lowest_level_are_a_share_of_those_whose_level_is_published(
    levels, share, ward_secretary, personnel_officer, province, evaluation
):
    for number, level in enumerate([*levels, ""]):
        unit = factories.make_collective(province.ward, f"Ban {number}", kind=Collective.Kind.AGENCY)
        dossier = make_dossier(evaluation, unit, place=False)
        if level:
            lead_to(Rating.Stage.DECIDED, dossier.ratings.get(), level, officer=personnel_officer)

    figures = figures_of_one(make_dossier(evaluation, ward_secretary, frame="LEADER"))

    assert figures.values["units_led_failed_pct"] == share


@pytest.mark.parametrize("stage", [Rating.Stage.PROPOSED, Rating.Stage.APPRAISED])
def test_who_leads_a_unit_does_not_learn_its_level_from_the_figure_before_it_is_published(
    stage, ward_secretary, personnel_officer, province, evaluation
):
    unit = factories.make_collective(province.ward, "Ban 1", kind=Collective.Kind.AGENCY)
    rating = make_dossier(evaluation, unit, place=False).ratings.get()
    lead_to(stage, rating, "KHTNV", officer=personnel_officer)

    figures = figures_of_one(make_dossier(evaluation, ward_secretary, frame="LEADER"))

    assert figures.values["units_led_failed_pct"] is None


def lead_to(stage, rating, level, *, officer):
    rating.propose(level, by=officer)
    if stage != Rating.Stage.PROPOSED:
        rating.appraise(level, by=officer)
    if stage == Rating.Stage.DECIDED:
        decide(rating, by=officer, symbol=f"{rating.pk}-QĐ/ĐU")


def test_a_collective_counts_its_own_tasks_and_leads_nothing(agency, evaluation, ward_secretary, collective_campaign):
    (commitment,) = program_of(agency, collective_campaign)
    shown(commitment)

    figures = figures_of_one(make_dossier(evaluation, agency))

    assert (counts(figures), figures.values["units_led_done_pct"]) == ([1, 1, 1, 0, 0, 0], None)


def test_an_organisation_counts_the_tasks_of_its_collectives(
    province, agency, evaluation, ward_secretary, collective_campaign
):
    program_of(agency, collective_campaign)

    assert counts(figures_of_one(make_dossier(evaluation, province.ward))) == [1, 0, 0, 0, 1, 1]


# ── many at once ──


@pytest.mark.parametrize("number", [1, 3, 12])
def test_any_number_of_people_is_counted_in_the_same_queries(
    number, province, evaluation, campaign, secretary, ward_secretary, personnel_officer, agency, collective_campaign
):
    """Everybody has a program, a shortcoming and a unit, so that every query there is runs."""
    program_of(agency, collective_campaign)
    dossiers = [
        make_dossier(evaluation, secretary),
        make_dossier(evaluation, agency),
        make_dossier(evaluation, province.ward),
    ]
    for each in range(number):
        person = factories.make_person(f"Nguyễn Văn {each}", cell=province.cell)
        shown(program_of(person, campaign)[0])
        Shortcoming.objects.create(person=person, year=YEAR - 1, text="Nộp chậm")
        unit = factories.make_collective(province.cell, f"Tổ {each}", kind=Collective.Kind.AGENCY)
        factories.appoint(person, Role.AGENCY_HEAD, unit)
        disciplined(personnel_officer, person=person, counts_for=province.ward)
        dossiers.append(make_dossier(evaluation, person))

    with CaptureQueriesContext(connection) as queries:
        found = figures_of(dossiers)

    assert len(queries) == 10
    assert [found[dossier.pk].values["tasks_done"] for dossier in dossiers[3:]] == [1] * number


def test_nobody_is_counted_without_a_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert figures_of([]) == {}
