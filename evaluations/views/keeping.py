"""Keeping the roster of an open evaluation: who joins, and how one dossier is rated and where."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commitments.forms.campaign import ReasonForm
from evaluations import policies, roster
from evaluations.forms.roster import CadreForm, ChangeForm, DossierReasonForm, NotRatedForm, PlaceForm
from evaluations.models import Dossier, Rating
from evaluations.views.dossiers import NEEDED
from evaluations.views.evaluations import evaluation_or_404
from portal.directory.models import Person
from portal.lib.htmx import page_or_part
from portal.lib.refusal import Refused, is_done

FOUND_AT_MOST = 10
# Each act on a dossier: its form, and how it is done with what the form holds.
ACTS = {
    "not-rated": (NotRatedForm, lambda dossier, form, by: roster.set_not_rated(dossier, by=by, **form.cleaned_data)),
    "rated": (DossierReasonForm, lambda dossier, form, by: roster.rate_again(dossier, by=by, **form.cleaned_data)),
    "leave": (DossierReasonForm, lambda dossier, form, by: roster.leave(dossier, by=by, **form.cleaned_data)),
    "change": (ChangeForm, lambda dossier, form, by: roster.change(dossier, by=by, **form.cleaned_data)),
    "cadre": (
        CadreForm,
        lambda dossier, form, by: roster.add_cadre_track(
            dossier, by=by, reason=form.cleaned_data["reason"], brought=form.brought
        ),
    ),
    "place": (
        PlaceForm,
        lambda dossier, form, by: roster.add_place(
            dossier,
            by=by,
            reason=form.cleaned_data["reason"],
            body=form.cleaned_data["body"],
            capacity=form.cleaned_data["capacity"],
            collective=form.cleaned_data["meeting"],
        ),
    ),
}
PLACE_ACTS = {"decide": roster.let_decide, "remove": roster.remove_place}


@require_safe
def dossier_keep(request, pk):
    """Show how a dossier stands on the roster, with what may be changed."""
    return _page(request, _kept(request, pk))


@require_POST
def dossier_act(request, pk, act):
    """Change how a dossier stands on the roster."""
    if act not in ACTS:
        raise Http404
    dossier, (form_class, do) = _kept(request, pk), ACTS[act]
    form = form_class(request.POST, prefix=act, dossier=dossier)
    if not is_done(form, lambda _asked: do(dossier, form, request.user)):
        return _page(request, _kept(request, pk), status=422, refused=(act, form))
    messages.success(request, _("The dossier has been changed."))
    return redirect("evaluations:dossier_keep", pk)


@require_POST
def place_act(request, pk, place_pk, act):
    """Let another place of review propose the level, or take one away."""
    if act not in PLACE_ACTS:
        raise Http404
    dossier = _kept(request, pk)
    placement = get_object_or_404(dossier.placements.select_related("dossier", "body", "collective"), pk=place_pk)
    form = ReasonForm(request.POST, prefix=f"place-{place_pk}")
    if not is_done(form, lambda asked: PLACE_ACTS[act](placement, by=request.user, **asked)):
        return _page(request, _kept(request, pk), status=422, refused=(placement.pk, form))
    messages.success(request, _("The places of review have been changed."))
    return redirect("evaluations:dossier_keep", pk)


@require_safe
def join_search(request, pk):
    """Search for somebody who came after the opening."""
    evaluation = _kept_evaluation(request, pk)
    query = request.GET.get("q", "").strip()
    found = Person.objects.none()
    if query:
        found = Person.objects.visible_to(request.user).within(evaluation.root).named_like(query)
        found = found.select_related("cell__parent").in_list_order()[:FOUND_AT_MOST]
    held = evaluation.dossiers.filter(person__in=[p.pk for p in found], left_on=None).values_list("person", flat=True)
    context = {"evaluation": evaluation, "query": query, "found": found, "most": FOUND_AT_MOST, "held": set(held)}
    return page_or_part(request, "evaluations/dossier_join.html", "evaluations/_dossier_join_found.html", context)


@require_POST
def join(request, pk, public_id):
    """Put somebody into an open evaluation."""
    evaluation = _kept_evaluation(request, pk)
    person = get_object_or_404(Person.objects.visible_to(request.user), public_id=public_id)
    try:
        dossier = roster.join(evaluation, person, by=request.user, reason=request.POST.get("reason", ""))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("evaluations:dossier_join", pk)
    messages.success(request, _("%(person)s is in the evaluation now.") % {"person": person})
    return redirect("evaluations:dossier_keep", dossier.pk)


def _page(request, dossier, *, status=200, refused=("", None)):
    """Answer with the page of changes; ``refused`` names an act (or the key of a place) and its form as it was sent."""
    forms = {act: form_class(prefix=act, dossier=dossier) for act, (form_class, _do) in ACTS.items()}
    key, form = refused
    if key in forms:
        forms[key] = form
    places = [
        (place, form if place.pk == key else ReasonForm(prefix=f"place-{place.pk}"))
        for place in dossier.placements.select_related("body__parent", "collective")
    ]
    tracks = dossier.ratings.standing().values_list("track", flat=True)
    context = {
        "dossier": dossier,
        "forms": {act.replace("-", "_"): each for act, each in forms.items()},
        "places": places,
        "frame_label": roster.frames_for(dossier).get(dossier.frame, dossier.frame),
        "may_be_cadre": dossier.person_id and Rating.Track.CADRE not in tracks,
    }
    return render(request, "evaluations/dossier_keep.html", context, status=status)


def _kept(request, pk):
    """Fetch a dossier that the person keeps; keeping its place on the roster opens no paper in it."""
    visible = Dossier.objects.visible_to(request.user).select_related(*NEEDED)
    dossier = get_object_or_404(visible, pk=pk)
    policies.can_keep_dossier(request.user, dossier).require()
    return dossier


def _kept_evaluation(request, pk):
    found = evaluation_or_404(request, pk)
    policies.can_keep_dossiers(request.user, found).require()
    return found
