"""The forms of those who answer results: what narrows the list, one answer, and the choice of several."""

from functools import cached_property

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.forms.queue import units_of
from commitments.models import ProgressEntry
from portal.lib.fields import LinesField, SeveralField
from portal.lib.keys import key_of

LONGEST_REASON = 2000
MOST_AT_ONCE = 50
Answer = ProgressEntry.Answer


class ResultsForm(forms.Form):
    """What narrows the list of results. What cannot be read counts as not said: a list has no errors to mend."""

    class Show(models.TextChoices):
        CLAIMS = "claims", _("Said to be done, awaiting an answer")
        ALL = "all", _("Every update without an answer")
        OPEN = "open", _("Doubted or asked back, the writer's turn")
        ANSWERED = "answered", _("Answered")

    show = forms.ChoiceField(label=_("Show"), choices=Show, required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)

    def __init__(self, query, *, person):
        super().__init__({**query.dict(), "show": query.get("show") or str(self.Show.CLAIMS)}, auto_id="results_%s")
        self.person = person
        self.fields["unit"].choices = self._unit_choices  # a function: asked only where units are shown or chosen

    @cached_property
    def units(self):
        """Return the organisations that can be chosen, by code, in the order of the tree."""
        return {org.code: org for org in units_of(self.person)}

    def _unit_choices(self):
        return [("", _("All units")), *((code, org.full_label) for code, org in self.units.items())]

    def chosen(self):
        """Return ``show`` and ``unit`` (an organisation or None); always something usable."""
        self.is_valid()
        unit = self.cleaned_data.get("unit")
        return {
            "show": self.Show(self.cleaned_data.get("show") or self.Show.CLAIMS),
            "unit": self.units[unit] if unit else None,
        }

    def as_query(self):
        """Return what was chosen as it stands in an address, without what goes without saying."""
        chosen = self.chosen()
        show = "" if chosen["show"] == self.Show.CLAIMS else str(chosen["show"])
        return {"show": show, "unit": chosen["unit"].code if chosen["unit"] else ""}


class AnswerForm(forms.Form):
    """One answer to one result; what was typed comes back when it is refused. ``seen`` is the last answer shown."""

    answer = forms.ChoiceField(choices=Answer, error_messages={"required": _("Press one of the buttons.")})
    reason = LinesField(label=_("What is in doubt, or what you ask"), max_length=LONGEST_REASON)
    seen = forms.CharField(required=False)

    use_required_attribute = False

    def __init__(self, data=None, *, entry):
        super().__init__(data, auto_id=f"a{entry.pk}_%s")

    def clean_seen(self):
        return key_of(self.cleaned_data["seen"]) or 0

    def clean(self):
        found = super().clean()
        if found.get("answer") in ProgressEntry.OPEN_ANSWERS and "reason" not in self.errors and not found["reason"]:
            self.add_error("reason", _("Say what is in doubt, or what you ask."))
        return found


class SeveralResultsForm(forms.Form):
    """Several results chosen on a page, to be confirmed at once, with the answer of each that the page had shown."""

    entry = SeveralField(
        queryset=ProgressEntry.objects.none(), error_messages={"required": _("Choose at least one result first.")}
    )

    def __init__(self, data, *, person):
        super().__init__(data)
        self.fields["entry"].queryset = ProgressEntry.objects.answered_by(person).select_related(
            "commitment__program__entry__person",
            "commitment__program__entry__collective",
            "commitment__program__entry__campaign__form",
            "commitment__program__entry__campaign__period",
        )

    def clean_entry(self):
        entries = self.cleaned_data["entry"]
        if len(entries) > MOST_AT_ONCE:
            raise forms.ValidationError(
                _("At most %(count)s at once. Choose fewer, then go on with the rest.") % {"count": MOST_AT_ONCE}
            )
        return entries

    def chosen(self):
        """Return pairs of the entry and the key of the answer that was seen (0 for none)."""
        return [(entry, key_of(self.data.get(f"seen_{entry.pk}")) or 0) for entry in self.cleaned_data["entry"]]
