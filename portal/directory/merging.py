"""Merging organisations into another one, and splitting one: acts with a day and a decision, each one transaction.

An organisation that is merged ends and stands below the one that took it over: its officers reach its old papers. What
stood below it goes to the successor with a placement of its own, so that a report of an earlier day still finds the old
tree. Source: domain reference, 5.1.
"""

import datetime
from dataclasses import dataclass
from itertools import permutations

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.audit import trail
from portal.directory import acts, tree
from portal.directory.errors import NotPossible
from portal.directory.models import Appointment, Membership, PartyOrg, Person, TierOverride, carry_below, placed_after
from portal.directory.roles import ROLES
from portal.directory.services import OrgChange, OrgSplit, apply, crossed, place_organization
from portal.lib import composed
from portal.lib.composed import Touch, counted
from portal.lib.dates import today

ONE_DAY = datetime.timedelta(days=1)
ROWS_OF_A_STATEMENT = 500


@dataclass(frozen=True)
class Decided:
    """What a change rests on: its first day, the symbol of the decision, and who records it."""

    on: datetime.date
    decision: str
    by: Person | None


@transaction.atomic
def merge(sources, target, *, keeps_posts, decided):
    """Merge the organisations ``sources`` into ``target`` and return it; its ``touches`` say what followed.

    Cells that stand below go along; members of a merged cell become members of the target. Offices (personnel, clerk…)
    go on at the target, posts of the committees only where ``keeps_posts``. Raises ``NotPossible`` where one of them
    has ended, is of another kind, was moved after that day, or stands above another.
    """
    locked = {org.pk: org for org in PartyOrg.objects.select_for_update(of=("self",)).filter(
        pk__in=[target.pk, *(source.pk for source in sources)]
    ).select_related("org_type").order_by("pk")}  # fmt: skip
    target = locked[target.pk]
    sources = [locked[source.pk] for source in sources]
    _check(sources, target, decided.on)
    above = frozenset().union(*(crossed(source.path, target.path) for source in sources))
    held, found = set(), []
    for source in sources:
        found += _hand_over(source, target, keeps_posts, decided, held)
    found += apply(OrgChange(target, target.path, decided.on, decided.by, tuple(sources), above))
    for person in Person.objects.filter(pk__in=held).order_by("pk"):
        found += acts.follow(person, by=decided.by)
    target.touches = counted(found)
    return target


@transaction.atomic
def merge_into_new(sources, *, code, name, keeps_posts, decided):
    """Found an organisation beside the first of ``sources`` and merge them all into it; return it."""
    target = _found_beside(sources[0], code, name, decided)
    return merge(sources, target, keeps_posts=keeps_posts, decided=decided)


@transaction.atomic
def split(org, *, code, name, below=(), people=(), decided):
    """Found a new organisation beside ``org`` with some of what stands below it, or some of a cell's members.

    Returns the new one; its ``touches`` say what followed. Raises ``NotPossible`` where nothing or everything would go,
    or something is not of ``org``.
    """
    org = PartyOrg.objects.select_for_update(of=("self",)).select_related("org_type", "parent").get(pk=org.pk)
    going, all_here = (people, org.people.all()) if org.is_cell else (below, org.children.filter(ended_on=None))
    keys = {each.pk for each in going}
    here = set(all_here.values_list("pk", flat=True))
    if org.ended_on is not None or not keys <= here:
        raise NotPossible(_("Something has changed meanwhile. Look at the organisation again."))
    if not keys or keys == here:
        raise NotPossible(_("Choose what goes to the new organisation; something has to stay."))
    new = _found_beside(org, code, name, decided)
    basis = acts.Basis(document=decided.decision)
    gone = (
        {"people": frozenset(keys)}
        if org.is_cell
        else {"paths": tuple(each.path for each in all_here.filter(pk__in=keys))}
    )
    shared = OrgSplit(org, new, decided.by, **gone)
    found = [touch for part in composed.organization_split for touch in part(shared)]
    for each in going:
        if org.is_cell:
            found += acts.transfer(each, new, on=decided.on, basis=basis, by=decided.by).touches
        else:
            rest = {"on": decided.on, "decision": decided.decision, "by": decided.by}
            found += place_organization(PartyOrg.objects.get(pk=each.pk), parent=new, name=each.name, **rest)
    new.touches = counted(found)
    trail.record("directory.organization_split", org, by=decided.by, reason=_why(new, decided), unit_path=org.path)
    return new


def _found_beside(org, code, name, decided):
    """Found an organisation of the same kind below the same superior; refuse a code that is taken."""
    if PartyOrg.objects.filter(code=code).exists():
        raise NotPossible(_("There is an organisation with the code “%(code)s” already.") % {"code": code})
    like = {"org_type": org.org_type, "parent": org.parent, "place_name": org.place_name}
    return PartyOrg.found(code=code, name=name, on=decided.on, by=decided.by, decision=decided.decision, **like)


def hanging_on_orgs(orgs) -> list[Touch]:
    """Return what hangs on organisations and all below them today: in a fixed number of queries, however many."""
    paths = [org.path for org in orgs]
    below = PartyOrg.objects.in_reach(paths).filter(ended_on=None)
    people = Person.objects.filter(tree.under(paths, "org_path")).count()
    posts = Appointment.objects.today().filter(Q(org__in=orgs) | Q(collective__org__in=orgs)).count()
    found = [
        Touch(_("%(count)s organisations, with those below them") % {"count": below.count()}),
        Touch(_("%(count)s members") % {"count": people}),
        Touch(_("%(count)s posts and offices at these organisations themselves") % {"count": posts}),
    ]
    return found + [touch for part in composed.hanging_on_orgs for touch in part(orgs)]


def _check(sources, target, on):
    if not sources or target in sources or len({source.pk for source in sources}) < len(sources):
        raise NotPossible(_("Choose at least one organisation besides the one that takes it over."))
    for org in [target, *sources]:
        if org.ended_on is not None:
            raise NotPossible(_("%(name)s has ended already. Look at it again.") % {"name": org.name})
        if org.is_cell is not target.is_cell:
            raise NotPossible(_("A cell is merged with cells only, a committee with committees."))
    for upper, lower in permutations([target, *sources], 2):
        if lower.is_within(upper):
            raise NotPossible(_("One of the two stands above the other. Move it first."))
    _check_placed_before(sources, target, on)


def _check_placed_before(sources, target, on):
    """Refuse a day that is to come, or lies behind a later change of the tree: what stood where would be lost."""
    if on > today():
        raise NotPossible(_("The day lies ahead. Record it when it has come."))
    later = placed_after(on)
    if later.filter(org=target).exists():
        raise NotPossible(_("%(name)s was placed after that day. Choose a later day.") % {"name": target.name})
    for source in sources:
        if later.filter(tree.under([source.path], "org__path")).exists():
            raise NotPossible(
                _("%(name)s, or something below it, was placed after that day. Choose a later day.")
                % {"name": source.name}
            )


def _hand_over(source, target, keeps_posts, decided, held):
    """Give what stands below, belongs to and is held at ``source`` to ``target``; ``source`` ends.

    Returns what followed; adds to ``held`` the keys of those whose posts it touched.
    """
    before = source.path
    below = PartyOrg.objects.within(source).filter(ended_on=None).exclude(pk=source.pk).count()
    people = Person.objects.filter(tree.under([before], "org_path")).count()
    words = {"below": below, "people": people, "source": source.name, "target": target.name}
    found = [Touch(_("%(source)s ends; %(below)s organisations and %(people)s members go to %(target)s") % words)]
    carry_below(before, target, on=decided.on, decision=decided.decision)
    if source.is_cell:
        _move_members(source, target, decided)
    found += _move_posts(source, target, keeps_posts, decided, held)
    source.collectives.filter(valid_to=None).update(valid_to=decided.on)
    lasting = Q(ends_on=None) | Q(ends_on__gte=decided.on)
    TierOverride.objects.filter(lasting, body=source).update(body=target)
    source.placements.filter(valid_to=None).update(valid_to=decided.on)
    source.merged_into, source.ended_on, source.parent = target, decided.on, target
    source.ended_by = decided.decision
    source.settle(target)
    source.save()
    trail.record("directory.organization_merged", source, by=decided.by, reason=_why(target, decided), unit_path=before)
    return found


def _why(other, decided):
    return f"→ {other.name} · {decided.decision}"


def _move_members(source, target, decided):
    """End the memberships of a cell the day before, and begin them in the target; who came later is just moved."""
    held = Membership.objects.filter(cell=source).filter(Q(ends_on=None) | Q(ends_on__gte=decided.on))
    held.filter(starts_on__gte=decided.on).update(cell=target)
    lasting = list(held.filter(starts_on__lt=decided.on).select_related("person"))
    going_on = [
        Membership(
            person_id=row.person_id, cell=target, standing=row.standing, starts_on=decided.on,
            ends_on=row.ends_on, end_reason=row.end_reason,
        )
        for row in lasting
    ]  # fmt: skip
    held.filter(pk__in=[row.pk for row in lasting]).update(
        ends_on=decided.on - ONE_DAY, end_reason=Membership.EndReason.MOVED
    )
    Membership.objects.bulk_create(going_on, batch_size=ROWS_OF_A_STATEMENT)
    source.people.update(cell=target, org_path=target.path)
    people = [row.person for row in lasting]
    trail.record_many("directory.membership_begun", people, by=decided.by, reason=decided.decision,
                      unit_path=lambda person: target.path)  # fmt: skip


def _move_posts(source, target, keeps_posts, decided, holders):
    """End what is held at ``source`` the day before; offices go on at the target, posts only where they are kept.

    Who stands in for an absent officer goes along with the office. Returns what becomes of each post.
    """
    held = Appointment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=decided.on)).order_by("pk")
    found = []
    for post in held.filter(Q(org=source) | Q(collective__org=source)).select_related("person", "collective"):
        holders.add(post.person_id)
        what = f"{post.title}, {post.collective or source.name}: {post.person}"
        goes_on = post.org_id is not None and (keeps_posts or not ROLES[post.role].is_post)
        is_held_there = post.person.appointments.filter(org=target, role=post.role, ends_on=None).exists()
        if goes_on and (is_held_there or _goes_on(post, target, decided)):
            found.append(Touch(what, _("goes on at %(target)s") % {"target": target.name}))
        else:
            found.append(Touch(what, _("ends")))
        if post.org_id != target.pk:
            post.ends_on = max(decided.on - ONE_DAY, post.starts_on)
            post.save(update_fields=["ends_on"])
            where = {"reason": decided.decision, "unit_path": source.path}
            trail.record("directory.appointment_ended", post, by=decided.by, **where)
    return found


def _goes_on(post, target, decided):
    """Let a post go on at the target: one that begins later is moved, for another a new one begins. Returns True."""
    if post.starts_on >= decided.on:
        post.org = target
        post.save(update_fields=["org"])
        return True
    new = Appointment.objects.create(
        person=post.person,
        role=post.role,
        org=target,
        title=post.title,
        starts_on=decided.on,
        ends_on=post.ends_on,
        reports_to_id=post.reports_to_id,
    )
    post.delegations.filter(ended_at=None, ends_on__gte=decided.on).update(post=new)
    where = {"reason": decided.decision, "unit_path": target.path}
    trail.record("directory.appointed", new, by=decided.by, **where)
    return True
