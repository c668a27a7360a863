"""Closing a session: what it proposes goes on to be appraised; and opening it again, with a reason, before that.

All rows are locked before any is read, in the order of locks (``evaluations.models``): what is read is what goes on.
"""

import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.errors import InvalidTransition, NotReady, ReasonMissing, Stale
from evaluations.models import Dossier, Evaluation, Rating, RatingSession, ReviewPlacement, SelfAssessment
from evaluations.models.officers import office_of
from evaluations.sessions.lines import Lines
from evaluations.sessions.table import SessionTable
from portal.notifications import outbox

Stage, Status = Rating.Stage, RatingSession.Status


def state_of(lines):
    """Return a mark of what is recorded on ``lines`` (of a session): another one once somebody changes anything."""
    said = [
        (line.key, line.stage, line.proposal.level, *(getattr(line.proposal, name) for name in line.reasons_asked))
        for line in lines
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


@transaction.atomic
def close(session, *, by, order_reason="", state=None):
    """Close the session: each deciding place's level becomes the proposal, papers are taken into the review.

    Whoever recorded a row stands for its proposal, so that nobody proposes their own level by closing. What the portal
    suggests now is kept beside each level. What only warns (the quota) does not hinder. Rows that have gone on before
    stay as they are: a session that was opened again closes for the others. ``order_reason`` is kept for all rows out
    of order without a reason of their own. ``state`` is the mark (``state_of``) of what the closing page showed.

    Raises ``NotReady`` with what has to be mended first, ``Stale`` where a row was changed since that page, and
    ``InvalidTransition`` where the session is closed already.
    """
    _lock(session, Status.OPEN)
    session.order_reason = order_reason.strip() or session.order_reason
    table = SessionTable(session, to_write=True)
    if state is not None and state_of(table.lines.rated) != state:
        raise Stale(_("Somebody has changed a row meanwhile. Look at the summary once more, then close the session."))
    if not table.rows:
        raise NotReady(_("Nobody is left to propose a level for."), [])
    if table.blocks:
        raise NotReady(_("The session cannot be closed yet."), table.blocks)
    _keep_suggestions(table.open_rows)
    proposed = [row for row in table.open_rows if row.line.is_deciding]
    ratings = Rating.objects.in_bulk([row.line.rating_pk for row in proposed])
    for row in proposed:
        ratings[row.line.rating_pk].propose(row.proposal.level, by=row.proposal.recorded_by)
    _take_in_papers(proposed, by=by)
    session.status, session.closed_at, session.closed_by = Status.CLOSED, timezone.now(), by
    session.save(update_fields=["status", "closed_at", "closed_by", "order_reason"])
    session.record("evaluations.session_closed", by=by)
    outbox.settle(session.officers(), session.get_absolute_url())
    if proposed:
        _tell_offices(session, proposed)


@transaction.atomic
def reopen(session, reason, *, take_back=(), by):
    """Open a closed session again, with a reason: for what waits in it, and for the proposals that are taken back.

    ``take_back`` are keys of ratings that this session proposed and nobody has appraised; the others stay with the
    office. What was sent back, or joined after the session had closed, waits without being chosen.

    Raises ``ReasonMissing``; ``InvalidTransition`` where it is under way, where everything was appraised by now, or
    one of the chosen.
    """
    if not reason.strip():
        raise ReasonMissing(_("Say why the session is opened again."))
    _lock(session, Status.CLOSED)
    lines = Lines(session).rated
    takeable = {line.rating_pk for line in lines if line.is_takeable}
    if not takeable and all(line.is_settled for line in lines):
        raise InvalidTransition(_("All of it has been appraised. Ask the personnel office to send a proposal back."))
    if not takeable.issuperset(take_back):
        raise InvalidTransition(_("One of those you chose has been appraised meanwhile. Look at the list once more."))
    for rating in Rating.objects.filter(pk__in=take_back).order_by("pk"):
        rating.withdraw_proposal(reason, by=by)
    session.status, session.closed_at, session.closed_by = Status.OPEN, None, None
    session.save(update_fields=["status", "closed_at", "closed_by"])
    session.record("evaluations.session_reopened", by=by, reason=reason.strip())


def _lock(session, status):
    session.refresh_from_db(from_queryset=RatingSession.objects.locked())
    if session.evaluation.status != Evaluation.Status.OPEN:
        raise InvalidTransition(_("The evaluation is not open."))
    if session.status != status:
        raise InvalidTransition(_("Somebody was faster: the session is not in that state any more. Open it again."))
    dossiers = list(ReviewPlacement.objects.of_meeting(session).order_by().values_list("dossier", flat=True))
    Dossier.objects.filter(pk__in=dossiers).lock()
    for model in (Rating, SelfAssessment):  # all of one kind before the next: the order of locks
        list(model.objects.select_for_update().filter(dossier__in=dossiers).order_by("pk").only("pk"))


def _keep_suggestions(rows):
    """Keep what is suggested now: figures may have been corrected since the row was saved."""
    for row in rows:
        if row.proposal.suggested != row.suggested:
            row.proposal.suggested = row.suggested
            row.proposal.save(update_fields=["suggested"])


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
