"""Locking: what stands in the way of each decided rating, and locking the chosen ones or a whole unit."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from evaluations import deciding_policies as policies
from evaluations.deciding import locking
from evaluations.forms.appraisal import SeveralRatingsForm
from evaluations.forms.locking import LockingForm, LockReasonForm
from evaluations.models import Evaluation
from portal.lib.htmx import page_or_part
from portal.lib.paging import page_of

RATINGS_OF_A_PAGE = 25
SKIPPED_NAMED = 10
NAMED = 100  # of those whose days still run; all of them share the reason


@require_safe
def locking_list(request, pk):
    """List what is decided and not locked, with what each dossier lacks."""
    evaluation = _evaluation(request, pk)
    form = LockingForm(request.GET, person=request.user)
    found = locking.decided(request.user, evaluation, **form.chosen())
    page = page_of(found, locking.ORDER, request, size=RATINGS_OF_A_PAGE)
    context = {
        "evaluation": evaluation,
        "form": form,
        "page": page,
        "rows": locking.rows_of(page.rows, evaluation.scheme),
        "query": _query(request),
    }
    return page_or_part(request, "evaluations/locking.html", "evaluations/_locking_table.html", context)


@require_POST
def lock_several(request, pk):
    """Lock the chosen ratings, or all of the list as it was narrowed; each as if it stood alone.

    Where somebody may still ask for a correction, the reason is asked for once, for all, and who is left out.
    """
    evaluation = _evaluation(request, pk)
    narrowed = LockingForm(request.GET, person=request.user).chosen()
    found = locking.decided(request.user, evaluation, **narrowed)
    ratings = locking.without(_chosen(request, found), request.POST.getlist("leave_out"))
    reason = LockReasonForm(request.POST if "reason" in request.POST else None)
    running = [rating for rating in ratings if rating.may_still_be_asked() and not rating.has_open_request]
    if running and not (reason.is_valid() and reason.cleaned_data["reason"]):
        return _ask_reason(request, evaluation, reason, ratings, running)
    _lock(request, ratings, reason.cleaned_data["reason"] if reason.is_valid() else "")
    query = _query(request)
    address = reverse("evaluations:locking", args=[evaluation.pk])
    return redirect(f"{address}?{query}" if query else address)


# ── helpers ──


def _evaluation(request, pk):
    found = Evaluation.objects.visible_to(request.user).select_related("scheme", "period", "root")
    evaluation = get_object_or_404(found, pk=pk)
    policies.can_see_desk(request.user, evaluation).require()
    return evaluation


def _chosen(request, found):
    """Return the ratings that were chosen, or as many of the whole list as are locked at once."""
    if "all" in request.POST:
        return list(found.order_by(*locking.ORDER)[: locking.MOST_AT_ONCE])
    chosen = SeveralRatingsForm(request.POST, ratings=found)
    if chosen.is_valid():
        return list(chosen.chosen())
    messages.error(request, chosen.errors["rating"][0])
    return []


def _query(request):
    """Return the filters as a query string, without pages."""
    query = request.GET.copy()
    for name in set(query) - {"unit", "track"}:
        del query[name]
    return query.urlencode()


def _ask_reason(request, evaluation, reason, ratings, running):
    """Ask once why those are locked whose days to ask for a correction still run; each may be left out."""
    if reason.is_bound and not reason.errors:
        reason.add_error("reason", _("Say why they are locked before the days to ask are over."))
    context = {
        "evaluation": evaluation,
        "reason": reason,
        "ratings": [] if "all" in request.POST else ratings,
        "running": running[:NAMED],
        "rest_count": len(running[NAMED:]),
        "over_count": len(ratings) - len(running),
        "left_out": request.POST.getlist("leave_out"),
    }
    return render(request, "evaluations/locking_reason.html", context, status=422 if reason.errors else 200)


def _lock(request, ratings, reason):
    done, skipped = locking.lock_several(ratings, by=request.user, reason=reason)
    if done:
        text = ngettext("%(count)s rating locked.", "%(count)s ratings locked.", len(done))
        messages.success(request, text % {"count": len(done)})
    for rating, refusal in skipped[:SKIPPED_NAMED]:
        words = {"subject": rating.dossier.subject, "reason": refusal}
        messages.warning(request, _("%(subject)s is not locked: %(reason)s") % words)
    if rest := len(skipped[SKIPPED_NAMED:]):
        text = ngettext("%(count)s more skipped for like reasons.", "%(count)s more skipped for like reasons.", rest)
        messages.warning(request, text % {"count": rest})
