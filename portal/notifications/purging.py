"""Notifications and the marks of reminders go after some time, read or not: what they lead to is still where it was."""

import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.lib.purge import Purge
from portal.notifications.models import Notification, Reminder

AT_ONCE = 5_000


def old_notifications(day):
    """Return the notifications that have been kept long enough on ``day``."""
    return Notification.objects.filter(created_at__lt=_before(day))


def old_reminders(day):
    return Reminder.objects.filter(sent_at__lt=_before(day))


def _before(day):
    before = day - datetime.timedelta(days=settings.KEEP_NOTICES_DAYS)
    return timezone.make_aware(datetime.datetime.combine(before, datetime.time()))


def _delete(rows):
    keys = list(rows.values_list("pk", flat=True)[:AT_ONCE])
    rows.model.objects.filter(pk__in=keys).delete()
    return len(keys)


PURGES = [
    Purge(
        "notifications.old",
        _("notifications"),
        lambda day: old_notifications(day).count(),
        lambda day: _delete(old_notifications(day)),
    ),
    Purge(
        "notifications.reminders",
        _("marks of who was reminded"),
        lambda day: old_reminders(day).count(),
        lambda day: _delete(old_reminders(day)),
    ),
]
