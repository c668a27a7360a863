"""Reviewing: the queue, one paper, and the decision about it."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from commitments import policies
from commitments.errors import AlreadyDecided
from commitments.forms.queue import SeveralForm
from commitments.models import ActionProgram, ReviewStep
from commitments.reviewing.desk import Desk
from commitments.reviewing.queue import Queue, current_step_of, steps_to_show
from commitments.reviewing.tabs import tabs_of
from commitments.views.opening import record_opening
from portal.lib.htmx import page_or_part, wants_part
from portal.lib.keys import key_of
from portal.lib.paging import page_of
from portal.lib.refusal import Refused

Decision = ReviewStep.Decision
PAPERS_OF_A_PAGE = 30  # each is a kilobyte, beside the choice of units


@require_safe
def queue(request):
    """List what waits for the person's decision, longest waiting first."""
    policies.can_see_queue(request.user).require()
    waiting = Queue(request.user, request.GET)
    page = page_of(waiting.programs(), waiting.order, request, size=PAPERS_OF_A_PAGE)
    rows = [
        {"program": program, "step": step, "may_approve": waiting.is_waiting and _is_clean(program, step)}
        for program in page.rows
        for step in [current_step_of(program)]
    ]
    may_choose = any(row["may_approve"] for row in rows)
    context = {"queue": waiting, "page": page, "rows": rows, "may_choose": may_choose}
    if not wants_part(request):
        context |= {"tabs": tabs_of(request.user, here="queue"), "may_help": policies.can_help_some(request.user)}
    return page_or_part(request, "commitments/review_queue.html", "commitments/_review_table.html", context)


@require_safe
def review(request, pk):
    """Show a program beside its clauses and checks; opening somebody else's paper is recorded."""
    program = get_object_or_404(_visible_to(request.user), pk=pk)
    policies.can_review(request.user, program).require()
    return _page(request, Desk(program, request.user), status=200)


@require_POST
def decide(request, pk):
    """Approve or return a program, or give an opinion on it; then go on with the next in the queue."""
    program = _visible_to(request.user).filter(pk=pk).first()
    if program is None:
        return _taken_back(request, pk)
    policies.can_review(request.user, program).require()
    step = get_object_or_404(program.steps.select_related("decided_by"), pk=key_of(request.POST.get("step")))
    policies.can_decide_step(request.user, step).require()
    desk = Desk(program, request.user, request.POST)
    if step != desk.step:
        return _too_late(request, desk, step)
    if not desk.form.is_valid():
        return _page(request, desk, status=422)
    found = desk.form.cleaned_data
    following = Queue(request.user, request.GET).next_after(program)
    try:
        step.decide(found["decision"], by=request.user, reason=found["reason"], notes=desk.form.notes())
    except AlreadyDecided as refusal:
        return _too_late(request, desk, step, refusal)
    except Refused as refusal:
        desk.form.add_error(None, str(refusal))
        return _page(request, desk, status=409)
    messages.success(request, _what_was_done(step, program))
    return _go_on(request, following)


@require_POST
def approve_several(request):
    """Approve several programs without warnings at once, each as if it stood alone."""
    policies.can_see_queue(request.user).require()
    form = SeveralForm(request.POST, person=request.user)
    if not form.is_valid():
        messages.error(request, form.errors["program"][0])
    else:
        _tell_outcome(request, [(program, _refusal_of(request.user, program)) for program in form.chosen()])
    return _go_on(request, None)


# ── helpers ──


def _visible_to(person):
    steps = Prefetch("steps", queryset=steps_to_show())
    return ActionProgram.objects.visible_to(person).with_owner().with_entered().prefetch_related(steps)


def _page(request, desk, *, status):
    record_opening(desk.program, by=request.user)
    queue = Queue(request.user, request.GET)
    context = {"desk": desk, "program": desk.program, "queue": queue, "place": queue.place_of(desk.program)}
    return render(request, "commitments/review.html", context, status=status)


def _too_late(request, desk, step, refusal=None):
    """Tell who was faster, and show what was typed; a second click on one's own decision goes on quietly."""
    step.refresh_from_db()
    if step.decision and step.decided_by_id == request.user.pk:
        messages.info(request, _named(desk.program, step))
        return _go_on(request, Queue(request.user, request.GET).next_after(desk.program))
    told = _named(desk.program, step) if step.decision else refusal or _("The program has moved on.")
    context = {"program": desk.program, "told": told, "typed": desk.form.typed(), "query": request.GET.urlencode()}
    return render(request, "commitments/review_too_late.html", context, status=409)


def _named(program, step):
    """Return who decided, and about whose program: the page that says so may show the next one already."""
    return _("Program of %(owner)s: %(decided)s") % {"owner": program.owner, "decided": step.who_decided}


def _taken_back(request, pk):
    """A program that its writer took back is a draft again, and nobody else's to see; what was typed still is."""
    draft = ActionProgram.objects.taken_back_from(request.user).with_owner().filter(pk=pk).first()
    if draft is None:
        raise Http404
    desk = Desk(draft, request.user, request.POST)
    told = _("The program was taken back by its writer before you decided.")
    context = {"program": draft, "told": told, "typed": desk.form.typed(), "query": request.GET.urlencode()}
    return render(request, "commitments/review_too_late.html", context, status=409)


def _go_on(request, following):
    address = reverse("commitments:review", args=[following.pk]) if following else reverse("commitments:queue")
    query = Queue(request.user, request.GET).query
    return redirect(f"{address}?{query}" if query else address)


def _what_was_done(step, program):
    words = {"owner": program.owner}
    if step.kind == ReviewStep.Kind.OPINION:
        return _("Your opinion on the program of %(owner)s has been sent.") % words
    if step.decision == Decision.RETURNED:
        return _("The program of %(owner)s has been returned, with the reason.") % words
    following = ActionProgram.objects.get(pk=program.pk).current_step
    if following:
        words["next"] = following.body_label
        return _("The program of %(owner)s is approved here and with %(next)s now.") % words
    return _("The program of %(owner)s has been approved.") % words


def _is_clean(program, step):
    return step is not None and step.kind == ReviewStep.Kind.APPROVAL and not program.warning_count


def _refusal_of(person, program):
    """Approve one of several in a transaction of its own; return why not, or an empty text."""
    verdict = policies.can_decide(person, program)
    if not verdict:
        return str(verdict.reason)
    step = program.current_step
    if not _is_clean(program, step):
        return _("it has points to look at again; open it by itself")
    try:
        with transaction.atomic():
            step.decide(Decision.APPROVED, by=person)
    except Refused as refusal:
        return str(refusal)
    return ""


def _tell_outcome(request, outcome):
    approved = [program for program, refusal in outcome if not refusal]
    if approved:
        text = ngettext("%(count)s program approved.", "%(count)s programs approved.", len(approved))
        messages.success(request, text % {"count": len(approved)})
    for program, refusal in outcome:
        if refusal:
            words = {"owner": program.owner, "reason": refusal}
            messages.warning(request, _("The program of %(owner)s is not approved: %(reason)s") % words)
