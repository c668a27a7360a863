"""Small forms beside a self-assessment: its return, a prompt, a corrected figure."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from evaluations.figures import CORRECTABLE, FLAGS
from evaluations.figures.words import LABELS
from portal.lib.dates import today
from portal.lib.fields import DayField, LineField, LinesField, NumberField

YES_NO = [("1", _("There was")), ("0", _("There was none"))]


class ReturnForm(forms.Form):
    """Why a self-assessment is sent back."""

    reason = LinesField(
        label=_("What has to change"),
        help_text=_("Name the part and what is missing; the writer reads it as it stands."),
        max_length=4000,
        required=True,
    )


class PromptForm(forms.Form):
    """A question that a superior body orders to be answered."""

    question = LinesField(label=_("What is to be answered"), max_length=4000, required=True)
    asked_by = LineField(
        label=_("Asked by"), help_text=_("The body, as the document names it."), max_length=200, required=True
    )
    symbol = LineField(label=_("Symbol of the document"), max_length=60)
    asked_on = DayField(label=_("Date of the document"), last_day=today, required=True)


class FigureForm(forms.Form):
    """A figure as it should be, and why. No value says that there is not enough to count."""

    value = NumberField(label=_("What holds"), digits=12, places=2, least=0)
    reason = LinesField(
        label=_("Reason"),
        help_text=_("What shows it: a document with its symbol, minutes, a report."),
        max_length=2000,
        required=True,
    )

    def __init__(self, data=None, *, figure, values):
        """``values`` are the figures that hold now: a part is never more than its whole."""
        super().__init__(data, auto_id=f"{figure}_%s")
        self.figure, self.values = figure, values
        self.fields["value"].label = LABELS[figure]
        if figure in FLAGS:
            self.fields["value"] = forms.TypedChoiceField(
                label=LABELS[figure], choices=YES_NO, coerce=int, widget=forms.RadioSelect
            )

    def clean_value(self):
        value = self.cleaned_data["value"]
        if value is None or self.figure in FLAGS:
            return value
        if self.figure.endswith("_pct"):
            if value > 100:
                raise ValidationError(_("A share lies between 0 and 100 percent."))
            return value
        if value != value.to_integral_value():
            raise ValidationError(_("Give a whole number."))
        whole = self.values.get(WHOLE_OF.get(self.figure))
        if whole is not None and value > whole:
            raise ValidationError(_("That is more than there are in all: %(whole)s.") % {"whole": whole})
        return value


WHOLE_OF = {key: "tasks_total" for key in CORRECTABLE if key.startswith("tasks_") and key != "tasks_total"}
WHOLE_OF["shortcomings_fixed"] = "shortcomings_total"
