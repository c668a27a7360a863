from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.jobs import schedules
from portal.lib import composed
from portal.notifications.action_names import ACTION_NAMES


class NotificationsConfig(AppConfig):
    name = "portal.notifications"
    verbose_name = _("Notifications")

    def ready(self):
        about_jobs = import_module("portal.notifications.about_jobs")  # it needs the models, not there before
        composed.job_finished.append(about_jobs.tell)
        composed.people_removed.append(import_module("portal.notifications.outbox").forget)
        composed.purges.extend(import_module("portal.notifications.purging").PURGES)
        composed.follow_person.append(import_module("portal.notifications.about_moves").tell)
        about_absences = import_module("portal.notifications.about_absences")
        composed.delegated.append(about_absences.tell)
        composed.delegation_ended.append(about_absences.tell_ended)
        composed.job_seen.append(about_jobs.settle)
        composed.action_names.update(ACTION_NAMES)
        schedules.daily("notifications.remind", "portal.notifications.reminding.remind", hour=settings.REMIND_HOUR)
        schedules.daily("notifications.gather", "portal.notifications.gathering.gather", hour=settings.DIGEST_HOUR)
        schedules.every("notifications.mail", "portal.notifications.post.send_kept", minutes=settings.MAIL_MINUTES)
