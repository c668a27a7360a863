"""The forms of the appraisal: what narrows the desk, one appraisal, several at once, and a reason."""

from decimal import Decimal
from functools import cached_property

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.forms.queue import units_of
from evaluations.models import Rating
from portal.lib.fields import LinesField, NumberField, SeveralField

LONGEST_TEXT = 2000
MOST_AT_ONCE = 100


class DeskForm(forms.Form):
    """What narrows the desk. What cannot be read counts as not said: a list has no errors to mend."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waiting for the appraisal")
        APPRAISED = "appraised", _("Appraised, waiting for the decision")
        HELD = "held", _("Held until something is verified")
        DECIDED = "decided", _("Decided and published")
        LOCKED = "locked", _("Locked")

    state = forms.ChoiceField(label=_("State"), choices=State, required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    track = forms.ChoiceField(label=_("Track"), choices=[("", _("All")), *Rating.Track.choices], required=False)
    level = forms.ChoiceField(label=_("Proposed level"), required=False)
    differs = forms.BooleanField(label=_("Only where the proposal differs from the suggestion"), required=False)

    def __init__(self, query, *, person, levels):
        super().__init__({**query.dict(), "state": query.get("state") or self.State.PROPOSED}, auto_id="desk_%s")
        self.person = person
        self.fields["unit"].choices = self._unit_choices
        self.fields["level"].choices = [("", _("All")), *levels.choices]

    @cached_property
    def units(self):
        """Return the organisations that can be chosen, by code, in the order of the tree."""
        return {org.code: org for org in units_of(self.person)}

    def _unit_choices(self):
        return [("", _("All units")), *((code, org.full_label) for code, org in self.units.items())]

    def chosen(self):
        """Return what was chosen by name; ``unit`` is an organisation or None; always something usable."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name) for name in self.fields}
        unit = self.units[found["unit"]] if found["unit"] else None
        return found | {"state": self.State(found["state"] or self.State.PROPOSED), "unit": unit}

    def as_query(self):
        """Return what was chosen as it stands in an address; the state that the desk opens in goes without saying."""
        chosen = self.chosen()
        state = "" if chosen["state"] == self.State.PROPOSED else str(chosen["state"])
        unit = chosen["unit"].code if chosen["unit"] else ""
        differs = "on" if chosen["differs"] else ""
        return {"state": state, "unit": unit, "track": chosen["track"], "level": chosen["level"], "differs": differs}


class AppraisalForm(forms.Form):
    """One appraisal: the level, the points of both groups where the scheme scores, and a note."""

    level = forms.ChoiceField(label=_("Level"), widget=forms.RadioSelect)
    points_a = NumberField(label=_("Points of group A"), digits=5, places=2, least=0)
    points_b = NumberField(label=_("Points of group B"), digits=5, places=2, least=0)
    note = LinesField(label=_("Note on the appraisal"), max_length=LONGEST_TEXT)

    use_required_attribute = False

    def __init__(self, *args, rating, levels, **kwargs):
        super().__init__(*args, **kwargs)
        self.rating = rating
        self.fields["level"].choices = levels.choices
        groups = rating.dossier.evaluation.scheme.document.get("groups", [])
        self.most = {f"points_{group['code'].lower()}": Decimal(str(group["maximum"])) for group in groups}
        for name in ("points_a", "points_b"):
            if name not in self.most:
                del self.fields[name]

    def clean(self):
        found = super().clean()
        for name, most in self.most.items():
            if found.get(name) is not None and found[name] > most:
                self.add_error(name, _("This group has at most %(most)s points.") % {"most": most})
        if found.get("level", self.rating.proposed_level) != self.rating.proposed_level and not found.get("note"):
            self.add_error("note", _("Say why the level is another one than proposed."))
        elif (
            found.get("level")
            and not found.get("note")
            and self.rating.is_above_points(found["level"], found.get("points_a"), found.get("points_b"))
        ):
            self.add_error("note", _("Say why the level is higher than its points."))
        return found


class WhyForm(forms.Form):
    """One reason, for a step back, a hold or a release."""

    reason = LinesField(
        label=_("Reason"), max_length=300, required=True, error_messages={"required": _("Give the reason.")}
    )

    use_required_attribute = False


class SeveralRatingsForm(forms.Form):
    """Several ratings chosen on the desk, for one act on each of them."""

    rating = SeveralField(
        queryset=Rating.objects.none(), error_messages={"required": _("Choose at least one person first.")}
    )

    def __init__(self, data, *, ratings):
        super().__init__(data)
        self.fields["rating"].queryset = ratings

    def clean_rating(self):
        ratings = self.cleaned_data["rating"]
        if len(ratings) > MOST_AT_ONCE:
            raise forms.ValidationError(
                _("At most %(count)s at once. Choose fewer, then go on with the rest.") % {"count": MOST_AT_ONCE}
            )
        return ratings

    def chosen(self):
        return self.cleaned_data["rating"].order_by("dossier__unit__path", "dossier__rank", "pk")
