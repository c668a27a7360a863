"""By which frame of the scheme somebody is rated, and their rank in a session (domain reference, 6.2, 6.3, 4.2)."""

from portal.directory.models import TierRule
from portal.directory.roles import HEADS, POSTS, Role
from portal.lib.vietnamese import fold

COLLECTIVE, ORGANISATION = "COLLECTIVE", "ORGANISATION"
CENTRAL_CADRE, LEADER, NON_LEADER, MEMBER_OUTSIDE = "CENTRAL_CADRE", "LEADER", "NON_LEADER", "MEMBER_OUTSIDE"

# An earlier scheme has fewer frames: then the next wider one holds.
WIDER = {CENTRAL_CADRE: LEADER, MEMBER_OUTSIDE: NON_LEADER, ORGANISATION: COLLECTIVE}

# A member of a cell's committee leads nobody by that post alone [P]; the office may change the frame of one dossier.
LEADING = frozenset(POSTS) - {Role.CELL_COMMITTEE_MEMBER}
DEPUTIES = {Role.DEPUTY_SECRETARY, Role.CELL_DEPUTY_SECRETARY}

# Branches of party and state agencies: their members work in the political system, whatever the list leaves out.
OF_AGENCIES = {"PROV_PARTY_AGENCIES", "PROV_PC"}
RETIRED = ("nghi huu", "huu tri", "can bo huu", "da nghi huu")

FIRST, HEAD, DEPUTY, COMMITTEE, OTHERS = 0, 1, 2, 3, 9


def frame_of_person(posts, tier, workplace, is_of_agency):
    """Return the frame code of a person with ``posts`` (of that day), managed in ``tier``.

    Without a leading post: who has a workplace, or belongs to the branch of an agency, works in the political system.
    """
    if any(post.role in LEADING for post in posts):
        return CENTRAL_CADRE if tier == TierRule.Tier.CENTRAL else LEADER
    at_work = bool(workplace) and not fold(workplace).startswith(RETIRED)
    return NON_LEADER if at_work or is_of_agency else MEMBER_OUTSIDE


def frame_in(rules, code):
    """Return the frame of ``rules`` for a code, or the next wider one; None where the scheme has neither."""
    known = {frame.code: frame for frame in rules.frames}
    return known.get(code) or known.get(WIDER.get(code, ""))


def rank_of(posts):
    """Return the place in the order of a session: heads, deputies, committee, others (domain reference, 4.2 [C])."""
    roles = {post.role for post in posts}
    if roles & set(HEADS):
        return HEAD
    if roles & DEPUTIES:
        return DEPUTY
    return COMMITTEE if roles & set(POSTS) else OTHERS
