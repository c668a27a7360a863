"""The forms of a request for correction: asking, answering, and what narrows the list."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.lib.fields import LinesField

LONGEST_TEXT = 4000


class AskForm(forms.Form):
    """What should be corrected, and why."""

    text = LinesField(
        label=_("What should be corrected, and why"),
        max_length=LONGEST_TEXT,
        required=True,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Name the commitment, the figure or the remark, and what shows it."),
        error_messages={"required": _("Say what should be corrected, and why.")},
    )

    use_required_attribute = False


class UpholdForm(forms.Form):
    """The answer by which the level stays."""

    answer = LinesField(
        label=_("Answer"),
        max_length=LONGEST_TEXT,
        required=True,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Who asked will read it."),
        error_messages={"required": _("Write the answer: who asked will read it.")},
    )

    use_required_attribute = False


class RequestsForm(forms.Form):
    """What narrows the list of requests. What cannot be read counts as not said."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for the answer")
        ANSWERED = "answered", _("Answered")

    state = forms.ChoiceField(label=_("State"), choices=State, required=False)

    def __init__(self, query):
        super().__init__({"state": query.get("state") or self.State.OPEN}, auto_id="requests_%s")

    def chosen(self):
        self.is_valid()
        return self.State(self.cleaned_data.get("state") or self.State.OPEN)
