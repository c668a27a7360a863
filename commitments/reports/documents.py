"""Which documents of a campaign, and which of their clauses, what was registered in a unit answers."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from commitments.models import ActionProgram, Commitment
from commitments.tallies.chain import Chain, clauses_of
from portal.resolutions.models import Clause, Resolution


@dataclass
class Document:
    """One document: how many ``programs`` answer it, straight or through a clause that carries it out.

    ``untaken`` are those of its ``clauses`` that no program answers.
    """

    resolution: Resolution
    programs: int = 0
    clauses: list[Clause] = field(default_factory=list)
    untaken: list[Clause] = field(default_factory=list)


def documents_of(campaign, unit, day, then):
    """Return a ``Document`` for each document of the campaign, in its order.

    Counts what was handed in and not closed of those on the roster on that day. Each program counts once for a
    document, whatever the number of its commitments. ``then`` is the tree of the day.
    """
    links = campaign.campaign_resolutions.select_related("resolution__doc_type")
    documents = {link.resolution_id: Document(link.resolution) for link in links}
    for clause in clauses_of(campaign):
        documents[clause.resolution_id].clauses.append(clause)
    programs, taken = _counted(campaign, unit, day, then)
    for key, document in documents.items():
        document.programs = programs[key]
        document.untaken = [clause for clause in document.clauses if clause.pk not in taken]
    return list(documents.values())


def _counted(campaign, unit, day, then):
    """Return how many programs answer each document, and the keys of the clauses that any program answers."""
    chain = Chain.of(campaign)
    handed_in = campaign.entries_on(day).on_roster(on=day).within(unit, then).in_state("registered").order_by()
    handed_in = handed_in.exclude(program__status=ActionProgram.Status.CLOSED)
    answers = Commitment.objects.in_force().filter(program__entry__in=handed_in, clauses__isnull=False)
    rows = answers.order_by("program").values_list("program", "clauses").iterator(2_000)
    programs, taken = Counter(), set()
    for _program, pairs in groupby(rows, itemgetter(0)):
        clauses = set().union(*(chain.answers.get(clause, ()) for _program, clause in pairs))
        taken |= clauses
        programs.update({chain.document[clause] for clause in clauses})
    return programs, taken
