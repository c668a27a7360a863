"""Undoing the last list of a unit: everything as it was, or nothing, and only while nothing rests on it."""

from collections import defaultdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit import trail
from portal.audit.models import AuditEvent
from portal.directory.acts import follow_all
from portal.directory.errors import NotPossible
from portal.directory.lists.pieces import AT_ONCE, chunked
from portal.directory.lists.previewing import wait_for_other_lists
from portal.directory.models import Appointment, Membership, Person, TakenList
from portal.lib import composed, progress
from portal.lib.relations import referring

MODELS = {model._meta.model_name: model for model in (Person, Membership, Appointment)}
NAMES_TOLD = 5


class Undoing:
    """What undoing one list would do; ``what_rests_on_it`` are sentences, and none may be there."""

    def __init__(self, taken):
        self.taken = taken
        self.made, self.changed = defaultdict(list), defaultdict(dict)
        self.put_back_rows = 0
        for piece in taken.pieces.all():
            model = MODELS[piece.model]
            self.made[model] += piece.made
            for pk, before, after in piece.changed:
                self.changed[model][pk] = _read(model, before), _read(model, after)

    @property
    def counts(self):
        """Return how many people would go, and how many get back what they were."""
        return {"made": len(self.made[Person]), "changed": len(self._touched() - set(self.made[Person]))}

    def take_back_lists(self):
        """Take new people off the lists that they came on by themselves, where nothing was written there."""
        for start in range(0, len(self.made[Person]), AT_ONCE):
            people = Person.objects.filter(pk__in=self.made[Person][start : start + AT_ONCE])
            for part in composed.people_removed:
                part(people)

    def what_would_rest(self):
        """Return what would rest on the list if it were undone now."""
        with transaction.atomic():
            self.take_back_lists()
            found = self.what_rests_on_it()
            transaction.set_rollback(True)
        return found

    def what_rests_on_it(self):
        """Return one sentence for each kind of thing that would be lost or contradicted."""
        return [*self._referring(), *self._signed_in(), *self._changed_since(), *self._acted_since()]

    def _referring(self):
        """What other tables keep of rows that would go."""
        found = defaultdict(set)
        for model in MODELS.values():
            own = {other: set(self.made[other]) for other in MODELS.values()}
            for field, pk, key in referring(model, self.made[model]):
                if pk not in own.get(field.model, ()):
                    found[field.model._meta.verbose_name].add((model, key))
        for name, rows in sorted(found.items(), key=lambda pair: str(pair[0])):
            yield _("%(what)s: %(who)s") % {"what": str(name).capitalize(), "who": _names(self._people_of(rows))}

    def _people_of(self, rows):
        keys = {key for model, key in rows if model is Person}
        for model in (Membership, Appointment):
            keys |= set(
                model.objects.filter(pk__in=[key for other, key in rows if other is model]).values_list(
                    "person", flat=True
                )
            )
        return keys

    def _signed_in(self):
        people = chunked(Person.objects.exclude(last_login=None), "pk__in", self.made[Person])
        keys = {person.pk for person in people}
        if keys:
            yield _("Has signed in: %(who)s") % {"who": _names(keys)}

    def _changed_since(self):
        """Rows that are no longer what the list made of them."""
        keys = set()
        for model, changes in self.changed.items():
            there = {row.pk: row for row in chunked(model.objects, "pk__in", list(changes))}
            for pk, (_before, after) in changes.items():
                row = there.get(pk)
                if row is None or any(getattr(row, name) != value for name, value in after.items()):
                    keys.add(pk if model is Person else getattr(row, "person_id", None))
        for model in (Membership, Appointment):
            there = {row.pk: row for row in chunked(model.objects, "pk__in", self.made[model])}
            keys |= {row.person_id for row in there.values() if row.ends_on is not None}
            keys |= {None} if len(there) != len(self.made[model]) else set()
        if keys:
            yield _("Changed since then: %(who)s") % {"who": _names(keys)}

    def _acted_since(self):
        """What people did, or others did with their papers, in a cell or a post that the list gave or took."""
        placed = {pk for pk in self._touched() if pk not in self.made[Person]} & self._placed()
        people = {str(person.public_id): person.pk for person in chunked(Person.objects, "pk__in", sorted(placed))}
        acted, ids = set(), sorted(people)
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            events = AuditEvent.objects.filter(at__gt=self.taken.at)
            acted |= set(events.filter(actor_id__in=some).values_list("actor_id", flat=True))
            acted |= set(events.filter(owner_id__in=some).values_list("owner_id", flat=True))
        if acted:
            yield _("Has worked in the portal since then: %(who)s") % {"who": _names({people[key] for key in acted})}

    def _placed(self):
        """Return the keys of the people whose membership or post the list made or changed."""
        keys = set()
        for model in (Membership, Appointment):
            rows = [*self.made[model], *self.changed[model]]
            keys |= {row.person_id for row in chunked(model.objects, "pk__in", rows)}
        return keys

    def _touched(self):
        return set(self.changed[Person]) | set(self.made[Person]) | self._placed()

    def put_back(self, *, by):
        """Write everything as it was; endings that are opened again come after what took their place has gone."""
        self._count(0)
        placed = self._placed() - set(self.made[Person])
        for model in (Appointment, Membership):
            for start in range(0, len(self.made[model]), AT_ONCE):
                some = self.made[model][start : start + AT_ONCE]
                model.objects.filter(pk__in=some).delete()
                self._count(len(some))
        for model in (Membership, Appointment, Person):
            self._restore(model)
        restored = list(chunked(Person.objects, "pk__in", sorted(self.changed[Person])))
        gone = list(chunked(Person.objects, "pk__in", self.made[Person]))
        trail.record_many("directory.person_changed", restored, by=by, unit_path=lambda person: person.org_path)
        trail.record_many("directory.person_removed", gone, by=by, unit_path=lambda person: person.org_path)
        for start in range(0, len(gone), AT_ONCE):
            some = [person.pk for person in gone[start : start + AT_ONCE]]
            Person.objects.filter(pk__in=some).delete()
            self._count(len(some))
        follow_all(changed=chunked(Person.objects, "pk__in", sorted(placed)), by=by)

    def _restore(self, model):
        changes = self.changed[model]
        rows = list(chunked(model.objects, "pk__in", list(changes)))
        by_fields = defaultdict(list)
        for row in rows:
            before, _after = changes[row.pk]
            for name, value in before.items():
                setattr(row, name, value)
            by_fields[tuple(before)].append(row)
        for fields, same in by_fields.items():
            names = [_field_name(model, name) for name in fields]
            for start in range(0, len(same), AT_ONCE):
                model.objects.bulk_update(same[start : start + AT_ONCE], names, 500)
                self._count(len(same[start : start + AT_ONCE]))

    def _count(self, rows):
        self.put_back_rows += rows
        progress.told(self.put_back_rows, sum(map(len, [*self.made.values(), *self.changed.values()])))


@transaction.atomic
def undo(taken, *, by):
    """Undo a list. Raises ``NotPossible`` naming what rests on it, or where it is not known any more what it did."""
    wait_for_other_lists()
    taken = TakenList.objects.select_for_update(of=("self",)).select_related("org").get(pk=taken.pk)
    if not taken.can_be_undone:
        raise NotPossible(_("Only the last list of a unit can be undone, and only once."))
    undoing = Undoing(taken)
    undoing.take_back_lists()
    resting = undoing.what_rests_on_it()
    if resting:
        raise NotPossible(_("Something rests on this list: %(what)s.") % {"what": "; ".join(resting)})
    undoing.put_back(by=by)
    taken.pieces.all().delete()
    taken.undone_at, taken.undone_by = timezone.now(), by
    taken.save(update_fields=["undone_at", "undone_by"])
    trail.record("directory.list_undone", taken.org, by=by, reason=taken.filename, unit_path=taken.org.path)


def _read(model, values):
    """Return values as the model holds them; JSON keeps dates as text. A foreign key stays the key that it is."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return {
        name: value if fields[name].is_relation else fields[name].to_python(value) for name, value in values.items()
    }


def _field_name(model, name):
    """Return the field of an attribute: "cell" of "cell_id", "personal_id" of itself."""
    return next(field.name for field in model._meta.concrete_fields if field.attname == name)


def _names(keys):
    """Return a few names and how many more there are."""
    people = list(Person.objects.filter(pk__in=sorted(key for key in keys if key)[:NAMES_TOLD]).in_list_order())
    names = ", ".join(person.full_name for person in people)
    more = len(keys) - len(people)
    return names if not more else _("%(names)s and %(count)s more") % {"names": names, "count": more}
