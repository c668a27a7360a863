"""My data: taking it out, who opened it, requests about it; and the office's list of requests and its answers."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.directory.home import opened_by_others, opened_summary
from portal.directory.policies import can_keep
from portal.jobs import service
from portal.lib import holidays
from portal.lib.counting import count_together
from portal.lib.dates import today
from portal.lib.htmx import page_or_part
from portal.lib.paging import page_of
from portal.lib.refusal import is_done
from portal.privacy import policies
from portal.privacy.forms import AnswerForm, AskForm, RequestsForm
from portal.privacy.models import DataRequest
from portal.privacy.work import NAME

form_page = require_http_methods(["GET", "HEAD", "POST"])
REQUESTS_OF_A_PAGE = 30
OWN_REQUESTS = 20


@require_safe
def my_data(request):
    """Show what one may do about one's own data, and one's requests, newest first."""
    asked = request.user.data_requests.all()[:OWN_REQUESTS]
    [opened] = count_together([opened_by_others(request.user)])
    return render(request, "privacy/my_data.html", {"opened": opened_summary(opened), "asked": asked})


@require_POST
def download(request):
    """Have everything about oneself made into one file."""
    return redirect(service.ask(NAME, {"person": request.user.pk}, by=request.user))


@form_page
def ask(request):
    """Send a request about one's own data."""
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and is_done(
        form, lambda said: DataRequest.ask(said["kind"], said["text"], by=request.user)
    ):
        messages.success(request, _("Your request is with the personnel office. You will be told of the answer."))
        return redirect("privacy:my_data")
    return render(request, "privacy/ask.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def requests(request):
    """List the requests that the person's office answers: what waits, the most urgent first; or what was answered."""
    policies.can_see_requests(request.user).require()
    form = RequestsForm(request.GET)
    is_open = form.chosen() == RequestsForm.State.OPEN
    found = DataRequest.objects.of_office(request.user).select_related("person", "unit__parent")
    found, order = (found.open(), ("due_on", "pk")) if is_open else (found.closed(), ("-closed_at", "-pk"))
    context = {"form": form, "is_open": is_open, "page": page_of(found, order, request, size=REQUESTS_OF_A_PAGE)}
    context |= {"year": today().year, "are_holidays_entered": holidays.are_entered(today().year)}
    return page_or_part(request, "privacy/requests.html", "privacy/_requests_table.html", context)


@form_page
def request_page(request, pk):
    """Show a request with its answers to whom it is of, and to the office, which answers here; opening is recorded."""
    found = DataRequest.objects.visible_to(request.user).select_related("person", "unit__parent")
    asked = get_object_or_404(found, pk=pk)
    may_answer = policies.can_answer(request.user, asked)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        may_answer.require()
        if is_done(form, lambda said: asked.answer(said.pop("outcome"), said.pop("text"), by=request.user, **said)):
            messages.success(request, _("Answered. %(person)s has been told.") % {"person": asked.person})
            return redirect("privacy:requests")
    else:
        asked.record_opening(by=request.user)
    context = {"asked": asked, "answers": asked.answers.select_related("by"), "form": form, "may_answer": may_answer}
    context["may_keep"] = may_answer and can_keep(request.user, asked.person)
    return render(request, "privacy/request.html", context, status=422 if form.errors else 200)
