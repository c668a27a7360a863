"""Which clauses answer which: a clause is also answered through the clauses that carry it out, at any depth."""

from dataclasses import dataclass

from portal.resolutions.models import Clause


@dataclass(frozen=True)
class Chain:
    """For every clause that counts, the clauses of the campaign that it answers: itself, and those above it.

    ``answers`` maps keys of clauses to sets of keys, ``document`` to the key of their resolution; ``units`` has the
    unit of measure of those clauses of the campaign that set a number to reach.
    """

    answers: dict[int, frozenset[int]]
    document: dict[int, int]
    units: dict[int, str]

    @classmethod
    def of(cls, campaign):
        """Return the chains that lead to the clauses of the campaign's documents, in two queries."""
        own = list(clauses_of(campaign).values_list("pk", "resolution", "target_value", "unit"))
        links = list(Clause.objects.filter(parent__isnull=False).order_by().values_list("pk", "resolution", "parent"))
        shown = {pk: resolution for pk, resolution, _target, _unit in own}
        parents = {pk: parent for pk, _resolution, parent in links}
        found = {pk: frozenset(_above(pk, parents)) & shown.keys() for pk in {*shown, *parents}}
        return cls(
            {pk: tops for pk, tops in found.items() if tops},
            shown | {pk: resolution for pk, resolution, _parent in links},
            {pk: unit for pk, _resolution, target, unit in own if target is not None},
        )

    def answering(self, *clauses):
        """Return the keys of the clauses that answer one of ``clauses``, itself among them."""
        return [pk for pk, tops in self.answers.items() if not tops.isdisjoint(clauses)]

    def through(self, clause):
        """Return ``{(clause answered, document through which)}`` for one clause; the straight way is not named."""
        document = self.document[clause]
        return {(top, document) for top in self.answers[clause] if self.document[top] != document}


def clauses_of(campaign):
    """Return the clauses of the campaign's documents, document by document in their own order."""
    found = Clause.objects.filter(resolution__in=campaign.campaign_resolutions.values("resolution"))
    return found.order_by("resolution", "position", "pk")


def _above(clause, parents):
    """Return the clause and all above it; a circle ends where it began."""
    seen = set()
    while clause is not None and clause not in seen:
        seen.add(clause)
        clause = parents.get(clause)
    return seen
