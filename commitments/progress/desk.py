"""What the progress page shows: every commitment in one line, the open one with its form, the whole, and the bar."""

from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.evidence import quota_bytes
from commitments.forms.progress import EvidenceForm, ProgressForm
from commitments.models import Evidence
from commitments.progress import sending, sums
from commitments.progress.course import course_of
from commitments.progress.reading import history_of
from commitments.progress.row import Row
from commitments.progress.standing import contradiction_in
from commitments.progress.writing import begun_from
from portal.lib.addresses import address_of
from portal.lib.dates import today
from portal.lib.numbers import format_vi, with_unit

BAR_LINES = 2


class ProgressDesk:
    """Everything the page shows of one program in force; each part is loaded when a template asks for it."""

    def __init__(self, program, person, *, open_pk=None):
        self.program, self.person, self._wanted = program, person, open_pk

    # ── loaded once ──

    @cached_property
    def commitments(self):
        found = list(self.program.commitments.in_force().in_order().select_related("latest__report__quarter"))
        for commitment in found:
            commitment.program = self.program
        return found

    @cached_property
    def written(self):
        """Return the entries being written, by commitment pk."""
        return {entry.commitment_id: entry for entry in sending.written_entries(self.program)}

    @cached_property
    def quarter(self):
        return sending.quarter_of(self.program)

    @cached_property
    def last_report(self):
        return self.program.reports.select_related("quarter").last()

    @cached_property
    def entries(self):
        """Return the entries of the open commitment, oldest first, with answers and evidence."""
        if self.open_row is None:
            return []
        return list(history_of(self.open_row.commitment.progress))

    @cached_property
    def used_bytes(self):
        return Evidence.objects.bytes_of(self.person)

    # ── lines ──

    @cached_property
    def rows(self):
        return [self._row(number, commitment) for number, commitment in enumerate(self.commitments, start=1)]

    @cached_property
    def open_row(self):
        """Return the row that is open: the wanted one, else the first with a question, else the first to update."""
        wanted = [row for row in self.rows if row.commitment.pk == self._wanted]
        asked = [row for row in self.rows if row.is_open_question]
        waiting = [row for row in self.rows if not row.is_updated]
        return next(iter([*wanted, *asked, *waiting]), None)

    @property
    def next_row(self):
        """Return the row after the open one, or None."""
        return next((row for row in self.rows if self.open_row and row.number == self.open_row.number + 1), None)

    def row_of(self, commitment):
        return next((row for row in self.rows if row.commitment.pk == commitment.pk), None)

    def _row(self, number, commitment):
        entry = self.written.get(commitment.pk)
        is_updated = entry is not None or self._is_reported(commitment.latest)
        shown = entry or commitment.latest or begun_from(commitment)
        return Row(number, commitment, shown, self.url(commitment.pk, commitment.anchor), is_updated)

    def _is_reported(self, latest):
        """Tell whether this quarter has word of it, or nothing is left to report: it is done, and nobody asks."""
        if latest is None or latest.waits_for_writer:
            return False
        return latest.is_claim or latest.report.quarter == self.quarter

    # ── the open commitment ──

    @property
    def form(self):
        """Return the form of the open commitment: what is being written, or what an entry would begin with."""
        if self.open_row is None:
            return None
        commitment = self.open_row.commitment
        entry = self.written.get(commitment.pk) or begun_from(commitment)
        return ProgressForm(entry=entry, commitment=commitment).show()

    @property
    def evidence_form(self):
        return EvidenceForm(commitment=self.open_row.commitment)

    @property
    def sum(self):
        """Return the ``Sum`` of the open commitment's value, or None where nothing can be computed."""
        row = self.open_row
        return sums.of_value(row.commitment, row.entry.reached_value)

    @property
    def evidence(self):
        """Return the evidence of the open commitment, newest first; that of the entry being written may be removed."""
        return [piece for entry in reversed(self.entries) for piece in reversed(entry.evidence.all())]

    @property
    def sent(self):
        return [entry for entry in self.entries if entry.is_sent]

    @property
    def sent_newest_first(self):
        return list(reversed(self.sent))

    @property
    def written_at(self):
        """Return when the open commitment was saved last, or None where nothing of it is being written."""
        entry = self.written.get(self.open_row.commitment.pk)
        return entry.saved_at if entry else None

    @property
    def course(self):
        period = self.program.campaign.period
        return course_of(self.sent, period, self.open_row.commitment.due_on)

    @property
    def question(self):
        """Return what an officer said last of the open commitment, or None: words, who and when."""
        asked = self.open_row.asked
        answers = [answer for entry in self.entries if asked and entry.pk == asked.pk for answer in entry.answers.all()]
        return answers[-1] if answers else None

    @property
    def before(self):
        """Return "Quarter II/2026: 31 people", what was reported last of the open commitment, or an empty text."""
        row = self.open_row
        last = row.commitment.latest
        if last is None or last.reached_value is None:
            return ""
        value = with_unit(format_vi(last.reached_value), row.commitment.unit)
        return _("%(quarter)s said %(value)s.") % {"quarter": last.report.quarter, "value": value}

    @property
    def target(self):
        """Return "of 60 people", "from 10 to 60 people"."""
        commitment = self.open_row.commitment
        target = with_unit(format_vi(commitment.target_value), commitment.unit)
        if commitment.baseline:
            return _("from %(start)s to %(target)s") % {"start": format_vi(commitment.baseline), "target": target}
        return _("of %(target)s") % {"target": target}

    @property
    def left_bytes(self):
        return max(quota_bytes() - self.used_bytes, 0)

    @property
    def all_bytes(self):
        return quota_bytes()

    @property
    def form_id(self):
        return f"{self.open_row.commitment.anchor}-form"

    # ── the whole ──

    @property
    def total(self):
        return sums.of_program((row.entry.percent, row.commitment.weight) for row in self.rows)

    @property
    def updated_count(self):
        return sum(row.is_updated for row in self.rows)

    @property
    def is_reported(self):
        """Tell whether this quarter has been reported, updates since then aside."""
        return self.last_report is not None and self.last_report.quarter == self.quarter

    @property
    def is_due(self):
        """Tell whether a report of this quarter is asked for, sent or not."""
        return self.quarter is not None and self.quarter.is_reported_on(today())

    @property
    def slip_quarter(self):
        """Return the quarter whose slip is offered: the one to be reported, else the one sent last, or None."""
        return self.quarter if self.is_due else getattr(self.last_report, "quarter", None)

    @property
    def may_send(self):
        """Tell whether there is something to send: a report that is due may also say that nothing has changed."""
        return bool(self.written) or (self.is_due and not self.is_reported)

    @property
    def send_label(self):
        if self.is_due and not self.is_reported:
            return _("Send the report of quarter %(quarter)s") % {"quarter": self.quarter.roman}
        return _("Send the update")

    @property
    def bar_text(self):
        if self.written:
            return ""
        if self.may_send:
            return _("Nothing is new. The report may be sent as it is; it then says that nothing has changed.")
        return _("Nothing new to send. What you change is kept here until you send it.")

    @property
    def seen(self):
        """Return the key of the last report that this page knows of, as the buttons send it back; "0" for none."""
        return str(self.last_report.pk) if self.last_report else "0"

    @property
    def coming(self):
        """Return the days to come: the report, and the deadlines of what is not done, at most three."""
        days = [
            (row.commitment.due_on, _("Deadline of commitment %(n)s") % {"n": row.number})
            for row in self.rows
            if row.commitment.due_on and not row.entry.is_claim
        ]
        if self.quarter and self.quarter.report_due_on and not self.is_reported:
            what = _("Send the report of quarter %(quarter)s") % {"quarter": self.quarter.roman}
            days.append((self.quarter.report_due_on, what))
        return sorted(day for day in days if day[0] >= today())[:3]

    @property
    def bar(self):
        """Return what stands in the way of sending, and what only warns: lists of text and url."""
        blocks = [
            {"text": f"{self._named(block.commitment)}: {block.text}", "url": self.evidence_url(block.commitment)}
            for block in sending.blocks_of(list(self.written.values()))
        ]
        asked = [row for row in self.rows if row.is_open_question]
        warns = [
            {
                "text": _("%(commitment)s: the officer's question is not answered yet")
                % {"commitment": self._named(row.commitment)},
                "url": row.url,
            }
            for row in asked
        ]
        warns += self._contradictions()
        stale = [row for row in self.rows if not row.is_updated and row not in asked]
        return {"blocks": blocks, "warns": warns + self._stale(stale)}

    def _contradictions(self):
        found = [(row, contradiction_in(row.commitment, row.entry)) for row in self.rows if not row.entry.is_sent]
        return [{"text": f"{self._named(row.commitment)}: {text}", "url": row.url} for row, text in found if text]

    def _stale(self, rows):
        if not rows or len(rows) == len(self.rows):
            return []
        numbers = ", ".join(str(row.number) for row in rows)
        text = _("Commitments without anything new: %(numbers)s") % {"numbers": numbers}
        return [{"text": text, "url": rows[0].url}]

    def _named(self, commitment):
        number = next(row.number for row in self.rows if row.commitment.pk == commitment.pk)
        return _("Commitment %(n)s") % {"n": number}

    # ── addresses ──

    def url(self, open_pk=None, anchor=""):
        query = {"program": self.program.pk} | ({"open": open_pk} if open_pk else {})
        address = f"{reverse('commitments:progress')}?{urlencode(query)}"
        return f"{address}#{anchor}" if anchor else address

    def evidence_url(self, commitment):
        return self.url(commitment.pk, f"p{commitment.pk}_evidence")

    @property
    def save_url(self):
        return reverse("commitments:save_progress", args=[self.program.pk, self.open_row.commitment.pk])

    @property
    def history_url(self):
        return address_of("commitments:program_progress", self.program.pk)
