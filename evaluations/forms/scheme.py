"""Forms of a scheme: the file, the settings of a draft, the reason of a withdrawal."""

import copy
import datetime
import hashlib
import json
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.errors import InvalidTransition
from evaluations.rules import SchemeFault, files
from evaluations.rules.figures import OF_UNITS_LED
from evaluations.rules.parts import NO_SUGGESTION
from evaluations.scheme_page import BASES, FALLS, QUARTERS, UNITS_LED
from portal.lib.fields import DayField, LineField, LinesField, NumberField
from portal.lib.refusal import Refused

SHOWN_FAULTS = 50
CONFIDENCES = [
    ("C", gettext_lazy("As the text says")),
    ("P", gettext_lazy("By local guidance")),
    ("U", gettext_lazy("To be checked against the original")),
]


def confidence_field():
    return forms.ChoiceField(label=gettext_lazy("Rests on"), choices=CONFIDENCES)


def plain(number):
    """Return a number as JSON holds it: a whole one without a point."""
    if number is None:
        return None
    return int(number) if number == int(number) else float(number)


def mark_of(part):
    """Return a mark of a part of the document, by which a form knows that nobody has changed it meanwhile."""
    return hashlib.sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()[:16]


class SchemeFileForm(forms.Form):
    """A scheme as a JSON file; cleans to its document."""

    file = forms.FileField(
        label=gettext_lazy("File (JSON)"), widget=forms.FileInput(attrs={"accept": ".json,application/json"})
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > files.LARGEST:
            raise ValidationError(_("The file is too large for a scheme."))
        try:
            return files.read(file.read())
        except SchemeFault as refusal:
            raise ValidationError([str(fault) for fault in refusal.faults]) from refusal

    def add_refusal(self, refusal):
        """Show every fault of the file; of very many, the first ones and how many more there are."""
        faults = [str(fault) for fault in getattr(refusal, "faults", [refusal])]
        for text in faults[:SHOWN_FAULTS]:
            self.add_error("file", text)
        if len(faults) > SHOWN_FAULTS:
            self.add_error("file", _("and %(count)s more") % {"count": len(faults) - SHOWN_FAULTS})


class WithdrawForm(forms.Form):
    """Why a version is taken out of use."""

    reason = LinesField(label=gettext_lazy("Reason"), max_length=500, required=True)


class PartForm(forms.Form):
    """A form that changes one part of a draft's document.

    ``edit`` takes the document and returns it changed; ``places`` maps places of faults to fields. ``seen`` is the
    mark of the part that the form showed: who was slower is told, and nothing of either is lost.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    places: dict[str, str] = {}
    own_place = ""  # what lies below it needs no place of its own in the text

    def is_saved(self, scheme, *, by):
        """Tell whether the draft was changed; what is wrong stands at its field."""
        if not self.is_valid():
            return False
        try:
            scheme.change(self._edit_if_unchanged, by=by)
        except SchemeFault as refusal:
            self.add_faults(refusal.faults)
        except Refused as refusal:
            self.add_error(None, str(refusal))
        return not self.errors

    def _edit_if_unchanged(self, document):
        if self.cleaned_data["seen"] != mark_of(self.part_of(document)):
            raise InvalidTransition(
                _("Somebody has changed this part since you opened it. Open it once more and repeat your change.")
            )
        return self.edit(copy.deepcopy(document))

    def add_faults(self, faults):
        """Put each fault at the field of its place; one without a field names its place."""
        for fault in faults:
            field = self.places.get(fault.place)
            is_here = field or (self.own_place and fault.place.startswith(self.own_place))
            self.add_error(field, fault.reason if is_here else str(fault))

    def part_of(self, document):
        raise NotImplementedError

    def edit(self, document):
        raise NotImplementedError

    def success_url(self, scheme):
        return scheme.get_absolute_url()


SETTINGS = ("name", "source", "valid_from", "valid_to", "quota", "fall_through", "units_led", "quarters")
SETTINGS += ("correction", "forced")
# Field → place in the document; what stands there is shown, and what was typed is written there.
PLACES = {
    "name": "name",
    "source": "source",
    "valid_from": "valid_from",
    "valid_to": "valid_to",
    "quota_percent": "quota.percent",
    "quota_base": "quota.base",
    "quota_base_decision": "quota.base_decision",
    "quota_exceptional_percent": "quota.exceptional_percent",
    "quota_exceptional_decision": "quota.exceptional_decision",
    "quota_label": "quota.label",
    "quota_confidence": "quota.confidence",
    "fall_default": "fall_through.default",
    "fall_in_gap": "fall_through.in_gap",
    "fall_label": "fall_through.label",
    "fall_confidence": "fall_through.confidence",
    "led_without": "units_led.without",
    "led_label": "units_led.label",
    "led_confidence": "units_led.confidence",
    "quarters_setting": "quarters.year_from_quarters",
    "quarters_label": "quarters.label",
    "quarters_confidence": "quarters.confidence",
    "correction_days": "correction.days",
    "correction_confidence": "correction.confidence",
}
WEIGHTS = ("weight_1", "weight_2", "weight_3", "weight_year")


class SettingsForm(PartForm):
    """Everything of a scheme but its levels, conditions and frames."""

    name = LineField(label=gettext_lazy("Name of the scheme"), max_length=200)
    source = LinesField(label=gettext_lazy("Source"), max_length=600)
    valid_from = DayField(label=gettext_lazy("Valid from"))
    valid_to = DayField(label=gettext_lazy("Valid to"))
    quota_percent = NumberField(label=gettext_lazy("At most"), digits=5, places=2, least=0)
    quota_base = forms.ChoiceField(label=gettext_lazy("Base"), choices=list(BASES.items()))
    quota_base_decision = LineField(label=gettext_lazy("Decision on the base (symbol, date)"), max_length=200)
    quota_exceptional_percent = NumberField(label=gettext_lazy("By exception at most"), digits=5, places=2, least=0)
    quota_exceptional_decision = LineField(
        label=gettext_lazy("Decision on the exception (symbol, date)"), max_length=200
    )
    quota_label = LinesField(label=gettext_lazy("In words"), max_length=600)
    quota_confidence = confidence_field()
    fall_default = forms.ChoiceField(label=gettext_lazy("Suggest"), choices=list(FALLS.items()))
    fall_in_gap = forms.ChoiceField(
        label=gettext_lazy("Where the text names no level"),
        choices=[(key, FALLS[key]) for key in ("ask", "lowest")],
    )
    fall_label = LinesField(label=gettext_lazy("In words"), max_length=600)
    fall_confidence = confidence_field()
    led_without = forms.ChoiceField(
        label=gettext_lazy("Conditions on units led are weighed"), choices=list(UNITS_LED.items())
    )
    led_label = LinesField(label=gettext_lazy("In words"), max_length=600)
    led_confidence = confidence_field()
    quarters_setting = forms.ChoiceField(label=gettext_lazy("Quarters in the year"), choices=list(QUARTERS.items()))
    weight_1 = NumberField(label=gettext_lazy("Quarter I"), digits=5, places=2, least=0)
    weight_2 = NumberField(label=gettext_lazy("Quarter II"), digits=5, places=2, least=0)
    weight_3 = NumberField(label=gettext_lazy("Quarter III"), digits=5, places=2, least=0)
    weight_year = NumberField(label=gettext_lazy("The year's own score"), digits=5, places=2, least=0)
    quarters_label = LinesField(label=gettext_lazy("In words"), max_length=600)
    quarters_confidence = confidence_field()
    correction_days = NumberField(label=gettext_lazy("Days for a request for correction"), digits=2, places=0, least=0)
    correction_confidence = confidence_field()
    forced = forms.MultipleChoiceField(
        label=gettext_lazy("Cases that force a level"), required=False, widget=forms.CheckboxSelectMultiple
    )

    places = {place: field for field, place in PLACES.items()} | {"quarters.weights": "weight_1"}

    def __init__(self, data=None, *, document):
        initial = {field: _value_at(document, place) for field, place in PLACES.items()}
        initial |= {field: _day(initial[field]) for field in ("valid_from", "valid_to")}
        weights = document["quarters"].get("weights", [])
        initial |= {field: _number(each["percent"]) for field, each in zip(WEIGHTS, weights, strict=False)}
        cases = document.get("forced", [])
        initial["forced"] = [case["code"] for case in cases if case.get("active", True)]
        super().__init__(data, initial=initial | {"seen": mark_of(self.part_of(document))})
        self.fields["forced"].choices = [(case["code"], f"{case['code']}. {case['label']}") for case in cases]
        self.has_quota, self.asks_of_units_led = "quota" in document, _asks_of_units_led(document)
        self.initial["led_without"] = self.initial["led_without"] or NO_SUGGESTION
        self.initial["led_confidence"] = self.initial["led_confidence"] or "U"
        for prefix, is_asked in (("quota_", self.has_quota), ("led_", self.asks_of_units_led)):
            for field in [name for name in self.fields if name.startswith(prefix) and not is_asked]:
                del self.fields[field]

    def part_of(self, document):
        return {key: document.get(key) for key in SETTINGS}

    def edit(self, document):
        """Return the document with what was typed; what was left empty is taken out."""
        for field, place in PLACES.items():
            if field in self.fields:
                _put(document, place, self.cleaned_data[field])
        document["quarters"].pop("weights", None)
        if self.cleaned_data["quarters_setting"] == "weighted":
            given = [self.cleaned_data[field] for field in WEIGHTS]
            document["quarters"]["weights"] = [{"percent": plain(each or Decimal(0))} for each in given]
        for case in document.get("forced", []):
            case["active"] = case["code"] in self.cleaned_data["forced"]
        return document


def _asks_of_units_led(document):
    return any(each["figure"].startswith(OF_UNITS_LED) for each in document.get("conditions", []))


def _value_at(document, place):
    at = document
    for key in place.split("."):
        at = at.get(key, "") if isinstance(at, dict) else ""
    return _number(at)


def _day(text):
    return datetime.date.fromisoformat(text) if text else None


def _number(value):
    return Decimal(str(value)) if isinstance(value, int | float) else value


def _put(document, place, value):
    *path, key = place.split(".")
    at = document
    for step in path:
        at = at.setdefault(step, {})
    if value in (None, ""):
        at.pop(key, None)
    elif isinstance(value, Decimal):
        at[key] = plain(value)
    else:
        at[key] = value if isinstance(value, str) else value.isoformat()
