"""Reminding those who are late, in one act: the text is shown first."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from commitments import nudging, policies
from commitments.views.overview_frame import campaign_and_unit
from portal.notifications.views import nudge_page


@require_http_methods(["GET", "HEAD", "POST"])
def nudge_registration(request, pk, code):
    """Remind those of a unit who have not registered."""
    campaign, unit = campaign_and_unit(request, pk, code)
    policies.can_nudge(request.user, unit).require()
    back = reverse("commitments:roster", args=[pk, code])
    return nudge_page(request, nudging.about_registration(campaign, unit, by=request.user), unit, back)


@require_http_methods(["GET", "HEAD", "POST"])
def nudge_reporting(request, pk, code, quarter_pk):
    """Remind those of a unit who have not reported a quarter."""
    campaign, unit = campaign_and_unit(request, pk, code)
    policies.can_nudge(request.user, unit).require()
    quarter = get_object_or_404(campaign.period.quarters.exclude(report_due_on=None), pk=quarter_pk)
    back = f"{reverse('commitments:reporting', args=[pk, code])}?quarter={quarter.pk}"
    return nudge_page(request, nudging.about_report(campaign, unit, quarter, by=request.user), unit, back)
