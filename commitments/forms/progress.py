"""The forms of the progress page: what is said of one commitment, and what shows it."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from commitments.drafting import text_of
from commitments.evidence import LINK_TOO_LONG, LONGEST_LINK
from commitments.forms.drafts import DraftForm
from commitments.models import ProgressEntry
from portal.lib.dates import today
from portal.lib.documents import ACCEPT
from portal.lib.fields import DayField, LineField, LinesField, NumberField
from portal.lib.files import FilesField

MOST_AT_ONCE = 10
NOT_A_SHARE = _("Give a whole number from 0 to 100.")


class PercentField(NumberField):
    """A whole percent, also written "78%"; gives an ``int`` or None."""

    def to_python(self, value):
        try:
            share = super().to_python((value or "").replace("%", ""))
        except ValidationError:
            raise ValidationError(NOT_A_SHARE) from None
        if share is None:
            return None
        if share != int(share) or not 0 <= share <= 100:
            raise ValidationError(NOT_A_SHARE)
        return int(share)


class ProgressForm(DraftForm):
    """What the owner says of one commitment; the value only where there is a target to compare it with."""

    reached_value = NumberField(label=_("Reached so far"), least=0)
    percent = PercentField(label=_("How far"), digits=3, places=0)
    state = forms.ChoiceField(label=_("State"), required=False, choices=ProgressEntry.State, widget=forms.RadioSelect)
    reached_on = DayField(label=_("As of"), last_day=today)
    note = LinesField(label=_("Results"), max_length=4000)
    difficulty = LinesField(label=_("Difficulties and their causes"), max_length=4000)
    next_step = LinesField(label=_("Next steps"), max_length=4000)

    def __init__(self, data=None, *, entry, commitment):
        initial = {name: text_of(getattr(entry, name)) for name in self.base_fields}
        super().__init__(data, initial=initial, auto_id=f"p{commitment.pk}_%s")
        self.commitment, self.period = commitment, commitment.program.campaign.period
        if commitment.target_value is None:
            del self.fields["reached_value"]
        self.fields["reached_on"].year = self.period.year

    def clean_percent(self):
        if "percent" in self.posted and self.cleaned_data["percent"] is None:
            raise ValidationError(NOT_A_SHARE)
        return self.cleaned_data["percent"]

    def clean_state(self):
        if "state" in self.posted and not self.cleaned_data["state"]:
            raise ValidationError(_("Choose one of the states."))
        return self.cleaned_data["state"]

    def clean_reached_on(self):
        day = self.cleaned_data["reached_on"]
        if "reached_on" in self.posted and day is None:
            raise ValidationError(_("Give the day as of which this holds."))
        if day is not None and day < self.period.starts_on:
            raise ValidationError(
                _("%(date)s lies before the year of this program. Check the year.") % {"date": f"{day:%d/%m/%Y}"}
            )
        return day


class EvidenceForm(forms.Form):
    """What is added as evidence: photos, files, and the number of a document or a link; any of them, or none."""

    use_required_attribute = False

    photo = FilesField(label=_("Take a photo"), most=MOST_AT_ONCE, accept="image/jpeg,image/png", capture=True)
    files = FilesField(label=_("Choose files"), most=MOST_AT_ONCE, accept=ACCEPT)
    reference = LineField(
        label=_("Number of a document, or link"), validators=[MaxLengthValidator(LONGEST_LINK, LINK_TOO_LONG)]
    )

    def __init__(self, data=None, files=None, *, commitment):
        super().__init__(data, files, auto_id=f"p{commitment.pk}_%s")

    @property
    def uploads(self):
        return [*self.cleaned_data.get("photo", []), *self.cleaned_data.get("files", [])]
