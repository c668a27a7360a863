"""What the audit trail calls each act of telling people."""

from django.utils.translation import gettext_lazy as _

ACTION_NAMES = {
    "notifications.nudged": _("reminded those who are late"),
    "notifications.calendar_opened": _("made an address for a calendar"),
    "notifications.calendar_closed": _("closed the address for a calendar"),
}
