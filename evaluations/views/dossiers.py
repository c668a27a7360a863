"""One dossier: whose it is, where it is reviewed, and how far its rating has come."""

from django.db.models import Prefetch, prefetch_related_objects
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from commitments.models.helping import helped_keys
from evaluations import dossier_page, policies, session_policies
from evaluations.assessing_policies import can_begin
from evaluations.deciding.dossier_parts import parts_for
from evaluations.models import Dossier, Rating, ReviewPlacement
from evaluations.reading import record_opening

NEEDED = ("person", "collective", "org", "unit__parent", "decider", "self_assessment")
NEEDED += ("evaluation__period", "evaluation__root", "evaluation__scheme")

# What everybody who opens a dossier is shown of; what the parts of it ask for beside that they load themselves.
SHOWN = (
    Prefetch("placements", queryset=ReviewPlacement.objects.select_related("body__parent", "collective")),
    Prefetch("ratings", queryset=Rating.objects.select_related("decision")),
)


@require_safe
def dossier(request, pk):
    """Show a dossier, each part as far as the viewer may see it; reading another's is recorded."""
    found = dossier_or_404(request, pk)
    record_opening(found, by=request.user)
    prefetch_related_objects([found], *SHOWN)
    context = {
        "dossier": found,
        "is_own": found.belongs_to(request.user),
        "places": found.placements.all(),
        "paper": dossier_page.shown_paper(request.user, found),
        "ratings": dossier_page.shown_ratings(request.user, found),
        "deciding": parts_for(request.user, found),
        "may_begin_for": found.person_id in helped_keys(request.user) and can_begin(request.user, found),
        "may_keep": policies.can_keep_dossier(request.user, found),
        "may_see_cases": session_policies.can_see_cases(request.user, found),
    }
    return render(request, "evaluations/dossier.html", context)


def dossier_or_404(request, pk):
    """Fetch a dossier as far as the person sees it."""
    return get_object_or_404(Dossier.objects.visible_to(request.user).select_related(*NEEDED), pk=pk)
