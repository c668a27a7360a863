"""Handing a job to the workers."""

from functools import partial

from django.db import transaction
from django_q.tasks import async_task

from portal.jobs import registry


def hand_over(job):
    """Have some worker go on with ``job`` once the transaction is committed.

    Where the process dies in between, the sweep hands it over again.
    """
    transaction.on_commit(partial(put, job.pk, job.done_count, registry.seconds_of(job.kind)))


def put(pk, step, seconds=None):
    async_task("portal.jobs.running.go_on", pk, step, **({"timeout": seconds} if seconds else {}))
