"""The steps of a review: who gives an opinion, who decides, and what they decided.

The steps are written at submission from the owner's tier (domain reference, 4 and 4.1 [P]) and stay as rows, so that
the history of every round stays.
"""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.errors import AlreadyDecided, NotYours, OpinionOnly, ReasonMissing
from portal.directory.models import Appointment, PartyOrg, Person
from portal.directory.roles import ROLES, Act
from portal.directory.tiers import managing_body
from portal.notifications import outbox


class ReviewStepQuerySet(models.QuerySet):
    def undecided(self):
        return self.filter(decision="")

    def current(self):
        """Return the open step of each submitted program: undecided, and none before it undecided."""
        earlier = ReviewStep.objects.filter(
            program=OuterRef("program"), round=OuterRef("round"), order__lt=OuterRef("order"), decision=""
        )
        return self.undecided().filter(~Exists(earlier), program__status="submitted", round=F("program__round"))

    def before_bodies_of(self, person):
        """Return the steps before a body whose officer the person is today, or before the person themselves."""
        deciding = {Act.REVIEW_CELL, Act.DECIDE}
        bodies = [post.org_id for post in person.posts_today if post.org_id and deciding & ROLES[post.role].may]
        return self.filter(Q(supervisor=person) | Q(body__in=bodies))

    def current_for(self, person):
        return self.current().before_bodies_of(person)

    def open_to_bodies_of(self, person):
        """Return the steps, decided or reached, that let a person's body read the paper."""
        later = Q(decision="") & Exists(
            ReviewStep.objects.filter(
                program=OuterRef("program"), round=OuterRef("round"), order__lt=OuterRef("order"), decision=""
            )
        )
        return self.before_bodies_of(person).exclude(later)


class ReviewStep(models.Model):
    """One step of one round: a body (or the direct supervisor) gives an opinion or approves.

    ``body`` is None where the managing body stands outside this installation: the personnel office then records what
    that body decided (``recorded_by``, ``decision_symbol``, ``decision_on``).
    """

    class Kind(models.TextChoices):
        OPINION = "opinion", _("Opinion")
        APPROVAL = "approval", _("Approval")

    class Decision(models.TextChoices):
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Returned")

    program = models.ForeignKey("commitments.ActionProgram", on_delete=models.CASCADE, related_name="steps")
    round = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    body = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, null=True, blank=True, related_name="review_steps")
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    tier = models.CharField(max_length=12, blank=True)
    due_on = models.DateField()
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="decided_steps"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    is_recorded = models.BooleanField(default=False)  # decided in a meeting, recorded by the personnel office
    decision_symbol = models.CharField(_("number of the decision"), max_length=60, blank=True)
    decision_on = models.DateField(_("date of the decision"), null=True, blank=True)
    decision_scan = models.FileField(_("scan"), upload_to="decisions/%Y/", blank=True)

    objects = ReviewStepQuerySet.as_manager()

    class Meta:
        ordering = ["round", "order"]
        constraints = [
            models.UniqueConstraint(fields=["program", "round", "order"], name="commitments_step_once"),
            models.CheckConstraint(
                condition=~Q(decision="returned") | ~Q(reason=""),
                name="commitments_return_needs_a_reason",
                violation_error_message=_("Say what has to change."),
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_at=None)
                | (~Q(decision="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="commitments_decision_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(is_recorded=False) | (~Q(decision_symbol="") & Q(decision_on__isnull=False)),
                name="commitments_recorded_decision_has_number_and_date",
                violation_error_message=_("Give the number and the date of the decision."),
            ),
        ]
        indexes = [models.Index(fields=["body", "decision"], name="steps_of_a_body")]
        verbose_name = _("review step")

    def __str__(self):
        return f"{self.body_label} ({self.get_kind_display()})"

    @property
    def body_label(self):
        """Return who decides, in words."""
        if self.supervisor_id:
            return str(self.supervisor)
        return self.body.name if self.body_id else _("The managing body")

    @property
    def is_outside(self):
        return self.body_id is None and self.supervisor_id is None

    def is_open_to(self, person):
        """Tell whether it is the current step and before the person, or a body whose officer they are today."""
        return ReviewStep.objects.current_for(person).filter(pk=self.pk).exists()

    def officers(self):
        """Return the people who may decide this step today, without the paper's own writers."""
        if self.supervisor_id:
            return [self.supervisor]
        if self.is_outside:
            found = Appointment.objects.today().that_may(Act.RECORD_DECISIONS).at(self.program.campaign.root)
        else:
            act = Act.REVIEW_CELL if self.body.is_cell else Act.DECIDE
            found = Appointment.objects.today().that_may(act).at(self.body)
        writers = {person.pk for person in self.program.writers()}
        return [a.person for a in found.select_related("person") if a.person_id not in writers]

    @transaction.atomic
    def decide(self, decision, *, by, reason="", recorded=None):
        """Decide this step: the last approval approves the program, a return sends it back.

        ``recorded`` is ``{"symbol", "on", "scan"}`` where the personnel office records what a body decided. Raises
        ``NotYours`` on one's own paper, ``ReasonMissing`` for a return without one, ``OpinionOnly`` for a return by a
        supervisor, ``AlreadyDecided`` where somebody was faster (naming them) or the program moved on.
        """
        program = self._lock_program()
        self.refresh_from_db(from_queryset=ReviewStep.objects.select_related("decided_by", "body", "supervisor"))
        if program.belongs_to(by):
            raise NotYours(_("Nobody decides on their own paper."))
        if self.decision:
            raise AlreadyDecided(self._who_decided())
        current = program.current_step
        if current is None or current.pk != self.pk:
            raise AlreadyDecided(_("The program has moved on. Open it again to see where it stands."))
        if decision == self.Decision.RETURNED and self.kind == self.Kind.OPINION:
            raise OpinionOnly(_("An opinion does not send a program back. Write what should change; the cell decides."))
        if decision == self.Decision.RETURNED and not reason.strip():
            raise ReasonMissing(_("Say what has to change."))
        self._write(decision, by, reason, recorded)
        self._pass_on(program, by)

    def _lock_program(self):
        """Lock the program: two reviewers of one paper wait for each other here."""
        model = type(self).program.field.related_model
        return (
            model.objects.select_for_update(of=("self",))
            .select_related("entry__campaign", "entry__unit")
            .get(pk=self.program_id)
        )

    def _who_decided(self):
        return _("%(person)s decided at %(time)s: %(decision)s.") % {
            "person": self.decided_by,
            "time": timezone.localtime(self.decided_at).strftime("%H:%M %d/%m/%Y"),
            "decision": self.get_decision_display().lower(),
        }

    def _write(self, decision, by, reason, recorded):
        self.decision, self.reason = decision, reason.strip()
        self.decided_by, self.decided_at = by, timezone.now()
        if recorded:
            self.is_recorded = True
            self.decision_symbol, self.decision_on = recorded["symbol"], recorded["on"]
            self.decision_scan = recorded.get("scan") or ""
        self.save()

    def _pass_on(self, program, by):
        if self.decision == self.Decision.RETURNED:
            program.mark_returned(self, by=by)
        elif (following := program.current_step) is None:
            program.mark_approved(self, by=by)
        else:
            outbox.notify(
                following.officers(),
                "commitments.passed_on",
                _("%(owner)s has submitted a program for review.") % {"owner": program.owner},
                url=reverse("commitments:review", args=[program.pk]),
            )


class ReviewNote(models.Model):
    """What a reviewer says about one commitment: fine, or what to change."""

    class Verdict(models.TextChoices):
        FINE = "fine", _("Fine")
        CHANGE = "change", _("Needs changes")

    step = models.ForeignKey(ReviewStep, on_delete=models.CASCADE, related_name="notes")
    commitment = models.ForeignKey("commitments.Commitment", on_delete=models.CASCADE, related_name="notes")
    verdict = models.CharField(max_length=6, choices=Verdict, default=Verdict.FINE)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["step", "commitment"], name="commitments_note_once"),
            models.CheckConstraint(
                condition=Q(verdict="fine") | ~Q(text=""),
                name="commitments_change_says_what",
                violation_error_message=_("Say what has to change in this commitment."),
            ),
        ]
        verbose_name = _("note")

    def __str__(self):
        return f"{self.get_verdict_display()}: {self.text}"


def write_steps(program):
    """Write the steps of the program's present round and return the first.

    A direct supervisor gives an opinion where there is one; then the cell approves; then, for a leader, the managing
    committee. A collective's paper goes to the superior of its organisation. Where nobody but the owner could decide
    at a body, its superior does. Source: domain reference, section 4 [P].
    """
    planned = list(_planned_steps(program))
    due_on = program.review_due_on()
    steps = ReviewStep.objects.bulk_create(
        [
            ReviewStep(program=program, round=program.round, order=order, due_on=due_on, **fields)
            for order, fields in enumerate(planned, start=1)
        ]
    )
    return steps[0]


def _planned_steps(program):
    """Yield the fields of each step, in order."""
    entry = program.entry
    if entry.collective_id:
        yield _approval(entry.collective.org.parent, program, tier="")
        return
    person = entry.person
    supervisor = Person.objects.filter(direct_reports__in=person.posts_today).exclude(pk=person.pk).first()
    if supervisor:
        yield {"kind": ReviewStep.Kind.OPINION, "supervisor": supervisor}
    manager = managing_body(person)
    decided_above = manager.is_outside or (manager.org is not None and manager.org.pk != entry.unit_id)
    cell_can = _has_other_officer(entry.unit, person)
    if cell_can or not decided_above:
        yield _approval(entry.unit, program, tier=manager.tier)
    if decided_above:
        yield _approval(manager.org, program, tier=manager.tier)


def _approval(body, program, *, tier):
    """Return an approval step at ``body``, or at the first body above it where somebody but the owner can decide."""
    while body is not None and not any(_has_other_officer(body, writer) for writer in program.writers() or [None]):
        body = body.parent
    return {"kind": ReviewStep.Kind.APPROVAL, "body": body, "tier": tier}


def _has_other_officer(org, person):
    act = Act.REVIEW_CELL if org.is_cell else Act.DECIDE
    officers = Appointment.objects.today().that_may(act).filter(org=org)
    return officers.exclude(person=person).exists() if person else officers.exists()
