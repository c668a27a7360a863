"""Shortcomings: pointed out in one review, followed up in the next ones until they are overcome."""

import re

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.models.subject import OfSubject, OfSubjectQuerySet
from portal.lib.vietnamese import fold

_BULLET = re.compile(r"^\s*(?:[-–—+*•]|\d{1,2}[.)])\s*")
_NONE = {"khong", "khong co", "khong co han che", "khong co han che khuyet diem"}


class ShortcomingQuerySet(OfSubjectQuerySet):
    def open_before(self, year):
        """Return those pointed out before ``year`` that were not overcome by then."""
        return self.filter(year__lt=year).filter(Q(overcome_in=None) | Q(overcome_in__gte=year))


class Shortcoming(OfSubject):
    """A shortcoming or fault of a person, a collective or an organisation, open until it is overcome.

    ``overcome_in`` is the year whose review accepted that it is. ``dossier`` is that of the self-assessment which named
    it, where one did: a quarter's and the year's are kept apart. Source: domain reference, 8.5 III [C].
    """

    class Source(models.TextChoices):
        OWN = "own", _("Named by oneself")
        REVIEW = "review", _("Pointed out in the review")
        CONCLUDED = "concluded", _("Concluded by a competent body")
        IMPORTED = "imported", _("From the records of earlier years")

    year = models.PositiveSmallIntegerField(_("year"))
    text = models.TextField(_("shortcoming"))
    source = models.CharField(max_length=9, choices=Source, default=Source.REVIEW)
    dossier = models.ForeignKey(
        "evaluations.Dossier", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
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

    @classmethod
    def keep_review(cls, dossier, *, named, overcome, by):
        """Keep what a review took over from a self-assessment; called under its lock.

        ``named`` are new shortcomings in the writer's own words, ``overcome`` the keys of earlier ones.
        """
        year = dossier.evaluation.year
        cls.objects.same_subject(dossier).filter(pk__in=overcome, overcome_in=None).update(overcome_in=year)
        cls.objects.bulk_create(
            cls(
                **dossier.subject_fields,
                year=year,
                text=text,
                source=cls.Source.OWN,
                dossier=dossier,
                recorded_by=by,
            )
            for text in named
        )

    @classmethod
    def forget_review(cls, dossier, *, overcome):
        """Take back what ``keep_review`` kept of this dossier: its self-assessment is written once more.

        ``overcome`` are the keys of those that this paper alone calls overcome.
        """
        own, year = cls.objects.same_subject(dossier), dossier.evaluation.year
        own.filter(pk__in=overcome, overcome_in=year).update(overcome_in=None)
        own.filter(dossier=dossier, source=cls.Source.OWN).delete()


def named_in(text):
    """Return the shortcomings that a text names, one a line without its dash or number; "Không có" names none."""
    lines = [_BULLET.sub("", line).strip() for line in text.splitlines()]
    return [line for line in lines if fold(line) and fold(line) not in _NONE]
