"""Acts on who is in an open evaluation, and how: each with its reason, in one transaction with its event.

Nobody acts on their own dossier. How somebody is rated, and where, changes only before the first proposal; once a
level is decided, it stays on the roster as it is.
"""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.errors import NotYours, OpeningRefused, ReasonMissing
from evaluations.models import Dossier, Evaluation, Rating, RatingDecision, ReviewPlacement, SelfAssessment
from evaluations.opening.places import ORDER
from evaluations.opening.proposal import proposed
from evaluations.opening.writing import place_anew, write
from evaluations.rules import Rules
from portal.audit import trail
from portal.directory.errors import OF_THE_ABSENT
from portal.lib.dates import today
from portal.notifications import outbox

Stage = Rating.Stage


@transaction.atomic
def set_not_rated(dossier, *, by, why, note=""):
    """Leave a dossier out of the rating: ``why`` of ``Dossier.NotRated``, in words (``note``) for another reason.

    Raises ``OpeningRefused`` once a level is proposed: left standing, the proposal would hold up the whole decision.
    Raises ``ReasonMissing`` and ``NotYours``.
    """
    _lock(dossier, by)
    _require_undecided(dossier)
    _require_unproposed(dossier)
    if why == Dossier.NotRated.OTHER and not note.strip():
        raise ReasonMissing(_("Say why this person is not rated."))
    dossier.not_rated_reason, dossier.not_rated_note = why, note.strip()
    dossier.save(update_fields=["not_rated_reason", "not_rated_note"])
    _record("evaluations.dossier_not_rated", dossier, by=by, reason=dossier.not_rated_text)


@transaction.atomic
def rate_again(dossier, *, by, reason):
    """Rate somebody who was left out. Raises ``OpeningRefused`` where they are rated already."""
    reason = _given(reason)
    _lock(dossier, by)
    if not dossier.not_rated_reason:
        raise OpeningRefused(_("%(subject)s is rated already.") % {"subject": dossier.subject})
    dossier.not_rated_reason = dossier.not_rated_note = ""
    dossier.save(update_fields=["not_rated_reason", "not_rated_note"])
    _record("evaluations.dossier_rated_again", dossier, by=by, reason=reason)


@transaction.atomic
def leave(dossier, *, by, reason, on=None):
    """Take a dossier off the roster from ``on``, the first day that no longer counts; what was written stays.

    Raises ``OpeningRefused`` once a level is proposed, as ``set_not_rated`` does.
    """
    reason = _given(reason)
    _lock(dossier, by)
    _require_undecided(dossier)
    _require_unproposed(dossier)
    if dossier.left_on is not None:
        raise OpeningRefused(_("%(subject)s has already left the roster.") % {"subject": dossier.subject})
    dossier.left_on = on or today()
    dossier.save(update_fields=["left_on"])
    _record("evaluations.dossier_left", dossier, by=by, reason=reason)


@transaction.atomic
def join(evaluation, person, *, by, reason, on=None):
    """Put a person who came after the opening into the evaluation and return the dossier; one who had left comes back.

    Unit, frame, decider and places are those of that day, also of who comes back; a self-assessment that was handed in
    under another frame goes back to be scored anew. Raises ``OpeningRefused`` where the person is in it, or does not
    belong below its caller (for a quarter: leads nothing there).
    """
    reason, day = _given(reason), on or today()
    locked = Evaluation.objects.select_for_update(of=("self",)).get(pk=evaluation.pk)
    if locked.status != Evaluation.Status.OPEN:
        raise OpeningRefused(_("The evaluation is not open."))
    if person.pk == by.pk:
        raise NotYours(_("Nobody changes their own dossier. Ask a colleague of the office."))
    if by.is_only_for(person.__eq__, evaluation.by_office):
        raise NotYours(OF_THE_ABSENT)
    lines = proposed(evaluation, day, people=(person.pk, person.pk), with_bodies=False)
    if not lines:
        raise OpeningRefused(
            _(
                "%(person)s belongs to no cell of %(org)s, or leads nothing there. "
                "Enter the membership or the post first."
            )
            % {"person": person, "org": evaluation.root}
        )
    known = evaluation.dossiers.filter(person=person).first()
    if known and known.left_on is None:
        raise OpeningRefused(_("%(subject)s is in this evaluation already.") % {"subject": person})
    if known:
        _come_back(known, lines[0], by=by)
    else:
        write(evaluation, lines, day)
    dossier = evaluation.dossiers.select_related("unit", "person").get(person=person)
    _record("evaluations.dossier_joined", dossier, by=by, reason=reason)
    if dossier.is_rated:
        text = gettext_lazy("You are in this evaluation now. Write the self-assessment by %(date)s.")
        words = {"date": f"{evaluation.self_due_on:%d/%m/%Y}"}
        outbox.notify([person], "evaluations.dossier_joined", text, words=words, url=evaluation.get_absolute_url())
    return dossier


def _come_back(dossier, line, *, by):
    """Let who had left stand as of that day; the evaluation is locked."""
    Dossier.objects.filter(pk=dossier.pk).lock()
    list(dossier.ratings.locked_for_writing())
    before = dossier.frame
    place_anew(dossier, line)
    paper = SelfAssessment.objects.filter(dossier=dossier).first()
    if paper and paper.is_handed_in and dossier.frame != before:
        paper.return_(_("You are rated by another frame of criteria now. Give the points once more."), by=by)


@transaction.atomic
def change(dossier, *, by, reason, frame, peer_group, decider):
    """Rate by another frame (a code of the scheme), in another peer group, or let another body decide (None: outside).

    Raises ``OpeningRefused`` for a frame of another kind of subject, once a level is proposed, and for another frame
    while a self-assessment is handed in: its points are those of the frame that it was written by.
    """
    reason = _given(reason)
    _lock(dossier, by)
    _require_unproposed(dossier)
    if frame not in frames_for(dossier):
        raise OpeningRefused(_("The scheme has no such frame for this dossier. Choose one of the list."))
    if frame != dossier.frame:
        _require_not_handed_in(dossier)
    dossier.frame, dossier.peer_group, dossier.decider = frame, peer_group.strip(), decider
    dossier.save(update_fields=["frame", "peer_group", "decider"])
    _record("evaluations.dossier_changed", dossier, by=by, reason=reason)


def frames_for(dossier):
    """Return the frames that may rate the dossier's subject, label by code; its evaluation's scheme is loaded."""
    frames = Rules.parse(dossier.evaluation.scheme.document).frames
    present = next((frame for frame in frames if frame.code == dossier.frame), None)
    subject = present.subject if present else "individual"
    return {frame.code: frame.label for frame in frames if frame.subject == subject}


@transaction.atomic
def add_cadre_track(dossier, *, by, reason, brought=None):
    """Rate a person also as a cadre, and return the new rating; beside the track of the party member.

    ``brought`` is what the agency has decided already: a dict of ``agency``, ``level`` (a code of the scheme),
    ``symbol`` and ``decided_on``. Then the rating is decided, as it was elsewhere, and the person sees it. Raises
    ``OpeningRefused`` for collectives and organisations, or where the track is there already.
    """
    reason = _given(reason)
    _lock(dossier, by)
    if dossier.person_id is None or dossier.ratings.standing().filter(track=Rating.Track.CADRE).exists():
        raise OpeningRefused(_("Only a person is rated as a cadre, and only once."))
    rating = Rating(dossier=dossier, track=Rating.Track.CADRE)
    if brought:
        _take_over(rating, brought, by)
    rating.save()
    _record("evaluations.track_added", dossier, by=by, reason=reason)
    return rating


def _take_over(rating, brought, by):
    rating.decision = RatingDecision.objects.create(
        evaluation=rating.dossier.evaluation,
        track=rating.track,
        decided_by=brought["agency"],
        symbol=brought["symbol"],
        decided_on=brought["decided_on"],
        recorded_by=by,
    )
    rating.brought_from, rating.stage = brought["agency"], Stage.DECIDED
    rating.level = rating.appraised_level = rating.proposed_level = brought["level"]
    rating.proposed_at = rating.appraised_at = rating.decided_at = rating.published_at = rating.decision.recorded_at


@transaction.atomic
def let_decide(placement, *, by, reason):
    """Let another place propose the level. Raises ``OpeningRefused`` for one that only remarks, or once proposed."""
    reason = _given(reason)
    dossier = placement.dossier
    _lock(dossier, by)
    _require_unproposed(dossier)
    if not placement.proposes:
        raise OpeningRefused(_("This place only gives remarks; it cannot propose the level."))
    dossier.placements.filter(is_deciding=True).update(is_deciding=False)
    dossier.placements.filter(pk=placement.pk).update(is_deciding=True)
    _record("evaluations.deciding_place_set", dossier, by=by, reason=f"{placement.meeting}: {reason}")


@transaction.atomic
def add_place(dossier, *, by, reason, body, capacity, collective=None):
    """Have a dossier reviewed at one more place and return its placement; it does not propose the level.

    Raises ``OpeningRefused`` where it is reviewed there already.
    """
    reason = _given(reason)
    _lock(dossier, by)
    if dossier.placements.filter(body=body, collective=collective).exists():
        raise OpeningRefused(_("It is reviewed there already."))
    order = ORDER[ReviewPlacement.Capacity(capacity)]
    placement = dossier.placements.create(body=body, collective=collective, capacity=capacity, order=order)
    _record("evaluations.place_added", dossier, by=by, reason=f"{placement.meeting}: {reason}")
    return placement


@transaction.atomic
def remove_place(placement, *, by, reason):
    """Take away a place at which nothing was said. Raises ``OpeningRefused`` for the deciding one, or with content."""
    reason = _given(reason)
    dossier = placement.dossier
    _lock(dossier, by)
    placement.refresh_from_db(from_queryset=ReviewPlacement.objects.select_for_update())
    if placement.is_deciding:
        raise OpeningRefused(_("This place proposes the level. Let another one propose it first."))
    if placement.has_content():
        raise OpeningRefused(_("Something was said at this place already; it stays in the dossier."))
    where = str(placement.meeting)
    placement.delete()
    _record("evaluations.place_removed", dossier, by=by, reason=f"{where}: {reason}")


def _lock(dossier, by):
    """Lock evaluation, dossier and ratings, in the order of locks, and read the dossier again.

    So that no level is proposed or decided while it changes how, where and whether it is rated. Raises unless its
    evaluation is open and it is not ``by``'s own.
    """
    Evaluation.objects.select_for_update(no_key=True).get(pk=dossier.evaluation_id)
    Dossier.objects.filter(pk=dossier.pk).lock()
    needed = ("evaluation__scheme", "evaluation__root", "unit", "person", "collective", "org")
    dossier.refresh_from_db(from_queryset=Dossier.objects.select_related(*needed))
    list(dossier.ratings.locked_for_writing())
    if dossier.evaluation.status != Evaluation.Status.OPEN:
        raise OpeningRefused(_("The evaluation is not open."))
    if dossier.belongs_to(by):
        raise NotYours(_("Nobody changes their own dossier. Ask a colleague of the office."))
    if dossier.is_only_for(by, dossier.evaluation.by_office):
        raise NotYours(OF_THE_ABSENT)


def _require_undecided(dossier):
    decided = dossier.ratings.standing().filter(stage__in=[Stage.DECIDED, Stage.LOCKED], brought_from="")
    if decided.exists():
        raise OpeningRefused(_("The level of %(subject)s is decided already.") % {"subject": dossier.subject})


def _require_unproposed(dossier):
    if dossier.ratings.standing().filter(brought_from="").exclude(stage=Stage.SELF).exists():
        raise OpeningRefused(_("A level is proposed already. Let the proposal be taken back first."))


def _require_not_handed_in(dossier):
    papers = SelfAssessment.objects.select_for_update().filter(dossier=dossier)
    if any(not paper.is_editable for paper in papers):
        raise OpeningRefused(
            _("The self-assessment is handed in, with points of the present frame. Have it sent back first.")
        )


def _given(reason):
    if not (reason := reason.strip()):
        raise ReasonMissing(_("Say why."))
    return reason


def _record(action, dossier, *, by, reason):
    trail.record(action, dossier, by=by, reason=reason, owner=dossier.person, unit_path=dossier.unit.path)
