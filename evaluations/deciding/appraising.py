"""Appraising many proposals at once, each as if it stood alone."""

from django.db import transaction
from django.utils.translation import gettext as _

from evaluations import deciding_policies as policies
from evaluations.sessions.weighing import weigh
from portal.lib.refusal import Refused


def as_proposed(cases, *, by):
    """Appraise each case as its deciding place proposed; return who was appraised and (case, reason) of the others.

    All are of one evaluation. What the portal suggests is weighed now: figures may have been corrected since.
    """
    done, skipped = [], []
    weighed = weigh([case.dossier for case in cases])
    for case in cases:
        reason = _refusal(case, weighed[case.dossier.pk].suggestion(case.proposal), by)
        if reason:
            skipped.append((case, reason))
        else:
            done.append(case)
    return done, skipped


def _refusal(case, suggestion, by):
    """Appraise one of several in a transaction of its own; return why not, or an empty text."""
    verdict = policies.can_appraise(by, case.rating)
    if not verdict:
        return str(verdict.reason)
    if case.rating.is_held:
        return _("it is held until something is verified; open it by itself")
    if case.differs:
        return _("the proposal is another level than the portal suggested; open it by itself")
    if case.is_against_votes:
        return _("another level has more votes than the proposed one; open it by itself")
    if not case.is_suggested:
        return _("the portal suggested no level; open it by itself")
    if suggestion is None or suggestion.level is None or suggestion.level.code != case.rating.proposed_level:
        return _("by now the portal suggests another level; open it by itself")
    points = {"points_a": case.proposal.points_a, "points_b": case.proposal.points_b} if case.proposal else {}
    try:
        with transaction.atomic():
            case.rating.appraise(case.rating.proposed_level, by=by, **points)
    except Refused as refusal:
        return str(refusal)
    return ""
