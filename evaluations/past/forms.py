"""The form that takes a list of an earlier year."""

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.past.taking import LABELS, kind_of
from portal.lib.refusal import Refused


class PastListForm(forms.Form):
    """One file; which of the three lists it is, its columns say, or somebody does."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel (.xlsx, .xls), LibreOffice (.ods) or .csv, 10 MB at most."),
        error_messages={"empty": _("The file is empty. Open it in Excel, save it anew and upload it again.")},
    )
    kind = forms.ChoiceField(
        label=_("Which list it is"),
        choices=[("", _("The columns tell")), *LABELS.items()],
        required=False,
    )

    def clean(self):
        data = super().clean()
        file = data.get("file")
        if file and not data.get("kind"):
            try:
                data["kind"] = kind_of(file, file.name)
            except Refused as refusal:
                self.add_error("file", str(refusal))
            file.seek(0)
        return data
