"""The form of a self-assessment: every field of the paper, each saved as it is left.

Names of fields say what they are, so that saving can put each where it belongs: ``text-KEY`` (a section),
``points-CODE`` (an item, or a criterion with its degree), ``level-TRACK``, ``state-PK`` and ``note-PK`` (an earlier
shortcoming), ``answer-PK`` (a prompt).
"""

from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from commitments.forms.drafts import DraftForm
from evaluations.models import ShortcomingAnswer
from evaluations.rules import PointsFault
from evaluations.rules.frames import BINARY
from portal.lib import numbers
from portal.lib.fields import LinesField
from portal.lib.numbers import format_vi
from portal.lib.vietnamese import clean
from portal.printing.models import heading_of

TEXT, POINTS, LEVEL, STATE, NOTE, ANSWER = "text", "points", "level", "state", "note", "answer"
LONGEST = 20_000
LONGEST_NOTE = 4_000
ROWS = 4


def name_of(kind, key):
    return f"{kind}-{key}"


def kind_and_key(name):
    """Return what ``name_of`` was made of."""
    kind, _dash, key = name.partition("-")
    return kind, key


class PointsField(forms.CharField):
    """The points of one item, as 1,75 or 1.75, in the steps of the scheme; gives a ``Decimal`` or None."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, *, frame, item, **kwargs):
        self.frame, self.item = frame, item
        super().__init__(required=False, **kwargs)

    def to_python(self, value):
        text = clean(value or "")
        if not text:
            return None
        try:
            points = numbers.parse(text)
            self.frame.check_points(self.item, points)
        except (PointsFault, ValueError) as fault:
            raise ValidationError(str(fault)) from fault
        return points.normalize()


class WholeOrNothing(forms.ChoiceField):
    """The points of an item that counts whole or not at all; gives a ``Decimal`` or None."""

    def __init__(self, *, item, **kwargs):
        choices = [("", "–"), *((format_vi(step), format_vi(step)) for step in item.steps)]
        super().__init__(choices=choices, required=False, **kwargs)

    def clean(self, value):
        text = super().clean(value)
        return numbers.parse(text) if text else None


class AssessmentForm(DraftForm):
    """The whole paper. ``content`` is what it shows (``evaluations.prefill``), ``score`` its rules and points."""

    def __init__(self, data=None, *, form, content, score):
        self.asked, initial = {}, {}
        for name, (field, value) in self._ask(form, content, score):
            self.asked[name], initial[name] = field, value
        super().__init__(data, initial=initial, auto_id="f-%s")
        self.fields.update(self.asked)

    def _ask(self, form, content, score):
        """Yield every field by its name, with what stands in the portal."""
        for section in form.written_sections:
            key = section["key"]
            yield name_of(TEXT, key), (_text(section), content["texts"].get(key, ""))
        for each in content["shortcomings"]:
            yield name_of(STATE, each["id"]), (_state(), each["state"])
            yield name_of(NOTE, each["id"]), (_note(), each["note"])
        for each in content["prompts"]:
            yield name_of(ANSWER, each["id"]), (_answer(), each["answer"])
        yield from _points(score)
        for track, label in content["tracks"].items():
            yield name_of(LEVEL, track), (_level(label, score.rules), content["own_levels"].get(track, ""))

    def bound_to(self, kind, key):
        """Return the bound field of a part of the paper, or None where it has none."""
        name = name_of(kind, key)
        return self[name] if name in self.fields else None


def _text(section):
    words = forms.Textarea(attrs={"rows": ROWS})
    return LinesField(label=heading_of(section), help_text=section.get("hint", ""), max_length=LONGEST, widget=words)


def _state():
    return forms.ChoiceField(
        label=_("What became of it"), choices=ShortcomingAnswer.State, required=False, widget=forms.RadioSelect
    )


def _note():
    words = forms.Textarea(attrs={"rows": 2})
    return LinesField(label=_("What was done; how far; what is difficult"), max_length=LONGEST_NOTE, widget=words)


def _answer():
    return LinesField(label=_("Your answer: cause and responsibility"), max_length=LONGEST)


def _points(score):
    if score.is_by_degrees:
        degrees = [("", "–"), *((degree.code, degree.label) for degree in score.rules.degrees)]
        for criterion in score.frame.criteria:
            field = forms.ChoiceField(label=_("Own assessment"), choices=degrees, required=False)
            yield name_of(POINTS, criterion.code), (field, score.known.get(criterion.code, ""))
        return
    for item in score.frame.items:
        if item.mode == BINARY:
            field = WholeOrNothing(item=item, label=item.label)
        else:
            field = PointsField(frame=score.frame, item=item, label=item.label)
        yield name_of(POINTS, item.code), (field, shown_points(score.known.get(item.code, "")))


def shown_points(stored):
    """Return stored points as their field shows them: "1.75" is 1,75."""
    try:
        return numbers.for_input(Decimal(stored)) if stored else ""
    except InvalidOperation:
        return ""


def _level(label, rules):
    levels = [(level.code, level.label) for level in rules.levels]
    return forms.ChoiceField(label=label, choices=levels, required=False, widget=forms.RadioSelect)
