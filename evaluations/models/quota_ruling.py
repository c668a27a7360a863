"""What a deciding body ruled about its quota."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.errors import InvalidTransition, ReasonMissing, RulingRefused
from evaluations.models.evaluation import Dossier, Evaluation
from evaluations.models.rating import Rating
from portal.audit import trail
from portal.directory.models import PartyOrg
from portal.lib.dates import today
from portal.lib.vietnamese import fold


class QuotaRulingQuerySet(models.QuerySet):
    def standing(self):
        """Leave out what was withdrawn."""
        return self.filter(withdrawn_at=None)


class QuotaRuling(models.Model):
    """What a deciding body ruled about its quota: peer groups merged into one, or the exceptional percent.

    A merger has several ``groups`` and the ``name`` of the one they make. A ``percent`` holds for what it names: one
    group, or all groups of a merger. Both need a reason and a document (domain reference, 6.5 [C] for 25 %, [U] for
    small groups). What is withdrawn stays readable and counts no more.
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="quota_rulings")
    decider = models.ForeignKey(PartyOrg, on_delete=models.PROTECT, related_name="+")
    track = models.CharField(max_length=12, choices=Rating.Track)
    groups = models.JSONField(_("peer groups"), default=list)
    name = models.CharField(_("name of the merged group"), max_length=120, blank=True)
    percent = models.PositiveSmallIntegerField(_("percent"), null=True, blank=True)
    reason = models.TextField(_("reason"))
    symbol = models.CharField(_("symbol of the document"), max_length=60)
    ruled_on = models.DateField(_("date of the document"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdraw_reason = models.TextField(_("reason"), blank=True)

    objects = QuotaRulingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(symbol=""), name="evaluations_ruling_has_reason_and_document"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdraw_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdraw_reason=""),
                name="evaluations_ruling_withdrawn_with_reason",
            ),
        ]
        verbose_name = _("ruling on the quota")

    def __str__(self):
        return f"{self.decider}: {', '.join(self.groups)}"

    # ── questions ──

    @property
    def merges(self):
        """Tell whether it makes one group of several; a percent for all groups of a merger has no name."""
        return len(self.groups) > 1 and bool(self.name)

    @property
    def is_withdrawn(self):
        return self.withdrawn_at is not None

    def names_all(self, parts):
        """Tell whether it names all of ``parts`` (peer groups)."""
        return set(self.groups) >= set(parts)

    # ── acts ──

    @classmethod
    @transaction.atomic
    def record(cls, *, by, **fields):
        """Record what the deciding body ruled, with its reason and document, and return it.

        Several ``groups`` are merged under ``name``; without a name and with a ``percent`` they are all those of a
        merger. ``percent`` lies above that of the scheme and not above its exceptional one. Under the lock of the
        evaluation, as decisions are, so that two that are recorded at once know of each other. Raises
        ``InvalidTransition``, ``ReasonMissing`` and ``RulingRefused``.
        """
        ruling = cls(recorded_by=by, **fields)
        ruling._lock()
        if not (ruling.reason.strip() and ruling.symbol.strip()):
            raise ReasonMissing(_("Give the reason and the number of the document."))
        ruling._check()
        ruling.save()
        trail.record("evaluations.quota_ruled", ruling, by=by, reason=ruling.reason, unit_path=ruling.decider.path)
        return ruling

    @transaction.atomic
    def withdraw(self, reason, *, by):
        """Withdraw it, with a reason: the groups count as they did without it. What was decided under it stays.

        Raises ``ReasonMissing``, ``InvalidTransition`` where the evaluation is not open or it is withdrawn already, and
        ``RulingRefused`` for a merger that a ruling on the percent rests on.
        """
        self._lock()
        self.refresh_from_db(fields=["withdrawn_at"])
        if self.is_withdrawn:
            raise InvalidTransition(_("It is withdrawn already."))
        if not reason.strip():
            raise ReasonMissing(_("Say why the ruling is withdrawn."))
        resting = [each for each in self._others() if self.merges and set(each.groups) == set(self.groups)]
        if resting:
            raise RulingRefused(
                _("A ruling on the percent of the merged group rests on it: %(symbol)s. Withdraw that one first.")
                % {"symbol": resting[0].symbol}
            )
        self.withdrawn_by, self.withdrawn_at, self.withdraw_reason = by, timezone.now(), reason.strip()
        self.save(update_fields=["withdrawn_by", "withdrawn_at", "withdraw_reason"])
        where = {"unit_path": self.decider.path}
        trail.record("evaluations.quota_ruling_withdrawn", self, by=by, reason=self.withdraw_reason, **where)

    # ── helpers ──

    def _lock(self):
        evaluation = Evaluation.objects.select_for_update(of=("self",)).get(pk=self.evaluation_id)
        if evaluation.status != Evaluation.Status.OPEN:
            raise InvalidTransition(_("The evaluation is not open."))

    def _others(self):
        """Return the other rulings of this body about this track that stand."""
        same = QuotaRuling.objects.standing().filter(evaluation=self.evaluation, decider=self.decider, track=self.track)
        return list(same.exclude(pk=self.pk))

    def _check(self):
        policy = self.evaluation.scheme.rules.quota
        if self.ruled_on > today():
            raise RulingRefused(_("The date of the document lies in the future. Check it."))
        if not self.groups or (len(self.groups) < 2 and self.percent is None):
            raise RulingRefused(_("Choose at least two groups to merge, or one group and its percent."))
        if self.percent is not None and not policy.percent < self.percent <= policy.exceptional_percent:
            raise RulingRefused(
                _("The percent must lie above %(usual)s and may be %(most)s at most.")
                % {"usual": policy.percent, "most": policy.exceptional_percent}
            )
        others = self._others()
        if any(self._says_the_same_as(each) for each in others):
            raise RulingRefused(_("This ruling is recorded already. Look at it below."))
        mergers = [each for each in others if each.merges]
        if self.percent is not None and any(set(each.groups) == set(self.groups) for each in mergers):
            self.name = ""  # the merged group has its name
            return
        self._check_merged_already(mergers)
        if len(self.groups) > 1:
            self._check_name(mergers)
        else:
            self.name = ""

    def _says_the_same_as(self, other):
        mine, theirs = ((set(each.groups), each.percent, each.symbol.strip()) for each in (self, other))
        return mine == theirs

    def _check_merged_already(self, mergers):
        again = sorted({group for each in mergers for group in each.groups} & set(self.groups))
        if not again:
            return
        words = {"groups": ", ".join(again)}
        if len(self.groups) > 1:
            raise RulingRefused(_("Merged already: %(groups)s. Choose other groups.") % words)
        raise RulingRefused(
            _("Merged already: %(groups)s. Choose all groups of the merger, or withdraw the merger first.") % words
        )

    def _check_name(self, mergers):
        if not self.name.strip():
            raise RulingRefused(_("Give the merged group a name."))
        same_track = {"ratings__track": self.track, "evaluation": self.evaluation, "decider": self.decider}
        there = set(Dossier.objects.filter(**same_track).order_by().values_list("peer_group", flat=True).distinct())
        taken = (there - set(self.groups)) | {each.name for each in mergers}
        if fold(self.name) in {fold(name) for name in taken}:
            raise RulingRefused(_("There is another group of this name. Give the merged group a name of its own."))
