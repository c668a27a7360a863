"""Opening a notification, and having read them all."""

from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from portal.notifications.models import Notification


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
