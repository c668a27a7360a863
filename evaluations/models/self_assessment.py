"""The self-assessment: what a person, a collective or an organisation says of its own period, and its points."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.models.evaluation import Dossier
from portal.printing.models import PaperForm


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

    @property
    def is_editable(self):
        return self.status in self.EDITABLE

    def can_become(self, status):
        return status in self.NEXT[self.Status(self.status)]


class SelfAssessmentText(models.Model):
    """What was written in one section of the form (``key`` of ``PaperForm.sections``)."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="texts")
    key = models.CharField(max_length=30)
    body = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["assessment", "key"], name="evaluations_text_once")]

    def __str__(self):
        return self.key


class SelfAssessmentReturn(models.Model):
    """One return of a self-assessment, with its reason: by an officer of the place that reviews it."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="returns")
    round = models.PositiveSmallIntegerField()
    reason = models.TextField(_("what has to change"))
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "round"], name="evaluations_one_return_a_round"),
            models.CheckConstraint(condition=~Q(reason=""), name="evaluations_return_needs_a_reason"),
        ]

    def __str__(self):
        return f"{self.assessment}, {self.round}"


class FigureCorrection(models.Model):
    """A figure that the portal counted and somebody corrected, with the reason (``figure``: a key of the scheme).

    ``value`` None says that there is not enough to count. The last one of a figure holds; earlier ones stay.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="corrections")
    figure = models.CharField(max_length=40)
    counted = models.CharField(max_length=40, blank=True)  # what the portal had counted then
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    reason = models.TextField(_("reason"))
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="evaluations_correction_needs_a_reason"),
        ]
        verbose_name = _("corrected figure")

    def __str__(self):
        return self.figure


class ReviewPrompt(models.Model):
    """Gợi ý kiểm điểm: a question that a superior body orders to be answered in a review, and the answer.

    Source: domain reference, 4.2 (366-QĐ/TW, Art. 7 [C]).
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="prompts")
    question = models.TextField(_("question"))
    asked_by = models.CharField(_("asked by"), max_length=200)  # the body, as the document names it
    symbol = models.CharField(_("symbol of the document"), max_length=60, blank=True)
    asked_on = models.DateField(_("date"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(question=""), name="evaluations_prompt_asks_something")]
        verbose_name = _("prompt")

    def __str__(self):
        return self.question
