"""Requests about personal data, with their answers, and incidents go so many whole years after they were closed."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.lib.purge import Purge, last_year_to_go
from portal.privacy.models import DataRequest, Incident

AT_ONCE = 1_000


def old_requests(day):
    """Return the closed requests that have been kept long enough on ``day``."""
    return DataRequest.objects.filter(closed_at__year__lte=last_year_to_go(day, settings.KEEP_CONTENT_YEARS))


def delete_requests(day):
    keys = list(old_requests(day).values_list("pk", flat=True)[:AT_ONCE])
    DataRequest.objects.filter(pk__in=keys).delete()
    return len(keys)


def old_incidents(day):
    """Return the settled incidents that have been kept long enough on ``day``."""
    return Incident.objects.filter(settled_at__year__lte=last_year_to_go(day, settings.KEEP_CONTENT_YEARS))


def delete_incidents(day):
    keys = list(old_incidents(day).order_by().values_list("pk", flat=True)[:AT_ONCE])
    Incident.objects.filter(pk__in=keys).delete()
    return len(keys)


PURGES = [
    Purge(
        "privacy.requests", _("requests about personal data"), lambda day: old_requests(day).count(), delete_requests
    ),
    Purge(
        "privacy.incidents",
        _("incidents with personal data"),
        lambda day: old_incidents(day).count(),
        delete_incidents,
    ),
]
