from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.jobs import registry
from portal.lib import composed


class PrivacyConfig(AppConfig):
    """What the portal holds about a person: taking it out, and asking about it."""

    name = "portal.privacy"
    verbose_name = _("Personal data")

    def ready(self):
        home = import_module("portal.privacy.home")  # it needs the models, which are not there before
        composed.waiting_for.append(home.requests_to_answer)
        composed.waiting_for.append(home.incidents_to_tell)
        composed.due_between.append(home.requests_due)
        composed.navigation_for.append(home.navigation)
        composed.purges.extend(import_module("portal.privacy.purging").PURGES)
        composed.about_me.append(import_module("portal.privacy.about_me").about_me)
        composed.action_names.update(import_module("portal.privacy.action_names").ACTION_NAMES)
        registry.register(import_module("portal.privacy.work").MyDataWork())
