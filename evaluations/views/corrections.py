"""Requests for correction: asking for one's own rating, and the office's list and answers."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evaluations import deciding_policies as policies
from evaluations.forms.correction import AskForm, RequestsForm, UpholdForm
from evaluations.levels import Levels
from evaluations.models import CorrectionRequest, Dossier, Rating
from evaluations.reading import record_opening
from portal.lib.htmx import page_or_part
from portal.lib.paging import page_of
from portal.lib.refusal import is_done

form_page = require_http_methods(["GET", "HEAD", "POST"])
REQUESTS_OF_A_PAGE = 30
NEEDED = tuple(f"rating__{name}" for name in (*Rating.NEEDED, "dossier__unit__parent", "decision"))


@require_safe
def requests(request):
    """List the requests that the person's office answers: what waits, longest first; or what was answered."""
    policies.can_see_requests(request.user).require()
    form = RequestsForm(request.GET)
    is_open = form.chosen() == RequestsForm.State.OPEN
    found = CorrectionRequest.objects.of_office(request.user).select_related(*NEEDED, "answered_by")
    found, order = (
        (found.open(), ("asked_at", "pk")) if is_open else (found.exclude(outcome=""), ("-answered_at", "-pk"))
    )
    page = page_of(found, order, request, size=REQUESTS_OF_A_PAGE)
    context = {"form": form, "is_open": is_open, "page": page}
    return page_or_part(request, "evaluations/requests.html", "evaluations/_requests_table.html", context)


@form_page
def correction_request(request, pk):
    """Show a request with what it is about, and answer that the level stays; opening it is recorded."""
    found = CorrectionRequest.objects.filter(rating__in=Rating.objects.of_office(request.user).values("pk"))
    asked = get_object_or_404(found.select_related(*NEEDED, "asked_by", "answered_by"), pk=pk)
    policies.can_answer_request(request.user, asked).require()
    form = UpholdForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if is_done(form, lambda said: asked.uphold(said["answer"], by=request.user)):
            messages.success(request, _("Answered. %(person)s has been told.") % {"person": asked.asked_by})
            return redirect("evaluations:correction_requests")
    else:
        record_opening(asked.rating.dossier, by=request.user, action="evaluations.correction_opened")
    levels = Levels.of(asked.rating.dossier.evaluation.scheme)
    context = {
        "asked": asked,
        "rating": asked.rating,
        "dossier": asked.rating.dossier,
        "level": levels.label(asked.rating.level),
        "form": form,
        "may_re_rate": policies.can_re_rate(request.user, asked.rating),
    }
    return render(request, "evaluations/request.html", context, status=422 if form.errors else 200)


@form_page
def ask(request, pk):
    """Ask for a correction of one's own published rating."""
    own = Rating.objects.filter(dossier__in=Dossier.objects.of(request.user).opened().values("pk"))
    rating = get_object_or_404(own.select_related(*Rating.NEEDED, "decision"), pk=pk)
    policies.can_ask_correction(request.user, rating).require()
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and is_done(
        form, lambda said: CorrectionRequest.ask(rating, said["text"], by=request.user)
    ):
        messages.success(request, _("Your request is with the personnel office. You will be told of the answer."))
        return redirect(rating)
    context = {
        "rating": rating,
        "dossier": rating.dossier,
        "form": form,
        "level": Levels.of(rating.dossier.evaluation.scheme).label(rating.level),
    }
    return render(request, "evaluations/ask_correction.html", context, status=422 if form.errors else 200)
