"""What a progress slip rests on: one program in one quarter, as things stood when its report counted."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.models import Evidence, Period, ProgressAnswer, ProgressEntry, ProgressReport
from portal.lib.dates import moment_after, today

# Name in addresses → the quarter with whose report it ends, and whether it stands for the half-year.
SPANS = {"quarter-1": (1, False), "quarter-2": (2, False), "half-year": (2, True), "quarter-3": (3, False)}
# The fourth is folded into the year: a slip only shows what was sent in it. Source: domain reference, 3 and 8.4 [P].
FOURTH = "quarter-4"


@dataclass(frozen=True)
class Span:
    """What a slip reports on: a quarter, or the first half of the year, which ends with the second quarter."""

    key: str
    quarter: Period
    is_half_year: bool

    @property
    def label(self):
        """Return "Quarter III/2026" or "First half of 2026" in the reader's language."""
        return _("First half of %(year)s") % {"year": self.quarter.year} if self.is_half_year else str(self.quarter)

    @property
    def name(self):
        """Return "quý III năm 2026" or "6 tháng đầu năm 2026", as papers print it."""
        year = self.quarter.year
        return f"6 tháng đầu năm {year}" if self.is_half_year else f"quý {self.quarter.roman.split('/')[0]} năm {year}"


@dataclass(frozen=True)
class Line:
    """One commitment of a slip: what the version in force says, the entry that counts (or None), all that shows it."""

    commitment: dict
    entry: ProgressEntry | None
    evidence: list


@dataclass(frozen=True)
class Slip:
    """One program and span: ``report`` is the one that counts, None where nothing was sent of that quarter.

    ``content`` is the approved version that was in force (``version.content_of``).
    """

    program: object
    span: Span
    report: ProgressReport | None
    content: dict
    lines: list = field(default_factory=list)

    @property
    def is_draft(self):
        return self.report is None

    @property
    def is_late(self):
        return self.report is not None and timezone.localdate(self.report.sent_at) > _last_day(self.span.quarter)

    @property
    def says_no_change(self):
        """Tell whether the report that counts brought nothing new."""
        return self.report is not None and all(
            line.entry is None or line.entry.report_id != self.report.pk for line in self.lines
        )


def spans_of(campaign, *, on=None):
    """Return the spans of a campaign's year whose reporting has begun by a day (today), in their order."""
    return _begun(Period.objects.filter(parent=campaign.period_id), on or today())


def slips_of(program):
    """Return the spans whose slip a program can have printed: those of its year, and the fourth where it was sent."""
    sent = ProgressReport.objects.filter(program=program, quarter=OuterRef("pk"))
    quarters = list(Period.objects.filter(parent=program.campaign.period_id).annotate(is_sent=Exists(sent)))
    fourth = [Span(FOURTH, one, False) for one in quarters if one.report_opens_on is None and one.is_sent]
    return [*_begun(quarters, today()), *fourth]


def slip_span(program, key):
    """Return the span of that name among ``slips_of`` a program, or None."""
    return next((span for span in slips_of(program) if span.key == key), None)


def _begun(of_year, day):
    quarters = {quarter.quarter: quarter for quarter in of_year}
    begun = {number for number, quarter in quarters.items() if _has_begun(quarter, day)}
    return [Span(key, quarters[number], is_half) for key, (number, is_half) in SPANS.items() if number in begun]


def key_of_quarter(quarter):
    """Return the name of a quarter's span, empty where it is not to be reported yet."""
    if quarter is None or not (quarter.report_opens_on is None or _has_begun(quarter, today())):
        return ""
    return f"quarter-{quarter.quarter}"


def span_in(campaign, key):
    """Return the span of that name in a campaign's year, or None where it is not to be reported, or not yet."""
    return next((span for span in spans_of(campaign) if span.key == key), None)


def slip_of(program, span, *, by_writer=False):
    """Return the ``Slip`` of a program that was approved, with owner and campaign loaded.

    It says what stood when the report of the quarter was due: the last one sent by that day counts, else the first one
    after it. Where nothing was sent of the quarter it is a draft of what was known by then; for the writer
    (``by_writer``) with what is being written.
    """
    reports = list(program.reports.filter(quarter__starts_on__lte=span.quarter.starts_on).order_by("pk"))
    report = _counting(reports, span.quarter)
    until = report.sent_at if report else moment_after(_last_day(span.quarter))
    counted = [sent.pk for sent in reports if sent.sent_at <= until]
    entries, evidence = _latest(program, counted, with_written=by_writer and report is None)
    content = _version_of(program, until).content
    lines = [
        Line(commitment, entries.get(commitment["id"]), evidence[commitment["id"]])
        for commitment in content["commitments"]
    ]
    return Slip(program, span, report, content, lines)


def _has_begun(quarter, day):
    return quarter.report_opens_on is not None and quarter.report_opens_on <= day


def _last_day(quarter):
    """Return the last day on which a report of the quarter is in time; of the fourth, its own last day."""
    return quarter.report_due_on or quarter.ends_on


def _counting(reports, quarter):
    """Return the report of the quarter that counts: the last by the due day, else the first after it, or None."""
    of_quarter = [report for report in reports if report.quarter_id == quarter.pk]
    in_time = [report for report in of_quarter if report.sent_at < moment_after(_last_day(quarter))]
    return in_time[-1] if in_time else next(iter(of_quarter), None)


def _latest(program, reports, *, with_written):
    """Return the last entry of each commitment and all its evidence, by key of the commitment."""
    told = ProgressEntry.objects.filter(commitment__program=program, report__in=reports)
    if with_written:
        told = told | ProgressEntry.objects.filter(commitment__program=program, report=None)
    answers = ProgressAnswer.objects.select_related("by")
    latest, evidence = {}, defaultdict(list)
    for entry in told.prefetch_related("evidence", Prefetch("answers", queryset=answers)).order_by("pk"):
        latest[entry.commitment_id] = entry
        evidence[entry.commitment_id] += entry.evidence.all()
    return latest, evidence


def _version_of(program, until: datetime.datetime):
    """Return the version in force at a moment; the first one where that lies before any."""
    versions = list(program.versions.order_by("number"))
    return next((version for version in reversed(versions) if version.frozen_at <= until), versions[0])


def shown_by(evidence):
    """Return what a piece of evidence is, on one line: a name, the symbol of a document, or an address."""
    return evidence.url if evidence.kind == Evidence.Kind.LINK else evidence.name or evidence.symbol
