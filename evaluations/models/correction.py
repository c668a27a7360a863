"""Requests for correction of a published level, and their answers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.models.rating import Rating


class CorrectionRequest(models.Model):
    """A request for correction of a published level, within the set days, and its written answer."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("The level stays")
        RE_RATED = "re_rated", _("Rated again")

    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="correction_requests")
    text = models.TextField(_("what should be corrected, and why"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rating"], condition=Q(outcome=""), name="evaluations_one_open_request_a_rating"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answer="", answered_at=None)
                | Q(answered_at__isnull=False) & ~Q(outcome="") & ~Q(answer=""),
                name="evaluations_answer_is_whole",
            ),
        ]
        verbose_name = _("request for correction")

    def __str__(self):
        return f"{self.rating}: {self.asked_at:%d/%m/%Y}"
