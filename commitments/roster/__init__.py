"""The roster of a campaign: whom it calls, counted by unit, and the acts on it."""

from commitments.roster.acts import (
    add_resolution,
    call_anyway,
    extend_all,
    join,
    leave,
    open_campaign,
    transfer,
)
from commitments.roster.counts import UnitCount, entries_by_unit, proposed_by_unit, total
from commitments.roster.proposal import Proposed, proposed, proposed_entries

__all__ = [
    "Proposed",
    "UnitCount",
    "add_resolution",
    "call_anyway",
    "entries_by_unit",
    "extend_all",
    "join",
    "leave",
    "open_campaign",
    "proposed",
    "proposed_by_unit",
    "proposed_entries",
    "total",
    "transfer",
]
