from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.jobs import registry, schedules
from portal.lib import composed


class DirectoryConfig(AppConfig):
    name = "portal.directory"
    verbose_name = _("Organisations and people")

    def ready(self):
        home = import_module("portal.directory.home")  # it needs the models, which are not there before
        composed.navigation_for.append(home.navigation)
        composed.action_names.update(home.ACTION_NAMES)
        registry.register(import_module("portal.directory.lists.export").MemberListWork())
        long = import_module("portal.directory.lists.long")
        registry.register(long.RehearsalWork())
        registry.register(long.WritingWork())
        registry.register(long.UndoingWork())
        registry.register(import_module("portal.directory.acts.many").FollowingWork())
        composed.about_me.append(import_module("portal.directory.about_me").about_me)
        composed.purges.extend(import_module("portal.directory.purging").PURGES)
        registry.register(import_module("portal.directory.slips.work").ActivationSlips())
        schedules.every(
            "directory.follow_acts", "portal.directory.acts.following.follow_due", minutes=settings.FOLLOW_ACTS_MINUTES
        )
        schedules.every(
            "directory.drop_uploads", "portal.directory.uploads.drop_old", minutes=settings.DROP_UPLOADS_MINUTES
        )
