"""The form that takes a list of an earlier year."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PastListForm(forms.Form):
    """One file; which of the three lists it is, its columns say."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel (.xlsx, .xls) or .csv, 10 MB at most."),
        error_messages={"empty": _("The file is empty. Open it in Excel, save it anew and upload it again.")},
    )
