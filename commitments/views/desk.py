"""What lies on the writer's desk: the documents' clauses on one side, the commitments on the other, and the checks."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.adding import unfinished_of_last_year
from commitments.forms.program import CommitmentForm, SectionForm
from commitments.models import CampaignResolution
from commitments.progress.standing import standing_of
from commitments.quality import checks
from commitments.reviewing.desk import facts_of
from portal.lib.addresses import address_of
from portal.printing.models import heading_of
from portal.resolutions.models import Clause

FOLD_AFTER = 12  # clauses; the documents after them are folded
BAR_LINES = 2  # so many lines of each kind in the bar; the page before submitting shows all


@dataclass
class Row:
    """One commitment on the desk: its number, its six checks, its form where it is the open one."""

    number: int
    commitment: object
    points: list
    edit_url: str
    notes: list
    form: CommitmentForm | None = None

    @property
    def is_fresh(self):
        """Nothing written yet: what is still missing is said once, not at every field."""
        return not self.commitment.title and not self.commitment.deliverable

    @property
    def faults(self):
        return [] if self.is_fresh else [fault for point in self.points for fault in point.faults]


def _reported(commitment):
    """Return what was sent last of a commitment and how it stands, if anything was."""
    latest = commitment.latest
    return {"latest": latest, "standing": standing_of(commitment, latest)} if latest else {}


class Desk:
    """Everything the editor shows of one program; each part is loaded when a template or a check asks for it."""

    def __init__(self, program, *, section="", open_pk=None, is_checked=False):
        self.program, self.is_checked = program, is_checked
        self.form = program.campaign.form
        keys = [s["key"] for s in self.form.sections]
        wanted = "commitments" if self.form.requires_commitments or open_pk else "text"
        usual = next((s["key"] for s in self.form.sections if s["kind"] == wanted), keys[0])
        self.section_key = section if section in keys else usual
        self.open_pk = open_pk

    @property
    def section(self):
        return next(s for s in self.form.sections if s["key"] == self.section_key)

    @property
    def is_compared(self):
        """Tell whether the writer has had the program compared with others before: then each commitment shows it."""
        return self.is_checked or self.program.round > 0

    # ── loaded once ──

    @cached_property
    def texts(self):
        return checks.texts_of(self.program)

    @cached_property
    def commitments(self):
        return checks.commitments_of(self.program)

    @cached_property
    def resolutions(self):
        links = self.program.campaign.campaign_resolutions.select_related("resolution__doc_type", "resolution__issuer")
        return [link.resolution for link in links]

    @cached_property
    def clauses(self):
        """Return the clauses of the campaign's resolutions, in its order, each with ``is_mandatory``: one query."""
        campaign = self.program.campaign
        links = CampaignResolution.objects.filter(campaign=campaign, resolution=OuterRef("resolution"))
        mandatory = campaign.mandatory_clauses.through.objects.filter(campaign=campaign, clause=OuterRef("pk"))
        found = Clause.objects.filter(resolution__campaigns=campaign).select_related("resolution__doc_type")
        return list(
            found.annotate(is_mandatory=Exists(mandatory), place=Subquery(links.values("position")[:1])).order_by(
                "place", "resolution", "position", "pk"
            )
        )

    @property
    def has_mandatory(self):
        return any(clause.is_mandatory for clause in self.clauses)

    @cached_property
    def checks(self):
        return checks.for_program(
            self.program,
            commitments=self.commitments,
            texts=self.texts,
            mandatory=[clause for clause in self.clauses if clause.is_mandatory],
        )

    @cached_property
    def templates(self):
        """Return the campaign's ready-made commitments; their clauses are those at hand, with their documents."""
        clauses = {clause.pk: clause for clause in self.clauses}
        templates = list(self.program.campaign.templates.all())
        for template in templates:
            template.clause = clauses.get(template.clause_id)
        return templates

    @cached_property
    def last_return(self):
        """Return the step that sent the paper back last, or None; its reason and notes stay until it is approved."""
        return self.program.last_return if self.program.round else None

    @cached_property
    def notes(self):
        """Return what the last return asked to change, as lists by commitment pk."""
        notes = {}
        for note in self.last_return.notes.exclude(text="") if self.last_return else ():
            note.step = self.last_return
            notes.setdefault(note.commitment_id, []).append(note)
        return notes

    @cached_property
    def unfinished_count(self):
        """Return how much last year left unfinished; None, not counted, once the program has been submitted before."""
        if self.program.round:
            return None
        return unfinished_of_last_year(self.program).count()

    # ── what the page shows ──

    @cached_property
    def rows(self):
        rows = [
            Row(number, c, self.checks.of(c), edit_url=self.commitment_url(c), notes=self.notes.get(c.pk, []))
            for number, c in enumerate(self.commitments, start=1)
        ]
        for row in rows:
            if row.commitment.pk == self.open_pk:
                row.form = self.commitment_form(row.commitment).show(faults=row.faults)
        return rows

    @property
    def printed_rows(self):
        """Return the commitments as they are read: number, details, and what is to change while one can still."""
        notes = self.notes if self.program.is_editable else {}
        return [
            {"number": number, "commitment": c, "facts": facts_of(c), "notes": notes.get(c.pk, []), **_reported(c)}
            for number, c in enumerate(self.commitments, start=1)
        ]

    def row_of(self, commitment):
        return next(row for row in self.rows if row.commitment.pk == commitment.pk)

    def commitment_form(self, commitment, data=None):
        return CommitmentForm(data, commitment=commitment, program=self.program, clauses=self.clauses)

    def section_form(self, data=None):
        return SectionForm(data, section=self.section, body=self.texts.get(self.section_key, ""))

    @property
    def sources(self):
        """Return the documents with their clauses: each a dict of the clause, whether it must be answered, by which
        rows it is; folded ones after the first dozen clauses."""
        shown, folded, count = [], [], 0
        for resolution, own in groupby(self.clauses, key=lambda clause: clause.resolution):
            clauses = [self._source(clause) for clause in own]
            count += len(clauses)
            (folded if shown and count > FOLD_AFTER else shown).append({"resolution": resolution, "clauses": clauses})
        return {
            "shown": shown,
            "folded": folded,
            "folded_count": sum(len(source["clauses"]) for source in folded),
            "is_unfolded": any(item["is_open"] for source in folded for item in source["clauses"]),
        }

    @cached_property
    def _rows_by_clause(self):
        rows = defaultdict(list)
        for row in self.rows:
            for clause in row.commitment.clauses.all():
                rows[clause.pk].append(row)
        return rows

    def _source(self, clause):
        answers = self._rows_by_clause[clause.pk]
        return {
            "clause": clause,
            "must": clause.is_mandatory,
            "answers": answers,
            "is_open": any(row.form for row in answers),
        }

    @property
    def tabs(self):
        tabs = [
            {
                "label": heading_of(section),
                "url": self.url(section["key"]),
                "current": section["key"] == self.section_key,
            }
            for section in self.form.sections
        ]
        paper = reverse("commitments:paper_pdf", args=[self.program.pk])
        return [*tabs, {"label": _("See it printed"), "url": paper, "icon": "printer"}]

    @property
    def bar(self):
        """Return the lines of the action bar, shortened; ``blocks`` and ``warns`` have text and url."""
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

    @property
    def printed(self):
        """Return the sections as the paper prints them: their heading, and the text of those that are written."""
        return [
            {**section, "heading": heading_of(section), "text": self.texts.get(section["key"], "")}
            for section in self.form.sections
        ]

    def lines(self, findings, *, most=None):
        shown = findings if most is None or len(findings) <= most + 1 else findings[:most]
        lines = [
            {"text": finding.text, "url": self.where(finding), "mend": finding.mend, "sample": finding.sample}
            for finding in shown
        ]
        if len(shown) < len(findings):
            rest = _("and %(count)s more") % {"count": len(findings) - len(shown)}
            lines.append({"text": rest, "url": reverse("commitments:submit", args=[self.program.pk]), "is_rest": True})
        return lines

    def where(self, finding):
        """Return the address at which a finding is mended: section, commitment and field."""
        if finding.commitment is None:
            field = "" if finding.section != self.section_key else "#main"
            return self.url(finding.section) + field
        return self.url(finding.section, finding.commitment.pk, f"c{finding.commitment.pk}_{finding.field}")

    def url(self, section="", open_pk=None, anchor="", *, is_checked=False):
        query = {"section": section or self.section_key}
        if open_pk:
            query["open"] = open_pk
        if is_checked:
            query["checked"] = "yes"
        address = f"{address_of('commitments:edit', self.program.pk)}?{urlencode(query)}"
        return f"{address}#{anchor}" if anchor else address

    def commitment_url(self, commitment):
        """Return the address of the editor with ``commitment`` open."""
        return self.url(self.form.table_key, commitment.pk, commitment.anchor)
