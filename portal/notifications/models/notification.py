"""What the portal tells a person: one row each, shown on home, e-mailed after commit where there is an address."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NotificationQuerySet(models.QuerySet):
    def of(self, person):
        return self.filter(recipient=person)

    def unread(self):
        return self.filter(read_at=None)

    def mark_read(self):
        return self.update(read_at=timezone.now())


class Notification(models.Model):
    """One message to one person. ``event`` is ``<app>.<past participle>``; ``url`` leads to what it is about.

    The text is written once, in Vietnamese or English as the installation's language is: it is a record of what was
    said, not of what would be said now.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    event = models.CharField(max_length=64)
    text = models.CharField(_("text"), max_length=500)
    detail = models.TextField(_("detail"), blank=True)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["recipient", "read_at", "-id"], name="notification_waiting")]
        verbose_name = _("notification")

    def __str__(self):
        return self.text
