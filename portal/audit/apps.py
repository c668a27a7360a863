from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.audit.action_names import ACTION_NAMES
from portal.lib import composed


class AuditConfig(AppConfig):
    name = "portal.audit"
    verbose_name = _("Audit trail")

    def ready(self):
        composed.action_names.update(ACTION_NAMES)
