"""Ratings led to a stage through the transitions themselves, and what the tests of deciding say and count."""

from evaluations.deciding import recording
from evaluations.models import Ballot, Proposal, Rating
from portal.audit.models import AuditEvent
from portal.lib.dates import today
from portal.notifications.models import Notification
from tests import evaluating
from tests.factories import local_noon

Stage = Rating.Stage
TOP, GOOD, FAIR, LOWEST = "HTXSNV", "HTTNV", "HTNV", "KHTNV"


def make_evaluation(root, **fields):
    return evaluating.make_evaluation(root, **fields)


def make_rating(evaluation, subject, stage=Stage.SELF, *, level=GOOD, proposer=None, office=None, **fields):
    """Make the dossier of a subject with one rating, led to ``stage`` (up to APPRAISED) with ``level``."""
    rating = evaluating.make_dossier(evaluation, subject, **fields).ratings.get()
    if stage != Stage.SELF:
        rating.propose(level, by=proposer)
    if stage == Stage.APPRAISED:
        rating.appraise(level, by=office)
    return rating


def make_proposal(rating, level, *, suggested=None, reason="", votes=None, points=(None, None)):
    """Write what the deciding place of a rating proposes, with its ballot where ``votes`` are given by level code."""
    placement = rating.dossier.placements.get(is_deciding=True)
    points_a, points_b = points
    proposal = Proposal.objects.create(
        placement=placement,
        track=rating.track,
        level=level,
        suggested=level if suggested is None else suggested,
        reason=reason,
        points_a=points_a,
        points_b=points_b,
    )
    if votes:
        count = sum(votes.values())
        Ballot.objects.create(proposal=proposal, issued=count, valid=count, votes=votes)
    return proposal


def trace():
    """Return what was recorded and who was told, in order."""
    events = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    return events, list(Notification.objects.order_by("pk").values_list("event", "recipient", "read_at"))


def document(symbol="12-QĐ/ĐU", *, decided_by="Ban Thường vụ Đảng ủy", on=None, scan=None):
    return recording.Document(decided_by, symbol, on or today(), scan)


def decide(*ratings, by, level=None, reason="", symbol="12-QĐ/ĐU", on=None):
    """Record one decision on appraised ratings: as appraised, unless ``level`` says another one with its reason."""
    rulings = {rating.pk: recording.Ruling(level or rating.appraised_level, reason) for rating in ratings}
    decision = recording.record(rulings, document(symbol, on=on), by=by)
    for rating in ratings:
        rating.refresh_from_db()
    return decision


def pretend_decided(dossier, stage=Stage.DECIDED, *, by):
    """Pretend that the ratings of a dossier were decided, or locked, without the way there."""
    decision = dossier.evaluation.decisions.create(
        decided_by="Ban Thường vụ Đảng ủy", symbol="12-QĐ/ĐU", decided_on=today(), recorded_by=by
    )
    levels = {"proposed_level": GOOD, "appraised_level": GOOD, "level": GOOD}
    dossier.ratings.update(stage=stage, decision=decision, **levels)


def make_decided(evaluation, subject, *, level=GOOD, proposer, office, published_on=None, locked=False, **fields):
    """Make a rating that was decided as appraised; ``published_on`` pretends that it was on an earlier day."""
    rating = make_rating(evaluation, subject, Stage.APPRAISED, level=level, proposer=proposer, office=office, **fields)
    decide(rating, by=office, symbol=f"{rating.pk}-QĐ/ĐU")
    if published_on is not None:
        Rating.objects.filter(pk=rating.pk).update(published_at=local_noon(published_on))
    rating.refresh_from_db()
    if locked:
        rating.lock(by=office, reason="Theo yêu cầu của Ban Thường vụ")
    return rating
