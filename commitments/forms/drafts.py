"""A form whose fields are saved one by one, also from several windows at once (see ``commitments.drafting``)."""

from django import forms

from commitments.drafting import mark, text_of
from portal.lib.vietnamese import clean_lines


class DraftForm(forms.Form):
    """A form saved field by field: ``posted`` names what came, ``was`` the mark of what this window had loaded."""

    use_required_attribute = False

    @property
    def posted(self):
        """Return the names of the fields that came along; an empty checkbox sends only its mark."""
        return [name for name in self.fields if name in self.data or f"was-{name}" in self.data]

    @property
    def was(self):
        return {name: self.data[f"was-{name}"] for name in self.fields if f"was-{name}" in self.data}

    @property
    def kept(self):
        """Return what the person chose where two windows disagreed: {field: "mine" or "theirs"}."""
        return {name: self.data[f"keep-{name}"] for name in self.fields if f"keep-{name}" in self.data}

    @property
    def seen(self):
        """Return the marks of the stored texts that were shown beside one's own, by field."""
        return {name: self.data[f"now-{name}"] for name in self.fields if f"now-{name}" in self.data}

    def typed_texts(self):
        """Return the valid texts that came, by field, as they would be stored."""
        self.is_valid()
        return {name: text_of(self.cleaned_data[name]) for name in self.posted if name not in self.errors}

    def typed_anew(self):
        """Return what was typed since the window was loaded, as pairs of label and text: for copying it."""
        texts = {
            name: self.data.get(name, "") for name in self.posted if isinstance(self.fields[name], forms.CharField)
        }
        return [
            (self.fields[name].label, text)
            for name, text in texts.items()
            if text and mark(clean_lines(text)) != self.was.get(name)
        ]

    def show(self, *, marks=None, conflicts=None, elsewhere=None, faults=()):
        """Hang onto each field what its notes show: the conflict, what another window wrote, the faults."""
        self.marks = marks if marks is not None else {name: mark(text_of(self.initial[name])) for name in self.fields}
        for bound in self:
            bound.conflict = (conflicts or {}).get(bound.name)
            bound.elsewhere = (elsewhere or {}).get(bound.name)
            bound.faults = [fault for fault in faults if fault.field == bound.name]
        return self
