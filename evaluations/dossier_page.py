"""What the page of a dossier shows to whom: where it is reviewed, and its ratings as far as the viewer may see them.

A level that the viewer may not see is not put into the context at all (design, section 4).
"""

from dataclasses import dataclass

from evaluations import assessing_policies, policies
from evaluations.models import Rating, SelfAssessment
from evaluations.papers.policies import can_print_report


@dataclass(frozen=True)
class ShownLevel:
    """A level by its label in the scheme, and who gave it: ``kind`` is proposed, appraised or decided."""

    kind: str
    label: str


@dataclass(frozen=True)
class ShownRating:
    """A rating with the levels that the viewer may see, the latest last; ``is_published`` shows its remarks too.

    ``has_report``: the viewer may print its evaluation report.
    """

    rating: Rating
    levels: list[ShownLevel]
    is_published: bool
    has_report: bool = False


@dataclass(frozen=True)
class ShownPaper:
    """The self-assessment of a dossier for one viewer: None in ``assessment`` where there is none they may read."""

    assessment: SelfAssessment | None
    may_see_figures: bool
    may_prompt: bool


def shown_paper(person, dossier):
    """Return what a viewer may see of a dossier's self-assessment, or None where nothing of it is theirs to know."""
    may_see_figures = bool(assessing_policies.can_see_figures(person, dossier))
    may_prompt = bool(assessing_policies.can_prompt(person, dossier))
    if not (may_see_figures or may_prompt):
        return None
    visible = SelfAssessment.objects.visible_to(person).select_related("dossier").filter(dossier=dossier)
    return ShownPaper(visible.first(), may_see_figures, may_prompt)


def shown_ratings(person, dossier):
    """Return the standing ratings of a dossier as ``ShownRating``; ``dossier`` has its evaluation's scheme loaded."""
    labels = {level["code"]: level["label"] for level in dossier.evaluation.scheme.document.get("levels", [])}
    sees_proposals = bool(policies.can_see_proposals(person, dossier))
    sees_appraisal = bool(policies.can_see_appraisal(person, dossier))
    shown = []
    for rating in dossier.ratings.all():
        if rating.superseded_at is not None:
            continue
        sees_level = bool(policies.can_see_level(person, dossier, rating))
        given = [
            ("proposed", rating.proposed_level, sees_proposals),
            ("appraised", rating.appraised_level, sees_appraisal),
            ("decided", rating.level, sees_level),
        ]
        levels = [ShownLevel(kind, labels.get(code, code)) for kind, code, seen in given if code and seen]
        has_report = bool(can_print_report(person, dossier, rating))
        shown.append(ShownRating(rating, levels, rating.published_at is not None, has_report))
    return shown
