"""What the portal has told a person: all of it, opening one, and having read them all."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from portal.lib.paging import page_of
from portal.notifications.models import Notification


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
    return redirect(notification.url or "home")


@require_POST
def read_all(request):
    """Mark all of the person's notifications as read."""
    Notification.objects.of(request.user).unread().mark_read()
    return redirect("home")
