"""What schemes and the checklist contribute to home and to the navigation, for those who keep them."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations import checklist
from evaluations.models.scheme import keeps_schemes
from portal.lib.composed import Link, Task


def points_to_settle(person, today):
    """Return one quiet task, without a deadline, while points of the checklist are open."""
    count = checklist.open_count() if keeps_schemes(person) else 0
    if not count:
        return []
    title = ngettext("%(count)s point to settle first", "%(count)s points to settle first", count) % {"count": count}
    why = _("No text settles them for everybody; until your committee does, the usual settings hold.")
    return [Task(title, why, _("Look at the points"), reverse("evaluations:checklist"), icon="list-checks")]


def link_to_schemes(person):
    """Return the entry of the schemes for those who keep them."""
    if not keeps_schemes(person):
        return []
    current = ("evaluations:scheme", "evaluations:checklist")
    return [Link(_("Schemes"), reverse("evaluations:schemes"), "scale", group="records", order=70, current_on=current)]


TASKS = [points_to_settle]
NAVIGATION = [link_to_schemes]
