"""How two alike texts are shown: to the writer with what they may know of the other, to the reviewer by name."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from commitments.models import ActionProgram, CopyFinding

Kind, Relation = CopyFinding.Kind, CopyFinding.Relation


@dataclass(frozen=True)
class Alike:
    """A ``CopyFinding`` as one reader sees it. For a reviewer the other program is loaded (``with_other``)."""

    finding: CopyFinding
    to_writer: bool = False

    @property
    def anchor(self):
        return f"alike-{self.finding.commitment_id or 'whole'}"

    @property
    def warns(self):
        return self.finding.warns

    @property
    def is_calm(self):
        """Tell whether it is told and no more: a template, a task in common, something carried over."""
        return self.finding.kind != Kind.COPY

    @property
    def title(self):
        finding = self.finding
        if finding.kind == Kind.TEMPLATE:
            return _("From the campaign's template")
        if finding.kind == Kind.CARRIED:
            return _("Carried over from last year")
        if finding.kind == Kind.JOINT:
            return _("A task in common with %(names)s") % {"names": finding.commitment.co_owners}
        words = {"percent": finding.share_percent}
        if finding.is_whole:
            return _("The whole program: %(percent)s%% the same words") % words
        return _("%(percent)s%% the same words") % words

    @property
    def arithmetic(self):
        return _("%(matched)s of %(total)s syllables are the same.") % vars(self.finding)

    @property
    def whose(self):
        """Return whose the other text is: for the writer never a name, but of what is their own and who is above."""
        finding = self.finding
        if finding.kind == Kind.TEMPLATE:
            return _("The template of the campaign")
        if finding.relation == Relation.LAST_YEAR:
            return _("The writer's own program of last year")
        return self._for_writer() if self.to_writer else self._for_reviewer()

    def _for_writer(self):
        if self.finding.relation == Relation.SUPERIOR:
            return self.finding.other_post
        if self.finding.relation == Relation.COLLEAGUE:
            return _("A comrade of the same cell")
        return _("A comrade of another unit")

    def _for_reviewer(self):
        other = self.finding.other_program
        at = other.decided_at or other.submitted_at
        words = {
            "relation": self.finding.other_post or self.finding.get_relation_display(),
            "owner": other.owner,
            "unit": other.entry.unit.name,
            "state": other.get_status_display(),
            "date": date_format(timezone.localdate(at)) if other.submitted_at else "",
        }
        return _("%(relation)s: %(owner)s, %(unit)s (%(state)s, %(date)s)") % words

    @property
    def is_withdrawn(self):
        """Tell whether the other has become its writer's alone again: then its text is not shown any more."""
        if self.finding.pk is None:  # found just now, among what is handed in
            return False
        other = self.finding.other_program if self.finding.other_program_id else None
        return other is not None and other.status != ActionProgram.Status.SUBMITTED and not other.was_approved

    @property
    def own(self):
        return marked_at(self.finding.text, self.finding.marks)

    @property
    def other(self):
        return marked_at(self.finding.other_text, self.finding.other_marks)


def marked_at(text, places):
    """Return ``text`` as HTML with what stands at ``places`` (pairs, in order) marked."""
    pieces, end = [], 0
    for start, stop in places:
        pieces += [(text[end:start],), (format_html("<mark>{}</mark>", text[start:stop]),)]
        end = stop
    return format_html_join("", "{}", [*pieces, (text[end:],)])
