"""My programs, one program as it stands, and handing it in or taking it back."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments import amendment_policies, drafting, history, policies, progress_policies
from commitments.errors import InvalidTransition, NotReady
from commitments.models import ActionProgram, Campaign, CampaignEntry
from commitments.models.amendment import amended_entry
from commitments.models.helping import helped_keys
from commitments.views.desk import Desk
from commitments.views.editor import writable_or_403
from commitments.views.opening import record_opening
from portal.lib.dates import today

Status = ActionProgram.Status


@dataclass
class OwnLine:
    """One call to register and what I made of it: ``program`` is None where I have not begun."""

    entry: CampaignEntry
    program: ActionProgram | None
    may_start: bool

    @property
    def state(self):
        if self.program:
            return "amending" if self.entry.is_amending else self.program.status
        if self.entry.exempt_reason:
            return "exempt"
        return "late" if self.entry.is_late() else "missing"

    @property
    def is_open(self):
        """Tell whether there is still something to write."""
        return self.may_start or (self.program is not None and self.program.is_editable)


@require_safe
def mine(request):
    """My programs of all years, and the calls I have not answered yet."""
    entries = (
        CampaignEntry.objects.of(request.user)
        .exclude(campaign__status=Campaign.Status.DRAFT)
        .select_related("program", "person", "collective", "campaign__period", "campaign__form")
        .annotate(is_amending=amended_entry())
        .order_by("-campaign__period__year", "due_on", "pk")
    )
    lines = [_own_line(entry) for entry in entries]
    return render(request, "commitments/program_mine.html", {"lines": lines, "first_open": _first_open(lines)})


@require_POST
def start(request, entry_pk):
    """Begin the program of one of my roster entries, or open the one begun."""
    own = CampaignEntry.objects.of(request.user) | CampaignEntry.objects.filter(person__in=helped_keys(request.user))
    entries = own.select_related("campaign__form", "unit", "person", "collective")
    entry = get_object_or_404(entries.exclude(campaign__status=Campaign.Status.DRAFT), pk=entry_pk)
    begun = ActionProgram.objects.filter(entry=entry).first()
    if begun:
        return redirect(begun if not begun.is_editable else "commitments:edit", begun.pk)
    policies.can_start(request.user, entry).require()
    program = ActionProgram.start(entry, by=request.user)
    return redirect("commitments:edit", program.pk)


@require_safe
def program(request, pk):
    """One program: where it stands, what it says, who decided what, and what I may do with it."""
    programs = ActionProgram.objects.visible_to(request.user).with_owner().with_amending().with_declined_proposals()
    found = get_object_or_404(programs.with_entered(), pk=pk)
    record_opening(found, by=request.user)
    is_own = found.belongs_to(request.user)
    amendments = history.amendments_of(found, is_own=is_own or found.is_written_by(request.user))
    steps = history.steps_of(found, amendments)
    own_steps = [step for step in steps if step.program_id]
    proposals = found.proposals.declined() if found.has_declined_proposals else []
    may_decide = policies.can_decide(request.user, found, steps=own_steps) if not is_own else None
    context = {
        "program": found,
        "is_own": is_own,
        "paper": Desk(found),
        "road": road_of(found, own_steps),
        "history": history.lines_of(steps, amendments, proposals),
        "versions": found.versions.select_related("amendment") if found.was_approved else [],
        "amendment": next((amendment for amendment in amendments if amendment.is_open), None),
        "may_amend": amendment_policies.can_amend(request.user, found),
        "copies_url": _copies_url(request.user, found, own_steps, may_decide),
        "may_edit": policies.can_edit(request.user, found),
        "may_recall": policies.can_recall(request.user, found, steps=own_steps),
        "entered": _entered(found) if found.was_entered else None,
        "may_decide": may_decide,
        "may_close": policies.can_close(request.user, found),
        "may_report": progress_policies.can_report(request.user, found) if found.is_written_by(request.user) else None,
    }
    return render(request, "commitments/program.html", context)


def _entered(program):
    """Return how the present round was entered for its owner, or None."""
    return program.entered.filter(round=program.round).select_related("entered_by", "member").first()


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request, pk):
    """Show what blocks and what only warns, then hand the program in."""
    found = writable_or_403(request, pk)
    desk = Desk(found)
    if request.method != "POST":
        policies.can_submit(request.user, found).require()
        context = {"desk": desk, "late_from": found.entry.due_on if today() > found.entry.due_on else None}
        return render(request, "commitments/program_submit.html", context)
    try:
        drafting.hand_in(found, by=request.user)
    except NotReady as refusal:
        messages.error(request, str(refusal))
        return redirect("commitments:submit", found.pk)
    except InvalidTransition as refusal:
        messages.error(request, str(refusal))
    else:
        step = found.current_step
        messages.success(request, _("Submitted. It is before %(body)s now.") % {"body": step.body_label})
    return redirect(found)


@require_POST
def recall(request, pk):
    """Take a submitted program back while nobody has decided."""
    found = writable_or_403(request, pk)
    try:
        found.recall(by=request.user)
    except InvalidTransition as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    messages.success(request, _("The program is back with you. Submit it again when it is ready."))
    return redirect("commitments:edit", found.pk)


def road_of(program, steps):
    """Return where the program stands as steps for ``components/steps.html``: writing, each body, in force."""
    current = [step for step in steps if step.round == program.round]
    if program.is_editable:
        current = []
    writing = {"name": _("Writing"), "state": "now" if program.is_editable else "done", "when": "", "what": ""}
    writing["what"] = _("Submit by %(date)s") % {"date": f"{program.entry.due_on:%d/%m/%Y}"}
    if program.registered_on:
        writing["what"] = _("Submitted on %(date)s") % {"date": f"{program.registered_on:%d/%m/%Y}"}
    road, is_reached = [writing], not program.is_editable
    for step in current:
        state = "done" if step.decision else "now" if is_reached else "next"
        is_reached = is_reached and bool(step.decision)
        when = _("by %(date)s") % {"date": f"{step.due_on:%d/%m/%Y}"}
        if step.decided_at:
            when = f"{timezone.localtime(step.decided_at):%d/%m/%Y}"
        what = step.get_decision_display() or step.get_kind_display()
        road.append({"name": step.body_label, "state": state, "when": when, "what": what})
    if not current:
        road.append({"name": _("Review"), "state": "next", "when": "", "what": ""})
    last = {"name": _("Carrying it out"), "state": "now" if program.was_approved else "next", "when": "", "what": ""}
    return [*road, last]


def _copies_url(person, program, steps, may_decide):
    """Return where the reader sees which words a submitted program shares with others, or None: the writer on the page
    of them, without names, a reviewer beside the commitments. Who decides now (``may_decide``) is a reviewer."""
    if program.is_editable or not program.submitted_at:
        return None
    if not may_decide and not policies.can_see_copies(person, program, steps=steps):
        return None
    return reverse(f"commitments:{'review' if may_decide is not None else 'copies'}", args=[program.pk])


def _own_line(entry):
    begun = getattr(entry, "program", None)
    return OwnLine(entry=entry, program=begun, may_start=begun is None and entry.can_be_begun)


def _first_open(lines):
    return next((line for line in lines if line.is_open), None)
