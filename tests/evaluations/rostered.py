"""What tests of the roster of dossiers say and look at: the reason, a dossier as it stands, the last event."""

from django.utils import timezone

from evaluations.models import Dossier, Rating, RatingDecision
from portal.audit.models import AuditEvent
from portal.lib.dates import today

Stage = Rating.Stage
WHY = "Theo thông báo của Ban Tổ chức"


def fresh(dossier):
    return Dossier.objects.get(pk=dossier.pk)


def last_event():
    event = AuditEvent.objects.latest("pk")
    return event.action.removeprefix("evaluations."), event.reason


def bring_to(dossier, stage):
    values = {"stage": stage}
    if stage != Stage.SELF:
        values["proposed_level"] = "HTTNV"
    if stage in (Stage.APPRAISED, Stage.DECIDED, Stage.LOCKED):
        values["appraised_level"] = "HTTNV"
    if stage in (Stage.DECIDED, Stage.LOCKED):
        values["decision"] = RatingDecision.objects.create(
            evaluation=dossier.evaluation, decided_by="Đảng ủy phường", symbol="12-QĐ/ĐU",
            decided_on=today(), recorded_by=dossier.person, decider=dossier.decider,
        )  # fmt: skip
        values |= {"level": "HTTNV", "decided_at": timezone.now()}
    dossier.ratings.update(**values)
