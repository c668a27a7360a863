"""The figures of conditions, by cases made by hand."""

import datetime
from decimal import Decimal

import pytest

from evaluations.figures import figures_of_one
from evaluations.models import (
    FigureCorrection,
)
from tests import factories
from tests.evaluating import make_dossier, make_evaluation
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
