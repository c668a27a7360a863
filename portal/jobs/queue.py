"""Handing a job to the workers."""

from functools import partial

from django.db import transaction
from django_q.tasks import async_task


def hand_over(job):
    """Have some worker go on with ``job`` once the transaction is committed.

    Where the process dies in between, the sweep hands it over again.
    """
    transaction.on_commit(partial(put, job.pk, job.done_count))


def put(pk, step):
    async_task("portal.jobs.running.go_on", pk, step)
