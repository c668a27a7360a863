"""Notifications go after some time, read or not: what they lead to is still where it was."""

import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.lib.purge import Purge
from portal.notifications.models import Notification

AT_ONCE = 5_000


def old_notifications(day):
    """Return the notifications that have been kept long enough on ``day``."""
    before = day - datetime.timedelta(days=settings.KEEP_NOTICES_DAYS)
    return Notification.objects.filter(
        created_at__lt=timezone.make_aware(datetime.datetime.combine(before, datetime.time()))
    )


def delete_notifications(day):
    keys = list(old_notifications(day).values_list("pk", flat=True)[:AT_ONCE])
    Notification.objects.filter(pk__in=keys).delete()
    return len(keys)


PURGES = [
    Purge(
        "notifications.old",
        _("notifications"),
        lambda day: old_notifications(day).count(),
        delete_notifications,
    )
]
