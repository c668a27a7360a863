"""Who may do what to a campaign or a program, and why not."""

from django.utils.translation import gettext_lazy as _

from commitments.models import ActionProgram
from portal.directory.roles import Act
from portal.lib.policy import ALLOWED, Verdict

Status = ActionProgram.Status

NOT_YOUR_PAPER = Verdict(_("Only the writer of this program may do this."))


def can_edit(person, program) -> Verdict:
    """Answer whether the person may write in the program now."""
    if not program.belongs_to(person):
        return NOT_YOUR_PAPER
    if not program.is_editable:
        return Verdict(_("The program is under review or approved; it can no longer be written in."))
    return ALLOWED


def can_submit(person, program) -> Verdict:
    """Answer whether the person may hand the program in now; what must be mended first is not asked here."""
    if not program.belongs_to(person):
        return NOT_YOUR_PAPER
    if not program.can_become(Status.SUBMITTED):
        return Verdict(_("The program has already been submitted."))
    return ALLOWED


def can_recall(person, program) -> Verdict:
    """Answer whether the person may take a submitted program back: until somebody has decided."""
    if not program.belongs_to(person):
        return NOT_YOUR_PAPER
    if program.status != Status.SUBMITTED:
        return Verdict(_("Only a submitted program can be taken back."))
    if program.steps.filter(round=program.round).exclude(decision="").exists():
        return Verdict(_("Somebody has already decided on it. Ask for it to be returned."))
    return ALLOWED


def can_decide(person, program) -> Verdict:
    """Answer whether the person may decide the program's current step."""
    if program.belongs_to(person):
        return Verdict(_("Nobody decides on their own paper."))
    step = program.current_step
    if step is not None and step.is_open_to(person):
        return ALLOWED
    if step is not None and program.status == Status.SUBMITTED:
        return Verdict(_("It is before another body now: %(body)s.") % {"body": step.body_label})
    return Verdict(_("It has not been submitted, or is already decided."))


def can_record_decision(person, program) -> Verdict:
    """Answer whether the person may record what a body decided in its meeting, or outside this installation."""
    if not person.may(Act.RECORD_DECISIONS, program.entry.unit):
        return Verdict(_("Recording a body's decision is for the personnel office."))
    if program.belongs_to(person):
        return Verdict(_("Nobody decides on their own paper."))
    if program.status != Status.SUBMITTED:
        return Verdict(_("It has not been submitted, or is already decided."))
    return ALLOWED


def can_close(person, program) -> Verdict:
    """Answer whether the person may close the program: the personnel office, with a reason."""
    if not person.may(Act.RECORD_DECISIONS, program.entry.unit):
        return Verdict(_("Closing a program is for the personnel office."))
    if not program.can_become(Status.CLOSED):
        return Verdict(_("The program is under review. Return it first."))
    return ALLOWED


def can_call_campaigns(person, org=None) -> Verdict:
    """Answer whether the person may call and keep campaigns, at ``org`` where one is given."""
    if person.may(Act.CALL_CAMPAIGNS, org) if org else person.may_anywhere(Act.CALL_CAMPAIGNS):
        return ALLOWED
    return Verdict(_("Calling a campaign is for the personnel office."))


def can_see_overview(person, org) -> Verdict:
    """Answer whether the person may see the counts of ``org``."""
    if person.may(Act.COUNT, org):
        return ALLOWED
    return Verdict(_("The overview is for the officers of this organisation and of those above it."))


def can_see_some_overview(person) -> Verdict:
    """Answer whether the person may see the counts of any organisation."""
    if person.may_anywhere(Act.COUNT):
        return ALLOWED
    return Verdict(_("The overview is for the officers of this organisation and of those above it."))


def can_see_names(person, org) -> Verdict:
    """Answer whether the person may see by name who has registered in ``org`` and who has not."""
    if person.may(Act.NAMES, org):
        return ALLOWED
    return Verdict(_("Names are shown to the officers responsible for this organisation only."))
