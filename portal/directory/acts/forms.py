"""Forms of the acts on a person: what happened, from which day, and what it rests on."""

import datetime

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.directory.acts.recording import Basis
from portal.directory.fields import OrganizationField
from portal.directory.lists.appointments import ADMIN_ONLY
from portal.directory.models import Membership, PartyOrg, Person, duties_of, substitutes_for
from portal.directory.roles import DUTIES, ROLES, Act, Role
from portal.lib.dates import today
from portal.lib.fields import DayField, LineField

AHEAD = datetime.timedelta(days=366)  # a decision is seldom further ahead; beyond it the year was mistyped
CHOOSE = ("", gettext_lazy("Choose…"))
ENDS = [choice for choice in Membership.EndReason.choices if choice[0] != Membership.EndReason.STANDING]
MOVED_AWAY = gettext_lazy("Moved to a cell that is not in this portal")  # into one that is, it is a transfer
WHAT_IT_RESTS_ON = ("document", "document_on", "reason")


def latest_day():
    """Return the last day for which an act may be entered ahead."""
    return today() + AHEAD


class ActForm(forms.Form):
    """What every act needs: its day (``on``) and what it rests on, a document or a reason in words."""

    document = LineField(
        label=gettext_lazy("Number of the document"),
        max_length=60,
        help_text=gettext_lazy("Of the decision or the letter of introduction."),
    )
    document_on = DayField(label=gettext_lazy("Date of the document"), last_day=today)
    reason = LineField(
        label=gettext_lazy("Reason or remark"),
        max_length=300,
        help_text=gettext_lazy("Needed where there is no document."),
    )

    def __init__(self, *args, person, user, **kwargs):
        self.person, self.user = person, user
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name not in WHAT_IT_RESTS_ON])

    def clean(self):
        found = super().clean()
        if not self.errors and not (found["document"] or found["reason"]):
            self.add_error("document", _("Give the number of the document, or say in the remark why there is none."))
        return found

    @property
    def basis(self):
        """Return what the act rests on, as it was typed."""
        return Basis(*(self.cleaned_data[name] for name in ("reason", "document", "document_on")))


class TransferForm(ActForm):
    """Into another cell: the receiving one may be anywhere in the portal, by its code."""

    cell = OrganizationField(label=gettext_lazy("New cell"))
    on = DayField(label=gettext_lazy("Member of the new cell since"), last_day=latest_day, required=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cell"].among = PartyOrg.objects.cells().filter(ended_on=None)


class StandingForm(ActForm):
    """Another standing in the same cell."""

    standing = forms.ChoiceField(label=gettext_lazy("New standing"), choices=Membership.Standing)
    on = DayField(label=gettext_lazy("From"), last_day=latest_day, required=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        held = self.person.membership_today
        now = self.initial.get("standing")  # of an entry that is being corrected
        self.fields["standing"].choices = [CHOOSE] + [
            choice
            for choice in Membership.Standing.choices
            if choice[0] == now or ((held is None or choice[0] != held.standing) and self._may_become(choice[0]))
        ]

    def _may_become(self, standing):
        """Tell whether one may be that (again): nobody who is an official member is on probation once more."""
        official_on = self.person.official_on
        return standing != Membership.Standing.PROBATIONARY or official_on is None or official_on > today()


class LeaveForm(ActForm):
    """The end of a membership without another one in the portal."""

    why = forms.ChoiceField(
        label=gettext_lazy("Why"),
        choices=[CHOOSE, *((why, MOVED_AWAY if why == Membership.EndReason.MOVED else label) for why, label in ENDS)],
    )
    on = DayField(
        label=gettext_lazy("No longer a member of the cell from"),
        last_day=latest_day,
        required=True,
        help_text=gettext_lazy("The first day without membership; rights end with it, also where one is signed in."),
    )


POSTS_OF_CELL, POSTS_OF_COMMITTEE = gettext_lazy("Posts of a cell"), gettext_lazy("Posts of a committee")
OFFICES = gettext_lazy("Offices")


class AppointForm(ActForm):
    """A post or an office at an organisation that the officer keeps."""

    place = OrganizationField(label=gettext_lazy("At the organisation"))
    role = forms.ChoiceField(label=gettext_lazy("Post or office"))
    title = LineField(
        label=gettext_lazy("Title as in the decision"),
        max_length=120,
        help_text=gettext_lazy("Only where it is worded differently."),
    )
    on = DayField(label=gettext_lazy("From"), last_day=latest_day, required=True)
    former_until = DayField(
        label=gettext_lazy("The one before holds it no more from"),
        last_day=latest_day,
        required=False,
        help_text=gettext_lazy("For a secretary only, where somebody holds the post: the first day without it."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        scopes = self.user.scopes(Act.KEEP_PEOPLE) + self.user.scopes(Act.ADMINISTER)
        self.fields["place"].among = PartyOrg.objects.in_reach(scopes).filter(ended_on=None)
        self.fields["role"].choices = [CHOOSE, *self._roles()]

    def _roles(self):
        """Return the roles by where they are: those of a cell, of a committee, and the offices."""
        groups = {POSTS_OF_CELL: [], POSTS_OF_COMMITTEE: [], OFFICES: []}
        for role, spec in ROLES.items():
            # A head is appointed at a collective; an administrator by administrators only.
            if role == Role.AGENCY_HEAD or (Act.ADMINISTER in spec.may and not self.user.may_anywhere(Act.ADMINISTER)):
                continue
            group = OFFICES if not spec.is_post else POSTS_OF_CELL if spec.in_cell else POSTS_OF_COMMITTEE
            groups[group].append((role, Role(role).label))
        return groups.items()

    def clean(self):
        found = super().clean()
        role, place = found.get("role"), found.get("place")
        if role and place and Act.ADMINISTER in ROLES[role].may and not self.user.may(Act.ADMINISTER, place):
            self.add_error("role", ADMIN_ONLY)
        return found


class EndPostForm(ActForm):
    """The day from which a post is not held any more."""

    on = DayField(
        label=gettext_lazy("No longer held from"),
        last_day=latest_day,
        required=True,
        help_text=gettext_lazy("The first day without the post; its rights end with it."),
    )


class BecauseForm(forms.Form):
    """Why an entry was wrong."""

    because = LineField(label=gettext_lazy("What was wrong with the entry"), max_length=300, required=True)


class AbsenceForm(forms.Form):
    """Who stands in for the holder of a post, in which duties, from which day to which (both count)."""

    substitute = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("Who stands in"), empty_label=gettext_lazy("Choose a comrade")
    )
    duties = forms.MultipleChoiceField(label=gettext_lazy("In which duties"), widget=forms.CheckboxSelectMultiple)
    starts_on = DayField(label=gettext_lazy("Absent from"), last_day=latest_day, required=True)
    ends_on = DayField(
        label=gettext_lazy("Absent to"),
        last_day=latest_day,
        required=True,
        help_text=gettext_lazy("The last day counts; afterwards it ends by itself."),
    )
    reason = LineField(label=gettext_lazy("Reason of the absence"), max_length=300, required=True)
    document = LineField(label=gettext_lazy("Number of the document"), max_length=60)

    def __init__(self, *args, post, **kwargs):
        super().__init__(*args, **kwargs)
        duties = [(str(act), words) for act, words in DUTIES.items() if str(act) in duties_of(post)]
        self.fields["duties"].choices = duties
        self.initial.setdefault("duties", [duty for duty, _words in duties])
        self.fields["substitute"].queryset = substitutes_for(post)
