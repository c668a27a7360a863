"""Deleting what was kept long enough: told beforehand, done piece by piece, each piece with its event in the trail."""

import datetime
import shutil
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from portal.audit import trail
from portal.keeping import files
from portal.lib import composed
from portal.lib.dates import today
from portal.lib.purge import Purge

AT_ONCE = 5_000


@dataclass(frozen=True)
class Gone:
    """How much of one kind went, or would go: ``what`` in words."""

    name: str
    what: str
    count: int


def rehearse(day=None):
    """Return what would go on ``day`` (today), by kind; nothing is touched."""
    return [Gone(part.name, str(part.what), part.count(day or today())) for part in composed.purges]


def purge(day=None):
    """Delete what was kept long enough on ``day`` (today) and return how much went, by kind.

    Each piece is one transaction with its event: broken off, what was done is done, and the rest goes next time.
    """
    return [Gone(part.name, str(part.what), _purge_part(part, day or today())) for part in composed.purges]


def _purge_part(part, day):
    total = 0
    while count := _delete_some(part, day):
        total += count
    return total


@transaction.atomic
def _delete_some(part, day):
    count = part.delete_some(day)
    if count:
        with translation.override(None):
            trail.note("audit.purged", part.name, reason=f"{count}")
    return count


# ── what belongs to no part ──


def _old_sessions(day):
    moment = min(timezone.now(), timezone.make_aware(datetime.datetime.combine(day, datetime.time.max)))
    return apps.get_model("sessions", "Session").objects.filter(expire_date__lt=moment)


def _delete_sessions(day):
    keys = list(_old_sessions(day).values_list("pk", flat=True)[:AT_ONCE])
    apps.get_model("usersessions", "UserSession").objects.filter(session_key__in=keys).delete()
    apps.get_model("sessions", "Session").objects.filter(pk__in=keys).delete()
    return len(keys)


def _old_aside(day):
    last = day - datetime.timedelta(days=settings.KEEP_ASIDE_DAYS)
    return [folder for folder, since in files.aside_since() if since < last]


def _delete_aside(day):
    old = _old_aside(day)
    for folder in old:
        shutil.rmtree(folder)
    return len(old)


ASIDE = Purge(
    "files.before_restore",
    _("folders of files put aside by a restore"),
    lambda day: len(_old_aside(day)),
    _delete_aside,
)
SESSIONS = Purge(
    "sessions.expired", _("sign-ins that have expired"), lambda day: _old_sessions(day).count(), _delete_sessions
)
