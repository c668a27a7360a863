"""What was asked for long ago goes from the list of files; the files themselves went after some days."""

import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.jobs.models import Job
from portal.lib.purge import Purge

AT_ONCE = 5_000


def old_jobs(day):
    """Return the jobs that ended long enough before ``day`` and hold no file any more."""
    before = day - datetime.timedelta(days=settings.KEEP_NOTICES_DAYS)
    moment = timezone.make_aware(datetime.datetime.combine(before, datetime.time()))
    return Job.objects.filter(asked_at__lt=moment).exclude(state__in=[*Job.OPEN, Job.State.DONE])


def delete_jobs(day):
    keys = list(old_jobs(day).values_list("pk", flat=True)[:AT_ONCE])
    Job.objects.filter(pk__in=keys).delete()
    return len(keys)


PURGES = [Purge("jobs.old", _("files asked for long ago"), lambda day: old_jobs(day).count(), delete_jobs)]
