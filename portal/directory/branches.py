"""The tree of organisations as a page shows it: nested where it is small, branch by branch where it is large."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import Length

from portal.directory import tree
from portal.directory.models import PartyOrg, Person

AT_ONCE = 200  # organisations that are drawn at once; of more, two levels, and the others as one opens them


@dataclass
class Branch:
    """One organisation in the tree. ``people`` is how many belong to it and below (None where one may not count)."""

    org: PartyOrg
    people: int | None = None
    has_below: bool = False
    below: list["Branch"] = field(default_factory=list)


def whole_tree(person):
    """Return ``branches`` for what the person may look at, and whether ``lazy`` ones are fetched as they open."""
    visible = PartyOrg.objects.visible_to(person).filter(ended_on=None)
    orgs = list(visible.select_related("org_type").in_tree_order()[: AT_ONCE + 1])
    lazy = len(orgs) > AT_ONCE
    if lazy:
        second_level = min(len(org.path) for org in orgs) + tree.STEP
        shallow = visible.annotate(length=Length("path")).filter(length__lte=second_level)
        orgs = list(shallow.select_related("org_type").in_tree_order())
    return {"branches": _nested(person, orgs), "lazy": lazy}


def branches_below(person, org):
    """Return the branches directly below an organisation, without those below them."""
    visible = PartyOrg.objects.visible_to(person).filter(parent=org, ended_on=None)
    return _branches(person, list(visible.select_related("org_type").in_tree_order()))


def _nested(person, orgs):
    by_path, tops = {}, []
    for branch in _branches(person, orgs):
        by_path[branch.org.path] = branch
        above = by_path.get(branch.org.path[: -tree.STEP])
        (above.below if above else tops).append(branch)
    return tops


def _branches(person, orgs):
    """Return a branch for each organisation, with the number of its people where the person may know it."""
    child = PartyOrg.objects.filter(parent=OuterRef("pk"), ended_on=None)
    keys = [org.pk for org in orgs]
    with_children = set(PartyOrg.objects.filter(Exists(child), pk__in=keys).values_list("pk", flat=True))
    counts = _counts(person, orgs)
    return [Branch(org, counts.get(org.pk), org.pk in with_children) for org in orgs]


def _counts(person, orgs):
    """Return how many people belong to each organisation and below; one query, by cell."""
    scopes = person.reach()
    asked = [org for org in orgs if any(tree.is_within(org.path, scope) for scope in scopes)]
    if not asked:
        return {}
    counts = defaultdict(int, {org.pk: 0 for org in asked})
    # One range around all of them: a hundred ranges would be compared with every person.
    paths = [org.path for org in asked]
    around = tree.common(paths)
    within = tree.under([around] if around else paths, "org_path")
    for path, count in Person.objects.filter(within).values_list("org_path").annotate(Count("pk")).order_by():
        for pk in tree.ancestors(path):
            if pk in counts:
                counts[pk] += count
    return counts
