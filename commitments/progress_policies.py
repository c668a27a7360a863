"""Who may record the progress of a program, and why not."""

from django.utils.translation import gettext_lazy as _

from commitments.models import ActionProgram
from commitments.policies import NOT_YOUR_PAPER
from portal.lib.dates import today
from portal.lib.policy import ALLOWED, Verdict


def can_report(person, program) -> Verdict:
    """Answer whether the person may record and send progress of the program now."""
    if not program.is_written_by(person):
        return NOT_YOUR_PAPER
    if program.status != ActionProgram.Status.APPROVED:
        return Verdict(_("Progress is recorded once the program has been approved."))
    if today() < program.campaign.period.starts_on:
        return Verdict(_("The year of this program has not begun yet; its progress is recorded from 1 January on."))
    if not program.is_in_force():
        return Verdict(_("The year of this program is over; its progress is no longer recorded."))
    return ALLOWED
