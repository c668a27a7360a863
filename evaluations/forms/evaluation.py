"""Forms of an evaluation: what is rated, under which scheme, and by when."""

import datetime
from itertools import pairwise

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.forms.campaign import FIRST_YEAR, LAST_YEAR, UNITS_SUGGESTED
from commitments.models import Period
from evaluations.models import Evaluation, Scheme
from portal.directory import tree
from portal.directory.fields import OrganizationField
from portal.directory.models import PartyOrg
from portal.directory.roles import Act
from portal.lib.dates import months_after, today
from portal.lib.fields import DayField, LineField
from portal.lib.numbers import ROMAN

# In the first months the year that has just ended is rated.
LAST_YEAR_UNTIL_MONTH = 2
# Quarter IV is folded into the year (domain reference, 6.7 [C]).
QUARTERS = [("", gettext_lazy("The whole year")), *((str(n), f"{ROMAN[n - 1]}") for n in (1, 2, 3))]
DAYS = ("opens_on", "self_due_on", "propose_due_on", "decide_due_on")


def usual_days(period):
    """Return the four days of the usual calendar: of a year from 1/11 to 31/12, of a quarter its last month.

    Source: domain reference, section 3: 31/12 [C], the others [P].
    """
    if period.quarter is None:
        year = period.year
        days = [(year, 11, 1), (year, 11, 30), (year, 12, 15), (year, 12, 31)]
        return dict(zip(DAYS, (datetime.date(*day) for day in days), strict=True))
    last = period.ends_on
    days = [last.replace(day=1), last.replace(day=10), last.replace(day=15), last]
    return dict(zip(DAYS, days, strict=True))


class EvaluationForm(forms.ModelForm):
    """What an evaluation rates, under which scheme, and its days."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    quarter = forms.ChoiceField(
        label=gettext_lazy("What is rated"),
        choices=QUARTERS,
        required=False,
        help_text=gettext_lazy("A quarter rates those who hold a leading post. Quarter IV is part of the year."),
    )
    root = OrganizationField(label=gettext_lazy("Called by"))
    opens_on = DayField(label=gettext_lazy("Opens on"), required=True)
    self_due_on = DayField(label=gettext_lazy("Self-assessments due on"), required=True)
    propose_due_on = DayField(label=gettext_lazy("Cells propose by"), required=True)
    decide_due_on = DayField(label=gettext_lazy("Decisions by"), required=True)

    class Meta:
        model = Evaluation
        fields = ["root", "scheme", *DAYS, "correction_days"]

    def __init__(self, *args, user, quarter="", **kwargs):
        super().__init__(*args, **kwargs)
        scopes = user.scopes(Act.CALL_CAMPAIGNS)
        self.fields["root"].among = PartyOrg.objects.filter(tree.under(scopes, "path"), ended_on=None)
        self.fields["root"].widget.attrs |= {"list": "units", "autocomplete": "off"}
        self.fields["scheme"].queryset = Scheme.objects.in_force()
        self.fields["scheme"].empty_label = None
        self.own_orgs = PartyOrg.objects.filter(path__in=scopes).in_tree_order()
        if self.instance.pk:
            period = self.instance.period
            self.initial |= {"year": period.year, "quarter": str(period.quarter or ""), "root": self.instance.root}
        else:
            self.initial |= self._first_values(quarter if quarter in dict(QUARTERS) else "")

    def suggested_units(self):
        """Return the organisations one works at and those right below them."""
        own = [org.pk for org in self.own_orgs]
        return self.fields["root"].among.filter(Q(pk__in=own) | Q(parent__in=own)).in_tree_order()[:UNITS_SUGGESTED]

    def clean(self):
        super().clean()
        asked = self.cleaned_data
        if "year" in asked and "quarter" in asked:
            self._check_once(asked["year"], asked["quarter"])
            self._check_scheme(_span(asked["year"], asked["quarter"]))
        for earlier, later in pairwise(DAYS):
            if asked.get(earlier) and asked.get(later) and asked[later] < asked[earlier]:
                day = f"{asked[earlier]:%d/%m/%Y}"
                self.add_error(
                    later, _("This day lies before the step before it. Choose %(day)s or later.") % {"day": day}
                )
        return asked

    def evaluation(self, *, by):
        """Return the cleaned evaluation, not yet saved, with its period."""
        year, quarter = self.cleaned_data["year"], self.cleaned_data["quarter"]
        period = Period.of_year(year)
        self.instance.period = period.quarters.get(quarter=int(quarter)) if quarter else period
        if self.instance.pk is None:
            self.instance.created_by = by
        return self.instance

    def _check_once(self, year, quarter):
        others = Evaluation.objects.filter(period__year=year, period__quarter=int(quarter) if quarter else None)
        others = others.exclude(pk=self.instance.pk)
        if (root := self.cleaned_data.get("root")) and others.filter(root=root).exists():
            self.add_error("root", _("This organisation has called the evaluation of that period already."))

    def _check_scheme(self, period):
        scheme = self.cleaned_data.get("scheme")
        if scheme and not Scheme.objects.for_period(period).filter(pk=scheme.pk).exists():
            self.add_error("scheme", _("This scheme does not hold in that period. Choose another one."))

    def _first_values(self, quarter):
        day = today()
        year = day.year - (day.month <= LAST_YEAR_UNTIL_MONTH)
        period = _span(year, quarter)
        scheme = Scheme.objects.for_period(period).first()
        values = {"year": year, "quarter": quarter, "root": self.own_orgs.first(), "scheme": scheme}
        return values | usual_days(period)


class CloseForm(forms.Form):
    """Closing an evaluation; a reason is needed only while levels are not locked."""

    reason = LineField(
        label=gettext_lazy("Reason"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Needed while some levels are not locked."),
    )


def _span(year, quarter):
    """Return the unsaved period of a year, or of a quarter (a figure as text)."""
    if not quarter:
        return Period(year=year, starts_on=datetime.date(year, 1, 1), ends_on=datetime.date(year, 12, 31))
    first = datetime.date(year, 3 * int(quarter) - 2, 1)
    last = months_after(first, 3) - datetime.timedelta(days=1)
    return Period(kind=Period.Kind.QUARTER, year=year, quarter=int(quarter), starts_on=first, ends_on=last)
