"""Decisions: the documents by which bodies decide levels."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.models.evaluation import Evaluation
from portal.directory import tree
from portal.directory.models import PartyOrg
from portal.directory.roles import Act


class Track(models.TextChoices):
    PARTY_MEMBER = "party_member", _("Party member")
    CADRE = "cadre", _("Cadre, civil servant, public employee")
    COLLECTIVE = "collective", _("Collective")
    ORGANISATION = "organisation", _("Party organisation")


class RatingDecisionQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Return the decisions a person may open: of their office, their deciding body, or their inspection."""
        readers = person.scopes(Act.RECORD_DECISIONS) + person.scopes(Act.READ)
        deciding = [post.org_id for post in person.acting_posts if post.org_id and Act.DECIDE in post.may]
        outside = Q(decider=None) & tree.under(readers, "evaluation__root__path")
        return self.filter(tree.under(readers, "decider__path") | outside | Q(decider__in=deciding))

    def with_counts(self):
        """Note on each how many ratings it decided (``rating_count``)."""
        return self.annotate(rating_count=Count("ratings"))


class RatingDecision(models.Model):
    """The document by which a body decides the levels of one track: number, date, scan; the personnel office enters it.

    ``decider`` is None where the body stands outside this installation. ``over_quota_reason`` says why a decision
    stands above the quota, and ``over_quota`` what was counted then, line by line: the portal never chooses who stays.
    Source: domain reference, 6.5, 6.6 [C].
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="decisions")
    decider = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    track = models.CharField(_("track"), max_length=12, choices=Track)
    decided_by = models.CharField(_("decided by"), max_length=200)  # the body, as the document names it
    signs_as = models.CharField(_("signs as"), max_length=60, blank=True)  # "T/M BAN THƯỜNG VỤ"
    symbol = models.CharField(_("symbol"), max_length=60)
    decided_on = models.DateField(_("date"))
    scan = models.FileField(_("scan"), upload_to="decisions/%Y/%m/", blank=True)
    is_re_rating = models.BooleanField(default=False)  # Mẫu 03
    over_quota = models.JSONField(default=list)  # lines of text
    over_quota_reason = models.TextField(_("reason for standing above the quota"), blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = RatingDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(symbol="") & ~Q(decided_by=""), name="evaluations_decision_names_body_and_number"
            ),
        ]
        verbose_name = _("decision")

    def __str__(self):
        return f"{self.symbol} ({self.decided_on:%d/%m/%Y})"

    def get_absolute_url(self):
        return reverse("evaluations:decision", args=[self.pk])
