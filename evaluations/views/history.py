"""Five years of one person, on one page and as one print."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments.papers import file_name_of
from evaluations.history import policies
from evaluations.history.gathering import history_of
from evaluations.history.paper import history_paper
from evaluations.models import Rating
from portal.audit import trail
from portal.directory.views.people import person_or_404
from portal.printing import pdf


@require_safe
def history(request, public_id):
    """Show a person's last five years; reading another's is recorded."""
    person = _person_or_403(request, public_id)
    if person != request.user:
        trail.record("evaluations.history_opened", person, by=request.user, owner=person, unit_path=person.org_path)
    context = {
        "person": person,
        "years": history_of(person, request.user),
        "tracks": dict(Rating.Track.choices),
        "is_self": person == request.user,
    }
    return render(request, "evaluations/history.html", context)


@require_safe
def history_pdf(request, public_id):
    """Draw a person's last five years as one paper."""
    person = _person_or_403(request, public_id)
    if person != request.user:
        trail.record("evaluations.history_printed", person, by=request.user, owner=person, unit_path=person.org_path)
    response = HttpResponse(
        pdf.render(history_paper(person, history_of(person, request.user))), content_type="application/pdf"
    )
    name = file_name_of(f"quá trình xếp loại {person.full_name}", "pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _person_or_403(request, public_id):
    person = person_or_404(request.user, public_id)
    policies.can_see_history(request.user, person).require()
    return person
