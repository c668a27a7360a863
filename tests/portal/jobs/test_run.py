"""What a worker does: piece by piece, each once, whole or not at all."""

import itertools
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.jobs import files, registry, running, service
from portal.jobs.errors import InvalidTransition
from portal.jobs.models import Job, SignOfLife
from portal.notifications.models import Notification
from tests.portal.jobs import kinds
from tests.worker import work_off

State = Job.State
WHOLE = "Đầu\ndòng 1, xong\ndòng 2, xong\ndòng 3, xong\n".encode()


@pytest.fixture
def job(member):
    return service.ask("tests.lines", {"count": 3}, by=member)


def go_on(job):
    """Do the next piece, as the task in the queue would."""
    job.refresh_from_db()
    running.go_on(job.pk, job.done_count)
    job.refresh_from_db()


def make_job(member, state):
    return Job.objects.create(owner=member, kind="tests.lines", key=state, title="A", state=state, folder=state)


def test_the_pieces_are_the_plan_each_chunk_and_the_finish(job, result_of):
    seen = []
    for _piece in range(5):
        go_on(job)
        seen.append((job.state, job.chunk_count, job.done_count, job.token, job.attempts))

    assert seen == [("running", 3, done, "", 0) for done in (0, 1, 2, 3)] + [("done", 3, 3, "", 0)]
    assert result_of(job) == WHOLE
    assert (job.file_name, job.content_type, job.file_size) == ("cac-dong.txt", kinds.PLAIN, len(WHOLE))


def test_once_it_is_done_only_the_result_lies_there(job, names_of):
    work_off()

    assert names_of(job) == ["result"]


def test_an_empty_plan_goes_straight_to_the_finish(member, result_of):
    job = service.ask("tests.lines", {"count": 0}, by=member)

    assert work_off() == 2
    assert result_of(job) == "Đầu\n".encode()


def test_work_without_a_file_is_done_without_one(member, tmp_path, names_of):
    job = service.ask("tests.effect", {"count": 2, "log": str(tmp_path / "log")}, by=member)
    work_off()

    job.refresh_from_db()
    assert (job.state, job.file_name, job.has_file, names_of(job)) == ("done", "", False, [])
    assert (tmp_path / "log").read_text() == "dòng 1\ndòng 2\n"


def test_the_owner_is_told_once_and_only_the_owner(job, member):
    work_off()

    [told] = Notification.objects.all()
    assert (told.recipient, told.event, told.text) == (member, "jobs.finished", "“3 dòng” đã xong.")
    assert told.url == job.get_absolute_url()


def test_a_worker_that_works_gives_a_sign_of_life(job):
    go_on(job)

    assert timezone.now() - SignOfLife.objects.get().at < timedelta(seconds=10)


# ── states ──


@pytest.mark.parametrize(("before", "after"), list(itertools.product(State, State)))
def test_a_job_moves_only_along_the_table_of_states(member, before, after):
    job = make_job(member, before)

    if after in Job.NEXT[before]:
        job.move_to(after)
    else:
        with pytest.raises(InvalidTransition):
            job.move_to(after)

    job.refresh_from_db()
    assert job.state == (after if after in Job.NEXT[before] else before)


@pytest.mark.parametrize("state", [state for state in State if state not in Job.OPEN])
def test_what_has_ended_is_never_taken_up(member, state):
    job = make_job(member, state)

    assert running.take(job.pk, 0) is None
    job.refresh_from_db()
    assert (job.state, job.token, job.attempts) == (state, "", 0)


# ── two workers ──


def test_a_job_that_is_held_is_not_taken_by_another(job):
    held = running.take(job.pk, 0)

    assert running.take(job.pk, 0) is None
    job.refresh_from_db()
    assert (job.token, job.attempts) == (held.token, 1)


def test_a_task_that_was_delivered_twice_does_nothing_the_second_time(job):
    go_on(job)
    go_on(job)
    running.go_on(job.pk, 0)

    job.refresh_from_db()
    assert (job.done_count, job.attempts) == (1, 0)


def test_a_lease_that_fell_silent_is_taken_and_the_late_one_changes_nothing(job, result_of, monkeypatch):
    """The first worker stalls inside its chunk; a second one does the whole job meanwhile."""
    go_on(job)
    plain_run = kinds.Lines.run

    def stalling(self, params, chunk, part):
        monkeypatch.setattr(kinds.Lines, "run", plain_run)
        part.write(b"what the late one wrote")
        Job.objects.update(beat_at=timezone.now() - running.SILENCE - timedelta(seconds=1))
        work_off()

    monkeypatch.setattr(kinds.Lines, "run", stalling)
    go_on(job)

    assert (job.state, job.done_count) == ("done", 3)
    assert result_of(job) == WHOLE
    assert Notification.objects.count() == 1


def test_a_late_finish_changes_nothing(job, member, result_of, names_of, monkeypatch):
    for _piece in range(4):
        go_on(job)
    plain_finish = kinds.Lines.finish

    def stalling(self, params, parts, result):
        monkeypatch.setattr(kinds.Lines, "finish", plain_finish)
        result.write(b"late")
        Job.objects.update(beat_at=timezone.now() - running.SILENCE - timedelta(seconds=1))
        work_off()
        return kinds.ResultFile("late.txt", kinds.PLAIN)

    monkeypatch.setattr(kinds.Lines, "finish", stalling)
    go_on(job)

    assert (job.file_name, result_of(job), names_of(job)) == ("cac-dong.txt", WHOLE, ["result"])
    assert Notification.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_beat_keeps_the_lease_of_a_long_piece(job, monkeypatch):
    monkeypatch.setattr(running, "BEAT_SECONDS", 0.01)
    held = running.take(job.pk, 0)
    Job.objects.update(beat_at=timezone.now() - timedelta(minutes=1))

    with running.beating(held):
        until = time.monotonic() + 10
        while Job.objects.get().beat_at < timezone.now() - running.SILENCE and time.monotonic() < until:
            time.sleep(0.01)

    assert running.take(job.pk, 0) is None


# ── failing ──


def test_a_refusal_ends_the_job_with_its_text(member, names_of):
    job = service.ask("tests.refusing", {"count": 1, "refuse": True}, by=member)
    work_off()

    job.refresh_from_db()
    assert (job.state, job.failure, job.reference) == ("failed", "Danh sách trống. Chọn đơn vị khác.", "")
    assert names_of(job) == []
    assert Notification.objects.get().text == "Không lập được “1 dòng”."


def test_anything_else_is_tried_again_then_ends_with_a_reference_that_stands_in_the_log(member, caplog, names_of):
    job = service.ask("tests.refusing", {"count": 1}, by=member)
    work_off()

    job.refresh_from_db()
    assert (job.state, job.failure, job.attempts) == ("failed", "", running.MOST_ATTEMPTS)
    assert len([r for r in caplog.records if r.exc_info and "secret detail" in str(r.exc_info[1])]) == 3
    assert caplog.messages[-1] == f"Job {job.pk} (tests.refusing) failed: reference {job.reference}"
    assert names_of(job) == []
    assert [told.event for told in Notification.objects.all()] == ["jobs.failed"]


def test_a_piece_whose_worker_died_each_time_ends_the_job(job):
    for _death in range(running.MOST_ATTEMPTS):
        assert running.take(job.pk, 0) is not None
        Job.objects.update(beat_at=timezone.now() - running.SILENCE - timedelta(seconds=1))

    assert running.take(job.pk, 0) is None
    job.refresh_from_db()
    assert (job.state, len(job.reference)) == ("failed", 8)
    assert [told.event for told in Notification.objects.all()] == ["jobs.failed"]


def test_a_chunk_that_succeeds_at_the_second_try_goes_on_with_all_its_tries(job, result_of, monkeypatch):
    plain_run, tries = kinds.Lines.run, []

    def once_broken(self, params, chunk, part):
        tries.append(chunk)
        if len(tries) == 1:
            part.write(b"half")
            raise OSError("the disk was full")
        plain_run(self, params, chunk, part)

    monkeypatch.setattr(kinds.Lines, "run", once_broken)
    work_off()

    job.refresh_from_db()
    assert (job.state, job.attempts, tries) == ("done", 0, ["dòng 1", "dòng 1", "dòng 2", "dòng 3"])
    assert result_of(job) == WHOLE


def test_a_piece_that_is_broken_off_for_its_length_is_given_back_and_the_worker_sees_it(job, monkeypatch):
    def endless(self, params, chunk, part):
        raise SystemExit("Task exceeded maximum timeout value")

    go_on(job)
    monkeypatch.setattr(kinds.Lines, "run", endless)

    with pytest.raises(SystemExit):
        running.go_on(job.pk, 0)

    job.refresh_from_db()
    assert (job.state, job.token, job.attempts) == ("running", "", 1)


def test_a_kind_that_is_no_longer_made_fails(job, monkeypatch):
    monkeypatch.setattr(registry, "_works", {})
    work_off()

    job.refresh_from_db()
    assert job.state == "failed"


def test_where_the_owner_cannot_be_told_the_job_is_not_done(job, monkeypatch):
    def broken(job):
        raise RuntimeError("no mail")

    for _piece in range(4):
        go_on(job)
    monkeypatch.setattr("portal.lib.composed.job_finished", [broken])
    go_on(job)

    assert (job.state, job.file_name, job.has_file) == ("running", "", False)


# ── cancelling ──


def test_a_job_cancelled_in_the_middle_of_a_chunk_ends_there_and_leaves_nothing(
    job, member, monkeypatch, names_of, django_capture_on_commit_callbacks
):
    go_on(job)
    go_on(job)

    def cancelled_meanwhile(self, params, chunk, part):
        with django_capture_on_commit_callbacks(execute=True):
            Job.objects.get(pk=job.pk).cancel(by=member)

    monkeypatch.setattr(kinds.Lines, "run", cancelled_meanwhile)
    go_on(job)

    assert (job.state, job.done_count, job.token, names_of(job)) == ("cancelled", 1, "", [])
    assert not (files.root() / job.folder).exists()
    assert Notification.objects.count() == 0


def test_an_error_in_a_chunk_of_a_cancelled_job_is_nobodys_failure(job, member, monkeypatch):
    go_on(job)

    def cancelled_meanwhile(self, params, chunk, part):
        Job.objects.get(pk=job.pk).cancel(by=member)
        raise OSError("the folder is gone")

    monkeypatch.setattr(kinds.Lines, "run", cancelled_meanwhile)
    go_on(job)

    assert (job.state, job.reference) == ("cancelled", "")
    assert not (files.root() / job.folder).exists()
