"""That somebody was reminded of a deadline: what keeps a reminder from being said twice."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Reminder(models.Model):
    """One reminder to one person of what is due at ``url`` on ``due_on``.

    ``step`` is the number of days before the deadline for which it was said, negative for days after. A deadline that
    is moved is another one, of which people are reminded anew.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminders")
    url = models.CharField(max_length=300)
    due_on = models.DateField()
    step = models.SmallIntegerField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recipient", "url", "due_on", "step"], name="notifications_reminded_once")
        ]
        verbose_name = _("reminder")

    def __str__(self):
        return f"{self.recipient}: {self.url}"
