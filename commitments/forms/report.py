"""What a report on progress is about: which part of the year, and as of which day."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.lib.dates import today
from portal.lib.fields import DayField


class SpanForm(forms.Form):
    """The span of the year and the day as of which it is counted; each has its usual value where nothing is said.

    ``spans`` are those offered today, at least one. ``before`` is the span that the page showed: with another span its
    usual day goes too, while a day that somebody typed stays.
    """

    span = forms.ChoiceField(label=_("Period"), required=False)
    on = DayField(label=_("Numbers as of the end of"), last_day=today)
    before = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, query, *, campaign, spans):
        super().__init__(query, auto_id="report_%s")
        self.campaign, self.spans = campaign, {span.key: span for span in spans}
        self.fields["span"].choices = [(span.key, span.label) for span in spans]
        self.fields["on"].year = campaign.year

    def clean(self):
        found = super().clean()
        span = self.spans[found.get("span") or next(iter(self.spans))]
        day = found.get("on")
        before = self.spans.get(found.get("before"), span)
        if before != span and day == usual_day(before):
            day = None
        if day and day < self.campaign.opens_on:
            self.add_error(
                "on",
                _("The campaign was not open yet. Choose %(date)s or a later day.")
                % {"date": f"{self.campaign.opens_on:%d/%m/%Y}"},
            )
        return {"span": span, "on": day or usual_day(span)}

    def shown(self):
        """Return what was chosen as the fields show it, where all of it makes sense; else what was typed."""
        if not self.is_valid():
            return self.data
        span = self.cleaned_data["span"].key
        return {"span": span, "on": f"{self.cleaned_data['on']:%d/%m/%Y}", "before": span}

    def choices(self):
        """Return what ``gather`` is asked with, as texts."""
        return {"span": self.cleaned_data["span"].key, "on": self.cleaned_data["on"].isoformat()}


def usual_day(span):
    """Return the day by which the last quarter of the span is to be reported, today while that has not come."""
    return min(today(), span.quarter.report_due_on)
