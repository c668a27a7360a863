"""What a worker does: one piece of one job at a time, so that no worker ever holds a whole job.

A piece is the plan, a chunk, or the finish. Whoever takes it writes a token of its own into the job in one conditional
statement: that is the lease. While the piece runs, a thread says every few seconds that its worker lives. A lease that
has been silent for ``SILENCE`` may be taken by another. What was done counts only while one's token still stands there:
of two who believe they hold the job, the later one's work changes nothing.
"""

import contextlib
import datetime
import logging
import secrets
import threading

from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from portal.jobs import files, queue, registry
from portal.jobs.errors import InvalidTransition
from portal.jobs.models import Job, SignOfLife
from portal.lib import composed, progress
from portal.lib.refusal import Refused

log = logging.getLogger(__name__)

BEAT_SECONDS = 5
SILENCE = datetime.timedelta(seconds=30)
MOST_ATTEMPTS = 3


def go_on(pk, step):
    """Do the next piece of job ``pk`` if ``step`` chunks are done and nobody holds it; then hand it on.

    ``step`` keeps a task that was delivered twice from working beside the one that follows from the first.
    """
    job = take(pk, step)
    if job is None:
        return
    SignOfLife.give()
    try:
        with beating(job):
            _do_next_piece(job)
    except Refused as refusal:
        fail(job, text=str(refusal))
    # SystemExit is how the worker breaks a piece off that takes too long; it must see it again.
    except (Exception, SystemExit) as error:
        log.exception("Job %s (%s), piece %s, attempt %s", job.pk, job.kind, step, job.attempts)
        _give_back(job)
        if isinstance(error, SystemExit):
            raise


def take(pk, step):
    """Take the lease of a job and return it, or None where it is not there to be taken.

    A piece that was begun ``MOST_ATTEMPTS`` times and never ended ends the job instead.
    """
    now, token = timezone.now(), secrets.token_hex(16)
    free = Q(token="") | Q(beat_at__lt=now - SILENCE)
    taken = Job.objects.filter(free, pk=pk, done_count=step, state__in=Job.OPEN).update(
        state=Job.State.RUNNING, token=token, beat_at=now, attempts=F("attempts") + 1
    )
    if not taken:
        return None
    job = Job.objects.get(pk=pk)
    if job.token != token:  # taken from us again before we could look
        return None
    if job.attempts > MOST_ATTEMPTS:
        fail(job)
        return None
    return job


@contextlib.contextmanager
def beating(job):
    """Say that the worker lives for as long as the block runs."""
    ended = threading.Event()
    heart = threading.Thread(target=_beat, args=(job.pk, job.token, ended), daemon=True)
    heart.start()
    try:
        yield
    finally:
        ended.set()
        heart.join(1)


def _beat(pk, token, ended):
    try:
        while not ended.wait(BEAT_SECONDS):
            with contextlib.suppress(DatabaseError):  # the next beat may do; at worst the piece is done twice
                Job.objects.filter(pk=pk, token=token).update(beat_at=timezone.now())
    finally:
        connection.close()


def _do_next_piece(job):
    work = registry.work_of(job.kind)
    if not job.is_planned:
        _plan(job, work)
    elif job.done_count < job.chunk_count:
        _run_chunk(job, work)
    else:
        _finish(job, work)


def _plan(job, work):
    chunks = list(work.plan(job.params))
    if _passed(job, chunks=chunks, chunk_count=len(chunks)):
        queue.hand_over(job)


def _run_chunk(job, work):
    with files.draft(job, files.part_name(job.done_count)) as (part, put_in_place):
        with progress.listening(files.Counter(job)):
            work.run(job.params, job.chunks[job.done_count], part)
        with transaction.atomic():
            kept = _passed(job, done_count=job.done_count + 1)
            if kept:
                put_in_place()
                queue.hand_over(job)
    if not kept:
        _clear_away(job)


def _finish(job, work):
    with files.draft(job, files.RESULT) as (result, put_in_place):
        made = work.finish(job.params, files.parts_of(job), result)
        values = {"finished_at": timezone.now(), "state": Job.State.DONE}
        if made is not None:
            values |= {"file_name": made.name, "content_type": made.content_type, "file_size": result.tell()}
        with transaction.atomic():
            kept = _passed(job, **values)
            if kept:
                if made is not None:
                    put_in_place()
                _tell(job)
    if kept:
        files.drop_parts(job)
        log.info("Job %s (%s) is done: %s chunks, %s bytes", job.pk, job.kind, job.chunk_count, job.file_size)
    else:
        _clear_away(job)


def _passed(job, **values):
    """Write down that the piece is done and let go of the job; False where it is no longer ours."""
    values |= {"token": "", "attempts": 0, "beat_at": timezone.now()}
    if not Job.objects.filter(pk=job.pk, token=job.token, state=Job.State.RUNNING).update(**values):
        return False
    for name, value in values.items():
        setattr(job, name, value)
    return True


def _give_back(job):
    """Let another try, or end the job where it was tried often enough."""
    if job.attempts >= MOST_ATTEMPTS:
        fail(job)
        return
    with transaction.atomic():
        if Job.objects.filter(pk=job.pk, token=job.token).update(token="", beat_at=timezone.now()):
            queue.hand_over(job)
            return
    _clear_away(job)


def fail(job, *, text=""):
    """End a job that we hold and tell its owner: ``text`` of a refusal, else a reference that the log has too."""
    reference = "" if text else secrets.token_hex(4).upper()
    with transaction.atomic():
        try:
            job.move_to(
                Job.State.FAILED,
                held_by=job.token,
                token="",
                failure=text,
                reference=reference,
                finished_at=timezone.now(),
            )
        except InvalidTransition:  # cancelled, or another has taken it from us
            return
        _tell(job)
    files.drop_all(job)
    log.error("Job %s (%s) failed: %s", job.pk, job.kind, text or f"reference {reference}")


def _tell(job):
    for tell in composed.job_finished:
        tell(job)


def _clear_away(job):
    """Delete the folder where the job was cancelled while we worked: our draft has made it anew."""
    state = Job.objects.filter(pk=job.pk).values_list("state", flat=True).first()
    if state not in {*Job.OPEN, Job.State.DONE}:
        files.drop_all(job)
