from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.jobs import schedules
from portal.jobs.action_names import ACTION_NAMES
from portal.lib import composed


class JobsConfig(AppConfig):
    name = "portal.jobs"
    verbose_name = _("Jobs")

    def ready(self):
        composed.action_names.update(ACTION_NAMES)
        composed.purges.extend(import_module("portal.jobs.purging").PURGES)  # it needs the models, not there before
        schedules.every("jobs.sweep", "portal.jobs.sweeping.sweep", minutes=settings.SWEEP_MINUTES)
        schedules.daily("jobs.tidy", "portal.jobs.sweeping.tidy", hour=settings.TIDY_HOUR)
