"""Figures of conditions that somebody corrected."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.errors import InvalidTransition, NotYours, ReasonMissing
from evaluations.models.evaluation import PROPOSED_ALREADY, Dossier, Evaluation
from evaluations.models.self_assessment import SelfAssessment
from evaluations.rules.figures import ENTERED_BY_OTHERS
from portal.audit import trail
from portal.directory.errors import OF_THE_ABSENT

NOT_BY_ONESELF = _("Nobody enters this figure in their own dossier. Tell the officers of your place of review.")
NOT_AFTER_HANDING_IN = _("You have handed in your self-assessment. Ask for it to be sent back, or tell the meeting.")


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

        Raises ``ReasonMissing``, ``InvalidTransition`` once a level is decided or the evaluation closed, and
        ``NotYours`` in one's own dossier: for what nobody enters there, and for all once the paper is handed in or a
        level proposed. Who may besides, the policy says.
        """
        if not reason.strip():
            raise ReasonMissing(_("Say why the figure is another one."))
        dossier.require_undecided()
        if dossier.evaluation.status != Evaluation.Status.OPEN:
            raise InvalidTransition(_("The evaluation is not open."))
        if dossier.belongs_to(by):
            _check_own(dossier, figure)
        elif dossier.is_handled_only_for(by):
            raise NotYours(OF_THE_ABSENT)
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


def _check_own(dossier, figure):
    """Raise unless the writer of a dossier may correct a figure of it now: while writing, and not what others enter."""
    if figure in ENTERED_BY_OTHERS:
        raise NotYours(NOT_BY_ONESELF)
    if SelfAssessment.objects.filter(dossier=dossier).exclude(status__in=SelfAssessment.EDITABLE).exists():
        raise NotYours(NOT_AFTER_HANDING_IN)
    if dossier.ratings.claimed().exclude(stage="self").exists():
        raise NotYours(PROPOSED_ALREADY)
