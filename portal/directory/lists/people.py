"""Member lists in: read as the office keeps them, rehearsed, and written in one transaction."""

import secrets
from collections import defaultdict

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils.translation import gettext_lazy as _

from portal.audit import trail
from portal.directory import letters, policies
from portal.directory.lists.cleaning import clean_person
from portal.directory.lists.columns import PEOPLE
from portal.directory.lists.office import walk
from portal.directory.lists.pieces import chunked
from portal.directory.lists.places import Cells
from portal.directory.lists.sheets import check_consent, find
from portal.directory.lists.standing import Standings
from portal.directory.models import Appointment, PartyOrg, Person, changed_contact, free_login_name
from portal.lib.dates import PartialDate, today
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
OTHER_NAME = _("In the portal this card number belongs to %(name)s. Check that it is the same person.")
OTHER_CARD = _("In the portal this person has the card number %(number)s. Check that the card is a new one.")

DATES = {"born": "born_precision", "joined_on": "joined_precision", "official_on": "official_precision"}
DATES_BY_PRECISION = {precision: name for name, precision in DATES.items()}
ATTRIBUTES = (
    "full_name", "sex", "born", "born_precision", "card_no", "personal_id", "email", "phone", "joined_on",
    "joined_precision", "official_on", "official_precision", "work_post", "workplace",
)  # fmt: skip


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
    filename="",
):
    """Rehearse a ``MemberList``, or write it, and return the ``Outcome``.

    ``under`` is the organisation whose cells the list names (None: all). ``as_of`` is the first day of new memberships
    and posts: that of the list, or today. ``by`` takes in only what stands below where they keep people. A list in
    an old font is written only with ``convert_legacy``, never silently (domain reference, 13.8); years of two digits
    are wrong until somebody agrees by ``short_years`` to how they are read.
    """
    day = as_of or listed.as_of or today()
    if day > today():
        raise Refused(str(IN_FUTURE) % {"date": f"{day:%d/%m/%Y}"})
    check_consent(listed, write=write, convert_legacy=convert_legacy)
    resource = PeopleResource(under=under, as_of=day, by=by, filename=filename or listed.filename)
    rows = [
        clean_person(person.number, person.cells, today=today(), short_years=short_years) for person in listed.people
    ]
    resource.place(rows, listed)
    outcome = resource.run(
        [{"row": row} for row in rows], [row.number for row in rows], write=write, leave_out_wrong=leave_out_wrong
    )
    outcome.short_years = _most_telling(pair for row in rows for pair in row.read_short_years)
    if listed.stated_count not in (None, len(rows)):
        reason = OTHER_COUNT % {"stated": listed.stated_count, "named": len(rows)}
        outcome.warnings.append(Remark(listed.people[-1].number, "", reason))
    return outcome


def _most_telling(read):
    """Return a few dates with years of two digits: the first of each decade, as a wrong century shows there."""
    by_decade = {after[-4:-1]: (before, after) for before, after in reversed(list(read))}
    return [by_decade[decade] for decade in sorted(by_decade)]


class PeopleResource(ListResource):
    """People with their membership and their post at the cell; found by card number, else by name, birth and cell."""

    columns = PEOPLE
    updated_fields = (*ATTRIBUTES, "search", "sort_key", "cell", "org_path")

    class Meta(ListResource.Meta):
        model = Person

    def __init__(self, *, under, as_of, by, filename):
        super().__init__()
        self.under, self.as_of, self.by, self.filename = under, as_of, by, filename
        self.added, self.mended, self.taken_names = [], [], None
        self.old_addresses = []

    def place(self, rows, listed):
        """Find the cell of every row, and the rows that share a card number."""
        cells = Cells(self.under, self.by)
        by_card = defaultdict(list)
        for row, person in zip(rows, listed.people, strict=True):
            try:
                row.cell = cells.find(person)
            except ValueError as error:
                row.reasons["cell"] = str(error)
            if row.card_no:
                by_card[row.card_no].append(row)
        for shared in by_card.values():
            for row in shared if len(shared) > 1 else ():
                others = ", ".join(str(other.number) for other in shared if other is not row)
                row.reasons["card_no"] = SHARED_CARD % {"rows": others}

    def prepare(self, rows):
        rows = [row["row"] for row in rows]
        cards = [row.card_no for row in rows if row.card_no]
        cells = {row.cell.pk for row in rows if row.cell}
        self.by_card = {person.card_no: person for person in chunked(Person.objects, "card_no__in", cards)}
        people = {person.pk: person for person in self.by_card.values()}
        people |= {person.pk: person for person in chunked(Person.objects, "cell__in", sorted(cells))}
        self.by_name = {(fold(p.full_name), p.born, p.cell_id): p for p in people.values()}
        self.listed_cards = set(cards)
        self.personal_ids = self._personal_ids(rows)
        self.standings = Standings(people, as_of=self.as_of, by=self.by)
        self.posts = defaultdict(list)
        if self.by is not None:
            posts = Appointment.objects.today().select_related("org", "collective__org")
            for post in chunked(posts, "person__in", sorted(people)):
                self.posts[post.person_id].append(post)

    def existing_for(self, row):
        row = row["row"]
        if row.card_no in self.by_card:
            return self.by_card[row.card_no]
        found = self.by_name.get(row.name_key)
        # Whoever the list names by card elsewhere is somebody else.
        return None if found is None or found.card_no in self.listed_cards else found

    def clean_row(self, row, number):
        row = row["row"]
        owner = self.personal_ids.get(row.values.get("personal_id"))
        found = self.existing_for({"row": row})
        if owner and (found is None or owner != found.pk):
            row.reasons["personal_id"] = OTHER_OWNER
        if found and self.by is not None:
            self._check_contact(found, row)
        return row.reasons

    def fill(self, instance, row, number, is_new):
        row = row["row"]
        if row.post_title and row.post is None:
            text = NO_POST_OF_A_CELL % {"title": row.post_title}
            self.outcome.warnings.append(self.remark(number, "party_post", text))
        place_changes = self.standings.plan(None if is_new else instance, instance, row)
        changes = self._changes(instance, row)
        if not is_new and not changes and not place_changes:
            return None
        if not is_new:
            self._warn(instance, row)
            if "email" in changed_contact(instance, row.values):
                self.old_addresses.append(instance.email)
        for name, value in row.values.items():
            setattr(instance, name, value)
        instance.search, instance.sort_key = search_key(instance.full_name), sort_key(instance.full_name)
        instance.cell, instance.org_path = row.cell, row.cell.path
        if self.write:
            self._make_ready(instance, is_new)
        return Line(number, instance.full_name, row.cell.full_label, () if is_new else (*changes, *place_changes))

    def finish(self):
        self.standings.write()
        letters.tell_old_addresses(self.old_addresses)
        where = self.under or PartyOrg.objects.order_by("path").first()
        reason = f"{self.filename} ({self.outcome})"
        trail.record("directory.people_imported", where, by=self.by, reason=reason, unit_path=where.path)
        for action, people in (("directory.person_added", self.added), ("directory.person_changed", self.mended)):
            trail.record_many(action, people, by=self.by, unit_path=lambda person: person.org_path)

    def _check_contact(self, person, row):
        person.posts_today = self.posts[person.pk]  # read for the whole list at once
        verdict = policies.can_change_contact(self.by, person)
        for name in () if verdict else changed_contact(person, row.values):
            row.reasons.setdefault(name, verdict.reason)

    def _changes(self, person, row):
        """Return what the list changes of a person, as (label, before, after); a cell left empty changes nothing."""
        if person.pk is None:
            return ()
        different = {
            DATES_BY_PRECISION.get(name, name) for name, value in row.values.items() if getattr(person, name) != value
        }
        return tuple(
            (str(PEOPLE[name].heading), _shown(vars(person), name), _shown(row.values, name))
            for name in ATTRIBUTES
            if name in different
        )

    def _warn(self, person, row):
        name, card = row.values["full_name"], row.card_no
        if fold(person.full_name) != fold(name):
            text = OTHER_NAME % {"name": person.full_name}
            self.outcome.warnings.append(self.remark(row.number, "full_name", text))
        if card and person.card_no and card != person.card_no:
            text = OTHER_CARD % {"number": person.card_no}
            self.outcome.warnings.append(self.remark(row.number, "card_no", text))

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

    def _personal_ids(self, rows):
        numbers = [row.values["personal_id"] for row in rows if "personal_id" in row.values]
        return {person.personal_id: person.pk for person in chunked(Person.objects, "personal_id__in", numbers)}


def _shown(values, name):
    if name in DATES:
        return str(PartialDate.from_stored(values.get(name), values.get(DATES[name], "")) or "")
    value = values.get(name) or ""
    return str(Person.Sex(value).label) if name == "sex" and value else str(value)
