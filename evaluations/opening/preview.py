"""What the office looks at before an evaluation opens: how many by frame, who is not rated, what needs a hand."""

from collections import Counter
from dataclasses import dataclass

from evaluations.models import Dossier
from evaluations.opening.places import Capacity
from evaluations.rules import Rules
from portal.directory.models import Collective, PartyOrg, Person

NAMES_AT_MOST = 100


@dataclass(frozen=True)
class Preview:
    """``frames`` are (label, count) of who would be rated; ``not_rated`` (person, unit, reason), ``without_decider``
    (subject, unit) by name, at most ``NAMES_AT_MOST`` of each beside their counts."""

    people: int
    frames: list
    collectives: int
    organisations: int
    not_rated_count: int
    not_rated: list
    without_decider_count: int
    without_decider: list
    several_places: int
    moved: int


def preview_of(evaluation, lines):
    """Return the ``Preview`` of proposed ``lines``."""
    rated = [line for line in lines if not line.not_rated_reason]
    people = [line for line in rated if line.person_id]
    out = [line for line in lines if line.not_rated_reason]
    undecided = [line for line in rated if line.decider_id is None]
    named = _Names(out[:NAMES_AT_MOST] + undecided[:NAMES_AT_MOST])
    return Preview(
        people=len(people),
        frames=_by_frame(evaluation, people),
        collectives=sum(1 for line in rated if line.collective_id),
        organisations=sum(1 for line in rated if line.org_id),
        not_rated_count=len(out),
        not_rated=[
            (named.subject(line), named.unit(line), Dossier.NotRated(line.not_rated_reason).label)
            for line in out[:NAMES_AT_MOST]
        ],
        without_decider_count=len(undecided),
        without_decider=[(named.subject(line), named.unit(line)) for line in undecided[:NAMES_AT_MOST]],
        several_places=sum(1 for line in people if sum(p.capacity != Capacity.FORMER_CELL for p in line.places) > 1),
        moved=sum(1 for line in people if any(p.capacity == Capacity.FORMER_CELL for p in line.places)),
    )


def _by_frame(evaluation, people):
    counts = Counter(line.frame for line in people)
    frames = Rules.parse(evaluation.scheme.document).frames
    return [(frame.label, counts[frame.code]) for frame in frames if counts[frame.code]]


class _Names:
    """The names of a few lines, read in three queries."""

    def __init__(self, lines):
        orgs = {line.unit_id for line in lines}
        self._people = Person.objects.in_bulk([line.person_id for line in lines if line.person_id])
        self._collectives = Collective.objects.in_bulk([line.collective_id for line in lines if line.collective_id])
        self._orgs = PartyOrg.objects.select_related("parent").in_bulk(orgs)

    def subject(self, line):
        if line.person_id:
            return self._people[line.person_id]
        return self._collectives[line.collective_id] if line.collective_id else self._orgs[line.org_id]

    def unit(self, line):
        return self._orgs[line.unit_id]
