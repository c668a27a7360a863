"""Of whom a row of the lists speaks: a person, a collective or an organisation, found in the directory."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from commitments.models.campaign import collectives_headed_by
from evaluations.models import Dossier, Rating
from evaluations.models.evaluation import orgs_headed_by
from portal.directory import tree
from portal.directory.lists.cleaning import digits_of
from portal.directory.lists.pieces import chunked
from portal.directory.models import Collective, PartyOrg, Person
from portal.directory.roles import Act
from portal.lib.dates import parse_partial
from portal.lib.lists import text_of
from portal.lib.vietnamese import fold


@dataclass(frozen=True)
class Subject:
    """One row's subject: ``kind`` is "person", "collective" or "org"; ``path`` is where it stands."""

    kind: str
    record: Any
    path: str

    @property
    def key(self):
        return self.kind, self.record.pk

    @property
    def fields(self):
        """Return the three columns of ``OfSubject``."""
        return {kind: self.record if kind == self.kind else None for kind in ("person", "collective", "org")}


class Wrong(ValueError):
    """What is wrong with the subject of a row, and in which column."""

    def __init__(self, column, reason):
        super().__init__(reason)
        self.column = column


class Subjects:
    """The subjects that a list may name. ``by`` is None for a command, whose reach is everywhere; seven queries."""

    def __init__(self, rows, by):
        self.by = by
        self.reach = by.scopes(Act.RECORD_DECISIONS) if by else None
        self.own = _own_of(by) if by else set()
        orgs = list(PartyOrg.objects.select_related("org_type", "parent"))
        self.org_by_code = {fold(org.code): org for org in orgs}
        self.orgs_by_name = defaultdict(list)
        for org in orgs:
            self.orgs_by_name[fold(org.name)].append(org)
        self.collectives = defaultdict(list)
        if any(text_of(row["collective"]) for row in rows):
            for collective in Collective.objects.select_related("org"):
                self.collectives[collective.org_id].append(collective)
        cards = sorted({digits_of(row["card_no"]) for row in rows if text_of(row["card_no"])})
        self.by_card = {person.card_no: person for person in chunked(Person.objects, "card_no__in", cards)}
        self.by_name = self._people_by_name(rows)

    def _is_of_absent(self, found):
        """Tell whether it is of a comrade in whose name alone ``by`` would record it."""
        if self.by is None:
            return False
        for absent in self.by.names_absent(Act.RECORD_DECISIONS):
            beside = self.by.scopes(Act.RECORD_DECISIONS, beside=absent)
            if found.key in _own_of(absent) and not any(tree.is_within(found.path, path) for path in beside):
                return True
        return False

    def find(self, row):
        """Return the ``Subject`` of a row. Raises ``Wrong`` where there is none, or another office keeps it."""
        if text_of(row["collective"]):
            found = self._collective(row)
        elif text_of(row["card_no"]) or text_of(row["full_name"]):
            found = self._person(row)
        else:
            org = self.org_of(row["org"])
            found = Subject("org", org, org.path)
        self.check_reach(found.path)
        if found.key in self.own or self._is_of_absent(found):
            column = {"person": "full_name"}.get(found.kind, found.kind)
            raise Wrong(column, _("Nobody records their own level. Another officer takes this row in."))
        return found

    def org_of(self, cell):
        """Return the organisation that a cell names by code or by name."""
        text = text_of(cell)
        if not text:
            raise Wrong("org", _("The row names nobody. Fill in a card number, a collective or an organisation."))
        named = [self.org_by_code[fold(text)]] if fold(text) in self.org_by_code else self.orgs_by_name[fold(text)]
        if not named:
            raise Wrong("org", _("No organisation has the code %(code)s. Correct the code.") % {"code": text})
        if len(named) > 1:
            raise Wrong("org", _("Several organisations are called “%(text)s”. Write the code.") % {"text": text})
        return named[0]

    def check_reach(self, path):
        if self.reach is not None and not any(tree.is_within(path, top) for top in self.reach):
            raise Wrong("org", _("This does not belong to your unit. Its own personnel office takes it in."))

    def _collective(self, row):
        org, name = self.org_of(row["org"]), text_of(row["collective"])
        for collective in self.collectives[org.pk]:
            if fold(name) in (fold(collective.name), fold(f"{collective.name} {org.name}")):
                return Subject("collective", collective, org.path)
        words = {"unit": org.name, "text": name}
        raise Wrong("collective", _("%(unit)s has no collective “%(text)s”. Correct the name or the code.") % words)

    def _person(self, row):
        card, name = digits_of(row["card_no"]), text_of(row["full_name"])
        if card:
            person = self.by_card.get(card)
            if person is None:
                reason = _(
                    "Nobody in the portal has the card number %(number)s. Correct it, or import the member list."
                )
                raise Wrong("card_no", reason % {"number": card})
            if name and fold(name) != fold(person.full_name):
                reason = _("The card number belongs to %(name)s. Correct the name or the number.")
                raise Wrong("full_name", reason % {"name": person.full_name})
            return Subject("person", person, person.org_path)
        people = self.by_name[self._name_key(row)]
        if len(people) == 1:
            return Subject("person", people[0], people[0].org_path)
        if people:
            raise Wrong("full_name", _("Several comrades have this name and birth date. Write the card number."))
        raise Wrong(
            "full_name", _("Nobody of this name and birth date is in this cell today. Write the card number instead.")
        )

    def _name_key(self, row):
        org = self.org_of(row["org"])
        if not text_of(row["born"]):
            raise Wrong("born", _("Without a card number the birth date is needed. Fill one of them in."))
        try:
            born, _precision = parse_partial(row["born"], serials=True).to_stored()
        except ValueError as error:
            raise Wrong("born", str(error)) from error
        return fold(text_of(row["full_name"])), born, org.pk

    def _people_by_name(self, rows):
        """Return the people of the cells of those rows that have no card number, by name, birth date and cell."""
        cells = set()
        for row in rows:
            text = fold(text_of(row["org"]))
            if text_of(row["full_name"]) and not text_of(row["card_no"]):
                named = [self.org_by_code[text]] if text in self.org_by_code else self.orgs_by_name[text]
                cells.update(org.pk for org in named)
        found = defaultdict(list)
        for person in chunked(Person.objects, "cell__in", sorted(cells)):
            found[fold(person.full_name), person.born, person.cell_id].append(person)
        return found


def _own_of(person):
    """Return the keys of the person and of the collectives and organisations they head today."""
    collectives = collectives_headed_by(person).values_list("pk", flat=True)
    bodies = {("collective", pk) for pk in collectives} | {("org", pk) for pk in orgs_headed_by(person)}
    return bodies | {("person", person.pk)}


def rated_here(years, tracks=tuple(Rating.Track)):
    """Return ``{(kind, key, year)}`` of whose levels of ``years`` the portal itself has decided."""
    decided = Rating.objects.filter(
        dossier__evaluation__period__year__in=years,
        dossier__evaluation__period__kind="year",
        stage__in=[Rating.Stage.DECIDED, Rating.Stage.LOCKED],
        track__in=tracks,
    )
    columns = [f"dossier__{kind}" for kind in ("person", "collective", "org")]
    rows = Dossier.objects.none() if not years else decided.values_list(*columns, "dossier__evaluation__period__year")
    return {
        (kind, pk, year)
        for *keys, year in rows
        for kind, pk in zip(("person", "collective", "org"), keys, strict=True)
        if pk is not None
    }
