"""How a person wants to be told, and what an officer adds to a reminder."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.notifications.models import MailChoice


class MailChoiceForm(forms.ModelForm):
    """How often letters come."""

    class Meta:
        model = MailChoice
        fields = ["how"]
        widgets = {"how": forms.RadioSelect}


class NudgeForm(forms.Form):
    """The officer's own words below the text of a reminder; none are needed."""

    note = forms.CharField(
        label=_("A word of your own"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
