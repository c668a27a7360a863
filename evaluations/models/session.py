"""The sessions in which a body reviews dossiers and proposes levels."""

from collections import defaultdict

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluations.errors import InvalidTransition
from evaluations.models.evaluation import Evaluation
from evaluations.models.officers import leaders_of, meetings_of, recorders_of
from evaluations.models.placement import ReviewPlacement
from portal.audit import trail
from portal.directory import tree
from portal.directory.models import Collective, PartyOrg
from portal.directory.roles import Act
from portal.notifications import outbox

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
    order_reason = models.CharField(_("why out of order"), max_length=300, blank=True)  # for all rows without their own
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
            session.ask_for_own_levels(by=by)
        return session

    def ask_for_own_levels(self, *, by):
        """Tell who records the levels of the officers themselves, as none of them records their own; not ``by``."""
        officers = {person.pk for person in self.officers()}
        own = ReviewPlacement.objects.of_meeting(self).proposing().filter(dossier__person__in=officers)
        own = own.filter(dossier__not_rated_reason="", dossier__left_on=None).select_related("dossier__person")
        names_for, people = defaultdict(list), {}
        for dossier in [placement.dossier for placement in own.order_by("dossier__rank", "pk")]:
            for person in recorders_of(self.body, self.collective, dossier):
                people[person.pk] = person
                names_for[person.pk].append(str(dossier.person))
        tellings = [
            (person, {"meeting": self.meeting, "names": ", ".join(names_for[pk])}, self.get_absolute_url())
            for pk, person in people.items()
            if pk != by.pk
        ]
        text = _("The rating session of %(meeting)s has begun. You may record the level of %(names)s.")
        outbox.notify_each(tellings, "evaluations.own_levels_asked", text)

    def record(self, action, *, by, reason=""):
        """Write an event about the session in the trail."""
        trail.record(action, self, by=by, reason=reason, unit_path=self.body.path)
