"""Ratings led to a stage through the transitions themselves, and what the tests of deciding say and count."""

from evaluations.models import Rating
from portal.audit.models import AuditEvent
from portal.notifications.models import Notification
from tests import evaluating

Stage = Rating.Stage
TOP, GOOD, FAIR, LOWEST = "HTXSNV", "HTTNV", "HTNV", "KHTNV"
SCHEME = {"levels": [{"code": code, "label": code, "short": code} for code in (TOP, GOOD, FAIR, LOWEST)]}


def make_evaluation(root, **fields):
    return evaluating.make_evaluation(root, scheme=evaluating.make_scheme(document=SCHEME), **fields)


def make_rating(evaluation, subject, stage=Stage.SELF, *, level=GOOD, proposer=None, office=None, **fields):
    """Make the dossier of a subject with one rating, led to ``stage`` (up to APPRAISED) with ``level``."""
    rating = evaluating.make_dossier(evaluation, subject, **fields).ratings.get()
    if stage != Stage.SELF:
        rating.propose(level, by=proposer)
    if stage == Stage.APPRAISED:
        rating.appraise(level, by=office)
    return rating


def trace():
    """Return what was recorded and who was told, in order."""
    events = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    return events, list(Notification.objects.order_by("pk").values_list("event", "recipient", "read_at"))
