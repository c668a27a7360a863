"""When the programs of the sample came in and were decided: over some weeks, not all on the day of set-up."""

import datetime

from django.utils import timezone

from commitments.models import ActionProgram, ReviewStep
from portal.lib.dates import today

Status = ActionProgram.Status

WAITS_AT_MOST = 5  # days; what lies before a reviewer has not come long ago
DAY = datetime.timedelta(days=1)


def spread(campaign, dice):
    """Let the programs of ``campaign`` have come in between its opening and its deadline, decided some days later."""
    last = min(today(), campaign.due_on)
    programs = ActionProgram.objects.filter(entry__campaign=campaign, registered_on__isnull=False).order_by("pk")
    programs, steps = list(programs), []
    for program in programs:
        span = (last - campaign.opens_on).days
        ago = dice.randint(0, span if program.status == Status.APPROVED else min(span, WAITS_AT_MOST))
        program.registered_on = last - ago * DAY
        program.first_submitted_at = program.submitted_at = _noon(program.registered_on)
        decided_at = min(program.submitted_at + dice.randint(1, 6) * DAY, timezone.now())
        program.decided_at = program.decided_at and decided_at
        for step in program.steps.exclude(decision=""):
            step.decided_at = decided_at
            steps.append(step)
    ActionProgram.objects.bulk_update(
        programs, ["registered_on", "first_submitted_at", "submitted_at", "decided_at"], batch_size=200
    )
    ReviewStep.objects.bulk_update(steps, ["decided_at"], batch_size=200)


def _noon(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))
