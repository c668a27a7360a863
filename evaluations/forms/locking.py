"""The forms of locking, and of the papers of a dossier."""

from functools import cached_property

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.forms.queue import units_of
from evaluations.models import DossierPaper, Rating
from portal.lib.dates import today
from portal.lib.documents import ACCEPT
from portal.lib.fields import DayField, LineField, LinesField


class LockingForm(forms.Form):
    """What narrows the list of what can be locked. What cannot be read counts as not said."""

    unit = forms.ChoiceField(label=_("Unit"), required=False)
    track = forms.ChoiceField(label=_("Track"), choices=[("", _("All")), *Rating.Track.choices], required=False)

    def __init__(self, query, *, person):
        super().__init__(query, auto_id="locking_%s")
        self.person = person
        self.fields["unit"].choices = self._unit_choices

    @cached_property
    def units(self):
        return {org.code: org for org in units_of(self.person)}

    def _unit_choices(self):
        return [("", _("All units")), *((code, org.full_label) for code, org in self.units.items())]

    def chosen(self):
        """Return ``unit`` (an organisation or None) and ``track``."""
        self.is_valid()
        unit, track = self.cleaned_data.get("unit"), self.cleaned_data.get("track")
        return {"unit": self.units[unit] if unit else None, "track": track or ""}


class LockReasonForm(forms.Form):
    """Why ratings are locked before the days to ask for a correction are over: one reason for all of them."""

    reason = LinesField(
        label=_("Reason for locking before the days to ask are over"),
        max_length=300,
        help_text=_("One reason for all of them; it is kept for each."),
    )

    use_required_attribute = False


class DossierPaperForm(forms.Form):
    """A paper that was handed in: its kind, name, symbol, date and file; or why there is none of that kind."""

    kind = forms.ChoiceField(label=_("Kind"), choices=DossierPaper.Kind)
    name = LineField(label=_("Name of the paper"), max_length=200, help_text=_("Without one, the name of the file."))
    symbol = LineField(label=_("Symbol"), max_length=60)
    dated_on = DayField(label=_("Date of the paper"), last_day=today, help_text=_("Day/month/year."))
    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_(
            "PDF, Word, Excel, JPG or PNG, at most 20 MB. Without a file: name the paper that is kept elsewhere."
        ),
    )
    not_applicable = LineField(
        label=_("Not needed, because"),
        max_length=300,
        help_text=_("Only where there is no paper of this kind, such as an exception that the rules make."),
    )

    use_required_attribute = False

    def clean(self):
        found = super().clean()
        has_paper = found.get("name") or found.get("file")
        if found.get("not_applicable") and has_paper:
            self.add_error("not_applicable", _("Either name the paper, or say why there is none."))
        if not found.get("not_applicable") and not has_paper and "file" not in self.errors:
            self.add_error("name", _("Name the paper, or choose its file."))
        return found
