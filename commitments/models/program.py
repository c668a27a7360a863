"""The action program: what one person (or collective) promises for the year, and how it passes from hand to hand."""

from django.db import models, transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.errors import InvalidTransition, NotReady, NotYours, ReasonMissing
from commitments.models import copies
from commitments.models.campaign import CampaignEntry, owned_by
from commitments.models.helping import Entered, helped_people
from commitments.models.paper import ReviewedPaper, steps_awaiting
from commitments.models.review import ReviewStep, bodies_of, cells_of, reports_of
from commitments.models.routing import write_steps
from commitments.models.version import ProgramVersion
from commitments.models.words import CommitmentWords, weight_is_a_share
from portal.directory import tree
from portal.directory.errors import OF_THE_ABSENT
from portal.directory.roles import DECIDING, Act
from portal.lib.addresses import address_of
from portal.lib.dates import moment_after, today
from portal.notifications import outbox
from portal.resolutions.models import Clause


class ActionProgramQuerySet(models.QuerySet):
    def of(self, person):
        """Programs that are the person's own: in their name, or of a collective they head today."""
        return self.filter(entry__in=CampaignEntry.objects.of(person))

    def written_by(self, person):
        """Programs that the person writes: their own, and those of members for whom they enter."""
        own = Q(entry__in=CampaignEntry.objects.of(person).values("pk"))
        return self.filter(own | Q(entry__person__in=helped_people(person)))

    def visible_to(self, person):
        """Programs a person may open (design, section 4).

        One's own; those of one's cell for its officers; those with a step, of their own or of an
        amendment, before one's body or oneself; those of
        direct reports; and, for readers whose every reading is recorded, those in their subtree. A draft is its
        writer's alone, also after the office has closed it.
        """
        readable = tree.under(person.scopes(Act.READ) + person.scopes(Act.REVIEW_CELL), "entry__unit__path")
        stepped = ReviewStep.objects.open_to_bodies_of(person).values("program")
        amended = ReviewStep.objects.open_to_bodies_of(person, "amendment").values("amendment__program")
        before_us = Q(pk__in=stepped) | Q(pk__in=amended)
        return self.filter(
            Q(entry__in=CampaignEntry.objects.of(person).values("pk"))
            | Q(entry__person__in=helped_people(person))
            | (
                (readable | before_us | Q(entry__person__in=reports_of(person)))
                & ~Q(status=ActionProgram.Status.DRAFT)
                & Q(submitted_at__isnull=False)
            )
        )

    def awaiting_decision_of(self, person):
        """Programs whose current step the person may decide: before their body, and neither their own, nor of whom they
        stand in for, nor entered by them for somebody who has not confirmed it."""
        current = steps_awaiting(person).values("program")
        entered = Entered.objects.unconfirmed().by(person).filter(round=F("program__round")).values("program")
        own = owned_by(person, "entry__") | Q(pk__in=entered)
        return self.filter(status=ActionProgram.Status.SUBMITTED, pk__in=current).exclude(own)

    def kept_by_office_of(self, person):
        """Programs whose keeping is the person's office, drafts included: to be closed, never to be read."""
        return self.filter(tree.under(person.scopes(Act.RECORD_DECISIONS), "entry__unit__path"))

    def taken_back_from(self, person):
        """Drafts in the reach of a person's bodies: they may learn that a program was taken back, not what it says."""
        reach = person.scopes(Act.REVIEW_CELL) + person.scopes(Act.DECIDE)
        return self.filter(tree.under(reach, "entry__unit__path"), status=ActionProgram.Status.DRAFT)

    def answered_by(self, person):
        """Programs in force whose results the person confirms or doubts, never their own, nor, in an absent comrade's
        name alone, that comrade's.

        Of the bodies that approved it last, of the cell in which its owner stands, and of who supervises the owner
        today. All of them are visible to the person. Source: domain reference, section 4 [P].
        """
        found = self.by_posts_of(person).exclude(owned_by(person, "entry__"))
        for absent in person.names_absent(*DECIDING):
            beside = ActionProgram.objects.by_posts_of(person, beside=absent)
            found = found.exclude(owned_by(absent, "entry__") & ~Q(pk__in=beside.values("pk")))
        return found

    def by_posts_of(self, person, *, beside=None):
        """Programs in force that the person's posts let them answer; ``beside`` leaves out an absent comrade's name."""
        approved = ReviewStep.objects.filter(
            kind=ReviewStep.Kind.APPROVAL, body__in=bodies_of(person, beside=beside), round=F("program__round")
        )
        supervised = ActionProgram.objects.filter(entry__person__in=reports_of(person))
        cells = cells_of(person, beside=beside)
        of_cell = ActionProgram.objects.filter(entry__person__isnull=False, entry__unit__in=cells)
        # A union, so that each way is found by its own index.
        ways = [approved.values("program"), supervised.values("pk"), of_cell.values("pk")]
        theirs = QuerySet.union(*[way.order_by() for way in ways])
        return self.filter(pk__in=theirs, status=ActionProgram.Status.APPROVED)

    def with_report(self, quarter):
        """Programs of which progress was sent for ``quarter``."""
        return self.filter(reports__quarter=quarter).distinct()

    def without_report(self, quarter):
        """Programs of which progress of ``quarter`` was to be reported and has not been.

        Approved by the end of the quarter, with a commitment that stands, of somebody who is on the roster and not
        exempt. Whether the quarter is to be reported yet (``report_opens_on``) the caller knows. Source: domain
        reference, section 3 [P].
        """
        standing = Commitment.objects.in_force().filter(program=OuterRef("pk"))
        return self.filter(
            Q(entry__left_on=None) | Q(entry__left_on__gt=today()),
            Exists(standing),
            entry__exempt_reason="",
            entry__campaign__period=quarter.parent_id,
            status=ActionProgram.Status.APPROVED,
            decided_at__lt=moment_after(quarter.ends_on),
        ).exclude(reports__quarter=quarter)

    def without_warnings(self):
        """Programs that went to review without a warning."""
        return self.filter(warning_count=0)

    def in_force(self, *, on=None):
        """Programs that are carried out on a day: approved, and their year has begun and is not over."""
        day, period = on or today(), "entry__campaign__period__"
        return self.filter(
            **{"status": ActionProgram.Status.APPROVED, f"{period}starts_on__lte": day, f"{period}ends_on__gte": day}
        )

    def approved(self):
        """Programs that came into force, closed since or not."""
        return self.filter(decided_at__isnull=False)

    def with_entered(self):
        """Note on each how it was handed in for its owner by somebody else, as ``Entered.noted_of`` says."""
        return self.annotate(**Entered.noted_of("program"))

    def with_amending(self):
        """Note on each whether an amendment of it is under way (``is_amending``)."""
        amendments = self.model.amendments.rel.related_model.objects
        return self.annotate(is_amending=Exists(amendments.handed_in().filter(program=OuterRef("pk"))))

    def with_declined_proposals(self):
        """Note on each whether an amendment was proposed and found not to be needed (``has_declined_proposals``)."""
        proposals = self.model.proposals.rel.related_model.objects
        declined = proposals.filter(status="declined", program=OuterRef("pk"))
        return self.annotate(has_declined_proposals=Exists(declined))

    def in_year(self, year):
        return self.filter(entry__campaign__period__year=year)

    def with_owner(self):
        return self.select_related(
            "entry__person",
            "entry__collective",
            "entry__unit__parent",
            "entry__campaign__period",
            "entry__campaign__form",
        )


class ActionProgram(ReviewedPaper):
    """One owner's action program for one campaign, drawn up against its resolutions.

    The transitions (``NEXT``) are data: methods, policies and the test of every refused pair read the same table.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Awaiting review")
        RETURNED = "returned", _("Returned for changes")
        APPROVED = "approved", _("Approved")
        CLOSED = "closed", _("Closed")

    NEXT = {
        Status.DRAFT: {Status.SUBMITTED, Status.CLOSED},
        Status.SUBMITTED: {Status.DRAFT, Status.RETURNED, Status.APPROVED},
        Status.RETURNED: {Status.SUBMITTED, Status.CLOSED},
        Status.APPROVED: {Status.CLOSED},
        Status.CLOSED: set(),
    }
    EDITABLE = (Status.DRAFT, Status.RETURNED)
    STEP_FIELD = "program"  # of ReviewStep
    HANDED_IN = _("%(owner)s has submitted the %(form)s of %(year)s for review.")

    entry = models.OneToOneField(CampaignEntry, on_delete=models.PROTECT, related_name="program")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    first_submitted_at = models.DateTimeField(null=True, blank=True)
    registered_on = models.DateField(null=True, blank=True)  # local date of it: what "on time" is counted by
    closed_reason = models.CharField(max_length=300, blank=True)

    objects = ActionProgramQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft") | Q(status="closed") | Q(submitted_at__isnull=False),
                name="commitments_beyond_draft_was_submitted",
            )
        ]
        indexes = [models.Index(fields=["status", "submitted_at"], name="program_queue")]
        verbose_name = _("action program")

    def __str__(self):
        return f"{self.entry.campaign.form.name} {self.entry.campaign.year}: {self.owner}"

    def get_absolute_url(self):
        return address_of("commitments:program", self.pk)

    # ── questions ──

    def is_answered_only_for(self, person, is_own):
        """Tell whether the person answers its results only in the name of an absent comrade whose own (``is_own``, a
        test of a person) they are."""
        return any(
            is_own(absent) and self not in ActionProgram.objects.by_posts_of(person, beside=absent).filter(pk=self.pk)
            for absent in person.names_absent(*DECIDING)
        )

    @property
    def review_url(self):
        return reverse("commitments:review", args=[self.pk])

    @property
    def shown_state(self):
        """Return the state as a badge shows it: in force, yet being amended (needs ``with_amending``)."""
        is_amending = self.status == self.Status.APPROVED and getattr(self, "is_amending", False)
        return "amending" if is_amending else self.status

    @property
    def was_approved(self):
        """Tell whether it came into force, closed since or not."""
        return self.decided_at is not None

    def is_in_force(self, *, on=None):
        """Tell whether it is carried out on a day, as ``in_force`` does; that its campaign stopped changes nothing."""
        period = self.campaign.period
        return self.status == self.Status.APPROVED and period.starts_on <= (on or today()) <= period.ends_on

    @property
    def is_late(self):
        """Tell whether it came, or has not come, after its deadline (whose last day counts)."""
        return (self.registered_on or today()) > self.entry.due_on

    # ── transitions ──

    @classmethod
    @transaction.atomic
    def start(cls, entry, *, by):
        """Return the program of a roster entry, made empty where there is none yet."""
        program, is_new = cls.objects.get_or_create(entry=entry)
        if is_new:
            program._record("commitments.started", by=by)
        return program

    @transaction.atomic
    def submit(self, *, by, blocks=(), warning_count=0):
        """Hand the program to the first body of its review.

        ``blocks`` are the checks that failed (``quality.checks``): with any, raises ``NotReady`` carrying them. Raises
        ``InvalidTransition`` unless it is a draft or was returned. A return starts again at step 1 (design, 3).
        """
        self._lock_for(self.Status.SUBMITTED)
        if blocks:
            raise NotReady(_("Some things must be mended before the program can be submitted."), blocks)
        now = timezone.now()
        self.status, self.submitted_at, self.warning_count = self.Status.SUBMITTED, now, warning_count
        if self.first_submitted_at is None:
            self.first_submitted_at, self.registered_on = now, timezone.localdate(now)
        self.round += 1
        self.save()
        step = write_steps(self)
        Entered.note_handed_in(self, by=by)
        copies.index(self)
        self._record("commitments.submitted", by=by)
        self._tell_officers(step, "commitments.submitted", self.HANDED_IN)

    @transaction.atomic
    def recall(self, *, by):
        """Take a submitted program back while nobody has decided. Raises ``InvalidTransition`` once somebody has."""
        self._lock_for(self.Status.DRAFT)
        if self.is_decided_on:
            raise InvalidTransition(_("Somebody has already decided on it. Ask for it to be returned."))
        text = _("%(owner)s has taken the %(form)s of %(year)s back.")
        self._call_off(self.current_step, "commitments.recalled", text, url=reverse("commitments:queue"))
        self.steps.filter(round=self.round).delete()
        self.entered.filter(round=self.round).drop()
        self.round -= 1
        self.status = self.Status.DRAFT
        if self.round == 0:
            self.first_submitted_at = self.registered_on = self.submitted_at = None
        self.save()
        copies.unindex(self)
        self._record("commitments.recalled", by=by)

    def mark_returned(self, step, *, by):
        """Send the program back to its owner; called by ``ReviewStep.decide`` under the lock."""
        self._lock_for(self.Status.RETURNED)
        self.status = self.Status.RETURNED
        self.save(update_fields=["status"])
        copies.unindex(self)
        self._record("commitments.returned", by=by, reason=step.reason)
        self._tell_owner("commitments.returned", _("%(body)s has returned your %(form)s of %(year)s."), step)

    def mark_approved(self, step, *, by):
        """Approve the program and freeze the version; called by ``ReviewStep.decide`` under the lock."""
        self._lock_for(self.Status.APPROVED)
        self.status, self.decided_at = self.Status.APPROVED, timezone.now()
        self.save(update_fields=["status", "decided_at"])
        ProgramVersion.freeze(self, decided_by=step.body_label)
        self._record("commitments.approved", by=by, reason=step.reason)
        self._tell_owner("commitments.approved", _("%(body)s has approved your %(form)s of %(year)s."), step)

    def mark_passed_on(self, step, following, *, by):
        """Tell the next body and the owner; called by ``ReviewStep.decide`` under the lock."""
        event = "commitments.passed_on"
        if step.kind == ReviewStep.Kind.APPROVAL:
            text = _("%(body)s has approved your %(form)s of %(year)s and passed it on to %(next)s.")
        elif step.decided_by_id == step.supervisor_id:
            event = "commitments.opinion_given"
            text = _("%(body)s has given an opinion; your %(form)s of %(year)s is with %(next)s now.")
        else:
            text = _("Your %(form)s of %(year)s is with %(next)s now, without the opinion of %(body)s.")
        self._record(event, by=by, reason=step.reason)
        self._tell_owner(event, text, step, next=following.body_label)
        self._tell_officers(following, "commitments.passed_on", self.HANDED_IN)

    @transaction.atomic
    def close(self, *, by, reason):
        """Close the program, with a reason. Raises ``InvalidTransition`` while it is under review, and ``NotYours`` for
        its writer and who would do it only in the name of the comrade whose own it is."""
        self._lock_for(self.Status.CLOSED)
        if self.belongs_to(by):
            raise NotYours(_("Nobody decides on their own paper."))
        if self.is_only_for(by, self.by_office):
            raise NotYours(OF_THE_ABSENT)
        if not reason.strip():
            raise ReasonMissing(_("Say why the program is closed."))
        self.status, self.closed_reason = self.Status.CLOSED, reason.strip()[:300]
        self.save(update_fields=["status", "closed_reason"])
        copies.unindex(self)
        for amendment in self.amendments.open():
            amendment.end_with_program(by=by, reason=self.closed_reason)
        self._record("commitments.closed", by=by, reason=reason)
        outbox.notify(
            self.writers(),
            "commitments.closed",
            _("The personnel office has closed your %(form)s of %(year)s."),
            words=self._named(),
            detail=self.closed_reason,
            url=self.get_absolute_url(),
        )

    @classmethod
    def locked(cls, pk):
        """Return the program under its lock: two reviewers of one paper wait for each other here."""
        return cls.objects.select_for_update(of=("self",)).select_related("entry__campaign", "entry__unit").get(pk=pk)

    # ── helpers ──

    def _lock_for(self, status):
        """Lock the row and re-read it; raise unless it can become ``status``."""
        self.refresh_from_db(from_queryset=ActionProgram.objects.select_for_update())
        if not self.can_become(status):
            raise InvalidTransition(
                _('The program is "%(now)s"; it cannot become "%(wanted)s". Open it again to see where it stands.')
                % {"now": self.Status(self.status).label, "wanted": self.Status(status).label}
            )


class ProgramText(models.Model):
    """What the owner wrote in one text section of the form (``key`` of ``PaperForm.sections``)."""

    program = models.ForeignKey(ActionProgram, on_delete=models.CASCADE, related_name="texts")
    key = models.CharField(max_length=30)
    body = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["program", "key"], name="commitments_text_once")]

    def __str__(self):
        return self.key


class CommitmentQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("order", "pk")

    def in_force(self):
        """Leave out what an amendment has dropped: such a row stays, with its progress and evidence."""
        return self.filter(dropped_on=None)

    def with_clauses(self):
        return self.prefetch_related("clauses__resolution__doc_type")


class Commitment(CommitmentWords):
    """One line of a program, tied to the clauses it answers.

    The row lives the whole year; progress and evidence hang on it. ``also_in`` links the same task typed once in
    another campaign of the same owner.
    """

    class Origin(models.TextChoices):
        OWN = "own", _("Own")
        CARRIED = "carried", _("Carried over")
        TEMPLATE = "template", _("From a template")
        ASSIGNED = "assigned", _("Assigned")

    program = models.ForeignKey(ActionProgram, on_delete=models.CASCADE, related_name="commitments")
    order = models.PositiveSmallIntegerField(default=0)
    clauses = models.ManyToManyField(Clause, related_name="commitments", blank=True, verbose_name=_("clauses"))
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.OWN)
    carried_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    also_in = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # What has been sent of its progress last, and the day on which that says it was done.
    latest = models.ForeignKey(
        "commitments.ProgressEntry", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    done_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)  # by an approved amendment

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            weight_is_a_share("commitments_weight_is_a_share"),
            models.UniqueConstraint(
                fields=["program", "carried_from"],
                name="commitments_carried_over_once",
                violation_error_message=_("This task has already been carried over."),
            ),
        ]
        verbose_name = _("commitment")

    def __str__(self):
        return self.title or _("commitment %(number)s") % {"number": self.order}

    @classmethod
    def append_to(cls, program, **fields):
        """Add a commitment at the end of the program and return it."""
        last = program.commitments.aggregate(last=Max("order"))["last"] or 0
        return cls.objects.create(program=program, order=last + 1, **fields)

    @property
    def anchor(self):
        return f"commitment-{self.pk}"
