"""What the audit trail calls each act on documents."""

from django.utils.translation import gettext_lazy as _

ACTION_NAMES = {
    "resolutions.added": _("added a document"),
    "resolutions.changed": _("changed a document"),
    "resolutions.ended": _("recorded the end of a document"),
    "resolutions.related": _("linked two documents"),
    "resolutions.unrelated": _("removed a link between documents"),
    "resolutions.removed": _("removed a document that a list had brought"),
    "resolutions.imported": _("imported a document"),
    "resolutions.clause_imported": _("imported a clause"),
    "resolutions.clause_added": _("added a clause"),
    "resolutions.clause_changed": _("changed a clause"),
    "resolutions.clause_dropped": _("dropped a clause"),
}
