"""What the portal has told a person, how they want to be told, and their deadlines in a calendar of their own."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.audit.trail import current_address
from portal.lib.dates import today
from portal.lib.limits import is_spent, is_within
from portal.lib.paging import page_of
from portal.notifications.calendar import calendar_of
from portal.notifications.forms import MailChoiceForm, NudgeForm
from portal.notifications.models import CalendarFeed, MailChoice, Notification

WRONG_A_MINUTE = 20  # calendar addresses that are nobody's
LED_TO = "notification_led_to"  # in the session: the address that the last notification led to


@require_safe
def notifications(request):
    """List everything that the person was told, read or not, newest first."""
    page = page_of(Notification.objects.of(request.user), ("-pk",), request)
    return render(request, "notifications/notification_list.html", {"page": page})


@require_POST
def open_one(request, pk):
    """Mark one notification as read and lead to what it is about."""
    notification = get_object_or_404(Notification.objects.of(request.user), pk=pk)
    Notification.objects.unread().filter(pk=notification.pk).mark_read()
    request.session[LED_TO] = notification.url
    return redirect(notification.url or "home")


@require_POST
def read_all(request):
    """Mark all of the person's notifications as read."""
    Notification.objects.of(request.user).unread().mark_read()
    return redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
def how(request):
    """Choose how often letters come; below it the address for a calendar."""
    choice = MailChoice.objects.filter(person=request.user).first() or MailChoice(person=request.user)
    form = MailChoiceForm(request.POST if request.method == "POST" else None, instance=choice)
    if request.method == "POST" and form.is_valid():
        choice.choose(form.cleaned_data["how"], on=today())
        messages.success(request, _("Saved. From now on letters come as you chose."))
        return redirect("notifications:how")
    return _how(request, form, status=422 if form.errors else 200)


@require_POST
@never_cache
def calendar_new(request):
    """Make an address for a calendar and show it, this once; the one before is dead."""
    secret = CalendarFeed.renew(request.user)
    address = request.build_absolute_uri(reverse("notifications:calendar", args=[secret]))
    choice = MailChoice.objects.filter(person=request.user).first() or MailChoice(person=request.user)
    return _how(request, MailChoiceForm(instance=choice), address=address)


@require_POST
def calendar_close(request):
    """Close the address for a calendar."""
    CalendarFeed.revoke(request.user)
    messages.success(request, _("The address is closed. A calendar that still asks for it gets nothing."))
    return redirect("notifications:how")


# A calendar program has no account: the secret in the address is what opens it.
@login_not_required
@never_cache
@require_safe
def calendar(request, secret):
    """Give the deadlines of whose secret it is; nobody's, or of somebody without standing, is not found.

    Only what is not found counts against an address: a hundred phones of one office ask through the same one.
    """
    limit = {"most": WRONG_A_MINUTE, "seconds": 60}
    if is_spent("calendar", current_address.get(), **limit):
        said = _("Too many wrong addresses from here. Wait a minute, then try again.")
        return HttpResponse(said, status=429, content_type="text/plain; charset=utf-8", headers={"Retry-After": "60"})
    feed = CalendarFeed.of_secret(secret)
    if feed is None or not feed.person.is_active or not feed.person.has_standing():
        is_within("calendar", current_address.get(), **limit)
        raise Http404
    response = HttpResponse(calendar_of(feed.person), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="viec-den-han.ics"'
    return response


def _how(request, form, *, address="", status=200):
    context = {
        "form": form,
        "feed": CalendarFeed.objects.filter(person=request.user).first(),
        "address": address,
        "webcal": f"webcal://{address.partition('://')[2]}",  # a browser hands it to the calendar program
        "has_mail": bool(request.user.email),
    }
    return render(request, "notifications/how.html", context, status=status)


def nudge_page(request, nudge, unit, back):
    """Answer for a page that reminds the late: the text and how many will read it, then, once sent, the list again.

    The upper part has asked its policy. A second press tells nobody, and says so.
    """
    form = NudgeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        count = nudge.send(by=request.user, note=form.cleaned_data["note"])
        if count:
            text = ngettext("%(count)s person has been reminded.", "%(count)s people have been reminded.", count)
            messages.success(request, text % {"count": count})
        else:
            messages.info(request, _("Nobody was left to remind."))
        return redirect(back)
    context = {"form": form, "nudge": nudge, "unit": unit, "back": back, "days": settings.NUDGE_DAYS}
    return render(request, "notifications/nudge.html", context, status=422 if form.errors else 200)
