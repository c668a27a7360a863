"""What the audit trail calls acts on the installation itself."""

from django.utils.translation import gettext_lazy as _

ACTION_NAMES = {
    "audit.backed_up": _("made a backup"),
    "audit.purged": _("deleted what was kept long enough"),
    "audit.restored": _("restored a backup"),
}
