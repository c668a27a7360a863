"""The forms of disciplinary decisions, and of cases that force a level."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evaluations.models import Discipline
from portal.directory.models import PartyOrg
from portal.lib.dates import today
from portal.lib.fields import DayField, LineField, LinesField


class DisciplineForm(forms.Form):
    """One disciplinary decision, as its document says it."""

    use_required_attribute = False

    form = forms.ChoiceField(label=_("Form"), choices=Discipline.Form)
    symbol = LineField(label=_("Number of the decision"), max_length=60, required=True)
    decided_on = DayField(label=_("Date of the decision"), last_day=today, required=True)
    acted_on = DayField(label=_("Time of the act"), last_day=today)
    about_office = forms.BooleanField(label=_("For acts in office"), required=False, initial=True)
    counts_for = forms.ModelChoiceField(
        PartyOrg.objects.none(),
        label=_("Counts for the unit"),
        empty_label=None,
        help_text=_("Where the act was done."),
    )

    def __init__(self, data=None, *, dossier):
        super().__init__(data, prefix="discipline", initial={"counts_for": dossier.unit_id})
        apart = Discipline.Form.DISSOLUTION if dossier.person_id else Discipline.Form.EXPULSION
        self.fields["form"].choices = [choice for choice in Discipline.Form.choices if choice[0] != apart]
        self.fields["counts_for"].queryset = units_of(dossier)


class CaseForm(forms.Form):
    """A case of the scheme, by the document that concluded it."""

    use_required_attribute = False

    code = forms.ChoiceField(label=_("Case"))
    symbol = LineField(label=_("Number of the document"), max_length=60, required=True)
    note = LinesField(label=_("What was concluded"), max_length=4000)

    def __init__(self, data=None, *, cases):
        super().__init__(data, prefix="case")
        self.fields["code"].choices = [(case.code, f"{case.code}. {case.label}") for case in cases]


class WithdrawForm(forms.Form):
    """Why a decision that was entered counts no more."""

    reason = LinesField(label=_("Reason"), max_length=300, required=True)


class WaiverForm(forms.Form):
    """Why the deciding body sets a case aside, and by which document."""

    reason = LinesField(label=_("Reason of the exception"), max_length=4000, required=True)
    symbol = LineField(label=_("Number of the document"), max_length=60, required=True)


def units_of(dossier):
    """Return the units for whose result an act may count: where one is, and the cells one belonged to in the period."""
    wanted = Q(pk=dossier.unit_id)
    if dossier.person_id:
        period = dossier.evaluation.period
        lasting = Q(ends_on=None) | Q(ends_on__gte=period.starts_on)
        cells = dossier.person.memberships.filter(lasting, starts_on__lte=period.ends_on).values("cell")
        wanted |= Q(pk__in=cells)
        wanted |= Q(pk__in=dossier.placements.values("body"))
    return PartyOrg.objects.filter(wanted).order_by("path")
