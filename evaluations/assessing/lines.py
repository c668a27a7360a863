"""The lines of a self-assessment (a commitment, an item that takes points, a level) in words and dates."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.models import ProgressEntry
from evaluations.forms.assessment import LEVEL, POINTS, name_of, shown_points
from evaluations.rules.frames import B_WEIGHTED, GRADED
from portal.lib.numbers import format_vi

DATES = ("due_on", "done_on", "confirmed_on")
BARS = 4  # of the mark beside a level


def task_line(number, task):
    """Return a commitment of the content with its number, its days as dates and its states in words."""
    line = SimpleNamespace(**task, number=number)
    for name in DATES:
        setattr(line, name, datetime.date.fromisoformat(task[name]) if task[name] else None)
    line.badge = _badge(line)
    line.state_label = str(ProgressEntry.State(line.state).label) if line.state else _("No result is confirmed")
    if line.is_called_exceeded and not line.is_exceeded:
        line.state_label = _("Done, beyond without evidence")
    line.late_text = _late(line)
    line.pending = _pending(task["latest"])
    return line


def _badge(line):
    if line.is_called_exceeded and not line.is_exceeded:
        return "done"
    if line.is_done:
        return line.state
    return "overdue" if line.is_late else line.state or "planned"


def _late(line):
    if not line.is_late:
        return ""
    days = {"n": line.days_late}
    if line.is_done:
        return ngettext("%(n)s day late", "%(n)s days late", line.days_late) % days
    return ngettext("overdue by %(n)s day", "overdue by %(n)s days", line.days_late) % days


def _pending(latest):
    """Return what was sent last and is not confirmed, in words; empty where the confirmed entry is the last."""
    if latest is None:
        return ""
    words = {"state": ProgressEntry.State(latest["state"]).label, "percent": latest["percent"]}
    if latest["answer"] == ProgressEntry.Answer.DOUBTED:
        return _("Reported as “%(state)s”, in doubt: %(reason)s") % {**words, "reason": latest["reason"]}
    if latest["answer"] == ProgressEntry.Answer.ASKED:
        return _("Reported as “%(state)s”, asked back: %(reason)s") % {**words, "reason": latest["reason"]}
    return _("Reported as “%(state)s” (%(percent)s%%), not confirmed yet") % words


# ── the score table ──


@dataclass
class ItemLine:
    """One line that takes points: number, label, the most, its step in words, what was given, its field to write."""

    number: str
    label: str
    most: str
    step: str
    given: str
    field: object

    @property
    def control(self):
        """Return the field's control, described by the notes that stand below its label."""
        described = {"class": "input input--score", "aria-describedby": f"{self.field.auto_id}_notes"}
        return self.field.as_widget(attrs=described)


@dataclass
class CriterionLine:
    """A criterion with its lines and its sum; one that has only itself is drawn as a single line."""

    label: str
    most: str
    given: str
    items: list
    confidence: str
    is_single: bool


@dataclass
class GroupTable:
    """Group A or B: its criteria and its sum."""

    code: str
    label: str
    most: str
    given: str
    criteria: list

    @property
    def confidence(self):
        return max((line.confidence for line in self.criteria), key="CPU".index, default="C")


def table_of(score, content, form):
    """Return the ``GroupTable`` of each group; ``form`` None for a paper that is read."""
    totals = score.totals
    sums = {"A": totals.a, "B": totals.b}
    tables = []
    for group in score.rules.groups:
        lines = [
            _criterion(number, criterion, score, content, form)
            for number, criterion in enumerate(score.frame.criteria_of(group.code), start=1)
        ]
        given = format_vi(score.rules.stored(sums[group.code]), 2)
        tables.append(GroupTable(group.code, group.label, format_vi(group.maximum), given, lines))
    return tables


def _criterion(number, criterion, score, content, form):
    label, given = criterion.label, score.totals.by_criterion.get(criterion.code, Decimal(0))
    if score.frame.calculator.code == B_WEIGHTED and criterion.group == "B":
        label = _named_task(number, label, content)
    is_single = len(criterion.items) == 1 and not criterion.is_scored_by_tasks
    items = []
    for place, item in enumerate(criterion.items, start=1):
        stored = score.known.get(item.code, "")
        items.append(
            ItemLine(
                number=str(number) if is_single else f"{number}.{place}",
                label=label if is_single else item.label,
                most=format_vi(item.maximum),
                step=_step(item),
                given=shown_points(stored) or "–",
                field=form.bound_to(POINTS, item.code) if form else None,
            )
        )
    sums = format_vi(score.rules.stored(given), 2)
    heading, most = f"{number}. {label}", format_vi(criterion.maximum)
    return CriterionLine(heading, most, sums, items, criterion.confidence, is_single)


def _named_task(number, label, content):
    """Return "Nhiệm vụ 1: …" with the commitment of that number, as tasks are scored in the order of the table."""
    tasks = [task for rows in content["tasks"].values() for task in rows]
    return f"{label}: {tasks[number - 1]['title']}" if number <= len(tasks) else label


def _step(item):
    step = {"most": format_vi(item.maximum), "step": format_vi(item.step)}
    if item.mode == GRADED:
        return _("0 to %(most)s, in steps of %(step)s") % step
    return _("0 or %(most)s") % step if len(item.steps) == 2 else _("0 to %(most)s, in steps of %(step)s") % step


# ── levels ──


def levels_of(rules, content, form):
    """Return the tracks: label, field (to write) or chosen level (to read), and each level with its band and mark."""
    tracks = []
    for track, label in content["tracks"].items():
        own = content["own_levels"].get(track, "")
        options = [_level(rules, place, level, own) for place, level in enumerate(rules.levels)]
        field = form[name_of(LEVEL, track)] if form else None
        if field is not None:
            for option, radio in zip(options, field, strict=True):
                option.radio = radio
        tracks.append(SimpleNamespace(label=label, field=field, options=options, own=own))
    return tracks


def _level(rules, place, level, own):
    filled = max(BARS - place, 1)
    bars = [{"x": 1 + 6 * n, "y": 10 - 3 * n, "height": 5 + 3 * n, "is_on": n < filled} for n in range(BARS)]
    is_lowest = level == rules.lowest
    return SimpleNamespace(
        code=level.code, label=level.label, band=_band(level), bars=bars, is_lowest=is_lowest, is_own=level.code == own
    )


def _band(level):
    if level.minimum is None:
        return ""
    words = {"least": format_vi(level.minimum), "most": format_vi(level.maximum)}
    if not level.minimum:
        return _("below %(most)s points") % words
    if level.maximum == 100:
        return _("from %(least)s points, and its conditions hold") % words
    return _("from %(least)s to below %(most)s points, and its conditions hold") % words
