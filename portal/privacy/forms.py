"""The forms of requests about personal data: asking, answering, and what narrows the list."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.lib.fields import DayField, LinesField
from portal.privacy.models import DataAnswer, DataRequest

LONGEST_TEXT = 4000


class AskForm(forms.Form):
    """What somebody asks about their own data."""

    kind = forms.ChoiceField(
        label=_("What you ask for"),
        choices=DataRequest.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you ask for.")},
    )
    text = LinesField(
        label=_("What it is about"),
        max_length=LONGEST_TEXT,
        required=True,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("For example: which line is wrong, and what is right."),
        error_messages={"required": _("Say in a few words what it is about.")},
    )

    use_required_attribute = False


class AnswerForm(forms.Form):
    """How the office handles a request."""

    outcome = forms.ChoiceField(
        label=_("How it is handled"),
        choices=DataAnswer.Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it is handled.")},
    )
    promised_on = DayField(label=_("Done by"), help_text=_("Only where it will be done by a day."))
    text = LinesField(
        label=_("Answer"),
        max_length=LONGEST_TEXT,
        required=True,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The person will read it. Where it cannot be done, name the reason and the rule."),
        error_messages={"required": _("Write the answer: the person will read it.")},
    )

    use_required_attribute = False


class RequestsForm(forms.Form):
    """What narrows the list of requests. What cannot be read counts as not said."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting, or promised")
        CLOSED = "closed", _("Answered")

    state = forms.ChoiceField(label=_("State"), choices=State, required=False)

    def __init__(self, query):
        super().__init__({"state": query.get("state") or self.State.OPEN}, auto_id="requests_%s")

    def chosen(self):
        self.is_valid()
        return self.State(self.cleaned_data.get("state") or self.State.OPEN)
