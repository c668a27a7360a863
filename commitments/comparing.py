"""What differs between two texts of one commitment, or between two versions of a program, field by field.

Both sides are plain data of ``models.version`` (``said_by``, ``content_of``): what was approved years ago compares as
what is being written now.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from commitments.models import Commitment
from portal.lib import differences
from portal.lib.numbers import format_vi, with_unit
from portal.printing.models import heading_of


@dataclass(frozen=True)
class FieldChange:
    """One field that says something else: its label, and the pieces of both texts, word by word."""

    label: str
    pieces: list

    @property
    def before(self):
        """Return the pieces of the old text; empty where there was none."""
        return [piece for piece in self.pieces if piece.kind != "added"]

    @property
    def after(self):
        return [piece for piece in self.pieces if piece.kind != "deleted"]


@dataclass(frozen=True)
class Line:
    """One commitment of two versions: ``state`` is same, changed, added or dropped; ``said`` is what it says last."""

    state: str
    said: dict
    changes: list

    @property
    def facts(self):
        return facts_of(self.said)


@dataclass(frozen=True)
class Comparison:
    """Two versions of a program beside each other: commitments by their row, texts by section."""

    lines: list
    texts: list

    @property
    def changed(self):
        return [line for line in self.lines if line.state != "same"]


def changes_between(old, new):
    """Return a ``FieldChange`` for each field in which two commitments differ; {} stands for one that is not there."""
    before, after = texts_of(old), texts_of(new)
    return [
        FieldChange(str(label), differences.pieces(before[key], after[key]))
        for key, label in _labels().items()
        if before[key] != after[key]
    ]


def compare(old, new, form):
    """Return the ``Comparison`` of two contents (``content_of``); ``form`` gives the sections their headings."""
    earlier = {said["id"]: said for said in old["commitments"]}
    lines = [_line(earlier.pop(said["id"], None), said) for said in new["commitments"]]
    lines += [Line("dropped", said, []) for said in earlier.values()]
    headings = {section["key"]: heading_of(section) for section in form.sections}
    keys = [key for key in headings if key in old["texts"] or key in new["texts"]]
    texts = [
        FieldChange(headings[key], differences.pieces(old["texts"].get(key, ""), new["texts"].get(key, "")))
        for key in keys
        if old["texts"].get(key, "") != new["texts"].get(key, "")
    ]
    return Comparison(lines, texts)


def facts_of(said):
    """Return what a commitment says beside its task, as pairs of label and text; pairs may have no text."""
    texts = texts_of(said)
    return [(label, texts[key]) for key, label in _labels().items() if key != "title"]


def texts_of(said):
    """Return the fields of a commitment as the texts that people read, by field; {} gives empty texts."""
    part = dict(Commitment.Responsibility.choices).get(said.get("responsibility", ""), "")
    texts = {key: said.get(key) or "" for key in ("title", "deliverable", "measure", "milestones", "note")}
    return texts | {
        "clauses": "\n".join(f"{c['reference']}: {c['text']}" for c in said.get("clauses", [])) or _regular(said),
        "target": with_unit(_number(said.get("target_value")), said.get("unit", "")),
        "baseline": _number(said.get("baseline")),
        "due_on": _day(said.get("due_on")),
        "responsibility": str(part),
        "co_owners": said.get("co_owners", ""),
        "authority_note": said.get("authority_note", ""),
        "weight": f"{_number(said['weight'])}%" if said.get("weight") else "",
    }


def _labels():
    return {
        "title": _("Task"),
        "clauses": _("Carries out"),
        "deliverable": _("Product"),
        "target": _("Target"),
        "measure": _("Measured by"),
        "baseline": _("Start value"),
        "due_on": _("Deadline"),
        "milestones": _("Milestones"),
        "responsibility": _("Responsibility"),
        "co_owners": _("Together with"),
        "authority_note": _("Authority"),
        "weight": _("Weight"),
        "note": _("Note"),
    }


def _line(old, new):
    if old is None:
        return Line("added", new, [])
    changes = changes_between(old, new)
    return Line("changed" if changes else "same", new, changes)


def _regular(said):
    return _("Regular duty, answers no document") if said.get("is_regular") else ""


def _number(value):
    return "" if value is None else format_vi(Decimal(value))


def _day(value):
    return f"{datetime.date.fromisoformat(value):%d/%m/%Y}" if value else ""
