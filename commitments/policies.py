"""Who may do what to a campaign or a program, and why not."""

from django.utils.translation import gettext_lazy as _

from commitments.models import ActionProgram, CampaignEntry
from commitments.models.helping import helped_keys
from commitments.models.review import UNCONFIRMED, bodies_of, cells_of
from portal.directory import errors, tree
from portal.directory.roles import Act
from portal.lib.policy import ALLOWED, Verdict

Status = ActionProgram.Status

NOT_YOUR_PAPER = Verdict(_("Only the writer of this program may do this."))
OWN_PAPER = Verdict(_("Nobody decides on their own paper."))
OF_THE_ABSENT = Verdict(errors.OF_THE_ABSENT)
NOT_YOUR_SLIPS = Verdict(_("Slips of a unit are for the officers of the cell, and for offices that read its papers."))
OWN_RESULTS = Verdict(_("Nobody confirms their own results."))


def can_start(person, entry) -> Verdict:
    """Answer whether the person may begin the program of a roster entry; once a call is stopped nobody begins."""
    is_helped = entry.person_id in helped_keys(person)
    if not is_helped and not CampaignEntry.objects.of(person).filter(pk=entry.pk).exists():
        return NOT_YOUR_PAPER
    if not entry.must_register:
        return Verdict(_("You need not register in this campaign."))
    if not entry.can_be_begun:
        return Verdict(_("This campaign has stopped. Programs already begun can still be submitted."))
    return ALLOWED


def can_edit(person, program) -> Verdict:
    """Answer whether the person may write in the program now."""
    if not program.is_written_by(person):
        return NOT_YOUR_PAPER
    if not program.is_editable:
        return Verdict(_("The program is under review or approved; it can no longer be written in."))
    return ALLOWED


def can_submit(person, program) -> Verdict:
    """Answer whether the person may hand the program in now; what must be mended first is not asked here."""
    if not program.is_written_by(person):
        return NOT_YOUR_PAPER
    if not program.can_become(Status.SUBMITTED):
        return Verdict(_("The program has already been submitted."))
    return ALLOWED


def can_recall(person, program, *, steps=None) -> Verdict:
    """Answer whether the person may take a submitted program back: until somebody has decided.

    ``steps`` are its own where they are loaded.
    """
    if not program.is_written_by(person):
        return NOT_YOUR_PAPER
    if program.status != Status.SUBMITTED:
        return Verdict(_("Only a submitted program can be taken back."))
    if is_decided_on(program, steps):
        return Verdict(_("Somebody has already decided on it. Ask for it to be returned."))
    return ALLOWED


def can_decide(person, program, *, steps=None) -> Verdict:
    """Answer whether the person may decide the program's current step; ``steps`` are its own where they are loaded."""
    if program.belongs_to(person):
        return OWN_PAPER
    step = _current_step(program, steps) if program.status == Status.SUBMITTED else None
    if step is None:
        return Verdict(_("It has not been submitted, or is already decided."))
    if not step.is_before(person):
        return Verdict(_("It is before another body now: %(body)s.") % {"body": step.body_label})
    if program.is_only_for(person, step.way):
        return OF_THE_ABSENT
    return _confirmed(person, program)


def can_see_queue(person) -> Verdict:
    """Answer whether papers may ever wait for the person: as an officer of a body, a recorder or a supervisor."""
    if bodies_of(person) or person.may_anywhere(Act.RECORD_DECISIONS) or person.reports_today:
        return ALLOWED
    return Verdict(_("Reviewing is for the officers of a cell or a committee, and for direct supervisors."))


def can_review(person, program) -> Verdict:
    """Answer whether the person may open the program for review: before them now or earlier, or to be recorded."""
    if program.belongs_to(person):
        return OWN_PAPER
    if person.may(Act.RECORD_DECISIONS, program.entry.unit):
        return ALLOWED
    if any(step.is_before(person) for step in program.steps.all()):
        return ALLOWED
    return Verdict(_("Reviewing this program is for the body that it was submitted to."))


def can_decide_step(person, step) -> Verdict:
    """Answer whether deciding this step is, or was, the person's; whether it is still open the model says."""
    if step.paper.belongs_to(person):
        return OWN_PAPER
    if not step.is_before(person):
        return Verdict(_("It is before another body now: %(body)s.") % {"body": step.body_label})
    if step.paper.is_only_for(person, step.way):
        return OF_THE_ABSENT
    return _confirmed(person, step.paper)


def can_answer(person, program) -> Verdict:
    """Answer whether the person may confirm, doubt or ask back about what is reported of the program."""
    if program.belongs_to(person):
        return OWN_RESULTS
    if program.is_answered_only_for(person, program.belongs_to):
        return OF_THE_ABSENT
    if program.status != Status.APPROVED:
        return Verdict(_("Results are answered while a program is in force."))
    if not ActionProgram.objects.answered_by(person).filter(pk=program.pk).exists():
        return Verdict(_("Results are answered by the body that approved the program, and by the direct supervisor."))
    return ALLOWED


def can_nudge(person, unit) -> Verdict:
    """Answer whether the person may remind those of a unit who are late: its officers and the personnel office."""
    if any(person.may(act, unit) for act in (Act.REVIEW_CELL, Act.DECIDE, Act.CALL_CAMPAIGNS)):
        return ALLOWED
    return Verdict(_("Reminding is for the officers of the unit and the personnel office."))


def can_see_answers(person) -> Verdict:
    """Answer whether results may ever wait for the person: as an officer of a body, or a direct supervisor."""
    if bodies_of(person) or person.reports_today:
        return ALLOWED
    return Verdict(_("Results are answered by the officers of a cell or a committee, and by direct supervisors."))


def can_see_copies(person, program, *, steps=None) -> Verdict:
    """Answer whether the person may see which words the program shares with others: its writer, and its reviewers.

    ``program`` has its steps loaded, or ``steps`` are they. A body that it has not reached yet is no reviewer.
    """
    steps = program.steps.all() if steps is None else steps
    current = _current_step(program, steps)
    if program.belongs_to(person) or any(s.is_before(person) for s in steps if s.decision or s == current):
        return ALLOWED
    return Verdict(_("Same words are shown to the writer and to who reviews the program, to nobody else."))


def can_accept_copy(person, program) -> Verdict:
    """Answer whether the person may note why same words are fine: whoever decides the program now."""
    return can_decide(person, program)


def can_take_own_slips(person) -> Verdict:
    """Answer whether the person has a cell of their own whose slips they may take out."""
    return ALLOWED if person.may_anywhere(Act.REVIEW_CELL) else NOT_YOUR_SLIPS


def can_take_slips(person, org) -> Verdict:
    """Answer whether the person may take out the progress slips of all in ``org``: who may read their papers."""
    if person.may(Act.REVIEW_CELL, org) or person.may(Act.READ, org):
        return ALLOWED
    return NOT_YOUR_SLIPS


def can_record_decision(person, program) -> Verdict:
    """Answer whether the person may record what a body decided in its meeting, or outside this installation."""
    if not person.may(Act.RECORD_DECISIONS, program.entry.unit):
        return Verdict(_("Recording a body's decision is for the personnel office."))
    if program.belongs_to(person):
        return OWN_PAPER
    if program.is_only_for(person, program.by_office):
        return OF_THE_ABSENT
    if program.status != Status.SUBMITTED:
        return Verdict(_("It has not been submitted, or is already decided."))
    return ALLOWED


def can_close(person, program) -> Verdict:
    """Answer whether the person may close the program: the personnel office, with a reason."""
    if not person.may(Act.RECORD_DECISIONS, program.entry.unit):
        return Verdict(_("Closing a program is for the personnel office."))
    if program.belongs_to(person):
        return OWN_PAPER
    if program.is_only_for(person, program.by_office):
        return OF_THE_ABSENT
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


def can_keep_phrases(person) -> Verdict:
    """Answer whether the person may change the lists of the checks: they hold for the whole portal."""
    scopes = person.scopes(Act.CALL_CAMPAIGNS) + person.scopes(Act.KEEP_RESOLUTIONS)
    if any(len(path) == tree.STEP for path in scopes):
        return ALLOWED
    return Verdict(_("These lists hold for the whole portal: offices of the topmost organisation keep them."))


def can_help(person, member) -> Verdict:
    """Answer whether the person may enter for a member without means: an officer of the cell, never for oneself."""
    if person.pk != member.pk and member.cell_id in cells_of(person):
        return ALLOWED
    return Verdict(_("Entering for a member is for the officers of their cell."))


def can_help_some(person) -> Verdict:
    """Answer whether there is a cell for whose members the person may enter."""
    return ALLOWED if cells_of(person) else Verdict(_("Entering for a member is for the officers of their cell."))


def can_keep_print(person, entered) -> Verdict:
    """Answer whether the person may keep the signed print of what was entered: who entered it, and who may confirm."""
    if person.pk == entered.entered_by_id or _is_another_officer(person, entered):
        return ALLOWED
    return Verdict(_("The signed print is kept by the officers of the cell, or by the personnel office."))


def can_confirm_print(person, entered) -> Verdict:
    """Answer whether the person may confirm what was entered by the signed print: an officer who did not enter it."""
    if person.pk != entered.entered_by_id and _is_another_officer(person, entered):
        return ALLOWED
    return Verdict(_("It is confirmed by the comrade, or by another officer of the cell or of the personnel office."))


def _is_another_officer(person, entered):
    """Tell whether the person is an officer of the member's cell, or of the office above, and not the member."""
    is_officer = entered.member.cell_id in cells_of(person) or person.may(Act.RECORD_DECISIONS, entered.unit)
    return is_officer and person.pk != entered.member_id and not entered.is_only_for(person)


def is_decided_on(paper, steps):
    """Tell whether anybody has decided a step of the present round: of ``steps``, or asked for where these are None."""
    if steps is None:
        return paper.is_decided_on
    return any(step.decision for step in steps if step.round == paper.round)


def _confirmed(person, paper) -> Verdict:
    """Answer whether the person did not enter the paper themselves, or its owner has confirmed it."""
    if paper.is_unconfirmed_of(person):
        return Verdict(str(UNCONFIRMED) % {"person": paper.owner})
    return ALLOWED


def _current_step(program, steps):
    """Return the open step of the present round from ``steps`` (in order), or asked for where these are None."""
    if steps is None:
        return program.current_step
    return next((step for step in steps if step.round == program.round and not step.decision), None)
