"""The figures of conditions, by cases made by hand."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluations.figures import figures_of, figures_of_one
from evaluations.models import (
    Discipline,
    FigureCorrection,
    Rating,
    SelfAssessment,
    Shortcoming,
    ShortcomingAnswer,
)
from portal.directory.models import Collective
from portal.directory.roles import Role
from portal.printing.models import PaperForm
from tests import factories
from tests.evaluating import make_dossier, make_evaluation
from tests.evaluations.rated import decide
from tests.evaluations.showing import DUE, YEAR, program_of, shown

pytestmark = pytest.mark.django_db

DAY_AFTER = DUE + datetime.timedelta(days=1)
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


def test_without_a_program_nothing_is_counted_and_no_share_is_made(dossier):
    figures = figures_of_one(dossier)

    assert counts(figures) == [0, 0, 0, 0, 0, 0]
    shares = ["done_pct", "on_time_pct", "exceeded_pct", "late_pct", "units_led_done_pct", "low_confidence_pct"]
    assert [figures.values[key] for key in shares] == [None] * 6


def test_all_done_on_the_last_day_is_on_time(dossier, member, campaign):
    for commitment in program_of(member, campaign, due=[DUE, DUE]):
        shown(commitment, on=DUE)

    figures = figures_of_one(dossier)

    assert counts(figures) == [2, 2, 2, 0, 0, 0]
    assert (figures.values["done_pct"], figures.values["on_time_pct"]) == (100, 100)


def test_done_a_day_after_is_done_and_late(dossier, member, campaign):
    first, second = program_of(member, campaign, due=[DUE, DUE])
    shown(first, on=DUE)
    shown(second, on=DAY_AFTER)

    figures = figures_of_one(dossier)

    assert counts(figures) == [2, 2, 1, 0, 1, 0]
    assert (figures.values["late_pct"], figures.behind("tasks_late")[0].days_late) == (50, 1)


def test_not_done_is_late_only_once_its_deadline_is_over(dossier, member, campaign):
    program_of(member, campaign, due=[DUE, datetime.date(YEAR, 11, 25), datetime.date(YEAR, 12, 31)])

    assert counts(figures_of_one(dossier)) == [3, 0, 0, 0, 1, 3]


def test_a_task_is_open_until_its_deadline_is_over_and_while_its_result_waits_for_an_answer(dossier, member, campaign):
    _over, today_is_its_last_day, later, claimed, doubted = program_of(
        member, campaign, due=[DUE, datetime.date(YEAR, 11, 25), datetime.date(YEAR, 12, 31), DUE, DUE]
    )
    shown(claimed, "done", answer="")
    shown(doubted, "done", answer="doubted")

    figures = figures_of_one(dossier)

    assert [task.commitment for task in figures.behind("tasks_open")] == [today_is_its_last_day, later, claimed]
    assert (figures.values["tasks_open"], figures.values["tasks_not_done"]) == (3, 5)


def test_in_january_all_deadlines_of_the_year_are_over(dossier, member, campaign, time_machine):
    program_of(member, campaign, due=[datetime.date(YEAR, 12, 31), DUE])
    time_machine.move_to(datetime.datetime(YEAR + 1, 1, 9, 2, 0, tzinfo=datetime.UTC), tick=False)

    figures = figures_of_one(dossier)

    assert counts(figures) == [2, 0, 0, 0, 2, 2]
    assert [task.days_late for task in figures.tasks] == [1, 62]


def test_beyond_what_was_asked_counts_with_evidence_only(dossier, member, campaign):
    first, second = program_of(member, campaign, due=[DUE, DUE])
    shown(first, "exceeded")
    shown(second, "exceeded", evidence=False)

    figures = figures_of_one(dossier)

    assert counts(figures) == [2, 2, 2, 1, 0, 0]
    assert [task.commitment for task in figures.behind("exceeded_pct")] == [first]


def test_evidence_that_came_with_an_earlier_report_shows_the_result_too(dossier, member, campaign):
    (commitment,) = program_of(member, campaign)
    shown(commitment, "in_progress", percent=50, answer="")
    shown(commitment, "exceeded", evidence=False)

    assert counts(figures_of_one(dossier)) == [1, 1, 1, 1, 0, 0]


@pytest.mark.parametrize("answer", ["", "doubted", "asked"])
def test_what_nobody_has_confirmed_is_not_done(answer, dossier, member, campaign):
    (commitment,) = program_of(member, campaign)
    shown(commitment, answer=answer)

    assert counts(figures_of_one(dossier)) == [1, 0, 0, 0, 1, 1]


def test_a_newer_entry_that_nobody_confirmed_does_not_undo_a_confirmed_one(dossier, member, campaign):
    (commitment,) = program_of(member, campaign)
    shown(commitment, "done", on=DUE)
    shown(commitment, "not_done", on=DAY_AFTER, answer="")

    assert counts(figures_of_one(dossier)) == [1, 1, 1, 0, 0, 0]


def test_the_last_confirmed_entry_counts_and_not_the_first(dossier, member, campaign):
    (commitment,) = program_of(member, campaign)
    shown(commitment, "done", on=DUE)
    shown(commitment, "in_progress", percent=80, on=DAY_AFTER)

    assert counts(figures_of_one(dossier)) == [1, 0, 0, 0, 1, 1]


def test_what_an_amendment_has_dropped_is_left_out(dossier, member, campaign):
    first, second = program_of(member, campaign, due=[DUE, DUE])
    shown(first)
    second.dropped_on = datetime.date(YEAR, 7, 1)
    second.save()

    assert counts(figures_of_one(dossier)) == [1, 1, 1, 0, 0, 0]


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "closed"])
def test_programs_not_in_force_do_not_count(status, dossier, member, secretary, campaign):
    factories.make_program(member, campaign=campaign, status=status)

    assert counts(figures_of_one(dossier)) == [0, 0, 0, 0, 0, 0]


def test_programs_of_another_year_do_not_count(dossier, member, province):
    last_year = factories.make_campaign(province.ward, period=factories.make_period(YEAR - 1))
    program_of(member, last_year)

    assert counts(figures_of_one(dossier)) == [0, 0, 0, 0, 0, 0]


def test_two_programs_of_the_year_are_counted_together(dossier, member, campaign, province):
    pledge = factories.make_campaign(province.ward, form="BCK")
    (first,) = program_of(member, campaign)
    program_of(member, pledge, due=[DUE, DUE])
    shown(first)

    assert counts(figures_of_one(dossier)) == [3, 1, 1, 0, 2, 2]


@pytest.mark.parametrize("reported_in", [0, 1])
def test_a_task_typed_once_for_two_campaigns_counts_once_wherever_it_was_reported(
    reported_in, dossier, member, campaign, province
):
    pledge = factories.make_campaign(province.ward, form="BCK")
    (first,), (second,) = program_of(member, campaign), program_of(member, pledge)
    second.also_in = first
    second.save()
    shown([first, second][reported_in])

    assert counts(figures_of_one(dossier)) == [1, 1, 1, 0, 0, 0]


def test_links_in_a_ring_count_once(dossier, member, campaign, province):
    pledge = factories.make_campaign(province.ward, form="BCK")
    (first,), (second,) = program_of(member, campaign), program_of(member, pledge)
    first.also_in, second.also_in = second, first
    first.save()
    second.save()

    assert counts(figures_of_one(dossier)) == [1, 0, 0, 0, 1, 1]


def test_a_colleagues_tasks_are_not_counted(dossier, member, colleague, campaign):
    program_of(colleague, campaign)

    assert counts(figures_of_one(dossier)) == [0, 0, 0, 0, 0, 0]


# ── units led ──


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


# ── a quarter ──


def test_a_quarter_counts_what_falls_due_in_it(member, campaign, province):
    quarter = campaign.period.quarters.get(quarter=3)
    evaluation = make_evaluation(province.ward, period=quarter)
    days = [(6, 30), (7, 1), (9, 30), (10, 1)]
    commitments = program_of(member, campaign, due=[datetime.date(YEAR, *day) for day in days])
    shown(commitments[1], on=datetime.date(YEAR, 7, 1))

    figures = figures_of_one(make_dossier(evaluation, member, frame="LEADER"))

    assert [task.commitment for task in figures.tasks] == commitments[1:3]
    assert counts(figures) == [2, 1, 1, 0, 1, 1]


# ── discipline ──


def disciplined(by, *, counts_for, on=datetime.date(YEAR, 6, 1), **fields):
    return Discipline.objects.create(
        form="reprimand", symbol="05-QĐ/ĐU", decided_on=on, counts_for=counts_for, entered_by=by, **fields
    )


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


# ── corrections ──


def test_the_last_correction_holds_and_the_share_follows_its_counts(dossier, member, campaign):
    shown(program_of(member, campaign, due=[DUE, DUE])[0])
    for value in (1, 2):
        FigureCorrection.objects.create(
            dossier=dossier, figure="tasks_done", counted="1", value=value, reason="Có biên bản", corrected_by=member
        )

    figures = figures_of_one(dossier)

    assert (figures.counted["tasks_done"], figures.values["tasks_done"]) == (1, 2)
    assert (figures.counted["done_pct"], figures.values["done_pct"]) == (50, 100)


@pytest.mark.parametrize(
    ("figure", "value", "held"),
    [
        ("disciplined", Decimal("1.00"), True),
        ("disciplined", Decimal("0.00"), False),
        ("low_confidence_pct", Decimal("12.50"), Decimal("12.50")),
        ("tasks_total", None, None),
    ],
)
def test_a_correction_is_of_the_kind_of_its_figure(figure, value, held, dossier, member):
    FigureCorrection.objects.create(
        dossier=dossier, figure=figure, value=value, reason="Theo thông báo", corrected_by=member
    )

    values = figures_of_one(dossier).values

    assert values[figure] == held
    assert type(values[figure]) is type(held)
    assert values["done_pct"] is None


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
