"""Both lists as kinds of lists: who takes them in, how, and how they are undone."""

from django.utils.translation import gettext_lazy as _

from portal.audit import trail
from portal.directory.lists.kinds import ListKind
from portal.directory.lists.undoing import Undoing
from portal.directory.roles import Act
from portal.resolutions import policies
from portal.resolutions.lists import clauses, resolutions
from portal.resolutions.lists.words import CLAUSES, RESOLUTIONS
from portal.resolutions.models import Clause, Issuer, Resolution

RELATIONS = (Resolution.replaces.through, Resolution.implements.through)


class ResolutionUndoing(Undoing):
    """Documents with what they replace and carry out; issuers that the list brought go with them."""

    tables = (*RELATIONS, Resolution, Issuer)
    counted = Resolution
    whose = dict.fromkeys(RELATIONS, "from_resolution")

    def rows(self):
        return Resolution.objects.with_citation()

    def record_removed(self, *, by):
        trail.record_many("resolutions.removed", self.gone(), by=by)

    def record_restored(self, *, by):
        trail.record_many("resolutions.changed", self.back(), by=by)


class ClauseUndoing(Undoing):
    tables = (Clause,)

    def rows(self):
        return Clause.objects.select_related("resolution__doc_type")

    def record_removed(self, *, by):
        trail.record_many("resolutions.clause_dropped", self.gone(), by=by)

    def record_restored(self, *, by):
        trail.record_many("resolutions.clause_changed", self.back(), by=by)

    def name_of(self, row):
        return row.reference


def _kind(label, columns, module, undoing, **labels):
    return ListKind(
        label,
        Act.KEEP_RESOLUTIONS,
        policies.can_keep,
        lambda: columns,
        module.read,
        module.take,
        undoing,
        page="resolutions:import",
        shown="resolutions:resolutions",
        **labels,
    )


LISTS = {
    "resolutions": _kind(
        _("Documents"),
        RESOLUTIONS,
        resolutions,
        ResolutionUndoing,
        name_label=_("Document"),
        place_label=_("Issuer"),
    ),
    "clauses": _kind(
        _("Items of documents"), CLAUSES, clauses, ClauseUndoing, name_label=_("Item"), place_label=_("Document")
    ),
}
