"""The self-assessment: what a person, a collective or an organisation says of its own period, and its points."""

import hashlib
import json

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.errors import NotReady
from commitments.models.helping import helped_keys, helped_people
from commitments.models.review import bodies_of
from evaluations.errors import InvalidTransition, NotYours, ReasonMissing
from evaluations.models.entered import EnteredAssessment
from evaluations.models.evaluation import Dossier, Evaluation
from evaluations.models.officers import officers_of_places
from evaluations.models.rating import Rating
from evaluations.models.shortcoming import Shortcoming, named_in
from portal.audit import trail
from portal.directory import tree
from portal.directory.errors import OF_THE_ABSENT
from portal.directory.roles import Act
from portal.notifications import outbox
from portal.printing.models import PaperForm


class SelfAssessmentQuerySet(models.QuerySet):
    def of(self, person):
        """Papers that are the person's own: in their name, or of a collective or an organisation they head today."""
        return self.filter(dossier__in=Dossier.objects.of(person).order_by().values("pk"))

    def handed_in(self):
        """Leave out drafts: those are their writers' alone, also when they were handed in once and taken back."""
        return self.exclude(status=SelfAssessment.Status.DRAFT)

    def visible_to(self, person):
        """Papers a person may open (design, section 4): one's own; handed in, those that one's body reviews.

        The body that decides reads a paper once its place has proposed. Offices whose every reading is recorded read
        what was handed in within their reach.
        """
        readable = tree.under(person.scopes(Act.READ), "dossier__unit__path")
        return self.filter(
            Q(pk__in=self.model.objects.of(person).order_by().values("pk"))
            | Q(dossier__person__in=helped_people(person))
            | (~Q(status=SelfAssessment.Status.DRAFT) & (readable | _before_bodies_of(person)))
        )

    def with_subject(self):
        """Load what a page of it shows of whose it is, in which evaluation and by which scheme and form."""
        return self.select_related(
            "form",
            "dossier__person",
            "dossier__collective__org",
            "dossier__org",
            "dossier__unit__parent",
            "dossier__evaluation__period",
            "dossier__evaluation__scheme",
            "dossier__evaluation__root",
        )


def _before_bodies_of(person):
    """Return the condition that a person's body, or a collective they head, reviews the paper or now decides on it."""
    if not any(person.acting_posts):
        return Q(pk__in=[])  # as for nearly everybody
    placed = Dossier.placements.rel.related_model.objects.reviewed_by(person).order_by().values("dossier")
    proposed = Rating.objects.standing().exclude(stage=Rating.Stage.SELF).filter(dossier__decider__in=bodies_of(person))
    return Q(dossier__in=placed) | Q(dossier__in=proposed.order_by().values("dossier"))


class SelfAssessment(models.Model):
    """The self-assessment of one dossier, on the form of its frame; it opens filled with the commitments of the period.

    While it is being written, the commitments are read live from the programs in force. Handing it in freezes them in
    ``basis`` with all figures, so that what was said rests on what was known. ``points`` maps item codes of the scheme
    to decimals as text, ``own_levels`` tracks (``Rating.Track``) to level codes. ``round`` counts submissions.
    Source: domain reference, 6.6 step 1 and 8.5 [C].
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Handed in")
        RETURNED = "returned", _("Returned for changes")
        ACCEPTED = "accepted", _("Taken into the review")

    NEXT = {
        Status.DRAFT: {Status.SUBMITTED},
        Status.SUBMITTED: {Status.DRAFT, Status.RETURNED, Status.ACCEPTED},
        Status.RETURNED: {Status.SUBMITTED},
        Status.ACCEPTED: {Status.RETURNED},
    }
    EDITABLE = (Status.DRAFT, Status.RETURNED)
    HANDED_IN = (Status.SUBMITTED, Status.ACCEPTED)  # what meetings and offices weigh; the rest is its writer's
    FAULTS_KEY = "faults"  # the section in which shortcomings are named, one a line

    dossier = models.OneToOneField(Dossier, on_delete=models.CASCADE, related_name="self_assessment")
    form = models.ForeignKey(PaperForm, on_delete=models.PROTECT, related_name="+", verbose_name=_("form"))
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT)
    points = models.JSONField(default=dict)
    own_levels = models.JSONField(default=dict)
    basis = models.JSONField(null=True, blank=True)
    basis_sha256 = models.CharField(max_length=64, blank=True)
    round = models.PositiveSmallIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True, blank=True)
    handed_in_on = models.DateField(null=True, blank=True)  # local date of the first time: what "on time" counts by
    warning_count = models.PositiveSmallIntegerField(default=0)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = SelfAssessmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft") | Q(submitted_at__isnull=False),
                name="evaluations_beyond_draft_was_handed_in",
            )
        ]
        indexes = [models.Index(fields=["status", "submitted_at"], name="self_assessment_queue")]
        verbose_name = _("self-assessment")

    def __str__(self):
        return f"{self.form.name}: {self.dossier.subject}"

    def get_absolute_url(self):
        return reverse("evaluations:self_assessment", args=[self.pk])

    # ── questions ──

    @property
    def is_editable(self):
        return self.status in self.EDITABLE

    @property
    def is_handed_in(self):
        return self.status in self.HANDED_IN

    @property
    def shown_state(self):
        """Return the state as a badge shows it."""
        return "approved" if self.status == self.Status.ACCEPTED else self.status

    @property
    def evaluation(self):
        return self.dossier.evaluation

    @property
    def is_late(self):
        """Tell whether it was handed in after its day, whose last hour counts."""
        return self.handed_in_on is not None and self.handed_in_on > self.evaluation.self_due_on

    def belongs_to(self, person):
        return self.dossier.belongs_to(person)

    def is_written_by(self, person):
        """Tell whether the person may write in it: whose it is, or who enters for them."""
        return self.belongs_to(person) or self.dossier.person_id in helped_keys(person)

    def can_become(self, status):
        return status in self.NEXT[self.Status(self.status)]

    @property
    def last_return(self):
        """Return the last return, or None; its reason stays until the paper is taken into the review."""
        return self.returns.select_related("returned_by").last() if self.round else None

    # ── transitions ──

    @classmethod
    @transaction.atomic
    def begin(cls, dossier, form, *, by):
        """Return the self-assessment of a dossier, made empty where there is none yet. Raises ``InvalidTransition``.

        Who may, and who need not write one, the policy says.
        """
        _check_open(dossier.evaluation)
        dossier.require_unproposed()
        assessment, is_new = cls.objects.get_or_create(dossier=dossier, defaults={"form": form})
        if is_new:
            assessment._record("evaluations.assessment_begun", by=by)
        return assessment

    @transaction.atomic
    def submit(self, *, by, basis, blocks=(), warning_count=0):
        """Hand the paper in and freeze what it rests on.

        ``basis`` is the content as it is shown (``evaluations.prefill``), ``blocks`` the checks that failed: with any,
        raises ``NotReady`` carrying them. Raises ``InvalidTransition`` unless it is written or was returned, and once
        every level is proposed without it, or the evaluation closed. A late paper is taken, and counted as late.
        """
        self.dossier.require_unproposed()
        self._lock_to(self.Status.SUBMITTED)
        _check_open(self.evaluation)
        if blocks:
            raise NotReady(_("Some things must be mended before the self-assessment can be handed in."), blocks)
        now = timezone.now()
        self.status, self.submitted_at, self.warning_count = self.Status.SUBMITTED, now, warning_count
        self.handed_in_on = self.handed_in_on or timezone.localdate(now)
        self.basis, self.basis_sha256 = basis, checksum(basis)
        self.round += 1
        self.save()
        EnteredAssessment.note(self, by=by)
        self._record("evaluations.assessment_submitted", by=by)
        text = _("%(subject)s has handed in the self-assessment of %(period)s.")
        self._tell(officers_of_places(self.dossier), "evaluations.assessment_submitted", text)

    @transaction.atomic
    def recall(self, *, by):
        """Take the paper back while no place has proposed a level. Raises ``InvalidTransition`` once one has.

        Of several tracks one is enough: the paper speaks for all of them.
        """
        self.dossier.require_unproposed(any_track=True)
        self._lock_to(self.Status.DRAFT)
        _check_open(self.evaluation)
        self.status, self.basis, self.basis_sha256 = self.Status.DRAFT, None, ""
        self.entered.filter(round=self.round).drop()
        self.round -= 1
        if self.round == 0:
            self.submitted_at = self.handed_in_on = None
        self.save()
        self._record("evaluations.assessment_recalled", by=by)
        officers = officers_of_places(self.dossier)
        outbox.settle(officers, self.get_absolute_url())
        text = _("%(subject)s has taken the self-assessment of %(period)s back.")
        self._tell(officers, "evaluations.assessment_recalled", text, url=self.dossier.get_absolute_url())

    @transaction.atomic
    def return_(self, reason, *, by):
        """Send the paper back to its writer, with what has to change.

        Raises ``NotYours`` on one's own, ``ReasonMissing``, and ``InvalidTransition`` unless it was handed in, or once
        a level stands proposed: the proposal is taken back first.
        """
        reason = reason.strip()
        if not reason:
            raise ReasonMissing(_("Say what has to change."))
        self._lock_to(self.Status.RETURNED)
        if self.belongs_to(by):
            raise NotYours(_("Nobody sends their own self-assessment back. Take it back instead."))
        if self.dossier.is_handled_only_for(by):
            raise NotYours(OF_THE_ABSENT)
        if self.dossier.ratings.standing().exclude(stage=Rating.Stage.SELF).exists():
            raise InvalidTransition(_("A level has been proposed already. Take the proposal back first."))
        if self.status == self.Status.ACCEPTED:
            Shortcoming.forget_review(self.dossier, overcome=self._alone_called_overcome())
        self.status = self.Status.RETURNED
        self.save(update_fields=["status"])
        self.returns.create(round=self.round, reason=reason, returned_by=by)
        self._record("evaluations.assessment_returned", by=by, reason=reason)
        outbox.settle(officers_of_places(self.dossier), self.get_absolute_url())
        text = _("Your self-assessment of %(period)s was sent back: something has to change.")
        words = {"period": self.evaluation.period_text}
        url = self.get_absolute_url()
        outbox.notify(
            self.dossier.writers(), "evaluations.assessment_returned", text, words=words, detail=reason, url=url
        )

    @transaction.atomic
    def accept(self, *, by):
        """Take the paper into the review, as its place proposes a level: from then on it stays as it is.

        The shortcomings that it names are kept, to be followed up next year; those that it calls overcome are so from
        this year on. Raises ``InvalidTransition`` unless it was handed in.
        """
        self._lock_to(self.Status.ACCEPTED)
        self.status = self.Status.ACCEPTED
        self.save(update_fields=["status"])
        faults = self.texts.filter(key=self.FAULTS_KEY).values_list("body", flat=True).first() or ""
        Shortcoming.keep_review(self.dossier, named=named_in(faults), overcome=self._called_overcome(), by=by)
        self._record("evaluations.assessment_accepted", by=by)
        outbox.settle(officers_of_places(self.dossier), self.get_absolute_url())

    # ── helpers ──

    def _lock_to(self, status):
        """Lock the row and read it again; raise unless it can become ``status``."""
        own = SelfAssessment.objects.select_for_update(of=("self",)).select_related(
            "form", "dossier__evaluation__period"
        )
        self.refresh_from_db(from_queryset=own)
        if not self.can_become(status):
            raise InvalidTransition(
                _('The self-assessment is "%(now)s"; it cannot become "%(wanted)s". Open it again.')
                % {"now": self.get_status_display(), "wanted": self.Status(status).label}
            )

    def _called_overcome(self):
        """Return the keys of the earlier shortcomings that the paper calls overcome."""
        return list(self.shortcoming_answers.filter(state="overcome").values_list("shortcoming", flat=True))

    def _alone_called_overcome(self):
        """Return of these the keys that no other accepted paper of the year, such as a quarter's, calls overcome."""
        called = self.shortcoming_answers.model.objects.filter(
            state="overcome",
            shortcoming__in=self._called_overcome(),
            assessment__status=self.Status.ACCEPTED,
            assessment__dossier__evaluation__period__year=self.evaluation.year,
        )
        elsewhere = set(called.exclude(assessment=self).values_list("shortcoming", flat=True))
        return [key for key in self._called_overcome() if key not in elsewhere]

    def _record(self, action, *, by, reason=""):
        trail.record(action, self, by=by, reason=reason, owner=self.dossier.person, unit_path=self.dossier.unit.path)

    def _tell(self, people, event, text, *, url=""):
        """Tell officers, but not whoever wrote the paper."""
        writers = {person.pk for person in self.dossier.writers()}
        words = {"subject": self.dossier.subject, "period": self.evaluation.period_text}
        others = [person for person in people if person.pk not in writers]
        outbox.notify(others, event, text, words=words, url=url or self.get_absolute_url())


def checksum(basis):
    """Return the SHA-256 of a frozen content in its canonical JSON: sorted keys, no spaces, UTF-8."""
    canonical = json.dumps(basis, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _check_open(evaluation):
    if evaluation.status != Evaluation.Status.OPEN:
        raise InvalidTransition(_("The evaluation is not open; its self-assessments can no longer be written."))
