"""Shortcomings: pointed out in one review, followed up in the next ones until they are overcome."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.models.self_assessment import SelfAssessment
from evaluations.models.subject import OfSubject, OfSubjectQuerySet


class ShortcomingQuerySet(OfSubjectQuerySet):
    def open_before(self, year):
        """Return those pointed out before ``year`` that were not overcome by then."""
        return self.filter(year__lt=year).filter(Q(overcome_in=None) | Q(overcome_in__gte=year))


class Shortcoming(OfSubject):
    """A shortcoming or fault of a person, a collective or an organisation, open until it is overcome.

    ``overcome_in`` is the year whose review accepted that it is. Source: domain reference, 8.5 III [C].
    """

    class Source(models.TextChoices):
        OWN = "own", _("Named by oneself")
        REVIEW = "review", _("Pointed out in the review")
        CONCLUDED = "concluded", _("Concluded by a competent body")
        IMPORTED = "imported", _("From the records of earlier years")

    year = models.PositiveSmallIntegerField(_("year"))
    text = models.TextField(_("shortcoming"))
    source = models.CharField(max_length=9, choices=Source, default=Source.REVIEW)
    overcome_in = models.PositiveSmallIntegerField(null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ShortcomingQuerySet.as_manager()

    class Meta(OfSubject.Meta):
        ordering = ["year", "pk"]
        constraints = [
            *OfSubject.Meta.constraints,
            models.CheckConstraint(condition=~Q(text=""), name="evaluations_shortcoming_says_something"),
        ]
        verbose_name = _("shortcoming")

    def __str__(self):
        return self.text


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
