"""Schemes, evaluations and their dossiers, self-assessments, sessions, ratings, reports.

**The order of locks.** Whoever locks several of these rows locks them in this order, so that two acts wait for each
other and never both for ever: evaluation → session → dossiers by key → their ratings by key → the self-assessment →
what hangs on them (a case, a correction, a request). An act that needs fewer begins further down. A transition of a
rating also locks its dossier: whether somebody is rated, by whom and by which frame stands there. What the office does
while an evaluation is open locks the evaluation, so that its end comes before or after the whole act.
"""

from evaluations.models.checklist import ChecklistAnswer
from evaluations.models.correction import CorrectionRequest
from evaluations.models.decision import RatingDecision
from evaluations.models.discipline import Discipline, ForcedOutcome
from evaluations.models.dossier_paper import DossierPaper
from evaluations.models.entered import EnteredAssessment
from evaluations.models.evaluation import Dossier, Evaluation
from evaluations.models.figure_correction import FigureCorrection
from evaluations.models.officers import meetings_of
from evaluations.models.placement import ReviewPlacement
from evaluations.models.proposal import Ballot, Proposal
from evaluations.models.quota_ruling import QuotaRuling
from evaluations.models.rating import Rating
from evaluations.models.report import EvaluationReport, PastCount, PastRating
from evaluations.models.review_prompt import ReviewPrompt
from evaluations.models.scheme import Scheme
from evaluations.models.self_assessment import SelfAssessment
from evaluations.models.self_assessment_parts import SelfAssessmentReturn, SelfAssessmentText
from evaluations.models.session import RatingSession
from evaluations.models.shortcoming import Shortcoming
from evaluations.models.shortcoming_answer import ShortcomingAnswer

__all__ = [
    "Ballot",
    "ChecklistAnswer",
    "CorrectionRequest",
    "Discipline",
    "Dossier",
    "DossierPaper",
    "EnteredAssessment",
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
    "meetings_of",
]
