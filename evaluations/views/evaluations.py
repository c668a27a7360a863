"""Evaluations: finding them, preparing and opening one, and how far one has come."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments.views.overview_frame import address_with, units_page
from evaluations import deciding_policies, opening, policies
from evaluations.forms.evaluation import CloseForm, EvaluationForm
from evaluations.models import Dossier, Evaluation
from evaluations.opening.preview import NAMES_AT_MOST, preview_of
from evaluations.quota_page import deciders_for
from evaluations.standing import KINDS, standing
from portal.directory.models import PartyOrg
from portal.directory.roles import Act
from portal.lib.dates import today
from portal.lib.paging import page_of
from portal.lib.refusal import Refused, is_done

NEEDED = ("period", "root__parent", "scheme")


@require_safe
def evaluations(request):
    """List the evaluations that the person may see, the newest period first, and their own dossiers."""
    visible = Evaluation.objects.visible_to(request.user).select_related("period", "root", "scheme")
    mine = Dossier.objects.of(request.user).opened().select_related("evaluation__period", "person", "collective", "org")
    context = {
        "page": page_of(visible, ("-period__starts_on", "-pk"), request, size=25),
        "mine": mine.filter(left_on=None).order_by("-evaluation__period__starts_on", "pk")[:10],
        "may_call": policies.can_call(request.user),
    }
    return render(request, "evaluations/evaluation_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def evaluation_new(request):
    """Prepare an evaluation, of a year or (``?quarter=``) of a quarter; nobody is in it before it opens."""
    policies.can_call(request.user).require()
    return _keep(request, Evaluation())


@require_http_methods(["GET", "HEAD", "POST"])
def evaluation_edit(request, pk):
    """Change an evaluation in preparation."""
    found = evaluation_or_404(request, pk)
    policies.can_prepare(request.user, found).require()
    return _keep(request, found)


@require_safe
def evaluation(request, pk):
    """Show an evaluation: one's own dossiers in it, and for officers how far their units have come."""
    return evaluation_page(request, evaluation_or_404(request, pk))


def evaluation_page(request, found, *, status=200, **forms):
    """Answer with the page of an evaluation; ``forms`` are those of its acts that were refused."""
    person = request.user
    may_call = policies.can_call(person, found.root)
    context = {
        "evaluation": found,
        "mine": Dossier.objects.of(person)
        .filter(evaluation=found, left_on=None)
        .select_related("person", "collective", "org"),
        "may_call": may_call,
    }
    if may_call and found.status == Evaluation.Status.DRAFT:
        context |= {"job": opening.opening_job(found), "may_prepare": policies.can_prepare(person, found)}
    elif found.status != Evaluation.Status.DRAFT and (unit := _unit(request, found)):
        context |= _how_far(request, found, unit)
        context |= {"may_keep": policies.can_keep_dossiers(person, found), "close_form": CloseForm(prefix="close")}
        context["may_appraise"] = deciding_policies.can_see_desk(person, found)
        context["may_see_quota"] = deciders_for(person, found).exists()
    return render(request, "evaluations/evaluation.html", context | forms, status=status)


@require_safe
def evaluation_preview(request, pk):
    """Show who would be in the evaluation if it opened today, and what needs a hand before."""
    found = evaluation_or_404(request, pk)
    if found.status != Evaluation.Status.DRAFT:  # opened meanwhile, perhaps by the first of two clicks
        return redirect(found)
    policies.can_prepare(request.user, found).require()
    context = {"evaluation": found, "may_open": policies.can_open(request.user, found), "most": NAMES_AT_MOST}
    try:
        context["preview"] = preview_of(found, opening.proposed(found, today()))
    except Refused as refusal:
        context["refusal"] = str(refusal)
    return render(request, "evaluations/evaluation_preview.html", context)


@require_POST
def evaluation_open(request, pk):
    """Open the evaluation: write its dossiers and tell those in it; a large one is opened by a job."""
    found = evaluation_or_404(request, pk)
    if found.status == Evaluation.Status.DRAFT:  # else the model refuses: a double click is told, not forbidden
        policies.can_open(request.user, found).require()
    else:
        policies.can_call(request.user, found.root).require()
    try:
        job = opening.ask_to_open(found, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    if job is None:
        messages.success(request, _("The evaluation is open. Everybody who writes a self-assessment has been told."))
    return redirect(job or found)


@require_POST
def evaluation_close(request, pk):
    """Close an open evaluation; with a reason where levels are not locked."""
    found = evaluation_or_404(request, pk)
    policies.can_keep_dossiers(request.user, found).require()
    form = CloseForm(request.POST, prefix="close")
    if not is_done(form, lambda asked: found.close(by=request.user, **asked)):
        return evaluation_page(request, evaluation_or_404(request, pk), status=422, close_form=form)
    messages.success(request, _("The evaluation is closed."))
    return redirect(found)


def evaluation_or_404(request, pk):
    """Fetch an evaluation as far as the person sees it."""
    return get_object_or_404(Evaluation.objects.visible_to(request.user).select_related(*NEEDED), pk=pk)


def unit_or_403(request, found):
    """Return the unit that ``unit`` names, the highest one whose numbers the person sees where it names none.

    404 outside the evaluation, 403 where the numbers are not theirs.
    """
    code = request.GET.get("unit")
    unit = get_object_or_404(_units(request, found), code=code) if code else _highest(request, found) or found.root
    policies.can_see_counts(request.user, unit).require()
    return unit


def _units(request, found):
    return PartyOrg.objects.visible_to(request.user).within(found.root).select_related("parent")


def _unit(request, found):
    """Return the unit whose numbers are shown; None for whom no numbers concern."""
    return unit_or_403(request, found) if request.GET.get("unit") else _highest(request, found)


def _highest(request, found):
    scopes = request.user.scopes(Act.COUNT)
    if request.user.may(Act.COUNT, found.root):
        return found.root
    return _units(request, found).filter(path__in=scopes).in_tree_order().first()


def _how_far(request, found, unit):
    kind = request.GET.get("kind") if request.GET.get("kind") in KINDS else "people"
    reading = standing(found, unit, kind)
    shown, newer_url, older_url = units_page(reading.rows, request)
    above = unit.ancestors() if unit.pk != found.root_id else []
    words = {"people": _("People"), "collectives": _("Collectives"), "organisations": _("Organisations")}
    return {
        "unit": unit,
        "above": [o for o in above if o.is_within(found.root) and o.pk != unit.pk and request.user.may(Act.COUNT, o)],
        "kind": kind,
        "tabs": [
            {"label": words[each], "url": address_with(request, "kind", each), "current": each == kind}
            for each in KINDS
            if not (found.is_of_quarter and each != "people")
        ],
        "total": reading.total,
        "counted_at": reading.counted_at,
        "rows": shown,
        "newer_url": newer_url,
        "older_url": older_url,
        "is_due": found.self_due_on < today(),
        "may_name": policies.can_see_names(request.user, unit),
    }


def _keep(request, found):
    address = found.get_absolute_url() if found.pk else ""
    quarter = request.GET.get("quarter", "")
    form = EvaluationForm(request.POST or None, instance=found, user=request.user, quarter=quarter)
    kept = request.method == "POST" and is_done(
        form, lambda _asked: opening.keep(form.evaluation(by=request.user), by=request.user)
    )
    if kept:
        messages.success(request, _("The evaluation has been saved. Look at who would be in it, then open it."))
        return redirect("evaluations:evaluation_preview", form.instance.pk)
    return render(request, "evaluations/evaluation_form.html", {"form": form, "address": address})
