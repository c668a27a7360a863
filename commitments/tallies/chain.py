"""Which clauses answer which: a clause is also answered through the clauses that carry it out, at any depth."""

from dataclasses import dataclass

from portal.resolutions.models import Clause


@dataclass(frozen=True)
class Chain:
    """For every clause that counts, the clauses of the campaign that it answers: itself, and those above it.

    ``answers`` maps keys of clauses to sets of keys; ``document`` maps them to the key of their resolution.
    """

    answers: dict[int, frozenset[int]]
    document: dict[int, int]

    @classmethod
    def of(cls, campaign, clauses=None):
        """Return the chains that lead to the clauses of the campaign's documents, or to ``clauses`` of them alone."""
        shown = dict((clauses if clauses is not None else clauses_of(campaign)).values_list("pk", "resolution"))
        links = Clause.objects.filter(parent__isnull=False).order_by()
        rows = list(links.values_list("pk", "parent", "resolution"))
        parents = {pk: parent for pk, parent, _document in rows}
        document = {pk: resolution for pk, _parent, resolution in rows} | shown
        found = {pk: frozenset(_above(pk, parents)) & shown.keys() for pk in {*shown, *parents}}
        return cls({pk: tops for pk, tops in found.items() if tops}, document)

    def through(self, clause):
        """Return ``{(clause answered, document through which)}`` for one clause; the straight way is not named."""
        document = self.document[clause]
        return {(top, document) for top in self.answers[clause] if self.document[top] != document}


def clauses_of(campaign):
    """Return the clauses of the campaign's documents, in the order of its list."""
    found = Clause.objects.filter(resolution__in=campaign.campaign_resolutions.values("resolution"))
    return found.order_by("resolution", "position", "pk")


def _above(clause, parents):
    """Return the clause and all above it; a circle ends where it began."""
    seen = set()
    while clause is not None and clause not in seen:
        seen.add(clause)
        clause = parents.get(clause)
    return seen
