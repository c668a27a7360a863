"""Finding in the portal whom the rows of a member list are about, and who of their cells is not in it."""

from collections import defaultdict

from portal.directory.lists.pieces import AT_ONCE, chunked
from portal.directory.models import Person
from portal.lib.dates import may_be_same
from portal.lib.lists import Line
from portal.lib.vietnamese import fold, sort_key

CARD, PERSONAL_ID, CELL, ELSEWHERE = "card", "personal_id", "cell", "elsewhere"  # by what somebody was found
NEARLY = "nearly"  # by name in the cell that the row names, and a birth date that one of both knows less exactly


class KnownPeople:
    """The people whom the ``rows`` (cleaned, with their cells) may be about, in a few queries for each 900 rows.

    Found by card number; else by personal ID number; else by name and birth date in the cell that the row names, where
    one of both may know only month or year of it; else by both in another cell.
    """

    def __init__(self, rows):
        self.listed_cards = {row.card_no for row in rows if row.card_no}
        cells = {row.cell.pk: row.cell for row in rows if row.cell}
        self.by_card = {
            person.card_no: person for person in chunked(Person.objects, "card_no__in", [*self.listed_cards])
        }
        self.everyone = {person.pk: person for person in self.by_card.values()}
        self.in_cells = list(chunked(Person.objects, "cell__in", sorted(cells)))
        self.everyone |= {person.pk: person for person in self.in_cells}
        self.cells = cells
        numbers = [row.values["personal_id"] for row in rows if "personal_id" in row.values]
        self.by_personal_id = {p.personal_id: p for p in chunked(Person.objects, "personal_id__in", numbers)}
        self.everyone |= {person.pk: person for person in self.by_personal_id.values()}
        self.named = defaultdict(list)
        for person in self.in_cells:
            self.named[fold(person.full_name), person.cell_id].append(person)
        self.elsewhere = self._elsewhere(rows)

    def match(self, row):
        """Return who the row is about and by what they were found; ``(None, "")`` for somebody new."""
        if row.card_no in self.by_card:
            return self.by_card[row.card_no], CARD
        owner = self.by_personal_id.get(row.values.get("personal_id"))
        if owner is not None and owner.card_no not in self.listed_cards:
            return owner, PERSONAL_ID
        namesakes = self.namesakes(row)
        exactly = [person for person in namesakes if person.born_text == row.born_text]
        elsewhere = self.elsewhere.get(row.name_key[:2])
        # Whoever the list names by card elsewhere is somebody else.
        if elsewhere is not None and elsewhere.card_no in self.listed_cards:
            elsewhere = None
        for found, how in ((exactly, CELL), (namesakes, NEARLY), ([elsewhere] if elsewhere else [], ELSEWHERE)):
            if found:
                return found[0], how
        return None, ""

    def namesakes(self, row):
        """Return who of the row's cell has its name and perhaps its birth date, but those whose card the list names."""
        name, _born, cell = row.name_key
        return [
            person
            for person in self.named[name, cell]
            if person.card_no not in self.listed_cards and may_be_same(person.born_text, row.born_text)
        ]

    def twins(self, row):
        """Return all who are meant where a row without a known number means more than one person of its cell."""
        exactly = [person for person in self.namesakes(row) if person.born_text == row.born_text]
        return exactly if len(exactly) > 1 else []

    def absent(self, found, rows):
        """Return who belongs to the cells of the list but is not among the ``found`` keys, as lines.

        A cell to which the ``rows`` only transfer somebody is not one of the list.
        """
        listed = {row.cell.pk for row in rows if row.cell and (row.known is None or row.known.cell_id == row.cell.pk)}
        missing = [person for person in self.in_cells if person.cell_id in listed and person.pk not in found]
        missing.sort(key=lambda person: (person.org_path, person.sort_key, person.pk))
        return [
            Line(0, person.full_name, self.cells[person.cell_id].full_label, key=str(person.public_id))
            for person in missing
        ]

    def _elsewhere(self, rows):
        """Return namesakes born on the same day by (folded name, birth date); of several, who came first."""
        wanted = {
            (row.name_key[:2], sort_key(row.values["full_name"]))
            for row in rows
            if all(row.name_key[:2]) and row.card_no not in self.by_card
        }
        named, asked = defaultdict(list), sorted(wanted)
        namesakes = Person.objects.select_related("cell__parent").order_by("-pk")
        for start in range(0, len(asked), AT_ONCE // 2):
            some = asked[start : start + AT_ONCE // 2]
            names, days = {key for _pair, key in some}, {born for (_name, born), _key in some}
            # Both at once: of a common name there are hundreds in a province, of name and day hardly ever two.
            for person in namesakes.filter(sort_key__in=names, born__in=days):
                named[fold(person.full_name), person.born].append(person)
        pairs = {pair for pair, _key in wanted}
        found = {key: people[-1] for key, people in named.items() if key in pairs}
        self.everyone |= {person.pk: person for person in found.values() if person.pk not in self.everyone}
        return found
