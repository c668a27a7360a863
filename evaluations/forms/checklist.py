"""Forms of the set-up checklist: how a point was settled, and why it is taken up again."""

from django import forms
from django.utils.translation import gettext_lazy

from portal.lib.dates import today
from portal.lib.fields import DayField, LineField, LinesField


class SettleForm(forms.Form):
    """What holds, by whom, when, by which document."""

    text = LinesField(label=gettext_lazy("What holds here"), max_length=2000, required=True)
    decided_by = LineField(label=gettext_lazy("Settled by"), max_length=200, required=True)
    symbol = LineField(label=gettext_lazy("Document (symbol)"), max_length=120, required=True)
    decided_on = DayField(label=gettext_lazy("Date of the document"), last_day=today, required=True)

    def __init__(self, *args, point, **kwargs):
        super().__init__(*args, auto_id=f"id_{point}_%s", **kwargs)


class ReopenForm(forms.Form):
    """Why a point is taken up again."""

    reason = LinesField(label=gettext_lazy("Reason"), max_length=500, required=True)

    def __init__(self, *args, point, **kwargs):
        super().__init__(*args, auto_id=f"id_{point}_%s", **kwargs)
