"""Disciplinary decisions, and the cases that force the lowest level: entered with their document, never guessed."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.errors import CaseRefused, InvalidTransition, NotYours, ReasonMissing
from evaluations.models.evaluation import Dossier, Evaluation
from evaluations.models.subject import OfSubject
from portal.audit import trail
from portal.directory.errors import OF_THE_ABSENT
from portal.directory.models import PartyOrg
from portal.directory.roles import Role
from portal.lib.dates import today

WITHDRAWN = _("It is withdrawn already.")


class Discipline(OfSubject):
    """A disciplinary decision against a person, a collective or an organisation, entered with its document.

    ``counts_for`` is the unit to whose result it counts: acts at an old unit count there (366-QĐ/TW, Art. 11(4) [C]).
    ``about_office`` tells acts in office from others.
    """

    class Form(models.TextChoices):
        REPRIMAND = "reprimand", _("Reprimand")
        WARNING = "warning", _("Warning")
        REMOVAL = "removal", _("Removal from post")
        EXPULSION = "expulsion", _("Expulsion")
        DISSOLUTION = "dissolution", _("Dissolution")

    form = models.CharField(_("form"), max_length=12, choices=Form)
    symbol = models.CharField(_("symbol of the decision"), max_length=60)
    decided_on = models.DateField(_("date of the decision"))
    acted_on = models.DateField(_("time of the act"), null=True, blank=True)
    about_office = models.BooleanField(_("for acts in office"), default=True)
    counts_for = models.ForeignKey(
        PartyOrg, on_delete=models.PROTECT, related_name="+", verbose_name=_("counts for the unit")
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta(OfSubject.Meta):
        ordering = ["-decided_on", "pk"]
        constraints = [
            *OfSubject.Meta.constraints,
            models.CheckConstraint(condition=~Q(symbol=""), name="evaluations_discipline_names_its_decision"),
        ]
        verbose_name = _("discipline")

    def __str__(self):
        return f"{self.get_form_display()}, {self.symbol}"

    @property
    def is_withdrawn(self):
        return self.withdrawn_at is not None

    @classmethod
    @transaction.atomic
    def enter(cls, dossier, *, by, **fields):
        """Enter a decision about the subject of ``dossier`` and return it.

        Raises ``NotYours`` about oneself, ``ReasonMissing`` without a symbol, ``CaseRefused`` for a day to come, an act
        after its decision, or a form that the subject cannot have, ``InvalidTransition`` once the evaluation is closed
        or a level decided: what comes to light afterwards leads to a re-rating.
        """
        _check(dossier, by)
        row = cls(entered_by=by, **dossier.subject_fields, **fields)
        if not row.symbol.strip():
            raise ReasonMissing(_("Give the number of the decision."))
        if row.decided_on > today() or (row.acted_on and row.acted_on > row.decided_on):
            raise CaseRefused(_("The act comes before its decision, and neither lies in the future. Check the dates."))
        if row.form == (cls.Form.DISSOLUTION if row.person_id else cls.Form.EXPULSION):
            raise CaseRefused(_("A person is expelled, an organisation dissolved. Choose the other form."))
        row.save()
        trail.record("evaluations.disciplined", dossier, by=by, owner=dossier.person, unit_path=dossier.unit.path)
        return row

    @transaction.atomic
    def withdraw(self, dossier, reason, *, by):
        """Withdraw what was entered, with a reason; it stays readable and counts no more.

        Raises ``NotYours``, ``ReasonMissing``, and ``InvalidTransition`` where it was withdrawn or as ``enter`` does.
        """
        _check(dossier, by)
        if not reason.strip():
            raise ReasonMissing(_("Say why the decision is withdrawn."))
        self.refresh_from_db(from_queryset=Discipline.objects.select_for_update())
        if self.is_withdrawn:
            raise InvalidTransition(WITHDRAWN)
        self.withdrawn_at, self.withdrawn_reason = timezone.now(), reason.strip()[:300]
        self.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        where = {"owner": dossier.person, "unit_path": dossier.unit.path}
        trail.record("evaluations.discipline_withdrawn", dossier, by=by, reason=reason.strip(), **where)


def enters_only_for(person, dossier):
    """Tell whether the person enters what there is about a dossier only in the name of the comrade whom it is about.

    Who is of the inspection enters in their own name.
    """
    if any(post.role == Role.INSPECTOR for post in person.posts_today):
        return False
    return dossier.is_only_for(person)


def sets_aside_only_for(person, dossier):
    """Tell whether the person records a waiver only in the name of the comrade whom the dossier is about."""
    return dossier.is_only_for(person, dossier.by_office, dossier.by_decider)


def _check(dossier, by, *, is_only_for=enters_only_for):
    if dossier.belongs_to(by):
        raise NotYours(_("Nobody enters anything about themselves."))
    if is_only_for(by, dossier):
        raise NotYours(OF_THE_ABSENT)
    if dossier.evaluation.status != Evaluation.Status.OPEN:
        raise InvalidTransition(_("The evaluation is not open."))
    dossier.require_undecided()


class ForcedOutcomeQuerySet(models.QuerySet):
    def standing(self):
        """Leave out what was withdrawn: entered by mistake, it counts nowhere."""
        return self.filter(withdrawn_at=None)


class ForcedOutcome(models.Model):
    """A case that forces the lowest level (``code`` of the scheme), with its document; a waiver names who and why.

    One that was entered by mistake is withdrawn, with a reason: it stays readable, counts nowhere, and may be recorded
    again.

    An exception never lifts the case by itself: the deciding level weighs it and answers for it (366, Art. 11(4) [C]).
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="forced_outcomes")
    code = models.CharField(max_length=24)
    symbol = models.CharField(_("symbol of the document"), max_length=60)
    note = models.TextField(_("what was concluded"), blank=True)
    discipline = models.ForeignKey(Discipline, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    waived_at = models.DateTimeField(null=True, blank=True)
    waiver_reason = models.TextField(_("reason of the exception"), blank=True)
    waiver_symbol = models.CharField(_("symbol of the document"), max_length=60, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects = ForcedOutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "code"], condition=Q(withdrawn_at=None), name="evaluations_forced_case_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason=""),
                name="evaluations_withdrawn_case_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(waived_at=None, waived_by=None, waiver_reason="")
                | Q(waived_at__isnull=False, waived_by__isnull=False) & ~Q(waiver_reason=""),
                name="evaluations_waiver_is_whole",
            ),
        ]
        verbose_name = _("forced outcome")

    def __str__(self):
        return f"{self.dossier.subject}: {self.code}"

    @property
    def is_waived(self):
        return self.waived_at is not None

    @property
    def is_withdrawn(self):
        return self.withdrawn_at is not None

    @classmethod
    @transaction.atomic
    def record(cls, dossier, code, *, by, symbol, note="", discipline=None):
        """Record a case of the scheme against a dossier, by its document, and return it.

        Raises ``NotYours``, ``ReasonMissing`` without a symbol, ``CaseRefused`` for a case that the frame does not have
        or that was recorded already, ``InvalidTransition`` once the evaluation is closed or a level decided.
        """
        _check(dossier, by)
        if not symbol.strip():
            raise ReasonMissing(_("Give the number of the document that concluded it."))
        rules = dossier.evaluation.scheme.rules
        frame = rules.frame(dossier.frame, of_quarter=dossier.evaluation.is_of_quarter)
        if code not in {case.code for case in rules.forced(frame)}:
            raise CaseRefused(_("The scheme has no such case for this dossier. Choose one of the list."))
        values = {"symbol": symbol.strip(), "note": note, "discipline": discipline, "entered_by": by}
        row, is_new = cls.objects.get_or_create(dossier=dossier, code=code, withdrawn_at=None, defaults=values)
        if not is_new:
            raise CaseRefused(_("This case is recorded already."))
        where = {"owner": dossier.person, "unit_path": dossier.unit.path}
        trail.record("evaluations.forced_recorded", row, by=by, **where)
        return row

    @transaction.atomic
    def waive(self, reason, *, by, symbol):
        """Set the case aside, as the deciding body weighed it: with its reason and document; it answers for it.

        Raises ``NotYours``, ``ReasonMissing``, and ``InvalidTransition`` once a level is decided, or where it is set
        aside or withdrawn already.
        """
        _check(self.dossier, by, is_only_for=sets_aside_only_for)
        self.refresh_from_db(from_queryset=ForcedOutcome.objects.select_for_update())
        if not (reason.strip() and symbol.strip()):
            raise ReasonMissing(_("Give the reason and the number of the document."))
        if self.is_withdrawn:
            raise InvalidTransition(WITHDRAWN)
        if self.is_waived:
            raise InvalidTransition(_("It is set aside already."))
        self.waived_by, self.waived_at = by, timezone.now()
        self.waiver_reason, self.waiver_symbol = reason.strip(), symbol.strip()
        self.save(update_fields=["waived_by", "waived_at", "waiver_reason", "waiver_symbol"])
        where = {"owner": self.dossier.person, "unit_path": self.dossier.unit.path}
        trail.record("evaluations.forced_waived", self, by=by, reason=reason.strip(), **where)

    @transaction.atomic
    def withdraw(self, reason, *, by):
        """Withdraw a case that was entered by mistake, with a reason; it stays readable and counts no more.

        Raises ``NotYours``, ``ReasonMissing``, and ``InvalidTransition`` once a level is decided, or where it is
        withdrawn already.
        """
        _check(self.dossier, by)
        if not reason.strip():
            raise ReasonMissing(_("Say why the case is withdrawn."))
        self.refresh_from_db(from_queryset=ForcedOutcome.objects.select_for_update())
        if self.is_withdrawn:
            raise InvalidTransition(WITHDRAWN)
        self.withdrawn_by, self.withdrawn_at, self.withdrawn_reason = by, timezone.now(), reason.strip()[:300]
        self.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
        where = {"owner": self.dossier.person, "unit_path": self.dossier.unit.path}
        trail.record("evaluations.forced_withdrawn", self, by=by, reason=reason.strip(), **where)
