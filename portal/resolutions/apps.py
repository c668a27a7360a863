from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResolutionsConfig(AppConfig):
    name = "portal.resolutions"
    verbose_name = _("Resolutions")
