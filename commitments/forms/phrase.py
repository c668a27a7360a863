"""Adding to the lists of the checks."""

from django import forms

from commitments.models import Phrase


class PhraseForm(forms.ModelForm):
    class Meta:
        model = Phrase
        fields = ["kind", "text", "cues"]
