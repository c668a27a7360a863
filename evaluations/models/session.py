"""Where a dossier is reviewed: the places, and the sessions that review and propose there."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluations.errors import InvalidTransition
from evaluations.models.decision import Track
from evaluations.models.evaluation import Dossier, Evaluation
from evaluations.models.officers import leaders_of, leading_roles
from portal.audit import trail
from portal.directory import tree
from portal.directory.models import Appointment, Collective, PartyOrg
from portal.directory.roles import Act, Role

NEEDED = ("evaluation__period", "evaluation__scheme", "evaluation__root", "body__org_type", "body__parent")
NEEDED += ("collective", "chair", "secretary")


class RatingSessionQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Sessions of the bodies whose officer one is today, and those in the subtree of a reader (audited)."""
        bodies, headed = meetings_of(person)
        readable = tree.under(person.scopes(Act.READ), "body__path")
        return self.filter(readable | Q(body__in=bodies) | Q(collective__in=headed))

    def locked(self):
        """Return the sessions under their lock: one act at a time on one session."""
        return self.select_for_update(of=("self",)).select_related(*NEEDED)


def meetings_of(person):
    """Return whose meetings the person leads today: keys of organisations, and of the collectives they head.

    A cell's meeting is led by its officers, that of a committee or a leadership by the officers of the organisation.
    """
    leading = leading_roles()
    bodies = [post.org_id for post in person.posts_today if post.org_id and post.role in leading]
    headed = [post.collective_id for post in person.posts_today if post.collective_id and post.role == Role.AGENCY_HEAD]
    return bodies, headed


def left_to_office_of(person):
    """Return the condition that a place of review has no officer today and lies in the reach of the person's office."""
    posts = Appointment.objects.today()
    of_body = posts.filter(org=OuterRef("body"), role__in=leading_roles())
    of_collective = posts.filter(collective=OuterRef("collective"), role=Role.AGENCY_HEAD)
    within = tree.under(person.scopes(Act.RECORD_DECISIONS), "body__path")
    return within & ~Q(Exists(of_body)) & ~Q(Exists(of_collective))


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

    objects = RatingSessionQuerySet.as_manager()

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

    @property
    def is_open(self):
        return self.status == self.Status.OPEN

    def is_led_by(self, person):
        """Tell whether the person is an officer of who meets, today."""
        bodies, headed = meetings_of(person)
        return self.body_id in bodies or (self.collective_id is not None and self.collective_id in headed)

    def officers(self):
        """Return the people who may record what the meeting said."""
        return leaders_of(self.body, self.collective)

    @classmethod
    @transaction.atomic
    def of(cls, evaluation, body, collective=None, *, by):
        """Return the session of a meeting in an evaluation, begun by ``by`` where there is none yet.

        Raises ``InvalidTransition`` unless the evaluation is open and somebody is to be reviewed at that meeting.
        """
        found = cls.objects.filter(evaluation=evaluation, body=body, collective=collective).first()
        if found is not None:
            return found
        if evaluation.status != Evaluation.Status.OPEN:
            raise InvalidTransition(_("The evaluation is not open."))
        of_meeting = {"dossier__evaluation": evaluation, "body": body, "collective": collective}
        if not ReviewPlacement.objects.filter(**of_meeting).exists():
            raise InvalidTransition(_("Nobody is reviewed at this meeting."))
        session, is_new = cls.objects.get_or_create(evaluation=evaluation, body=body, collective=collective)
        if is_new:
            session.record("evaluations.session_begun", by=by)
        return session

    def record(self, action, *, by, reason=""):
        """Write an event about the session in the trail."""
        trail.record(action, self, by=by, reason=reason, unit_path=self.body.path)


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
        """Tell whether the place proposes in a track: a cell leaves the cadre track to the place that decides it."""
        return self.capacity != self.Capacity.CELL or self.is_deciding or track != Track.CADRE
