"""Recording what a meeting says: its attendance, row by row what it proposes, and remarks.

Each saving carries the counter that it started from: of two people in one row the second is told, and overwrites
nothing. Nobody records their own rating. Source: domain reference, 4 (separation rules), 6.6.
"""

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.models.review import UNCONFIRMED
from evaluations.errors import InvalidTransition, NotRated, NotYours, Stale, UnknownLevel
from evaluations.models import Ballot, EnteredAssessment, Evaluation, RatingSession, ReviewPlacement
from evaluations.models.officers import meeting_only_for
from evaluations.sessions.lines import Lines
from evaluations.sessions.table import SessionTable
from portal.audit import trail
from portal.directory.errors import OF_THE_ABSENT

WRITTEN = ("level", "reason", "order_reason", "paperless_reason", "points_a", "points_b")
ATTENDANCE = ("held_on", "held_at", "place", "chair", "secretary", "is_secret", "summoned", "present", "absences")
ATTENDANCE += ("counters", "proceedings", "conclusion", "order_reason")


@transaction.atomic
def save_attendance(session, values, *, saved, by):
    """Write who met, when and where (``values`` by the names of ``ATTENDANCE``).

    ``saved`` is the counter that the page was shown with. Raises ``Stale`` where somebody saved meanwhile, and
    ``InvalidTransition`` once the session is closed.
    """
    _lock(session)
    if session.saved != saved:
        raise Stale(_("Somebody else has changed this meanwhile. What you typed is still here; look at it once more."))
    for name, value in values.items():
        setattr(session, name, value)
    session.saved += 1
    session.save(update_fields=[*values, "saved"])
    session.record("evaluations.session_saved", by=by)


@transaction.atomic
def record_row(session, placement_pk, track, values, *, saved, by):
    """Write what the meeting proposes for one dossier in one track, and return its ``Row`` as it stands then.

    ``values`` holds what was typed: any of ``WRITTEN``, ``remark``, and ``ballot`` (a dict of issued, valid, invalid
    and votes by level code; None takes the ballot away). ``saved`` is the counter that the row was shown with. Raises
    ``NotYours`` on one's own rating, ``Stale``, ``NotRated``, ``UnknownLevel``, and ``InvalidTransition`` once the
    session is closed or the rating has gone on.
    """
    _lock(session)
    lines = Lines(session)
    line = lines.of(placement_pk, track)
    if line is None:
        raise NotRated(_("This person is not rated at this meeting any more. Open the session again."))
    [row] = SessionTable(session, lines=lines, only=[line], to_write=True).rows
    _check(row, values, session, by)
    proposal = row.proposal
    if proposal.saved != saved:
        raise Stale(_("Somebody else has saved this row meanwhile."))
    before = proposal.level
    for name in WRITTEN:
        if name in values:
            setattr(proposal, name, values[name])
    _mind_order(row, before)
    row.weigh_anew()  # the points of the place may be others now
    proposal.suggested = row.suggested
    proposal.saved += 1
    proposal.recorded_by, proposal.recorded_at = by, timezone.now()
    proposal.save()
    if "ballot" in values:
        _write_ballot(proposal, values["ballot"])
    if "remark" in values and values["remark"] != row.placement.remark:
        _write_remark(row.placement, values["remark"], by=by)
    if proposal.level != before:
        _record("evaluations.row_recorded", row.placement, by=by)
    row.weigh_anew()
    return row


@transaction.atomic
def save_remark(placement, text, *, seen, by):
    """Write the remarks of a place that proposes nothing, such as a former cell.

    ``seen`` is ``remarked_at`` as the page was shown with it. Raises ``NotYours`` on one's own rating, ``Stale`` where
    somebody wrote meanwhile, and ``InvalidTransition`` once a level is decided or the evaluation is not open.
    """
    _check_whose(placement.dossier, by, placement.body, placement.collective, placement.dossier.belongs_to)
    if placement.dossier.evaluation.status != Evaluation.Status.OPEN:
        raise InvalidTransition(_("The evaluation is not open."))
    placement.dossier.require_undecided()
    locked = ReviewPlacement.objects.select_for_update(of=("self",))
    placement.refresh_from_db(fields=["remark", "remarked_by", "remarked_at"], from_queryset=locked)
    if placement.remarked_at != seen:
        raise Stale(_("Somebody else has changed this meanwhile. What you typed is still here; look at it once more."))
    _write_remark(placement, text, by=by)
    _record("evaluations.remarked", placement, by=by)


def _lock(session):
    """Lock the session and read it again; raise unless it is under way in an open evaluation."""
    session.refresh_from_db(from_queryset=RatingSession.objects.locked())
    if session.evaluation.status != Evaluation.Status.OPEN:
        raise InvalidTransition(_("The evaluation is not open."))
    if not session.is_open:
        raise InvalidTransition(_("The session is closed. Open it again, with a reason, to change something."))


def _check_whose(dossier, by, body, collective, is_own):
    if dossier.belongs_to(by):
        raise NotYours(_("Nobody records their own rating. Another officer of the body does."))
    if meeting_only_for(is_own, by, body, collective):
        raise NotYours(OF_THE_ABSENT)


def _check(row, values, session, by):
    dossier = row.dossier
    _check_whose(dossier, by, session.body, session.collective, partial(EnteredAssessment.is_own, dossier))
    if EnteredAssessment.is_unconfirmed_of(row.dossier, by):
        raise NotYours(UNCONFIRMED % {"person": row.dossier.subject})
    if row.is_settled:
        raise InvalidTransition(_("The rating of %(name)s has gone on since.") % {"name": row.dossier.subject})
    level = values.get("level", "")
    if level and level not in {known.code for known in row.weighed.rules.levels}:
        raise UnknownLevel(_("The scheme knows no such level. Choose one of the list."))


def _mind_order(row, before):
    """Remember that a level was given while somebody who comes earlier had none; forgotten once it is taken away."""
    if not row.proposal.level:
        row.proposal.is_out_of_order = False
    elif not before:
        row.proposal.is_out_of_order = bool(row.passed_over) or not _was_at_earlier_places(row.placement, row.track)


def _was_at_earlier_places(placement, track):
    """Tell whether every place before this one that speaks to the track has proposed: the cell before others."""
    earlier = [
        place
        for place in placement.dossier.placements.filter(order__lt=placement.order).prefetch_related("proposals")
        if place.proposes and place.speaks_to(track)
    ]
    return all(any(p.level for p in place.proposals.all() if p.track == track) for place in earlier)


def _write_ballot(proposal, counts):
    if counts is None:
        Ballot.objects.filter(proposal=proposal).delete()
        proposal.__dict__.get("_state").fields_cache.pop("ballot", None)
        return
    proposal.ballot, _is_new = Ballot.objects.update_or_create(proposal=proposal, defaults=counts)


def _write_remark(placement, text, *, by):
    placement.remark, placement.remarked_by, placement.remarked_at = text, by, timezone.now()
    placement.save(update_fields=["remark", "remarked_by", "remarked_at"])


def _record(action, placement, *, by):
    dossier = placement.dossier
    trail.record(action, placement, by=by, owner=dossier.person, unit_path=dossier.unit.path)
