"""Reviewing amendments: the list, one of them, and the decision about it."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commitments import policies
from commitments.errors import AlreadyDecided
from commitments.models import Amendment, ReviewStep
from commitments.reviewing.amendments import AmendmentQueue, ReviewDesk
from commitments.reviewing.queue import current_step_of, steps_to_show
from commitments.reviewing.tabs import tabs_of
from commitments.views.opening import record_opening
from portal.lib.htmx import page_or_part, wants_part
from portal.lib.keys import key_of
from portal.lib.paging import page_of
from portal.lib.refusal import Refused

ROWS_OF_A_PAGE = 30


@require_safe
def amendment_queue(request):
    """List the amendments that wait for the person's decision, longest waiting first."""
    policies.can_see_queue(request.user).require()
    queue = AmendmentQueue(request.user, request.GET)
    page = page_of(queue.amendments(), queue.order, request, size=ROWS_OF_A_PAGE)
    rows = [{"amendment": amendment, "step": current_step_of(amendment)} for amendment in page.rows]
    context = {"queue": queue, "page": page, "rows": rows}
    if not wants_part(request):
        context["tabs"] = tabs_of(request.user, here="amendment_queue")
    return page_or_part(request, "commitments/amendment_queue.html", "commitments/_amendment_table.html", context)


@require_safe
def review_amendment(request, pk):
    """Show what an amendment changes, with reasons and checks; opening somebody else's paper is recorded."""
    amendment = get_object_or_404(_visible_to(request.user), pk=pk)
    policies.can_review(request.user, amendment).require()
    return _page(request, ReviewDesk(amendment, request.user), status=200)


@require_POST
def decide_amendment(request, pk):
    """Approve or return an amendment, or give an opinion on it; then go on with the next in the list."""
    amendment = _visible_to(request.user).filter(pk=pk).first()
    if amendment is None:
        return _taken_back(request, pk)
    policies.can_review(request.user, amendment).require()
    step = get_object_or_404(amendment.steps.select_related("decided_by"), pk=key_of(request.POST.get("step")))
    policies.can_decide_step(request.user, step).require()
    desk = ReviewDesk(amendment, request.user, request.POST)
    if step != desk.step:
        return _too_late(request, desk, step)
    if not desk.form.is_valid():
        return _page(request, desk, status=422)
    found = desk.form.cleaned_data
    try:
        step.decide(found["decision"], by=request.user, reason=found["reason"])
    except AlreadyDecided as refusal:
        return _too_late(request, desk, step, refusal)
    except Refused as refusal:
        desk.form.add_error(None, str(refusal))
        return _page(request, desk, status=409)
    messages.success(request, _what_was_done(step, amendment))
    return _go_on(request, amendment)


# ── helpers ──


def _visible_to(person):
    steps = Prefetch("steps", queryset=steps_to_show())
    return (
        Amendment.objects.visible_to(person).with_owner().with_entered().select_related("base").prefetch_related(steps)
    )


def _page(request, desk, *, status):
    record_opening(desk.amendment, by=request.user, action="commitments.amendment_opened")
    queue = AmendmentQueue(request.user, request.GET)
    context = {"desk": desk, "amendment": desk.amendment, "program": desk.program, "queue": queue}
    return render(request, "commitments/review_amendment.html", context, status=status)


def _too_late(request, desk, step, refusal=None):
    """Tell who was faster, and show what was typed; a second click on one's own decision goes on quietly."""
    step.refresh_from_db()
    if step.decision and step.decided_by_id == request.user.pk:
        messages.info(request, _named(desk.amendment, step))
        return _go_on(request, desk.amendment)
    told = _named(desk.amendment, step) if step.decision else refusal or _("The amendment has moved on.")
    return _told(request, desk.amendment, told, desk.form)


def _named(amendment, step):
    """Return who decided, and about whose amendment: the page that says so may show the next one already."""
    return _("Amendment of %(owner)s: %(decided)s") % {"owner": amendment.owner, "decided": step.who_decided}


def _taken_back(request, pk):
    """An amendment that its writer took back is a draft again, nobody else's to see; what was typed still is."""
    draft = Amendment.objects.taken_back_from(request.user).with_owner().filter(pk=pk).first()
    if draft is None:
        raise Http404
    desk = ReviewDesk(draft, request.user, request.POST)
    return _told(request, draft, _("The amendment was taken back by its writer before you decided."), desk.form)


def _told(request, amendment, told, form):
    context = {"program": amendment, "told": told, "typed": form.typed(), "queue": "commitments:amendment_queue"}
    return render(request, "commitments/review_too_late.html", context, status=409)


def _go_on(request, amendment):
    queue = AmendmentQueue(request.user, request.GET)
    following = queue.next_after(amendment)
    address = following.review_url if following else reverse("commitments:amendment_queue")
    return redirect(f"{address}?{queue.query}" if queue.query else address)


def _what_was_done(step, amendment):
    words = {"owner": amendment.owner}
    if step.kind == ReviewStep.Kind.OPINION:
        return _("Your opinion on the amendment of %(owner)s has been sent.") % words
    if step.decision == ReviewStep.Decision.RETURNED:
        return _("The amendment of %(owner)s has been returned, with the reason.") % words
    following = Amendment.objects.get(pk=amendment.pk).current_step
    if following:
        words["next"] = following.body_label
        return _("The amendment of %(owner)s is approved here and with %(next)s now.") % words
    return _("The amendment of %(owner)s has been approved and is in force.") % words
