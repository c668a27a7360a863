"""Both lists as kinds of lists: who takes them in, how, and how they are undone."""

from django.utils.translation import gettext_lazy as _

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
    removed, restored = "resolutions.removed", "resolutions.changed"

    def rows(self):
        return Resolution.objects.with_citation()


class ClauseUndoing(Undoing):
    tables = (Clause,)
    removed, restored = "resolutions.clause_dropped", "resolutions.clause_changed"

    def rows(self):
        return Clause.objects.select_related("resolution__doc_type")

    def name_of(self, row):
        return row.reference


def _kind(label, columns, module, undoing):
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
    )


LISTS = {
    "resolutions": _kind(_("Documents"), RESOLUTIONS, resolutions, ResolutionUndoing),
    "clauses": _kind(_("Items of documents"), CLAUSES, clauses, ClauseUndoing),
}
