"""Sending progress: all that is being written becomes one report, dated and unchangeable, before the officers."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.errors import AlreadySent, NotReady
from commitments.models import Commitment, Entered, Evidence, Period, ProgressEntry, ProgressReport, ReviewStep
from commitments.models.progress import progress_url
from commitments.progress.writing import lock_program
from portal.audit import trail
from portal.directory.models import Appointment
from portal.directory.roles import Act
from portal.lib.dates import today
from portal.notifications import outbox


@dataclass(frozen=True)
class Block:
    """What keeps a report from being sent: the commitment, and a text that says how to mend it."""

    commitment: Commitment
    text: str


@transaction.atomic
def send(program, *, by, after):
    """Send what is being written of a program as one report and return it; without anything it says "no change".

    ``after`` is the pk of the last report that the window had seen (0 for none): a second click, or an old window,
    sends nothing and raises ``AlreadySent`` with the time of the newer one. Raises ``NoLongerWritable`` where the
    program is not in force, ``NotReady`` with its blocks. Each commitment then shows its newest entry, and the day on
    which that says it was done.
    """
    lock_program(program)
    last = program.reports.last()
    if last is not None and last.pk != after:
        raise AlreadySent(last)
    entries = written_entries(program)
    if blocks := blocks_of(entries):
        raise NotReady(_("Some things must be mended before the report can be sent."), blocks)
    report = ProgressReport.objects.create(program=program, quarter=quarter_to_write(program), sent_by=by)
    ProgressEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(report=report)
    Entered.note_report(report, by=by)
    _show_latest(entries)
    trail.record(
        "commitments.progress_sent", program, by=by, owner=program.entry.person, unit_path=program.entry.unit.path
    )
    _tell_officers(program, report, by)
    return report


def written_entries(program):
    """Return the entries being written of commitments in force, in the order of the program; one query.

    Each has ``is_shown``: whether any evidence of its commitment is there, sent or not.
    """
    shown = Evidence.objects.filter(entry__commitment=OuterRef("commitment"))
    entries = ProgressEntry.objects.being_written().filter(commitment__program=program, commitment__dropped_on=None)
    found = entries.select_related("commitment").annotate(is_shown=Exists(shown))
    return list(found.order_by("commitment__order", "commitment_id"))


def blocks_of(entries):
    """Return why ``written_entries`` cannot be sent: what is done beyond needs something that shows it."""
    text = _("Done beyond needs evidence: add a photo, a file or the number of a document.")
    beyond = ProgressEntry.State.EXCEEDED
    return [Block(entry.commitment, text) for entry in entries if entry.state == beyond and not entry.is_shown]


def quarter_of(program, *, on=None):
    """Return the quarter that a report of ``on`` (today) belongs to, or None where the year has no quarters yet.

    The one to be reported (``quarter_on``). Once that is reported and its day is over, what comes in the fourth,
    which is never reported by itself, belongs to the fourth itself: work of November does not count for the third.
    """
    day = on or today()
    quarters = list(Period.objects.filter(parent=program.campaign.period_id))
    found = quarter_on(quarters, day)
    unreported = [one for one in quarters if one.report_opens_on is None and one.starts_on <= day <= one.ends_on]
    is_over = found is not None and found.report_due_on is not None and found.report_due_on < day
    if unreported and is_over and program.reports.filter(quarter=found).exists():
        return unreported[0]
    return found


def quarter_on(quarters, day):
    """Return which of a year's ``quarters`` a report of a day belongs to, or None.

    The one of which progress is to be reported; before the first of the year begins to be, the running one.
    """
    in_order = sorted(quarters, key=lambda one: one.starts_on)
    reported = [one for one in in_order if one.is_reported_on(day)]
    running = [one for one in in_order if one.starts_on <= day <= one.ends_on]
    return next(iter([*reversed(reported), *running]), None)


def quarter_to_write(program):
    """Return the quarter of a report of today, its year's quarters made where they are missing."""
    found = quarter_of(program)
    if found is None:
        Period.of_year(program.campaign.year)
        found = quarter_of(program)
    return found


def officers_of(program):
    """Return who is told of a report: whoever may answer it today (``ActionProgram.answered_by``), never its writers.

    The officers of the bodies that approved it last and of the owner's cell, and whoever supervises the owner.
    """
    entry = program.entry
    approved = ReviewStep.Kind.APPROVAL
    steps = program.steps.filter(round=program.round, kind=approved, body__isnull=False).select_related("body")
    bodies = {step.body for step in steps}
    if entry.person_id and entry.unit.is_cell:
        bodies.add(entry.unit)
    posts = Appointment.objects.today()
    found = [
        post.person
        for body in bodies
        for post in posts.that_may(Act.REVIEW_CELL if body.is_cell else Act.DECIDE).at(body).select_related("person")
    ]
    if entry.person_id:
        supervised = posts.filter(person=entry.person_id, reports_to__isnull=False).select_related("reports_to")
        found += [post.reports_to for post in supervised]
    writers = {person.pk for person in program.writers()}
    return [person for person in found if person.pk not in writers]


def _show_latest(entries):
    for entry in entries:
        entry.commitment.latest = entry
        entry.commitment.done_on = entry.reached_on if entry.is_claim else None
    Commitment.objects.bulk_update([entry.commitment for entry in entries], ["latest", "done_on"])


def _tell_officers(program, report, by):
    """Tell the officers once, in place of what they have not read yet of an earlier report of the same program."""
    officers = [person for person in officers_of(program) if person.pk != by.pk]
    url = program.get_absolute_url() + "#progress"
    outbox.settle(officers, url)
    text = gettext_lazy("%(owner)s has sent the progress of %(quarter)s.")
    outbox.notify(
        officers, "commitments.progress_sent", text, words={"owner": program.owner, "quarter": report.quarter}, url=url
    )
    outbox.settle(program.writers(), progress_url(program))
