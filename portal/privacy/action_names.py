"""What the audit trail calls each act on personal data."""

from django.utils.translation import gettext_lazy as _

ACTION_NAMES = {
    "privacy.asked": _("asked about their personal data"),
    "privacy.answered": _("answered a request about personal data"),
    "privacy.opened": _("opened a request about personal data"),
}
