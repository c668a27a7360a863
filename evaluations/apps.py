from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.lib import composed


class EvaluationsConfig(AppConfig):
    name = "evaluations"
    verbose_name = _("Evaluations")

    def ready(self):
        composed.action_names.update(import_module("evaluations.action_names").ACTION_NAMES)
