"""The steps of a review: who gives an opinion, who decides, and what they decided.

The steps are written at submission from the owner's tier (domain reference, 4 and 4.1 [P]) and stay as rows, so that
the history of every round stays.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.files.base import File
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from commitments.errors import AlreadyDecided, NotYours, OpinionOnly, ReasonMissing, WrongDecisionDate
from commitments.models.note import ReviewNote, reason_from
from portal.audit import trail
from portal.directory import tree
from portal.directory.errors import OF_THE_ABSENT
from portal.directory.models import Appointment, Delegation, PartyOrg, with_substitutes
from portal.directory.roles import DECIDING, Act
from portal.lib.dates import today
from portal.lib.files import stored
from portal.notifications import outbox


@dataclass(frozen=True)
class RecordedDecision:
    """What a body decided in its meeting, as the personnel office records it: number, date, and the scan if any."""

    symbol: str
    on: date
    scan: File | None = None


def reports_of(person):
    """Return whom the person directly supervises today, as a subquery of keys; who no longer does reads no more."""
    return Appointment.objects.today().filter(reports_to=person).values("person")


def bodies_of(person, *, beside=None):
    """Return the keys of the bodies for which the person may decide today; ``beside`` leaves out an absent's name."""
    return [post.org_id for post in person.posts_beside(beside) if post.org_id and DECIDING & post.may]


def cells_of(person, *, beside=None):
    """Return the keys of the cells whose officer the person is today; ``beside`` leaves out an absent's name."""
    return [post.org_id for post in person.posts_beside(beside) if post.org_id and Act.REVIEW_CELL in post.may]


UNCONFIRMED = _(
    "You have entered this for %(person)s. You decide on it once they have confirmed it in the portal, or another "
    "officer has by the signed print; or another officer decides."
)

# From a step to the roster entry of its paper, by the field in which the paper stands.
ENTRY = {"program": "program__entry", "amendment": "amendment__program__entry"}


class ReviewStepQuerySet(models.QuerySet):
    """``paper`` names the kind of paper asked for ("program" or "amendment"); each kind has its own indexes."""

    def with_who(self):
        """Load before whom a step was, who decided it, and for whom they stood in."""
        return self.select_related("body", "supervisor", "decided_by", "delegation__post__person")

    def undecided(self):
        return self.filter(decision="")

    def current(self, paper="program"):
        """Return the open step of each submitted paper: undecided, and none before it undecided."""
        under_review = {f"{paper}__status": "submitted", "round": F(f"{paper}__round")}
        return self.undecided().filter(~Exists(_before(paper)), **under_review)

    def before_bodies_of(self, person, paper="program"):
        """Return the steps before a body whose officer the person is today, or before the person themselves."""
        reported = {f"{ENTRY[paper]}__person__in": reports_of(person)}
        of_person = Q(supervisor=person, **reported) | Q(body__in=bodies_of(person))
        return self.filter(of_person, **{f"{paper}__isnull": False})

    def current_for(self, person, paper="program"):
        return self.current(paper).before_bodies_of(person, paper)

    def open_to_bodies_of(self, person, paper="program"):
        """Return the steps, decided or reached, that let a person's body read the paper."""
        later = Q(decision="") & Exists(_before(paper))
        return self.before_bodies_of(person, paper).exclude(later)


def _before(paper):
    """Return the undecided steps of the same paper and round that come earlier, for ``Exists``."""
    return ReviewStep.objects.filter(
        **{paper: OuterRef(paper)}, round=OuterRef("round"), order__lt=OuterRef("order"), decision=""
    )


class ReviewStep(models.Model):
    """One step of one round of a paper: a body (or the direct supervisor) gives an opinion or approves.

    The ``paper`` is a program or an amendment of one (``ReviewedPaper``), never both.
    ``body`` is None where the managing body stands outside this installation: the personnel office then records what
    that body decided (``recorded_by``, ``decision_symbol``, ``decision_on``).
    """

    class Kind(models.TextChoices):
        OPINION = "opinion", _("Opinion")
        APPROVAL = "approval", _("Approval")

    class Decision(models.TextChoices):
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Returned")

    program = models.ForeignKey(
        "commitments.ActionProgram", on_delete=models.CASCADE, null=True, blank=True, related_name="steps"
    )
    amendment = models.ForeignKey(
        "commitments.Amendment", on_delete=models.CASCADE, null=True, blank=True, related_name="steps", db_index=False
    )  # the index of its constraint leaves out the many of programs, as that of supervisors does
    round = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    body = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, null=True, blank=True, related_name="review_steps")
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )  # its index leaves out the many without one (see Meta)
    tier = models.CharField(max_length=12, blank=True)
    due_on = models.DateField()
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="decided_steps"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    delegation = models.ForeignKey(
        Delegation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )  # where who decided stood in for somebody
    is_recorded = models.BooleanField(default=False)  # decided in a meeting, recorded by the personnel office
    decision_symbol = models.CharField(_("number of the decision"), max_length=60, blank=True)
    decision_on = models.DateField(_("date of the decision"), null=True, blank=True)
    decision_scan = models.FileField(_("scan"), upload_to="decisions/%Y/", blank=True)

    objects = ReviewStepQuerySet.as_manager()

    class Meta:
        ordering = ["round", "order"]
        constraints = [
            models.UniqueConstraint(fields=["program", "round", "order"], name="commitments_step_once"),
            models.UniqueConstraint(
                fields=["amendment", "round", "order"],
                condition=Q(amendment__isnull=False),
                name="commitments_amendment_step_once",
            ),
            models.CheckConstraint(
                condition=Q(program__isnull=False, amendment=None) | Q(program=None, amendment__isnull=False),
                name="commitments_step_is_of_one_paper",
            ),
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
        indexes = [
            models.Index(fields=["body", "decision"], name="steps_of_a_body"),
            # An index full of NULL looks useless to SQLite's planner, which then reads the whole table instead.
            models.Index(fields=["supervisor"], name="steps_of_a_supervisor", condition=Q(supervisor__isnull=False)),
            models.Index(fields=["body"], name="amendment_steps_of_a_body", condition=Q(amendment__isnull=False)),
        ]
        verbose_name = _("review step")

    def __str__(self):
        return f"{self.body_label} ({self.get_kind_display()})"

    @classmethod
    def of(cls, paper, **fields):
        """Return an unsaved step of the present round of a paper."""
        return cls(**{paper.STEP_FIELD: paper}, round=paper.round, **fields)

    @property
    def paper(self):
        """Return the program or the amendment that is reviewed."""
        return self.program if self.program_id else self.amendment

    @property
    def body_label(self):
        """Return who decides, in words."""
        if self.supervisor_id:
            return str(self.supervisor)
        return self.body.name if self.body_id else _("The managing body")

    @property
    def is_outside(self):
        return self.body_id is None and self.supervisor_id is None

    @property
    def outcome(self):
        """Return what came of it, in words: an opinion is given (or not waited for), not approved."""
        if self.kind == self.Kind.OPINION and self.decision:
            is_given = self.decided_by_id == self.supervisor_id
            return _("Opinion given") if is_given else _("Passed on without the opinion")
        return self.get_decision_display()

    @property
    def way(self):
        """Return where and by which acts it is decided, as ``Person.is_only_for`` asks; by a supervisor, by none."""
        return self.paper.by_office if self.is_outside else (self.body, *DECIDING)

    def is_before(self, person):
        """Tell whether it is, or was, before the person or a body whose officer they are today."""
        if self.supervisor_id == person.pk:
            return reports_of(person).filter(person=self.paper.entry.person_id).exists()
        return self.body_id in bodies_of(person)

    def officers(self):
        """Return the people who may decide this step today, without the paper's own writers.

        Where the body stands outside, these are the personnel officers who record its decision: those of the campaign's
        own organisation, else the nearest ones above the unit.
        """
        if self.supervisor_id:
            return [self.supervisor]
        if self.is_outside:
            found = self._recorders()
        else:
            act = Act.REVIEW_CELL if self.body.is_cell else Act.DECIDE
            found = Appointment.objects.today().that_may(act).at(self.body)
        duties = {Act.RECORD_DECISIONS} if self.is_outside else DECIDING
        return with_substitutes(list(found.select_related("person")), duties, without=self.paper.writers())

    def _recorders(self):
        offices = Appointment.objects.today().that_may(Act.RECORD_DECISIONS)
        of_root = offices.at(self.paper.campaign.root)
        if of_root.exists():
            return of_root
        return offices.filter(org__in=tree.ancestors(self.paper.entry.unit.path))

    def date_fault(self, day):
        """Return what is wrong with ``day`` as the date of a recorded decision, or None. Both ends count."""
        submitted_on = timezone.localdate(self.paper.submitted_at)
        if day > today():
            return _("The date of the decision lies in the future. Check it.")
        if day < submitted_on:
            return _("The program was submitted on %(date)s, after this decision. Check the date.") % {
                "date": formats.date_format(submitted_on, "SHORT_DATE_FORMAT")
            }
        return None

    def decide(self, decision, *, by, reason="", notes=(), recorded=None):
        """Decide this step: the last approval approves the paper, a return sends it back.

        ``notes`` are unsaved ``ReviewNote``; where a return has no reason of its own, what they ask for is the reason.
        ``recorded`` is a ``RecordedDecision`` where the personnel office records what a body decided. Raises
        ``NotYours`` on one's own paper, ``ReasonMissing`` for a return without one, ``OpinionOnly`` for a return by a
        supervisor, ``WrongDecisionDate``, ``AlreadyDecided`` where somebody was faster (naming them) or the paper
        moved on.
        """
        with stored(self._meta.get_field("decision_scan"), recorded and recorded.scan) as scan, transaction.atomic():
            self._decide(decision, by, reason, notes, recorded, scan)

    def _decide(self, decision, by, reason, notes, recorded, scan):
        """Decide under the locks of paper and step; ``scan`` is the name of the stored file, empty for none."""
        paper = type(self.paper).locked(self.paper.pk)
        self._reread()
        if paper.belongs_to(by):
            raise NotYours(_("Nobody decides on their own paper."))
        if paper.is_unconfirmed_of(by):
            raise NotYours(UNCONFIRMED % {"person": paper.owner})
        way = paper.by_office if recorded else self.way
        if paper.is_only_for(by, way):
            raise NotYours(OF_THE_ABSENT)
        self.delegation = by.stands_in_at(way, is_own=paper.is_own)
        if self.decision:
            raise AlreadyDecided(self.who_decided)
        if paper.current_step != self:
            raise AlreadyDecided(_("The program has moved on. Open it again to see where it stands."))
        reason = reason.strip() or reason_from(notes)
        if decision == self.Decision.RETURNED:
            self._check_return(reason)
        if recorded and (fault := self.date_fault(recorded.on)):
            raise WrongDecisionDate(fault)
        told = self.officers()
        self._write(decision, by, reason, notes, recorded, scan)
        outbox.settle(told, self.review_url)
        self._pass_on(paper, by)

    @property
    def review_url(self):
        return self.paper.review_url

    @property
    def decider_label(self):
        """Return who decided it, and for whom they stood in: needs ``decided_by`` and ``delegation`` loaded."""
        if self.delegation_id is None:
            return str(self.decided_by)
        return f"{self.decided_by}, {self.delegation.stands_in_text}"

    @property
    def who_decided(self):
        """Return who decided this step, when and what, as a sentence."""
        return _("%(person)s decided at %(time)s: %(decision)s.") % {
            "person": self.decider_label,
            "time": timezone.localtime(self.decided_at).strftime("%H:%M %d/%m/%Y"),
            "decision": str(self.outcome).lower(),
        }

    def _reread(self):
        """Read the step again under the lock; recalling a program takes its open steps away."""
        try:
            self.refresh_from_db(from_queryset=ReviewStep.objects.select_related("decided_by", "body", "supervisor"))
        except ReviewStep.DoesNotExist:
            raise AlreadyDecided(_("The program was taken back by its writer before you decided.")) from None

    def _check_return(self, reason):
        if self.kind == self.Kind.OPINION:
            raise OpinionOnly(_("An opinion does not send a program back. Write what should change; the cell decides."))
        if not reason:
            raise ReasonMissing(_("Say what has to change."))

    def _write(self, decision, by, reason, notes, recorded, scan):
        self.decision, self.reason = decision, reason
        self.decided_by, self.decided_at = by, timezone.now()
        if recorded:
            self.is_recorded = True
            self.decision_symbol, self.decision_on, self.decision_scan = recorded.symbol, recorded.on, scan
        self.save()
        for note in notes:
            note.step = self
        ReviewNote.objects.bulk_create(notes)

    def _pass_on(self, paper, by):
        if self.is_recorded:
            about = _("%(symbol)s, %(date)s") % {
                "symbol": self.decision_symbol,
                "date": formats.date_format(self.decision_on, "SHORT_DATE_FORMAT"),
            }
            owner, unit = paper.entry.person, paper.entry.unit
            action = "commitments.decision_recorded"
            trail.record(action, paper, by=by, reason=str(about), owner=owner, unit_path=unit.path)
        if self.decision == self.Decision.RETURNED:
            paper.mark_returned(self, by=by)
        elif (following := paper.current_step) is None:
            paper.mark_approved(self, by=by)
        else:
            paper.mark_passed_on(self, following, by=by)
