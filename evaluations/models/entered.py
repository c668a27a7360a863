"""A self-assessment that an officer of the cell entered for a member without means, and how the member confirmed it."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.models import EnteredForAnother
from commitments.models.helping import helped_keys, tell_to_confirm


class EnteredAssessment(EnteredForAnother):
    """A self-assessment, of one round, that was handed in for a member."""

    assessment = models.ForeignKey("evaluations.SelfAssessment", on_delete=models.CASCADE, related_name="entered")
    round = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["assessment", "round"], name="evaluations_entered_once_a_round")]
        indexes = [
            models.Index(fields=["member"], name="assessments_to_confirm", condition=Q(confirmed_at=None)),
        ]
        verbose_name = _("self-assessment entered for a member")

    def __str__(self):
        return str(self.assessment)

    def get_absolute_url(self):
        return reverse("evaluations:entered", args=[self.pk])

    @property
    def unit(self):
        """Return where the office stands that may keep the signed print."""
        return self.assessment.dossier.unit

    @classmethod
    def is_unconfirmed_of(cls, dossier, person):
        """Tell whether the person has entered a dossier's paper as it stands, and nobody has confirmed it."""
        found = cls.objects.unconfirmed().by(person)
        return found.filter(assessment__dossier=dossier, round=F("assessment__round")).exists()

    @classmethod
    def is_own(cls, dossier, person):
        """Tell whether the person decides nothing on a dossier: it is their own, or they entered its paper and nobody
        has confirmed it."""
        return dossier.belongs_to(person) or cls.is_unconfirmed_of(dossier, person)

    @classmethod
    def note(cls, assessment, *, by):
        """Note that ``by`` hands the paper in for its person, in the transaction of handing in.

        What waits of an earlier round needs no word any more: this one takes its place.
        """
        assessment.entered.unconfirmed().drop()
        member = assessment.dossier.person
        if member is not None and member.pk in helped_keys(by):
            tell_to_confirm(
                cls.objects.create(assessment=assessment, round=assessment.round, member=member, entered_by=by)
            )
