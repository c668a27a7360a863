"""The forms of a rating session: one row of its table, its attendance, a reason, a remark."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from evaluations.models import RatingSession
from portal.directory.models import Person
from portal.lib.dates import today
from portal.lib.fields import ClockField, DayField, LineField, LinesField, NumberField
from portal.lib.numbers import format_vi


class CountField(NumberField):
    """How many: a whole number from 0 on; gives an ``int`` or None."""

    def __init__(self, **kwargs):
        super().__init__(digits=4, places=0, least=0, **kwargs)
        self.widget.attrs["inputmode"] = "numeric"

    def to_python(self, value):
        number = super().to_python(value)
        return None if number is None else int(number)


class RowForm(forms.Form):
    """What one row of the table was sent with; fields that the page did not show are left as they are.

    ``votes-CODE`` is a field for each level of the scheme. No vote at all means that nothing was counted.
    """

    saved = forms.IntegerField(min_value=0)
    overwrite = forms.IntegerField(min_value=0, required=False)  # the counter whose content was seen and is given up
    level = forms.CharField(required=False)
    reason = LinesField(label=_("Reason"), max_length=4000)
    order_reason = LineField(label=_("Reason"), max_length=300)
    paperless_reason = LineField(label=_("Reason"), max_length=300)
    points_a = NumberField(label=_("Points A of the meeting"), digits=5, places=2, least=0)
    points_b = NumberField(label=_("Points B of the meeting"), digits=5, places=2, least=0)
    issued = CountField(label=_("Issued"))
    valid = CountField(label=_("Valid"))
    invalid = CountField(label=_("Invalid"))
    remark = LinesField(label=_("Remarks"), max_length=4000)

    def __init__(self, data, *, rules):
        super().__init__(data)
        self.rules = rules
        for level in rules.levels:
            self.fields[f"votes-{level.code}"] = CountField(label=level.label)

    def clean(self):
        cleaned = super().clean()
        for group in self.rules.groups:
            name = f"points_{group.code.lower()}"
            if (points := cleaned.get(name)) is not None and points > group.maximum:
                words = {"code": group.code, "most": format_vi(group.maximum)}
                self.add_error(name, _("Group %(code)s has %(most)s points at most.") % words)
        if self.votes and not self.errors:
            issued, valid, invalid = (cleaned.get(name) for name in ("issued", "valid", "invalid"))
            if issued is None or valid is None:
                raise ValidationError(_("Say how many ballots were issued, and how many were valid."))
            if valid + (invalid or 0) > issued:
                words = {"back": valid + (invalid or 0), "issued": issued}
                raise ValidationError(
                    _("%(back)s ballots came back, but only %(issued)s were issued. Check the three numbers.") % words
                )
        return cleaned

    @property
    def votes(self):
        """Return the votes by level code; empty while no level has any number."""
        given = {level.code: self.cleaned_data.get(f"votes-{level.code}") for level in self.rules.levels}
        if all(count is None for count in given.values()):
            return {}
        return {code: count or 0 for code, count in given.items()}

    @property
    def counter(self):
        """Return the counter that the sender has seen."""
        overwrite = self.cleaned_data.get("overwrite")
        return self.cleaned_data["saved"] if overwrite is None else overwrite

    @property
    def values(self):
        """Return what was sent, as ``recording.record_row`` takes it."""
        names = ("level", "reason", "order_reason", "paperless_reason", "points_a", "points_b", "remark")
        values = {name: self.cleaned_data[name] for name in names if name in self.data}
        if any(f"votes-{level.code}" in self.data for level in self.rules.levels):
            values["ballot"] = self._ballot()
        return values

    def _ballot(self):
        if not self.votes:
            return None
        counts = {name: self.cleaned_data[name] or 0 for name in ("issued", "valid", "invalid")}
        return counts | {"votes": self.votes}


class AttendanceForm(forms.ModelForm):
    """Who met, when and where; who was absent and why; what was said and concluded."""

    use_required_attribute = False

    saved = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    held_on = DayField(label=_("Date"), last_day=today)
    held_at = ClockField(label=_("Time"))
    place = LineField(label=_("Place"), max_length=200)
    summoned = CountField(label=_("Summoned"))
    present = CountField(label=_("Present"))
    absences = LinesField(label=_("Absent, and why"), max_length=4000)
    counters = LineField(label=_("Counting team"), max_length=400)
    proceedings = LinesField(label=_("Proceedings"), max_length=20000)
    conclusion = LinesField(label=_("Conclusion"), max_length=20000)
    order_reason = LineField(label=_("Why the order was left"), max_length=300)

    class Meta:
        model = RatingSession
        fields = ("held_on", "held_at", "place", "chair", "secretary", "is_secret", "summoned", "present", "absences")
        fields += ("counters", "proceedings", "conclusion", "order_reason")

    def __init__(self, data=None, *, session):
        super().__init__(data, instance=session, initial={"saved": session.saved}, auto_id="session_%s")
        self.fields["held_on"].year = session.evaluation.year
        people = people_of(session)
        for name in ("chair", "secretary"):
            self.fields[name].queryset = people
            self.fields[name].empty_label = _("Choose")

    def clean(self):
        cleaned = super().clean()
        summoned, present = cleaned.get("summoned"), cleaned.get("present")
        if None not in (summoned, present) and present > summoned:
            self.add_error("present", _("More are present than were summoned. Check both numbers."))
        return cleaned

    def _post_clean(self):
        """Leave the instance as the portal has it: ``recording.save_attendance`` writes it under the lock."""

    @property
    def values(self):
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


def people_of(session):
    """Return who may chair a meeting or keep its minutes: the members of the cell, or who holds a post there."""
    if session.body.is_cell:
        people = Person.objects.filter(cell=session.body_id)
    else:
        at = {"collective": session.collective_id} if session.collective_id else {"org": session.body_id}
        own = Person.objects.filter(appointments__in=_posts_today().filter(**at))
        of_org = Person.objects.filter(appointments__in=_posts_today().filter(org=session.body_id))
        people = Person.objects.filter(pk__in=own.values("pk")) | Person.objects.filter(pk__in=of_org.values("pk"))
    return people.only("full_name", "sort_key").in_list_order()


def _posts_today():
    return Person.appointments.rel.related_model.objects.today()


class CloseForm(forms.Form):
    """What closing asks: the mark of what was looked at, and once for all why the order was left."""

    state = forms.CharField(required=False, widget=forms.HiddenInput)
    order_reason = LineField(label=_("Why the order was left"), max_length=300)

    use_required_attribute = False

    def __init__(self, data=None, *, session):
        super().__init__(data, initial={"order_reason": session.order_reason}, auto_id="close_%s")

    def clean_state(self):
        return self.cleaned_data["state"] or None


class ReopenForm(forms.Form):
    """Why a closed session is opened again, and which proposals (keys of ratings) are taken back with it."""

    use_required_attribute = False

    take_back = forms.TypedMultipleChoiceField(
        label=_("Proposals to take back"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data=None, *, lines):
        super().__init__(data, auto_id="reopen_%s")
        self.fields["take_back"].choices = [(line.rating_pk, line.name) for line in lines if line.is_takeable]
        self.fields["take_back"].error_messages["invalid_choice"] = _(
            "One of those you chose has been appraised meanwhile. Look at the list once more."
        )

    reason = LinesField(label=_("Why the session is opened again"), max_length=2000, required=True)


class RemarkForm(forms.Form):
    """What a place that proposes nothing says of somebody."""

    seen = forms.DateTimeField(required=False, widget=forms.HiddenInput)  # when what the page showed was written
    remark = LinesField(label=_("Remarks"), max_length=4000, required=True)

    def __init__(self, data=None, *, placement):
        at = placement.remarked_at
        super().__init__(data, initial={"remark": placement.remark, "seen": at.isoformat() if at else ""})
