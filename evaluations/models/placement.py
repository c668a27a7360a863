"""Where a dossier is reviewed: the places, in their order, one of which decides what goes up."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluations.models.decision import Track
from evaluations.models.evaluation import Dossier
from evaluations.models.officers import meetings_of
from portal.directory.models import Collective, PartyOrg


class ReviewPlacementQuerySet(models.QuerySet):
    def of_meeting(self, session):
        """Return the placements that a session deals with."""
        return self.filter(
            dossier__evaluation=session.evaluation_id, body=session.body_id, collective=session.collective_id
        )

    def proposing(self):
        """Leave out the places that only remark."""
        return self.exclude(capacity__in=ReviewPlacement.COMMENTS_ONLY)

    def reviewed_by(self, person):
        """Return the places that propose, of bodies whose officer the person is today or collectives they head.

        A former or a temporary cell remarks without reading the paper (domain reference, 4.2).
        """
        bodies, headed = meetings_of(person)
        if not (bodies or headed):
            return self.none()  # as for nearly everybody
        return self.proposing().filter(Q(body__in=bodies) | Q(collective__in=headed))

    def with_rows(self):
        """Return the places that have a level to propose: of who is rated, in a track that the place speaks to.

        A place may come more than once, for each of its tracks.
        """
        spoken = Q(is_deciding=True) | ~Q(capacity=ReviewPlacement.Capacity.CELL)
        return self.proposing().filter(
            spoken | Q(dossier__ratings__track__in=[track for track in Track if track != Track.CADRE]),
            dossier__ratings__superseded_at=None,
            dossier__ratings__brought_from="",
            dossier__not_rated_reason="",
            dossier__left_on=None,
        )

    def commented_by(self, person):
        """Return the places that only remark, of bodies whose officer the person is today; never about oneself."""
        bodies, _headed = meetings_of(person)
        only = self.filter(capacity__in=ReviewPlacement.COMMENTS_ONLY, body__in=bodies, dossier__left_on=None)
        return only.exclude(dossier__person=person)


class ReviewPlacement(models.Model):
    """One place at which a dossier is reviewed: the cell, a leadership collective, a committee, a further post.

    Exactly one place of a dossier is ``deciding``: its proposal goes up. A former or a temporary cell comments only.
    ``order`` is the order of review: cell before leadership collective. Source: domain reference, 4.2 (43-HD,
    sections 2 and 7 [C]).
    """

    class Capacity(models.TextChoices):
        CELL = "cell", _("Cell")
        LEADERSHIP = "leadership", _("Leadership collective")
        COMMITTEE = "committee", _("Committee")
        FURTHER_POST = "further_post", _("Further post")
        FORMER_CELL = "former_cell", _("Former cell")
        TEMPORARY_CELL = "temp_cell", _("Cell of temporary activity")
        OWN = "own", _("Its own meeting")  # of a collective or an organisation

    COMMENTS_ONLY = {Capacity.FORMER_CELL, Capacity.TEMPORARY_CELL}

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
                condition=~Q(capacity__in=["former_cell", "temp_cell"], is_deciding=True),
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

    def has_content(self):
        """Tell whether something was said at this place: a remark, or what it proposes."""
        return bool(self.remark) or self.proposals.exists()

    def speaks_to(self, track):
        """Tell whether the place proposes in a track."""
        return speaks_to(self.capacity, track, is_deciding=self.is_deciding)


def speaks_to(capacity, track, *, is_deciding):
    """Tell whether a place proposes in a track: a cell leaves the cadre track to the place that decides it."""
    return capacity != ReviewPlacement.Capacity.CELL or is_deciding or track != Track.CADRE
