"""Requests about personal data go, with their answers, so many whole years after the one in which they were closed."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.lib.purge import Purge, last_year_to_go
from portal.privacy.models import DataRequest

AT_ONCE = 1_000


def old_requests(day):
    """Return the closed requests that have been kept long enough on ``day``."""
    return DataRequest.objects.filter(closed_at__year__lte=last_year_to_go(day, settings.KEEP_CONTENT_YEARS))


def delete_requests(day):
    keys = list(old_requests(day).values_list("pk", flat=True)[:AT_ONCE])
    DataRequest.objects.filter(pk__in=keys).delete()
    return len(keys)


PURGES = [
    Purge("privacy.requests", _("requests about personal data"), lambda day: old_requests(day).count(), delete_requests)
]
