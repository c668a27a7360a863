"""The appraisal by the personnel office: its desk, one rating on it, and several at once."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations import deciding_policies as policies
from evaluations.deciding import appraising
from evaluations.deciding.desk import ORDER, Case, Desk, points_text, theirs, with_cases
from evaluations.forms.appraisal import AppraisalForm, SeveralRatingsForm, WhyForm
from evaluations.levels import Levels
from evaluations.models import Evaluation, Rating
from evaluations.reading import record_opening
from evaluations.sessions.weighing import weigh
from portal.lib.htmx import page_or_part
from portal.lib.paging import page_of
from portal.lib.refusal import is_done

RATINGS_OF_A_PAGE = 25  # each is a kilobyte and a half


@require_safe
def desk(request, pk):
    """List what the person's office has to appraise, unit by unit, head before members."""
    evaluation = _evaluation(request, pk)
    shown = Desk(evaluation, request.user, request.GET)
    page = page_of(shown.ratings(), ORDER, request, size=RATINGS_OF_A_PAGE)
    cases = shown.cases(page.rows)
    context = {
        "evaluation": evaluation,
        "desk": shown,
        "page": page,
        "cases": cases,
        "may_choose": any(case.is_clean for case in cases),
    }
    return page_or_part(request, "evaluations/appraisal.html", "evaluations/_appraisal_table.html", context)


@require_POST
def appraise_several(request, pk):
    """Appraise the chosen proposals as proposed, each as if it stood alone."""
    evaluation = _evaluation(request, pk)
    levels = Levels.of(evaluation.scheme)
    form = SeveralRatingsForm(request.POST, ratings=with_cases(theirs(request.user, evaluation)))
    if not form.is_valid():
        messages.error(request, form.errors["rating"][0])
    else:
        _tell(request, *appraising.as_proposed([Case(rating, levels) for rating in form.chosen()], by=request.user))
    return _to_desk(request, evaluation)


@require_http_methods(["GET", "HEAD", "POST"])
def appraise(request, pk):
    """Show one rating with what every place said of it, and appraise it; opening it is recorded."""
    rating = _rating(request, pk)
    if request.method != "POST":
        policies.can_handle(request.user, rating.dossier).require()
        record_opening(rating.dossier, by=request.user, action="evaluations.appraisal_opened")
        return _page(request, rating)
    policies.can_appraise(request.user, rating).require()
    form = AppraisalForm(request.POST, rating=rating, levels=Levels.of(rating.dossier.evaluation.scheme))
    if not is_done(form, lambda said: rating.appraise(by=request.user, **said)):
        return _page(request, rating, form=form, status=422)
    messages.success(request, _("Appraised: %(subject)s.") % {"subject": rating.dossier.subject})
    return _go_on(request, rating)


@require_POST
def send_back(request, pk):
    """Send the proposal back to the place that made it."""
    said = _("The proposal for %(subject)s is back with the place of review, with the reason.")
    return _act(request, pk, policies.can_appraise, "send_back", said)


@require_POST
def reopen(request, pk):
    """Take an appraisal back."""
    return _act(request, pk, policies.can_reopen, "reopen_appraisal", _("%(subject)s is to be appraised once more."))


@require_POST
def hold(request, pk):
    """Hold the decision until something is verified."""
    return _act(request, pk, policies.can_hold, "hold", _("The decision on %(subject)s is held."))


@require_POST
def release(request, pk):
    """Let a held decision go on."""
    return _act(request, pk, policies.can_hold, "release", _("The decision on %(subject)s goes on."))


# ── helpers ──


def _evaluation(request, pk):
    found = Evaluation.objects.visible_to(request.user).select_related("scheme", "period", "root")
    evaluation = get_object_or_404(found, pk=pk)
    policies.can_see_desk(request.user, evaluation).require()
    return evaluation


def _rating(request, pk):
    return get_object_or_404(with_cases(Rating.objects.of_office(request.user)), pk=pk)


def _page(request, rating, *, form=None, failed="", why=None, status=200):
    levels = Levels.of(rating.dossier.evaluation.scheme)
    case = Case(rating, levels)
    weighed = weigh([rating.dossier])[rating.dossier_id]
    context = {
        "case": case,
        "rating": rating,
        "dossier": rating.dossier,
        "evaluation": rating.dossier.evaluation,
        "suggestion": weighed.suggestion(case.proposal),
        "own_points": points_text(*_own_points(weighed)),
        "form": form or AppraisalForm(initial=_initial(case, weighed), rating=rating, levels=levels),
        "why": why or WhyForm(),
        "failed": failed,
        "may_appraise": policies.can_appraise(request.user, rating),
        "may_reopen": policies.can_reopen(request.user, rating),
        "may_hold": policies.can_hold(request.user, rating),
        "query": request.GET.urlencode(),
    }
    return page_or_part(request, "evaluations/appraise.html", "evaluations/appraise.html", context, status=status)


def _initial(case, weighed):
    """Return what the form begins with: the proposal, its points or, where it gave none, those of the own paper."""
    proposal = case.proposal
    given = (proposal.points_a, proposal.points_b) if proposal else (None, None)
    points = dict(zip(("points_a", "points_b"), given if any(given) else _own_points(weighed), strict=True))
    return {"level": case.rating.proposed_level, **points}


def _own_points(weighed):
    """Return the points (A, B) of the own paper as they are stored, or two None while it gives no whole ones."""
    if weighed.a is None:
        return None, None
    return weighed.rules.stored(weighed.a), weighed.rules.stored(weighed.b)


def _act(request, pk, policy, act, said):
    """Do an act that needs a reason and nothing else; refused, the page comes back with what was typed."""
    rating = _rating(request, pk)
    policy(request.user, rating).require()
    why = WhyForm(request.POST, auto_id=f"{act}_%s")
    if not is_done(why, lambda found: getattr(rating, act)(found["reason"], by=request.user)):
        return _page(request, _rating(request, pk), failed=act, why=why, status=422)
    messages.success(request, said % {"subject": rating.dossier.subject})
    if act in {"hold", "release", "reopen_appraisal"}:
        return redirect("evaluations:appraise", pk=rating.pk)
    return _go_on(request, rating)


def _go_on(request, rating):
    """Go on with the next proposal of the list, or back to it."""
    evaluation = rating.dossier.evaluation
    shown = Desk(evaluation, request.user, request.GET)
    following = shown.ratings().exclude(pk=rating.pk).order_by(*ORDER).first() if shown.is_proposed else None
    if following is None:
        return _to_desk(request, evaluation)
    address = reverse("evaluations:appraise", args=[following.pk])
    return redirect(f"{address}?{shown.query}" if shown.query else address)


def _to_desk(request, evaluation):
    query = Desk(evaluation, request.user, request.GET).query
    address = reverse("evaluations:appraisal", args=[evaluation.pk])
    return redirect(f"{address}?{query}" if query else address)


def _tell(request, done, skipped):
    if done:
        text = ngettext("%(count)s proposal appraised.", "%(count)s proposals appraised.", len(done))
        messages.success(request, text % {"count": len(done)})
    for case, reason in skipped:
        words = {"subject": case.dossier.subject, "reason": reason}
        messages.warning(request, _("%(subject)s is not appraised: %(reason)s") % words)
