"""How the programs of the sample have come along: reports by quarter, evidence, and what is behind.

Quarters that were reported lie in the past, so the rows are written as the acts would have left them on those days.
"""

import datetime
import hashlib
from decimal import Decimal
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from commitments.models import ActionProgram, Commitment, Evidence, ProgressEntry, ProgressReport
from commitments.progress import sums
from portal.lib.dates import today
from portal.sample import texts

State = ProgressEntry.State

NOTHING_REPORTED, BEHIND = 0, 1  # which programs, in order, have told nothing, and stopped after the first quarter
STEPS = ("planned", "first", "more", "most")


def fill(dice):
    """Report the progress of every approved program up to today; return how many reports were sent."""
    begun = ActionProgram.objects.filter(status="approved", entry__campaign__period__starts_on__lte=today())
    carried_out = list(ActionProgram.objects.in_force().order_by("pk").values_list("pk", flat=True))
    count = 0
    for program in begun.with_owner().order_by("pk"):
        place = carried_out.index(program.pk) if program.pk in carried_out else None
        for quarter in _quarters(program, place):
            _report(program, quarter, dice)
            count += 1
    return count


def _quarters(program, place):
    """Return the quarters that a program reports, oldest first; two of this year's stay behind."""
    quarters = program.campaign.period.quarters.order_by("starts_on")
    reported = [quarter for quarter in quarters if quarter.is_reported_on(today())]
    if place == NOTHING_REPORTED:
        return []
    return reported[:1] if place == BEHIND else reported


def _report(program, quarter, dice):
    """Send one report, a few days before it was due, on every commitment that has not been done before."""
    on = min(quarter.report_due_on - datetime.timedelta(days=dice.randint(0, 8)), today())
    writer = program.writers()[0]
    report = ProgressReport.objects.create(program=program, quarter=quarter, sent_by=writer, sent_at=_evening(on))
    commitments = list(program.commitments.in_order().filter(done_on=None))
    for commitment in commitments:
        entry = _entry(commitment, report, on, dice, is_slow=commitment.order == 1)
        commitment.latest = entry
        commitment.done_on = entry.reached_on if entry.is_claim else None
        if entry.is_claim:
            _add_evidence(entry, writer, dice)
    Commitment.objects.bulk_update(commitments, ["latest", "done_on"])


def _entry(commitment, report, on, dice, *, is_slow):
    year = commitment.program.campaign.period
    due_on = commitment.due_on or year.ends_on
    share = (on - year.starts_on).days / max((due_on - year.starts_on).days, 1)
    share *= dice.uniform(0.4, 0.7) if is_slow else dice.uniform(0.85, 1.3)
    is_done = share >= 1
    value = None
    if commitment.target_value is not None:
        value = commitment.target_value if is_done else Decimal(int(commitment.target_value * Decimal(share)))
    found = sums.of_value(commitment, value)
    percent = 100 if is_done else min(found.percent if found else int(share * 100), 99)
    step = "done" if is_done else STEPS[min(percent // 30, 3)]
    return ProgressEntry.objects.create(
        commitment=commitment,
        report=report,
        state=State.DONE if is_done else State.IN_PROGRESS if percent else State.PLANNED,
        percent=percent,
        reached_value=value,
        reached_on=min(on, due_on - datetime.timedelta(days=dice.randint(0, 20))) if is_done else on,
        note=texts.PROGRESS_NOTES[step],
        difficulty=texts.PROGRESS_DIFFICULTY if is_slow else "",
        next_step="" if is_done else texts.PROGRESS_NEXT,
        saved_at=report.sent_at,
    )


def _add_evidence(entry, writer, dice):
    """Show what is done by a document, and often by a photo or a list."""
    given = {"entry": entry, "added_by": writer, "added_at": entry.saved_at}
    symbol = f"{dice.randint(10, 99)}-BC/CB"
    Evidence.objects.create(kind=Evidence.Kind.DOCUMENT, symbol=symbol, name=symbol, **given)
    if dice.random() < 0.3:
        ending, name, data = ("png", "Buổi hướng dẫn.png", _photo(dice)) if dice.random() < 0.5 else (
            "pdf", "Danh sách ký xác nhận.pdf", _paper())  # fmt: skip
        path = f"evidence/{entry.reached_on:%Y/%m}/{dice.getrandbits(128):032x}.{ending}"
        stored = default_storage.save(path, ContentFile(data))
        sha256 = hashlib.sha256(data).hexdigest()
        Evidence.objects.create(kind=Evidence.Kind.FILE, name=name, file=stored, size=len(data), sha256=sha256, **given)


def _evening(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(20, 15)))


def _photo(dice):
    out = BytesIO()
    Image.new("RGB", (64, 48), (dice.randint(60, 200), 140, 130)).save(out, "PNG")
    return out.getvalue()


def _paper():
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.drawString(72, 760, "Danh sach ky xac nhan (ban mau)")
    canvas.save()
    return out.getvalue()
