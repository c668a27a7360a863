"""Paths of the tree: a subtree is a range of strings, indexed on both databases.

A path is the six-digit numbers of an organisation's ancestors and its own, one after the other: ``000001000007``.
All have the same width, so a path begins with its parent's and nothing else does. ``:`` is the character after ``9``.
"""

from functools import reduce

from django.db.models import Q

STEP = 6
MAX_DEPTH = 16


def step(pk):
    """Return the part of a path that stands for one organisation."""
    return f"{pk:0{STEP}d}"


def is_within(path, root):
    """Tell whether ``path`` is ``root`` or lies below it. An empty root contains nothing."""
    return bool(root) and path.startswith(root)


def ancestors(path):
    """Return the primary keys on a path, from the top down to the organisation itself."""
    return [int(path[i : i + STEP]) for i in range(0, len(path), STEP)]


def common(paths):
    """Return the path of the lowest organisation that has all of ``paths`` at or below it; empty where none has."""
    first, last, end = min(paths), max(paths), 0
    while end < len(first) and first[: end + STEP] == last[: end + STEP]:
        end += STEP
    return first[:end]


def under(paths, field):
    """Return the condition that ``field`` lies in one of the subtrees ``paths``; nothing matches no paths.

    >>> PartyOrg.objects.filter(under([org.path], "path"))
    """
    ranges = [Q(**{f"{field}__gte": path, f"{field}__lt": path + ":"}) for path in outermost(paths)]
    return reduce(Q.__or__, ranges) if ranges else Q(pk__in=[])


def outermost(paths):
    """Drop paths that lie below another of ``paths``."""
    kept = []
    for path in sorted(p for p in paths if p):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept
