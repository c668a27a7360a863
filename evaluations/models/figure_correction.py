"""Figures of conditions that somebody corrected."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.errors import NotYours, ReasonMissing
from evaluations.models.evaluation import Dossier
from evaluations.rules.figures import ENTERED_BY_OTHERS
from portal.audit import trail

NOT_BY_ONESELF = _("Nobody enters this figure in their own dossier. Tell the officers of your place of review.")


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

    @classmethod
    @transaction.atomic
    def give(cls, dossier, figure, value, *, counted, reason, by):
        """Correct a figure and return the correction. ``value`` and ``counted`` are figures, None where none is known.

        Raises ``ReasonMissing``, ``InvalidTransition`` once a level is decided, and ``NotYours`` for what nobody enters
        in their own dossier. Who may besides, the policy says.
        """
        if not reason.strip():
            raise ReasonMissing(_("Say why the figure is another one."))
        dossier.require_undecided()
        if figure in ENTERED_BY_OTHERS and dossier.belongs_to(by):
            raise NotYours(NOT_BY_ONESELF)
        correction = cls.objects.create(
            dossier=dossier,
            figure=figure,
            counted="" if counted is None else str(counted)[:40],
            value=value,
            reason=reason.strip(),
            corrected_by=by,
        )
        trail.record(
            "evaluations.figure_corrected",
            dossier,
            by=by,
            reason=figure,
            owner=dossier.person,
            unit_path=dossier.unit.path,
        )
        return correction
