from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The front door: settings, urls and home. Knows every part; no part knows it."""

    name = "portal"
    label = "portal"
