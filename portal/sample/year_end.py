"""The year's end of the sample: a cell of twelve, the ward's evaluation opened some days ago, papers in every state."""

import datetime

from commitments.errors import NotReady
from commitments.models import ActionProgram, Commitment, Evidence, Period, ProgressAnswer, ProgressEntry
from commitments.progress.sending import officers_of
from evaluations import opening, shipped
from evaluations.assessing.saving import hand_in
from evaluations.assessing.scoring import form_of, rules_of, score_of
from evaluations.models import Evaluation, Rating, Scheme, SelfAssessment, SelfAssessmentText
from portal.directory.models import Membership, PartyOrg, Person
from portal.directory.roles import Role
from portal.lib.dates import today

State = ProgressEntry.State

WARD, CELL = "DUHT", "DUHT-08"
WORKPLACE = "Trạm Y tế phường Hạc Thành"
NEW_FOR_DAYS = 80


# How many of the cell have handed in, and how many are writing; the others have not begun.
HANDED_IN, WRITING = 8, 2

UNFINISHED_SHARE, BEYOND_SHARE = 0.06, 0.4  # of the commitments of the cell

# How high people rate themselves, in percent of the most: from just above 70 points to above 90.
SHARES = [95, 94, 93, 90, 88, 86, 84, 80, 76]

TEXTS = {
    "moral": "Giữ vững lập trường, chấp hành chủ trương của Đảng, pháp luật của Nhà nước và quy chế của Trạm. "
    "Đoàn kết, tận tình với người bệnh; không để xảy ra phản ánh về thái độ phục vụ trong năm.",
    "duties": "Thực hiện đủ các nhiệm vụ đã đăng ký; kết quả từng việc nêu ở bảng kèm theo.",
    "pledge": "Thực hiện đúng cam kết tu dưỡng, rèn luyện đã ký đầu năm; dự đủ các buổi sinh hoạt chi bộ.",
    "leading": "Chỉ đạo Trạm hoàn thành chỉ tiêu khám sức khỏe người cao tuổi và tiêm chủng; giao ban hằng tuần, "
    "phân công rõ người, rõ việc.",
    "daring": "Đề xuất khám lưu động vào thứ Bảy tại các khu phố xa Trạm; chịu trách nhiệm về việc sắp xếp ca trực.",
    "example": "Bản thân và gia đình chấp hành tốt quy định nơi cư trú; công khai thu, chi hằng quý.",
    "faults": "Cập nhật hồ sơ sức khỏe điện tử còn chậm trong quý I, 35 hồ sơ nhập sau hạn; chưa thường xuyên trao đổi "
    "chuyên môn với đồng nghiệp trẻ.",
    "causes": "Sắp xếp thời gian chưa hợp lý; ngại học phần mềm mới.",
    "responsibility": "Nhận trách nhiệm cá nhân về các hồ sơ nhập chậm.",
    "plan": "Nhập hồ sơ trong ngày khám, kiểm tra lại vào chiều thứ Sáu; mỗi tháng kèm một đồng nghiệp trẻ một buổi.",
}


def prepare_cell():
    """Say where the members of the cell work, and let one of them be admitted lately: not rated this year."""
    members = Person.objects.filter(cell__code=CELL)
    members.update(workplace=WORKPLACE)
    newest = members.filter(appointments=None).order_by("pk").last()
    newest.joined_on, newest.official_on = today() - datetime.timedelta(days=NEW_FOR_DAYS), None
    newest.save(update_fields=["joined_on", "official_on"])
    newest.memberships.update(standing=Membership.Standing.PROBATIONARY, starts_on=newest.joined_on)


def open_evaluation(year, dice):
    """Open the ward's evaluation of ``year`` and let the cell write its self-assessments; return the evaluation."""
    shipped.load()
    officer = Person.objects.filter(appointments__role=Role.PERSONNEL_OFFICER, appointments__org__code=WARD).first()
    day, period = today(), Period.of_year(year)
    _finish_work(period, dice)
    evaluation = Evaluation(
        period=period,
        root=PartyOrg.objects.get(code=WARD),
        scheme=Scheme.objects.for_period(period).first(),
        opens_on=day - datetime.timedelta(days=6),
        self_due_on=day + datetime.timedelta(days=6),
        propose_due_on=day + datetime.timedelta(days=20),
        decide_due_on=day + datetime.timedelta(days=36),
        created_by=officer,
    )
    opening.keep(evaluation, by=officer)
    opening.open_now(evaluation, by=officer)
    _write_papers(evaluation, dice)
    return evaluation


def _finish_work(period, dice):
    """Let nearly everything that the cell promised be done by its deadline, shown by a document and confirmed."""
    done = Commitment.objects.in_force().filter(
        program__entry__unit__code=CELL,
        program__entry__campaign__period=period,
        program__status=ActionProgram.Status.APPROVED,
        latest__isnull=False,
    )
    for commitment in done.select_related("latest", "program").order_by("pk"):
        if dice.random() < UNFINISHED_SHARE:
            continue
        reached_on = min(commitment.due_on or today(), today())
        state = State.EXCEEDED if dice.random() < BEYOND_SHARE else State.DONE
        ProgressEntry.objects.filter(pk=commitment.latest_id).update(state=state, percent=100, reached_on=reached_on)
        Commitment.objects.filter(pk=commitment.pk).update(done_on=reached_on)
        _show_and_confirm(commitment, dice)


def _show_and_confirm(commitment, dice):
    entry, program = ProgressEntry.objects.get(pk=commitment.latest_id), commitment.program
    symbol = f"{dice.randint(11, 98)}-BC/TYT"
    writer = program.writers()[0]
    Evidence.objects.create(entry=entry, kind=Evidence.Kind.DOCUMENT, name=symbol, symbol=symbol, added_by=writer)
    officers = officers_of(program)
    if officers and entry.answer != ProgressEntry.Answer.CONFIRMED:
        last = entry.answers.last()
        ProgressAnswer.give(entry, ProgressEntry.Answer.CONFIRMED, by=officers[0], seen=last.pk if last else 0)


def _write_papers(evaluation, dice):
    needed = ("evaluation__scheme", "evaluation__period", "evaluation__root", "unit", "person", "collective", "org")
    of_cell = evaluation.dossiers.rated().filter(unit__code=CELL, person__isnull=False)
    for place, dossier in enumerate(of_cell.select_related(*needed).order_by("pk")[: HANDED_IN + WRITING]):
        paper = _begun(dossier, dice)
        if place < HANDED_IN:
            _hand_in(paper)


def _begun(dossier, dice):
    """Begin a paper and fill it: texts, points a little below the most, the level that follows from them."""
    paper = SelfAssessment.begin(dossier, form_of(dossier), by=dossier.person)
    keys = {section["key"] for section in paper.form.sections}
    SelfAssessmentText.objects.bulk_create(
        SelfAssessmentText(assessment=paper, key=key, body=body) for key, body in TEXTS.items() if key in keys
    )
    paper.points = _points(dossier, dice)
    level = rules_of(dossier).band(score_of(dossier, paper.points, {}).totals.total)
    paper.own_levels = {Rating.Track.PARTY_MEMBER.value: level.code}
    paper.save()
    return paper


def _points(dossier, dice):
    """Return points by item as stored: about a share of the most that an item brings, in its steps."""
    frame, share = rules_of(dossier).frame(dossier.frame), dice.choice(SHARES)
    return {item.code: str(_near(item, share + dice.choice([-2, 0, 0, 2]))) for item in frame.items}


def _near(item, percent):
    """Return the points nearest below ``percent`` of an item's most; what counts whole or not at all is whole."""
    if item.mode == "binary":
        return item.maximum
    return min(item.maximum, item.maximum * percent / 100) // item.step * item.step


def _hand_in(paper):
    """Hand a paper in where nothing blocks it; else it stays one that is being written, as it would for a person."""
    try:
        hand_in(paper, by=paper.dossier.person)
    except NotReady:
        return
