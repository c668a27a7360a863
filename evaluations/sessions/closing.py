"""Closing a session: what it proposes goes on to be appraised; and opening it again, with a reason, before that."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.errors import InvalidTransition, NotReady, ReasonMissing
from evaluations.models import Dossier, Evaluation, Rating, RatingSession, ReviewPlacement, SelfAssessment
from evaluations.models.officers import office_of
from evaluations.sessions.table import SessionTable
from portal.notifications import outbox

Stage, Status = Rating.Stage, RatingSession.Status


@transaction.atomic
def close(session, *, by):
    """Close the session: each deciding place's level becomes the proposal, papers are taken into the review.

    Whoever recorded a row stands for its proposal, so that nobody proposes their own level by closing. What only
    warns (the quota) does not hinder. Raises ``NotReady`` with what has to be mended first, ``InvalidTransition``
    where the session is closed already.
    """
    _lock(session, Status.OPEN)
    table = SessionTable(session)
    if not table.open_rows:
        raise NotReady(_("Nobody is left to propose a level for."), [])
    if table.blocks:
        raise NotReady(_("The session cannot be closed yet."), table.blocks)
    proposed = [row for row in table.open_rows if row.placement.is_deciding and row.rating.stage == Stage.SELF]
    for row in proposed:
        row.rating.propose(row.proposal.level, by=row.proposal.recorded_by)
    _take_in_papers(proposed, by=by)
    session.status, session.closed_at, session.closed_by = Status.CLOSED, timezone.now(), by
    session.save(update_fields=["status", "closed_at", "closed_by"])
    session.record("evaluations.session_closed", by=by)
    _tell_offices(session, proposed)


@transaction.atomic
def reopen(session, reason, *, by):
    """Open a closed session again: what it proposed and nobody has appraised yet is taken back, with the reason.

    Raises ``ReasonMissing``, and ``InvalidTransition`` where it is under way, or everything was appraised by now.
    """
    if not reason.strip():
        raise ReasonMissing(_("Say why the session is opened again."))
    _lock(session, Status.CLOSED)
    rows = SessionTable(session).rows
    if all(row.is_settled for row in rows):
        raise InvalidTransition(_("All of it has been appraised. Ask the personnel office to send a proposal back."))
    for row in rows:
        if row.placement.is_deciding and row.rating.stage == Stage.PROPOSED:
            row.rating.withdraw_proposal(reason, by=by)
    session.status, session.closed_at, session.closed_by = Status.OPEN, None, None
    session.save(update_fields=["status", "closed_at", "closed_by"])
    session.record("evaluations.session_reopened", by=by, reason=reason.strip())


def _lock(session, status):
    session.refresh_from_db(from_queryset=RatingSession.objects.locked())
    if session.evaluation.status != Evaluation.Status.OPEN:
        raise InvalidTransition(_("The evaluation is not open."))
    if session.status != status:
        raise InvalidTransition(_("Somebody was faster: the session is not in that state any more. Open it again."))
    placed = ReviewPlacement.objects.of_meeting(session).order_by().values("dossier")
    Dossier.objects.filter(pk__in=placed).lock()  # all before the first rating: the order of locks


def _take_in_papers(rows, *, by):
    """Accept the papers of those proposed, once each: what they say of themselves is settled from here on."""
    papers = {row.dossier.pk: row.weighed.assessment for row in rows if row.weighed.assessment}
    for paper in papers.values():
        if paper.status == SelfAssessment.Status.SUBMITTED:
            paper.accept(by=by)


def _tell_offices(session, rows):
    """Tell the office of each deciding body, once, that proposals have come; no level stands in the message."""
    people = {}
    for dossier in {row.dossier.decider_id: row.dossier for row in rows}.values():
        people |= {person.pk: person for person in office_of(dossier)}
    text = _("%(meeting)s has closed its rating session: %(count)s proposals wait to be appraised.")
    words = {"meeting": session.meeting, "count": len(rows)}
    outbox.notify(people.values(), "evaluations.session_closed", text, words=words, url=session.get_absolute_url())
