"""Whom slips are made for: the list an officer chooses from, and who of the chosen may get one."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.directory import policies, tree
from portal.directory.models import ActivationSlip, Membership, Person, TakenPiece, acting_posts_of
from portal.directory.roles import ROLES, Act
from portal.directory.search import units_within
from portal.lib.refusal import Refused

MOST_AT_ONCE = 5000  # a province makes its slips ward by ward; so many are some 600 sheets
LOADED_AT_ONCE = 500  # people loaded with what they hold in one statement


class NobodyChosen(Refused):
    """No slip was asked for."""


class TooMany(Refused):
    """More slips at once than one file holds."""


@dataclass
class Chosen:
    """Whom an officer chose: ``fit`` get a slip; ``refused`` are pairs of a person and why not."""

    fit: list = field(default_factory=list)
    refused: list = field(default_factory=list)


def people_of(officer, *, unit=None, words="", only_waiting=True):
    """Return the people whom ``officer`` keeps: of one unit or all, called so or all, without a password yet or all."""
    found = Person.objects.filter(tree.under(officer.scopes(Act.KEEP_PEOPLE), "org_path"), is_active=True)
    if unit is not None:
        found = found.within(unit)
    if only_waiting:
        found = found.without_password()
    return found.named_like(words) if words.strip() else found


def of_list(officer, pk):
    """Return whom a list brought in, as far as the officer keeps them and they have chosen no password yet.

    Nobody once the list was undone, or it is forgotten what it did.
    """
    made = TakenPiece.objects.filter(taken=pk, model=Person._meta.model_name).values_list("made", flat=True)
    keys = [key for some in made for key in some]
    return people_of(officer).filter(pk__in=keys[: MOST_AT_ONCE + 1])


def units_of(officer):
    """Return the organisations to narrow by, of those that the officer keeps."""
    return units_within(officer.scopes(Act.KEEP_PEOPLE))


def named(officer, public_ids):
    """Return the people with these public ids, as far as the officer sees or keeps them."""
    keys = [key for key in map(_uuid, public_ids) if key]
    seen, kept = Person.objects.visible_to(officer).values("pk"), Person.objects.kept_by(officer).values("pk")
    return Person.objects.filter(Q(pk__in=seen) | Q(pk__in=kept), public_id__in=keys[: MOST_AT_ONCE + 1])


def sorted_out(officer, people: Iterable[Person]) -> Chosen:
    """Return who of ``people`` may get a slip from ``officer``, in the order given.

    Raises ``NobodyChosen`` and ``TooMany``. Three queries for each 500 people.
    """
    people = list(people)
    if not people:
        raise NobodyChosen(_("Nobody is chosen. Tick the comrades who need a slip, or take the whole list."))
    if len(people) > MOST_AT_ONCE:
        words = {"count": MOST_AT_ONCE}
        raise TooMany(_("One file holds %(count)s slips at most. Choose a smaller unit.") % words)
    _load_standing(people)
    chosen = Chosen()
    for person in people:
        verdict = policies.can_issue_slip(officer, person)
        if verdict:
            chosen.fit.append(person)
        else:
            chosen.refused.append((person, verdict.reason))
    return chosen


def open_slips_of(people):
    """Return the open slips of ``people`` by the key of the person."""
    return {slip.person_id: slip for slip in ActivationSlip.objects.open().filter(person__in=people)}


def _load_standing(people):
    """Read today's posts and memberships of all at once: each would otherwise ask for its own."""
    posts, stood_in, cells = {}, {}, {}
    keys = [person.pk for person in people]
    for start in range(0, len(keys), LOADED_AT_ONCE):
        part = keys[start : start + LOADED_AT_ONCE]
        held, absent = acting_posts_of(part)
        posts |= held
        stood_in |= absent
        for membership in Membership.objects.today().filter(person__in=part).select_related("cell__parent"):
            cells[membership.person_id] = membership
    for person in people:
        mine = posts.get(person.pk, [])
        person.posts_today = sorted(mine, key=lambda post: (ROLES[post.role].rank, post.place.path))
        person.stand_in_posts = stood_in.get(person.pk, [])
        person.membership_today = cells.get(person.pk)


def _uuid(text):
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
