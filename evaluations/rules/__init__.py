"""What a scheme says, read from its document: levels, points, conditions, forced outcomes, quota. Plain Python.

``Rules.parse(document)`` reads and checks; ``suggest`` weighs one dossier; ``quota.most_allowed`` counts a group. What
a scheme calls things is Vietnamese and stands in its document. Source: domain reference, section 6.
"""

from evaluations.rules import quota
from evaluations.rules.faults import Fault, PointsFault, SchemeFault
from evaluations.rules.points import Totals
from evaluations.rules.scheme import Rules
from evaluations.rules.suggesting import Reason, Suggestion, suggest, weigh

__all__ = [
    "Fault",
    "PointsFault",
    "Reason",
    "Rules",
    "SchemeFault",
    "Suggestion",
    "Totals",
    "quota",
    "suggest",
    "weigh",
]
