from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.lib import composed


class NotificationsConfig(AppConfig):
    name = "portal.notifications"
    verbose_name = _("Notifications")

    def ready(self):
        about_jobs = import_module("portal.notifications.about_jobs")  # it needs the models, not there before
        composed.job_finished.append(about_jobs.tell)
        composed.job_seen.append(about_jobs.settle)
