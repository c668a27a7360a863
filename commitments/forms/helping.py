"""Forms of entering for a member without means."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.directory.models import Person
from portal.lib.fields import LineField
from portal.lib.files import ScanField, kind_of


class HelpingForm(forms.Form):
    """For whom one enters, and why they cannot."""

    member = forms.ModelChoiceField(Person.objects.none(), label=_("For whom"), empty_label=_("Choose a comrade"))
    reason = LineField(
        label=_("Why they cannot enter it themselves"),
        max_length=300,
        required=True,
        help_text=_("For instance: no telephone or computer."),
    )

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members.in_list_order()


class PrintForm(forms.Form):
    """The scan or the photo of the signed print."""

    scan = forms.FileField(
        label=_("Scan or photo of the signed print"),
        help_text=_("PDF, JPG or PNG, 20 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    def clean_scan(self):
        file = self.cleaned_data["scan"]
        if kind_of(file) is None:
            raise forms.ValidationError(ScanField.default_error_messages["other_kind"])
        return file
