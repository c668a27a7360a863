"""Forms of the acts on a dossier's place on the roster; each says why."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.forms.campaign import ReasonForm
from evaluations.models import Dossier, ReviewPlacement
from evaluations.roster import frames_for
from portal.directory.fields import OrganizationField
from portal.directory.models import PartyOrg
from portal.lib.dates import today
from portal.lib.fields import DayField, LineField
from portal.lib.vietnamese import fold

Capacity = ReviewPlacement.Capacity


class NotRatedForm(forms.Form):
    """Why somebody is not rated."""

    why = forms.ChoiceField(label=gettext_lazy("Why"), choices=Dossier.NotRated.choices, initial=Dossier.NotRated.SHORT)
    note = LineField(
        label=gettext_lazy("Note"), required=False, max_length=300, help_text=gettext_lazy("Needed for another reason.")
    )

    def __init__(self, *args, dossier, **kwargs):
        super().__init__(*args, **kwargs)


class DossierReasonForm(ReasonForm):
    """An act on a dossier that needs nothing but its reason."""

    def __init__(self, *args, dossier, **kwargs):
        super().__init__(*args, **kwargs)


class ChangeForm(ReasonForm):
    """By which frame, in which peer group somebody is rated, and who decides; left empty it is a body outside."""

    frame = forms.ChoiceField(label=gettext_lazy("Frame"))
    peer_group = LineField(label=gettext_lazy("Group of similar posts"), max_length=120, required=True)
    decider = OrganizationField(
        label=gettext_lazy("Decides the level"),
        required=False,
        help_text=gettext_lazy("The code of the organisation; empty for a body outside this installation."),
    )
    field_order = ["frame", "peer_group", "decider", "reason"]

    def __init__(self, *args, dossier, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["frame"].choices = list(frames_for(dossier).items())
        self.fields["decider"].among = PartyOrg.objects.filter(ended_on=None)
        self.initial |= {"frame": dossier.frame, "peer_group": dossier.peer_group, "decider": dossier.decider}


class CadreForm(ReasonForm):
    """Rated as a cadre too; with what the agency has decided already, where it has."""

    agency = LineField(
        label=gettext_lazy("Decided by the agency"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Only where the agency has decided already: its name, the level and its document."),
    )
    level = forms.ChoiceField(label=gettext_lazy("Level"), required=False)
    symbol = LineField(label=gettext_lazy("Number of the decision"), max_length=60, required=False)
    decided_on = DayField(label=gettext_lazy("Date of the decision"), last_day=today)
    field_order = ["agency", "level", "symbol", "decided_on", "reason"]

    def __init__(self, *args, dossier, **kwargs):
        super().__init__(*args, **kwargs)
        levels = dossier.evaluation.scheme.document.get("levels", [])
        self.fields["level"].choices = [("", "–"), *((level["code"], level["label"]) for level in levels)]

    def clean(self):
        super().clean()
        parts = ("agency", "level", "symbol", "decided_on")
        given = [name for name in parts if self.cleaned_data.get(name)]
        for name in parts if given else ():
            if name not in given and name not in self.errors:
                self.add_error(name, _("What the agency decided needs its name, the level, the number and the date."))
        return self.cleaned_data

    @property
    def brought(self):
        """Return what the agency decided, or None."""
        names = ("agency", "level", "symbol", "decided_on")
        return {name: self.cleaned_data[name] for name in names} if self.cleaned_data["agency"] else None


class PlaceForm(ReasonForm):
    """One more place of review: at which organisation, as what, and which of its collectives meets."""

    body = OrganizationField(label=gettext_lazy("Organisation"))
    capacity = forms.ChoiceField(label=gettext_lazy("Reviewed there as"), initial=Capacity.TEMPORARY_CELL)
    meeting = LineField(
        label=gettext_lazy("Collective"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Its name, where a collective of that organisation meets rather than the organisation."),
    )
    field_order = ["body", "capacity", "meeting", "reason"]

    def __init__(self, *args, dossier, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].among = PartyOrg.objects.filter(ended_on=None)
        self.fields["capacity"].choices = [each for each in Capacity.choices if each[0] != Capacity.OWN]

    def clean_meeting(self):
        """Return the collective of that name at the organisation, or None."""
        text, body = self.cleaned_data["meeting"], self.cleaned_data.get("body")
        if not text or body is None:
            return None
        known = list(body.collectives.filter(valid_to=None))
        found = next((each for each in known if fold(each.name) == fold(text)), None)
        if found is None:
            names = ", ".join(each.name for each in known) or "–"
            raise ValidationError(
                _("%(org)s has no such collective. It has: %(names)s.") % {"org": body.label, "names": names}
            )
        return found
