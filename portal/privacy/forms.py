"""The forms of requests about personal data: asking, answering, and what narrows the list."""

import datetime

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.lib.dates import today
from portal.lib.fields import ClockField, DayField, LineField, LinesField, NumberField
from portal.privacy.models import DataAnswer, DataRequest
from portal.privacy.models.incident import FACTS

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


class IncidentForm(forms.Form):
    """What is known of an incident; ``seen`` is which state of it the page showed."""

    found_on = DayField(
        label=_("Found on"),
        last_day=today,
        required=True,
        error_messages={"required": _("Say on which day it was found: the 72 hours begin then.")},
    )
    found_clock = ClockField(
        label=_("At what time"),
        required=True,
        error_messages={"required": _("Say at what time it was found, such as 8h30.")},
    )
    found_by = LineField(
        label=_("Who found it"),
        max_length=200,
        required=True,
        error_messages={"required": _("Name who found it.")},
    )
    what = LinesField(
        label=_("What happened"),
        max_length=LONGEST_TEXT,
        required=True,
        help_text=_("When, where, what was lost, seen or changed; no passwords."),
        error_messages={"required": _("Say in a few words what happened.")},
    )
    data = LinesField(
        label=_("Which data"),
        max_length=LONGEST_TEXT,
        required=True,
        help_text=_("For example: names, dates of birth and telephone numbers of one cell."),
        error_messages={"required": _("Say which data it is about.")},
    )
    people_count = NumberField(
        label=_("How many people"),
        digits=9,
        places=0,
        least=0,
        help_text=_("Leave it empty while nobody knows; add it later."),
    )
    measures = LinesField(
        label=_("What was done"),
        max_length=LONGEST_TEXT,
        help_text=_("For example: passwords changed, the file called back, people told."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, data=None, *, incident=None):
        super().__init__(data, initial=_told(incident) if incident else None)
        if incident is None:
            for field in self.fields.values():  # what is sent is not offered as unsaved for the next incident
                field.widget.attrs["data-by-button"] = ""

    def clean(self):
        cleaned = super().clean()
        day, clock = cleaned.get("found_on"), cleaned.get("found_clock")
        if day and clock:
            cleaned["found_at"] = timezone.make_aware(datetime.datetime.combine(day, clock))
            if cleaned["found_at"] > timezone.now():
                self.add_error("found_clock", _("This time lies in the future. Check day and time."))
        return cleaned

    def facts(self):
        """Return what ``Incident.record`` and ``mend`` take."""
        return {name: self.cleaned_data[name] for name in FACTS}


def _told(incident):
    found_at = timezone.localtime(incident.found_at)
    facts = {name: getattr(incident, name) for name in FACTS}
    return facts | {
        "found_on": found_at.date(),
        "found_clock": found_at.time(),
        "seen": incident.changed_at.isoformat(),
    }


class SettleForm(forms.Form):
    """Whom the office told of an incident."""

    note = LinesField(
        label=_("Who was told, when, and by which letter"),
        max_length=LONGEST_TEXT,
        required=True,
        help_text=_("Where no notice is due, say why."),
        error_messages={"required": _("Say who was told and by which letter, or why nobody has to be.")},
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
