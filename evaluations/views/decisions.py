"""Decisions: the list of an evaluation, one with what it decided, and entering what a body decided."""

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from evaluations import deciding_policies as policies
from evaluations.deciding import recording
from evaluations.deciding.draft import Draft, open_groups
from evaluations.deciding.organ import Organ, organ_of
from evaluations.errors import OverQuota
from evaluations.forms.decision import OUTSIDE, DecisionForm, GroupForm, ReRatingForm
from evaluations.levels import Levels
from evaluations.models import Evaluation, Rating, RatingDecision
from evaluations.reading import record_opening
from portal.audit import trail
from portal.lib.files import content_type_of
from portal.lib.paging import page_of
from portal.lib.refusal import Refused
from portal.lib.vietnamese import fold

form_page = require_http_methods(["GET", "HEAD", "POST"])
DECISIONS_OF_A_PAGE = 30
RATINGS_OF_A_PAGE = 50
ORDER = ("dossier__unit__path", "dossier__rank", "pk")


@require_safe
def decisions(request, pk):
    """List the decisions of an evaluation, the newest first."""
    evaluation = _evaluation(request, pk)
    policies.can_see_decisions(request.user, evaluation).require()
    found = RatingDecision.objects.visible_to(request.user).filter(evaluation=evaluation).with_counts()
    page = page_of(found.select_related("decider"), ("-pk",), request, size=DECISIONS_OF_A_PAGE)
    may_record = policies.can_see_desk(request.user, evaluation)
    context = {
        "evaluation": evaluation,
        "page": page,
        "may_record": may_record,
        "groups": open_groups(request.user, evaluation) if may_record else [],
        "outside": OUTSIDE,
    }
    return render(request, "evaluations/decisions.html", context)


@require_safe
def decision(request, pk):
    """Show a decision with all that it decided; opening it is recorded."""
    found = get_object_or_404(_visible(request), pk=pk)
    _record(found, request.user, "evaluations.decision_opened")
    levels = Levels.of(found.evaluation.scheme)
    ratings = found.ratings.select_related(
        "dossier__person", "dossier__collective", "dossier__org", "dossier__unit__parent"
    )
    page = page_of(ratings, ORDER, request, size=RATINGS_OF_A_PAGE)
    rows = [(rating, levels.short(rating.level), levels.short(rating.appraised_level)) for rating in page.rows]
    context = {"decision": found, "evaluation": found.evaluation, "page": page, "rows": rows}
    return render(request, "evaluations/decision.html", context)


@require_safe
def scan(request, pk):
    """Give the scan of a decision to whoever may open it."""
    found = get_object_or_404(_visible(request).exclude(scan=""), pk=pk)
    _record(found, request.user, "evaluations.decision_scan_opened")
    ending = found.scan.name.rpartition(".")[2]
    name = f"{'-'.join(fold(found.symbol).split()) or 'decision'}.{ending}"
    return FileResponse(
        found.scan.open(), as_attachment=True, filename=name, content_type=content_type_of(found.scan.name)
    )


@form_page
def record(request, pk):
    """Enter what a body decided: the document, and the level of each; looked at once more before it is published."""
    evaluation = _evaluation(request, pk)
    policies.can_see_desk(request.user, evaluation).require()
    group = GroupForm(request.GET, person=request.user)
    chosen = group.chosen()
    if chosen is None:
        return redirect("evaluations:decisions", pk=evaluation.pk)
    draft = Draft(evaluation, request.user, **chosen)
    if not draft.appraised and not draft.held:
        messages.info(request, _("Nothing that is appraised waits for this decision."))
        return redirect("evaluations:decisions", pk=evaluation.pk)
    form = _form(request, draft)
    page = {"evaluation": evaluation, "draft": draft, "form": form, "track_label": Rating.Track(draft.track).label}
    is_typed = request.method == "POST"
    if is_typed and "again" not in request.POST and (answer := _taken(request, form, page)):
        return answer
    page |= {"group": group, "groups": draft.groups(form.typed_levels() if is_typed else None)}
    return render(request, "evaluations/decision_record.html", page, status=422 if form.errors else 200)


def _taken(request, form, page):
    """Return the page to look at once more, or, confirmed, the way to the decision; None where the form comes back."""
    is_confirmed = "confirmed" in request.POST
    is_valid = form.is_valid()
    if is_confirmed and set(form.errors) == {"scan"}:
        return _confirming(request, form, page)
    if not is_valid:
        return None
    if not is_confirmed:
        return _confirming(request, form, page) if _is_recordable(form, request.user) else None
    if (made := _recorded(form, request.user)) is None:
        return None
    count = made.ratings.count()
    text = ngettext("Recorded; %(count)s result is published.", "Recorded; %(count)s results are published.", count)
    messages.success(request, text % {"count": count})
    return redirect(made)


def _confirming(request, form, page):
    """Show how many results are published, whose, by which document, before it is done; the scan is chosen here."""
    rulings = form.rulings()
    page = page | {"count": len(rulings), "summary": page["draft"].summary(rulings), "sent": form.as_sent()}
    return render(request, "evaluations/decision_confirm.html", page, status=422 if form.errors else 200)


@form_page
def re_rate(request, pk):
    """Enter a decision by which a decided rating is rated again (Mẫu 03)."""
    found = Rating.objects.of_office(request.user).select_related(*Rating.NEEDED, "decision")
    rating = get_object_or_404(found, pk=pk)
    policies.can_re_rate(request.user, rating).require()
    record_opening(rating.dossier, by=request.user, action="evaluations.appraisal_opened")
    levels = Levels.of(rating.dossier.evaluation.scheme)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    initial = {"decided_by": rating.decision.decided_by, "signs_as": rating.decision.signs_as}
    form = ReRatingForm(data, files, levels=levels, initial=initial)
    if request.method == "POST" and form.is_valid() and (new := _re_rated(form, rating, request.user)):
        messages.success(
            request, _("%(subject)s is rated again; the result is published.") % {"subject": new.dossier.subject}
        )
        return redirect(new.decision)
    context = {
        "rating": rating,
        "dossier": rating.dossier,
        "evaluation": rating.dossier.evaluation,
        "form": form,
        "level": levels.label(rating.level),
        "requests": rating.correction_requests.open(),
    }
    return render(request, "evaluations/re_rate.html", context, status=422 if form.errors else 200)


# ── helpers ──


def _evaluation(request, pk):
    found = Evaluation.objects.visible_to(request.user).select_related("scheme", "period", "root")
    return get_object_or_404(found, pk=pk)


def _visible(request):
    return RatingDecision.objects.visible_to(request.user).select_related(
        "decider", "evaluation__scheme", "evaluation__period", "evaluation__root", "recorded_by"
    )


def _form(request, draft):
    if request.method == "POST":
        return DecisionForm(request.POST, request.FILES, draft=draft)
    organ = organ_of(draft.decider) if draft.decider else Organ("", "")
    initial = {"state": draft.state, "with_rest": True, "decided_by": organ.name, "signs_as": organ.signs_as}
    return DecisionForm(draft=draft, initial=initial)


def _recorded(form, person):
    """Record the decision and return it; refused, the form says why and nothing is returned."""
    reason = form.cleaned_data["over_quota_reason"]
    act = recording.record
    return _done(form, lambda: act(form.rulings(), form.document(), by=person, excess_reason=reason))


def _is_recordable(form, person):
    """Tell whether the decision would be recorded as it stands; where not, the form says why."""
    reason = form.cleaned_data["over_quota_reason"]

    def check():
        recording.check(form.rulings(), form.document(), by=person, excess_reason=reason)
        return True

    return _done(form, check)


def _re_rated(form, rating, person):
    reason = form.cleaned_data["over_quota_reason"]
    act = recording.re_rate
    return _done(form, lambda: act(rating, form.ruling(), form.document(), by=person, excess_reason=reason))


def _done(form, act):
    try:
        return act()
    except OverQuota as refusal:
        form.add_error("over_quota_reason", str(refusal))
        form.add_error(None, refusal.lines)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


def _record(decision, person, action):
    path = (decision.decider or decision.evaluation.root).path
    trail.record(action, decision, by=person, unit_path=path)
