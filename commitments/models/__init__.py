"""Periods, campaigns and their rosters; programs, commitments, versions, amendments; the steps of a review."""

from commitments.models.amended import AmendedCommitment
from commitments.models.amendment import Amendment
from commitments.models.answer import ProgressAnswer
from commitments.models.campaign import (
    Campaign,
    CampaignEntry,
    CampaignResolution,
    CommitmentTemplate,
    Period,
    collectives_headed_by,
)
from commitments.models.copies import CopyFinding, Shingle
from commitments.models.entered import EnteredForAnother
from commitments.models.helping import Entered, Helping
from commitments.models.note import ReviewNote
from commitments.models.phrase import Phrase
from commitments.models.program import ActionProgram, Commitment, ProgramText
from commitments.models.progress import Evidence, ProgressEntry, ProgressReport
from commitments.models.proposal import Proposal
from commitments.models.review import RecordedDecision, ReviewStep
from commitments.models.tally import RollUp, UnitTally
from commitments.models.version import ProgramVersion

__all__ = [
    "ActionProgram",
    "AmendedCommitment",
    "Amendment",
    "Campaign",
    "CampaignEntry",
    "CampaignResolution",
    "Commitment",
    "CommitmentTemplate",
    "CopyFinding",
    "Entered",
    "EnteredForAnother",
    "Evidence",
    "Helping",
    "Period",
    "Phrase",
    "ProgramText",
    "ProgramVersion",
    "ProgressAnswer",
    "ProgressEntry",
    "ProgressReport",
    "Proposal",
    "RecordedDecision",
    "ReviewNote",
    "ReviewStep",
    "RollUp",
    "Shingle",
    "UnitTally",
    "collectives_headed_by",
]
