"""The forms of a decision: its document, what it decides of each rating, and a re-rating."""

from functools import cached_property

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.forms.queue import units_of
from evaluations.deciding.recording import Document, Ruling
from evaluations.models import Rating
from portal.directory.models import PartyOrg
from portal.lib.dates import today
from portal.lib.fields import DayField, LineField, LinesField
from portal.lib.files import ScanField

LONGEST_TEXT = 2000
OUTSIDE = "outside"


class GroupForm(forms.Form):
    """Which decision is entered: who decides, in which track, and for which unit where not for all."""

    decider = forms.CharField()
    track = forms.ChoiceField(choices=Rating.Track)
    unit = forms.ChoiceField(label=_("Unit"), required=False)

    def __init__(self, query, *, person):
        super().__init__(query, auto_id="group_%s")
        self.person = person
        self.fields["unit"].choices = self._unit_choices

    @cached_property
    def units(self):
        return {org.code: org for org in units_of(self.person)}

    def _unit_choices(self):
        return [("", _("All units")), *((code, org.full_label) for code, org in self.units.items())]

    def chosen(self):
        """Return ``decider``, ``track`` and ``unit``, or None where nothing that can be read was chosen."""
        if not self.is_valid():
            return None
        found = self.cleaned_data
        decider = None
        if found["decider"] != OUTSIDE:
            decider = PartyOrg.objects.filter(code=found["decider"]).first()
            if decider is None:
                return None
        unit = self.units[found["unit"]] if found["unit"] else None
        return {"decider": decider, "track": found["track"], "unit": unit}


class DocumentForm(forms.Form):
    """The document of a decision, and why it stands above the quota where it does."""

    decided_by = LineField(
        label=_("Who decided"),
        max_length=200,
        required=True,
        help_text=_("The body as the document names it."),
        error_messages={"required": _("Name the body that decided.")},
    )
    signs_as = LineField(
        label=_("Above the signature"),
        max_length=60,
        help_text=_("As it is to stand above the signature of the evaluation reports."),
    )
    symbol = LineField(
        label=_("Number of the decision"),
        max_length=60,
        required=True,
        help_text=_("As printed on the document."),
        error_messages={"required": _("Give the number of the decision.")},
    )
    on = DayField(
        label=_("Date of the decision"),
        required=True,
        last_day=today,
        help_text=_("Day/month/year."),
        error_messages={"required": _("Give the date of the decision.")},
    )
    scan = ScanField(label=_("Scan"), help_text=_("PDF, JPG or PNG, at most 10 MB."), required=False)
    over_quota_reason = LinesField(
        label=_("Reason for standing above the quota"),
        max_length=LONGEST_TEXT,
        help_text=_("Only where a group stands above its quota: the reason, with the document it rests on."),
    )

    use_required_attribute = False

    def document(self):
        found = self.cleaned_data
        return Document(found["decided_by"], found["symbol"], found["on"], found["scan"] or None, found["signs_as"])


class DecisionForm(DocumentForm):
    """A decision on the cases of a draft: for each whether it is in, its level, and why where it is another one."""

    state = forms.CharField(widget=forms.HiddenInput, required=False)
    with_rest = forms.BooleanField(label=_("The others too, as appraised"), required=False)

    def __init__(self, *args, draft, **kwargs):
        super().__init__(*args, **kwargs)
        self.draft = draft
        for case in draft.cases:
            pk, about = case.rating.pk, {"subject": case.dossier.subject}
            self.fields[f"in_{pk}"] = forms.BooleanField(
                label=_("%(subject)s is in this decision") % about, required=False, initial=True
            )
            self.fields[f"level_{pk}"] = forms.ChoiceField(
                label=_("Level of %(subject)s") % about,
                choices=list(draft.levels.shorts.items()),
                initial=case.rating.appraised_level,
                required=False,
            )
            self.fields[f"reason_{pk}"] = LineField(
                label=_("Why %(subject)s gets another level") % about, max_length=500
            )

    def clean(self):
        found = super().clean()
        if found.get("state") != self.draft.state:
            raise forms.ValidationError(
                _("What is appraised has changed since this page was opened. Look at the list again, then record.")
            )
        for case in self.draft.cases:
            pk = case.rating.pk
            level = found.get(f"level_{pk}") or case.rating.appraised_level
            if found.get(f"in_{pk}") and level != case.rating.appraised_level and not found.get(f"reason_{pk}"):
                self.add_error(
                    f"reason_{pk}",
                    _("Say why %(subject)s gets another level than appraised.") % {"subject": case.dossier.subject},
                )
        return found

    def rulings(self):
        """Return what the decision says by key of the ratings."""
        found, said = self.cleaned_data, {}
        for case in self.draft.cases:
            pk = case.rating.pk
            level = found[f"level_{pk}"] or case.rating.appraised_level
            said[pk] = Ruling(level, found[f"reason_{pk}"]) if found[f"in_{pk}"] else None
        return self.draft.rulings(said, with_rest=found["with_rest"])

    def as_sent(self):
        """Return what was typed as pairs of name and value, to be sent once more with the confirmation."""
        return [
            (bound.html_name, bound.data)
            for bound in self
            if bound.name != "scan" and bound.data not in (None, "", False)
        ]

    def typed_levels(self):
        """Return the levels as they were typed, by key, whatever else is wrong: the quota is shown after them."""
        self.is_valid()
        levels = dict(self.draft.appraised)
        for case in self.draft.cases:
            pk = case.rating.pk
            levels[pk] = self.cleaned_data.get(f"level_{pk}") or levels[pk]
        return levels

    @property
    def rows(self):
        """Return each case with its three fields."""
        return [
            {"case": case, **{name: self[f"{name}_{case.rating.pk}"] for name in ("in", "level", "reason")}}
            for case in self.draft.cases
        ]


class ReRatingForm(DocumentForm):
    """A re-rating: another document, the level and why."""

    level = forms.ChoiceField(label=_("Level"), widget=forms.RadioSelect)
    reason = LinesField(
        label=_("Why it is rated again"),
        max_length=LONGEST_TEXT,
        required=True,
        help_text=_("Who is rated will read it."),
        error_messages={"required": _("Say why it is rated again.")},
    )

    def __init__(self, *args, levels, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = levels.choices

    def ruling(self):
        return Ruling(self.cleaned_data["level"], self.cleaned_data["reason"])
