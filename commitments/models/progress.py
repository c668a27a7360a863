"""What became of a commitment during the year: entries that stay, evidence for them, and what officers say of them."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.models.campaign import Period
from commitments.models.program import ActionProgram
from portal.lib.addresses import address_of
from portal.lib.dates import today
from portal.lib.documents import PICTURES
from portal.resolutions.models import Resolution


class ProgressReport(models.Model):
    """One sending of a program's progress, counted for a quarter; several in a quarter are possible.

    What it says stands in its entries; a report without entries says that nothing has changed.
    """

    program = models.ForeignKey("commitments.ActionProgram", on_delete=models.CASCADE, related_name="reports")
    quarter = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="reports")
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["sent_at", "pk"]
        indexes = [models.Index(fields=["quarter", "program"], name="reports_of_a_quarter")]
        verbose_name = _("progress report")

    def __str__(self):
        return f"{self.program}, {self.quarter}"


def progress_url(program):
    """Return the address at which the writers of a program record its progress."""
    return f"{reverse('commitments:progress')}?program={program.pk}"


class ProgressEntryQuerySet(models.QuerySet):
    def sent(self):
        return self.filter(report__isnull=False)

    def being_written(self):
        return self.filter(report=None)

    def latest(self):
        """Return what was sent last of each commitment that stands: the only entries that are answered."""
        return self.filter(commitment__latest=F("pk"), commitment__dropped_on=None)

    def claims(self):
        return self.filter(state__in=ProgressEntry.CLAIMS)

    def answered_by(self, person):
        """Return the sent entries that the person may answer, or might have answered before newer ones came."""
        return self.sent().filter(commitment__program__in=ActionProgram.objects.answered_by(person).values("pk"))

    def last_confirmed(self):
        """Return the last confirmed entry of each commitment: what counts at the end of the year.

        A newer entry that nobody has confirmed does not undo it. To load it with its evidence, in two queries:

        >>> confirmed = ProgressEntry.objects.last_confirmed().prefetch_related("evidence")
        >>> program.commitments.prefetch_related(Prefetch("progress", confirmed, to_attr="confirmed"))
        """
        confirmed = ProgressEntry.Answer.CONFIRMED
        later = ProgressEntry.objects.filter(
            commitment=OuterRef("commitment"), answer=confirmed, pk__gt=OuterRef("pk")
        )  # a commitment has one entry being written at most, so keys follow the order of sending
        return self.filter(~Exists(later), answer=confirmed)


class ProgressEntry(models.Model):
    """What the owner says of one commitment: how far it is, what was reached, in which state, as of which day.

    Without a ``report`` it is being written: its owner's alone, saved field by field, one a commitment. Sent, it never
    changes; what comes later is another entry. ``answer`` is what an officer has said of it last (``ProgressAnswer``).
    Late, overdue and dropped are no states: they follow from ``done_on`` and from amendments.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Not begun")
        IN_PROGRESS = "in_progress", _("In progress")
        DONE = "done", _("Done")
        EXCEEDED = "exceeded", _("Done beyond")
        NOT_DONE = "not_done", _("Not done")

    class Answer(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        DOUBTED = "doubted", _("Doubted")
        ASKED = "asked", _("Asked back")

    # What an officer confirms; until then it is a claim.
    CLAIMS = {State.DONE, State.EXCEEDED}
    # What may be said of it next, by what was said last ("" is nothing yet). A mistake is mended in the open.
    NEXT = {
        "": {Answer.CONFIRMED, Answer.DOUBTED, Answer.ASKED},
        Answer.DOUBTED: {Answer.CONFIRMED},
        Answer.ASKED: {Answer.CONFIRMED},
        Answer.CONFIRMED: {Answer.DOUBTED},
    }
    # Answers on which the writer has something to do: mend it, or say more.
    OPEN_ANSWERS = {Answer.DOUBTED, Answer.ASKED}

    commitment = models.ForeignKey("commitments.Commitment", on_delete=models.CASCADE, related_name="progress")
    report = models.ForeignKey(
        ProgressReport,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("report"),
    )
    state = models.CharField(_("state"), max_length=11, choices=State, default=State.IN_PROGRESS)
    percent = models.PositiveSmallIntegerField(_("how far, in percent"), default=0)
    reached_value = models.DecimalField(_("reached so far"), max_digits=18, decimal_places=4, null=True, blank=True)
    reached_on = models.DateField(_("as of"), default=today)  # for what is done: the day it was done
    note = models.TextField(_("results"), blank=True)
    difficulty = models.TextField(_("difficulties and their causes"), blank=True)
    next_step = models.TextField(_("next steps"), blank=True)
    saved_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=9, choices=Answer, blank=True)

    objects = ProgressEntryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment"], condition=Q(report=None), name="commitments_one_entry_being_written"
            ),
            models.CheckConstraint(
                condition=Q(percent__lte=100),
                name="commitments_percent_is_a_share",
                violation_error_message=_("Give a number from 0 to 100."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "exceeded"]) | Q(percent=100),
                name="commitments_done_is_all_of_it",
                violation_error_message=_("What is done stands at 100 percent."),
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(report__isnull=False), name="commitments_only_what_was_sent_is_answered"
            ),
        ]
        verbose_name = _("progress entry")

    def __str__(self):
        return f"{self.get_state_display()}, {self.percent}%"

    @property
    def is_claim(self):
        return self.state in self.CLAIMS

    @property
    def is_sent(self):
        return self.report_id is not None

    @property
    def waits_for_writer(self):
        """Tell whether an officer doubts it or asks back, and nothing newer has been sent (ask the latest only)."""
        return self.answer in self.OPEN_ANSWERS


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Evidence of sent entries of the programs a person may open; of those being written, the writers' alone."""
        theirs = ActionProgram.objects.written_by(person).values("pk")
        readable = ActionProgram.objects.visible_to(person).values("pk")
        return self.filter(
            Q(entry__commitment__program__in=theirs)
            | Q(entry__commitment__program__in=readable, entry__report__isnull=False)
        )

    def with_catalogue(self):
        """Annotate ``catalogue_code``: the code of the document in the catalogue that has the cited symbol, or None."""
        published = Resolution.objects.exclude(status=Resolution.Status.DRAFT).exclude(symbol="")
        same = published.filter(symbol=OuterRef("symbol")).order_by("-issued_on", "pk")
        return self.annotate(catalogue_code=Subquery(same.values("code")[:1]))

    def bytes_of(self, person):
        """Return how many bytes the files take that a person has added."""
        return self.filter(added_by=person).aggregate(bytes=Sum("size"))["bytes"] or 0


class Evidence(models.Model):
    """What shows a result: a file, the symbol of a document, or a link; it belongs to the entry that it came with.

    A file is stored under a random name outside the web root and served only through the access check. ``name`` is
    what the person sees: the uploaded name made safe, or what they call it.
    """

    class Kind(models.TextChoices):
        FILE = "file", _("File")
        DOCUMENT = "document", _("Document")
        LINK = "link", _("Link")

    entry = models.ForeignKey(ProgressEntry, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    file = models.FileField(_("file"), upload_to="evidence/%Y/%m/", blank=True)
    size = models.PositiveBigIntegerField(default=0)  # bytes
    sha256 = models.CharField(max_length=64, blank=True)
    symbol = models.CharField(_("symbol of the document"), max_length=60, blank=True)
    url = models.URLField(_("link"), max_length=500, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="evidence")
    added_at = models.DateTimeField(default=timezone.now)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(kind="file", symbol="", url="") & ~Q(file="")
                    | Q(kind="document", file="", url="") & ~Q(symbol="")
                    | Q(kind="link", file="", symbol="") & ~Q(url="")
                ),
                name="commitments_evidence_is_of_one_kind",
            )
        ]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Return where it is read: a file through the access check, a link where it leads; a document has no page."""
        if self.kind == self.Kind.FILE:
            return address_of("commitments:evidence", self.pk)
        return self.url

    @property
    def is_removable(self):
        return not self.entry.is_sent

    @property
    def is_picture(self):
        return self.ending in PICTURES

    @property
    def ending(self):
        """Return what a file holds: "pdf", "jpg"…; empty for the others."""
        return self.file.name.rpartition(".")[2]

    @property
    def host(self):
        """Return whose site a link leads to."""
        return urlsplit(self.url).hostname or ""
