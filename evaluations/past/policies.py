"""Who takes in the lists of earlier years, and why not."""

from django.utils.translation import gettext_lazy as _

from portal.directory.roles import Act
from portal.lib.policy import ALLOWED, Verdict

NOT_OFFICE = _("Only a personnel office takes in the results of earlier years.")


def can_take_in_past(person) -> Verdict:
    """Whether the person takes in levels, shortcomings and figures of earlier years, for the units in reach."""
    return ALLOWED if person.may_anywhere(Act.RECORD_DECISIONS) else Verdict(NOT_OFFICE)
