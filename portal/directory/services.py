"""What the office and the administrator do over several records: one transaction, one event for each."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from portal.audit import trail
from portal.directory import acts, letters, tree
from portal.directory.models import Membership, PartyOrg, Person, changed_contact, free_login_name
from portal.lib import composed
from portal.lib.vietnamese import fold


@dataclass(frozen=True)
class OrgChange:
    """An organisation that moved, got a new name or took others over: what ``composed.apply_org_change`` is told.

    ``path_before`` is the path until the day before ``on``; the organisation has its new one already. ``merged`` are
    the organisations that ended in it; what stood below them stands below it now. ``crossed`` are the keys of those
    that stood above what moved and do so no more, or do so only now: their calls lose people, or gain them.
    """

    org: PartyOrg
    path_before: str
    on: date
    by: Person | None
    merged: tuple[PartyOrg, ...] = ()
    crossed: frozenset[int] = frozenset()


@dataclass(frozen=True)
class OrgSplit:
    """A split that is about to move things: what ``composed.organization_split`` is told.

    ``paths`` are those of the organisations that go from below ``org`` to ``new``; of a cell, ``people`` are the keys
    of the members who go.
    """

    org: PartyOrg
    new: PartyOrg
    by: Person | None
    paths: tuple[str, ...] = ()
    people: frozenset[int] = frozenset()

    def among(self):
        """Return the condition for what is kept of those who go, in rows with a ``unit`` and a ``person``."""
        return Q(person__in=self.people) if self.org.is_cell else tree.under(self.paths, "unit__path")


@dataclass(frozen=True)
class Touched:
    """Whom and what a move or a new name touches: organisations with the moved one, cells, people."""

    organizations: int
    cells: int
    people: int


@transaction.atomic
def add_person(values, *, cell, standing, on, by):
    """Create a person with ``values`` (attributes of ``Person``) as a member of ``cell`` from day ``on``.

    Raises ``NotPossible`` where ``cell`` is not a cell.
    """
    person = Person(**values)
    stem = ".".join(fold(person.full_name).split())
    taken = set(Person.objects.filter(login_name__startswith=stem[:50]).values_list("login_name", flat=True))
    person.login_name = free_login_name(person.full_name, taken)
    person.set_unusable_password()
    person.save()
    trail.record("directory.person_added", person, by=by, unit_path=cell.path)
    Membership.begin(person, cell, on=on, standing=standing, by=by)
    acts.follow_all(added=[person], by=by)
    return person


@transaction.atomic
def mend_person(person, values, *, by):
    """Set ``values`` (attributes of ``Person``) and return whether anything changed; the old e-mail address is told."""
    if "email" in changed_contact(person, values):
        letters.tell_old_addresses([person.email])
    changed = [name for name, value in values.items() if getattr(person, name) != value]
    if not changed:
        return False
    for name in changed:
        setattr(person, name, values[name])
    person.save()
    trail.record("directory.person_changed", person, by=by, unit_path=person.org_path)
    return True


@transaction.atomic
def place_organization(org, *, parent, name, on, decision, by):
    """Move or rename ``org`` from day ``on``, and let the parts above pass on what hangs on it: return what they did.

    Raises ``NotPossible`` where ``parent`` lies below ``org`` or is a cell, or something was placed after that day.
    """
    before = org.path
    org.place(parent=parent, name=name, on=on, by=by, decision=decision)
    return apply(OrgChange(org, before, on, by, crossed=crossed(before, org.path)))


def apply(change):
    """Let the parts above pass on what hangs on the organisations of a change, in its transaction."""
    return [touch for part in composed.apply_org_change for touch in part(change)]


def crossed(before, path):
    """Return the keys of the organisations above only one of two paths."""
    return frozenset(tree.ancestors(before)[:-1]) ^ frozenset(tree.ancestors(path)[:-1])


def touched_by(org):
    """Return what hangs on ``org`` today, for the preview of a move."""
    below = PartyOrg.objects.within(org).filter(ended_on=None)
    people = Person.objects.filter(tree.under([org.path], "org_path"))
    return Touched(below.count(), below.cells().count(), people.count())
