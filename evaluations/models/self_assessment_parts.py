"""What hangs on a self-assessment: its texts by section, and each return with its reason."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.models.self_assessment import SelfAssessment


class SelfAssessmentText(models.Model):
    """What was written in one section of the form (``key`` of ``PaperForm.sections``)."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="texts")
    key = models.CharField(max_length=30)
    body = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["assessment", "key"], name="evaluations_text_once")]

    def __str__(self):
        return self.key


class SelfAssessmentReturn(models.Model):
    """One return of a self-assessment, with its reason: by an officer of the place that reviews it."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="returns")
    round = models.PositiveSmallIntegerField()
    reason = models.TextField(_("what has to change"))
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "round"], name="evaluations_one_return_a_round"),
            models.CheckConstraint(condition=~Q(reason=""), name="evaluations_return_needs_a_reason"),
        ]

    def __str__(self):
        return f"{self.assessment}, {self.round}"
