"""What ``/style/`` shows: each component in every state, with words and figures that nobody has said."""

import datetime
from dataclasses import dataclass

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.models import Campaign
from commitments.tallies.numbers import Days
from commitments.tallies.trend import trend_of
from portal.lib.composed import YearStep
from portal.lib.dates import today
from portal.lib.policy import Verdict
from portal.templatetags.look import STATES


@dataclass(frozen=True)
class Point:
    """One of the six clear points, as ``components/clarity.html`` takes it."""

    name: str
    state: str
    reason: str


class SampleForm(forms.Form):
    """A field of each kind."""

    task = forms.CharField(label=gettext_lazy("What I do"), help_text=gettext_lazy("Begin with a verb."))
    due_on = forms.DateField(
        label=gettext_lazy("Deadline"),
        widget=forms.DateInput,
        help_text=gettext_lazy("Day/month/year, within the year."),
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Cell"),
        choices=[("1", gettext_lazy("Cell of quarter 1")), ("2", gettext_lazy("Cell of the school"))],
    )
    person = forms.CharField(label=gettext_lazy("Full name"), required=False)
    target = forms.IntegerField(label=gettext_lazy("Reached so far"))
    notes = forms.CharField(label=gettext_lazy("Results, difficulties"), widget=forms.Textarea, required=False)
    part = forms.ChoiceField(
        label=gettext_lazy("Responsibility"),
        choices=[
            ("lead", gettext_lazy("Leads")),
            ("joint", gettext_lazy("Takes part")),
            ("advise", gettext_lazy("Advises")),
        ],
        widget=forms.RadioSelect,
    )
    by_mail = forms.BooleanField(
        label=gettext_lazy("E-mail"), required=False, help_text=gettext_lazy("One a day at most.")
    )
    proof = forms.FileField(
        label=gettext_lazy("File"), required=False, help_text=gettext_lazy("A workbook, 10 MB at most.")
    )


def samples() -> dict:
    """Return the context of ``style.html``."""
    day = today()
    values = {
        "task": _("Tell two stories at the cell's meeting"),
        "unit": "1",
        "person": "Nguyễn Văn Ân",
        "part": "lead",
    }
    mistaken = {**values, "due_on": "31/02/2026", "target": "47"}
    wrong = SampleForm({f"wrong-{name}": value for name, value in mistaken.items()}, prefix="wrong")
    return {
        "form": SampleForm(initial={**values, "due_on": day, "target": 47}),
        "wrong_form": wrong,
        "states": list(STATES),
        "blocked": Verdict(_("Nobody approves their own program.")),
        "mixed_points": _points("ok", "warn", "ok", "ok", "miss", "ok"),
        "clear_points": _points("ok", "ok", "ok", "ok", "ok", "ok"),
        "rows": [
            {"name": "Nguyễn Văn Ân", "state": "submitted", "count": 4, "on": day},
            {"name": "Trần Thị Hà", "state": "approved", "count": 5, "on": day - datetime.timedelta(days=7)},
        ],
        "tabs": [
            {"label": _("Awaiting decision"), "url": "#tabs", "current": True, "count": 14},
            {"label": _("Returned"), "url": "#tabs", "count": 3},
            {"label": _("Print"), "url": "#tabs", "icon": "printer"},
        ],
        "steps": [
            YearStep(1, _("Register"), "31/03", "", "done"),
            YearStep(2, _("Review"), "10/04", _("with the cell"), "now"),
            YearStep(3, _("Carry out"), "15/12", "", "next"),
        ],
        "figures": [
            {"label": _("On time"), "value": 376, "note": "92,6%"},
            {"label": _("Not registered"), "value": 20, "bad": True},
        ],
        "facts": [(_("Deadline"), "31/03/2026"), (_("Responsibility"), _("Leads"))],
        "trend": _trend(day),
        "to_mend": [{"text": _("commitment 4 names no result"), "url": "#action-bar"}],
        "to_look_at": [{"text": _("commitment 2 has a vague phrase"), "url": "#action-bar"}],
        "now": timezone.now(),
        "days": [day + datetime.timedelta(days=n) for n in (-3, 0, 2, 15)],
    }


def _trend(day):
    """Return the line of a campaign of twenty days, of which five are still to come."""
    week = datetime.timedelta(days=7)
    campaign = Campaign(opens_on=day - 2 * week, due_on=day + datetime.timedelta(days=5))
    return trend_of(
        campaign, 40, Days({day - 2 * week: 2, day - week: 10, day - datetime.timedelta(days=1): 18}), on=day
    )


def _points(*states):
    names = [
        _("Clear person"),
        _("Clear task"),
        _("Clear time"),
        _("Clear responsibility"),
        _("Clear result"),
        _("Clear authority"),
    ]
    reasons = {"ok": _("as it should be"), "warn": _("a vague phrase"), "miss": _("not named")}
    return [Point(name, state, reasons[state]) for name, state in zip(names, states, strict=True)]
