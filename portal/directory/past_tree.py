"""The tree of organisations as it stood on an earlier day: what a table of a closed period is counted in.

Paths are kept with organisations as they are today. Only what has moved, ended or been renamed since differs, so the
placements of that day are asked for those alone.
"""

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from portal.directory import tree
from portal.directory.models import OrgPlacement, PartyOrg
from portal.lib.dates import today


def tree_of(unit, day):
    """Return the tree of a day that has passed, in which ``unit`` is counted; today's where it was founded since."""
    if day >= today():
        return TreeOn()
    then = TreeOn(day, of=unit)
    return then if then.had_it else TreeOn()


class TreeOn:
    """The tree on ``day`` (None: as it is today, without a query); ``had_it`` tells whether ``of`` stood in it."""

    def __init__(self, day=None, *, of=None):
        self.day, self._paths, self._names, self._superiors = day, {}, {}, {}
        self.had_it = False
        for org, path, name, superior, *now in self._asked(of) if day else ():
            self.had_it |= of is not None and org == of.pk
            if now != [path, name]:
                self._paths[org], self._names[org], self._superiors[org] = path, name, superior

    def _held(self):
        return OrgPlacement.objects.filter(Q(valid_to=None) | Q(valid_to__gt=self.day), valid_from__lte=self.day)

    def _asked(self, of):
        """Return the rows of what differs today, and that of one organisation: one query."""
        asked = self._held().filter(~Q(path=F("org__path"), name=F("org__name")) | Q(org=of))
        columns = ("org_id", "path", "name", "parent__name", "org__path", "org__name")
        return asked.order_by("valid_from").values_list(*columns)

    @property
    def differs(self):
        """Tell whether anything stands elsewhere, or is called otherwise, since."""
        return bool(self._paths)

    def path_of(self, org):
        """Return where an organisation stood."""
        return self.path(org.pk, org.path)

    def path(self, pk, today):
        """Return where the organisation of a key stood, whose path is ``today`` now."""
        return self._paths.get(pk, today)

    def name(self, pk, today):
        """Return what the organisation of a key was called, which is called ``today`` now."""
        return self._names.get(pk, today)

    def superior_name(self, pk, today):
        """Return the name of what stood above the organisation of a key; ``today`` is that of its superior now."""
        superior = int(self._paths[pk][-2 * tree.STEP : -tree.STEP] or 0) if pk in self._paths else None
        return self._names.get(superior, self._superiors.get(pk, today))

    def as_path(self, field):
        """Return the expression of where the organisation in ``field`` stood, to sort by it."""
        if not self.differs:
            return F(f"{field}__path")
        there = self._held().filter(org=OuterRef(field)).order_by("-valid_from")
        return Coalesce(Subquery(there.values("path")[:1]), F(f"{field}__path"))

    def children_of(self, org):
        """Return the organisations (a queryset) that stood right below one: of today's, those that have ended not."""
        standing = org.children.filter(ended_on=None)
        if not self.differs:
            return standing.in_tree_order()
        path = self.path_of(org)
        there = [pk for pk, was in self._paths.items() if was[: -tree.STEP] == path]
        stayed = standing.exclude(pk__in=list(self._paths))
        return PartyOrg.objects.filter(Q(pk__in=stayed) | Q(pk__in=there)).in_tree_order()

    def rename(self, orgs):
        """Give each of a list of organisations its name of the day, in the order of its tree; return them."""
        for org in orgs:
            org.name = self.name(org.pk, org.name)
            if org.pk in self._names:
                org.short_name = ""
        return sorted(orgs, key=self.path_of)

    def within(self, org, field):
        """Return the condition that the organisation in ``field`` stood at ``org`` or below it."""
        path = self.path_of(org)
        stayed = tree.under([path], f"{field}__path")
        if not self._paths:
            return stayed
        there = [pk for pk, was in self._paths.items() if tree.is_within(was, path)]
        return (stayed & ~Q(**{f"{field}__in": list(self._paths)})) | Q(**{f"{field}__in": there})

    def named(self, keys):
        """Return the organisations of ``keys`` under their names of the day, in the order of its tree."""
        return self.rename(list(PartyOrg.objects.filter(pk__in=keys).select_related("org_type")))
