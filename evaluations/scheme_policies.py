"""Who may read and keep schemes, and why not. They hold for the whole portal."""

from django.utils.translation import gettext_lazy as _

from evaluations.models import Scheme
from evaluations.models.scheme import keeps_schemes
from portal.directory.roles import Act
from portal.lib.policy import ALLOWED, Verdict

Status = Scheme.Status


def can_read_schemes(person) -> Verdict:
    """Answer whether the person may read what is rated by: every officer who sees counts."""
    if person.may_anywhere(Act.COUNT):
        return ALLOWED
    return Verdict(_("Schemes are read by the officers of an organisation. You find your own points on your paper."))


def can_keep_schemes(person) -> Verdict:
    """Answer whether the person may load, change and put in force schemes: the topmost personnel office."""
    if keeps_schemes(person):
        return ALLOWED
    return Verdict(_("Schemes hold for the whole portal: the personnel office of the topmost organisation keeps them."))


def can_edit(person, scheme) -> Verdict:
    """Answer whether the person may change the version: while it is a draft that no evaluation uses."""
    if not (verdict := can_keep_schemes(person)):
        return verdict
    if not scheme.is_draft or scheme.evaluations.exists():
        return Verdict(_("A version in force or used never changes. Make a new version of it."))
    return ALLOWED


def can_put_in_force(person, scheme) -> Verdict:
    """Answer whether the person may put the version in force; whether it is right its document says."""
    if not (verdict := can_keep_schemes(person)):
        return verdict
    if not scheme.can_become(Status.IN_FORCE):
        return Verdict(_("Only a draft is put in force."))
    return ALLOWED


def can_withdraw(person, scheme) -> Verdict:
    """Answer whether the person may take the version out of use."""
    if not (verdict := can_keep_schemes(person)):
        return verdict
    if not scheme.can_become(Status.WITHDRAWN):
        return Verdict(_("It is no longer in use."))
    return ALLOWED
