"""One change of an amendment: a commitment in other words, a new one, or one that is no longer carried out."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.program import Commitment
from commitments.models.words import CommitmentWords, weight_is_a_share
from portal.resolutions.models import Clause


class AmendedCommitment(CommitmentWords):
    """A change and its reason; what is not changed has no row. Its words are those that shall stand from approval on.

    ``commitment`` is the row of the program that is changed or dropped; of an added one it is the row made at approval.
    """

    class Act(models.TextChoices):
        CHANGE = "change", _("Changed")
        ADD = "add", _("New")
        DROP = "drop", _("No longer carried out")

    amendment = models.ForeignKey("commitments.Amendment", on_delete=models.CASCADE, related_name="changes")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, null=True, blank=True, related_name="changes")
    act = models.CharField(max_length=6, choices=Act)
    reason = models.TextField(_("reason"), blank=True)  # a draft may still lack it
    clauses = models.ManyToManyField(Clause, related_name="amended_commitments", blank=True, verbose_name=_("clauses"))

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["amendment", "commitment"], name="commitments_changed_once"),
            models.CheckConstraint(
                condition=Q(act="add") | Q(commitment__isnull=False), name="commitments_change_is_of_something"
            ),
            weight_is_a_share("commitments_amended_weight_is_a_share"),
        ]
        verbose_name = _("change")

    def __str__(self):
        return f"{self.get_act_display()}: {self.title or self.commitment}"

    @property
    def anchor(self):
        return f"change-{self.pk}"

    @property
    def is_drop(self):
        return self.act == self.Act.DROP

    @property
    def is_new(self):
        return self.act == self.Act.ADD

    @property
    def reason_label(self):
        """Return what its reason is called, by what becomes of the commitment."""
        return REASON_LABELS[self.Act(self.act)]

    def apply(self, program, *, on):
        """Write the change into the live program; row, progress and evidence of the commitment stay.

        Called under the lock of the program. What was sent of it meanwhile (``latest``, ``done_on``) is not touched.
        """
        if self.is_drop:
            Commitment.objects.filter(pk=self.commitment_id, dropped_on=None).update(dropped_on=on)
            return
        if self.is_new:
            self.commitment = Commitment.append_to(program, **self.words)
            self.save(update_fields=["commitment"])
        else:
            Commitment.objects.filter(pk=self.commitment_id).update(**self.words)
        self.commitment.clauses.set(self.clauses.all())


REASON_LABELS = {
    AmendedCommitment.Act.CHANGE: _("Why it is changed:"),
    AmendedCommitment.Act.ADD: _("Why it is added:"),
    AmendedCommitment.Act.DROP: _("Why it is dropped:"),
}
