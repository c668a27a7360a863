"""The list of appointments in: who holds which post or office at which committee, from when."""

import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.audit import trail
from portal.directory.acts import follow_all
from portal.directory.errors import LAST_ADMINISTRATOR, NOT_FOR_ONESELF, OF_THE_ABSENT
from portal.directory.lists.cleaning import digits_of
from portal.directory.lists.columns import APPOINTMENTS
from portal.directory.lists.journal import JournaledResource
from portal.directory.lists.pieces import chunked
from portal.directory.lists.sheets import read_list
from portal.directory.models import Appointment, PartyOrg, Person
from portal.directory.roles import ROLES, Act
from portal.lib.dates import parse_partial, today
from portal.lib.lists import Line, text_of
from portal.lib.vietnamese import fold

EMPTY = _("The cell is empty. Fill it in.")
NOBODY = _("Nobody in the portal has the card number %(number)s. Import the member list first, or correct the number.")
NOT_THEIRS = _("The card number belongs to somebody else. Correct the name or the number.")
OTHER_NAME = _("The card number belongs to %(name)s. Correct the name or the number.")
NO_ORG = _("No organisation has the code %(code)s. Correct the code.")
NOT_YOURS = _("%(unit)s does not belong to your unit. Its own personnel office records its posts.")
NO_ROLE = _("“%(title)s” is not a post or an office there. Write one of: %(titles)s.")
TWICE = _("Row %(row)s says the same. Delete one of them.")
ENDS_EARLY = _("It ends before it begins. Check both dates.")
ADMIN_ONLY = _("Only a system administrator appoints a system administrator.")


def take_in(file, filename, *, write=True, by=None):
    """Take the list in and return the ``Outcome``; nothing is written while a row is wrong."""
    return take(read(file, filename), write=write, by=by)


def read(file, filename, reading=None):
    """Return an uploaded list as a ``PlainList``; what it raises is that of ``people.read``."""
    return read_list(file, filename, APPOINTMENTS, reading)


def take(listed, *, by=None, **said):
    """Rehearse a list that was read, or write it, and return the ``Outcome``; ``said`` as in its resource."""
    return AppointmentResource(by=by, filename=listed.filename).take(listed, **said)


class AppointmentResource(JournaledResource):
    """Posts and offices, found by person, organisation and role while they are open."""

    columns = APPOINTMENTS
    kind = "appointments"
    updated_fields = ("title", "starts_on", "ends_on")

    class Meta(JournaledResource.Meta):
        model = Appointment

    def __init__(self, *, by, filename):
        super().__init__(by=by, filename=filename)
        self.seen = {}
        self.left = set()  # posts that this list ends

    def prepare(self, rows):
        cards = [digits_of(row["card_no"]) for row in rows]
        self.people = {
            person.card_no: person for person in chunked(Person.objects.select_related("cell"), "card_no__in", cards)
        }
        self.orgs = {org.code: org for org in PartyOrg.objects.select_related("org_type").filter(ended_on=None)}
        held = chunked(
            Appointment.objects.filter(collective=None), "person__in", [person.pk for person in self.people.values()]
        )
        self.held = {}
        for post in sorted(held, key=lambda post: (post.ends_on or datetime.date.max, post.pk)):
            self.held[post.person_id, post.org_id, post.role] = post

    def existing_for(self, row):
        held = self.held.get(row["key"])
        # What has ended and begins anew is another appointment.
        return None if held and held.ends_on and row["starts_on"] > held.ends_on else held

    def clean_row(self, row, number):
        reasons = {}
        for name in ("card_no", "org", "title"):
            if not text_of(row[name]):
                reasons[name] = EMPTY
        person, org = self._person(row, reasons), self._org(row, reasons)
        row["title"] = text_of(row["title"])
        role = role_at(row["title"], org) if org else None
        if org and row["title"] and role is None:
            reasons["title"] = NO_ROLE % {"title": row["title"], "titles": ", ".join(titles_at(org))}
        if role and Act.ADMINISTER in ROLES[role].may and self.by and not self.by.may(Act.ADMINISTER, org):
            reasons["title"] = ADMIN_ONLY
        for name in ("starts_on", "ends_on"):
            row[name] = self._date(row, name, reasons)
        if row["starts_on"] and row["ends_on"] and row["ends_on"] < row["starts_on"]:
            reasons["ends_on"] = ENDS_EARLY
        row["key"] = (person and person.pk, org and org.pk, role)
        row["person"], row["place"], row["role"] = person, org, role
        if not reasons and self.seen.setdefault(row["key"], number) != number:
            reasons["title"] = TWICE % {"row": self.seen[row["key"]]}
        return reasons

    def fill(self, instance, row, number, is_new):
        changes = self.changes(instance, row)
        if not is_new and not changes:
            return None
        if self.by is not None:
            self._check_change(instance, row, is_new)
        instance.person, instance.org, instance.role = row["person"], row["place"], row["role"]
        for name in self.updated_fields:
            setattr(instance, name, row[name])
        place = f"{row['title']}, {row['place'].full_label}"
        return Line(number, row["person"].full_name, place, () if is_new else changes)

    def finish(self):
        def path(appointment):
            return appointment.org.path

        trail.record_many("directory.appointed", self.made, by=self.by, unit_path=path)
        trail.record_many("directory.appointment_changed", self.mended, by=self.by, unit_path=path)
        top = PartyOrg.objects.order_by("path").first()
        trail.record("directory.appointments_imported", top, by=self.by, reason=self.told(), unit_path=top.path)
        changed = {post.person_id: post.person for post in (*self.made, *self.mended)}
        follow_all(changed=changed.values(), by=self.by)
        # Last, so that what follows from the list is not taken for what was done after it.
        self.keep()

    def _check_change(self, post, row, is_new):
        """Raise ``ValidationError`` where ``by`` would appoint themselves, or leave a place without administrator."""
        if row["person"].pk == self.by.pk and (is_new or not _only_ends(post, row)):
            raise ValidationError({"title": str(NOT_FOR_ONESELF)})
        if self.by.is_only_for(row["person"].__eq__, (row["place"], Act.KEEP_PEOPLE)):
            raise ValidationError({"title": str(OF_THE_ABSENT)})
        lasts = not is_new and post.ends_on is None
        if lasts and (row["ends_on"] or row["starts_on"] > today()):
            if post.is_last_administrator(without=self.left):
                raise ValidationError({"title": str(LAST_ADMINISTRATOR)})
            self.left.add(post.pk)

    def _person(self, row, reasons):
        person = self.people.get(digits_of(row["card_no"]))
        name = text_of(row["full_name"])
        if person is None:
            reasons.setdefault("card_no", NOBODY % {"number": text_of(row["card_no"])})
        elif name and fold(name) != fold(person.full_name):
            # Whose it is, is told only to who keeps them.
            is_kept = self.by is None or (person.cell and self.by.may(Act.KEEP_PEOPLE, person.cell))
            reasons["full_name"] = OTHER_NAME % {"name": person.full_name} if is_kept else NOT_THEIRS
        return person

    def _org(self, row, reasons):
        org = self.orgs.get(text_of(row["org"]))
        if org is None:
            reasons.setdefault("org", NO_ORG % {"code": text_of(row["org"])})
        elif self.by is not None and not self.by.may(Act.KEEP_PEOPLE, org) and not self.by.may(Act.ADMINISTER, org):
            reasons["org"] = NOT_YOURS % {"unit": org.full_label}
        return org

    def _date(self, row, name, reasons):
        if not text_of(row[name]):
            if name == "starts_on":
                reasons[name] = EMPTY
            return None
        try:
            return parse_partial(row[name], serials=True).first_day()
        except ValueError as error:
            reasons[name] = str(error)
            return None


def role_at(title, org):
    """Return the role that a title names at an organisation: the same words mean another post in a cell."""
    words = fold(title)
    return next((role for role, spec in _roles_at(org) if words in {fold(known) for known in spec.titles}), None)


def titles_at(org):
    """Return the usual title of each role that is known at an organisation."""
    return [spec.titles[0] for _role, spec in _roles_at(org)]


def _roles_at(org):
    return [(role, spec) for role, spec in ROLES.items() if not spec.is_post or spec.in_cell is org.is_cell]


def _only_ends(post, row):
    """Tell whether a row changes nothing of a post but that it ends, or ends sooner."""
    if (post.title, post.starts_on) != (row["title"], row["starts_on"]) or row["ends_on"] is None:
        return False
    return post.ends_on is None or row["ends_on"] < post.ends_on
