"""What the audit trail calls each act on personal data."""

from django.utils.translation import gettext_lazy as _

ACTION_NAMES = {
    "privacy.asked": _("asked about their personal data"),
    "privacy.answered": _("answered a request about personal data"),
    "privacy.incident_recorded": _("recorded an incident with personal data"),
    "privacy.incident_changed": _("added to an incident with personal data"),
    "privacy.incident_settled": _("wrote down who was told of an incident"),
    "privacy.incident_opened": _("opened an incident with personal data"),
    "privacy.incident_printed": _("printed the notice of an incident"),
    "privacy.opened": _("opened a request about personal data"),
}
