"""Schemes, evaluations and their dossiers, self-assessments, sessions, ratings, reports."""

from evaluations.models.evaluation import Dossier, Evaluation
from evaluations.models.rating import (
    CorrectionRequest,
    Discipline,
    ForcedOutcome,
    QuotaRuling,
    Rating,
    RatingDecision,
)
from evaluations.models.report import EvaluationReport, PastCount, PastRating
from evaluations.models.scheme import Scheme
from evaluations.models.self_assessment import (
    FigureCorrection,
    ReviewPrompt,
    SelfAssessment,
    SelfAssessmentReturn,
    SelfAssessmentText,
)
from evaluations.models.session import Ballot, Proposal, RatingSession, ReviewPlacement
from evaluations.models.shortcoming import Shortcoming, ShortcomingAnswer

__all__ = [
    "Ballot",
    "CorrectionRequest",
    "Discipline",
    "Dossier",
    "Evaluation",
    "EvaluationReport",
    "FigureCorrection",
    "ForcedOutcome",
    "PastCount",
    "PastRating",
    "Proposal",
    "QuotaRuling",
    "Rating",
    "RatingDecision",
    "RatingSession",
    "ReviewPlacement",
    "ReviewPrompt",
    "Scheme",
    "SelfAssessment",
    "SelfAssessmentReturn",
    "SelfAssessmentText",
    "Shortcoming",
    "ShortcomingAnswer",
]
