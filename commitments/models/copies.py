"""Words that stand in two programs: the table by which they are found again, and what was found at a submission."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.errors import ReasonMissing
from commitments.models.campaign import Campaign
from commitments.quality.spans import Text, kept_hashes, share_percent
from portal.audit import trail

# From this share of its counted words on a text is shown as a copy. Source: the customer's order; the domain reference,
# 10.2, has 80 percent for items of a cell [P].
WARN_PERCENT = 60
# What has fewer syllables of its own says too little to be copied.
LEAST_SYLLABLES = 8


class Shingle(models.Model):
    """One kept hash of a program that has been handed in: of one of its commitments, or of its text sections.

    ``commitment_pk`` is 0 for the sections. It is no foreign key: rows come and go with the program as a whole, and an
    index for it would weigh as much as all the rest.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+", db_index=False)
    hash = models.BigIntegerField()
    program = models.ForeignKey("commitments.ActionProgram", on_delete=models.CASCADE, related_name="shingles")
    commitment_pk = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["campaign", "hash", "program", "commitment_pk"], name="shingles_of_a_campaign")]

    def __str__(self):
        return f"{self.program_id}, {self.commitment_pk}: {self.hash}"


def text_of(commitment):
    """Return the words of a commitment by which copies are found: what is done, and with which product.

    Measure, milestones and notes are short and alike by nature; people, units and days are not words of a task.
    """
    return Text.of(commitment.title, commitment.deliverable)


def text_of_sections(bodies):
    """Return the text sections of a program as one text."""
    return Text.of(*bodies)


@transaction.atomic
def index(program):
    """Write the hashes of a program that has been handed in; asked again, those of what it says now.

    Dropped commitments are left out. Four statements.
    """
    unindex(program)
    texts = [(c.pk, text_of(c)) for c in program.commitments.in_force()]
    texts.append((0, text_of_sections(program.texts.order_by("pk").values_list("body", flat=True))))
    campaign = program.entry.campaign_id
    Shingle.objects.bulk_create(
        [
            Shingle(campaign_id=campaign, hash=kept, program=program, commitment_pk=pk)
            for pk, text in texts
            for kept in sorted(kept_hashes(text))
        ],
        batch_size=1000,
    )


def unindex(program):
    """Take a program out of the comparison: it is its writer's alone again, or closed."""
    Shingle.objects.filter(program=program).delete()


class CopyFindingQuerySet(models.QuerySet):
    def with_other(self):
        """Load whose the other text is."""
        entry = "other_program__entry"
        return self.select_related(f"{entry}__person", f"{entry}__collective", f"{entry}__unit", "accepted_by")


class CopyFinding(models.Model):
    """What a program that was handed in shares with another: one row a commitment, and one for the whole (without).

    ``matched`` of ``total`` counted syllables of ``text`` stand in common spans with ``other_text``; both are kept as
    they were compared. Only writer and reviewer see it, and it never blocks.
    """

    class Kind(models.TextChoices):
        COPY = "copy", _("Same words")
        JOINT = "joint", _("A task in common")
        CARRIED = "carried", _("Carried over")
        TEMPLATE = "template", _("From a template")

    class Relation(models.TextChoices):
        SUPERIOR = "superior", _("Superior")
        COLLEAGUE = "colleague", _("Same unit")
        CAMPAIGN = "campaign", _("Same campaign")
        LAST_YEAR = "last_year", _("One's own of last year")

    program = models.ForeignKey("commitments.ActionProgram", on_delete=models.CASCADE, related_name="copy_findings")
    commitment = models.ForeignKey(
        "commitments.Commitment", on_delete=models.CASCADE, null=True, blank=True, related_name="copy_findings"
    )
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.COPY)
    relation = models.CharField(max_length=9, choices=Relation, blank=True)  # empty: the campaign's template
    other_program = models.ForeignKey(
        "commitments.ActionProgram", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    other_post = models.CharField(max_length=200, blank=True)  # of a superior: the writer knows the post, not the name
    text = models.TextField()
    other_text = models.TextField()
    # Where the common spans stand in either text, as pairs of places; none for the whole, whose texts are the spans.
    marks = models.JSONField(default=list)
    other_marks = models.JSONField(default=list)
    matched = models.PositiveIntegerField()
    total = models.PositiveIntegerField()
    accepted_reason = models.TextField(_("why it is fine"), blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = CopyFindingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["program", "commitment"], name="commitments_copy_once"),
            models.UniqueConstraint(
                fields=["program"], condition=Q(commitment=None), name="commitments_copy_of_the_whole_once"
            ),
            models.CheckConstraint(
                condition=Q(accepted_reason="", accepted_by=None, accepted_at=None)
                | (~Q(accepted_reason="") & Q(accepted_by__isnull=False, accepted_at__isnull=False)),
                name="commitments_acceptance_has_who_when_and_why",
            ),
        ]
        verbose_name = _("same words")

    def __str__(self):
        return f"{self.program}: {self.share_percent}%"

    @property
    def share_percent(self):
        return share_percent(self.matched, self.total)

    @property
    def is_whole(self):
        return self.commitment_id is None

    @property
    def warns(self):
        """Tell whether it is worth another look: a copy that no reviewer has found fine."""
        return self.kind == self.Kind.COPY and not self.accepted_at

    @classmethod
    @transaction.atomic
    def keep(cls, program, findings):
        """Keep what was found at a submission in place of what was found before."""
        program.copy_findings.all().delete()
        cls.objects.bulk_create(findings)

    @transaction.atomic
    def accept(self, *, by, reason):
        """Note why the same words are fine here: the pair does not warn again. Raises ``ReasonMissing`` without one.

        What somebody else has noted meanwhile stays.
        """
        if not reason.strip():
            raise ReasonMissing(_("Say why it is fine that these texts are alike."))
        noted = CopyFinding.objects.select_for_update(of=("self",)).select_related("accepted_by").get(pk=self.pk)
        if noted.accepted_at:
            self.accepted_reason, self.accepted_by = noted.accepted_reason, noted.accepted_by
            self.accepted_at = noted.accepted_at
            return
        self.accepted_reason, self.accepted_by, self.accepted_at = reason.strip(), by, timezone.now()
        self.save(update_fields=["accepted_reason", "accepted_by", "accepted_at"])
        entry = self.program.entry
        trail.record(
            "commitments.copy_accepted",
            self.program,
            by=by,
            reason=self.accepted_reason,
            owner=entry.person,
            unit_path=entry.unit.path,
        )
