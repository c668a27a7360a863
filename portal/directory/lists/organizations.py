"""The list of organisations in: code, name, type, superior; superiors may stand below their subordinates."""

import datetime
import re
from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from portal.audit import trail
from portal.directory import tree
from portal.directory.lists.columns import ORGANIZATIONS
from portal.directory.lists.journal import JournaledResource
from portal.directory.lists.pieces import chunked
from portal.directory.lists.sheets import read_list
from portal.directory.models import OrgPlacement, OrgType, PartyOrg, placed_after
from portal.directory.roles import Act
from portal.directory.services import place_organization
from portal.lib.dates import parse_partial, today
from portal.lib.lists import Line, text_of
from portal.lib.refusal import Refused
from portal.lib.vietnamese import fold, search_key, sort_key_text

# The two-level model of provinces and communes began on this day (domain reference, 5.1 [C]).
SINCE = datetime.date(2025, 7, 1)
EMPTY = _("The cell is empty. Fill it in.")
TWICE = _("Row %(rows)s has the same code. Correct one of them.")
NO_TYPE = _("“%(text)s” is not a type of organisation. Write one of: %(types)s.")
NO_SUPERIOR = _("No organisation has the code %(code)s. Add it to the list or correct the code.")
NOT_YOURS = _("You do not administer that superior. Ask its administrator to import the list.")
CIRCLE = _("It stands below itself here. Correct the superior's code.")
LOST_SUPERIOR = _("In the portal it stands below %(code)s. Write the code of its superior.")
BELOW_A_CELL = _("Nothing stands below a cell. Choose another superior.")
LEFT_OUT = _("Other rows stand below %(codes)s, whose row is wrong. Correct it, or leave out the rows below it too.")
CODE_FORM = re.compile(r"(?=.*\w)[\w.-]*")  # codes stand in addresses
WRONG_CODE = _("A code has letters, digits, dots and hyphens only, such as DUHT-01. Correct it.")
TOO_LONG = _("This is longer than %(count)s characters. Shorten it.")


def take_in(file, filename, *, write=True, by=None, as_of=None):
    """Take the list in and return the ``Outcome``; nothing is written while a row is wrong.

    ``as_of`` is the first day of new places in the tree and of moves: where it is None, that of the column "Từ ngày",
    else the beginning of the two-level model for what is new and today for what moves.
    """
    return take(read(file, filename), write=write, by=by, as_of=as_of)


def read(file, filename, reading=None):
    """Return an uploaded list as a ``PlainList``; what it raises is that of ``people.read``."""
    return read_list(file, filename, ORGANIZATIONS, reading)


def take(listed, *, by=None, as_of=None, **said):
    """Rehearse a list that was read, or write it, and return the ``Outcome``; ``as_of`` as in ``take_in``."""
    return OrganizationResource(by=by, as_of=as_of, filename=listed.filename).take(listed, **said)


class OrganizationResource(JournaledResource):
    """Organisations, found by code. New ones are written level by level, from the top down."""

    columns = ORGANIZATIONS
    kind, act = "organizations", Act.ADMINISTER
    updated_fields = ("org_type", "short_name", "place_name")

    class Meta(JournaledResource.Meta):
        model = PartyOrg
        use_bulk = False

    def __init__(self, *, by, as_of, filename):
        super().__init__(by=by, filename=filename)
        self.as_of = as_of
        self.founded, self.placed = [], []

    def prepare(self, rows):
        self.existing = {org.code: org for org in PartyOrg.objects.select_related("org_type", "parent")}
        self.types = {}
        for org_type in OrgType.objects.all():
            for word in (org_type.code, org_type.label, *org_type.aliases):
                self.types[fold(word)] = org_type
        self.parents = {text_of(row["code"]): text_of(row.get("parent")) for row in rows}
        self.types_here = {text_of(row["code"]): self.types.get(fold(text_of(row["type"]))) for row in rows}
        self.rows_of = defaultdict(list)
        for row, number in zip(rows, self.numbers, strict=True):
            self.rows_of[text_of(row["code"])].append(number)

    def existing_for(self, row):
        return self.existing.get(row["code"])

    def clean_row(self, row, number):
        for name, column in self.columns.items():
            if name != "since" and column.kept:
                row[name] = text_of(row.get(name))
        reasons = self._clean_texts(row, number)
        row["org_type"] = self.types.get(fold(row["type"]))
        if row["type"] and row["org_type"] is None:
            labels = dict.fromkeys(org_type.label for org_type in self.types.values())
            reasons["type"] = NO_TYPE % {"text": row["type"], "types": ", ".join(labels)}
        if row["parent"] and row["parent"] not in self.parents and row["parent"] not in self.existing:
            reasons["parent"] = NO_SUPERIOR % {"code": row["parent"]}
        elif self._stands_below_itself(row["code"]):
            reasons["parent"] = CIRCLE
        elif not self._is_in_reach(row["code"], row["parent"]):
            reasons["parent"] = NOT_YOURS
        elif self._is_cell(row["parent"]):
            reasons["parent"] = BELOW_A_CELL
        elif not row["parent"] and row["code"] in self.existing and self.existing[row["code"]].parent_id:
            reasons["parent"] = LOST_SUPERIOR % {"code": self.existing[row["code"]].parent.code}
        try:
            row["since"] = parse_partial(row["since"], serials=True).first_day() if text_of(row.get("since")) else None
        except ValueError as error:
            reasons["since"] = str(error)
        return reasons

    def _clean_texts(self, row, number):
        reasons = {}
        for name, longest in (("code", 24), ("name", 200), ("short_name", 80), ("place_name", 80)):
            if len(row[name]) > longest:
                reasons[name] = TOO_LONG % {"count": longest}
        for name in ("code", "name", "type"):
            if not row[name]:
                reasons[name] = EMPTY
        if row["code"] and not CODE_FORM.fullmatch(row["code"]):
            reasons["code"] = WRONG_CODE
        others = [str(other) for other in self.rows_of[row["code"]] if other != number]
        if row["code"] and others:
            reasons["code"] = TWICE % {"rows": ", ".join(others)}
        return reasons

    def fill(self, instance, row, number, is_new):
        if is_new:
            for name in ("code", "name", "org_type", "short_name", "place_name"):
                setattr(instance, name, row[name])
            self.founded.append((instance, row))
            return Line(number, row["name"], row["parent"])
        before = instance.parent.code if instance.parent_id else ""
        changes = [
            (str(ORGANIZATIONS[name].heading), str(held), str(wanted))
            for name, held, wanted in (
                ("name", instance.name, row["name"]),
                ("type", instance.org_type, row["org_type"]),
                ("parent", before, row["parent"]),
                ("short_name", instance.short_name, row["short_name"] or instance.short_name),
                ("place_name", instance.place_name, row["place_name"] or instance.place_name),
            )
            if held != wanted
        ]
        if not changes:
            return None
        if (instance.name, before) != (row["name"], row["parent"]):
            self.placed.append((instance, row))
        instance.org_type = row["org_type"]
        instance.short_name = row["short_name"] or instance.short_name
        instance.place_name = row["place_name"] or instance.place_name
        return Line(number, instance.name, before, tuple(changes))

    def save_instance(self, instance, is_create, row, **kwargs):
        """Nothing is written row by row: a subordinate may stand above its superior."""

    def finish(self):
        self._check_superiors()
        touched = self._touched()
        self.journal.watching(PartyOrg, "pk__in", touched)
        self.journal.watching(OrgPlacement, "org__in", touched)
        self._found_all()
        PartyOrg.objects.bulk_update(self.mended, list(self.updated_fields), 500)
        for org, row in self.placed:
            parent = self.existing.get(row["parent"])
            self._place(org, parent, row)
        orgs = [org for org, _row in self.founded]
        trail.record_many("directory.organization_founded", orgs, by=self.by, unit_path=lambda org: org.path)
        trail.record_many("directory.organization_changed", self.mended, by=self.by, unit_path=lambda org: org.path)
        top = PartyOrg.objects.order_by("path").first()
        if top:
            trail.record("directory.organizations_imported", top, by=self.by, reason=self.told(), unit_path=top.path)
        placements = chunked(OrgPlacement.objects, "org__in", [org.pk for org in orgs])
        self.journal.making(placements, ["valid_to"])
        self.keep()

    def _check_superiors(self):
        """Raise ``Refused`` where the row of a superior is wrong and left out: nothing would stand below it."""
        here = {org.code for org, _row in self.founded} | set(self.existing)
        rows = [row for _org, row in (*self.founded, *self.placed)]
        if lost := sorted({row["parent"] for row in rows if row["parent"]} - here):
            raise Refused(str(LEFT_OUT) % {"codes": ", ".join(lost)})

    def _touched(self):
        """Return the keys of what the list changes, and of what stands below that and moves along."""
        placed, mended = {org.pk for org, _row in self.placed}, {org.pk for org in self.mended}
        return [
            org.pk
            for org in self.existing.values()
            if org.pk in mended or not placed.isdisjoint(tree.ancestors(org.path))
        ]

    def _place(self, org, parent, row):
        """Place from the day of the list; from today where the portal knows of a later change already."""
        org.refresh_from_db(fields=["path"])  # what stood above it may have been placed by an earlier row
        on = self.as_of or row["since"] or today()
        if placed_after(on).filter(tree.under([org.path], "org__path")).exists():
            on = today()
        place_organization(org, parent=parent, name=row["name"], on=on, decision="", by=self.by)

    def _found_all(self):
        """Write what is new, level by level, as a path holds the keys of all that stands above."""
        waiting = self.founded
        while waiting:
            ready = [(org, row) for org, row in waiting if not row["parent"] or row["parent"] in self.existing]
            waiting = [(org, row) for org, row in waiting if row["parent"] and row["parent"] not in self.existing]
            for org, row in ready:
                org.parent = self.existing.get(row["parent"])
                org.search, org.sort_key = search_key(f"{org.code} {org.name}"), sort_key_text(org.name)
            orgs = PartyOrg.objects.bulk_create([org for org, _row in ready], batch_size=500)
            for org in orgs:
                org.settle(org.parent)
                self.existing[org.code] = org
            PartyOrg.objects.bulk_update(orgs, ["path"], 500)
            OrgPlacement.objects.bulk_create(
                [
                    OrgPlacement(
                        org=org,
                        parent=org.parent,
                        path=org.path,
                        name=org.name,
                        valid_from=self.as_of or row["since"] or SINCE,
                    )
                    for org, row in ready
                ],
                batch_size=500,
            )

    def _stands_below_itself(self, code):
        """Tell whether the superiors lead back to the beginning."""
        above, seen = self._superior(code), 0
        while above and seen < tree.MAX_DEPTH:
            if above == code:
                return True
            above, seen = self._superior(above), seen + 1
        return bool(above)

    def _is_in_reach(self, code, parent):
        """Both the organisation and its new superior must be; what the list itself founds is checked in its own row."""
        if self.by is None:
            return True
        known, above = self.existing.get(code), self.existing.get(parent)
        if known and not self.by.may(Act.ADMINISTER, known):
            return False
        stays = known is not None and parent == (known.parent.code if known.parent_id else "")
        if stays or (parent in self.parents and above is None):
            return True
        return self.by.may(Act.ADMINISTER, above) if above else not self.existing

    def _is_cell(self, code):
        held = self.existing.get(code)
        org_type = self.types_here.get(code) or (held and held.org_type)
        return bool(org_type) and org_type.is_cell

    def _superior(self, code):
        if code in self.parents:
            return self.parents[code]
        org = self.existing.get(code)
        return org.parent.code if org and org.parent_id else ""
