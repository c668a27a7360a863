"""What a deciding body ruled about its quota."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.errors import InvalidTransition, ReasonMissing, RulingRefused
from evaluations.models.evaluation import Evaluation
from evaluations.models.rating import Rating
from portal.audit import trail
from portal.directory.models import PartyOrg
from portal.lib.dates import today


class QuotaRuling(models.Model):
    """What a deciding body ruled about its quota: peer groups merged into one, or the exceptional percent.

    Both need a reason and a document (domain reference, 6.5 [C] for 25 %, [U] for small groups).
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="quota_rulings")
    decider = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="+")
    track = models.CharField(max_length=12, choices=Rating.Track)
    groups = models.JSONField(_("peer groups"), default=list)  # merged into one where there are several
    name = models.CharField(_("name of the merged group"), max_length=120, blank=True)
    percent = models.PositiveSmallIntegerField(_("percent"), null=True, blank=True)
    reason = models.TextField(_("reason"))
    symbol = models.CharField(_("symbol of the document"), max_length=60)
    ruled_on = models.DateField(_("date of the document"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(symbol=""), name="evaluations_ruling_has_reason_and_document"
            ),
        ]
        verbose_name = _("ruling on the quota")

    def __str__(self):
        return f"{self.decider}: {', '.join(self.groups)}"

    @classmethod
    @transaction.atomic
    def record(cls, *, by, **fields):
        """Record what the deciding body ruled, with its reason and document, and return it.

        Several ``groups`` are merged under ``name``; ``percent`` lies above that of the scheme and not above its
        exceptional one. Raises ``ReasonMissing`` and ``RulingRefused``.
        """
        ruling = cls(recorded_by=by, **fields)
        if ruling.evaluation.status != Evaluation.Status.OPEN:
            raise InvalidTransition(_("The evaluation is not open."))
        if not (ruling.reason.strip() and ruling.symbol.strip()):
            raise ReasonMissing(_("Give the reason and the number of the document."))
        ruling._check()
        ruling.save()
        trail.record("evaluations.quota_ruled", ruling, by=by, reason=ruling.reason, unit_path=ruling.decider.path)
        return ruling

    def _check(self):
        policy = self.evaluation.scheme.rules.quota
        if self.ruled_on > today():
            raise RulingRefused(_("The date of the document lies in the future. Check it."))
        if not self.groups or (len(self.groups) < 2 and self.percent is None):
            raise RulingRefused(_("Choose at least two groups to merge, or one group and its percent."))
        if len(self.groups) > 1 and not self.name.strip():
            raise RulingRefused(_("Give the merged group a name."))
        if self.percent is not None and not policy.percent < self.percent <= policy.exceptional_percent:
            raise RulingRefused(
                _("The percent must lie above %(usual)s and may be %(most)s at most.")
                % {"usual": policy.percent, "most": policy.exceptional_percent}
            )
        earlier = QuotaRuling.objects.filter(evaluation=self.evaluation, decider=self.decider, track=self.track)
        merged = {group for each in earlier if len(each.groups) > 1 for group in each.groups}
        if len(self.groups) > 1 and (again := sorted(merged & set(self.groups))):
            raise RulingRefused(_("Merged already: %(groups)s. Choose other groups.") % {"groups": ", ".join(again)})
