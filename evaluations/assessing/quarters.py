"""Quarters I to III of a leader beside the year: their published levels, and how the scheme lets them enter its points.

Source: domain reference, 6.7 (366-QĐ/TW, Art. 15 [C]; how they enter the year [U]: a setting of the scheme).
"""

from commitments.models import Period
from evaluations.models import Evaluation, Rating
from evaluations.rules.parts import ADVISORY
from evaluations.rules.quarters import points_of_year
from portal.lib.numbers import ROMAN

READ = 3  # quarter IV is part of the year itself


def quarters_of(dossier, score):
    """Return what the year reads of its quarters, or None where its frame is not rated by quarter.

    ``{"setting", "rows": [{"quarter", "level", "points"}], "points_of_year"}``; texts and numbers as text, empty where
    nothing was published. One query.
    """
    frame = score.frame
    if dossier.evaluation.is_of_quarter or not frame.is_rated_by_quarter or not dossier.person_id:
        return None
    found = {rating.dossier.evaluation.period.quarter: rating for rating in _published(dossier)}
    rows = [_row(number, found.get(number)) for number in range(1, READ + 1)]
    setting = score.rules.quarters
    total = None
    if setting.setting != ADVISORY and score.total is not None:
        totals = [_points(found.get(number)) for number in range(1, READ + 1)]
        total = points_of_year(setting, totals, score.total)
    return {
        "setting": setting.setting,
        "label": setting.label,
        "rows": rows,
        "points_of_year": f"{score.rules.stored(total):f}" if total is not None else "",
    }


def _published(dossier):
    """Return the published ratings of the person's quarters in its year, of the same caller.

    Whichever track a quarter was rated in; where it was in two, that of cadres comes last and holds.
    """
    evaluation = dossier.evaluation
    return (
        Rating.objects.standing()
        .filter(
            dossier__person=dossier.person_id,
            dossier__evaluation__root=evaluation.root_id,
            dossier__evaluation__period__kind=Period.Kind.QUARTER,
            dossier__evaluation__period__parent=evaluation.period_id,
            published_at__isnull=False,
        )
        .exclude(dossier__evaluation__status=Evaluation.Status.DRAFT)
        .select_related("dossier__evaluation__period", "dossier__evaluation__scheme")
        .order_by("-track", "pk")
    )


def _row(number, rating):
    level, points = "", _points(rating)
    if rating is not None:
        level = rating.dossier.evaluation.scheme.rules.level(rating.level).label
    return {"quarter": ROMAN[number - 1], "level": level, "points": f"{points:f}" if points is not None else ""}


def _points(rating):
    if rating is None or rating.appraised_a is None or rating.appraised_b is None:
        return None
    return rating.appraised_a + rating.appraised_b
