"""Forms of a campaign: its facts, its ready-made commitments, and the acts on its roster."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.models import Campaign, CampaignEntry, CommitmentTemplate, Period
from portal.directory import tree
from portal.directory.fields import OrganizationField
from portal.directory.models import PartyOrg, TierRule
from portal.directory.roles import Act
from portal.lib.dates import EARLIEST_YEAR, today
from portal.lib.fields import DayField, LineField, SeveralField
from portal.printing.models import PaperForm
from portal.resolutions.models import Clause

UNITS_SUGGESTED = 100
FIRST_YEAR, LAST_YEAR = EARLIEST_YEAR + 100, EARLIEST_YEAR + 200
# From this month on a new campaign is for the next year, unless one says otherwise.
NEXT_YEAR_FROM_MONTH = 11


class FormChoice(forms.ModelChoiceField):
    """A paper form, with a word where its headings are local guidance rather than a national form."""

    def label_from_instance(self, paper_form):
        if paper_form.confidence == "C":
            return paper_form.name
        return _("%(form)s (by local guidance)") % {"form": paper_form.name}


class CampaignForm(forms.ModelForm):
    """What a campaign asks for: on which form, for which year, whom, and by when."""

    form = FormChoice(PaperForm.objects.none(), label=gettext_lazy("Form"), empty_label=None)
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    root = OrganizationField(label=gettext_lazy("Called by"))
    tiers = forms.MultipleChoiceField(
        label=gettext_lazy("Only those managed by"),
        choices=TierRule.Tier.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tick none to call everybody of the audience."),
    )
    opens_on = DayField(label=gettext_lazy("Opens on"), required=True)
    due_on = DayField(label=gettext_lazy("Deadline"), help_text=gettext_lazy("The last day counts."), required=True)

    class Meta:
        model = Campaign
        fields = [
            "form", "name", "root", "audience", "tiers", "opens_on", "due_on", "review_days", "min_commitments",
            "max_commitments",
        ]  # fmt: skip
        widgets = {"audience": forms.RadioSelect}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        scopes = user.scopes(Act.CALL_CAMPAIGNS)
        self.fields["root"].among = PartyOrg.objects.filter(tree.under(scopes, "path"), ended_on=None)
        self.fields["root"].widget.attrs |= {"list": "units", "autocomplete": "off"}
        self.fields["form"].queryset = forms_on(today())
        self.own_orgs = PartyOrg.objects.filter(path__in=scopes).in_tree_order()
        if self.instance.pk:
            self.initial |= {"year": self.instance.year, "root": self.instance.root}
        else:
            self.initial |= self._first_values()

    def suggested_units(self):
        """Return the organisations one works at and those right below them."""
        own = [org.pk for org in self.own_orgs]
        return self.fields["root"].among.filter(Q(pk__in=own) | Q(parent__in=own)).in_tree_order()[:UNITS_SUGGESTED]

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    def clean(self):
        super().clean()
        asked = self.cleaned_data
        for_collectives = asked.get("audience") == Campaign.Audience.COLLECTIVES
        if (form := asked.get("form")) and (form.subject == PaperForm.Subject.COLLECTIVE) != for_collectives:
            self.add_error("form", _("This form and this audience do not go together. Choose another of the two."))
        if asked.get("tiers") and for_collectives:
            self.add_error("tiers", _("Collectives belong to no tier. Tick none."))
        if (due_on := asked.get("due_on")) and due_on < today():
            self.add_error("due_on", _("The deadline has passed. Choose a later day."))
        elif due_on and (opens_on := asked.get("opens_on")) and due_on < opens_on:
            self.add_error("due_on", _("The deadline lies before the opening. Choose a later deadline."))
        return asked

    def campaign(self, *, by):
        """Return the cleaned campaign, not yet saved, with its period."""
        self.instance.period = Period.of_year(self.cleaned_data["year"])
        if self.instance.pk is None:
            self.instance.created_by = by
        return self.instance

    def _first_values(self):
        day = today()
        own = self.own_orgs.first()
        return {
            "year": day.year + (day.month >= NEXT_YEAR_FROM_MONTH),
            "root": own,
            "opens_on": day,
            "due_on": day + datetime.timedelta(days=30),
            "form": self.fields["form"].queryset.first(),
        }


class TemplateForm(forms.ModelForm):
    """One ready-made commitment; an empty line is none."""

    title = LineField(label=gettext_lazy("Task"), required=True)
    due_on = DayField(label=gettext_lazy("Deadline"))

    class Meta:
        model = CommitmentTemplate
        fields = ["title", "clause", "deliverable", "due_on"]
        labels = {"clause": gettext_lazy("Item")}
        widgets = {"deliverable": forms.TextInput}

    def __init__(self, *args, clauses, choices, period, **kwargs):
        super().__init__(*args, **kwargs)
        self.period = period
        self.fields["due_on"].year = period.year  # 30/9 alone is meant in the campaign's year
        self.fields["clause"].queryset = clauses
        self.fields["clause"].choices = choices  # read once for all lines

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on and not self.period.starts_on <= due_on <= self.period.ends_on:
            words = {"year": self.period.year}
            raise ValidationError(_("The commitment is for %(year)s. Choose a day of that year.") % words)
        return due_on


class BaseTemplates(forms.BaseModelFormSet):
    """The ready-made commitments of one campaign; their clauses are those of its documents, read once."""

    def __init__(self, *args, campaign, **kwargs):
        self.campaign = campaign
        clauses = Clause.objects.filter(resolution__campaigns=campaign).select_related("resolution__doc_type")
        choices = [("", "–"), *((clause.pk, str(clause)[:120]) for clause in clauses)]
        kwargs["form_kwargs"] = {"clauses": clauses, "choices": choices, "period": campaign.period}
        super().__init__(*args, queryset=campaign.templates.all(), **kwargs)

    def save_new(self, form, commit=True):
        form.instance.campaign = self.campaign
        return super().save_new(form, commit=commit)


Templates = forms.modelformset_factory(
    CommitmentTemplate, form=TemplateForm, formset=BaseTemplates, extra=2, can_delete=True, max_num=30
)


class MandatoryForm(forms.Form):
    """Which items everybody must answer."""

    clauses = SeveralField(Clause.objects.none(), required=False)

    def __init__(self, *args, campaign, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["clauses"].queryset = Clause.objects.filter(resolution__campaigns=campaign)


class ReasonForm(forms.Form):
    """An act that must say why; the document that it rests on goes into the record with the reason."""

    reason = LineField(label=gettext_lazy("Reason"), max_length=300, required=True)
    document = LineField(label=gettext_lazy("Number of the document"), max_length=60)

    def clean(self):
        asked = super().clean()
        document = asked.pop("document", "")
        if document and asked.get("reason"):
            asked["reason"] = f"{document} · {asked['reason']}"
        return asked


class ExtendForm(ReasonForm):
    """A later deadline, and why."""

    to = DayField(label=gettext_lazy("New deadline"), help_text=gettext_lazy("The last day counts."), required=True)
    field_order = ["to", "reason", "document"]


class ExtendSomeForm(ExtendForm):
    """A later deadline for all of a campaign, or for those of one unit and below."""

    unit = OrganizationField(
        label=gettext_lazy("Only for those of the unit"),
        required=False,
        help_text=gettext_lazy("Its code, or its whole name. Empty: for everybody."),
    )
    field_order = ["to", "unit", "reason", "document"]

    def __init__(self, *args, campaign, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].among = PartyOrg.objects.within(campaign.root).filter(ended_on=None)


class ExemptForm(forms.Form):
    """Why somebody need not register."""

    why = forms.ChoiceField(
        label=gettext_lazy("Why"), choices=CampaignEntry.Exempt.choices, initial=CampaignEntry.Exempt.OTHER
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Needed for another reason than the three of the rules."),
    )


class TransferForm(forms.Form):
    """Where somebody is counted from now on."""

    unit = OrganizationField(label=gettext_lazy("New unit"))

    def __init__(self, *args, campaign, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].among = PartyOrg.objects.within(campaign.root).filter(ended_on=None)


class JoinForm(forms.Form):
    """The deadline of somebody who joins late."""

    due_on = DayField(label=gettext_lazy("Deadline"))


def forms_on(day):
    """Return the forms to register on that are valid on ``day``."""
    to_register = PaperForm.objects.filter(purpose=PaperForm.Purpose.REGISTRATION, valid_from__lte=day)
    return to_register.exclude(valid_to__lt=day)
