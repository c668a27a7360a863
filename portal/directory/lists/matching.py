"""Finding in the portal whom the rows of a member list are about, and who of their cells is not in it."""

from collections import defaultdict

from portal.directory.lists.pieces import AT_ONCE, chunked
from portal.directory.models import Person
from portal.lib.lists import Line
from portal.lib.vietnamese import fold, sort_key

CARD, PERSONAL_ID, CELL, ELSEWHERE = "card", "personal_id", "cell", "elsewhere"  # by what somebody was found


class KnownPeople:
    """The people whom the ``rows`` (cleaned, with their cells) may be about, in a few queries for each 900 rows.

    Found by card number; else by personal ID number; else by name and birth date in the cell that the row names; else
    by both in another cell.
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
        self.by_name = {(fold(p.full_name), p.born, p.cell_id): p for p in self.everyone.values()}
        self.elsewhere = self._elsewhere(rows)

    def match(self, row):
        """Return who the row is about and by what they were found; ``(None, "")`` for somebody new."""
        if row.card_no in self.by_card:
            return self.by_card[row.card_no], CARD
        owner = self.by_personal_id.get(row.values.get("personal_id"))
        if owner is not None and owner.card_no not in self.listed_cards:
            return owner, PERSONAL_ID
        for found, how in ((self.by_name.get(row.name_key), CELL), (self.elsewhere.get(row.name_key[:2]), ELSEWHERE)):
            # Whoever the list names by card elsewhere is somebody else.
            if found is not None and found.card_no not in self.listed_cards:
                return found, how
        return None, ""

    def absent(self, found, rows):
        """Return who belongs to the cells of the list but is not among the ``found`` keys, as lines.

        A cell to which the ``rows`` only transfer somebody is not one of the list.
        """
        listed = {row.cell.pk for row in rows if row.cell and (row.known is None or row.known.cell_id == row.cell.pk)}
        missing = [person for person in self.in_cells if person.cell_id in listed and person.pk not in found]
        missing.sort(key=lambda person: (person.org_path, person.sort_key, person.pk))
        return [Line(0, person.full_name, self.cells[person.cell_id].full_label) for person in missing]

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
