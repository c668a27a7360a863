"""Forms of the front door."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DisplayForm(forms.Form):
    """How the reader wants the portal displayed."""

    text = forms.ChoiceField(
        label=_("Text size"),
        choices=[("medium", _("Medium")), ("large", _("Large")), ("largest", _("Very large"))],
        widget=forms.RadioSelect,
    )
    theme = forms.ChoiceField(
        label=_("Background"),
        choices=[("auto", _("As on the device")), ("light", _("Light")), ("dark", _("Dark"))],
        widget=forms.RadioSelect,
    )
