"""What the scheme suggests for a rating on the office's desk: each condition with its numbers, each forcing case."""

from evaluations.assessing.scoring import figures_needed, score_of
from evaluations.figures import figures_of_one
from evaluations.rules import PointsFault, suggest
from evaluations.standing import HANDED_IN


def suggestion_for(dossier, proposal):
    """Return the ``Suggestion`` for a dossier, or None where its scheme no longer has the frame.

    By the points that the deciding place gave, where it gave both, else by those of the self-assessment that was
    handed in. ``dossier`` has its evaluation's scheme and ``self_assessment`` loaded.
    """
    rules = dossier.evaluation.scheme.rules
    if not rules.has_frame(dossier.frame):
        return None
    score = own_score(dossier) or score_of(dossier, {})
    cases = {case.code: case for case in dossier.forced_outcomes.all()}
    known = {each.code for each in rules.forced(score.frame)} & set(cases)
    figures = figures_of_one(dossier, needed=figures_needed(rules, score.frame)).values
    return suggest(
        rules,
        score.frame,
        _total(score, proposal),
        figures,
        [code for code in known if cases[code].waived_at is None],
        waived=[code for code in known if cases[code].waived_at is not None],
        degrees=score.known if score.is_by_degrees else None,
    )


def own_score(dossier):
    """Return the ``Score`` of the self-assessment that was handed in, or None: a draft is its writer's alone."""
    assessment = getattr(dossier, "self_assessment", None)
    if assessment is None or assessment.status not in HANDED_IN:
        return None
    return score_of(dossier, assessment.points)


def own_points(dossier):
    """Return the points (A, B) that the self-assessment gives, or (None, None) while it gives no whole ones."""
    score = own_score(dossier)
    try:
        whole = score is not None and score.total is not None
    except PointsFault:  # the frame was changed since
        whole = False
    return (score.totals.a, score.totals.b) if whole else (None, None)


def _total(score, proposal):
    if proposal is not None and None not in (proposal.points_a, proposal.points_b):
        return proposal.points_a + proposal.points_b
    try:
        return score.total
    except PointsFault:
        return None
