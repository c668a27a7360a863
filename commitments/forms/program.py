"""The forms of the editor. Each field knows the text that stands in the portal (``stored``) and a mark of it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.drafting import text_of
from commitments.forms.drafts import DraftForm
from commitments.models import Commitment
from portal.lib.fields import DayField, LineField, LinesField, NumberField

# Column of a paper form → fields of a commitment.
FIELDS_OF = {
    "title": ("title", "milestones"),
    "clauses": ("clauses", "is_regular"),
    "deliverable": ("deliverable",),
    "target": ("target_value", "unit", "measure", "baseline"),
    "due_on": ("due_on",),
    "responsibility": ("responsibility", "co_owners"),
    "authority_note": ("authority_note",),
    "weight": ("weight",),
    "note": ("note",),
}

# Seldom needed: folded in the editor.
MORE_FIELDS = ("milestones", "measure", "baseline", "weight")


class SectionForm(DraftForm):
    """One text section of the paper."""

    body = LinesField(max_length=20_000)

    def __init__(self, data=None, *, section, body):
        super().__init__(data, initial={"body": body}, auto_id=f"section-{section['key']}_%s")
        self.fields["body"].label = section["heading"]
        self.fields["body"].help_text = section.get("hint", "")
        self.fields["body"].widget.attrs["rows"] = 10


class CommitmentForm(DraftForm):
    """One commitment, with the fields that the paper form shows."""

    title = LinesField(label=_("What I will do"), max_length=2000)
    clauses = forms.TypedMultipleChoiceField(
        label=_("Clauses it answers"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    is_regular = forms.BooleanField(label=_("A regular duty, answers no document"), required=False)
    deliverable = LinesField(label=_("Product, result to reach"), max_length=2000)
    target_value = NumberField(label=_("Target"), least=0)
    unit = LineField(label=_("Unit of the target"), max_length=60)
    due_on = DayField(label=_("Deadline"))
    responsibility = forms.ChoiceField(
        label=_("My part"), required=False, choices=Commitment.Responsibility, widget=forms.RadioSelect
    )
    co_owners = LineField(label=_("Together with"), max_length=300)
    authority_note = LineField(label=_("Authority"), max_length=300)
    measure = LineField(label=_("How it is measured"), max_length=200)
    baseline = NumberField(label=_("Value at the start of the year"), least=0)
    milestones = LinesField(label=_("Milestones"), max_length=2000)
    weight = NumberField(label=_("Weight"), digits=5, places=2, above=0, most=100)
    note = LinesField(label=_("Note"), max_length=2000)

    def __init__(self, data=None, *, commitment, program, clauses):
        """``clauses`` are those of the campaign's resolutions; ``commitment`` has its own loaded."""
        self.shown = self.fields_to_show(program, clauses)
        initial = {name: initial_of(commitment, name) for name in self.shown}
        super().__init__(data, initial=initial, auto_id=f"c{commitment.pk}_%s")
        self.commitment = commitment
        self.move_form_id, self.example_form_id = f"c{commitment.pk}-move", f"c{commitment.pk}-example"
        # A commitment just added begins with its task.
        self.title_attrs = {} if commitment.title else {"autofocus": True}
        for name in set(self.fields) - set(self.shown):
            del self.fields[name]
        if "clauses" in self.fields:
            own = [clause for clause in commitment.clauses.all() if clause not in clauses]
            self.fields["clauses"].choices = [(clause.pk, str(clause)) for clause in [*clauses, *own]]
        if "due_on" in self.fields:
            self.fields["due_on"].year = program.campaign.year
        if "deliverable" in self.fields:
            self.fields["deliverable"].widget.attrs["rows"] = 2
        if program.entry.collective_id:
            self._speak_of_the_collective()

    def fields_to_show(self, program, clauses):
        return shown_fields(program.campaign.form.columns, has_clauses=bool(clauses))

    def _speak_of_the_collective(self):
        labels = {
            "title": _("What the collective will do"),
            "co_owners": _("Who answers for it"),
            "responsibility": _("Part of the collective"),
        }
        for name in labels.keys() & self.fields.keys():
            self.fields[name].label = labels[name]

    @property
    def has_more(self):
        """Tell whether a field of the folded part is filled in or refused."""
        return any(self.initial.get(name) or name in self.errors for name in MORE_FIELDS)


def shown_fields(columns, *, has_clauses):
    """Return the fields of a commitment that a form with ``columns`` shows, in order.

    Linking a clause is offered wherever the campaign has clauses, also where the paper does not print them.
    """
    names = [name for column in columns for name in FIELDS_OF.get(column, ())]
    if has_clauses and "clauses" not in names:
        names.append("clauses")
    return names


def initial_of(commitment, name):
    """Return the stored value as the form's field starts with it."""
    if name == "clauses":
        return [clause.pk for clause in commitment.clauses.all()]
    value = getattr(commitment, name)
    return value if isinstance(value, bool) else text_of(value)
