"""What a dossier's page shows of deciding: to whom it is about what was published, to the office what it may do."""

from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects

from evaluations import deciding_policies as policies
from evaluations.deciding import checklist
from evaluations.levels import Levels
from evaluations.models import CorrectionRequest, Rating
from portal.lib.policy import Verdict


@dataclass
class Published:
    """One published rating: its level in words, requests about it, and what it replaced, the newest first."""

    rating: Rating
    level: str
    requests: list[CorrectionRequest]
    replaced: list[tuple[Rating, str]]
    may_ask: Verdict | None  # None for whom the rating is not about


@dataclass
class DossierParts:
    """``published`` is for whom it is about and for the office; ``of_office`` are the ratings with what it may do."""

    published: list[Published] = field(default_factory=list)
    remarks: list = field(default_factory=list)  # places of review with what they remarked
    of_office: list[tuple[Rating, bool]] = field(default_factory=list)  # and whether it may be rated again
    missing: list[str] | None = None  # kinds of papers; None for whom the papers are not


def parts_for(person, dossier):
    """Return what ``person`` sees of deciding on a dossier's page; nothing before publication but for the office.

    ``dossier`` has its evaluation with scheme loaded. No query for whom none of it is; for the office seven.
    """
    is_own, handles = dossier.belongs_to(person), bool(policies.can_handle(person, dossier))
    sees_papers = bool(policies.can_see_papers(person, dossier))
    parts = DossierParts()
    if not (is_own or handles or sees_papers):
        return parts
    prefetch_related_objects([dossier], *checklist.RATINGS)
    ratings = list(dossier.ratings.all())
    if is_own or handles:
        parts.published = _published(person, dossier, ratings, is_own=is_own)
    if is_own and parts.published:
        parts.remarks = list(dossier.placements.exclude(remark="").select_related("body", "collective"))
    if handles:
        parts.of_office = [(each, each.is_decided) for each in ratings if each.superseded_at is None]
    if sees_papers:
        parts.missing = [part.label for part in checklist.parts_of(dossier) if part.state == checklist.MISSING]
    return parts


def _published(person, dossier, ratings, *, is_own):
    """Return the published ratings that stand, each with the chain of those that it replaced."""
    levels = Levels.of(dossier.evaluation.scheme)
    by_key = {rating.pk: rating for rating in ratings if rating.is_published}
    shown = []
    for rating in by_key.values():
        rating.dossier = dossier
        for request in rating.correction_requests.all():
            request.rating = rating
    for rating in by_key.values():
        if rating.superseded_at is None:
            chain = list(_chain(rating, by_key))
            requests = [each for one in (rating, *chain) for each in one.correction_requests.all()]
            replaced = [(older, levels.label(older.level)) for older in chain]
            may_ask = policies.can_ask_correction(person, rating) if is_own else None
            shown.append(Published(rating, levels.label(rating.level), requests, replaced, may_ask))
    return shown


def _chain(rating, by_key):
    """Yield the ratings that ``rating`` replaced, one after the other, the newest first."""
    while (rating := by_key.get(rating.supersedes_id)) is not None:
        yield rating
