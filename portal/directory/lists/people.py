"""Member lists in: read as the office keeps them, rehearsed, and written in one transaction."""

import secrets
from collections import defaultdict

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils.translation import gettext_lazy as _

from portal.audit import trail
from portal.directory import letters, policies
from portal.directory.acts import follow_all
from portal.directory.lists.asking import OTHER, SAME, Answers, Question, is_renewal, why_day, why_who
from portal.directory.lists.cleaning import clean_person
from portal.directory.lists.columns import PEOPLE
from portal.directory.lists.homes import home_of
from portal.directory.lists.journal import Journal
from portal.directory.lists.lines import ATTRIBUTES, changes_of, facts_of
from portal.directory.lists.matching import CARD, CELL, ELSEWHERE, NEARLY, PERSONAL_ID, KnownPeople
from portal.directory.lists.naming import is_unproper, name_to_keep, proper
from portal.directory.lists.office import walk
from portal.directory.lists.pieces import AT_ONCE
from portal.directory.lists.places import Cells
from portal.directory.lists.previewing import SHOWN
from portal.directory.lists.sheets import check_consent, find
from portal.directory.lists.standing import Standings
from portal.directory.models import Person, acting_posts_of, changed_contact, free_login_name
from portal.directory.roles import Act
from portal.lib.dates import today
from portal.lib.list_resource import ListResource
from portal.lib.lists import Line, NotThisList, Remark
from portal.lib.refusal import Refused
from portal.lib.vietnamese import fold, search_key, sort_key

NOBODY = _("“%(file)s” names nobody below its headings. Check which sheet was saved.")
IN_FUTURE = _("%(date)s lies in the future. Name the day of which the list speaks.")
OTHER_COUNT = _("The list says that it has %(stated)s people; it names %(named)s.")
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


def read(file, filename, reading=None):
    """Return an uploaded member list as a ``MemberList``, old encodings converted (``found.legacy`` says from which).

    Raises ``UnreadableFile``, ``NotThisList`` or ``Unmapped`` with a sentence that says what to do.
    """
    listed = walk(filename, find(file, filename, PEOPLE, reading))
    if not listed.people:
        raise NotThisList(str(NOBODY) % {"file": filename})
    return listed


def take_in(
    listed,
    *,
    write=False,
    under=None,
    as_of=None,
    by=None,
    leave_out_wrong=False,
    convert_legacy=False,
    short_years=False,
    proper_names=False,
    answers=None,
    filename="",
):
    """Rehearse a ``MemberList``, or write it, and return the ``Outcome``.

    ``under`` is the organisation whose cells the list names (None: all). ``as_of`` is the first day of new memberships
    and posts: that of the list, or today. ``by`` takes in only what stands below where they keep people. A list in
    an old font is written only with ``convert_legacy``, never silently (domain reference, 13.8); years of two digits
    are wrong until somebody agrees by ``short_years`` to how they are read; names in capitals or small letters alone
    are written as they stand unless somebody agrees by ``proper_names`` to mend them. ``answers`` (``Answers``) are
    what was said of rows that ask something; until then they are not taken in.
    """
    day = as_of or listed.as_of or today()
    if day > today():
        raise Refused(str(IN_FUTURE) % {"date": f"{day:%d/%m/%Y}"})
    check_consent(listed, write=write, convert_legacy=convert_legacy)
    resource = PeopleResource(
        under=under,
        as_of=day,
        by=by,
        filename=filename or listed.filename,
        answers=answers or Answers(),
        proper_names=proper_names,
    )
    rows = [
        clean_person(person.number, person.cells, today=today(), short_years=short_years) for person in listed.people
    ]
    resource.place(rows, listed)
    outcome = resource.run(
        [{"row": row} for row in rows], [row.number for row in rows], write=write, leave_out_wrong=leave_out_wrong
    )
    outcome.absent = resource.known.absent(resource.found, rows)
    outcome.short_years = _most_telling(pair for row in rows for pair in row.read_short_years)
    if listed.stated_count not in (None, len(rows)):
        reason = OTHER_COUNT % {"stated": listed.stated_count, "named": len(rows)}
        outcome.warnings.append(Remark(listed.people[-1].number, "", reason))
    return outcome


def _key_of(person):
    return str(person.public_id) if person else ""


def _most_telling(read):
    """Return a few dates with years of two digits: the first of each decade, as a wrong century shows there."""
    by_decade = {after[-4:-1]: (before, after) for before, after in reversed(list(read))}
    return [by_decade[decade] for decade in sorted(by_decade)]


# What the journal notes of a person before the list changes them.
NOTED = (*ATTRIBUTES, "search", "sort_key", "cell_id", "org_path")


class PeopleResource(ListResource):
    """People with their membership and their post at the cell; found by card number, else by name, birth and cell."""

    columns = PEOPLE
    updated_fields = (*ATTRIBUTES, "search", "sort_key", "cell", "org_path")

    class Meta(ListResource.Meta):
        model = Person

    def __init__(self, *, under, as_of, by, filename, answers, proper_names):
        super().__init__()
        self.proper_names = proper_names
        self.under, self.as_of, self.by, self.filename, self.answers = under, as_of, by, filename, answers
        self.found, self.claimed = set(), {}  # keys of who is in the list; the row that names them
        self.added, self.mended, self.taken_names = [], [], None
        self.old_addresses = []
        self.journal, self.placed = Journal(), []  # placed: who was there and has another cell, standing or post now

    def place(self, rows, listed):
        """Find the cell of every row, and the rows that share a card number or name one person without a number."""
        cells = Cells(self.under, self.by)
        by_card, by_name = defaultdict(list), defaultdict(list)
        for row, person in zip(rows, listed.people, strict=True):
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
        self.standings = Standings(self.known.everyone, as_of=self.as_of, by=self.by, journal=self.journal)
        self.posts, self.stood_in = {}, {}
        keys = sorted(self.known.everyone) if self.by is not None else []
        for start in range(0, len(keys), AT_ONCE):
            held, absent = acting_posts_of(keys[start : start + AT_ONCE])
            self.posts |= held
            self.stood_in |= absent

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
        row.answer = self.answers.of(number, is_renewal=row.is_renewal)
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
        if row.known and self.by is not None:
            self._check_contact(row.known, row)
        return row.reasons

    def question_about(self, row, number):
        row = row["row"]
        if row.known is None:
            return None
        held = self.standings.moved(row.known, row)
        row.moved_on = row.answer.moved_on if held else None
        who = "" if row.answer.who == SAME or not self._is_in_doubt(row) else why_who(row.known, row.found_by, row)
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
        return self.by is None or (person.cell is not None and self.by.may(Act.KEEP_PEOPLE, person.cell))

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
            note = ((str(PEOPLE["remarks"].heading), "", row.note),)
            self.outcome.notes.append(
                Line(
                    number, instance.full_name or row.values["full_name"], row.cell.full_label, note, _key_of(row.known)
                )
            )
        changes = () if is_new else changes_of(instance, row)
        if not is_new and not changes and not place_changes:
            return None
        if not is_new:
            self.journal.changing(instance, NOTED)
            if "email" in changed_contact(instance, row.values):
                self.old_addresses.append(instance.email)
            if place_changes:
                self.placed.append(instance)
        for name, value in row.values.items():
            setattr(instance, name, value)
        instance.search, instance.sort_key = search_key(instance.full_name), sort_key(instance.full_name)
        instance.cell, instance.org_path = row.cell, row.cell.path
        if self.write:
            self._make_ready(instance, is_new)
        if is_new:
            told = facts_of(row) if len(self.outcome.new) < SHOWN else ()
            return Line(number, instance.full_name, row.cell.full_label, told)
        return Line(number, instance.full_name, row.cell.full_label, (*changes, *place_changes), _key_of(instance))

    def finish(self):
        self.standings.write()
        self.journal.making([*self.added, *self.standings.begun, *self.standings.new_posts])
        letters.tell_old_addresses(self.old_addresses)
        where = home_of(self.under, self.by)
        reason = f"{self.filename} ({self.outcome})"
        trail.record("directory.people_imported", where, by=self.by, reason=reason, unit_path=where.path)
        for action, people in (("directory.person_added", self.added), ("directory.person_changed", self.mended)):
            trail.record_many(action, people, by=self.by, unit_path=lambda person: person.org_path)
        follow_all(added=self.added, changed=self.placed, by=self.by)
        # Last, so that what follows from the list is not taken for what was done after it.
        self.journal.keep(org=where, kind="people", filename=self.filename, told=str(self.outcome), by=self.by)

    def _set_name(self, row):
        """Leave capitals of the list aside where they make no other name; write them properly where that was agreed."""
        name = row.values.get("full_name", "")
        if row.known:
            name = name_to_keep(row.known.full_name, name)
        if is_unproper(name) and (row.known is None or name != row.known.full_name):
            if len(self.outcome.names) < NAMES_SHOWN:
                self.outcome.names.append((name, proper(name)))
            name = proper(name) if self.proper_names else name
        if name:
            row.values["full_name"] = name

    def _check_contact(self, person, row):
        # Read for the whole list at once.
        person.posts_today, person.stand_in_posts = self.posts.get(person.pk, []), self.stood_in.get(person.pk, [])
        verdict = policies.can_change_contact(self.by, person)
        for name in () if verdict else changed_contact(person, row.values):
            row.reasons.setdefault(name, verdict.reason)

    def _make_ready(self, person, is_new):
        if not is_new:
            self.mended.append(person)
            return
        if self.taken_names is None:
            self.taken_names = set(Person.objects.values_list("login_name", flat=True))
        person.login_name = free_login_name(person.full_name, self.taken_names)
        # Nobody signs in before the office has given a password.
        person.password = UNUSABLE_PASSWORD_PREFIX + secrets.token_urlsafe(30)
        self.added.append(person)
