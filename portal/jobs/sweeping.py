"""What comes round: finding jobs that nobody works on, and clearing away what is past."""

import datetime
import shutil

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from portal.jobs import files, queue
from portal.jobs.errors import InvalidTransition
from portal.jobs.models import Job, SignOfLife
from portal.jobs.running import SILENCE

# A job without a lease normally waits in the queue; its task may also have died with a worker that had fetched it.
FORGOTTEN = datetime.timedelta(minutes=2)
# A folder may be older than its row by a moment.
ORPHANED = datetime.timedelta(days=1)


def sweep():
    """Hand over anew what nobody works on, and say that a worker lives; return how many there were. Every minute."""
    SignOfLife.give()
    now = timezone.now()
    silent = Q(beat_at__lt=now - SILENCE) & ~Q(token="")
    forgotten = Q(beat_at__lt=now - FORGOTTEN, token="")
    jobs = list(Job.objects.unfinished().filter(silent | forgotten).only("done_count"))
    for job in jobs:
        if not Job.objects.filter(silent | forgotten, pk=job.pk).update(token="", beat_at=now):
            continue  # somebody has taken it up since
        queue.hand_over(job)
    return len(jobs)


def tidy():
    """Delete files that were kept long enough, and folders that belong to no job. Every day."""
    past = timezone.now() - datetime.timedelta(days=settings.JOB_RESULT_DAYS)
    for job in Job.objects.filter(state=Job.State.DONE, finished_at__lt=past).exclude(file_name="").in_list():
        expire(job)
    wanted = Job.objects.filter(state__in=[*Job.OPEN, Job.State.DONE]).values_list("folder", flat=True)
    before = (timezone.now() - ORPHANED).timestamp()
    for name, path in files.folders().items():
        if path.stat().st_mtime < before and name not in set(wanted):
            shutil.rmtree(path, ignore_errors=True)


def expire(job):
    """Say that the file of ``job`` is gone, and delete it; nothing where somebody was faster."""
    try:
        job.expire()
    except InvalidTransition:
        return
    files.drop_all(job)


def is_worker_missing():
    """Tell whether no worker has shown itself for some minutes (``WORKER_MINUTES``).

    Whether jobs wait or not: without a worker nobody is reminded either, and nothing is sealed.
    """
    since = timezone.now() - datetime.timedelta(minutes=settings.WORKER_MINUTES)
    return not SignOfLife.objects.filter(at__gte=since).exists()


def is_work_left():
    """Tell whether jobs have waited for so long, and no worker is there to do them."""
    since = timezone.now() - datetime.timedelta(minutes=settings.WORKER_MINUTES)
    waiting = Job.objects.unfinished().filter(asked_at__lt=since, beat_at__lt=since)
    return waiting.exists() and is_worker_missing()
