"""Where a dossier is reviewed: the places, their sessions, what each proposes, and the counts of its ballots."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.models.evaluation import Dossier, Evaluation
from portal.directory.models import Collective, PartyOrg


class RatingSession(models.Model):
    """One meeting of a body (a cell, a collective) that reviews and proposes levels in an evaluation.

    ``body`` is the organisation, ``collective`` is set where the leadership or a committee meets. Who voted how is
    never stored: a session keeps how many were summoned, were present, and the counts (``Ballot``). ``saved`` counts
    the savings: two windows do not overwrite each other. Source: domain reference, 4.2, 6.6, 8.8.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Under way")
        CLOSED = "closed", _("Closed")

    NEXT = {Status.OPEN: {Status.CLOSED}, Status.CLOSED: {Status.OPEN}}

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="sessions")
    body = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="rating_sessions")
    collective = models.ForeignKey(
        Collective, on_delete=models.PROTECT, null=True, blank=True, related_name="rating_sessions", db_index=False
    )
    held_on = models.DateField(_("date"), null=True, blank=True)
    held_at = models.TimeField(_("time"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("chair"),
    )
    secretary = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("secretary of the session"),
    )
    is_secret = models.BooleanField(_("secret ballot"), default=True)
    summoned = models.PositiveSmallIntegerField(_("summoned"), null=True, blank=True)
    present = models.PositiveSmallIntegerField(_("present"), null=True, blank=True)
    absences = models.TextField(_("absent, and why"), blank=True)
    counters = models.CharField(_("counting team"), max_length=400, blank=True)
    proceedings = models.TextField(_("proceedings"), blank=True)
    conclusion = models.TextField(_("conclusion"), blank=True)
    status = models.CharField(max_length=6, choices=Status, default=Status.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    saved = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "body"], condition=Q(collective=None), name="evaluations_one_session_of_a_body"
            ),
            models.UniqueConstraint(
                fields=["evaluation", "collective"],
                condition=Q(collective__isnull=False),
                name="evaluations_one_session_of_a_collective",
            ),
            models.CheckConstraint(
                condition=Q(summoned=None) | Q(present=None) | Q(present__lte=F("summoned")),
                name="evaluations_present_were_summoned",
                violation_error_message=_("More are present than were summoned."),
            ),
        ]
        verbose_name = _("rating session")

    def __str__(self):
        return f"{self.meeting}: {self.evaluation.period}"

    def get_absolute_url(self):
        return reverse("evaluations:session", args=[self.pk])

    @property
    def meeting(self):
        """Return who meets: the collective, or the organisation itself."""
        return self.collective if self.collective_id else self.body


class ReviewPlacementQuerySet(models.QuerySet):
    def of_meeting(self, session):
        """Return the placements that a session deals with."""
        return self.filter(
            dossier__evaluation=session.evaluation_id, body=session.body_id, collective=session.collective_id
        )


class ReviewPlacement(models.Model):
    """One place at which a dossier is reviewed: the cell, a leadership collective, a committee, a further post.

    Exactly one place of a dossier is ``deciding``: its proposal goes up. A former cell comments only. ``order`` is the
    order of review: cell before leadership collective. Source: domain reference, 4.2 (43-HD, sections 2 and 7 [C]).
    """

    class Capacity(models.TextChoices):
        CELL = "cell", _("Cell")
        LEADERSHIP = "leadership", _("Leadership collective")
        COMMITTEE = "committee", _("Committee")
        FURTHER_POST = "further_post", _("Further post")
        FORMER_CELL = "former_cell", _("Former cell")
        OWN = "own", _("Its own meeting")  # of a collective or an organisation

    COMMENTS_ONLY = {Capacity.FORMER_CELL}

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="placements")
    body = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="review_placements")
    collective = models.ForeignKey(
        Collective, on_delete=models.PROTECT, null=True, blank=True, related_name="review_placements", db_index=False
    )
    capacity = models.CharField(max_length=12, choices=Capacity)
    is_deciding = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=1)
    remark = models.TextField(_("remarks"), blank=True)
    remarked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    remarked_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewPlacementQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "body"], condition=Q(collective=None), name="evaluations_body_once_a_dossier"
            ),
            models.UniqueConstraint(
                fields=["dossier", "collective"],
                condition=Q(collective__isnull=False),
                name="evaluations_collective_once_a_dossier",
            ),
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(is_deciding=True), name="evaluations_one_deciding_place"
            ),
            models.CheckConstraint(
                condition=~Q(capacity="former_cell", is_deciding=True),
                name="evaluations_former_cell_comments_only",
            ),
        ]
        indexes = [models.Index(fields=["body", "collective"], name="placements_of_a_meeting")]
        verbose_name = _("place of review")

    def __str__(self):
        return f"{self.dossier.subject}: {self.meeting}"

    @property
    def meeting(self):
        return self.collective if self.collective_id else self.body

    @property
    def proposes(self):
        return self.capacity not in self.COMMENTS_ONLY


class Proposal(models.Model):
    """What one place proposes for a dossier in one track: the level, its points where it scores, and why.

    ``suggested`` is the level that the portal suggested then; a proposal of another level needs a ``reason``.
    ``saved`` counts the savings, so that two windows do not overwrite each other.
    """

    placement = models.ForeignKey(ReviewPlacement, on_delete=models.CASCADE, related_name="proposals")
    track = models.CharField(max_length=12)  # Rating.Track
    level = models.CharField(max_length=12, blank=True)
    suggested = models.CharField(max_length=12, blank=True)
    reason = models.TextField(_("reason"), blank=True)
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


class Ballot(models.Model):
    """Counts of the ballots on one proposal: papers issued, collected valid and invalid, and votes by level code.

    The votes of the levels add up to the valid ones, valid and invalid to no more than the issued ones. Who voted how
    is never stored (domain reference, 6.6 [P]).
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
