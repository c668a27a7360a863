"""The catalogue of documents in: the list of resolutions, and the list of their clauses."""

import re
from collections import Counter

from django.utils.translation import gettext as _
from import_export.fields import Field

from portal.lib.dates import DAY, parse_partial
from portal.lib.numbers import parse as parse_number
from portal.lib.vietnamese import fold, search_key
from portal.resolutions import symbol as symbols
from portal.resolutions.lists import Column, ListResource, text_of
from portal.resolutions.models import CODE_FORM, WRONG_CODE, Clause, DocType, Issuer, Resolution
from portal.resolutions.secrecy import SECRET_REFUSED, is_marked_secret

CODES_BETWEEN = re.compile(r"[;,\n]")
UNMARKED = {"", "khong", "thuong", "khong mat"}

STATUS_WORDS = {
    "": Resolution.Status.IN_FORCE,
    "con hieu luc": Resolution.Status.IN_FORCE,
    "mot phan": Resolution.Status.PARTLY,
    "con hieu luc mot phan": Resolution.Status.PARTLY,
    "het hieu luc mot phan": Resolution.Status.PARTLY,
    "het hieu luc": Resolution.Status.ENDED,
    "du thao": Resolution.Status.DRAFT,
}
KIND_WORDS = {
    "": Clause.Kind.TASK,
    "nhiem vu": Clause.Kind.TASK,
    "khau dot pha": Clause.Kind.BREAKTHROUGH,
    "dot pha": Clause.Kind.BREAKTHROUGH,
    "chi tieu": Clause.Kind.TARGET,
}


class ResolutionResource(ListResource):
    """Documents with their code, symbol, type, issuer, date, what they replace and carry out.

    Codes may point forward, and several are separated by ";". Issuers are made as they appear, with the abbreviation
    of the symbol. A type that disagrees with its symbol is a warning; a document marked secret is refused [C].
    """

    columns = {
        "code": Column("Mã", ("Mã văn bản",), required=True),
        "symbol": Column("Số ký hiệu", ("Số, ký hiệu", "Ký hiệu")),
        "doc_type": Column("Loại", ("Loại văn bản", "Thể loại"), required=True),
        "issuer": Column("Cơ quan ban hành", required=True),
        "issued_on": Column("Ngày ban hành", ("Ngày",)),
        "abstract": Column("Trích yếu", ("Trích yếu nội dung", "Nội dung"), required=True),
        "source_note": Column("Nguồn"),
        "replaces": Column("Thay thế"),
        "implements": Column("Thực hiện"),
        "status": Column("Tình trạng", ("Hiệu lực",)),
        "secrecy": Column("Độ mật", ("Mức độ mật",)),
    }
    audit_action = "resolutions.imported"

    code = Field("code", "code")
    symbol = Field("symbol", "symbol")
    printed_symbol = Field("printed_symbol", "printed_symbol")
    doc_type = Field("doc_type", "doc_type")
    issuer = Field("issuer", "issuer")
    issued_on = Field("issued_on", "issued_on")
    issued_precision = Field("issued_precision", "issued_precision")
    abstract = Field("abstract", "abstract")
    source_note = Field("source_note", "source_note")
    status = Field("status", "status")

    class Meta:
        model = Resolution
        import_id_fields = ("code",)
        fields = (
            "code", "symbol", "printed_symbol", "doc_type", "issuer", "issued_on", "issued_precision", "abstract",
            "source_note", "status",
        )  # fmt: skip

    def prepare(self, rows):
        self.existing = {r.code: r for r in Resolution.objects.select_related("doc_type", "issuer")}
        self.codes = {text_of(code) for code in rows["code"]} | set(self.existing)
        self.types = {fold(doc_type.name): doc_type for doc_type in DocType.objects.all()}
        self.by_symbol = {(r.symbol, r.issued_on): r.code for r in self.existing.values() if r.symbol and r.issued_on}
        self.issuers = _issuers_of(rows)
        self.links, self.row_of = {}, {}

    def key_of(self, row):
        return text_of(row["code"])

    def clean_row(self, row):
        reasons = {}
        texts = {name: text_of(row[name]) for name in self.columns if name != "issued_on"}
        self._clean_facts(row, texts, reasons)
        self._clean_symbol(row, texts["symbol"], reasons)
        self._clean_links(texts, reasons)
        if fold(texts["secrecy"]) not in UNMARKED or any(is_marked_secret(text) for text in texts.values()):
            reasons["abstract"] = SECRET_REFUSED
        return reasons

    def before_import_row(self, row, row_number=None, **kwargs):
        self.row_number = row_number
        super().before_import_row(row, row_number=row_number, **kwargs)

    def before_save_instance(self, instance, row, **kwargs):
        instance.search = instance.search_text()

    def after_import(self, dataset, result, **kwargs):
        """Write who replaces and who carries out whom, once all documents are there; count whose links changed."""
        if self.outcome.wrong or result.invalid_rows:
            return
        pks = dict(Resolution.objects.filter(code__in=self.links).values_list("code", "pk"))
        pks |= {code: r.pk for code, r in self.existing.items()}
        touched = set()
        for name in ("replaces", "implements"):
            touched |= self._write_links(Resolution._meta.get_field(name).remote_field.through, name, pks)
        for row_result in result.rows:
            instance = row_result.instance
            if row_result.import_type == row_result.IMPORT_TYPE_SKIP and pks[instance.code] in touched:
                row_result.import_type = row_result.IMPORT_TYPE_UPDATE
                result.totals["skip"] -= 1
                result.totals["update"] += 1

    def _clean_facts(self, row, texts, reasons):
        for name in ("code", "abstract", "source_note"):
            row[name] = texts[name]
        for name in ("code", "doc_type", "issuer", "abstract"):
            if not texts[name]:
                reasons[name] = _("The cell is empty. Fill it in.")
        if texts["code"] and not CODE_FORM.fullmatch(texts["code"]):
            reasons["code"] = WRONG_CODE
        row["doc_type"] = self.types.get(fold(texts["doc_type"]))
        if texts["doc_type"] and row["doc_type"] is None:
            reasons["doc_type"] = _(
                "“%(text)s” is not a type of document. Write it as in the catalogue: %(types)s."
            ) % {
                "text": texts["doc_type"],
                "types": ", ".join(doc_type.name for doc_type in self.types.values()),
            }
        row["issuer"] = self.issuers.get(texts["issuer"])
        row["status"] = STATUS_WORDS.get(fold(texts["status"]))
        if row["status"] is None:
            reasons["status"] = _("“%(text)s” is not a status. Write one of these: %(words)s.") % {
                "text": texts["status"],
                "words": "Còn hiệu lực, Hết hiệu lực, Còn hiệu lực một phần, Dự thảo",
            }
        try:
            row["issued_on"], row["issued_precision"] = _stored_date(row["issued_on"])
        except ValueError as error:
            reasons["issued_on"] = error

    def _clean_symbol(self, row, text, reasons):
        row["printed_symbol"] = row["symbol"] = ""
        if not text:
            return
        try:
            parsed = symbols.parse(text)
        except ValueError as error:
            reasons["symbol"] = error
            return
        row["symbol"] = str(parsed)
        row["printed_symbol"] = text if text != row["symbol"] else ""
        if row["doc_type"] and (warning := symbols.disagrees(row["doc_type"], parsed)):
            self.outcome.warnings.append(self.remark(self.row_number, "symbol", warning))
        key = (row["symbol"], row["issued_on"])
        if (
            "issued_on" not in reasons
            and row["issued_on"]
            and self.by_symbol.setdefault(key, row["code"]) != row["code"]
        ):
            reasons["symbol"] = _("%(code)s already has this symbol with this date. Compare the two.") % {
                "code": self.by_symbol[key]
            }

    def _clean_links(self, texts, reasons):
        links = {}
        for name in ("replaces", "implements"):
            links[name] = {code.strip() for code in CODES_BETWEEN.split(texts[name]) if code.strip()}
            unknown = sorted(links[name] - self.codes)
            if unknown:
                reasons[name] = _("No document has the code %(codes)s. Add it to the list or mend the code.") % {
                    "codes": ", ".join(unknown)
                }
            if texts["code"] in links[name]:
                reasons[name] = _("A document cannot point at itself. Mend the code.")
        self.links[texts["code"]] = links

    def _write_links(self, through, name, pks):
        """Make the links of the listed documents what the list says; return the keys of those whose links changed."""
        wanted = {(pks[code], pks[other]) for code, links in self.links.items() for other in links[name]}
        rows = through.objects.filter(from_resolution__in=[pks[code] for code in self.links])
        held = {(link.from_resolution_id, link.to_resolution_id): link.pk for link in rows}
        through.objects.filter(pk__in=[pk for pair, pk in held.items() if pair not in wanted]).delete()
        through.objects.bulk_create(
            through(from_resolution_id=one, to_resolution_id=other) for one, other in sorted(wanted - set(held))
        )
        return {one for one, _other in wanted ^ set(held)}


class ClauseResource(ListResource):
    """Clauses of documents that are in the catalogue: task, breakthrough or target, each with its number."""

    columns = {
        "resolution": Column("Mã văn bản", ("Mã",), required=True),
        "number": Column("Mục", ("Số mục", "Điểm"), required=True),
        "kind": Column("Loại", ("Loại mục",)),
        "text": Column("Nội dung", required=True),
        "target_value": Column("Chỉ tiêu"),
        "unit": Column("Đơn vị tính"),
        "due_on": Column("Thời hạn"),
        "lead_agency": Column("Cơ quan chủ trì"),
    }
    audit_action = "resolutions.clause_imported"

    resolution = Field("resolution", "resolution")
    number = Field("number", "number")
    position = Field("position", "position")
    kind = Field("kind", "kind")
    text = Field("text", "text")
    target_value = Field("target_value", "target_value")
    unit = Field("unit", "unit")
    due_on = Field("due_on", "due_on")
    lead_agency = Field("lead_agency", "lead_agency")

    class Meta:
        model = Clause
        import_id_fields = ("number",)
        fields = (
            "resolution", "number", "position", "kind", "text", "target_value", "unit", "due_on", "lead_agency",
        )  # fmt: skip

    def prepare(self, rows):
        codes = {text_of(code) for code in rows["resolution"]}
        self.resolutions = {r.code: r for r in Resolution.objects.filter(code__in=codes).select_related("doc_type")}
        clauses = Clause.objects.filter(resolution__code__in=codes).select_related("resolution__doc_type")
        self.existing = {(clause.resolution.code, clause.number): clause for clause in clauses}
        self.last = Counter()
        for clause in clauses:
            self.last[clause.resolution.code] = max(self.last[clause.resolution.code], clause.position)

    def key_of(self, row):
        given = row["resolution"]
        return (given.code if isinstance(given, Resolution) else text_of(given)), text_of(row["number"])

    def clean_row(self, row):
        reasons = {}
        code, number = self.key_of(row)
        for name in ("number", "text", "unit", "lead_agency"):
            row[name] = text_of(row[name])
        for name, text in (("resolution", code), ("number", number), ("text", row["text"])):
            if not text:
                reasons[name] = _("The cell is empty. Fill it in.")
        row["resolution"] = self.resolutions.get(code)
        if code and row["resolution"] is None:
            reasons["resolution"] = _("No document has the code %(codes)s. Add it to the list or mend the code.") % {
                "codes": code
            }
        kind = text_of(row["kind"])
        row["kind"] = KIND_WORDS.get(fold(kind))
        if row["kind"] is None:
            reasons["kind"] = _("“%(text)s” is not a kind of item. Write one of these: %(words)s.") % {
                "text": kind,
                "words": "Nhiệm vụ, Khâu đột phá, Chỉ tiêu",
            }
        self._clean_target(row, reasons)
        if is_marked_secret(row["text"]):
            reasons["text"] = SECRET_REFUSED
        row["position"] = self._position(code, number)
        return reasons

    def _clean_target(self, row, reasons):
        """A deadline known to the month or the year lasts to its last day [P]."""
        try:
            given = row["target_value"]
            row["target_value"] = parse_number(given) if text_of(given) else None
        except ValueError as error:
            reasons["target_value"] = error
        try:
            given = row["due_on"]
            row["due_on"] = parse_partial(given).last_day() if text_of(given) else None
        except ValueError as error:
            reasons["due_on"] = error

    def _position(self, code, number):
        held = self.existing.get((code, number))
        if held:
            return held.position
        self.last[code] += 1
        return self.last[code]


def _stored_date(cell):
    """Return a date and how exactly it is known; no date is none."""
    return parse_partial(cell).to_stored() if text_of(cell) else (None, DAY)


def _issuers_of(rows):
    """Return every issuer by name, those that the rows name for the first time made, with their abbreviations."""
    issuers = {issuer.name: issuer for issuer in Issuer.objects.all()}
    new = {}
    for name, symbol in zip(map(text_of, rows["issuer"]), map(text_of, rows["symbol"]), strict=True):
        if name and name not in issuers:
            new[name] = new.get(name) or abbreviation_of(symbol)
    made = [Issuer(name=name, abbreviation=short, search=search_key(name)) for name, short in new.items()]
    return issuers | {issuer.name: issuer for issuer in Issuer.objects.bulk_create(made)}


def abbreviation_of(symbol):
    """Return the issuer's abbreviation in a symbol: TW of 21-KL/TW, QH15 of 91/2025/QH15; empty where there is none."""
    try:
        parsed = symbols.parse(symbol)
    except ValueError:
        return ""
    return f"{parsed.issuer}{parsed.term or ''}"
