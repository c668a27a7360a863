"""Who may keep the catalogue of documents."""

from django.utils.translation import gettext_lazy as _

from portal.directory.roles import Act
from portal.lib.policy import ALLOWED, Verdict


def can_keep(person) -> Verdict:
    """Answer whether the person may add and change documents and their clauses."""
    if person.may_anywhere(Act.KEEP_RESOLUTIONS):
        return ALLOWED
    return Verdict(_("The catalogue of documents is kept by the clerk and the propaganda office."))


def can_drop(person, clause) -> Verdict:
    """Answer whether the person may delete a clause: nobody may delete one that is answered or asked for."""
    if not (verdict := can_keep(person)):
        return verdict
    if clause.is_used():
        return Verdict(_("Programs or campaigns name this item, so it stays. Change its text instead."))
    return ALLOWED
