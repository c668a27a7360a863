"""Writing in a draft: every field saved as it is left, from several windows at once, and nothing typed is lost.

A window sends each field with the mark of the text it had loaded (``was``). So the portal tells what was typed here
from what another window wrote meanwhile; where both happened it keeps its own text and shows both.
"""

import datetime
import hashlib
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.errors import NoLongerWritable
from commitments.models import ActionProgram, Commitment, CopyFinding, ProgramText
from commitments.quality import checks, copies
from portal.lib import numbers


def text_of(value):
    """Return a stored value as the text that stands in its field: 30/09/2026, 1234,5, 78, "on", clause numbers."""
    match value:
        case None | False:
            return ""
        case True:
            return "on"
        case datetime.date():
            return f"{value:%d/%m/%Y}"
        case Decimal():
            return numbers.for_input(value)
        case int():
            return str(value)
        case list():
            return ",".join(str(pk) for pk in sorted(value))
        case _:
            return value


def mark(text):
    """Return a short mark of a text: two texts with the same mark are the same."""
    return hashlib.blake2s(text.encode(), digest_size=6).hexdigest()


@dataclass(frozen=True)
class Conflict:
    """Two texts of one field: what the portal holds (and its mark), and what this window typed."""

    stored: str
    typed: str

    @property
    def now(self):
        return mark(self.stored)


@dataclass
class Merged:
    """What comes of one sending: fields to write, disagreements, what others wrote, and the marks from now on."""

    changed: list = field(default_factory=list)
    conflicts: dict = field(default_factory=dict)
    elsewhere: dict = field(default_factory=dict)
    marks: dict = field(default_factory=dict)


def merge(typed, stored, was, *, kept=None, seen=None):
    """Compare what a window typed with what the portal holds; texts by field, pure.

    ``was`` are the marks of what the window had loaded; a field without one is taken as typed. ``kept`` says "mine" or
    "theirs" for fields where the person has been shown both, ``seen`` the mark of the stored text they saw then.
    """
    merged = Merged()
    for name, text in typed.items():
        now = stored[name]
        loaded = was.get(name, mark(now))
        if (kept or {}).get(name) == "theirs":
            text = now
        elif (kept or {}).get(name) == "mine":
            loaded = (seen or {}).get(name, loaded)
        merged.marks[name] = mark(text)
        if text == now:
            continue
        if mark(text) == loaded:  # not touched here; another window wrote
            merged.elsewhere[name] = now
        elif loaded != mark(now):
            merged.conflicts[name] = Conflict(stored=now, typed=text)
            merged.marks[name] = loaded
        else:
            merged.changed.append(name)
    return merged


@transaction.atomic
def save_commitment(program, commitment, form):
    """Write into a commitment what ``form`` (a bound ``CommitmentForm``) brings, and return the ``Merged``.

    Fields with errors and fields in conflict are left as they are; the others are saved. Raises ``NoLongerWritable``
    where the program was submitted or the commitment dropped meanwhile.
    """
    lock_for_writing(program)
    fresh = Commitment.objects.filter(program=program, pk=commitment.pk).prefetch_related("clauses").first()
    if fresh is None:
        raise NoLongerWritable(_("This commitment has been dropped in another window."))
    merged = write_typed(fresh, form)
    if merged.changed:
        touch(program)
    return with_open_marks(merged, form)


@transaction.atomic
def save_section(program, key, form):
    """Write a text section as ``save_commitment`` does a commitment."""
    lock_for_writing(program)
    text = program.texts.filter(key=key).first() or ProgramText(program=program, key=key)
    merged = merge(form.typed_texts(), {"body": text.body}, form.was, kept=form.kept, seen=form.seen)
    if merged.changed:
        text.body = form.cleaned_data["body"]
        text.save()
        touch(program)
    return with_open_marks(merged, form)


@transaction.atomic
def hand_in(program, *, by):
    """Check the program as it stands under the lock, compare it with the others, and submit it.

    Raises ``NotReady`` with the blocks, or ``InvalidTransition`` where it has been submitted already.
    """
    ActionProgram.objects.select_for_update().get(pk=program.pk)
    found = checks.for_program(program)
    alike = [] if found.blocks else copies.find_and_lock(program)
    warning_count = found.warning_count + len(copies.warnings_of(alike))
    program.submit(by=by, blocks=found.blocks, warning_count=warning_count)
    CopyFinding.keep(program, alike)


def write_typed(fresh, form):
    """Write into a row what ``form`` brings, field by field, and return the ``Merged``; under the lock of its paper."""
    typed = form.typed_texts()
    stored = {name: stored_text(fresh, name) for name in typed}
    merged = merge(typed, stored, form.was, kept=form.kept, seen=form.seen)
    columns = [name for name in merged.changed if name != "clauses"]
    for name in columns:
        setattr(fresh, name, form.cleaned_data[name])
    if columns:
        fresh.save(update_fields=columns)
    if "clauses" in merged.changed:
        fresh.clauses.set(form.cleaned_data["clauses"])
    return merged


def stored_text(commitment, name):
    value = [clause.pk for clause in commitment.clauses.all()] if name == "clauses" else getattr(commitment, name)
    return text_of(value)


def lock_for_writing(program):
    """Lock the program's row; raise ``NoLongerWritable`` unless it can still be written in."""
    program.refresh_from_db(fields=["status"], from_queryset=ActionProgram.objects.select_for_update())
    if not program.is_editable:
        raise NoLongerWritable(_("This program has been submitted or closed meanwhile and cannot be changed."))


def touch(paper):
    """Note that something was saved just now."""
    paper.saved_at = timezone.now()
    paper.save(update_fields=["saved_at"])


def with_open_marks(merged, form):
    """Keep the marks of fields that were not saved: they still stand for what the window had loaded."""
    merged.marks = {**form.was, **merged.marks}
    return merged
