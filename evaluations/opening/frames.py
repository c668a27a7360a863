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
# Words with which a post at work begins, without marks [P]. A member list names the post, seldom the workplace.
LEADS_AT_WORK = (
    "truong", "pho truong", "giam doc", "pho giam doc", "tong giam doc", "chu tich", "pho chu tich", "hieu truong",
    "pho hieu truong", "chanh", "pho chanh", "vien truong", "pho vien truong",
)  # fmt: skip
OUTSIDE_THE_SYSTEM = (
    "huu", "nghi huu", "can bo huu", "da nghi huu", "to truong", "truong ban cong tac mat tran", "truong thon",
    "truong khu pho", "cong nhan", "nong dan", "lao dong tu do", "kinh doanh", "buon ban", "noi tro",
)  # fmt: skip

FIRST, HEAD, DEPUTY, COMMITTEE, OTHERS = 0, 1, 2, 3, 9


def frame_of_person(posts, tier, work, is_of_agency):
    """Return the frame code of a person with ``posts`` (of that day), managed in ``tier``.

    ``work`` are the workplace and the post there, as texts, empty where unknown. Who leads at work is a leader too;
    whoever else works, or belongs to the branch of an agency, works in the political system, unless the words say
    otherwise.
    """
    if any(post.role in LEADING for post in posts):
        return CENTRAL_CADRE if tier == TierRule.Tier.CENTRAL else LEADER
    workplace, work_post = map(fold, work)
    if workplace.startswith(OUTSIDE_THE_SYSTEM) or work_post.startswith(OUTSIDE_THE_SYSTEM):
        return MEMBER_OUTSIDE
    if work_post.startswith(LEADS_AT_WORK):
        return LEADER
    return NON_LEADER if workplace or work_post or is_of_agency else MEMBER_OUTSIDE


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
