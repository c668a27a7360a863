"""Undoing a list of organisations."""

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from portal.audit import trail
from portal.audit.models import AuditEvent
from portal.directory import tree
from portal.directory.lists.pieces import chunked, pieces
from portal.directory.lists.undoing import Undoing
from portal.directory.models import OrgPlacement, PartyOrg, Person
from portal.directory.services import OrgChange, apply, crossed
from portal.lib.dates import today
from portal.lib.rehearsal import rehearsed


class OrganizationUndoing(Undoing):
    """Organisations with their places in the tree. What moved goes back only while nobody has worked there since, and
    nothing of the parts above went along."""

    tables = (OrgPlacement, PartyOrg)
    whose = {OrgPlacement: "org"}

    def what_rests_on_it(self):
        found = [*super().what_rests_on_it(), *self._worked_since()]
        return found or list(dict.fromkeys(str(touch.what) for touch in rehearsed(lambda: self.put_back(by=None))))

    def put_back(self, *, by):
        """Write everything as it was, let the parts above follow, and return what they did."""
        super().put_back(by=by)
        for some in pieces(self._replaced("path")):
            path = PartyOrg.objects.filter(pk=OuterRef("cell")).values("path")
            Person.objects.filter(cell__in=some).update(org_path=Subquery(path))
        moved = chunked(PartyOrg.objects, "pk__in", self._replaced("parent_id"))
        return [touch for org in moved for touch in self._let_follow(org, by)]

    def record_removed(self, *, by):
        trail.record_many("directory.organization_removed", self.gone(), by=by, unit_path=lambda org: org.path)

    def record_restored(self, *, by):
        trail.record_many("directory.organization_changed", self.back(), by=by, unit_path=lambda org: org.path)

    def _let_follow(self, org, by):
        left = self._path(org.pk)
        return apply(OrgChange(org, left, today(), by, crossed=crossed(left, org.path)))

    def _path(self, pk):
        """Return the path that the list gave to an organisation."""
        return self.changed[PartyOrg][pk][1]["path"]

    def _worked_since(self):
        """Where papers were worked on, not only read, in what the list moved."""
        moved = {(PartyOrg, pk) for pk in self._replaced("parent_id") if self._has_papers_since(self._path(pk))}
        if moved:
            yield _("Has been worked on since then: papers of %(who)s") % {"who": self._names(moved)}

    def _has_papers_since(self, path):
        events = AuditEvent.objects.filter(tree.under([path], "unit_path"), at__gt=self.taken.at).exclude(owner_id="")
        return events.exclude(action__endswith="opened").exclude(action__endswith="printed").exists()
