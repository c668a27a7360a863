"""Undoing a list of people or of their posts."""

from django.utils.translation import gettext as _

from portal.audit import trail
from portal.audit.models import AuditEvent
from portal.directory.acts import follow_all
from portal.directory.lists.pieces import chunked, pieces
from portal.directory.lists.undoing import Undoing
from portal.directory.models import Appointment, Membership, Person, PersonAct
from portal.lib import composed

PLACES = (Appointment, Membership)


class PeopleUndoing(Undoing):
    """People, with the memberships and posts that the list gave them or ended, and the acts that tell of it."""

    tables = (PersonAct, *PLACES, Person)
    whose = {PersonAct: "person", Appointment: "person", Membership: "person"}

    def summary(self):
        text = _(
            "%(made)s people whom the list brought are removed; %(changed)s get back the data, cells and posts they "
            "had before."
        )
        return text % self.counts

    def prepare(self):
        """Take new people off the lists that they came on by themselves, where nothing was written there."""
        for some in pieces(self.made[Person]):
            people = Person.objects.filter(pk__in=some)
            for part in composed.people_removed:
                part(people)

    def what_rests_on_it(self):
        return [*self._referring(), *self._signed_in(), *self._changed_since(), *self._acted_since()]

    def put_back(self, *, by):
        placed = self._placed() - set(self.made[Person])
        super().put_back(by=by)
        follow_all(changed=chunked(Person.objects, "pk__in", sorted(placed)), by=by)

    def name_of(self, row):
        return row.full_name

    def rows(self):
        return Person.objects.in_list_order()

    def record_removed(self, *, by):
        trail.record_many("directory.person_removed", self.gone(), by=by, unit_path=lambda person: person.org_path)

    def record_restored(self, *, by):
        trail.record_many("directory.person_changed", self.back(), by=by, unit_path=lambda person: person.org_path)

    def _signed_in(self):
        people = chunked(Person.objects.exclude(last_login=None), "pk__in", self.made[Person])
        found = {(Person, person.pk) for person in people}
        if found:
            yield _("Has signed in: %(who)s") % {"who": self._names(found)}

    def _ended_since(self):
        found = set()
        for model in PLACES:
            there = {row.pk: row for row in chunked(model.objects, "pk__in", self.made[model])}
            found |= {(Person, row.person_id) for row in there.values() if row.ends_on is not None}
            found |= {(Person, None)} if len(there) != len(self.made[model]) else set()
        return found

    def _acted_since(self):
        """What people did, or others did with their papers, in a cell or a post that the list gave or took."""
        placed = self._placed() - set(self.made[Person])
        people = {str(person.public_id): person.pk for person in chunked(Person.objects, "pk__in", sorted(placed))}
        acted = set()
        for some in pieces(sorted(people)):
            events = AuditEvent.objects.filter(at__gt=self.taken.at)
            acted |= set(events.filter(actor_id__in=some).values_list("actor_id", flat=True))
            acted |= set(events.filter(owner_id__in=some).values_list("owner_id", flat=True))
        if acted:
            found = {(Person, people[key]) for key in acted}
            yield _("Has worked in the portal since then: %(who)s") % {"who": self._names(found)}

    def _placed(self):
        """Return the keys of the people whose membership or post the list made or changed."""
        rows = {(model, pk) for model in PLACES for pk in (*self.made[model], *self.changed[model])}
        return self._subjects(rows)[Person]
