"""Where somebody is reviewed, in which order, and which place proposes the level (domain reference, 4.2 [C]).

The cell, and for who holds a post the leadership collective at work, further posts, and the committee; the former cell
of who moved in the period only remarks. Exactly one place is deciding: that of the highest post, else the cell.
"""

from typing import NamedTuple

from evaluations.models import ReviewPlacement
from portal.directory.models import Collective
from portal.directory.roles import CELL_POSTS, Role

Capacity = ReviewPlacement.Capacity
Kind = Collective.Kind

ORDER = {
    Capacity.FORMER_CELL: 1,
    Capacity.TEMPORARY_CELL: 1,
    Capacity.CELL: 2,
    Capacity.OWN: 2,
    Capacity.LEADERSHIP: 3,
    Capacity.FURTHER_POST: 4,
    Capacity.COMMITTEE: 5,
}
COMMITTEES = {Kind.COMMITTEE, Kind.STANDING_COMMITTEE}
# In the standing committee by these posts; a plain member of the committee is reviewed before the whole of it.
IN_STANDING_COMMITTEE = {Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.STANDING_MEMBER}
COMMITTEE_POSTS = IN_STANDING_COMMITTEE | {Role.COMMITTEE_MEMBER}
# A leadership collective of fewer is reviewed with the committee of its unit (43-HD/BTCTW, section 2 [C]).
FEWEST_OF_A_COLLECTIVE = 3


class Place(NamedTuple):
    """One place of review before it is written; ``collective_id`` is None where the organisation itself meets."""

    body_id: int
    collective_id: int | None
    capacity: str
    is_deciding: bool

    @property
    def order(self):
        return ORDER[self.capacity]


class Meetings:
    """Which collectives there are, and who sits on them: where a post brings its holder before a meeting."""

    def __init__(self, collectives, members, committee_members):
        """``collectives`` are (key, kind, organisation's key) in order; ``members`` people's keys by collective,
        ``committee_members`` those who hold a post of the committee, by organisation."""
        self._kinds = {pk: kind for pk, kind, _org in collectives}
        self._at = {}
        for pk, kind, org in collectives:
            self._at.setdefault((org, kind), pk)
        self._members, self._committee_members = members, committee_members

    def of_post(self, post):
        """Return (organisation's key, collective's key or None, capacity) for a post."""
        if post.role in CELL_POSTS:
            return post.place.pk, None, Capacity.CELL
        if post.collective_id is None and post.role == Role.AGENCY_HEAD:
            return post.place.pk, None, Capacity.LEADERSHIP
        if post.collective_id is None:
            return self._committee(post.place.pk, post.role in IN_STANDING_COMMITTEE)
        if self._kinds.get(post.collective_id) in COMMITTEES:
            return post.place.pk, post.collective_id, Capacity.COMMITTEE
        if self._meets_as_committee(post):
            return self._committee(post.place.pk, True)
        return post.place.pk, post.collective_id, Capacity.LEADERSHIP

    def _committee(self, org, in_standing):
        kinds = [Kind.STANDING_COMMITTEE, Kind.COMMITTEE] if in_standing else [Kind.COMMITTEE]
        found = next((self._at[org, kind] for kind in kinds if (org, kind) in self._at), None)
        return org, found, Capacity.COMMITTEE

    def _meets_as_committee(self, post):
        """Tell whether a leadership collective is reviewed at the committee: too few, or all of them sit there."""
        members = self._members.get(post.collective_id, set())
        committee = self._committee_members.get(post.place.pk, set())
        return bool(committee) and (len(members) < FEWEST_OF_A_COLLECTIVE or members <= committee)


def places_of(posts, cell, former_cells, meetings):
    """Return the ``Place``s of a person in the order of review.

    ``posts`` are those of the day, highest first; ``cell`` and ``former_cells`` are keys (None: belongs to no cell). Of
    two leadership posts the second is a further one; which takes more of the working time, the office knows.
    """
    places = {}
    if cell is not None:
        places[cell, None] = Capacity.CELL
    has_leadership, deciding = False, None
    for post in posts:
        body, collective, capacity = meetings.of_post(post)
        key = (body, collective)
        if key not in places:
            is_further = capacity == Capacity.CELL or (capacity == Capacity.LEADERSHIP and has_leadership)
            has_leadership |= capacity == Capacity.LEADERSHIP
            places[key] = Capacity.FURTHER_POST if is_further and places else capacity
        deciding = deciding or key
    deciding = deciding or (cell, None)
    for former in former_cells:
        places.setdefault((former, None), Capacity.FORMER_CELL)
    found = [Place(*key, capacity, is_deciding=key == deciding) for key, capacity in places.items()]
    return sorted(found, key=lambda place: place.order)
