"""What the audit trail calls each act on jobs."""

from django.utils.translation import gettext_lazy as _

ACTION_NAMES = {
    "jobs.asked": _("asked for a file"),
    "jobs.cancelled": _("cancelled the making of a file"),
    "jobs.fetched": _("fetched a file"),
}
