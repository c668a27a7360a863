"""The list of documents in: code, symbol, type, issuer, date, what each replaces and carries out."""

import re
from collections import defaultdict

from django.utils.translation import gettext as _

from portal.audit import trail
from portal.directory.lists.journal import JournaledResource
from portal.directory.lists.sheets import read_list
from portal.directory.roles import Act
from portal.lib.dates import DAY, parse_partial
from portal.lib.lists import Line, text_of
from portal.lib.refusal import Refused
from portal.lib.vietnamese import fold, search_key
from portal.resolutions import symbol as symbols
from portal.resolutions.lists.words import (
    EMPTY,
    NO_SUCH_DOCUMENT,
    NOT_SECRET,
    RESOLUTIONS,
    STATUSES,
    TWICE,
    meaning,
    too_long,
)
from portal.resolutions.models import CODE_FORM, WRONG_CODE, DocType, Issuer, Resolution
from portal.resolutions.secrecy import SECRET_REFUSED, is_marked_secret

RELATIONS = ("replaces", "implements")
CODES_BETWEEN = re.compile(r"[;,\n]")


def take_in(file, filename, *, by=None):
    """Take the list in and return the ``Outcome``; nothing is written while a row is wrong."""
    return take(read(file, filename), write=True, by=by)


def read(file, filename, reading=None):
    """Return an uploaded list as a ``PlainList``; what it raises is that of ``read_list``."""
    return read_list(file, filename, RESOLUTIONS, reading)


def take(listed, *, by=None, **said):
    """Rehearse a list that was read, or write it, and return the ``Outcome``; ``said`` as in its resource."""
    return ResolutionResource(by=by, filename=listed.filename).take(listed, **said)


class ResolutionResource(JournaledResource):
    """Documents, found by code. Codes may point forward, and several are separated by ";".

    Issuers are made as they appear, with the abbreviation of the symbol. A type that disagrees with its symbol is a
    warning; a document marked secret is refused. Source: domain reference, 7.1 and 7.4 [C].
    """

    columns = RESOLUTIONS
    kind, act = "resolutions", Act.KEEP_RESOLUTIONS
    updated_fields = (
        "symbol", "printed_symbol", "doc_type", "issuer", "issued_on", "issued_precision", "abstract", "source_note",
        "status", "search",
    )  # fmt: skip

    class Meta(JournaledResource.Meta):
        model = Resolution

    def __init__(self, *, by, filename):
        super().__init__(by=by, filename=filename)
        self.links, self.row_of = {}, {}

    def prepare(self, rows):
        self.existing = {r.code: r for r in Resolution.objects.with_citation()}
        self.codes = {text_of(row["code"]) for row in rows} | set(self.existing)
        self.types = {fold(doc_type.name): doc_type for doc_type in DocType.objects.all()}
        self.by_symbol = {(r.symbol, r.issued_on): r.code for r in self.existing.values() if r.symbol and r.issued_on}
        self.issuers, self.new_issuers = _issuers_of(rows)
        if self.write:
            Issuer.objects.bulk_create(self.new_issuers)
        self.held = {relation: _held(relation) for relation in RELATIONS}

    def existing_for(self, row):
        return self.existing.get(row["code"])

    def clean_row(self, row, number):
        for name in self.columns:
            if name != "issued_on":
                row[name] = text_of(row[name])
        reasons = too_long(Resolution, {name: row[name] for name in ("code", "source_note")})
        is_secret = fold(row["secrecy"]) not in NOT_SECRET or is_marked_secret(row["symbol"])
        self._clean_code(row, number, reasons)
        self._clean_facts(row, reasons)
        self._clean_symbol(row, number, reasons)
        self._clean_links(row, reasons)
        if is_secret or is_marked_secret(row["abstract"]):
            reasons["abstract"] = SECRET_REFUSED
        return reasons

    def fill(self, instance, row, number, is_new):
        wanted = {name: row[name] for name in self.updated_fields if name != "search"} | {"code": row["code"]}
        changes = () if is_new else (*self.changes(instance, row), *self._changed_links(row["code"]))
        if not is_new and not changes and all(getattr(instance, name) == value for name, value in wanted.items()):
            return None
        for name, value in wanted.items():
            setattr(instance, name, value)
        instance.search = instance.search_text()
        return Line(number, instance.short_citation, instance.issuer.name, changes)

    def finish(self):
        """Write who replaces and who carries out whom, once all documents are there."""
        pks = dict(Resolution.objects.filter(code__in=self.codes).values_list("code", "pk"))
        self.links = {code: links for code, links in self.links.items() if code in pks}
        named = {other for links in self.links.values() for others in links.values() for other in others}
        if lost := sorted(named - set(pks)):
            text = _("Other documents point at %(codes)s, whose row is wrong. Correct it first.")
            raise Refused(text % {"codes": ", ".join(lost)})
        for relation in RELATIONS:
            through = getattr(Resolution, relation).through
            self.journal.watching(through, "from_resolution__in", [pks[code] for code in self.links])
            wanted = {(pks[code], pks[other]) for code, links in self.links.items() for other in links[relation]}
            held = {(pks[code], pks[other]) for code in self.links for other in self.held[relation][code]}
            listed = through.objects.filter(from_resolution__in=[pks[code] for code in self.links])
            pairs = listed.values_list("from_resolution", "to_resolution", "pk")
            gone = [pk for one, other, pk in pairs if (one, other) not in wanted]
            through.objects.filter(pk__in=gone).delete()
            through.objects.bulk_create(
                through(from_resolution_id=one, to_resolution_id=other) for one, other in sorted(wanted - held)
            )
        trail.record_many("resolutions.imported", [*self.made, *self.mended], by=self.by)
        self.journal.making(self.new_issuers)
        self.keep()

    def _changed_links(self, code):
        """Return which documents it replaces and carries out otherwise than before, as (heading, before, after)."""
        return tuple(
            (str(RESOLUTIONS[name].heading), ", ".join(sorted(before)), ", ".join(sorted(after)))
            for name, before, after in ((name, self.held[name][code], self.links[code][name]) for name in RELATIONS)
            if before != after
        )

    def _clean_code(self, row, number, reasons):
        code = row["code"]
        if code and not CODE_FORM.fullmatch(code):
            reasons["code"] = WRONG_CODE
        if self.row_of.setdefault(code, number) != number:
            reasons["code"] = TWICE % {"row": self.row_of[code]}

    def _clean_facts(self, row, reasons):
        for name in ("code", "doc_type", "issuer", "abstract"):
            if not row[name]:
                reasons[name] = EMPTY
        named, row["doc_type"] = row["doc_type"], self.types.get(fold(row["doc_type"]))
        if named and row["doc_type"] is None:
            types = ", ".join(doc_type.name for doc_type in self.types.values())
            reasons["doc_type"] = _("“%(text)s” is not a type of document. Write one of these: %(types)s.") % {
                "text": named,
                "types": types,
            }
        row["issuer"] = self.issuers.get(row["issuer"])
        named, row["status"] = row["status"], meaning(STATUSES, row["status"], Resolution.Status.IN_FORCE)
        if row["status"] is None:
            reasons["status"] = _("“%(text)s” is not a status. Write one of these: %(words)s.") % {
                "text": named,
                "words": ", ".join(STATUSES),
            }
        try:
            row["issued_on"], row["issued_precision"] = _stored_date(row["issued_on"])
        except ValueError as error:
            reasons["issued_on"] = error

    def _clean_symbol(self, row, number, reasons):
        """Store the symbol strictly, and what the list says beside it where it differs."""
        text, row["symbol"], row["printed_symbol"] = row["symbol"], "", ""
        if not text:
            return
        try:
            parsed = symbols.parse(text)
        except ValueError as error:
            reasons["symbol"] = error
            return
        row["symbol"], row["printed_symbol"] = str(parsed), text if text != str(parsed) else ""
        if too := too_long(Resolution, {"printed_symbol": text}):
            reasons["symbol"] = too["printed_symbol"]
        if row["doc_type"] and (warning := symbols.disagrees(row["doc_type"], parsed)):
            self.outcome.warnings.append(self.remark(number, "symbol", warning))
        if "issued_on" in reasons or row["issued_on"] is None:
            return
        holder = self.by_symbol.setdefault((row["symbol"], row["issued_on"]), row["code"])
        if holder != row["code"]:
            reasons["symbol"] = _("%(code)s already has this symbol with this date. Compare the two.") % {
                "code": holder
            }

    def _clean_links(self, row, reasons):
        links = {}
        for name in RELATIONS:
            links[name] = {code.strip() for code in CODES_BETWEEN.split(row[name]) if code.strip()}
            if unknown := sorted(links[name] - self.codes):
                reasons[name] = NO_SUCH_DOCUMENT % {"codes": ", ".join(unknown)}
            if row["code"] in links[name]:
                reasons[name] = _("A document cannot point at itself. Mend the code.")
        self.links[row["code"]] = links


def abbreviation_of(symbol):
    """Return the issuer's abbreviation in a symbol: TW of 21-KL/TW, QH15 of 91/2025/QH15; empty where there is none."""
    try:
        parsed = symbols.parse(symbol)
    except ValueError:
        return ""
    return f"{parsed.issuer}{parsed.term or ''}"


def _stored_date(cell):
    """Return a date and how exactly it is known; no date is none."""
    return parse_partial(cell, serials=True).to_stored() if text_of(cell) else (None, DAY)


def _held(relation):
    """Return the codes that each document points at now, by its own code."""
    held = defaultdict(set)
    pairs = Resolution.objects.filter(**{f"{relation}__isnull": False}).values_list("code", f"{relation}__code")
    for code, other in pairs:
        held[code].add(other)
    return held


def _issuers_of(rows):
    """Return every issuer by name, and those that the rows name for the first time, with their abbreviations."""
    issuers = {issuer.name: issuer for issuer in Issuer.objects.all()}
    new = {}
    for row in rows:
        name = text_of(row["issuer"])
        if name and name not in issuers and len(name) <= Issuer._meta.get_field("name").max_length:
            new[name] = new.get(name) or abbreviation_of(text_of(row["symbol"]))
    made = [Issuer(name=name, abbreviation=short, search=search_key(name)) for name, short in new.items()]
    return issuers | {issuer.name: issuer for issuer in made}, made
