"""Records that were united with another one of the same person: what they were called, and why."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UnitedRecord(models.Model):
    """One record that is no more; all that hung on it hangs on ``person`` now.

    ``former_id`` is its public id, as the trail and issued papers keep it: they are never rewritten.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="united_records")
    former_id = models.CharField(max_length=36, unique=True)
    name = models.CharField(_("full name"), max_length=120)
    login_name = models.CharField(_("login name"), max_length=60)
    card_no = models.CharField(_("party card number"), max_length=12, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("time"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("united record")

    def __str__(self):
        return self.login_name
