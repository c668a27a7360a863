from importlib import import_module

from django.apps import AppConfig
from django.conf import settings
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.jobs import schedules
from portal.lib import composed
from portal.lib.composed import Link


class PortalConfig(AppConfig):
    """The front door: settings, urls and home. Knows every part; no part knows it."""

    name = "portal"
    label = "portal"

    def ready(self):
        import_module("portal.checks")  # registers them
        composed.navigation_for.append(home_link)
        purging = import_module("portal.keeping.purging")  # it needs the models
        composed.purges.extend([purging.ASIDE, purging.SESSIONS])
        composed.tasks_for.append(import_module("portal.keeping.home").put_aside)
        if settings.PURGE:
            schedules.daily("portal.purge", "portal.keeping.purging.purge", hour=settings.TIDY_HOUR)
        schedules.every("audit.seal", "portal.audit.sealing.seal", minutes=settings.SEAL_MINUTES)


def home_link(person):
    """Return the first entry of the main navigation."""
    return [Link(_("To do"), reverse("home"), "list-checks", order=0, current_on=("home",))]


class ServedFilesConfig(StaticFilesConfig):
    """The static files, without those of packages that no page loads (one names a file that it does not bring)."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "django_htmx/ext/*", "import_export/*"]
