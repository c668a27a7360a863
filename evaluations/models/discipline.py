"""Disciplinary decisions, and the cases that force the lowest level: entered with their document, never guessed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.models.evaluation import Dossier
from evaluations.models.subject import OfSubject
from portal.directory.models import PartyOrg


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


class ForcedOutcome(models.Model):
    """A case that forces the lowest level (``code`` of the scheme), with its document; a waiver names who and why.

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

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "code"], name="evaluations_forced_case_once"),
            models.CheckConstraint(
                condition=Q(waived_at=None, waived_by=None, waiver_reason="")
                | Q(waived_at__isnull=False, waived_by__isnull=False) & ~Q(waiver_reason=""),
                name="evaluations_waiver_is_whole",
            ),
        ]
        verbose_name = _("forced outcome")

    def __str__(self):
        return f"{self.dossier.subject}: {self.code}"
