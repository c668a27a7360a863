"""What became of earlier shortcomings, in the words of a self-assessment."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluations.models.self_assessment import SelfAssessment
from evaluations.models.shortcoming import Shortcoming


class ShortcomingAnswer(models.Model):
    """What became of an earlier shortcoming, as a self-assessment says it."""

    class State(models.TextChoices):
        OVERCOME = "overcome", _("Overcome")
        UNDER_WAY = "under_way", _("Being overcome")
        NOT_BEGUN = "not_begun", _("Not overcome")

    shortcoming = models.ForeignKey(Shortcoming, on_delete=models.CASCADE, related_name="answers")
    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="shortcoming_answers")
    state = models.CharField(max_length=9, choices=State, blank=True)
    note = models.TextField(_("what was done; difficulties; responsibility"), blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["shortcoming", "assessment"], name="evaluations_shortcoming_answered_once")
        ]

    def __str__(self):
        return self.get_state_display()
