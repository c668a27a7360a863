"""One session as its papers need it: who was reviewed, what they gave themselves, what was proposed, the counts."""

from django.db.models import Prefetch

from evaluations.models import Proposal, Rating, RatingSession, ReviewPlacement
from evaluations.papers.data import Count, Meeting, Reviewed
from evaluations.papers.gathering.dossier import levels_of, period_of, unit_of
from portal.lib.dates import today


def meeting_of(session):
    """Return the ``Meeting`` of a session in a fixed number of queries; it has evaluation, body and people loaded."""
    placements = (
        ReviewPlacement.objects.of_meeting(session)
        .select_related("dossier__person", "dossier__collective", "dossier__org", "dossier__self_assessment")
        .prefetch_related(
            Prefetch("proposals", Proposal.objects.select_related("ballot")),
            Prefetch("dossier__ratings", Rating.objects.standing()),
        )
        .filter(dossier__not_rated_reason="", dossier__left_on=None)
        .order_by("dossier__rank", "dossier__person__sort_key", "dossier__pk")
    )
    held = session.held_at
    return Meeting(
        name=str(session.meeting),
        unit=unit_of(session.body),
        period=period_of(session.evaluation),
        levels=levels_of(session.evaluation.scheme),
        day=(session.held_on or today()).isoformat(),
        held_on=session.held_on.isoformat() if session.held_on else None,
        held_at=f"{held:%H giờ %M}" if held else "",
        place=session.place,
        chair=str(session.chair or ""),
        secretary=str(session.secretary or ""),
        is_secret=session.is_secret,
        summoned=session.summoned,
        present=session.present,
        absences=session.absences,
        counters=session.counters,
        proceedings=session.proceedings,
        conclusion=session.conclusion,
        people=tuple(line for placement in placements for line in _lines(placement)),
        is_draft=session.status == RatingSession.Status.OPEN,
    )


def _lines(placement):
    dossier = placement.dossier
    proposals = {proposal.track: proposal for proposal in placement.proposals.all()}
    own = getattr(dossier, "self_assessment", None)
    for rating in dossier.ratings.all():
        proposal = proposals.get(rating.track)
        yield Reviewed(
            name=str(dossier.subject),
            posts=dossier.posts_and_job,
            track=rating.track,
            own=own.own_levels.get(rating.track, "") if own and not own.is_editable else "",
            proposed=proposal.level if proposal else "",
            ballot=count_of(proposal),
            remark=placement.remark,
        )


def count_of(proposal):
    """Return the counts of a proposal's ballot; None where none was held."""
    ballot = getattr(proposal, "ballot", None) if proposal else None
    return Count(ballot.issued, ballot.valid, ballot.invalid, ballot.votes) if ballot else None
