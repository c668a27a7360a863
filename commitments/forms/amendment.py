"""The forms of an amendment: why the program is changed, and each change with its reason."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.drafting import text_of
from commitments.forms.program import CommitmentForm, DraftForm
from commitments.models import Amendment
from portal.lib.fields import LinesField

LONGEST_REASON = 2000


class BeginForm(forms.Form):
    """Why one begins: the kind of change; the words follow in the editor."""

    kind = forms.ChoiceField(
        label=_("Why is the program to be changed?"),
        choices=Amendment.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what has changed.")},
    )

    use_required_attribute = False


class AmendmentForm(DraftForm):
    """Kind and words of the whole amendment, saved field by field."""

    kind = forms.ChoiceField(label=_("What has changed"), choices=Amendment.Kind)
    reason = LinesField(
        label=_("In a few words"),
        max_length=LONGEST_REASON,
        help_text=_("Such as: moved to another post by decision of 01/09/2026."),
    )

    def __init__(self, data=None, *, amendment):
        initial = {name: text_of(getattr(amendment, name)) for name in self.base_fields}
        super().__init__(data, initial=initial, auto_id="amendment_%s")
        self.fields["reason"].widget.attrs["rows"] = 2


class ChangeForm(CommitmentForm):
    """The fields of a commitment that is changed or new, its reason first; of a dropped one the reason alone."""

    reason = LinesField(label=_("Reason of this change"), max_length=LONGEST_REASON)

    field_order = ["reason"]

    def __init__(self, data=None, *, change, program, clauses):
        self.change = change
        super().__init__(data, commitment=change, program=program, clauses=clauses)
        self.fields["reason"].widget.attrs["rows"] = 2
        self.title_attrs = {}
        if change.is_drop:
            self.fields["reason"].label = _("Why is it no longer carried out?")

    def fields_to_show(self, program, clauses):
        shown = [] if self.change.is_drop else super().fields_to_show(program, clauses)
        return ["reason", *shown]
