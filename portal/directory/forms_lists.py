"""Forms about lists: how one is to be read, what it leaves open, and two records that it has made of one person."""

import datetime

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.directory.lists.asking import OTHER, SAME
from portal.directory.lists.cleaning import digits_of
from portal.directory.models import Person
from portal.lib.dates import today
from portal.lib.fields import DayField, LineField
from portal.lib.lists import HEADINGS_WITHIN, LOOKED_AT, text_of

ROWS_OFFERED = 20
QUESTIONS_AT_ONCE = 20
SAMPLES = 3
UNUSED = "-"
LONGEST_SAMPLE = 40
NO_RECORD = gettext_lazy("Choose the record, or name it by its card number or login name.")


class SheetForm(forms.Form):
    """On which sheet the list stands, and in which row its headings."""

    sheet = forms.ChoiceField(label=gettext_lazy("Sheet of the workbook"))
    row = forms.ChoiceField(label=gettext_lazy("Row of headings"))

    def __init__(self, *args, found, **kwargs):
        super().__init__(*args, **kwargs)
        if len(found.table.heads) > 1:
            self.fields["sheet"].choices = [(name, name) for name in found.table.heads]
        else:
            del self.fields["sheet"]
        self.fields["row"].choices = _rows(found)


class ReadingForm(forms.Form):
    """Which column is which: one field for each column that has a heading or anything below it."""

    def __init__(self, *args, found, columns, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(UNUSED, gettext_lazy("not used")), *((name, column.heading) for name, column in columns.items())]
        width = len(found.table.rows[0])
        for at in range(width):
            samples = _samples(found, at)
            if found.headings.texts.get(at) or samples:
                self.fields[f"column-{at}"] = forms.ChoiceField(
                    label=found.headings.heading_of(at),
                    help_text=" · ".join(samples),
                    choices=choices,
                    initial=found.headings.chosen.get(at) or UNUSED,
                )

    def chosen(self):
        """Return the name of the column by place; "" is not read."""
        said = self.cleaned_data.items()
        return {int(name.removeprefix("column-")): "" if column == UNUSED else column for name, column in said}


class AnswersForm(forms.Form):
    """What the list leaves open, for the first rows that ask; for all the others at once below."""

    moved_on = DayField(label=gettext_lazy("All other transfers since"), last_day=today)
    renewed = forms.BooleanField(
        label=gettext_lazy("Whoever has nothing new but a card of 12 digits is the same person"), required=False
    )

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = questions[:QUESTIONS_AT_ONCE]
        if sum(bool(question.day) for question in questions) < 2:
            del self.fields["moved_on"]
        if sum(question.is_renewal for question in questions) < 2:
            del self.fields["renewed"]
        for question in self.questions:
            if question.who:
                choices = [(SAME, gettext_lazy("the same person")), (OTHER, gettext_lazy("somebody else"))]
                self.fields[f"who-{question.row}"] = forms.ChoiceField(
                    label=question.who,
                    choices=choices if question.may_be_other else choices[:1],
                    widget=forms.RadioSelect,
                    required=False,
                )
            if question.day:
                self.fields[f"on-{question.row}"] = DayField(label=question.day, last_day=today)

    def rows(self):
        """Return the questions with their bound fields, as they are drawn."""
        for question in self.questions:
            names = [name for name in (f"who-{question.row}", f"on-{question.row}") if name in self.fields]
            yield question, [self[name] for name in names]

    def general(self):
        """Return the bound fields that answer for all the others."""
        return [self[name] for name in ("moved_on", "renewed") if name in self.fields]

    def said(self, before):
        """Return the answers as the upload keeps them, with those given ``before``."""
        data = self.cleaned_data
        rows = dict(before.get("rows", {}))
        for question in self.questions:
            who, on = data.get(f"who-{question.row}"), data.get(f"on-{question.row}")
            given = ({"who": who} if who else {}) | ({"on": on.isoformat()} if on else {})
            if given:
                rows[str(question.row)] = rows.get(str(question.row), {}) | given
        said = {**before, "rows": rows}
        if data.get("moved_on"):
            said["moved_on"] = data["moved_on"].isoformat()
        if data.get("renewed"):
            said["renewed"] = True
        return said


class UniteForm(forms.Form):
    """The other record of the person ``kept``, and how one knows that it is one.

    It is picked among those ``alike`` (of the same name), or named by its card number or login name.
    """

    which = forms.ChoiceField(label=gettext_lazy("The other record"), widget=forms.RadioSelect, required=False)
    number = LineField(
        label=gettext_lazy("Card number or login name of the other record"), max_length=60, required=False
    )
    reason = LineField(label=gettext_lazy("How you know that it is one person"), max_length=300, required=True)

    def __init__(self, *args, kept, user, alike, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept, self.user, self.alike = kept, user, {str(one.public_id): one for one in alike}
        if not alike:
            del self.fields["which"]
            self.fields["number"].required = True
            self.fields["number"].error_messages["required"] = NO_RECORD
            return
        another = ("", gettext_lazy("another record, which I name below"))
        self.fields["which"].choices = [*((key, _told(one)) for key, one in self.alike.items()), another]

    def clean(self):
        found = super().clean()
        picked, number = self.alike.get(found.get("which")), found.get("number")
        if picked is not None:
            found["other"] = picked
        elif number:
            found["other"] = self._named(number)
        elif "which" in self.fields and not self.has_error("which"):
            self.add_error("which", NO_RECORD)
        return found

    def _named(self, number):
        kept_by = Person.objects.kept_by(self.user)
        other = kept_by.filter(Q(card_no=digits_of(number)) | Q(login_name=number.lower())).first()
        if other is None:
            self.add_error("number", _("Your unit keeps nobody with this number or login name. Check it."))
        elif other == self.kept:
            self.add_error("number", _("That is the same record. Choose the other one."))
        return other

    def both(self):
        """Return both records with what becomes of each."""
        return [(_("stays"), self.kept), (_("goes into the other"), self.cleaned_data["other"])]


def _told(person):
    """Return by what an officer tells a record from others of its name."""
    cell = person.cell.full_label if person.cell else _("no cell today")
    words = {"born": person.born_text or "–", "cell": cell, "login": person.login_name}
    return f"{person.full_name}, " + _("born %(born)s · %(cell)s · login name %(login)s") % words


def _rows(found):
    """Return the rows that may hold the headings, as (number, what stands in them)."""
    offered = []
    for number, row in enumerate(found.table.rows[:HEADINGS_WITHIN], start=1):
        texts = [_shown(cell) for cell in row if text_of(cell)]
        if texts and (len(offered) < ROWS_OFFERED or number == found.headings.top + 1):
            offered.append((number, f"{number}: {_short(' | '.join(texts), 90)}"))
    return offered


def _samples(found, at):
    below = found.headings.below
    texts = (_shown(row[at]) for row in found.table.rows[below : below + LOOKED_AT])
    return [_short(text, LONGEST_SAMPLE) for text in dict.fromkeys(filter(None, texts))][:SAMPLES]


def _shown(cell):
    """Return a cell as a person reads it; a day stands there as we write days."""
    return f"{cell:%d/%m/%Y}" if isinstance(cell, datetime.date) else text_of(cell)


def _short(text, length):
    return text if len(text) <= length else f"{text[: length - 1]}…"
