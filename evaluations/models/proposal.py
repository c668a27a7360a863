"""What a place proposes for a dossier, and the counts of its ballots."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.models.placement import ReviewPlacement


class Proposal(models.Model):
    """What one place proposes for a dossier in one track: the level, its points where it scores, and why.

    ``suggested`` is the level that the portal suggested then; a proposal of another level needs a ``reason``. One that
    was recorded before somebody who comes earlier (``is_out_of_order``) needs ``order_reason``, one without a
    self-assessment ``paperless_reason``. ``saved`` counts the savings, so that two windows do not overwrite each other.
    """

    placement = models.ForeignKey(ReviewPlacement, on_delete=models.CASCADE, related_name="proposals")
    track = models.CharField(max_length=12)  # Rating.Track
    level = models.CharField(max_length=12, blank=True)
    suggested = models.CharField(max_length=12, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    is_out_of_order = models.BooleanField(default=False)
    order_reason = models.CharField(_("why out of order"), max_length=300, blank=True)
    paperless_reason = models.CharField(_("why without a self-assessment"), max_length=300, blank=True)
    points_a = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    points_b = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    saved = models.PositiveIntegerField(default=0)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "track"], name="evaluations_one_proposal_a_place"),
        ]
        verbose_name = _("proposal")

    def __str__(self):
        return f"{self.placement}: {self.level}"

    @property
    def counted(self):
        """Return the ballot, or None while nothing was counted."""
        return getattr(self, "ballot", None)


class Ballot(models.Model):
    """Counts of the ballots on one proposal: papers issued, collected valid and invalid, and votes by level code.

    Valid and invalid are no more than the issued ones, and the votes of the levels no more than the valid ones. While
    the counting is being written down they may be less: ``missing`` says by how many, and a session does not close
    before they agree. Who voted how is never stored (domain reference, 6.6 [P]).
    """

    proposal = models.OneToOneField(Proposal, on_delete=models.CASCADE, related_name="ballot")
    issued = models.PositiveSmallIntegerField(_("issued"))
    valid = models.PositiveSmallIntegerField(_("valid"))
    invalid = models.PositiveSmallIntegerField(_("invalid"), default=0)
    votes = models.JSONField(default=dict)  # level code: count

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(issued__gte=F("valid") + F("invalid")),
                name="evaluations_ballots_were_issued",
                violation_error_message=_("More ballots came back than were issued."),
            )
        ]
        verbose_name = _("ballot")

    def __str__(self):
        return f"{self.proposal}: {self.votes}"

    @property
    def missing(self):
        """Return how many valid ballots no level has yet: 0 once the votes add up, below 0 where there are too many."""
        return self.valid - sum(self.votes.values())

    def outvotes(self, level):
        """Tell whether another level than ``level`` (a code) has more votes; no before the count adds up."""
        if self.missing or not any(self.votes.values()):
            return False
        return self.votes.get(level, 0) < max(self.votes.values())
