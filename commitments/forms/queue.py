"""The filters of the review queue, and the choice of several papers in it."""

from functools import cached_property

from django import forms
from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from commitments.models import ActionProgram
from commitments.models.review import bodies_of
from portal.directory.models import PartyOrg
from portal.directory.roles import Act
from portal.lib.fields import SeveralField

MOST_AT_ONCE = 50


class _ListForm(forms.Form):
    """What narrows a list of papers to review. What cannot be read counts as not said: a list has no errors to mend.

    ``State`` names the states that the list can show, WAITING and RECORD among them.
    """

    state = forms.ChoiceField(label=_("State"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    warnings = forms.ChoiceField(
        label=_("Six clear points"),
        choices=[("", _("All")), ("some", _("With points to look at again")), ("none", _("All six clear"))],
        required=False,
    )

    def __init__(self, query, *, person):
        super().__init__({**query.dict(), "state": query.get("state") or self.first_state(person)}, auto_id="queue_%s")
        self.fields["state"].choices = self._states(person)
        self.person = person
        self.fields["unit"].choices = self._unit_choices  # a function: asked only where units are shown or chosen

    @classmethod
    def first_state(cls, person):
        """Return the state that the list opens in: what waits, or for a personnel office what is to be recorded."""
        only_office = person.may_anywhere(Act.RECORD_DECISIONS) and not bodies_of(person)
        return str(cls.State.RECORD if only_office else cls.State.WAITING)

    def _states(self, person):
        may_record = person.may_anywhere(Act.RECORD_DECISIONS)
        return [choice for choice in self.State.choices if may_record or choice[0] != self.State.RECORD]

    @cached_property
    def units(self):
        """Return the organisations that can be chosen, by code, in the order of the tree."""
        return {org.code: org for org in units_of(self.person)}

    def _unit_choices(self):
        return [("", _("All units")), *((code, org.full_label) for code, org in self.units.items())]

    def chosen(self):
        """Return ``state``, ``unit`` (an organisation or None), ``warnings`` and more; always something usable."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name) for name in self.fields}
        unit = self.units[found["unit"]] if found["unit"] else None
        return found | {"state": self.State(found["state"] or self.State.WAITING), "unit": unit}

    def as_query(self):
        """Return what was chosen as it stands in an address; the state that the list opens in goes without saying."""
        chosen = self.chosen()
        state = "" if chosen["state"] == self.first_state(self.person) else str(chosen["state"])
        unit = chosen["unit"].code if chosen["unit"] else ""
        return {"state": state, "unit": unit, "warnings": chosen["warnings"] or ""}

    @property
    def query(self):
        """Return the filters as a query string, without what is not set and without pages."""
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in self.as_query().items() if value})
        return query.urlencode()


class QueueForm(_ListForm):
    """What narrows the queue of programs; ``chosen`` has ``late`` too."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for our decision")
        APPROVED = "approved", _("Approved by us")
        RETURNED = "returned", _("Returned by us")
        RECORD = "record", _("A committee's decision to be recorded")

    late = forms.BooleanField(label=_("Only those submitted late"), required=False)

    def as_query(self):
        return super().as_query() | {"late": "on" if self.chosen()["late"] else ""}


class AmendmentQueueForm(_ListForm):
    """What narrows the list of amendments, which have no deadline to be late for."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for our decision")
        DECIDED = "decided", _("Decided by us")
        RECORD = "record", _("A committee's decision to be recorded")


class SeveralForm(forms.Form):
    """Several programs chosen in the queue, to be approved at once."""

    program = SeveralField(
        queryset=ActionProgram.objects.none(),
        error_messages={"required": _("Choose at least one program first.")},
    )

    def __init__(self, data, *, person):
        super().__init__(data)
        self.fields["program"].queryset = ActionProgram.objects.visible_to(person).with_owner()

    def clean_program(self):
        programs = self.cleaned_data["program"]
        if len(programs) > MOST_AT_ONCE:
            raise forms.ValidationError(
                _("At most %(count)s at once. Choose fewer, then go on with the rest.") % {"count": MOST_AT_ONCE}
            )
        return programs

    def chosen(self):
        """Return the programs, longest waiting first."""
        return self.cleaned_data["program"].order_by("submitted_at", "pk")


def units_of(person):
    """Return where the person's posts stand and what lies directly below: a choice that stays short in a province."""
    acts = {Act.REVIEW_CELL, Act.DECIDE, Act.RECORD_DECISIONS}
    places = [post.org_id for post in person.acting_posts if post.org_id and acts & post.may]
    units = PartyOrg.objects.filter(Q(pk__in=places) | Q(parent__in=places), ended_on=None)
    return units.select_related("parent").only("code", "name", "path", "parent__name").in_tree_order()
