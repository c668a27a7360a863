"""What the dossier of a year must hold, of nine kinds: what the portal has, what was handed in, what is missing.

Source: domain reference, 6.6 (dossier per collective or person and year) [C].
"""

from dataclasses import dataclass, field

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations.models import CorrectionRequest, DossierPaper, Rating, RatingSession

Kind = DossierPaper.Kind
IF_ANY = frozenset({Kind.PROMPTS, Kind.OPINIONS, Kind.COMPLAINTS, Kind.OTHER})

# What the parts are told from; the first two are all that who is rated needs of it.
RATINGS = (
    Prefetch("ratings", queryset=Rating.objects.select_related("decision").order_by("pk")),
    Prefetch("ratings__correction_requests", queryset=CorrectionRequest.objects.select_related("answered_by")),
)
PAPERS = ("papers", "prompts", "placements")

THERE, MISSING, NOT_NEEDED, NONE = "there", "missing", "not_needed", "none"


@dataclass
class Part:
    """One kind of paper of a dossier: ``made`` says what the portal itself has of it, ``papers`` were handed in."""

    kind: str
    made: list[str] = field(default_factory=list)
    papers: list[DossierPaper] = field(default_factory=list)
    not_applicable: DossierPaper | None = None
    is_required: bool = True

    @property
    def label(self):
        return Kind(self.kind).label

    @property
    def state(self):
        if self.made or self.papers:
            return THERE
        if self.not_applicable:
            return NOT_NEEDED
        return MISSING if self.is_required else NONE


def parts_of(dossier):
    """Return the nine parts of one dossier, in their order."""
    prefetch_related_objects([dossier], *RATINGS, *PAPERS)
    return _parts(dossier, _closed_meetings([dossier]))


def missing_of(dossiers):
    """Return the labels of what is missing by the key of each dossier; ``dossiers`` were loaded by ``with_parts``."""
    closed = _closed_meetings(dossiers)
    return {
        dossier.pk: [part.label for part in _parts(dossier, closed) if part.state == MISSING] for dossier in dossiers
    }


def with_parts(dossiers):
    """Load what the parts are told from, whatever the number in the same six queries."""
    return dossiers.select_related("self_assessment").prefetch_related(*RATINGS, *PAPERS)


# ── helpers ──


def _closed_meetings(dossiers):
    """Return the meetings (evaluation, body, collective) whose session is closed, of the places of ``dossiers``."""
    bodies = {placement.body_id for dossier in dossiers for placement in dossier.placements.all()}
    closed = RatingSession.objects.filter(
        evaluation__in={dossier.evaluation_id for dossier in dossiers},
        body__in=bodies,
        status=RatingSession.Status.CLOSED,
    )
    return set(closed.values_list("evaluation", "body", "collective"))


def _parts(dossier, closed):
    made = {
        Kind.SELF_REVIEW: _self_review(dossier),
        Kind.MINUTES: _minutes(dossier, closed),
        Kind.APPRAISAL: _appraisal(dossier),
        Kind.CONCLUSION: [str(rating.decision) for rating in _standing(dossier) if rating.decision],
        Kind.PROMPTS: [prompt.symbol or prompt.asked_by for prompt in dossier.prompts.all()],
        Kind.COMPLAINTS: _requests(dossier),
    }
    parts = {
        kind: Part(kind, made=made.get(kind, []), is_required=kind not in IF_ANY and _concerns(kind, dossier))
        for kind in Kind
    }
    for paper in dossier.papers.all():
        if paper.not_applicable:
            parts[paper.kind].not_applicable = paper
        else:
            parts[paper.kind].papers.append(paper)
    return list(parts.values())


def _standing(dossier):
    return [rating for rating in dossier.ratings.all() if rating.superseded_at is None]


def _concerns(kind, dossier):
    """Tell whether a kind concerns the subject: only a person has a place of residence."""
    return kind != Kind.RESIDENCE or dossier.person_id is not None


def _self_review(dossier):
    assessment = getattr(dossier, "self_assessment", None)
    if assessment is None or not assessment.is_handed_in:
        return []
    return [_("Handed in on %(date)s") % {"date": f"{assessment.handed_in_on:%d/%m/%Y}"}]


def _minutes(dossier, closed):
    places = [placement for placement in dossier.placements.all() if placement.is_deciding]
    is_closed = any((dossier.evaluation_id, place.body_id, place.collective_id) in closed for place in places)
    return [_("Minutes of the closed session")] if is_closed else []


def _appraisal(dossier):
    standing = _standing(dossier)
    is_whole = standing and all(rating.appraised_at for rating in standing)
    return [_("Appraised in the portal")] if is_whole else []


def _requests(dossier):
    count = sum(len(rating.correction_requests.all()) for rating in dossier.ratings.all())
    if not count:
        return []
    return [ngettext("%(n)s request for correction", "%(n)s requests for correction", count) % {"n": count}]
