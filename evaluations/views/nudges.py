"""Reminding those of a unit who have not handed in the self-assessment: the text is shown first."""

from django.urls import reverse
from django.views.decorators.http import require_http_methods

from commitments.policies import can_nudge
from evaluations.nudging import about_self_assessment
from evaluations.views.evaluations import evaluation_or_404, unit_or_403
from portal.notifications.views import nudge_page


@require_http_methods(["GET", "HEAD", "POST"])
def nudge(request, pk):
    """Remind those of the unit ``?unit=`` and below whose self-assessment is owed."""
    found = evaluation_or_404(request, pk)
    unit = unit_or_403(request, found)
    can_nudge(request.user, unit).require()
    back = f"{reverse('evaluations:dossiers', args=[pk])}?unit={unit.code}&state=missing"
    return nudge_page(request, about_self_assessment(found, unit, by=request.user), unit, back)
