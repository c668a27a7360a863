"""Forms of acts on organisations: merging them, and splitting one."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.directory.fields import OrganizationField
from portal.directory.merging import hanging_on_orgs
from portal.directory.models import PartyOrg
from portal.directory.roles import Act
from portal.lib.composed import Touch
from portal.lib.dates import today
from portal.lib.fields import DayField, LineField, LinesField, SeveralField

CODE = gettext_lazy("Code of the new organisation")
NAME = gettext_lazy("Name of the new organisation")
MOST_AT_ONCE = 20


class DecidedForm(forms.Form):
    """The first day of a change and the decision that it rests on."""

    on = DayField(label=gettext_lazy("From"), last_day=today, required=True)
    decision = LineField(
        label=gettext_lazy("Decision"),
        max_length=60,
        required=True,
        help_text=gettext_lazy("Its symbol, as it stands on the decision."),
    )

    def __init__(self, *args, org, user, **kwargs):
        self.org, self.user = org, user
        super().__init__(*args, **kwargs)
        self.kept = PartyOrg.objects.in_reach(user.scopes(Act.ADMINISTER)).filter(ended_on=None)

    def _check_new(self):
        """Refuse a code that is taken, and one without a name or the other way round."""
        code, name = self.cleaned_data.get("code"), self.cleaned_data.get("name")
        if code and PartyOrg.objects.filter(code__iexact=code).exists():
            self.add_error("code", _("There is an organisation with the code “%(code)s” already.") % {"code": code})
        if code and not name and "name" not in self.errors:
            self.add_error("name", _("Give the new organisation its name."))
        if name and not code and "code" not in self.errors:
            self.add_error("code", _("Give the new organisation its code."))


class MergeForm(DecidedForm):
    """Which organisations are merged, into which one: an existing or a new one."""

    others = LinesField(
        label=gettext_lazy("Merged together with"),
        help_text=gettext_lazy("Codes of the other organisations that end, one a line. Empty where there is none."),
    )
    target = OrganizationField(
        label=gettext_lazy("Into the organisation that goes on"),
        required=False,
        help_text=gettext_lazy("Its code. Empty where all of them go into a new one."),
    )
    code = LineField(label=CODE, max_length=24)
    name = LineField(label=NAME, max_length=200)
    keeps_posts = forms.BooleanField(
        label=gettext_lazy("The posts of the committees go on at the successor"),
        required=False,
        help_text=gettext_lazy("Until the new committee is appointed. Otherwise they end the day before."),
    )
    field_order = ["others", "target", "code", "name", "on", "decision", "keeps_posts"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["target"].among = self.kept

    def clean_target(self):
        target = self.cleaned_data["target"]
        if target == self.org:
            raise forms.ValidationError(_("It cannot go into itself. Give the code of another organisation."))
        return target

    def clean_others(self):
        codes = [line.strip() for line in self.cleaned_data["others"].splitlines() if line.strip()]
        if len(codes) > MOST_AT_ONCE:
            raise forms.ValidationError(_("At most %(most)s at once.") % {"most": MOST_AT_ONCE})
        found = {org.code.casefold(): org for org in self.kept.filter(code__in=[*codes, *map(str.upper, codes)])}
        unknown = [code for code in codes if code.casefold() not in found]
        if unknown:
            raise forms.ValidationError(
                _("There is no “%(text)s”. Write the code as it stands in the tree of organisations.")
                % {"text": ", ".join(unknown)}
            )
        return list({found[code.casefold()].pk: found[code.casefold()] for code in codes}.values())

    def clean(self):
        found = super().clean()
        self._check_new()
        target, is_new = found.get("target"), bool(found.get("code") or found.get("name"))
        if not self.errors and (target is not None) is is_new:
            self.add_error("target", _("Name the organisation that goes on, or a new one: one of the two."))
        if is_new and not self.errors and not found["others"]:
            self.add_error("others", _("A new organisation needs at least two that go into it."))
        return found

    @property
    def sources(self):
        """Return the organisations that end."""
        return [self.org, *self.cleaned_data["others"]]

    def hanging(self):
        """Return what hangs on them today."""
        return hanging_on_orgs(self.sources)


class SplitForm(DecidedForm):
    """What of an organisation goes to a new one: cells of a committee, or members of a cell."""

    code = LineField(label=CODE, max_length=24, required=True)
    name = LineField(label=NAME, max_length=200, required=True)
    going = SeveralField(None, label=gettext_lazy("Goes to the new organisation"), widget=forms.CheckboxSelectMultiple)
    field_order = ["code", "name", "on", "decision", "going"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        is_cell = self.org.is_cell
        members, below = self.org.people.in_list_order(), self.org.children.filter(ended_on=None).in_tree_order()
        self.fields["going"].queryset = members if is_cell else below

    def clean(self):
        found = super().clean()
        self._check_new()
        return found

    def hanging(self):
        """Return what hangs today on what goes."""
        going = self.cleaned_data["going"]
        if self.org.is_cell:
            return [Touch(_("%(count)s members") % {"count": len(going)})]
        return hanging_on_orgs(list(going))

    @property
    def chosen(self):
        """Return what goes, as ``split`` takes it."""
        return {"people" if self.org.is_cell else "below": list(self.cleaned_data["going"])}
