"""Telling the owner of a job that it is ready, or has failed."""

from django.utils.translation import gettext_lazy as _

from portal.notifications import outbox

READY = _("“%(title)s” is ready.")
FAILED = _("“%(title)s” could not be made.")


def tell(job):
    """Tell the owner how ``job`` ended; call it in the transaction that says so."""
    ready = job.state == job.State.DONE
    event, text = ("jobs.finished", READY) if ready else ("jobs.failed", FAILED)
    outbox.notify([job.owner], event, text, words={"title": job.title}, url=job.get_absolute_url())


def settle(job):
    """Mark as read what the owner was told: they have seen it on the page of the job."""
    outbox.settle([job.owner], job.get_absolute_url())
