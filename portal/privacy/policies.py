"""Who may do what with requests about personal data, and why not."""

from django.utils.translation import gettext_lazy as _

from portal.directory.errors import OF_THE_ABSENT
from portal.directory.roles import Act
from portal.lib.policy import ALLOWED, Verdict


def can_see_requests(person) -> Verdict:
    """Whether the person's office answers requests."""
    if person.may_anywhere(Act.KEEP_PEOPLE):
        return ALLOWED
    return Verdict(_("Only the personnel office answers requests about personal data."))


def can_keep_incidents(person) -> Verdict:
    """Whether the person's office keeps the log of incidents: it names weak places, so nobody else reads it."""
    if person.may_anywhere(Act.KEEP_PEOPLE):
        return ALLOWED
    return Verdict(_("Only the personnel office keeps the log of incidents."))


def can_answer(person, asked) -> Verdict:
    """Whether ``person`` answers a request that they may read."""
    if asked.person_id == person.pk:
        return Verdict(_("Nobody answers their own request."))
    if not person.may(Act.KEEP_PEOPLE, asked.unit):
        return Verdict(_("Only the personnel office answers requests about personal data."))
    if person.is_only_for(asked.person.__eq__, (asked.unit, Act.KEEP_PEOPLE)):
        return Verdict(OF_THE_ABSENT)
    if not asked.is_open:
        return Verdict(_("It has been answered."))
    return ALLOWED
