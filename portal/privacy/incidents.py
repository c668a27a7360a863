"""The log of incidents with personal data: the office's list, each with its clock, and the notice as a paper."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.lib.paging import page_of
from portal.lib.refusal import is_done
from portal.printing import docx, pdf
from portal.privacy import policies
from portal.privacy.forms import IncidentForm, SettleForm
from portal.privacy.models import Incident
from portal.privacy.notice import notice_of

form_page = require_http_methods(["GET", "HEAD", "POST"])
INCIDENTS_OF_A_PAGE = 30
TYPES = {
    "pdf": ("application/pdf", pdf.render),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", docx.render),
}


@require_safe
def incidents(request):
    """List the incidents of the person's office, newest first."""
    policies.can_keep_incidents(request.user).require()
    found = Incident.objects.visible_to(request.user).select_related("unit__parent")
    page = page_of(found, ("-found_at", "-pk"), request, size=INCIDENTS_OF_A_PAGE)
    return render(request, "privacy/incidents.html", {"page": page})


@form_page
def new(request):
    """Write an incident down."""
    policies.can_keep_incidents(request.user).require()
    form = IncidentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = Incident.record(form.facts(), by=request.user)
        messages.success(request, _("Recorded. The clock runs from the time it was found."))
        return redirect(made)
    return render(request, "privacy/incident_form.html", {"form": form}, status=422 if form.errors else 200)


@form_page
def incident(request, pk):
    """Show an incident with its clock; the office writes down here whom it told. Opening is recorded."""
    found = _found(request, pk)
    form = SettleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if is_done(form, lambda said: found.settle(said["note"], by=request.user)):
            messages.success(request, _("Written down. The clock has stopped."))
            return redirect(found)
    else:
        found.record_opening(by=request.user)
    context = {"incident": found, "form": form}
    return render(request, "privacy/incident.html", context, status=422 if form.errors else 200)


@form_page
def edit(request, pk):
    """Add what is known by now."""
    found = _found(request, pk)
    form = IncidentForm(request.POST if request.method == "POST" else None, incident=found)
    if request.method == "POST" and is_done(
        form, lambda said: found.mend(form.facts(), by=request.user, seen=_moment(said["seen"]))
    ):
        messages.success(request, _("Saved."))
        return redirect(found)
    context = {"form": form, "incident": found}
    return render(request, "privacy/incident_form.html", context, status=422 if form.errors else 200)


@require_safe
def notice_pdf(request, pk):
    return _notice(request, pk, "pdf")


@require_safe
def notice_docx(request, pk):
    return _notice(request, pk, "docx")


def _notice(request, pk, extension):
    """Serve the notice to the authority, drawn from what is known now; printing is recorded."""
    found = _found(request, pk)
    found.record_printing(by=request.user)
    content_type, render_paper = TYPES[extension]
    response = HttpResponse(render_paper(notice_of(found)), content_type=content_type)
    shown = "inline" if extension == "pdf" else "attachment"
    response["Content-Disposition"] = f'{shown}; filename="thong-bao-vi-pham-du-lieu-ca-nhan-{found.pk}.{extension}"'
    return response


def _found(request, pk):
    incidents_seen = Incident.objects.visible_to(request.user).select_related(
        "unit__parent", "recorded_by", "settled_by"
    )
    return get_object_or_404(incidents_seen, pk=pk)


def _moment(text):
    """Return the moment that the page was told, or None for anything else."""
    try:
        return parse_datetime(text)
    except ValueError:
        return None
