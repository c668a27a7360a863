"""Decisions: the documents by which bodies decide levels."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.models.evaluation import Evaluation
from portal.directory.models import PartyOrg


class RatingDecision(models.Model):
    """The document by which a body decides levels: number, date, scan. Recorded by the personnel office."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="decisions")
    decider = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.CharField(_("decided by"), max_length=200)  # the body, as the document names it
    symbol = models.CharField(_("symbol"), max_length=60)
    decided_on = models.DateField(_("date"))
    scan = models.FileField(_("scan"), upload_to="decisions/%Y/%m/", blank=True)
    is_re_rating = models.BooleanField(default=False)  # Mẫu 03
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("decision")

    def __str__(self):
        return f"{self.symbol} ({self.decided_on:%d/%m/%Y})"
