"""Who decides a level (domain reference, 4.1 [C: 366-QĐ/TW, Art. 3 and 13; 43-HD/BTCTW, section 3]).

The table of the reference, put as one rule: a cell and a sub-branch are decided by the nearest committee at the
grassroots or above it, anything else by the next one above; at the top it is a body outside this installation (None).
"""

from portal.directory.models import Collective, OrgType

BELOW_GRASSROOTS = {OrgType.Level.CELL, OrgType.Level.SUB_BRANCH}
Kind = Collective.Kind


def nearest_committee(org, levels):
    """Return ``org``, or the nearest organisation above it that is neither a cell nor a sub-branch; None without one.

    ``levels`` are the levels of organisation types by key.
    """
    while org is not None and levels[org.org_type_id] in BELOW_GRASSROOTS:
        org = org.parent
    return org


def decider_of_org(org, levels):
    """Return who decides the level of an organisation: the superior that does, by the table."""
    return nearest_committee(org.parent, levels)


def decider_of_collective(kind, org, levels):
    """Return who decides the level of a collective at ``org``: of a committee, who decides the organisation's.

    An agency or a leadership group is rated by the committee that directs it, that of its own organisation [P].
    """
    is_committee = kind in {Kind.COMMITTEE, Kind.STANDING_COMMITTEE}
    return decider_of_org(org, levels) if is_committee else nearest_committee(org, levels)


def decider_of_person(manager, cell, levels):
    """Return who decides a person's level: the managing body of a leader, else the committee above the cell.

    ``manager`` is a ``ManagingBody``; ``cell`` is None for who belongs to none.
    """
    if manager.is_outside:
        return None
    return nearest_committee(manager.org or cell, levels)
