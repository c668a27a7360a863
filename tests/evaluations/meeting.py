"""A cell that meets: its people, their papers handed in, and what the tests of sessions say."""

from decimal import Decimal

from django.utils import timezone

from evaluations.models import RatingSession, SelfAssessment
from evaluations.sessions import recording
from portal.audit.models import AuditEvent
from portal.lib.dates import today
from portal.printing.models import PaperForm
from tests import evaluating, factories

TOP, GOOD, FAIR, LOWEST = "HTXSNV", "HTTNV", "HTNV", "KHTNV"
MEMBER = "party_member"


def hand_in(dossier, total="85", *, own_level=GOOD, status=SelfAssessment.Status.SUBMITTED):
    """Hand in a paper whose points add up to ``total`` on the frame of the dossier."""
    frame = dossier.evaluation.scheme.rules.frame(dossier.frame)
    left, points = Decimal(total), {}
    for item in frame.items:
        points[item.code] = str(min(item.maximum, left))
        left -= Decimal(points[item.code])
    return SelfAssessment.objects.create(
        dossier=dossier,
        form=PaperForm.objects.first(),
        status=status,
        points=points,
        own_levels={rating.track: own_level for rating in dossier.ratings.all()},
        submitted_at=timezone.now(),
        handed_in_on=today(),
        round=1,
    )


def put_in(evaluation, person, total="85", *, rank=9, own_level=GOOD, **fields):
    """Put a person in the evaluation, reviewed at their cell, with a paper handed in (``total`` None: none)."""
    dossier = evaluating.make_dossier(evaluation, person, rank=rank, **fields)
    if total is not None:
        hand_in(dossier, total, own_level=own_level)
    return dossier


def session_of(evaluation, body, *, by, collective=None, present=12):
    """Begin the session of a meeting and write down who attended."""
    session = RatingSession.of(evaluation, body, collective, by=by)
    values = {"held_on": today(), "chair": by, "secretary": by, "summoned": present, "present": present}
    recording.save_attendance(session, values, saved=0, by=by)
    return session


def record(session, dossier, level=GOOD, *, by, saved=None, track=MEMBER, **values):
    """Record a level for a dossier at a session, as the row stands now, with a reason unless another is given."""
    placement = dossier.placements.get(body=session.body, collective=session.collective)
    written = placement.proposals.filter(track=track).first()
    counter = saved if saved is not None else (written.saved if written else 0)
    written = {"level": level, "reason": "Theo kết quả công tác năm"} | values
    return recording.record_row(session, placement.pk, track, written, saved=counter, by=by)


def ballot(top=0, good=0, fair=0, lowest=0, *, issued=12, valid=12, invalid=0):
    votes = {TOP: top, GOOD: good, FAIR: fair, LOWEST: lowest}
    return {"issued": issued, "valid": valid, "invalid": invalid, "votes": votes}


def acts():
    """Return what was recorded of the evaluations, in order."""
    events = AuditEvent.objects.filter(action__startswith="evaluations.")
    return list(events.order_by("pk").values_list("action", flat=True))


def people_of(cell, count):
    return [factories.make_person(f"Người Thứ {number}", cell=cell) for number in range(1, count + 1)]
