"""What is issued at the end, and what earlier years brought: evaluation reports, past levels and past counts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.models.rating import Rating
from evaluations.models.subject import OfSubject
from portal.directory.models import PartyOrg
from portal.printing.models import IssuedPaper


class EvaluationReport(models.Model):
    """Phiếu đánh giá, xếp loại: what one rating rested on as it was decided, frozen, and the paper issued of it.

    ``paper`` is there once somebody has asked for it. Source: domain reference, 8.10 [P].
    """

    rating = models.OneToOneField(Rating, on_delete=models.PROTECT, related_name="report")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    paper = models.OneToOneField(IssuedPaper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    compiled_at = models.DateTimeField(default=timezone.now)
    compiled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("evaluation report")

    def __str__(self):
        return str(self.rating)


class PastRating(OfSubject):
    """A level of a year that was not evaluated here, as a list brought it (``level`` as the scheme's codes)."""

    year = models.PositiveSmallIntegerField(_("year"))
    track = models.CharField(max_length=12, choices=Rating.Track)
    level = models.CharField(max_length=12)
    note = models.CharField(max_length=300, blank=True)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField(default=timezone.now)

    class Meta(OfSubject.Meta):
        ordering = ["-year", "pk"]
        constraints = [
            *OfSubject.Meta.constraints,
            models.UniqueConstraint(
                fields=["year", "track", "person"],
                condition=Q(person__isnull=False),
                name="evaluations_past_level_of_a_person_once",
            ),
            models.UniqueConstraint(
                fields=["year", "track", "collective"],
                condition=Q(collective__isnull=False),
                name="evaluations_past_level_of_a_collective_once",
            ),
            models.UniqueConstraint(
                fields=["year", "track", "org"],
                condition=Q(org__isnull=False),
                name="evaluations_past_level_of_an_org_once",
            ),
        ]
        verbose_name = _("level of an earlier year")

    def __str__(self):
        return f"{self.year}: {self.level}"


class PastCount(models.Model):
    """How many of an organisation's people, collectives or organisations had which level in an earlier year.

    ``counts`` maps level codes to counts; ``total`` and ``rated`` are all, and those who were rated.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    org = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="past_counts")
    track = models.CharField(max_length=12, choices=Rating.Track)
    total = models.PositiveIntegerField()
    rated = models.PositiveIntegerField()
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["year", "org", "track"], name="evaluations_past_count_once"),
            models.CheckConstraint(
                condition=Q(rated__lte=models.F("total")), name="evaluations_past_rated_are_among_all"
            ),
        ]
        verbose_name = _("counts of an earlier year")

    def __str__(self):
        return f"{self.org}, {self.year}"
