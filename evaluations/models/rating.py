"""The rating: one level of one subject in one track, from the self-assessment to the locked decision."""

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from commitments.models.review import UNCONFIRMED
from evaluations.errors import (
    Held,
    InvalidTransition,
    NotRated,
    NotYours,
    ReasonMissing,
    RequestOpen,
    UnknownLevel,
)
from evaluations.models.decision import RatingDecision, Track
from evaluations.models.entered import EnteredAssessment
from evaluations.models.evaluation import Dossier, Evaluation
from evaluations.models.officers import officers_of
from portal.audit import trail
from portal.directory import tree
from portal.directory.errors import OF_THE_ABSENT
from portal.directory.roles import Act
from portal.lib.dates import today
from portal.notifications import outbox

OWN_RATING = _("Nobody appraises, decides or answers on their own rating.")


class RatingQuerySet(models.QuerySet):
    def standing(self):
        """Leave out what a re-rating has superseded."""
        return self.filter(superseded_at=None)

    def of_office(self, person, *, beside=None):
        """Return the ratings that the person's personnel office appraises and records.

        Those whose deciding body the office reaches; where that body stands outside, those of who called. The person's
        own are among them: lists leave them out (``without_own``). ``beside`` leaves out an absent comrade's name.
        """
        scopes = person.scopes(Act.RECORD_DECISIONS, beside=beside)
        outside = Q(dossier__decider=None) & tree.under(scopes, "dossier__evaluation__root__path")
        return self.filter(tree.under(scopes, "dossier__decider__path") | outside)

    def without_own(self, person):
        """Leave out the person's own, and those of the collectives and organisations they head.

        And those of a comrade in whose name alone their office would handle them.
        """
        found = self.exclude(dossier__in=Dossier.objects.of(person).values("pk"))
        for absent in person.names_absent(Act.RECORD_DECISIONS):
            beside = self.model.objects.of_office(person, beside=absent).values("pk")
            found = found.exclude(Q(dossier__in=Dossier.objects.of(absent).values("pk")) & ~Q(pk__in=beside))
        return found

    def locked_for_writing(self):
        """Return the ratings under their lock, in the order of their keys, with what the transitions need."""
        return self.select_for_update(of=("self",)).select_related(*Rating.NEEDED).order_by("pk")

    def claimed(self):
        """Return those for which a self-assessment names a level: a level brought from an agency was claimed there."""
        return self.standing().filter(brought_from="")

    def decided(self):
        return self.filter(stage__in=Rating.DECIDED)


class Rating(models.Model):
    """The level of one dossier in one track, and how far it has come.

    The transitions (``NEXT``) are data: methods, policies and the test of every refused pair read the same table. Each
    runs under the lock, with its event and its notifications. What a message says never names a level.

    Levels are codes of the evaluation's scheme. Points are those of the appraisal. A published level changes only by
    a re-rating: a new row that ``supersedes`` this one, which stays. Source: domain reference, 3, 4.1, 6.6 [C].
    """

    class Stage(models.TextChoices):
        SELF = "self", _("Self-assessment")
        PROPOSED = "proposed", _("Proposed")
        APPRAISED = "appraised", _("Appraised")
        DECIDED = "decided", _("Decided")
        LOCKED = "locked", _("Locked")

    # A step back is taken in the open, with a reason, before the decision.
    NEXT = {
        Stage.SELF: {Stage.PROPOSED},
        Stage.PROPOSED: {Stage.APPRAISED, Stage.SELF},
        Stage.APPRAISED: {Stage.DECIDED, Stage.PROPOSED},
        Stage.DECIDED: {Stage.LOCKED},
        Stage.LOCKED: set(),
    }
    Track = Track
    DECIDED = (Stage.DECIDED, Stage.LOCKED)
    PROPOSAL = ("proposed_level", "proposed_at")
    APPRAISAL = ("appraised_level", "appraised_a", "appraised_b", "appraisal_note", "appraised_at", "appraised_by")
    NEEDED = ("dossier__person", "dossier__collective", "dossier__org", "dossier__unit", "dossier__decider")
    NEEDED += ("dossier__evaluation__scheme", "dossier__evaluation__period", "dossier__evaluation__root")

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="ratings")
    track = models.CharField(max_length=12, choices=Track)
    stage = models.CharField(max_length=9, choices=Stage, default=Stage.SELF)
    brought_from = models.CharField(_("brought from"), max_length=200, blank=True)  # a cadre level the agency decided
    # Copied from the deciding place when it proposes, so that lists and the quota need no join.
    proposed_level = models.CharField(max_length=12, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    sent_back_reason = models.TextField(blank=True)  # while the place of review has to look at it again
    appraised_level = models.CharField(max_length=12, blank=True)
    appraised_a = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    appraised_b = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    appraisal_note = models.TextField(blank=True)
    appraised_at = models.DateTimeField(null=True, blank=True)
    appraised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    hold_reason = models.CharField(_("held because"), max_length=300, blank=True)
    level = models.CharField(max_length=12, blank=True)
    level_reason = models.TextField(_("reason"), blank=True)  # where it is not the appraised one
    decision = models.ForeignKey(
        RatingDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="ratings"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    superseded_at = models.DateTimeField(null=True, blank=True)
    supersede_reason = models.TextField(blank=True)

    objects = RatingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "track"],
                condition=Q(superseded_at=None),
                name="evaluations_one_standing_rating_a_track",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["self", "proposed", "appraised"], level="", decision=None)
                | Q(stage__in=["decided", "locked"], decision__isnull=False) & ~Q(level=""),
                name="evaluations_decided_has_level_and_decision",
            ),
            models.CheckConstraint(
                condition=Q(stage="self") | ~Q(proposed_level=""), name="evaluations_proposed_names_a_level"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["self", "proposed"]) | ~Q(appraised_level=""),
                name="evaluations_appraised_names_a_level",
            ),
        ]
        indexes = [models.Index(fields=["stage", "track"], name="ratings_by_stage")]
        verbose_name = _("rating")

    def __str__(self):
        return f"{self.dossier} · {self.get_track_display()}"

    def get_absolute_url(self):
        return reverse("evaluations:dossier", args=[self.dossier_id])

    # ── questions ──

    def can_become(self, stage):
        return self.superseded_at is None and stage in self.NEXT[self.Stage(self.stage)]

    @property
    def standing_level(self):
        """Return the level that holds now, as far as it has come: decided, else appraised, else proposed."""
        return self.level or self.appraised_level or self.proposed_level

    @property
    def is_decided(self):
        return self.stage in self.DECIDED

    @property
    def is_held(self):
        return bool(self.hold_reason)

    @property
    def is_published(self):
        return self.published_at is not None

    @property
    def last_day_to_ask(self):
        """Return the last day on which a correction may be asked for, or None before publication.

        The day of publication is not counted, the last one is.
        """
        if self.published_at is None:
            return None
        return timezone.localdate(self.published_at) + timedelta(days=self.dossier.evaluation.correction_days)

    def is_above_points(self, level, points_a, points_b):
        """Tell whether a level, a code of the scheme, is better than the points of both groups together say."""
        rules = self.dossier.evaluation.scheme.rules
        if None in (points_a, points_b) or not rules.has_points:
            return False
        codes = [each.code for each in rules.levels]
        return codes.index(level) < codes.index(rules.band(points_a + points_b).code)

    def may_still_be_asked(self, *, on=None):
        return self.published_at is not None and (on or today()) <= self.last_day_to_ask

    # ── proposed by the place of review ──

    @transaction.atomic
    def propose(self, level, *, by):
        """Take over what the deciding place proposes, a code of the scheme; called when its session closes.

        Who recorded it, and that it was nobody's own, the session answers for. Raises ``InvalidTransition`` unless the
        rating is still with the self-assessment, ``NotRated``, and ``UnknownLevel``.
        """
        self._lock_to(self.Stage.PROPOSED, before=self.Stage.SELF)
        self._check_rated()
        self._check_level(level)
        self.stage, self.proposed_level, self.proposed_at = self.Stage.PROPOSED, level, timezone.now()
        self.sent_back_reason = ""
        self.save(update_fields=["stage", "sent_back_reason", *self.PROPOSAL])
        self._record("evaluations.proposed", by=by)

    @transaction.atomic
    def withdraw_proposal(self, reason, *, by):
        """Take the proposal back, before it is appraised: the session is opened again. ``reason`` is kept in the trail.

        Raises ``ReasonMissing``, and ``InvalidTransition`` once it is appraised.
        """
        reason = _given(reason, _("Say why the proposal is taken back."))
        self._lock_to(self.Stage.SELF)
        self._forget_proposal()
        self._record("evaluations.proposal_withdrawn", by=by, reason=reason)

    # ── appraised by the personnel office ──

    @transaction.atomic
    def appraise(self, level, *, by, points_a=None, points_b=None, note=""):
        """Appraise the proposal: ``level`` as proposed, or another one, which needs a ``note``.

        So does a level above the band of the points. Points are ``Decimal`` on the scheme's scale, or None where nobody
        gave any. Raises ``NotYours`` on one's own rating, and on what one has entered and nobody has confirmed,
        ``UnknownLevel``, ``ReasonMissing``, ``NotRated`` and ``InvalidTransition``. A held rating may be
        appraised; only the decision waits. Source: domain reference, 6.6 step 2 [C].
        """
        self._lock_open_evaluation()
        self._lock_to(self.Stage.APPRAISED)
        self._check_not_own(by)
        if EnteredAssessment.is_unconfirmed_of(self.dossier, by):
            raise NotYours(UNCONFIRMED % {"person": self.dossier.subject})
        if by.is_only_for(partial(EnteredAssessment.is_own, self.dossier), self.dossier.by_office):
            raise NotYours(OF_THE_ABSENT)
        self._check_rated()
        self._check_level(level)
        if level != self.proposed_level:
            _given(note, _("Say why the level is another one than proposed."))
        if self.is_above_points(level, points_a, points_b):
            _given(note, _("Say why the level is higher than its points."))
        self.stage, self.appraised_level, self.appraisal_note = self.Stage.APPRAISED, level, note.strip()
        self.appraised_a, self.appraised_b = points_a, points_b
        self.appraised_by, self.appraised_at = by, timezone.now()
        self.save(update_fields=["stage", *self.APPRAISAL])
        self._record("evaluations.appraised", by=by)

    @transaction.atomic
    def send_back(self, reason, *, by):
        """Send the proposal back to the place that made it, with a reason; it proposes once more.

        Raises ``NotYours``, ``ReasonMissing``, and ``InvalidTransition`` unless it is proposed and not yet appraised.
        """
        reason = _given(reason, _("Say what the place of review has to look at again."))
        self._lock_open_evaluation()
        self._lock_to(self.Stage.SELF)
        self._check_not_own(by)
        self._forget_proposal(sent_back=reason)
        self._record("evaluations.sent_back", by=by, reason=reason)
        text = _("The proposal for %(subject)s has come back from the personnel office.")
        self._tell(officers_of(self.dossier), "evaluations.sent_back", text, detail=reason)

    @transaction.atomic
    def reopen_appraisal(self, reason, *, by):
        """Take the appraisal back before the decision, with a reason: it is appraised once more.

        Raises ``NotYours``, ``ReasonMissing``, and ``InvalidTransition`` unless it is appraised and not yet decided.
        """
        reason = _given(reason, _("Say why it is appraised once more."))
        self._lock_open_evaluation()
        self._lock_to(self.Stage.PROPOSED, before=self.Stage.APPRAISED)
        self._check_not_own(by)
        self.stage = self.Stage.PROPOSED
        self.appraised_level = self.appraisal_note = ""
        self.appraised_a = self.appraised_b = self.appraised_by = self.appraised_at = None
        self.save(update_fields=["stage", *self.APPRAISAL])
        self._record("evaluations.appraisal_reopened", by=by, reason=reason)

    @transaction.atomic
    def hold(self, reason, *, by):
        """Hold the decision until a complaint, a denunciation, a sign of violation or disunity is verified.

        Raises ``NotYours``, ``ReasonMissing``, and ``InvalidTransition`` once it is decided or where it is held
        already. Source: domain reference, 6.6 step 3 [C].
        """
        reason = _given(reason, _("Say what has to be verified first."))
        self._lock_open_evaluation()
        self._lock()
        self._check_not_own(by)
        if self.is_decided or self.is_held:
            raise InvalidTransition(_("It is decided, or held already. Open it again to see where it stands."))
        self.hold_reason = reason[:300]
        self.save(update_fields=["hold_reason"])
        self._record("evaluations.held", by=by, reason=reason)

    @transaction.atomic
    def release(self, reason, *, by):
        """Let the decision go on, with what the verification found. Raises ``NotYours``, ``ReasonMissing`` and
        ``InvalidTransition`` where nothing is held."""
        reason = _given(reason, _("Say what the verification found."))
        self._lock()
        self._check_not_own(by)
        if not self.is_held:
            raise InvalidTransition(_("It is not held any more."))
        self.hold_reason = ""
        self.save(update_fields=["hold_reason"])
        self._record("evaluations.released", by=by, reason=reason)

    # ── decided ──

    def check_decidable(self, level, *, own, reason=""):
        """Raise unless this rating, read under its lock, may be decided at ``level``.

        ``own`` says, by the key of a dossier that is not the recorder's to decide, why not.

        That the evaluation is open, whoever locked it looks. Raises ``InvalidTransition`` unless it is appraised,
        ``NotYours``, ``Held``, ``NotRated``, ``UnknownLevel``, and ``ReasonMissing`` for another level than appraised
        without one; each names whom it is about.
        """
        self._check_stage(self.Stage.DECIDED)
        if self.dossier_id in own:
            raise NotYours(own[self.dossier_id])
        self._check_rated()
        self._check_level(level)
        who = {"subject": self.dossier.subject}
        if self.is_held:
            raise Held(_("The rating of %(subject)s is held until something is verified.") % who)
        if level != self.appraised_level:
            _given(reason, _("Say why %(subject)s gets another level than appraised.") % who)

    def take_decision(self, decision, level, *, reason=""):
        """Take the level of a decision and publish it, unsaved; called by ``deciding.recording`` under the lock.

        All that one decision decides was decided and published at one moment: that of its recording.
        """
        self.stage, self.decision, self.level = self.Stage.DECIDED, decision, level
        self.level_reason = reason.strip() if level != self.appraised_level else ""
        self.decided_at = self.published_at = decision.recorded_at

    @transaction.atomic
    def lock(self, *, by, reason=""):
        """Lock a decided rating: from now on it changes by a re-rating only.

        Raises ``NotYours``, ``InvalidTransition``, ``RequestOpen`` while a request for correction waits for its
        answer, and ``ReasonMissing`` where the days to ask are not over and no reason is given.
        """
        self._lock_to(self.Stage.LOCKED)
        self._check_not_own(by)
        if self.correction_requests.filter(outcome="").exists():
            raise RequestOpen(
                _("A request for correction by %(subject)s waits for its answer. Answer it first.")
                % {"subject": self.dossier.subject}
            )
        if self.may_still_be_asked():
            day = formats.date_format(self.last_day_to_ask, "SHORT_DATE_FORMAT")
            _given(
                reason, _("A correction may be asked for until %(date)s. Say why it is locked before.") % {"date": day}
            )
        self.stage, self.locked_at = self.Stage.LOCKED, timezone.now()
        self.save(update_fields=["stage", "locked_at"])
        self._record("evaluations.locked", by=by, reason=reason.strip())

    def check_re_ratable(self, level, *, by, reason):
        """Raise unless this rating, read under its lock, may be rated again at ``level``, with a reason."""
        if not self.is_decided or self.superseded_at is not None:
            raise InvalidTransition(
                _("Only a decided rating that still stands is rated again. Open the dossier again.")
            )
        self._check_not_own(by)
        self._check_level(level)
        _given(reason, _("Say why it is rated again."))

    def successor(self, decision, level, *, reason):
        """Supersede this rating, read under its lock, by a new one that is decided otherwise, and return that.

        Called by ``deciding.recording``. This one stays readable, with when and why it was superseded.
        Source: domain reference, 6.6 (Mẫu 03) [C].
        """
        self.superseded_at, self.supersede_reason = timezone.now(), reason
        self.save(update_fields=["superseded_at", "supersede_reason"])
        kept = {name: getattr(self, name) for name in ("dossier", "track", "brought_from", *self.PROPOSAL)}
        kept |= {name: getattr(self, name) for name in self.APPRAISAL}
        new = Rating(supersedes=self, **kept)
        new.take_decision(decision, level, reason=reason)
        new.level_reason = reason
        new.save()
        return new

    # ── helpers ──

    def _lock(self):
        """Lock its dossier and the row, in the order of locks (``evaluations.models``), and read it again.

        Raises ``InvalidTransition`` once a re-rating has superseded it.
        """
        Dossier.objects.filter(pk=self.dossier_id).lock()
        self.refresh_from_db(from_queryset=Rating.objects.locked_for_writing())
        if self.superseded_at is not None:
            raise InvalidTransition(_("This rating was replaced by a new one. Open the dossier again."))

    def _lock_to(self, stage, *, before=None):
        """Lock the row; raise unless it can become ``stage`` (from ``before`` alone, where several lead there)."""
        self._lock()
        self._check_stage(stage, before=before)

    def _check_stage(self, stage, *, before=None):
        if not self.can_become(stage) or (before is not None and self.stage != before):
            raise InvalidTransition(
                _('The rating of %(subject)s is "%(now)s"; it cannot become "%(wanted)s". Open it again.')
                % {"subject": self.dossier.subject, "now": self.get_stage_display(), "wanted": self.Stage(stage).label}
            )

    def _lock_open_evaluation(self):
        """Lock the evaluation, so that its end waits; raise once it is closed: only what is decided by then goes on."""
        open_ones = Evaluation.objects.running().select_for_update(no_key=True)
        if not open_ones.filter(pk=self.dossier.evaluation_id).only("pk"):
            raise InvalidTransition(_("The evaluation is not open."))

    def _check_not_own(self, by):
        if self.dossier.belongs_to(by):
            raise NotYours(OWN_RATING)
        if self.dossier.is_only_for(by):
            raise NotYours(OF_THE_ABSENT)

    def _check_rated(self):
        if not self.dossier.is_rated:
            raise NotRated(_("%(subject)s is not rated in this evaluation.") % {"subject": self.dossier.subject})

    def _check_level(self, level):
        if level not in {known["code"] for known in self.dossier.evaluation.scheme.document["levels"]}:
            raise UnknownLevel(_("The scheme knows no such level. Choose one of the list."))

    def _forget_proposal(self, *, sent_back=""):
        self.stage, self.proposed_level, self.proposed_at = self.Stage.SELF, "", None
        self.sent_back_reason = sent_back
        self.save(update_fields=["stage", "sent_back_reason", *self.PROPOSAL])

    def _record(self, action, *, by, reason=""):
        trail.record(action, self, by=by, reason=reason, owner=self.dossier.person, unit_path=self.dossier.unit.path)

    def _tell(self, people, event, text, *, detail=""):
        writers = {person.pk for person in self.dossier.writers()}
        others = [person for person in people if person.pk not in writers]
        words = {"subject": self.dossier.subject}
        outbox.notify(others, event, text, words=words, detail=detail, url=self.get_absolute_url())


def _given(reason, refusal):
    """Return a reason without blanks around it. Raises ``ReasonMissing`` with ``refusal`` where there is none."""
    if not (reason := reason.strip()):
        raise ReasonMissing(refusal)
    return reason
