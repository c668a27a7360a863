"""The tree of organisations as it stood on an earlier day: what a table of a closed period is counted in.

Paths are kept with organisations as they are today. Only what has moved, ended or been renamed since differs, so the
placements of that day are asked for those alone.
"""

from django.db.models import F, Q

from portal.directory import tree
from portal.directory.models import OrgPlacement, PartyOrg


class TreeOn:
    """The tree on ``day`` (None: as it is today, without a query)."""

    def __init__(self, day=None):
        self.day, self._paths, self._names = day, {}, {}
        for org, path, name in self._differing() if day else ():
            self._paths[org], self._names[org] = path, name

    def _differing(self):
        held = OrgPlacement.objects.filter(Q(valid_to=None) | Q(valid_to__gt=self.day), valid_from__lte=self.day)
        changed = held.exclude(path=F("org__path"), name=F("org__name"))
        return changed.order_by("valid_from").values_list("org_id", "path", "name")

    def path_of(self, org):
        """Return where an organisation stood."""
        return self.path(org.pk, org.path)

    def path(self, pk, today):
        """Return where the organisation of a key stood, whose path is ``today`` now."""
        return self._paths.get(pk, today)

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
        orgs = list(PartyOrg.objects.filter(pk__in=keys).select_related("org_type"))
        for org in orgs:
            org.name = self._names.get(org.pk, org.name)
        return sorted(orgs, key=self.path_of)
