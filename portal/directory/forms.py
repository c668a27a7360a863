"""Forms of the directory: a person, what ties them to organisations, a place in the tree, an upload, filters."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.directory import policies
from portal.directory.fields import OrganizationField
from portal.directory.lists.cleaning import clean_person
from portal.directory.models import Membership, PartyOrg, Person, changed_contact
from portal.directory.roles import Act
from portal.lib.dates import DAY, PartialDate, may_be_same, today
from portal.lib.fields import DayField
from portal.lib.phones import national_phone
from portal.lib.spreadsheet import MEGABYTE
from portal.lib.vietnamese import fold, sort_key

DATES = {"born": "born_precision", "joined_on": "joined_precision", "official_on": "official_precision"}
UNIQUE = ("card_no", "personal_id")


class PersonForm(forms.Form):
    """The facts of a person, cleaned by the same rules as a row of a member list."""

    full_name = forms.CharField(label=gettext_lazy("Full name"), max_length=120)
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), choices=Person.Sex, widget=forms.RadioSelect)
    born = forms.CharField(label=gettext_lazy("Date of birth"), max_length=10, widget=forms.DateInput)
    card_no = forms.CharField(label=gettext_lazy("Party card number"), max_length=16, required=False)
    personal_id = forms.CharField(label=gettext_lazy("Personal ID number"), max_length=16, required=False)
    joined_on = forms.CharField(
        label=gettext_lazy("Admitted to the Party"), max_length=10, required=False, widget=forms.DateInput
    )
    official_on = forms.CharField(
        label=gettext_lazy("Official member since"), max_length=10, required=False, widget=forms.DateInput
    )
    work_post = forms.CharField(label=gettext_lazy("Post at work"), max_length=200, required=False)
    workplace = forms.CharField(label=gettext_lazy("Workplace"), max_length=200, required=False)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=20, required=False)
    email = forms.CharField(label=gettext_lazy("E-mail"), max_length=254, required=False)

    FACTS = tuple(name for name in ("full_name", "sex", "born", "card_no", "personal_id", "joined_on", "official_on",
                                    "work_post", "workplace", "phone", "email"))  # fmt: skip

    def __init__(self, *args, user, person=None, **kwargs):
        self.user, self.person = user, person
        if person is not None:
            kwargs["initial"] = _facts_of(person) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    def clean(self):
        cleaned = super().clean()
        given = {name: cleaned.get(name) for name in self.FACTS}
        row = clean_person(0, given | {"sex": {"male": "Nam", "female": "Nữ"}.get(given["sex"], "")}, today=today())
        for name, reason in row.reasons.items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, reason)
        for name in UNIQUE:
            owner = Person.objects.filter(**{name: row.values[name]}).first() if row.values.get(name) else None
            if owner and owner != self.person:
                self.add_error(name, _("Somebody in the portal has this number already. Compare the two."))
        self.values = _emptied() | row.values
        if self.person is not None:
            self._check_contact()
        return cleaned

    def _check_contact(self):
        verdict = policies.can_change_contact(self.user, self.person)
        for name in () if verdict else changed_contact(self.person, self.values):
            if name not in self.errors:
                self.add_error(name, verdict.reason)


class NewPersonForm(PersonForm):
    """A person and the cell they enter; a namesake with the same birth date is asked about first.

    In that cell it may be known less exactly, of the others whom the officer keeps it is the same day.
    """

    cell = OrganizationField(label=gettext_lazy("Cell"))
    standing = forms.ChoiceField(label=gettext_lazy("Standing"), choices=Membership.Standing)
    on = DayField(label=gettext_lazy("Member of the cell since"), last_day=today, required=True)
    is_other = forms.BooleanField(label=gettext_lazy("This is somebody else of the same name"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["cell"].among = cells_kept_by(user)
        if not self.is_bound:
            del self.fields["is_other"]  # asked only where there is a namesake

    def clean(self):
        cleaned = super().clean()
        namesake = self._namesake(cleaned.get("cell"))
        if namesake is None:
            del self.fields["is_other"]
        elif not cleaned["is_other"]:
            text = _(
                "%(name)s, born %(born)s, has a record at %(cell)s already. The same person? Then mend that one, or "
                "record a transfer there. If not, say so below."
            )
            cell = namesake.cell or namesake.homes()[0]
            words = {"name": namesake, "born": namesake.born_text or "–", "cell": cell.full_label}
            self.add_error("full_name", text % words)
        return cleaned

    def _namesake(self, cell):
        """Return who in the cell has this name and perhaps this birth date, or elsewhere exactly it, or None."""
        name, born = fold(self.values.get("full_name") or ""), self.values.get("born")
        if cell is None or not name or born is None:
            return None
        born = PartialDate.from_stored(born, self.values["born_precision"])
        kept = (Person.objects.kept_by(self.user) | cell.people.all()).select_related("cell__parent")
        alike = [
            person
            for person in kept.filter(sort_key=sort_key(self.values["full_name"]))
            if fold(person.full_name) == name and may_be_same(person.born_text, born)
        ]
        exact = [person for person in alike if born.precision == DAY and person.born_text == born]
        return next((person for person in alike if person.cell_id == cell.pk), next(iter(exact), None))


class PlaceForm(forms.Form):
    """Where an organisation stands and what it is called from a day on, by a decision."""

    name = forms.CharField(label=gettext_lazy("Name of the organisation"), max_length=200)
    parent = OrganizationField(label=gettext_lazy("Superior"))
    on = DayField(label=gettext_lazy("From"), last_day=today, required=True)
    decision = forms.CharField(
        label=gettext_lazy("Decision"),
        max_length=60,
        help_text=gettext_lazy("Its symbol, as it stands on the decision."),
    )

    def __init__(self, *args, org, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.org = org
        scope = PartyOrg.objects.in_reach(user.scopes(Act.ADMINISTER))
        self.fields["parent"].among = scope.filter(ended_on=None).exclude(org_type__level="cell")
        self.fields["parent"].required = org.parent_id is not None

    def clean(self):
        cleaned = super().clean()
        same = (cleaned.get("name"), cleaned.get("parent")) == (self.org.name, self.org.parent)
        if not self.errors and same:
            raise forms.ValidationError(_("Neither the name nor the superior is new. Change one of them."))
        return cleaned


class UnitForm(forms.Form):
    """What a list may not say of itself: whose it is, and of which day it speaks."""

    under = OrganizationField(
        label=gettext_lazy("Committee of the list"),
        required=False,
        help_text=gettext_lazy("Where the list names its cells only by name, above their people."),
    )
    as_of = DayField(
        label=gettext_lazy("The list speaks of the day"),
        last_day=today,
        help_text=gettext_lazy("Left empty: the day that the list names, else today."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["under"].among = PartyOrg.objects.in_reach(user.scopes(Act.KEEP_PEOPLE))

    def choices(self):
        """Return what was said about the list, as it is kept beside the file."""
        under, as_of = self.cleaned_data.get("under"), self.cleaned_data["as_of"]
        return {"under": under.code if under else "", "as_of": as_of.isoformat() if as_of else ""}


class ImportForm(UnitForm):
    """A list to take in: which, from which file, and what the file itself does not say."""

    kind = forms.ChoiceField(label=gettext_lazy("List"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("Excel (.xlsx, .xls), LibreOffice (.ods) or .csv, %(limit)s MB at most."),
        error_messages={
            "empty": gettext_lazy("The file is empty. Open it in Excel, save it anew and upload it again.")
        },
    )

    field_order = ("kind", "file", "under", "as_of")

    def __init__(self, *args, kinds, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["kind"].choices = kinds
        self.fields["file"].help_text %= {"limit": settings.LONG_LIST_MAX_BYTES // MEGABYTE}
        if "people" not in dict(kinds):
            del self.fields["under"]


class TrailFilterForm(forms.Form):
    """Which events of the trail to show."""

    who = forms.CharField(label=gettext_lazy("Who"), required=False, max_length=120)
    action = forms.ChoiceField(label=gettext_lazy("Act"), required=False)
    since = DayField(label=gettext_lazy("From"))
    until = DayField(label=gettext_lazy("To"))

    def __init__(self, *args, actions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [("", _("All")), *actions]


def cells_kept_by(user):
    """Return the cells whose people the officer keeps."""
    return PartyOrg.objects.in_reach(user.scopes(Act.KEEP_PEOPLE)).cells().filter(ended_on=None)


def _facts_of(person):
    facts = {name: getattr(person, name) for name in PersonForm.FACTS}
    for name, precision in DATES.items():
        facts[name] = str(PartialDate.from_stored(facts[name], getattr(person, precision)) or "")
    return facts | {"phone": national_phone(person.phone)}


def _emptied():
    """Return what a field left empty sets: on this form an empty field means that there is none."""
    texts = dict.fromkeys(("work_post", "workplace", "phone", "email"), "")
    return texts | dict.fromkeys((*UNIQUE, *DATES)) | dict.fromkeys(DATES.values(), DAY)
