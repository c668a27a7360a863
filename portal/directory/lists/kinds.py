"""The kinds of lists that the portal takes in. Parts above add theirs to ``KINDS`` in their ``AppConfig.ready``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from portal.directory import tree
from portal.directory.models import TakenList
from portal.directory.roles import Act
from portal.lib.lists import Column
from portal.lib.policy import ALLOWED, Verdict


@dataclass(frozen=True)
class ListKind:
    """One kind of list: what it is called, who takes it in, its columns, how it is read, written and undone.

    ``act`` is that of ``may``, the policy; a list is one of the highest unit where the person has it. ``options`` are
    what may be said about the list besides, ``name_label`` and ``place_label`` the headings above what its lines are
    about and say, ``page`` where it is uploaded, ``shown`` where it leads once written.
    """

    label: Any
    act: Act
    may: Callable[[Any], Verdict]
    columns: Callable[[], Mapping[str, Column]]
    read: Callable
    take: Callable
    undoing: Callable
    options: tuple[str, ...] = ()
    name_label: Any = ""
    place_label: Any = ""
    page: str = "directory:import"
    shown: str = "directory:people"


KINDS: dict[str, ListKind] = {}


def can_undo_some(person):
    """Whether there is any list that the person may take in, hence undo."""
    verdicts = [kind.may(person) for kind in KINDS.values()]
    return ALLOWED if any(verdicts) else verdicts[0]


def taken_by(person):
    """Return the lists that were taken in for the units where the person might have done so."""
    theirs = [Q(kind=name) & tree.under(person.scopes(kind.act), "org__path") for name, kind in KINDS.items()]
    return TakenList.objects.filter(reduce(or_, theirs))
