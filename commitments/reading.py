"""Reading many papers at once leaves one event for each and sitting; a paper opened alone: ``views.opening``."""

from datetime import timedelta

from django.utils import timezone

from portal.audit import trail
from portal.audit.models import AuditEvent

SITTING = timedelta(minutes=30)


def record_readings(programs, *, by, action="commitments.progress_opened"):
    """Record that ``by`` reads the progress of ``programs``, or does ``action`` to it: once each in half an hour.

    A list of results shows a part of many papers and is turned page by page. An event for every row would bury the
    others; one for each program and sitting still says honestly who has read whose progress, and when. Whatever the
    number, one query, and one more where anything is new.
    """
    recent = AuditEvent.objects.filter(actor_id=str(by.public_id), at__gte=timezone.now() - SITTING)
    read = set(recent.filter(action=action).values_list("subject_id", flat=True))
    fresh = {program.pk: program for program in programs if str(program.pk) not in read}
    trail.record_many(
        action,
        fresh.values(),
        by=by,
        owner=lambda program: program.entry.person,
        unit_path=lambda program: program.entry.unit.path,
    )
