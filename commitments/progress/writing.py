"""Writing progress: each field saved as it is left, from several windows at once; nobody else sees it until it is sent.

A commitment has at most one entry being written. It begins with the first change, from what was sent last.
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.drafting import Merged, mark, merge, text_of
from commitments.errors import NoLongerWritable
from commitments.models import ActionProgram, ProgressEntry
from commitments.progress import sums
from commitments.progress.retargeted import percent_now
from portal.lib.dates import today

State = ProgressEntry.State
FIELDS = ("reached_value", "percent", "state", "reached_on", "note", "difficulty", "next_step")
# What an entry begins with from the one before; its words are said anew each time.
CARRIED_ON = ("reached_value", "percent", "state", "reached_on")
DONE_IS_ALL = _("What is done stands at 100 percent. If it is not all done yet, choose another state first.")


@dataclass
class Saved:
    """What came of one sending of fields: the entry, the ``Merged``, and what followed by itself, as texts by field."""

    entry: ProgressEntry
    merged: Merged
    followed: dict = field(default_factory=dict)


@transaction.atomic
def save_entry(program, commitment, form):
    """Write into the entry of a commitment what ``form`` (a bound ``ProgressForm``) brings; return what was ``Saved``.

    Fields with errors and fields in conflict are left as they are; the others are saved. What follows from them is set
    too: the percent from the value, also where an amendment has changed the target; all of it where it is done. Raises
    ``NoLongerWritable`` where the program is not in force any more, or the commitment was dropped.
    """
    fresh = lock_commitment(program, commitment.pk)
    entry = entry_of(fresh)
    before = {name: text_of(getattr(entry, name)) for name in FIELDS}
    typed = form.typed_texts()
    was = form.was if entry.pk else _as_begun(form.was, typed, fresh.latest)
    merged = merge(typed, {name: before[name] for name in typed}, was, kept=form.kept, seen=form.seen)
    _refuse_less_than_all(entry, merged, form)
    merged.marks = {**form.was, **merged.marks}
    told, entry.percent = _told_percent(entry, fresh), percent_now(fresh, entry)
    if not merged.changed and entry.percent == told:
        return Saved(entry, merged)
    had_sum = sums.of_value(fresh, entry.reached_value)
    as_of_is_usual = entry.reached_on == timezone.localdate(entry.saved_at)
    for name in merged.changed:
        setattr(entry, name, form.cleaned_data[name])
    _follow(entry, fresh, merged.changed, had_sum, as_of_is_usual=as_of_is_usual)
    write(entry)
    followed = _followed(entry, before, merged)
    merged.marks |= {name: mark(text) for name, text in followed.items()}
    return Saved(entry, merged, followed)


def entry_of(commitment):
    """Return the entry being written, or an unsaved one with the values of the last sent entry, without its words.

    The day starts as today, but for what was done: that stays the day on which it was done.
    """
    entry = commitment.progress.being_written().first()
    return entry if entry is not None else begun_from(commitment)


def begun_from(commitment):
    """Return an unsaved entry with the values of ``commitment.latest``, not its words, or of one that has not begun."""
    last = commitment.latest
    if last is None:
        return ProgressEntry(commitment=commitment, state=State.PLANNED, reached_value=None)
    entry = ProgressEntry(commitment=commitment, **{name: getattr(last, name) for name in CARRIED_ON})
    if not last.is_claim:
        entry.reached_on, entry.percent = today(), percent_now(commitment, last)
    return entry


def write(entry):
    """Save an entry being written, begun now if need be; called under the lock of its program."""
    entry.saved_at = timezone.now()
    entry.save()


def lock_commitment(program, pk):
    """Lock the program and return its commitment; raise ``NoLongerWritable`` where its progress cannot be written."""
    lock_program(program)
    found = program.commitments.in_force().select_related("latest").filter(pk=pk).first()
    if found is None:
        raise NoLongerWritable(_("This commitment is no longer part of the program."))
    return found


def lock_program(program):
    """Lock the program's row; raise ``NoLongerWritable`` unless it is in force."""
    program.refresh_from_db(fields=["status"], from_queryset=ActionProgram.objects.select_for_update())
    if not program.is_in_force():
        raise NoLongerWritable(_("This program is not in force any more; its progress is no longer recorded."))


def _told_percent(entry, commitment):
    """Return the percent that stands: of the entry being written, else the one sent last."""
    last = commitment.latest
    return last.percent if last is not None and not entry.pk else entry.percent


def _as_begun(was, typed, last):
    """Return the marks ``was`` for an entry that begins: a window from before the sending had the words sent then.

    What was typed over them there goes into the new entry; what was left as it was does not come back.
    """
    if last is None:
        return was
    said = {name: mark(getattr(last, name)) for name in typed if name not in CARRIED_ON}
    over = {name for name, loaded in said.items() if was.get(name) == loaded != mark(typed[name])}
    return was | dict.fromkeys(over, mark(""))


def _refuse_less_than_all(entry, merged, form):
    """Refuse a typed percent below 100 of what stays done."""
    state = form.cleaned_data["state"] if "state" in merged.changed else entry.state
    typed = form.cleaned_data.get("percent")
    if "percent" in merged.changed and "state" not in merged.changed and state in ProgressEntry.CLAIMS and typed < 100:
        form.add_error("percent", DONE_IS_ALL)
        merged.changed.remove("percent")
        merged.marks.pop("percent")


def _follow(entry, commitment, changed, had_sum, *, as_of_is_usual):
    """Set what follows from what was typed; what the person typed themselves is never changed."""
    computed = sums.of_value(commitment, entry.reached_value)
    if computed and "percent" not in changed:
        was_computed = entry.percent in {0, had_sum.percent if had_sum else 0}
        is_undone = "state" in changed and not entry.is_claim and entry.percent == 100
        if is_undone or ("reached_value" in changed and was_computed):
            entry.percent = computed.percent
    if "state" not in changed and entry.state == State.PLANNED and (entry.percent or entry.reached_value):
        entry.state = State.IN_PROGRESS
    if entry.is_claim:
        entry.percent = 100
    if "reached_on" not in changed and ("state" in changed or (as_of_is_usual and not entry.is_claim)):
        entry.reached_on = today()


def _followed(entry, before, merged):
    """Return the texts of fields that changed without having been typed, so that the window can show them."""
    now = {name: text_of(getattr(entry, name)) for name in FIELDS}
    return {
        name: text
        for name, text in now.items()
        if text != before[name]
        and (name not in merged.changed or name == "percent")
        and name not in merged.conflicts
        and name not in merged.elsewhere
    }
