"""What home says of carrying out one's own programs: the report that is due, what is not sent, what officers ask."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from commitments.models import Commitment, Period, ProgressAnswer, ProgressEntry, ProgressReport
from commitments.models.progress import progress_url
from commitments.own_year import entries_of, named
from commitments.progress.sending import quarter_on
from portal.lib.composed import CalendarDay, Link, Task

TITLE_LENGTH = 60


@dataclass
class Carried:
    """One program in force: its quarter of today (or None), its commitments in order.

    A commitment has ``latest`` loaded, what was ``said`` of that last, ``is_written`` where something of it is not
    sent yet, and ``is_reported`` where its program has reported the quarter.
    """

    entry: object
    quarter: Period | None
    commitments: list = field(default_factory=list)

    @property
    def program(self):
        return self.entry.program

    @property
    def is_reported(self):
        """Tell whether there is nothing to report of the quarter: it is reported, or no task is left."""
        return all(commitment.is_reported for commitment in self.commitments)

    @property
    def asked(self):
        """Return pairs of number and commitment of which an officer asks, with nothing newer being written."""
        numbered = enumerate(self.commitments, start=1)
        return [(n, c) for n, c in numbered if c.latest and c.latest.waits_for_writer and not c.is_written]


def link_to_progress(person):
    """Return the entry of the progress page, which everybody has: asking who has a program would cost every page."""
    current = ("commitments:progress", "commitments:save_progress")
    return [Link(_("Progress"), reverse("commitments:progress"), "chart-line", order=30, current_on=current)]


def progress_to_report(person, today):
    """Return the tasks of the person's programs in force: what officers ask, the report due, what is not sent."""
    tasks = []
    for carried in _carried_by(person, today):
        tasks += _to_answer(carried)
        if carried.quarter and carried.quarter.is_reported_on(today) and not carried.is_reported:
            tasks.append(_to_report(carried))
        elif any(commitment.is_written for commitment in carried.commitments):
            tasks.append(_to_send(carried))
    return tasks


def deadlines(person, today):
    """Return the days to come on which a commitment of the person, or the report of a quarter, is due."""
    days = []
    for carried in _carried_by(person, today):
        for number, commitment in enumerate(carried.commitments, start=1):
            if commitment.due_on and commitment.due_on >= today and not commitment.done_on:
                title = Truncator(commitment.title).chars(TITLE_LENGTH)
                what = _("Deadline of commitment %(n)s: %(title)s") % {"n": number, "title": title}
                days.append(CalendarDay(commitment.due_on, what))
        due_on = carried.quarter.report_due_on if carried.quarter else None
        if due_on and due_on >= today and not carried.is_reported:
            what = _("Last day to report quarter %(quarter)s") % {"quarter": carried.quarter.roman}
            days.append(CalendarDay(due_on, what))
    return days


def _carried_by(person, today):
    """Return what the person carries out, one ``Carried`` for each program in force, in one query.

    Home asks twice for the same, so it is kept with the person for the length of a request.
    """
    if not hasattr(person, "_own_carried"):
        entries = [entry for entry in entries_of(person) if _is_in_force(entry, today)]
        person._own_carried = _loaded(entries, today) if entries else []
    return person._own_carried


def _is_in_force(entry, today):
    program = getattr(entry, "program", None)
    return program is not None and program.is_in_force(on=today)


def _loaded(entries, today):
    commitments = defaultdict(list)
    written = ProgressEntry.objects.being_written().filter(commitment=OuterRef("pk"))
    said = ProgressAnswer.objects.filter(entry=OuterRef("latest")).order_by("-pk").values("reason")[:1]
    of_programs = Commitment.objects.in_force().filter(program__in=[entry.program.pk for entry in entries])
    quarters = [quarter_on(entry.campaign.period.quarters.all(), today) for entry in entries]
    # A program reports on quarters of its own year only.
    reports = ProgressReport.objects.filter(program=OuterRef("program"), quarter__in=filter(None, quarters))
    noted = of_programs.annotate(is_written=Exists(written), said=Subquery(said), is_reported=Exists(reports))
    for commitment in noted.in_order().select_related("latest"):
        commitments[commitment.program_id].append(commitment)
    return [
        Carried(entry, quarter, commitments[entry.program.pk]) for entry, quarter in zip(entries, quarters, strict=True)
    ]


def _to_report(carried):
    title = _("Report of quarter %(quarter)s: %(program)s") % {
        "quarter": carried.quarter.roman,
        "program": named(carried.entry),
    }
    written = sum(commitment.is_written for commitment in carried.commitments)
    why = _("%(n)s of %(all)s commitments updated") % {"n": written, "all": len(carried.commitments)}
    act = _("Record progress")
    return Task(
        title,
        f"{why[:1].upper()}{why[1:]}.",
        act,
        progress_url(carried.program),
        carried.quarter.report_due_on,
        "chart-line",
    )


def _to_send(carried):
    title = _("Updates not sent yet: %(program)s") % {"program": named(carried.entry)}
    why = _("The officers see them once you send them.")
    return Task(title, why, _("Look and send"), progress_url(carried.program), icon="send")


def _to_answer(carried):
    tasks = []
    for number, commitment in carried.asked:
        title = _("The officer asks about commitment %(n)s: %(program)s") % {
            "n": number,
            "program": named(carried.entry),
        }
        url = f"{progress_url(carried.program)}&open={commitment.pk}#{commitment.anchor}"
        why = _("“%(reason)s”") % {"reason": Truncator(commitment.said or "").chars(200)}
        tasks.append(Task(title, why, _("Answer"), url, icon="message-circle-question-mark"))
    return tasks
