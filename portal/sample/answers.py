"""What officers of the sample have said of the results: most are confirmed, one doubted, one asked back, some wait."""

import datetime

from django.utils import timezone

from commitments.models import ActionProgram, ProgressAnswer, ProgressEntry
from commitments.progress import answering
from commitments.progress.sending import officers_of

Answer = ProgressEntry.Answer

DOUBTED, ASKED = 1, 3  # which of a cell's results, in order, are doubted and asked back
DOUBT = "Danh sách kèm theo chưa có chữ ký của người được hướng dẫn. Đề nghị đồng chí bổ sung."
QUESTION = "Đề nghị đồng chí cho biết buổi sinh hoạt này tổ chức ngày nào, có bao nhiêu đồng chí dự."
CONFIRMED_SHARE = 0.65


def fill(dice):
    """Answer the results of every program in force a few days after they were sent; return how many were answered."""
    claims = ProgressEntry.objects.latest().claims().filter(commitment__program__in=ActionProgram.objects.in_force())
    shown = claims.select_related("report", "commitment__program").order_by(
        "commitment__program_id", "commitment__order"
    )
    places = {}
    for entry in shown:
        program = entry.commitment.program
        place = places[program.entry.unit_id] = places.get(program.entry.unit_id, -1) + 1
        officers = officers_of(program)
        if officers:
            _answer(entry, officers[0], place, dice)
    return ProgressAnswer.objects.count()


def _answer(entry, officer, place, dice):
    if place == DOUBTED:
        answering.answer(entry, Answer.DOUBTED, by=officer, seen=0, reason=DOUBT)
    elif place == ASKED:
        answering.answer(entry, Answer.ASKED, by=officer, seen=0, reason=QUESTION)
    elif dice.random() < CONFIRMED_SHARE:
        ProgressAnswer.give(entry, Answer.CONFIRMED, by=officer, seen=0)
    at = min(entry.report.sent_at + datetime.timedelta(days=dice.randint(2, 6)), timezone.now())
    entry.answers.update(at=at)
