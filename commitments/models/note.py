"""What reviewers write beside a commitment, and the reason that follows from it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override


class ReviewNote(models.Model):
    """What a reviewer says about one commitment: fine, or what to change."""

    class Verdict(models.TextChoices):
        FINE = "fine", _("Fine")
        CHANGE = "change", _("Needs changes")

    step = models.ForeignKey("commitments.ReviewStep", on_delete=models.CASCADE, related_name="notes")
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


def reason_from(notes):
    """Return what ``notes`` ask to be changed, one commitment a line, as the reason of a return."""
    asked = [note for note in notes if note.verdict == ReviewNote.Verdict.CHANGE and note.text.strip()]
    with override(settings.LANGUAGE_CODE):  # a record, whatever language the reviewer reads in
        return "\n".join(
            _("Commitment %(number)s: %(text)s") % {"number": note.commitment.order, "text": note.text.strip()}
            for note in asked
        )
