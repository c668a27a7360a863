"""Calls to review and rate a period, and the dossiers of those who are in them."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.models import CampaignEntry, Period
from commitments.models.campaign import collectives_headed_by
from commitments.models.review import bodies_of
from evaluations.errors import InvalidTransition, OpeningRefused
from evaluations.models.in_whose_name import InWhoseName
from evaluations.models.scheme import Scheme
from evaluations.models.subject import OfSubject, OfSubjectQuerySet
from evaluations.models.writers import writers_of
from portal.audit import trail
from portal.directory import tree
from portal.directory.models import PartyOrg, TierRule
from portal.directory.roles import Act
from portal.lib.dates import today

DECIDED_ALREADY = _(
    "A level has been decided; what it rests on stays as it is. What came to light since leads to a re-rating."
)
PROPOSED_ALREADY = _("A level has been proposed already. Ask the place that reviews you to open its session again.")


class EvaluationQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Evaluations one has a dossier in, and those called within or above what one's roles reach."""
        reach = person.reach()
        above = {pk for path in reach for pk in tree.ancestors(path)}
        opened = ~Q(status=Evaluation.Status.DRAFT)
        own = Dossier.objects.of(person).values("evaluation")
        within_reach = tree.under(reach, "root__path") | Q(root__in=above)
        keeps = tree.under(person.scopes(Act.CALL_CAMPAIGNS), "root__path")
        return self.filter(keeps | (opened & (within_reach | Q(pk__in=own))))

    def running(self):
        return self.filter(status=Evaluation.Status.OPEN)


class Evaluation(models.Model):
    """One call to review and rate a period (a year, or a quarter of leaders): in which tree, under which scheme.

    The three days count: what comes on them is on time. ``correction_days`` is how long after publication a person may
    ask for a correction, in calendar days, the day of publication not counted. Defaults: domain reference, 3 [P].
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("In preparation")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    NEXT = {Status.DRAFT: {Status.OPEN}, Status.OPEN: {Status.CLOSED}, Status.CLOSED: set()}

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="evaluations", verbose_name=_("period"))
    root = models.ForeignKey(
        PartyOrg, on_delete=models.PROTECT, related_name="evaluations", verbose_name=_("called by")
    )
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="evaluations", verbose_name=_("scheme"))
    opens_on = models.DateField(_("opens on"))
    self_due_on = models.DateField(_("self-assessments due on"))
    propose_due_on = models.DateField(_("cells propose by"))
    decide_due_on = models.DateField(_("decisions by"))
    correction_days = models.PositiveSmallIntegerField(_("days for a request for correction"), default=5)
    status = models.CharField(max_length=6, choices=Status, default=Status.DRAFT)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        ordering = ["-period__starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "root"],
                name="evaluations_period_once_per_caller",
                violation_error_message=_("This organisation has called the evaluation of that period already."),
            ),
            models.CheckConstraint(
                condition=Q(
                    self_due_on__gte=F("opens_on"),
                    propose_due_on__gte=F("self_due_on"),
                    decide_due_on__gte=F("propose_due_on"),
                ),
                name="evaluations_days_in_order",
                violation_error_message=_(
                    "The days must follow each other: opening, self-assessment, proposal, decision."
                ),
            ),
        ]
        verbose_name = _("evaluation")

    def __str__(self):
        return f"{self.period}: {self.root}"

    def get_absolute_url(self):
        return reverse("evaluations:evaluation", args=[self.pk])

    @property
    def year(self):
        return self.period.year

    @property
    def period_text(self):
        """Return the period inside a sentence: "năm 2026", "quý III/2026"."""
        if self.is_of_quarter:
            return _("quarter %(quarter)s") % {"quarter": self.period.roman}
        return _("year %(year)s") % {"year": self.year}

    @property
    def is_of_quarter(self):
        return self.period.kind == Period.Kind.QUARTER

    @property
    def title(self):
        """Return what it is called: "Đánh giá, xếp loại năm 2026", "… quý III/2026"."""
        if self.is_of_quarter:
            return _("Evaluation of quarter %(quarter)s") % {"quarter": self.period.roman}
        return _("Evaluation of the year %(year)s") % {"year": self.year}

    @property
    def tree_day(self):
        """Return the day whose tree of organisations its tables are counted in; None, today's, while it is open."""
        is_closed = self.status == self.Status.CLOSED and self.closed_at is not None
        return timezone.localdate(self.closed_at) if is_closed else None

    @property
    def main_tracks(self):
        """Return the tracks in which its dossiers are rated by it: what has been added beside them is not counted."""
        return ["cadre"] if self.is_of_quarter else ["party_member", "collective", "organisation"]

    def main_ratings(self):
        """Return the standing ratings of those who are rated, one for each dossier."""
        ratings = Dossier.ratings.rel.related_model.objects.standing()
        rated = {"dossier__evaluation": self, "dossier__not_rated_reason": "", "dossier__left_on": None}
        return ratings.filter(track__in=self.main_tracks, **rated)

    @transaction.atomic
    def open(self, *, by):
        """Open it; its dossiers have been written (``evaluations.opening``).

        Raises ``OpeningRefused`` as ``lock_to_open`` does, and where nobody in it is to be rated.
        """
        self.lock_to_open()
        if not self.dossiers.rated().exists():
            raise OpeningRefused(_("Nobody would be rated. Check who belongs to the units of this organisation."))
        self.status, self.opened_at = self.Status.OPEN, timezone.now()
        self.save(update_fields=["status", "opened_at"])
        trail.record("evaluations.evaluation_opened", self, by=by, unit_path=self.root.path)

    @transaction.atomic
    def close(self, *, by, reason=""):
        """Close it. Raises ``OpeningRefused`` unless it is open; without a reason also while a level is not locked."""
        self._lock()
        if self.status != self.Status.OPEN:
            raise OpeningRefused(_("Only an open evaluation can be closed."))
        waiting = self.main_ratings().exclude(stage="locked").count()
        if waiting and not reason.strip():
            raise OpeningRefused(
                _("%(count)s ratings are not locked yet. Lock them first, or say why it closes without them.")
                % {"count": waiting}
            )
        self.status, self.closed_at = self.Status.CLOSED, timezone.now()
        self.save(update_fields=["status", "closed_at"])
        trail.record("evaluations.evaluation_closed", self, by=by, reason=reason, unit_path=self.root.path)

    def lock_to_open(self):
        """Lock the row. Raises ``OpeningRefused`` unless it is in preparation, its scheme in force, and nobody in it
        is in another evaluation of the same period, called above or below."""
        self._lock()
        if self.status != self.Status.DRAFT:
            raise OpeningRefused(_("This evaluation has been opened already."))
        if self.scheme.status != Scheme.Status.IN_FORCE:
            raise OpeningRefused(_("The scheme is not in force. Choose one that is, or put it in force first."))
        above = Q(root__in=tree.ancestors(self.root.path)) | tree.under([self.root.path], "root__path")
        others = Evaluation.objects.filter(above, period=self.period).exclude(pk=self.pk)
        if other := others.exclude(status=self.Status.DRAFT).select_related("root").first():
            raise OpeningRefused(
                _("%(org)s has opened an evaluation of this period, with the same people in it.") % {"org": other.root}
            )

    @property
    def by_office(self):
        """Return where and by which act its roster is kept, as ``Person.is_only_for`` asks."""
        return self.root, Act.CALL_CAMPAIGNS

    def _lock(self):
        """Lock the row and read it again."""
        locked = Evaluation.objects.select_for_update(of=("self",)).select_related("scheme", "root", "period")
        self.refresh_from_db(from_queryset=locked)


class DossierQuerySet(OfSubjectQuerySet):
    def of(self, person):
        """Dossiers that are the person's own: in their name, or of a collective or an organisation they head today."""
        collectives = collectives_headed_by(person)
        orgs = PartyOrg.objects.filter(pk__in=orgs_headed_by(person))
        return self.filter(Q(person=person) | Q(collective__in=collectives) | Q(org__in=orgs))

    def opened(self):
        """Leave out those of an evaluation that is still being prepared, or written."""
        return self.exclude(evaluation__status=Evaluation.Status.DRAFT)

    def visible_to(self, person):
        """Dossiers of opened evaluations that a person may open (design, section 4).

        One's own; those with a place of review, or a decision, before a body whose officer one is today; and, for
        readers whose every reading is recorded, those in their subtree. What of it is shown, the policies say.
        """
        readable = tree.under(person.scopes(Act.READ), "unit__path")
        own = Dossier.objects.of(person).order_by().values("pk")
        before_us = Dossier.objects.before_bodies_of(person).order_by().values("pk")
        return self.opened().filter(readable | Q(pk__in=own) | Q(pk__in=before_us))

    def before_bodies_of(self, person):
        """Dossiers reviewed at, or decided by, a body whose officer the person is today, or a collective they head."""
        if not any(person.acting_posts):
            return self.none()  # as for nearly everybody
        placed = self.model.placements.rel.related_model.objects.reviewed_by(person).order_by().values("dossier")
        return self.filter(Q(decider__in=bodies_of(person)) | Q(pk__in=placed))

    def lock(self):
        """Lock these dossiers, in the order of locks (``evaluations.models``): before their ratings.

        Not their keys: whoever holds a rating may write a row that points at the dossier meanwhile, such as a case.
        The evaluation is read along, as a manager that hangs on one would ask for it row by row.
        """
        list(self.order_by("pk").select_for_update(of=("self",), no_key=True).only("pk", "evaluation"))

    def of_people(self):
        return self.filter(person__isnull=False)

    def rated(self):
        """Leave out who is not rated, and who has left the roster."""
        return self.filter(not_rated_reason="", left_on=None)

    def within(self, org):
        return self.filter(tree.under([org.path], "unit__path"))


def orgs_headed_by(person):
    """Return the keys of the organisations whose secretary the person is today: they write what it says of itself."""
    heads = {"secretary", "cell_secretary"}
    return [post.org_id for post in person.posts_today if post.org_id and post.role in heads]


class Dossier(InWhoseName, OfSubject):
    """Hồ sơ: one person, collective or organisation in an evaluation; everything said of it hangs here.

    Written at the opening from the roster of that day: later moves are acts on it, so that reports do not change.
    ``frame`` is a code of the scheme. ``decider`` decides the level; None where it stands outside this installation.
    ``peer_group`` is the group of similar posts in which the quota counts. ``rank`` orders a unit's session: 1 head,
    2 deputies, 3 committee, 9 others. Source: domain reference, 4.1, 4.2, 5.5, 6.5.
    """

    class NotRated(models.TextChoices):
        EXEMPT = CampaignEntry.Exempt.EXEMPT.value, CampaignEntry.Exempt.EXEMPT.label
        SUSPENDED = CampaignEntry.Exempt.SUSPENDED.value, CampaignEntry.Exempt.SUSPENDED.label
        NEW = CampaignEntry.Exempt.NEW.value, CampaignEntry.Exempt.NEW.label
        SHORT = "short", _("Worked less than 6 months in the year")
        OTHER = CampaignEntry.Exempt.OTHER.value, CampaignEntry.Exempt.OTHER.label

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="dossiers")
    unit = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="unit_dossiers", verbose_name=_("unit"))
    frame = models.CharField(_("frame"), max_length=24)
    tier = models.CharField(max_length=12, choices=TierRule.Tier, default=TierRule.Tier.NONE)
    decider = models.ForeignKey(
        PartyOrg, on_delete=models.PROTECT, null=True, blank=True, related_name="decides", verbose_name=_("decides")
    )
    peer_group = models.CharField(_("peer group"), max_length=120, blank=True)
    rank = models.PositiveSmallIntegerField(default=9)
    # As they were at the opening: posts of the Party, and the post at work.
    posts = models.CharField(_("posts"), max_length=400, blank=True)
    job = models.CharField(_("post at work"), max_length=400, blank=True)
    added_on = models.DateField(default=today)
    left_on = models.DateField(null=True, blank=True)
    left_with_membership = models.BooleanField(default=False)  # not by hand: comes back when its person does
    not_rated_reason = models.CharField(max_length=10, choices=NotRated, blank=True)
    not_rated_note = models.CharField(max_length=300, blank=True)

    objects = DossierQuerySet.as_manager()

    class Meta(OfSubject.Meta):
        ordering = ["pk"]
        constraints = [
            *OfSubject.Meta.constraints,
            models.UniqueConstraint(fields=["evaluation", "person"], name="evaluations_person_once"),
            models.UniqueConstraint(fields=["evaluation", "collective"], name="evaluations_collective_once"),
            models.UniqueConstraint(fields=["evaluation", "org"], name="evaluations_org_once"),
            models.CheckConstraint(
                condition=~Q(not_rated_reason="other") | ~Q(not_rated_note=""),
                name="evaluations_other_reason_in_words",
                violation_error_message=_("Say why this person is not rated."),
            ),
        ]
        indexes = [
            *OfSubject.Meta.indexes,
            models.Index(fields=["evaluation", "unit", "rank"], name="dossiers_of_a_unit"),
            models.Index(fields=["evaluation", "decider", "peer_group"], name="dossiers_of_a_decider"),
        ]
        verbose_name = _("dossier")

    def __str__(self):
        return f"{self.subject}: {self.evaluation.period}"

    def get_absolute_url(self):
        return reverse("evaluations:dossier", args=[self.pk])

    @property
    def posts_and_job(self):
        """Return the posts of the Party, then the post at work: "Bí thư Chi bộ Trạm Y tế; Trưởng trạm"."""
        return "; ".join(filter(None, [self.posts, self.job]))

    @property
    def is_rated(self):
        return not self.not_rated_reason and self.left_on is None

    @property
    def office_place(self):
        """Return whose personnel office appraises and records it: of who decides, or called where that is outside."""
        return self.decider or self.evaluation.root

    @property
    def not_rated_text(self):
        """Return why it is not rated, in words; empty where it is."""
        return self.not_rated_note or str(self.get_not_rated_reason_display())

    def has_decision(self):
        """Tell whether a level of it was decided here; one brought from an agency was not."""
        return self.ratings.claimed().filter(stage__in=["decided", "locked"]).exists()

    def require_undecided(self):
        """Lock its ratings; raise ``InvalidTransition`` once a level is decided: what it rests on stays as it is."""
        locked = self.ratings.claimed().select_for_update().order_by("pk")
        if any(rating.is_decided for rating in locked):
            raise InvalidTransition(DECIDED_ALREADY)

    def require_unproposed(self, *, any_track=False):
        """Lock its ratings; raise ``InvalidTransition`` once each of them is proposed, or any one (``any_track``).

        What a meeting has weighed, or has done without, is neither brought nor taken back behind its back.
        """
        ratings = list(self.ratings.claimed().select_for_update().order_by("pk"))
        if any(rating.is_decided for rating in ratings):
            raise InvalidTransition(DECIDED_ALREADY)
        gone_on = [rating.stage != "self" for rating in ratings]
        if gone_on and (any(gone_on) if any_track else all(gone_on)):
            raise InvalidTransition(PROPOSED_ALREADY)

    def belongs_to(self, person):
        """Tell whether the person writes what this dossier says of itself: its person, or who heads it today."""
        if self.person_id:
            return self.person_id == person.pk
        return Dossier.objects.of(person).filter(pk=self.pk).exists()

    def writers(self):
        """Return the people who write its self-assessment: the person, or who heads it today."""
        return writers_of([self])[self.pk]
