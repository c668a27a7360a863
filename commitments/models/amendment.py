"""An amendment: what shall be changed in an approved program, which stays in force until the change is approved."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.errors import InvalidTransition, NotReady
from commitments.models import copies
from commitments.models.campaign import CampaignEntry, owned_by
from commitments.models.helping import Entered, helped_people
from commitments.models.paper import ReviewedPaper, steps_awaiting
from commitments.models.program import ActionProgram, Commitment
from commitments.models.review import ReviewStep
from commitments.models.routing import write_steps
from commitments.models.version import ProgramVersion
from portal.directory import tree
from portal.directory.roles import Act
from portal.lib.addresses import address_of
from portal.lib.dates import today

# What others than its writer may know of: a draft is its writer's alone, as that of a program is.
SHOWN_TO_OTHERS = Q(submitted_at__isnull=False) & ~Q(status="draft")


class AmendmentQuerySet(models.QuerySet):
    def open(self):
        """Return those that are not decided or withdrawn: at most one of a program."""
        return self.filter(status__in=Amendment.OPEN)

    def handed_in(self):
        """Return those that are under way before everybody's eyes: submitted, or returned and not yet ended."""
        return self.filter(status__in=[Amendment.Status.SUBMITTED, Amendment.Status.RETURNED])

    def of(self, person):
        """Return amendments of the person's own programs."""
        return self.filter(program__entry__in=CampaignEntry.objects.of(person).values("pk"))

    def visible_to(self, person):
        """Return amendments a person may open: their own and those of whom they enter for; of others once submitted, of
        programs they may open."""
        seen = ActionProgram.objects.visible_to(person).values("pk")
        own = Q(program__entry__in=CampaignEntry.objects.of(person).values("pk"))
        own |= Q(program__entry__person__in=helped_people(person))
        return self.filter(own | (SHOWN_TO_OTHERS & Q(program__in=seen)))

    def awaiting_decision_of(self, person):
        """Return amendments whose current step the person may decide: before their body, neither their own nor of whom
        they stand in for, nor entered by them for somebody who has not confirmed it."""
        current = steps_awaiting(person, "amendment").values("amendment")
        entered = Entered.objects.unconfirmed().by(person).filter(round=F("amendment__round")).values("amendment")
        return self.filter(status=Amendment.Status.SUBMITTED, pk__in=current).exclude(
            owned_by(person, "program__entry__") | Q(pk__in=entered)
        )

    def kept_by_office_of(self, person):
        """Return amendments whose keeping is the person's office."""
        return self.filter(tree.under(person.scopes(Act.RECORD_DECISIONS), "program__entry__unit__path"))

    def taken_back_from(self, person):
        """Return drafts in the reach of a person's bodies: they may learn that one was taken back, not what it says."""
        reach = person.scopes(Act.REVIEW_CELL) + person.scopes(Act.DECIDE)
        return self.filter(tree.under(reach, "program__entry__unit__path"), status=Amendment.Status.DRAFT)

    def with_entered(self):
        """Note on each how it was handed in for its owner by somebody else, as ``Entered.noted_of`` says."""
        return self.annotate(**Entered.noted_of("amendment"))

    def with_owner(self):
        return self.select_related(
            "program__entry__person",
            "program__entry__collective",
            "program__entry__unit__parent",
            "program__entry__campaign__period",
            "program__entry__campaign__form",
        )


class Amendment(ReviewedPaper):
    """A set of changes to one approved program (``changes``), reviewed by the same steps as the program was.

    ``base`` is the version that was in force when it was begun. The transitions (``NEXT``) are data.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Awaiting review")
        RETURNED = "returned", _("Returned for changes")
        APPROVED = "approved", _("Approved")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Kind(models.TextChoices):
        NEW_TASK = "new_task", _("A new task")
        CHANGED_POST = "changed_post", _("Another post or duty")
        RESOLUTION = "resolution", _("A document was changed or replaced")
        DROPPED = "dropped", _("A task is no longer carried out")
        UNATTAINABLE = "unattainable", _("A target cannot be reached")
        OTHER = "other", _("Another reason")

    NEXT = {
        Status.DRAFT: {Status.SUBMITTED, Status.WITHDRAWN},
        # Withdrawn while under review only where the program itself is closed; its writer takes it back first.
        Status.SUBMITTED: {Status.DRAFT, Status.RETURNED, Status.APPROVED, Status.WITHDRAWN},
        Status.RETURNED: {Status.SUBMITTED, Status.WITHDRAWN},
        Status.APPROVED: set(),
        Status.WITHDRAWN: set(),
    }
    EDITABLE = (Status.DRAFT, Status.RETURNED)
    OPEN = (Status.DRAFT, Status.SUBMITTED, Status.RETURNED)
    STEP_FIELD = "amendment"  # of ReviewStep
    HANDED_IN = _("%(owner)s has submitted an amendment of the %(form)s of %(year)s for review.")
    TAKEN_BACK = _("%(owner)s has taken the amendment of the %(form)s of %(year)s back.")

    program = models.ForeignKey(ActionProgram, on_delete=models.PROTECT, related_name="amendments")
    base = models.ForeignKey(ProgramVersion, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("why it is changed"), max_length=12, choices=Kind)
    reason = models.TextField(_("reason"), blank=True)  # of the whole; each change has its own
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    begun_at = models.DateTimeField(default=timezone.now)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["program"],
                condition=Q(status__in=["draft", "submitted", "returned"]),
                name="commitments_one_open_amendment",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False),
                name="commitments_amendment_beyond_draft_was_submitted",
            ),
        ]
        indexes = [models.Index(fields=["status", "submitted_at"], name="amendment_queue")]
        verbose_name = _("amendment")

    def __str__(self):
        return str(_("Amendment of %(program)s") % {"program": self.program})

    def get_absolute_url(self):
        return address_of("commitments:amendment", self.pk)

    @property
    def review_url(self):
        return reverse("commitments:review_amendment", args=[self.pk])

    # ── questions ──

    @property
    def entry(self):
        return self.program.entry

    @property
    def is_open(self):
        return self.status in self.OPEN

    # ── transitions ──

    @classmethod
    @transaction.atomic
    def begin(cls, program, kind, *, by, reason=""):
        """Return the open amendment of a program in force, begun where there is none yet (a second click finds it).

        Raises ``InvalidTransition`` where the program is not in force.
        """
        program.refresh_from_db(fields=["status"], from_queryset=ActionProgram.objects.select_for_update())
        _check_in_force(program.status)
        if begun := program.amendments.open().first():
            return begun
        base = program.versions.last()
        amendment = cls.objects.create(program=program, base=base, kind=kind, reason=reason, begun_by=by)
        amendment._record("commitments.amendment_begun", by=by)
        return amendment

    @transaction.atomic
    def submit(self, *, by, blocks=(), warning_count=0):
        """Hand the amendment to the first body of its review; refuses as ``ActionProgram.submit`` does."""
        self._lock_for(self.Status.SUBMITTED)
        if blocks:
            raise NotReady(_("Some things must be mended before the amendment can be submitted."), blocks)
        self.status, self.submitted_at, self.warning_count = self.Status.SUBMITTED, timezone.now(), warning_count
        self.round += 1
        self.save()
        step = write_steps(self)
        Entered.note_handed_in(self, by=by)
        self._record("commitments.amendment_submitted", by=by)
        self._tell_officers(step, "commitments.amendment_submitted", self.HANDED_IN)

    @transaction.atomic
    def recall(self, *, by):
        """Take a submitted amendment back while nobody has decided; it is a draft again."""
        self._lock_for(self.Status.DRAFT)
        if self.is_decided_on:
            raise InvalidTransition(_("Somebody has already decided on it. Ask for it to be returned."))
        self._leave_the_review()
        self.round -= 1
        self.status = self.Status.DRAFT
        if self.round == 0:
            self.submitted_at = None
        self.save()
        self._record("commitments.amendment_recalled", by=by)

    @transaction.atomic
    def withdraw(self, *, by):
        """End the amendment unchanged: the program stays what it is. Raises ``InvalidTransition`` under review."""
        self._lock_for(self.Status.WITHDRAWN)
        if self.status == self.Status.SUBMITTED:
            raise InvalidTransition(_("The amendment is under review. Take it back first, then withdraw it."))
        self._end(by=by)

    def end_with_program(self, *, by, reason):
        """End an open amendment because its program is closed; called under the lock of the program."""
        if self.status == self.Status.SUBMITTED:
            self._leave_the_review()
        self._end(by=by, reason=reason)

    def mark_returned(self, step, *, by):
        """Send the amendment back to its writer; called by ``ReviewStep.decide`` under the lock."""
        self._lock_for(self.Status.RETURNED)
        self.status = self.Status.RETURNED
        self.save(update_fields=["status"])
        self._record("commitments.amendment_returned", by=by, reason=step.reason)
        text = _("%(body)s has returned the amendment of your %(form)s of %(year)s.")
        self._tell_owner("commitments.amendment_returned", text, step)

    def mark_approved(self, step, *, by):
        """Apply the changes to the program and freeze its next version; called by ``decide`` under the lock."""
        self._lock_for(self.Status.APPROVED)
        self.status, self.decided_at = self.Status.APPROVED, timezone.now()
        self.save(update_fields=["status", "decided_at"])
        for change in self.changes.select_related("commitment").order_by("pk"):
            change.apply(self.program, on=today())
        _number_anew(self.program)
        copies.index(self.program)
        version = ProgramVersion.freeze(self.program, decided_by=step.body_label, amendment=self)
        self._record("commitments.amendment_approved", by=by, reason=step.reason)
        text = _("%(body)s has approved the amendment of your %(form)s of %(year)s: version %(number)s is in force.")
        self._tell_owner("commitments.amendment_approved", text, step, number=version.number)

    def mark_passed_on(self, step, following, *, by):
        """Tell the next body and the writer; called by ``ReviewStep.decide`` under the lock."""
        event = "commitments.amendment_passed_on"
        if step.kind == ReviewStep.Kind.APPROVAL:
            text = _("%(body)s has approved the amendment of your %(form)s of %(year)s and passed it on to %(next)s.")
        elif step.decided_by_id == step.supervisor_id:
            event = "commitments.amendment_opinion_given"
            text = _("%(body)s has given an opinion; the amendment of your %(form)s of %(year)s is with %(next)s now.")
        else:
            text = _(
                "The amendment of your %(form)s of %(year)s is with %(next)s now, without the opinion of %(body)s."
            )
        self._record(event, by=by, reason=step.reason)
        self._tell_owner(event, text, step, next=following.body_label)
        self._tell_officers(following, "commitments.amendment_passed_on", self.HANDED_IN)

    @classmethod
    def locked(cls, pk):
        """Return the amendment under the lock of its program and its own, in this order everywhere."""
        program = ActionProgram.objects.select_for_update().filter(amendments=pk).values_list("pk", flat=True)
        list(program)
        related = ("program__entry__campaign", "program__entry__unit", "program__entry__person")
        return cls.objects.select_for_update(of=("self",)).select_related(*related).get(pk=pk)

    # ── helpers ──

    def _lock_for(self, status):
        """Lock program and amendment and re-read them; raise unless the amendment can become ``status``."""
        program = ActionProgram.objects.select_for_update().get(pk=self.program_id)
        self.refresh_from_db(from_queryset=Amendment.objects.select_for_update(of=("self",)).with_owner())
        _check_in_force(program.status)
        if not self.can_become(status):
            raise InvalidTransition(
                _('The amendment is "%(now)s"; it cannot become "%(wanted)s". Open it again to see where it stands.')
                % {"now": self.Status(self.status).label, "wanted": self.Status(status).label}
            )

    def _leave_the_review(self):
        queue = reverse("commitments:amendment_queue")
        self._call_off(self.current_step, "commitments.amendment_recalled", self.TAKEN_BACK, url=queue)
        self.steps.filter(round=self.round, decision="").delete()
        self.entered.filter(round=self.round).drop()

    def _end(self, *, by, reason=""):
        self.status = self.Status.WITHDRAWN
        self.save(update_fields=["status"])
        self.proposals.reopen(by=by)
        self._record("commitments.amendment_withdrawn", by=by, reason=reason)


def amended_entry():
    """Return the condition that the program of a roster entry is being amended, for lists of entries."""
    return Exists(Amendment.objects.handed_in().filter(program__entry=OuterRef("pk")))


def _check_in_force(status):
    if status != ActionProgram.Status.APPROVED:
        raise InvalidTransition(_("Only a program in force is amended. Open it to see where it stands."))


def _number_anew(program):
    """Number the commitments in force without gaps, in the order in which they stood."""
    rows = list(program.commitments.in_force().in_order())
    for order, row in enumerate(rows, start=1):
        row.order = order
    Commitment.objects.bulk_update(rows, ["order"])
