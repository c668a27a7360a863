"""Organisations in their dated tree, people, memberships, posts, activation slips."""

from portal.directory.models.act import PersonAct
from portal.directory.models.belonging import Appointment, Membership
from portal.directory.models.delegation import Delegation, acting_posts_of, duties_of, substitutes_for, with_substitutes
from portal.directory.models.known_heading import KnownHeading
from portal.directory.models.organization import (
    Collective,
    OrgPlacement,
    OrgType,
    PartyOrg,
    TierOverride,
    TierRule,
    carry_below,
    placed_after,
    with_former,
)
from portal.directory.models.person import Person, changed_contact, free_login_name
from portal.directory.models.slip import ActivationSlip
from portal.directory.models.taken_list import LeftOut, TakenList, TakenPiece
from portal.directory.models.united_record import UnitedRecord

__all__ = [
    "ActivationSlip",
    "Appointment",
    "Collective",
    "Delegation",
    "KnownHeading",
    "LeftOut",
    "Membership",
    "OrgPlacement",
    "OrgType",
    "PartyOrg",
    "Person",
    "PersonAct",
    "TakenList",
    "TakenPiece",
    "TierOverride",
    "TierRule",
    "UnitedRecord",
    "acting_posts_of",
    "carry_below",
    "changed_contact",
    "duties_of",
    "free_login_name",
    "placed_after",
    "substitutes_for",
    "with_former",
    "with_substitutes",
]
