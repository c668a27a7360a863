"""What ``manage.py check --deploy`` says of the portal's own settings."""

from django.conf import settings
from django.core import checks

NO_ADDRESS = checks.Warning(
    "PORTAL_ADDRESS is not set: letters, calendars and printed papers carry no link.",
    hint="Set it to the portal's whole address, such as https://cong.example.vn",
    id="portal.W001",
)


@checks.register(checks.Tags.security, deploy=True)
def address_is_known(app_configs, **options):
    """Warn where the portal does not know its own address."""
    return [] if settings.ADDRESS else [NO_ADDRESS]
