"""Locking: what stands in the way of each decided rating, and locking the chosen ones or a whole unit."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
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
        "reason": LockReasonForm(),
        "query": _query(request),
    }
    return page_or_part(request, "evaluations/locking.html", "evaluations/_locking_table.html", context)


@require_POST
def lock_several(request, pk):
    """Lock the chosen ratings, or all of the list as it was narrowed; each as if it stood alone."""
    evaluation = _evaluation(request, pk)
    narrowed = LockingForm(request.GET, person=request.user).chosen()
    found = locking.decided(request.user, evaluation, **narrowed)
    reason = LockReasonForm(request.POST)
    chosen = SeveralRatingsForm(request.POST, ratings=found)
    if not reason.is_valid():
        messages.error(request, reason.errors["reason"][0])
    elif "all" in request.POST:
        _lock(request, found.order_by(*locking.ORDER)[: locking.MOST_AT_ONCE], reason)
    elif not chosen.is_valid():
        messages.error(request, chosen.errors["rating"][0])
    else:
        _lock(request, chosen.chosen(), reason)
    query = _query(request)
    address = reverse("evaluations:locking", args=[evaluation.pk])
    return redirect(f"{address}?{query}" if query else address)


# ── helpers ──


def _evaluation(request, pk):
    found = Evaluation.objects.visible_to(request.user).select_related("scheme", "period", "root")
    evaluation = get_object_or_404(found, pk=pk)
    policies.can_see_desk(request.user, evaluation).require()
    return evaluation


def _query(request):
    """Return the filters as a query string, without pages."""
    query = request.GET.copy()
    for name in set(query) - {"unit", "track"}:
        del query[name]
    return query.urlencode()


def _lock(request, ratings, reason):
    done, skipped = locking.lock_several(list(ratings), by=request.user, reason=reason.cleaned_data["reason"])
    if done:
        text = ngettext("%(count)s rating locked.", "%(count)s ratings locked.", len(done))
        messages.success(request, text % {"count": len(done)})
    for rating, refusal in skipped[:SKIPPED_NAMED]:
        words = {"subject": rating.dossier.subject, "reason": refusal}
        messages.warning(request, _("Skipped: %(subject)s. %(reason)s") % words)
    if rest := len(skipped[SKIPPED_NAMED:]):
        text = ngettext("%(count)s more skipped for like reasons.", "%(count)s more skipped for like reasons.", rest)
        messages.warning(request, text % {"count": rest})
