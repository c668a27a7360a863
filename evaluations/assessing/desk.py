"""What lies on the desk of who writes, or reads, a self-assessment: its parts, points, level, what is missing."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from evaluations.assessing import checks
from evaluations.assessing.lines import levels_of, table_of, task_line
from evaluations.assessing.parts import Part, part_of
from evaluations.assessing.scoring import score_of
from evaluations.assessing.section import Section, summary_of
from evaluations.forms.assessment import AssessmentForm, shown_points
from evaluations.models.shortcoming import named_in
from evaluations.prefill import content_of
from portal.lib.numbers import format_vi

UNITS_UNDER = "leading"  # the section of leaders' forms below which the units stand that they lead
BAR_LINES = 2  # so many lines of each kind in the bar; the page before handing in shows all


@dataclass(frozen=True)
class Fault:
    """Something worth another look at one field: what, and how to mend it."""

    field: str
    reason: str
    mend: str
    level: str = "warn"


class Desk:
    """Everything the pages of one self-assessment show; ``assessment`` is loaded ``with_subject``.

    ``is_writing`` asks for fields; without it the paper is only read, by its writer (``is_own``) or by others.
    ``data`` is what was sent.
    """

    def __init__(self, assessment, *, is_own, is_writing=False, data=None):
        self.assessment, self.is_own, self.is_writing, self.data = assessment, is_own, is_writing, data
        self.dossier, self.paper = assessment.dossier, assessment.form

    # ── loaded once ──

    @cached_property
    def content(self):
        return content_of(self.assessment, is_own=self.is_own)

    @cached_property
    def score(self):
        return score_of(self.dossier, self.content["points"], self.content["tasks"])

    @cached_property
    def form(self):
        form = AssessmentForm(self.data, form=self.paper, content=self.content, score=self.score)
        return form if self.data is not None else form.show(faults=self.faults)

    @cached_property
    def found(self):
        return checks.of_paper(self.paper, self.content, self.score)

    @property
    def faults(self):
        """Return what is worth another look at each field, as the notes below it show it."""
        return [
            Fault(each.anchor.removeprefix(checks.FIELD), each.text, each.mend)
            for each in self.found.warnings
            if each.anchor.startswith(checks.FIELD)
        ]

    def forget_content(self):
        """Read the paper anew: something was saved."""
        for name in ("content", "score", "found", "sections"):
            self.__dict__.pop(name, None)

    # ── the paper ──

    @property
    def subject(self):
        return self.content["subject"]

    @cached_property
    def sections(self):
        return [self._section(data) for data in self.paper.sections if data["kind"] != "remark"]

    def _section(self, data):
        key = data["key"]
        section = Section(data, self.content["texts"].get(key, ""))
        if self.is_writing:
            section.field = self.form.bound_to("text", key)
        if data.get("criterion") and self.score.is_by_degrees:
            section.degree = self._degree(data["criterion"])
        section.tasks = [task_line(number, task) for number, task in enumerate(self.content["tasks"].get(key, []), 1)]
        if data["kind"] == "shortcomings_before":
            section.rows = [self._row(each, ("state", "note")) for each in self.content["shortcomings"]]
        elif key == UNITS_UNDER:
            section.units = [self._unit(unit) for unit in self.content["units"]]
        elif data["kind"] == "prompts":
            section.rows = [self._row(each, ("answer",)) for each in self.content["prompts"]]
        return section

    def _unit(self, unit):
        lines = [task_line(number, task) for number, task in enumerate(unit["tasks"], start=1)]
        return {"name": unit["name"], "tasks": lines, "summary": summary_of(lines)}

    def _row(self, each, kinds):
        fields = {f"{kind}_field": self.form.bound_to(kind, each["id"]) for kind in kinds} if self.is_writing else {}
        return {**each, **fields}

    def _degree(self, criterion):
        """Return the field of a degree, or on a page to read its word."""
        if self.is_writing:
            return self.form.bound_to("points", criterion)
        words = {degree.code: degree.label for degree in self.score.rules.degrees}
        return words.get(self.score.known.get(criterion), "–")

    @property
    def table(self):
        """Return the score table by groups; see ``lines.table_of``."""
        return table_of(self.score, self.content, self.form if self.is_writing else None)

    @property
    def levels(self):
        """Return, by track, the levels to choose from or the one that was chosen."""
        return levels_of(self.score.rules, self.content, self.form if self.is_writing else None)

    @property
    def suggestion(self):
        """Return what the portal suggests, with each condition and the word of its level."""
        words = {level.code: level.label for level in self.score.rules.levels}
        suggested = self.content["suggestion"]
        reasons = [{**reason, "level_label": words[reason["level"]]} for reason in suggested["reasons"]]
        return {**suggested, "label": words.get(suggested["level"], ""), "reasons": reasons}

    @property
    def quarters(self):
        """Return the quarters beside the year with their points as read, or None."""
        found = self.content["quarters"]
        if not found:
            return None
        rows = [{**row, "points": shown_points(row["points"])} for row in found["rows"]]
        return {**found, "rows": rows, "points_of_year": shown_points(found["points_of_year"])}

    @property
    def parts(self) -> list[Part]:
        """Return the list of parts down the side, each with how far it is."""
        return [part_of(section, self) for section in self.sections if section.depth == 2]

    # ── the bar ──

    @property
    def sum(self):
        """Return "A 28,25/30 + B 62/70 = 90,25 điểm", or an empty text for a scheme without points."""
        if self.score.is_by_degrees:
            return ""
        totals, groups = self.score.totals, {group.code: group for group in self.score.rules.groups}
        return _("A %(a)s/%(a_most)s + B %(b)s/%(b_most)s = %(total)s points") % {
            "a": format_vi(self.score.rules.stored(totals.a)),
            "b": format_vi(self.score.rules.stored(totals.b)),
            "a_most": format_vi(groups["A"].maximum),
            "b_most": format_vi(groups["B"].maximum),
            "total": format_vi(self.score.rules.stored(totals.total)),
        }

    @property
    def bar(self):
        """Return the lines of the action bar, shortened; ``blocks`` and ``warns`` have text and url."""
        return {
            "blocks": self._lines(self.found.blocks, BAR_LINES),
            "warns": self._lines(self.found.warnings, BAR_LINES),
            "count": len(self.found.blocks),
        }

    @property
    def named_faults(self):
        """Return the shortcomings that the paper names, as they will be kept."""
        return named_in(self.content["texts"].get(self.assessment.FAULTS_KEY, ""))

    @property
    def all_blocks(self):
        return self._lines(self.found.blocks)

    @property
    def all_warnings(self):
        return self._lines(self.found.warnings)

    def _lines(self, findings, most=None):
        shown = findings if most is None or len(findings) <= most + 1 else findings[:most]
        page = reverse("evaluations:self_assessment", args=[self.assessment.pk])
        lines = [{"text": each.text, "mend": each.mend, "url": f"{page}#{each.anchor}"} for each in shown]
        if len(shown) < len(findings):
            rest = _("and %(count)s more") % {"count": len(findings) - len(shown)}
            url = reverse("evaluations:submit_self_assessment", args=[self.assessment.pk])
            lines.append({"text": rest, "url": url, "is_rest": True})
        return lines
