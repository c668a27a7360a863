"""What comes round: jobs that nobody works on are found, what is past is cleared away, a missing worker is named."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import OrmQ, Schedule

from portal.jobs import files, running, schedules, service, sweeping
from portal.jobs.models import Job, SignOfLife
from tests.worker import work_off

DOWN = timedelta(minutes=5)  # the setting
MOMENT = timedelta(seconds=1)


@pytest.fixture
def job(member):
    return service.ask("tests.lines", {"count": 2}, by=member)


@pytest.fixture
def handed_over(monkeypatch):
    """The jobs that are handed over to the workers from here on."""
    jobs = []
    monkeypatch.setattr("portal.jobs.queue.hand_over", jobs.append)
    return jobs


def silent_for(job, time):
    Job.objects.filter(pk=job.pk).update(beat_at=timezone.now() - time)


# ── the sweep ──


def test_a_lease_that_fell_silent_is_taken_away_and_handed_over(job, handed_over):
    held = running.take(job.pk, 0)
    silent_for(job, running.SILENCE + MOMENT)

    assert sweeping.sweep() == 1

    job.refresh_from_db()
    assert (handed_over, job.token, job.attempts) == ([job], "", 1)
    assert running._passed(held, done_count=1) is False


def test_a_lease_that_beats_is_left_alone(job, handed_over):
    running.take(job.pk, 0)
    silent_for(job, running.SILENCE - 5 * MOMENT)

    assert sweeping.sweep() == 0
    assert handed_over == []


@pytest.mark.parametrize(("time", "found"), [(sweeping.FORGOTTEN + MOMENT, 1), (sweeping.FORGOTTEN - 5 * MOMENT, 0)])
def test_a_job_that_waits_long_is_handed_over_once_more(job, handed_over, time, found):
    silent_for(job, time)

    assert (sweeping.sweep(), sweeping.sweep()) == (found, 0)
    assert handed_over == [job] * found


@pytest.mark.parametrize("state", [state for state in Job.State if state not in Job.OPEN])
def test_what_has_ended_is_not_swept_up(job, handed_over, state):
    Job.objects.update(state=state, beat_at=timezone.now() - timedelta(days=1))

    assert sweeping.sweep() == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_sweep_tells_the_queue_at_which_step_the_job_is(job):
    OrmQ.objects.all().delete()
    Job.objects.update(done_count=1, chunk_count=2, chunks=["a", "b"])
    silent_for(job, timedelta(hours=1))

    sweeping.sweep()

    assert [waiting.task["args"] for waiting in OrmQ.objects.all()] == [(job.pk, 1)]


# ── tidying ──


@pytest.mark.parametrize(("left", "state", "names"), [(MOMENT, "done", ["result"]), (-MOMENT, "expired", [])])
def test_a_result_is_deleted_after_its_days(job, names_of, settings, left, state, names):
    work_off()
    Job.objects.update(finished_at=timezone.now() - timedelta(days=settings.JOB_RESULT_DAYS) + left)

    sweeping.tidy()

    job.refresh_from_db()
    assert (job.state, names_of(job)) == (state, names)


def test_a_folder_without_a_job_goes_and_those_in_use_stay(job):
    running.go_on(job.pk, 0)
    running.go_on(job.pk, 0)
    orphan, young = files.root() / "orphan", files.root() / "young"
    for folder in (orphan, young):
        folder.mkdir(parents=True)
        (folder / "part-000000").touch()
    long_ago = (timezone.now() - timedelta(days=2)).timestamp()
    for folder in (orphan, files.root() / job.folder):
        os.utime(folder, (long_ago, long_ago))

    sweeping.tidy()

    assert (orphan.exists(), young.exists(), (files.root() / job.folder).exists()) == (False, True, True)
    young.joinpath("part-000000").unlink()
    young.rmdir()


# ── schedules ──


def test_what_comes_round_is_written_down_once_and_what_nobody_asks_for_goes(db, monkeypatch):
    monkeypatch.setattr(schedules, "rounds", {})
    schedules.every("a.b", "a.module.function", minutes=5)
    Schedule.objects.create(name="old.one", func="gone.function")
    schedules.write_down()
    next_run = timezone.now() + timedelta(minutes=4)
    Schedule.objects.update(next_run=next_run)

    schedules.every("a.b", "a.module.other", minutes=10)
    schedules.write_down()

    [row] = Schedule.objects.all()
    assert (row.name, row.func, row.minutes, row.repeats, row.next_run) == ("a.b", "a.module.other", 10, -1, next_run)
    assert row.schedule_type == Schedule.MINUTES


def test_the_portal_sweeps_every_minute_and_tidies_every_day():
    assert schedules.rounds["jobs.sweep"] == schedules.Round("portal.jobs.sweeping.sweep", 1)
    assert schedules.rounds["jobs.tidy"] == schedules.Round("portal.jobs.sweeping.tidy", hour=2)


# ── is there a worker? ──


def test_a_worker_that_has_never_shown_itself_is_named_and_the_pages_stay_up(client, db):
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "behind", "down": ["worker"]})


def test_a_worker_that_is_silent_is_named_though_nothing_waits(client, db):
    SignOfLife.objects.create(pk=1, at=timezone.now() - timedelta(minutes=6))

    assert client.get("/healthz").json()["down"] == ["worker"]


@pytest.mark.parametrize("since", [timedelta(0), DOWN - 5 * MOMENT])
def test_a_job_that_waits_its_turn_behind_others_is_no_failure(job, client, since):
    Job.objects.update(asked_at=timezone.now() - timedelta(hours=1))
    silent_for(job, timedelta(hours=1))
    SignOfLife.objects.create(pk=1, at=timezone.now() - since)

    assert client.get("/healthz").json()["down"] == []


def test_the_page_of_a_job_just_asked_for_names_no_missing_worker(job, db):
    assert not sweeping.is_work_left()
