"""The rows of a member list, each brought to whom it is about: compared with the portal, asked about, and written."""

import datetime
import secrets
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.audit import trail
from portal.directory.acts import follow_all
from portal.directory.lists.asking import OTHER, SAME, Answers, Question, is_renewal, why_day, why_who
from portal.directory.lists.columns import PEOPLE
from portal.directory.lists.contacts import Contacts
from portal.directory.lists.homes import home_of
from portal.directory.lists.journal import Journal
from portal.directory.lists.lines import ATTRIBUTES, changes_of, facts_of
from portal.directory.lists.matching import CARD, CELL, ELSEWHERE, NEARLY, PERSONAL_ID, KnownPeople
from portal.directory.lists.moving import record_moves
from portal.directory.lists.naming import is_unproper, name_to_keep, proper
from portal.directory.lists.places import cells_of
from portal.directory.lists.previewing import SHOWN, told_of
from portal.directory.lists.standing import Standings
from portal.directory.lists.wrong import keep_left_out
from portal.directory.models import PartyOrg, Person, free_login_name
from portal.directory.roles import Act
from portal.lib.list_resource import ListResource
from portal.lib.lists import Line
from portal.lib.vietnamese import fold, search_key, sort_key

SHARED_CARD = _("Row %(rows)s has the same card number. Correct one of them.")
NO_POST_OF_A_CELL = _("“%(title)s” is not a post of a cell: nothing is recorded. Use the list of appointments for it.")
OTHER_OWNER = _("Another person in the portal has this number. Compare the two.")
NAMESAKE = _(
    "In another unit there is a comrade of this name and birth date. "
    "If it is the same person, have that unit record the transfer first."
)
TWINS = _(
    "Several records in the portal have this name and birth date in this cell (%(names)s). Unite them if they are one "
    "person, or give the card number."
)
NAMED_TWICE = _("Row %(row)s names the same person. Delete one of them.")
NAMES_SHOWN = 8  # names in capitals alone, before and after

# What the journal notes of a person before the list changes them.
NOTED = (*ATTRIBUTES, "search", "sort_key", "cell_id", "org_path")


@dataclass(frozen=True)
class Terms:
    """How a list is taken in: see ``people.take_in``. ``filename`` is what it is called in the trail."""

    under: PartyOrg | None
    as_of: datetime.date
    by: Any
    filename: str
    answers: Answers
    proper_names: bool = False


class PeopleResource(ListResource):
    """People with their membership and their post at the cell; found by card number, else by name, birth and cell."""

    columns = PEOPLE
    updated_fields = (*ATTRIBUTES, "search", "sort_key", "cell", "org_path")

    class Meta(ListResource.Meta):
        model = Person

    def __init__(self, listed, terms):
        super().__init__()
        self.listed, self.terms, self.journal = listed, terms, Journal()
        self.found, self.claimed = set(), {}  # keys of who is in the list; the row that names them
        self.added, self.mended = [], []
        self.placed = []  # who was there and has another cell, standing or post now
        self.noted = []  # lines of notes, each with whom it is about

    def place(self, rows):
        """Find the cell of every row, and the rows that share a card number or name one person without a number."""
        cells = cells_of(self.listed, self.terms.under, self.terms.by)
        self.outcome.under = cells.said_above
        by_card, by_name = defaultdict(list), defaultdict(list)
        for row, person in zip(rows, self.listed.people, strict=True):
            try:
                row.cell = cells.find(person)
            except ValueError as error:
                row.reasons["cell"] = str(error)
            if row.card_no:
                by_card[row.card_no].append(row)
            elif row.cell:
                by_name[row.name_key].append(row)
        for shared in by_card.values():
            for row in shared if len(shared) > 1 else ():
                others = ", ".join(str(other.number) for other in shared if other is not row)
                row.reasons["card_no"] = SHARED_CARD % {"rows": others}
        for first, *others in by_name.values():
            for row in others:
                row.reasons.setdefault("full_name", NAMED_TWICE % {"row": first.number})

    def prepare(self, rows):
        rows = [row["row"] for row in rows]
        self.known = KnownPeople(rows)
        self.standings = Standings(self.known.everyone, as_of=self.terms.as_of, by=self.terms.by, journal=self.journal)
        self.contacts = Contacts(self.known.everyone, by=self.terms.by)

    def existing_for(self, row):
        return row["row"].known

    def clean_row(self, row, number):
        row = row["row"]
        found, row.found_by = self.known.match(row)
        if found and row.found_by == ELSEWHERE and not self._keeps(found):
            self.outcome.warnings.append(self.remark(number, "full_name", NAMESAKE))
            found, row.found_by = None, ""
        self.found.add(found and found.pk)
        row.is_renewal = row.found_by in {CELL, NEARLY, PERSONAL_ID} and is_renewal(found.card_no, row.card_no)
        row.answer = self.terms.answers.of(number, is_renewal=row.is_renewal)
        row.known = None if row.answer.who == OTHER and row.found_by != CARD else found
        self._set_name(row)
        if row.known and self.claimed.setdefault(row.known.pk, number) != number:
            row.reasons.setdefault("full_name", NAMED_TWICE % {"row": self.claimed[row.known.pk]})
        if row.found_by == CELL and (twins := self.known.twins(row)):
            names = ", ".join(person.login_name for person in twins)
            row.reasons.setdefault("full_name", TWINS % {"names": names})
        owner = self.known.by_personal_id.get(row.values.get("personal_id"))
        if owner and owner != row.known:
            row.reasons["personal_id"] = OTHER_OWNER
        if row.known:
            self.contacts.check(row.known, row)
        return row.reasons

    def question_about(self, row, number):
        row = row["row"]
        if row.known is None:
            return None
        held = self.standings.moved(row.known, row)
        row.moved_on = row.answer.moved_on if held else None
        who = ""
        if row.answer.who != SAME and self._is_in_doubt(row):
            who = why_who(row.known, row.found_by, row, is_kept=self._keeps(row.known))
        day = why_day(held, row.cell) if held and row.moved_on is None else ""
        if not who and not day:
            return None
        return Question(
            number,
            row.values["full_name"],
            row.cell.full_label,
            who,
            day,
            row.found_by != CARD,
            bool(who) and row.is_renewal,
        )

    def _keeps(self, person):
        by = self.terms.by
        return by is None or (person.cell is not None and by.may(Act.KEEP_PEOPLE, person.cell))

    def _is_in_doubt(self, row):
        """Tell whether the row may be about somebody else than whom it was found to name."""
        if row.found_by == CARD:
            return fold(row.known.full_name) != fold(row.values["full_name"])
        other_card = row.card_no and row.known.card_no and row.card_no != row.known.card_no
        return row.found_by in {ELSEWHERE, NEARLY} or bool(other_card)

    def fill(self, instance, row, number, is_new):
        row = row["row"]
        if row.post_title and row.post is None:
            text = NO_POST_OF_A_CELL % {"title": row.post_title}
            self.outcome.warnings.append(self.remark(number, "party_post", text))
        place_changes = self.standings.plan(None if is_new else instance, instance, row)
        if row.note:
            self._keep_note(instance, row, number)
        changes = () if is_new else changes_of(instance, row)
        if not is_new and not changes and not place_changes:
            return None
        if not is_new:
            self.journal.changing(instance, NOTED)
            self.contacts.changing(instance, row)
            if place_changes:
                self.placed.append(instance)
        for name, value in row.values.items():
            setattr(instance, name, value)
        instance.search, instance.sort_key = search_key(instance.full_name), sort_key(instance.full_name)
        instance.cell, instance.org_path = row.cell, row.cell.path
        if self.write:
            (self.added if is_new else self.mended).append(instance)
            if is_new:
                self._name_account(instance)
        if is_new:
            told = facts_of(row) if len(self.outcome.new) < SHOWN else ()
            return Line(number, instance.full_name, row.cell.full_label, told)
        return Line(number, instance.full_name, row.cell.full_label, (*changes, *place_changes), _key_of(instance))

    def finish(self):
        terms, by = self.terms, self.terms.by
        self.standings.write()
        moved = record_moves(self.standings.moves, filename=terms.filename, by=by)
        self.journal.making([*self.added, *self.standings.begun, *self.standings.new_posts, *moved])
        self.contacts.tell()
        where, told = home_of(terms.under, by), told_of(self.outcome)
        reason = f"{terms.filename} ({told})"
        trail.record("directory.people_imported", where, by=by, reason=reason, unit_path=where.path)
        for action, people in (("directory.person_added", self.added), ("directory.person_changed", self.mended)):
            trail.record_many(action, people, by=by, unit_path=lambda person: person.org_path)
        follow_all(added=self.added, changed=self.placed, by=by)
        # Last, so that what follows from the list is not taken for what was done after it.
        taken = self.journal.keep(org=where, kind="people", filename=terms.filename, told=told, by=by)
        self.outcome.notes = [replace(line, key=_key_of(person)) for line, person in self.noted]
        keep_left_out(taken, self.listed, self.outcome, terms)
        self.outcome.taken = taken.pk

    def _keep_note(self, person, row, number):
        said = ((str(PEOPLE["remarks"].heading), "", row.note),)
        line = Line(number, row.values["full_name"], row.cell.full_label, said, _key_of(row.known))
        self.noted.append((line, person))
        self.outcome.notes.append(line)

    def _set_name(self, row):
        """Leave capitals of the list aside where they make no other name; write them properly where that was agreed."""
        name = row.values.get("full_name", "")
        if row.known:
            name = name_to_keep(row.known.full_name, name)
        if is_unproper(name) and (row.known is None or name != row.known.full_name):
            if len(self.outcome.names) < NAMES_SHOWN:
                self.outcome.names.append((name, proper(name)))
            name = proper(name) if self.terms.proper_names else name
        if name:
            row.values["full_name"] = name

    def _name_account(self, person):
        """Give somebody new a login name. Nobody signs in before the office has given a password."""
        person.login_name = free_login_name(person.full_name, self._taken_names)
        person.password = UNUSABLE_PASSWORD_PREFIX + secrets.token_urlsafe(30)

    @cached_property
    def _taken_names(self):
        return set(Person.objects.values_list("login_name", flat=True))


def _key_of(person):
    return str(person.public_id) if person else ""
