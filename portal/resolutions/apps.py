from importlib import import_module

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.lib import composed
from portal.resolutions.action_names import ACTION_NAMES


class ResolutionsConfig(AppConfig):
    name = "portal.resolutions"
    verbose_name = _("Resolutions")

    def ready(self):
        composed.navigation_for.append(navigation)
        composed.action_names.update(ACTION_NAMES)
        # They need the models, which are not there before.
        lists = import_module("portal.resolutions.lists.kinds").LISTS
        import_module("portal.directory.lists.kinds").KINDS.update(lists)


def navigation(person):
    """Return the entry of the main navigation."""
    return [
        composed.Link(
            _("Documents"),
            reverse("resolutions:resolutions"),
            "book-open",
            group="records",
            order=40,
            current_on=("resolutions:",),
        )
    ]
