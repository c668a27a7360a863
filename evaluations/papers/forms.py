"""Which papers of a unit to make, and in which form."""

from django import forms
from django.utils.translation import gettext_lazy as _


class UnitPapersForm(forms.Form):
    """What is to be made of everybody in a unit."""

    what = forms.ChoiceField(
        label=_("Papers"),
        choices=[
            ("reports", _("Evaluation reports of decided levels")),
            ("self_reviews", _("Self-assessments handed in")),
        ],
        widget=forms.RadioSelect,
        initial="reports",
    )
    form = forms.ChoiceField(
        label=_("Files as"),
        choices=[
            ("files", _("One PDF for each, in a folder for each unit")),
            ("volumes", _("Volumes of up to 500 papers, to be printed at once")),
        ],
        widget=forms.RadioSelect,
        initial="files",
    )
