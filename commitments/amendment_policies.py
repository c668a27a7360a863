"""Who may amend a program, and what may be done with an amendment, and why not."""

from django.utils.translation import gettext_lazy as _

from commitments.models import ActionProgram, Amendment
from commitments.policies import NOT_YOUR_PAPER, is_decided_on
from portal.lib.policy import ALLOWED, Verdict

Status = Amendment.Status


def can_amend(person, program) -> Verdict:
    """Answer whether the person may begin an amendment of the program: who writes it, while it is in force."""
    if not program.is_written_by(person):
        return NOT_YOUR_PAPER
    if program.status != ActionProgram.Status.APPROVED:
        return Verdict(_("Only a program in force is amended."))
    return ALLOWED


def can_write(person, amendment) -> Verdict:
    """Answer whether the person may write in the amendment now."""
    if not amendment.is_written_by(person):
        return NOT_YOUR_PAPER
    if not amendment.is_editable:
        return Verdict(_("The amendment is under review or ended; it can no longer be written in."))
    return ALLOWED


def can_recall(person, amendment, *, steps=None) -> Verdict:
    """Answer whether the person may take a submitted amendment back: until somebody has decided.

    ``steps`` are its own where they are loaded.
    """
    if not amendment.is_written_by(person):
        return NOT_YOUR_PAPER
    if amendment.status != Status.SUBMITTED:
        return Verdict(_("Only a submitted amendment can be taken back."))
    if is_decided_on(amendment, steps):
        return Verdict(_("Somebody has already decided on it. Ask for it to be returned."))
    return ALLOWED


def can_withdraw(person, amendment) -> Verdict:
    """Answer whether the person may end the amendment unchanged; under review they take it back first."""
    if not amendment.is_written_by(person):
        return NOT_YOUR_PAPER
    if not amendment.is_editable:
        return Verdict(_("The amendment is under review or ended."))
    return ALLOWED
