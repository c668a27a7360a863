"""The open points that a committee settles before it rates by the portal (domain reference, section 15)."""

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.errors import InvalidTransition, ReasonMissing
from portal.audit import trail


class ChecklistAnswerQuerySet(models.QuerySet):
    def standing(self):
        """Leave out what was taken up again."""
        return self.filter(reopened_at=None)


class ChecklistAnswer(models.Model):
    """How one point was settled: what holds, decided by whom, on which day, by which document.

    ``point`` is its number in the list of the domain reference, 1 to 10, or 11 for what section 6.2 leaves open. A
    point that is taken up again keeps its earlier answer, with the reason.
    """

    point = models.PositiveSmallIntegerField()
    text = models.TextField(_("what holds here"))
    decided_by = models.CharField(_("settled by"), max_length=200)  # the body, in its own words
    symbol = models.CharField(_("document"), max_length=120)
    decided_on = models.DateField(_("date"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopen_reason = models.TextField(_("reason"), blank=True)

    objects = ChecklistAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["point", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["point"], condition=Q(reopened_at=None), name="evaluations_point_settled_once"
            ),
            models.CheckConstraint(condition=Q(point__gte=1, point__lte=11), name="evaluations_point_is_of_the_list"),
            models.CheckConstraint(
                condition=Q(reopened_at=None, reopen_reason="") | (Q(reopened_at__isnull=False) & ~Q(reopen_reason="")),
                name="evaluations_point_reopened_with_reason",
            ),
        ]
        verbose_name = _("point of the checklist")

    def __str__(self):
        return f"{self.point}. {self.symbol}"

    @classmethod
    @transaction.atomic
    def settle(cls, point, *, by, **answer):
        """Record how a point was settled. Raises ``InvalidTransition`` where somebody has settled it meanwhile."""
        try:
            with transaction.atomic():
                settled = cls.objects.create(point=point, recorded_by=by, **answer)
        except IntegrityError as error:
            raise InvalidTransition(
                _("This point has been settled a moment ago. Look at what was recorded.")
            ) from error
        trail.record("evaluations.checklist_settled", settled, by=by)
        return settled

    @transaction.atomic
    def reopen(self, *, by, reason):
        """Take the point up again. Raises ``ReasonMissing``, or ``InvalidTransition`` where that was done already."""
        if not reason.strip():
            raise ReasonMissing(_("Say why the point is taken up again."))
        self.refresh_from_db(from_queryset=ChecklistAnswer.objects.select_for_update(of=("self",)))
        if self.reopened_at is not None:
            raise InvalidTransition(_("This point has been taken up again already."))
        self.reopened_at, self.reopen_reason = timezone.now(), reason
        self.save(update_fields=["reopened_at", "reopen_reason"])
        trail.record("evaluations.checklist_reopened", self, by=by, reason=reason)
