"""Asking for a job."""

import hashlib
import json

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.audit import trail
from portal.jobs import files, queue, registry
from portal.jobs.errors import InvalidTransition
from portal.jobs.models import Job


def ask(kind, params, *, by):
    """Have ``kind`` made with ``params`` for ``by`` and return the ``Job``; lead the person to its page.

    The same question of the same person, while the first is unfinished or was finished a moment ago, gets the same job.
    Raises ``PermissionDenied`` with the reason where the work says no, ``KeyError`` for a kind that nobody registered.
    """
    work = registry.work_of(kind)
    work.may(by, params).require()
    key = key_of(kind, params)
    known = Job.objects.answering(key, by).first()
    if known is not None:
        return known
    with override(settings.LANGUAGE_CODE):  # it also stands in a notification, which speaks the installation's language
        title = str(work.title(params))[:300]
    try:
        with transaction.atomic():
            job = Job.objects.create(
                owner=by, kind=kind, params=params, key=key, title=title, folder=files.new_folder()
            )
            trail.record("jobs.asked", job, by=by, unit_path=work.unit_path(params))
            queue.hand_over(job)
    except IntegrityError:  # two clicks at once: the constraint let one through
        return Job.objects.filter(owner=by, key=key).latest("pk")
    return job


def ask_again(job, *, by):
    """Have the same made once more and return the new job.

    Raises ``InvalidTransition`` while it is in work or ready, or where the portal no longer makes this kind.
    """
    if not job.can_be_asked_again:
        raise InvalidTransition(_("It is being made, or the file is still there."))
    try:
        return ask(job.kind, job.params, by=by)
    except KeyError:
        raise InvalidTransition(_("The portal no longer makes this kind of file.")) from None


def key_of(kind, params):
    """Return the digest of a question, the same whatever the order of its parameters."""
    text = json.dumps([kind, params], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
