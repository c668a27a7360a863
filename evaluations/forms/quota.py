"""The form of a ruling on the quota: groups merged into one, or the exceptional percent."""

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.models import QuotaRuling, Rating
from portal.lib.dates import today
from portal.lib.fields import DayField, LineField, LinesField


class RulingForm(forms.Form):
    """What a deciding body ruled: about which groups, what, why, and by which document."""

    use_required_attribute = False

    groups = forms.MultipleChoiceField(
        label=_("Groups of similar posts"), required=False, widget=forms.CheckboxSelectMultiple
    )
    name = LineField(label=_("Name of the merged group"), max_length=120)
    percent = forms.IntegerField(label=_("Exceptional percent"), required=False, min_value=1, max_value=100)
    reason = LinesField(label=_("Reason"), max_length=4000, required=True)
    symbol = LineField(label=_("Number of the document"), max_length=60, required=True)
    ruled_on = DayField(label=_("Date of the document"), last_day=today, required=True)

    def __init__(self, data=None, *, page):
        super().__init__(data, auto_id="ruling_%s")
        self.page = page
        self.fields["groups"].choices = [
            (f"{track}|{name}", f"{Rating.Track(track).label}: {name or _('No group of similar posts')}")
            for track, name in page.groups_to_rule_on
        ]

    def clean_groups(self):
        chosen = [choice.partition("|")[::2] for choice in self.cleaned_data["groups"]]
        if len({track for track, _name in chosen}) > 1:
            raise forms.ValidationError(_("Choose groups of one kind only: each kind is counted apart."))
        return chosen

    def record(self, *, by):
        """Record the ruling. Raises what ``QuotaRuling.record`` refuses with."""
        values = dict(self.cleaned_data)
        chosen = values.pop("groups")
        track = chosen[0][0] if chosen else Rating.Track.PARTY_MEMBER
        return QuotaRuling.record(
            by=by,
            evaluation=self.page.evaluation,
            decider=self.page.decider,
            track=track,
            groups=[name for _track, name in chosen],
            **values,
        )


class WithdrawRulingForm(forms.Form):
    """Why a ruling is withdrawn."""

    reason = LinesField(label=_("Why it is withdrawn"), max_length=2000, required=True)
