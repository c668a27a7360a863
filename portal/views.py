"""The front door: home joins what waits for a person; how the portal is displayed; whether it is well."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Window
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from portal import shelf
from portal.context import TEXT_COOKIE, THEME_COOKIE
from portal.directory.home import opened_by_others, opened_summary
from portal.directory.policies import can_see_style
from portal.forms import DisplayForm
from portal.health import what_is_down, what_lags
from portal.lib import composed
from portal.lib.dates import today
from portal.lib.htmx import wants_part
from portal.middleware import refusal_part
from portal.notifications.models import Notification

A_YEAR = 60 * 60 * 24 * 365
COMING_DAYS = 5
RECENT_NOTIFICATIONS = 8


@require_safe
def home(request):
    """What waits for this person, most urgent first; what comes; the year at a glance."""
    person, day = request.user, today()
    tasks, [opened] = composed.tasks_of(person, day, opened_by_others(person))
    coming = sorted((row for part in composed.calendar_for for row in part(person, day)), key=lambda row: row.on)
    steps = sorted((step for part in composed.year_steps_for for step in part(person, day.year)), key=lambda s: s.order)
    unread = Notification.objects.of(person).unread().annotate(of_all=Window(Count("pk")))[:RECENT_NOTIFICATIONS]
    context = {
        "tasks": tasks,
        "overdue_count": sum(1 for task in tasks if task.due_on and task.due_on < day),
        "coming": coming[:COMING_DAYS],
        "steps": steps,
        "notifications": unread,
        "unread_count": unread[0].of_all if unread else 0,  # told by the same query; elsewhere the frame asks
        "opened": opened_summary(opened),
    }
    return render(request, "home.html", context)


@require_GET
def style(request):
    """Every component in every state."""
    can_see_style(request.user).require()
    return render(request, "style.html", shelf.samples())


# Text size and colours are of use before one has signed in.
@login_not_required
@require_POST
def display(request):
    """Keep the reader's text size and colours in cookies and go back."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = redirect(back)
    form = DisplayForm(request.POST)
    if form.is_valid():
        for cookie, value in ((TEXT_COOKIE, form.cleaned_data["text"]), (THEME_COOKIE, form.cleaned_data["theme"])):
            response.set_cookie(cookie, value, max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
    return response


# A load balancer has no account.
@login_not_required
@never_cache
@require_safe
def healthz(request):
    """Answer 200 while everything the pages need is there, else 503; name what is down either way.

    Without a worker files wait, but no page does: a load balancer that sent everybody away for it would do the harm.
    """
    down = what_is_down()
    if down:
        return JsonResponse({"status": "down", "down": down}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    lagging = what_lags()
    return JsonResponse({"status": "behind" if lagging else "ok", "down": lagging})


def csrf_failure(request, reason=""):
    """A form older than the sign-in: load the page anew; what was typed is kept in the browser."""
    if wants_part(request):
        response = refusal_part(request, _("This page was opened before you signed in."), status=HTTPStatus.FORBIDDEN)
        response.headers["HX-Refresh"] = "true"
        return response
    return render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)


def forbidden(request, exception=None):
    """Say why something is not allowed: a page, or a message for htmx."""
    reason = str(exception) or _("This is not open to you.")
    if wants_part(request):
        return refusal_part(request, reason, status=HTTPStatus.FORBIDDEN)
    return render(request, "403.html", {"reason": reason}, status=HTTPStatus.FORBIDDEN)
