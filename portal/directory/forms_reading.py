"""Forms about how a list is to be read."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.lib.lists import HEADINGS_WITHIN, text_of

ROWS_OFFERED = 20
SAMPLES = 3
UNUSED = "-"
LONGEST_SAMPLE = 40


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
            heading, samples = found.headings.texts.get(at, ""), _samples(found, at)
            if heading or samples:
                self.fields[f"column-{at}"] = forms.ChoiceField(
                    label=heading or _("Column %(letter)s, without a heading") % {"letter": letter_of(at)},
                    help_text=" · ".join(samples),
                    choices=choices,
                    initial=found.headings.chosen.get(at) or UNUSED,
                )

    def chosen(self):
        """Return the name of the column by place; "" is not read."""
        said = self.cleaned_data.items()
        return {int(name.removeprefix("column-")): "" if column == UNUSED else column for name, column in said}


def letter_of(at):
    """Return what a spreadsheet calls the column at place ``at``, counted from 0: A, Z, AA."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _rows(found):
    """Return the rows that may hold the headings, as (number, what stands in them)."""
    offered = []
    for number, row in enumerate(found.table.rows[:HEADINGS_WITHIN], start=1):
        texts = [text_of(cell) for cell in row if text_of(cell)]
        if texts and (len(offered) < ROWS_OFFERED or number == found.headings.top + 1):
            offered.append((number, f"{number}: {_short(' | '.join(texts), 90)}"))
    return offered


def _samples(found, at):
    texts = (text_of(row[at]) for row in found.table.rows[found.headings.below : found.headings.below + 200])
    return [_short(text, LONGEST_SAMPLE) for text in dict.fromkeys(filter(None, texts))][:SAMPLES]


def _short(text, length):
    return text if len(text) <= length else f"{text[: length - 1]}…"
