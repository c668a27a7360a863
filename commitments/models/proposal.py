"""A document that commitments carry out was replaced: its programs are proposed an amendment, and somebody answers."""

from collections import defaultdict

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.errors import InvalidTransition, ReasonMissing
from commitments.models.amendment import Amendment
from commitments.models.campaign import CampaignEntry
from commitments.models.program import ActionProgram, Commitment
from portal.audit import trail
from portal.lib.addresses import address_of
from portal.resolutions.models import Resolution


class ProposalQuerySet(models.QuerySet):
    def standing(self):
        """Return what is still to be answered: not answered, the program in force, and the catalogue still says so."""
        replaced = Resolution.replaces.through.objects.filter(
            from_resolution=OuterRef("newer"), to_resolution=OuterRef("older")
        )
        return self.filter(Exists(replaced), status=Proposal.Status.OPEN, program__status=ActionProgram.Status.APPROVED)

    def declined(self):
        """Return those that were found not to need an amendment, with all that their reason is read with."""
        return self.filter(status=Proposal.Status.DECLINED).with_documents().select_related("answered_by")

    def reopen(self, *, by):
        """Ask again what was taken up in an amendment that ended unchanged; called under the lock of the programs."""
        for proposal in self.filter(status=Proposal.Status.TAKEN).select_related("program__entry__unit"):
            proposal.reopen(by=by)

    def of(self, person):
        return self.filter(program__entry__in=CampaignEntry.objects.of(person).values("pk"))

    def with_documents(self):
        return self.select_related("older__doc_type", "newer__doc_type")


class Proposal(models.Model):
    """One program and one pair of documents: ``newer`` replaces ``older``, on whose clauses commitments stand.

    Answered once: taken, with the amendment it led to, or declined with a reason that officers can read. It is open
    again once that amendment is withdrawn. Where the clerk takes the replacement back it lapses unanswered, with who
    did so and when; said anew, it is open again.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("To be answered")
        TAKEN = "taken", _("An amendment was begun")
        DECLINED = "declined", _("No amendment needed")
        LAPSED = "lapsed", _("The replacement was taken back")

    NEXT = {
        Status.OPEN: {Status.TAKEN, Status.DECLINED, Status.LAPSED},
        Status.TAKEN: {Status.OPEN},
        Status.DECLINED: set(),
        Status.LAPSED: {Status.OPEN},
    }

    program = models.ForeignKey(ActionProgram, on_delete=models.CASCADE, related_name="proposals")
    older = models.ForeignKey(Resolution, on_delete=models.PROTECT, related_name="+")
    newer = models.ForeignKey(Resolution, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    made_at = models.DateTimeField(default=timezone.now)
    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals")
    reason = models.TextField(_("reason"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["program", "older", "newer"], name="commitments_proposed_once"),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(reason=""),
                name="commitments_declined_with_a_reason",
                violation_error_message=_("Say why no amendment is needed."),
            ),
            models.CheckConstraint(
                condition=Q(status="open", answered_by=None, answered_at=None)
                | (~Q(status="open") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="commitments_answer_has_who_and_when",
            ),
        ]
        verbose_name = _("proposal")

    def __str__(self):
        return f"{self.older} → {self.newer}: {self.program}"

    def get_absolute_url(self):
        return address_of("commitments:proposal", self.pk)

    @property
    def is_replaced(self):
        """Tell whether the catalogue still says that the newer document replaces the older one."""
        return self.newer.replaces.filter(pk=self.older_id).exists()

    @property
    def commitments(self):
        """Return the commitments in force that stand on clauses of the replaced document, in order."""
        rows = self.program.commitments.in_force().filter(clauses__resolution=self.older_id)
        return rows.in_order().with_clauses().distinct()

    @transaction.atomic
    def decline(self, *, by, reason):
        """Say that nothing need be changed. Raises ``ReasonMissing``, or ``InvalidTransition`` once answered."""
        self.lock_for(self.Status.DECLINED)
        if not reason.strip():
            raise ReasonMissing(_("Say why no amendment is needed."))
        self.answer(self.Status.DECLINED, by=by, reason=reason.strip())
        entry = self.program.entry
        trail.record(
            "commitments.proposal_declined",
            self,
            by=by,
            reason=self.reason,
            owner=entry.person,
            unit_path=entry.unit.path,
        )

    def lock_for(self, status):
        """Lock program and row and re-read it; raise ``InvalidTransition`` unless it can become ``status``."""
        ActionProgram.objects.select_for_update().only("pk").get(pk=self.program_id)
        fresh = type(self).objects.select_for_update().get(pk=self.pk)
        self.status = fresh.status
        if status not in self.NEXT[self.Status(self.status)]:
            raise InvalidTransition(
                _("This has been answered already: %(answer)s.") % {"answer": fresh.get_status_display()}
            )

    def reopen(self, *, by):
        """Be open once more, the amendment it led to having been withdrawn; called under the lock of the program."""
        self.status, self.amendment, self.answered_by, self.answered_at = self.Status.OPEN, None, None, None
        self.save(update_fields=["status", "amendment", "answered_by", "answered_at"])
        entry = self.program.entry
        trail.record("commitments.proposal_reopened", self, by=by, owner=entry.person, unit_path=entry.unit.path)

    def answer(self, status, *, by, reason="", amendment=None):
        """Write what was answered; called under the lock."""
        self.status, self.reason, self.amendment = status, reason, amendment
        self.answered_by, self.answered_at = by, timezone.now()
        self.save(update_fields=["status", "reason", "amendment", "answered_by", "answered_at"])


def touched_numbers(proposals):
    """Return the numbers of the commitments that each of ``proposals`` is about, by its key: one query."""
    touched = Commitment.objects.in_force().filter(
        program__proposals__in=proposals, clauses__resolution=F("program__proposals__older")
    )
    numbers = defaultdict(list)
    for proposal, number in touched.values_list("program__proposals", "order").distinct().order_by("order"):
        numbers[proposal].append(number)
    return numbers
