"""Who is in an evaluation, by name: for the officers responsible for a unit, and the office that keeps the roster."""

from django.views.decorators.http import require_safe

from commitments.policies import can_nudge
from evaluations import policies
from evaluations.listing import ORDER, STATES, listed
from evaluations.models import Dossier, Evaluation
from evaluations.standing import KINDS
from evaluations.views.evaluations import evaluation_or_404, unit_or_403
from portal.lib.htmx import page_or_part
from portal.lib.paging import page_of


@require_safe
def dossiers(request, pk):
    """List the dossiers of a unit and below, with where each stands; names only for whom they concern."""
    found = evaluation_or_404(request, pk)
    unit = unit_or_403(request, found)
    policies.can_see_names(request.user, unit).require()
    asked = _asked(request, found)
    page = page_of(listed(found, unit, **asked), ORDER, request)
    stages = dict(
        found.main_ratings().filter(dossier__in=[row.pk for row in page.rows]).values_list("dossier", "stage")
    )
    for row in page.rows:
        row.stage = stages.get(row.pk, "")
    openable = Dossier.objects.visible_to(request.user).filter(pk__in=[row.pk for row in page.rows])
    context = {
        "evaluation": found,
        "unit": unit,
        "page": page,
        "openable": set(openable.values_list("pk", flat=True)),
        "states": STATES,
        "frames": [(frame["code"], frame["label"]) for frame in found.scheme.document.get("frames", [])],
        "may_keep": policies.can_keep_dossiers(request.user, found),
        "may_nudge": can_nudge(request.user, unit),
        "is_open": found.status == Evaluation.Status.OPEN,
        **asked,
    }
    return page_or_part(request, "evaluations/dossier_list.html", "evaluations/_dossier_table.html", context)


def _asked(request, found):
    """Return what the list is filtered by; what it does not know is left out."""
    get = request.GET.get
    return {
        "kind": get("kind") if get("kind") in KINDS else "people",
        "state": get("state") if get("state") in STATES else "all",
        "frame": get("frame", "")
        if any(f["code"] == get("frame") for f in found.scheme.document.get("frames", []))
        else "",
        "words": get("q", "").strip(),
    }
