"""The list of items in: task, breakthrough or target, each with its number in a document of the catalogue."""

from collections import Counter

from django.utils.translation import gettext as _

from portal.audit import trail
from portal.directory.lists.journal import JournaledResource
from portal.directory.lists.sheets import read_list
from portal.directory.roles import Act
from portal.lib.dates import parse_partial
from portal.lib.lists import Line, text_of
from portal.lib.numbers import parse as parse_number
from portal.resolutions.lists.words import CLAUSES, EMPTY, KINDS, NO_SUCH_DOCUMENT, TWICE, meaning, too_long
from portal.resolutions.models import Clause, Resolution
from portal.resolutions.secrecy import SECRET_REFUSED, is_marked_secret


def take_in(file, filename, *, by=None):
    """Take the list in and return the ``Outcome``; nothing is written while a row is wrong."""
    return take(read(file, filename), write=True, by=by)


def read(file, filename, reading=None):
    """Return an uploaded list as a ``PlainList``; what it raises is that of ``read_list``."""
    return read_list(file, filename, CLAUSES, reading)


def take(listed, *, by=None, **said):
    """Rehearse a list that was read, or write it, and return the ``Outcome``; ``said`` as in its resource."""
    return ClauseResource(by=by, filename=listed.filename).take(listed, **said)


class ClauseResource(JournaledResource):
    """Items, found by document and number. New ones stand after those that are there."""

    columns = CLAUSES
    kind, act = "clauses", Act.KEEP_RESOLUTIONS
    updated_fields = ("kind", "text", "target_value", "unit", "due_on", "lead_agency")

    class Meta(JournaledResource.Meta):
        model = Clause

    def __init__(self, *, by, filename):
        super().__init__(by=by, filename=filename)
        self.row_of, self.last = {}, Counter()

    def prepare(self, rows):
        codes = {text_of(row["resolution"]) for row in rows}
        self.resolutions = {r.code: r for r in Resolution.objects.filter(code__in=codes).with_citation()}
        clauses = Clause.objects.filter(resolution__code__in=codes).select_related("resolution__doc_type")
        self.existing = {(clause.resolution_id, clause.number): clause for clause in clauses}
        for clause in clauses:
            self.last[clause.resolution_id] = max(self.last[clause.resolution_id], clause.position)

    def existing_for(self, row):
        return self.existing.get((row["resolution"].pk, row["number"]))

    def clean_row(self, row, number):
        for name in ("resolution", "number", "kind", "text", "unit", "lead_agency"):
            row[name] = text_of(row[name])
        reasons = too_long(Clause, {name: row[name] for name in ("number", "unit", "lead_agency")})
        for name in ("resolution", "number", "text"):
            if not row[name]:
                reasons[name] = EMPTY
        code, row["resolution"] = row["resolution"], self.resolutions.get(row["resolution"])
        if code and row["resolution"] is None:
            reasons["resolution"] = NO_SUCH_DOCUMENT % {"codes": code}
        first = self.row_of.setdefault((code, row["number"]), number)
        if first != number:
            reasons["number"] = TWICE % {"row": first}
        if is_marked_secret(row["text"]):
            reasons["text"] = SECRET_REFUSED
        self._clean_target(row, reasons)
        return reasons

    def fill(self, instance, row, number, is_new):
        changes = () if is_new else self.changes(instance, row)
        if not is_new and not changes:
            return None
        for name in self.updated_fields:
            setattr(instance, name, row[name])
        if is_new:
            instance.resolution, instance.number = row["resolution"], row["number"]
            self.last[instance.resolution_id] += 1
            instance.position = self.last[instance.resolution_id]
        return Line(number, row["number"], row["resolution"].short_citation, changes)

    def finish(self):
        trail.record_many("resolutions.clause_imported", [*self.made, *self.mended], by=self.by)
        self.keep()

    def _clean_target(self, row, reasons):
        """A deadline known to the month or the year lasts to its last day [P]."""
        named, row["kind"] = row["kind"], meaning(KINDS, row["kind"], Clause.Kind.TASK)
        if row["kind"] is None:
            reasons["kind"] = _("“%(text)s” is not a kind of item. Write one of these: %(words)s.") % {
                "text": named,
                "words": ", ".join(KINDS),
            }
        try:
            row["target_value"] = parse_number(row["target_value"]) if text_of(row["target_value"]) else None
        except ValueError as error:
            reasons["target_value"] = error
        try:
            row["due_on"] = parse_partial(row["due_on"], serials=True).last_day() if text_of(row["due_on"]) else None
        except ValueError as error:
            reasons["due_on"] = error
