"""The roster of a campaign: whom it calls, counted by unit, and the acts on it."""

from commitments.roster.acts import (
    add_resolution,
    call_anyway,
    exempt,
    extend,
    extend_all,
    extensions_of,
    join,
    leave,
    stop,
    transfer,
)
from commitments.roster.counts import UnitCount, entries_by_unit, proposed_by_unit, total
from commitments.roster.opening import OpeningWork, ask_to_open, open_campaign, opening_job
from commitments.roster.proposal import Proposed, proposed, proposed_entries
from commitments.roster.telling import TellingWork

__all__ = [
    "OpeningWork",
    "Proposed",
    "TellingWork",
    "UnitCount",
    "add_resolution",
    "ask_to_open",
    "call_anyway",
    "entries_by_unit",
    "exempt",
    "extend",
    "extend_all",
    "extensions_of",
    "join",
    "leave",
    "open_campaign",
    "opening_job",
    "proposed",
    "proposed_by_unit",
    "proposed_entries",
    "stop",
    "total",
    "transfer",
]
