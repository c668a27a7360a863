"""The forms of a review: notes and decision, an opinion, a decision recorded for a body, closing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.models import RecordedDecision, ReviewNote, ReviewStep
from portal.lib.fields import DayField, LineField, LinesField
from portal.lib.files import ScanField

LONGEST_TEXT = 2000

Decision = ReviewStep.Decision
Verdict = ReviewNote.Verdict


class ReviewForm(forms.Form):
    """A note per commitment and the decision; what was typed comes back when it is refused.

    ``commitments`` are those of the program in order. The step travels along, so that a page opened earlier decides
    what its reader saw and nothing else.
    """

    reason = LinesField(label=_("Reason, or a message"), max_length=LONGEST_TEXT)
    decision = forms.ChoiceField(
        label=_("Conclusion"),
        choices=Decision,
        widget=forms.HiddenInput,
        error_messages={"required": _("Press one of the buttons at the end.")},
    )

    use_required_attribute = False

    def __init__(self, data=None, *, commitments, is_opinion=False):
        super().__init__(data)
        self.commitments, self.is_opinion = commitments, is_opinion
        for commitment in commitments:
            number = {"number": commitment.order}
            self.fields[f"verdict_{commitment.pk}"] = forms.ChoiceField(
                label=_("On commitment %(number)s") % number,
                choices=Verdict,
                initial=Verdict.FINE,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose one of the two.")},
            )
            self.fields[f"note_{commitment.pk}"] = LinesField(
                label=_("Note on commitment %(number)s") % number, max_length=LONGEST_TEXT
            )

    def clean(self):
        found = super().clean()
        asked = [commitment for commitment in self.commitments if self._verdict(commitment) == Verdict.CHANGE]
        for commitment in asked:
            name = f"note_{commitment.pk}"
            if name not in self.errors and not found[name]:
                self.add_error(name, _("Say what has to change in this commitment."))
        if self.is_opinion:
            if not asked and not found.get("reason"):
                self.add_error("reason", _("Write your opinion; where you agree, say so."))
        elif found.get("decision") == Decision.RETURNED and not asked and not found.get("reason"):
            self.add_error("reason", _("Say what has to change, here or beside the commitments."))
        elif found.get("decision") == Decision.APPROVED and asked:
            self.add_error(
                None, _("Some commitments are marked “Needs changes”. Return the program, or mark them fine.")
            )
        return found

    def notes(self):
        """Return the unsaved notes, of the commitments on which something was written."""
        notes = [
            ReviewNote(
                commitment=commitment,
                verdict=self._verdict(commitment),
                text=self.cleaned_data[f"note_{commitment.pk}"],
            )
            for commitment in self.commitments
        ]
        return [note for note in notes if note.text]

    def typed(self):
        """Return what was typed, as pairs of label and text, to be shown back for copying."""
        names = [f"note_{commitment.pk}" for commitment in self.commitments] + ["reason"]
        return [(self.fields[name].label, self.data[name]) for name in names if self.data.get(name, "").strip()]

    def _verdict(self, commitment):
        return self.cleaned_data.get(f"verdict_{commitment.pk}", "")


class DecisionForm(forms.Form):
    """The decision on an amendment as a whole: approved, returned with its reason, or an opinion."""

    reason = LinesField(label=_("Reason, or a message"), max_length=LONGEST_TEXT)
    decision = forms.ChoiceField(
        label=_("Conclusion"),
        choices=Decision,
        widget=forms.HiddenInput,
        error_messages={"required": _("Press one of the buttons at the end.")},
    )

    use_required_attribute = False

    def __init__(self, data=None, *, is_opinion=False):
        super().__init__(data)
        self.is_opinion = is_opinion

    def clean(self):
        found = super().clean()
        if found.get("reason"):
            return found
        if self.is_opinion:
            self.add_error("reason", _("Write your opinion; where you agree, say so."))
        elif found.get("decision") == Decision.RETURNED:
            self.add_error("reason", _("Say what has to change."))
        return found

    def typed(self):
        """Return what was typed, as pairs of label and text, to be shown back for copying."""
        text = self.data.get("reason", "")
        return [(self.fields["reason"].label, text)] if text.strip() else []


class RecordForm(forms.Form):
    """What a body decided in its meeting, or outside this installation: number, date, scan, decision."""

    decision = forms.ChoiceField(
        label=_("The body has"),
        choices=[(Decision.APPROVED, _("approved it")), (Decision.RETURNED, _("returned it for changes"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the body has decided.")},
    )
    symbol = LineField(
        label=_("Number of the decision or the minutes"),
        max_length=60,
        required=True,
        help_text=_("As printed, such as 12-BB."),
        error_messages={"required": _("Give the number of the decision or the minutes.")},
    )
    on = DayField(
        label=_("Date of the decision"),
        required=True,
        help_text=_("Day/month/year."),
        error_messages={"required": _("Give the date of the decision.")},
    )
    scan = ScanField(label=_("Scan"), help_text=_("PDF, JPG or PNG, at most 10 MB."), required=False)
    reason = LinesField(
        label=_("Reason"), max_length=LONGEST_TEXT, help_text=_("Where the program is returned: what has to change.")
    )

    use_required_attribute = False

    def __init__(self, *args, step, **kwargs):
        super().__init__(*args, **kwargs)
        self.step = step

    def clean_on(self):
        day = self.cleaned_data["on"]
        if fault := self.step.date_fault(day):
            raise forms.ValidationError(fault)
        return day

    def clean(self):
        found = super().clean()
        if found.get("decision") == Decision.RETURNED and not found.get("reason"):
            self.add_error("reason", _("Say what has to change."))
        return found

    def recorded(self):
        found = self.cleaned_data
        return RecordedDecision(symbol=found["symbol"], on=found["on"], scan=found["scan"] or None)


class AcceptForm(forms.Form):
    """Why it is fine that two texts are alike."""

    reason = LinesField(
        label=_("Why it is fine"),
        max_length=300,
        required=True,
        error_messages={"required": _("Say why it is fine that these texts are alike.")},
    )

    use_required_attribute = False


class ReasonForm(forms.Form):
    """One reason: for closing a program, or for passing it on without the opinion that was asked for."""

    reason = LinesField(
        label=_("Reason"), max_length=300, required=True, error_messages={"required": _("Give the reason.")}
    )

    use_required_attribute = False
