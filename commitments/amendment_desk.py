"""What lies on the desk of somebody who amends a program, or reads an amendment: each commitment, as it is and as it
shall be, with its reason, the difference word by word, and the checks of the program as it would stand."""

from dataclasses import dataclass, replace
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from commitments import amending, comparing
from commitments.forms.amendment import AmendmentForm, ChangeForm
from commitments.models import AmendedCommitment, Commitment
from commitments.models.version import said_by
from commitments.quality import amended, checks
from portal.lib.addresses import address_of

BAR_LINES = 2  # so many lines of each kind in the bar; the page before submitting shows all


@dataclass
class Row:
    """One commitment: ``standing`` as it is in force (None for a new one), ``change`` what shall become of it, if
    anything; ``commitment`` are the words that shall stand, ``said_before`` those of the version in force."""

    number: int
    standing: Commitment | None
    change: AmendedCommitment | None
    points: list
    said_before: dict
    form: ChangeForm | None = None
    url: str = ""

    @property
    def commitment(self):
        return self.change or self.standing

    @property
    def state(self):
        return str(self.change.act) if self.change else "same"

    @property
    def name(self):
        """Return "Commitment 2" or "New task", as headings call it."""
        return _("New task") if self.standing is None else _("Commitment %(n)s") % {"n": self.number}

    @property
    def title(self):
        """Return the task by which one knows it: as it stands, or of a new one as it shall be."""
        return self.said_before.get("title") or self.commitment.title

    @cached_property
    def differences(self):
        """Return what changes, field by field; of a new or dropped commitment there is nothing to compare."""
        if self.change is None or self.change.act != AmendedCommitment.Act.CHANGE:
            return []
        return comparing.changes_between(self.said_before, said_by(self.change))

    @property
    def facts(self):
        """Return what it says beside its task: of a dropped one what stands, of a new one what shall."""
        return comparing.facts_of(self.said_before if self.change.is_drop else said_by(self.change))

    @property
    def faults(self):
        """Return what the checks find, with listed examples as samples; nothing while a new one is still empty."""
        if not self.commitment.title and not self.commitment.deliverable:
            return []
        found = [fault for point in self.points for fault in point.faults]
        return [replace(one, sample=one.example.text, example=None) if one.example else one for one in found]


class AmendmentDesk:
    """``amendment`` has owner, campaign and base loaded; each part is fetched when a template or a check asks."""

    def __init__(self, amendment, *, open_pk=None):
        self.amendment, self.program = amendment, amendment.program
        self.open_pk = open_pk

    # ── loaded once ──

    @cached_property
    def commitments(self):
        return checks.commitments_of(self.program)

    @cached_property
    def changes(self):
        return amending.changes_of(self.amendment)

    @cached_property
    def clauses(self):
        return amending.clauses_for(self.program)

    @cached_property
    def checks(self):
        return amended.for_amendment(self.amendment, commitments=self.commitments, changes=self.changes)

    @cached_property
    def last_return(self):
        return self.amendment.last_return if self.amendment.round else None

    @cached_property
    def said(self):
        """Return what the version that is amended says, by the commitments' keys."""
        return {said["id"]: said for said in self.amendment.base.content["commitments"]}

    # ── what the page shows ──

    @cached_property
    def rows(self):
        """Return all commitments of the program in order, then the new ones."""
        by_commitment = {change.commitment_id: change for change in self.changes if not change.is_new}
        rows = [self._row(n, c, by_commitment.get(c.pk)) for n, c in enumerate(self.commitments, start=1)]
        added = [change for change in self.changes if change.is_new]
        return rows + [self._row(n, None, change) for n, change in enumerate(added, start=len(rows) + 1)]

    @cached_property
    def changed_rows(self):
        """Return the changes alone, as reviewers read them; once applied they are read as they were asked for."""
        if self.amendment.is_open:
            return [row for row in self.rows if row.change]
        order = {pk: number for number, pk in enumerate(self.said, start=1)}
        rows = [Row(order.get(c.commitment_id, 0), c.commitment, c, [], self._before(c)) for c in self.changes]
        return sorted(rows, key=lambda row: (row.number == 0, row.number))

    def row_of(self, change_pk):
        return next((row for row in self.rows if row.change and row.change.pk == change_pk), None)

    def change_form(self, change, data=None):
        return ChangeForm(data, change=change, program=self.program, clauses=self.clauses)

    def reason_form(self, data=None):
        return AmendmentForm(data, amendment=self.amendment)

    @property
    def bar(self):
        """Return the lines of the action bar, shortened; ``count`` is how many things block."""
        return {
            "blocks": self.lines(self.checks.blocks, most=BAR_LINES),
            "warns": self.lines(self.checks.warnings, most=BAR_LINES),
            "count": len(self.checks.blocks),
        }

    @property
    def all_blocks(self):
        return self.lines(self.checks.blocks)

    @property
    def all_warnings(self):
        return self.lines(self.checks.warnings)

    def lines(self, findings, *, most=None):
        shown = findings if most is None or len(findings) <= most + 1 else findings[:most]
        lines = [{"text": f.text, "url": self.where(f), "mend": f.mend, "sample": f.sample} for f in shown]
        if len(shown) < len(findings):
            rest = _("and %(count)s more") % {"count": len(findings) - len(shown)}
            url = reverse("commitments:submit_amendment", args=[self.amendment.pk])
            lines.append({"text": rest, "url": url, "is_rest": True})
        return lines

    def where(self, finding):
        """Return the address at which a finding is mended: the change and its field, or the list."""
        if finding.commitment is not None:
            return self.url(finding.commitment.pk, f"c{finding.commitment.pk}_{finding.field}")
        return self.url(anchor="amendment_reason" if finding.field == "reason" else "rows-title")

    def url(self, open_pk=None, anchor=""):
        address = address_of("commitments:amendment", self.amendment.pk)
        if open_pk:
            address += f"?open={open_pk}"
        return f"{address}#{anchor}" if anchor else address

    def change_url(self, change):
        """Return the address of the editor with a change open."""
        return self.url(change.pk, change.anchor)

    def _row(self, number, standing, change):
        points = [] if change is None or change.is_drop else self.checks.of(change)
        before = self.said.get(standing.pk, {}) if standing else {}
        row = Row(number, standing, change, points, before, url=self.change_url(change) if change else "")
        if change and change.pk == self.open_pk and self.amendment.is_editable:
            row.form = self.change_form(change).show(faults=row.faults)
        return row

    def _before(self, change):
        return {} if change.is_new else self.said.get(change.commitment_id, {})
