"""Papers of a dossier that are not made in the portal: handed in as files, named by their symbol, or not applicable."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.models.evaluation import Dossier


class DossierPaper(models.Model):
    """One paper of a dossier, of one of the nine kinds, or the reason why there is none of that kind.

    ``file`` may be missing where the paper itself is kept elsewhere: name, symbol and date say which it is.
    Source: domain reference, 6.6 (dossier per collective or person and year) [C].
    """

    class Kind(models.TextChoices):
        SELF_REVIEW = "self_review", _("Self-review, report of review")
        RESIDENCE = "residence", _("Remarks of the committee at the place of residence")
        MINUTES = "minutes", _("Minutes of the meetings")
        APPRAISAL = "appraisal", _("Summary of the appraisal")
        CONCLUSION = "conclusion", _("Conclusion, result of the rating")
        PROMPTS = "prompts", _("Documents of prompts, if any")
        OPINIONS = "opinions", _("Documents of opinions, if any")
        COMPLAINTS = "complaints", _("Complaints and petitions, if any")
        OTHER = "other", _("Others")

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    name = models.CharField(_("name"), max_length=200, blank=True)
    symbol = models.CharField(_("symbol"), max_length=60, blank=True)
    dated_on = models.DateField(_("date"), null=True, blank=True)
    file = models.FileField(_("file"), blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    not_applicable = models.CharField(_("not needed, because"), max_length=300, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(not_applicable="") & ~Q(name="") | ~Q(not_applicable="") & Q(name="", file="", symbol=""),
                name="evaluations_paper_or_why_there_is_none",
                violation_error_message=_("Name the paper, or say why there is none."),
            ),
            models.UniqueConstraint(
                fields=["dossier", "kind"],
                condition=~Q(not_applicable=""),
                name="evaluations_kind_not_applicable_once",
            ),
        ]
        verbose_name = _("paper of a dossier")

    def __str__(self):
        return self.name or self.not_applicable
