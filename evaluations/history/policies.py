"""Who reads a person's history (design, section 4)."""

from django.utils.translation import gettext_lazy as _

from portal.directory import tree
from portal.directory.roles import Act
from portal.lib.policy import ALLOWED, Verdict

NOT_YOURS = Verdict(_("The history of a comrade is for themselves, for their personnel office and for the inspection."))


def can_see_history(viewer, person) -> Verdict:
    """Answer whether ``viewer`` reads five years of ``person``: oneself, and whose every reading is recorded.

    Officers of a cell see the dossiers before them, not what lies years back: it gathers more than any step needs.
    """
    if viewer.pk == person.pk:
        return ALLOWED
    within = any(tree.is_within(person.org_path, path) for path in viewer.scopes(Act.READ))
    return ALLOWED if within else NOT_YOURS
