"""The roll-up of a large campaign: what it says, how old it may be, and what happens when counting is disturbed."""

import datetime
import random
import threading

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from commitments.models import ActionProgram, CampaignEntry, RollUp, UnitTally
from commitments.tallies import Counts, Scope, read, refresh, refresh_due, rollup, summed
from commitments.tallies.counting import PARTS, count
from portal.jobs import schedules
from portal.lib.dates import today
from tests import factories
from tests.commitments.standing import stands

STATUSES = [None, "draft", "submitted", "returned", "approved", "approved", "approved"]
STATES = ["planned", "in_progress", "done", "exceeded", "not_done"]


@pytest.fixture
def large(monkeypatch):
    """Every campaign counts as large."""
    monkeypatch.setattr(rollup, "LIVE_UP_TO", 0)


def counted_live(campaign):
    return dict(summed(count(Scope.of(campaign), PARTS)))


def kept(campaign):
    rows = campaign.tallies.filter(run=campaign.roll_up.run).select_related("org")
    return {
        row.org.path: {part: kind.unpacked(getattr(row, part)) for part, (kind, _count) in PARTS.items()}
        for row in rows
    }


def full(numbers):
    """Return the numbers with zeros for the parts that nothing was counted of."""
    return {path: {p: parts.get(p) or PARTS[p][0]() for p in PARTS} for path, parts in numbers.items()}


def random_world(province, campaign, clauses, dice):
    """Put a dozen people in every state of a program, in three units, with progress, targets and exemptions."""
    cells = [province.cell, province.second_cell, province.ward]
    for number in range(12):
        person = factories.make_person(f"Lê Văn Bình {number}", cell=province.cell)
        exempt = dice.choice(["", "", "", "exempt"])
        left_on = dice.choice([None, None, None, today()])
        entry = factories.make_entry(campaign, person, unit=dice.choice(cells), exempt_reason=exempt, left_on=left_on)
        status = dice.choice(STATUSES)
        if status is None:
            continue
        program = factories.make_program(entry, status="draft", commitments=0)
        for _commitment in range(dice.randint(0, 3)):
            commitment = factories.make_commitment(
                program,
                clauses=dice.sample(clauses, dice.randint(0, len(clauses))),
                unit=dice.choice(["người", "Người ", "hộ", "%"]),
                due_on=today() + datetime.timedelta(days=dice.randint(-30, 30)),
            )
            if status == "approved" and dice.random() < 0.7:
                state = dice.choice(STATES)
                stands(commitment, state, dice.randint(0, 99), answer=dice.choice(["", "confirmed"]), reached=7)
        registered_on = None if status == "draft" else today() - datetime.timedelta(days=dice.randint(0, 9))
        at = None if status == "draft" else timezone.now()
        decided_at = at if status == "approved" else None
        ActionProgram.objects.filter(pk=program.pk).update(
            status=status, registered_on=registered_on, submitted_at=at, decided_at=decided_at
        )


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("at_once", [1, 5, 1000])
def test_the_roll_up_says_what_counting_afresh_says(seed, at_once, province, campaign, resolution, monkeypatch):
    monkeypatch.setattr(rollup, "LINES_AT_ONCE", at_once)
    monkeypatch.setattr(rollup, "ROWS_AT_ONCE", at_once)
    parent = factories.make_clause(resolution, "1", target_value=100, unit="người")
    clauses = [parent, factories.make_clause(resolution, "2"), factories.make_clause(resolution, "3", parent=parent)]
    random_world(province, campaign, clauses, random.Random(seed))

    assert refresh(campaign) is True

    campaign.refresh_from_db()
    assert kept(campaign) == full(counted_live(campaign))
    assert kept(campaign)[province.ward.path]["registration"].must > 0


def test_a_second_run_takes_the_place_of_the_first(province, campaign, member, colleague):
    factories.make_entry(campaign, member)
    refresh(campaign)
    factories.make_entry(campaign, colleague)

    refresh(campaign)

    campaign.refresh_from_db()
    assert kept(campaign)[province.ward.path]["registration"] == Counts(must=2)
    assert set(UnitTally.objects.values_list("run", flat=True)) == {2}


def test_a_page_never_counts_a_large_campaign_and_asks_for_it(
    large, province, campaign, member, ward_secretary, signed_in
):
    factories.make_entry(campaign, member)
    url = reverse("commitments:overview_unit", args=[campaign.pk, "DUHT"])

    before = signed_in(ward_secretary).get(url)
    due = rollup.due()
    done = refresh_due()
    after = signed_in(ward_secretary).get(url)

    assert "Số liệu đang được tính" in before.content.decode()
    assert (due, done) == ([campaign], 1)
    assert after.context["total"] == Counts(must=1)
    assert RollUp.objects.get().wanted_at is None


def test_old_numbers_are_shown_with_their_age_and_newer_ones_asked_for(
    large, province, campaign, member, colleague, ward_secretary, signed_in
):
    factories.make_entry(campaign, member)
    refresh(campaign)
    counted_at = timezone.now() - datetime.timedelta(minutes=6)
    RollUp.objects.update(counted_at=counted_at)
    factories.make_entry(campaign, colleague)

    response = signed_in(ward_secretary).get(reverse("commitments:overview_unit", args=[campaign.pk, "DUHT"]))

    assert response.context["total"] == Counts(must=1)
    words = " ".join(response.content.decode().split())
    assert f"Đây là số liệu lúc {timezone.localtime(counted_at):%H:%M}" in words
    assert RollUp.objects.get().wanted_at is not None


def test_numbers_of_five_minutes_are_not_old(large, province, campaign, member):
    factories.make_entry(campaign, member)
    refresh(campaign)
    RollUp.objects.update(counted_at=timezone.now() - datetime.timedelta(minutes=4, seconds=59))

    assert read(campaign, province.ward, ["registration"]).is_old is False


@pytest.mark.parametrize(
    ("minutes", "year", "wanted", "is_due"),
    [
        (1, 0, False, False),
        (2, 0, False, True),
        (1, 0, True, True),
        (60, -1, False, False),  # its year is long over: counted when somebody looks
        (60, -1, True, True),
    ],
)
def test_the_schedule_counts_what_is_old_or_wanted(minutes, year, wanted, is_due, large, province, member):
    campaign = factories.make_campaign(province.ward, period=factories.make_period(today().year + 2 * year))
    factories.make_entry(campaign, member)
    refresh(campaign)
    now = timezone.now()
    RollUp.objects.update(counted_at=now - datetime.timedelta(minutes=minutes), wanted_at=now if wanted else None)

    assert rollup.due() == ([campaign] if is_due else [])


def test_a_worker_counts_every_minute_what_is_due():
    asked = schedules.rounds["commitments.roll_up"]

    assert (import_string(asked.function), asked.minutes) == (refresh_due, 1)


def test_one_round_ends_in_time_and_the_next_goes_on_with_the_rest(large, province, member, colleague, monkeypatch):
    monkeypatch.setattr(rollup, "TURN", datetime.timedelta(0))
    first, second = (factories.make_campaign(province.ward, form=form) for form in ("CTHD-CN", "BCK"))
    factories.make_entry(first, member)
    factories.make_entry(second, colleague)

    done = [refresh_due() for _round in range(3)]

    assert done == [1, 1, 0]
    assert RollUp.objects.filter(run=1).count() == 2


def test_a_small_campaign_is_never_rolled_up(province, campaign, member):
    factories.make_entry(campaign, member)

    assert refresh_due() == 0
    assert read(campaign, province.ward, ["registration"]).of("registration", province.ward) == Counts(must=1)


def test_while_one_counts_another_does_not(province, campaign, member):
    factories.make_entry(campaign, member)
    RollUp.begin(campaign)

    assert refresh(campaign) is False
    assert not UnitTally.objects.exists()


def test_a_counting_that_was_killed_is_taken_over(province, campaign, member):
    factories.make_entry(campaign, member)
    killed = RollUp.begin(campaign)
    UnitTally.objects.create(campaign=campaign, run=killed, org=province.ward)
    RollUp.objects.update(heard_at=timezone.now() - datetime.timedelta(minutes=4))

    assert refresh(campaign) is True

    campaign.refresh_from_db()
    assert kept(campaign)[province.ward.path]["registration"] == Counts(must=1)
    assert set(UnitTally.objects.values_list("run", flat=True)) == {killed + 1}


def test_who_was_overtaken_shows_nothing_of_its_own(province, campaign, member, monkeypatch):
    factories.make_entry(campaign, member)
    counting = rollup.count

    def slowly(scope, parts):
        RollUp.objects.filter(last_run=1).update(heard_at=timezone.now() - datetime.timedelta(hours=1))
        RollUp.begin(campaign)
        return counting(scope, parts)

    monkeypatch.setattr(rollup, "count", slowly)

    assert refresh(campaign) is False

    assert RollUp.objects.get().run == 0
    assert not UnitTally.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_leave_one_whole_run(province, campaign, member):
    factories.make_entry(campaign, member)
    answers, start = [], threading.Barrier(2)

    def run():
        start.wait()
        answers.append(refresh(campaign))
        connections.close_all()

    threads = [threading.Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert True in answers
    campaign.refresh_from_db()
    assert {path: parts["registration"].must for path, parts in kept(campaign).items()} == {
        province.top.path: 1,
        province.ward.path: 1,
        province.cell.path: 1,
    }
    assert UnitTally.objects.values("run").distinct().count() == 1


def test_the_page_of_a_large_campaign_costs_the_same_queries_for_3000_lines(
    large, province, campaign, ward_secretary, signed_in
):
    client, costs = signed_in(ward_secretary), {}
    people = [factories.make_person(f"Lê Văn Bình {number}", cell=province.cell) for number in range(3)]
    for person in people:
        factories.make_entry(campaign, person)
    for lines in (3, 3000):
        made = [factories.Person(login_name=f"x{n}", full_name="Lê Văn Bình") for n in range(lines - 3)]
        made = factories.Person.objects.bulk_create(made)
        CampaignEntry.objects.bulk_create(
            CampaignEntry(
                campaign=campaign, person=p, unit=province.cell, due_on=campaign.due_on, added_on=campaign.opens_on
            )
            for p in made
        )
        refresh(campaign)
        for name in ("overview_unit", "overview_progress", "overview_clauses", "overview_days"):
            with CaptureQueriesContext(connection) as queries:
                response = client.get(reverse(f"commitments:{name}", args=[campaign.pk, "DUHT"]))
            assert response.context["is_counted"]
            costs.setdefault(name, []).append(len(queries))

    assert [len(set(found)) for found in costs.values()] == [1] * len(costs), costs
    assert max(map(max, costs.values())) <= 15, costs
