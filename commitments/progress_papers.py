"""What stands on a progress slip, gathered as blocks (domain reference, 8.4 [P]); ``portal.printing`` draws them.

Its words are those of the printed form and stay Vietnamese in every language of the portal, as in ``papers.py``.
"""

import datetime
from decimal import Decimal

from django.utils import timezone

from commitments import papers
from commitments.models import ProgressEntry
from commitments.models.version import unit_block
from commitments.progress import sums
from commitments.progress.slips import shown_by
from portal.lib.dates import today
from portal.lib.numbers import format_vi, with_unit
from portal.printing import paper

State, Answer = ProgressEntry.State, ProgressEntry.Answer

TITLE = "PHIẾU BÁO CÁO TIẾN ĐỘ"
STATES = {
    State.PLANNED: "Chưa bắt đầu",
    State.IN_PROGRESS: "Đang thực hiện",
    State.DONE: "Đã hoàn thành",
    State.EXCEEDED: "Hoàn thành vượt mức",
    State.NOT_DONE: "Không hoàn thành",
}
ANSWERS = {Answer.CONFIRMED: "Đã xác nhận", Answer.DOUBTED: "Chưa đồng ý", Answer.ASKED: "Hỏi lại"}
COLUMNS = [
    paper.Column("TT", 0.8, "center"),
    paper.Column("Nhiệm vụ", 4),
    paper.Column("Tiến độ", 1.9, "center"),
    paper.Column("Kết quả đến kỳ báo cáo", 4),
    paper.Column("Minh chứng", 2.6),
    paper.Column("Khó khăn, nguyên nhân", 2.9),
    paper.Column("Việc kỳ tới", 2.7),
    paper.Column("Xác nhận", 3.4),
]


def slip_paper(slip):
    """Return the paper of a ``Slip``; every page says BẢN NHÁP while nothing was sent of its quarter."""
    day = timezone.localdate(slip.report.sent_at) if slip.report else today()
    blocks = [
        papers.personal_block(slip.content),
        paper.Prose(_summary(slip)),
        paper.Table(COLUMNS, [_row(number, line) for number, line in enumerate(slip.lines, start=1)]),
        _signatures(slip),
    ]
    return paper.Paper(
        title=TITLE,
        subtitle=f"{slip.span.name}",
        letterhead=papers.letterhead(slip.content["unit"], day),
        blocks=blocks,
        draft=slip.is_draft,
        landscape=True,
        layout=paper.layout_on(day),
    )


def missing_paper(unit, campaign, span, programs):
    """Return the list of whose program in force was not reported in a span; ``programs`` with owner, in their order.

    A working paper of the unit: it bears no number and nobody signs it.
    """
    columns = [
        paper.Column("TT", 0.8, "center"),
        paper.Column("Họ và tên, tập thể", 4),
        paper.Column("Ngày sinh", 1.8, "center"),
        paper.Column("Chi bộ, tổ chức", 4),
    ]
    rows = [
        [str(number), str(program.owner), _born(program.entry.person), program.entry.unit.name]
        for number, program in enumerate(programs, start=1)
    ]
    form = campaign.form.name
    blocks = [
        paper.Prose(f"{form} năm {campaign.year}. Chưa báo cáo: {len(rows)}. Lập ngày {today():%d/%m/%Y}."),
        paper.Table(columns, rows) if rows else paper.Prose("Tất cả đã gửi báo cáo."),
    ]
    return paper.Paper(
        title="DANH SÁCH CHƯA BÁO CÁO TIẾN ĐỘ",
        subtitle=span.name,
        letterhead=papers.letterhead(unit_block(unit), today()),
        blocks=blocks,
        draft=False,
        layout=paper.layout_on(today()),
    )


def _born(person):
    return str(person.born_text or "") if person else ""


def file_name(slip, extension):
    """Return a plain name for the file: ``phieu-tien-do-quy-iii-nam-2026-dang-thi-bich-nga.pdf``."""
    return papers.file_name_of(f"phiếu tiến độ {slip.span.name} {slip.program.owner}", extension)


def _summary(slip):
    """Return which program, how far the whole is, and when it was sent, as paragraphs."""
    form = slip.program.campaign.form.name
    lines = [f"Thực hiện {form[:1].lower()}{form[1:]} năm {slip.content['year']}.{_whole(slip)}"]
    if slip.report is None:
        return [*lines, f"Chưa gửi báo cáo {slip.span.name}."]
    late = ", sau hạn báo cáo" if slip.is_late else ""
    lines.append(f"Đã gửi trên cổng lúc {_moment(slip.report.sent_at)}{late}.")
    if slip.says_no_change:
        lines.append("Không có thay đổi so với lần báo cáo trước.")
    return lines


def _whole(slip):
    rows = [(line.entry.percent if line.entry else 0, _weight(line)) for line in slip.lines]
    whole = sums.of_program(rows)
    return f" Mức hoàn thành chung: {whole.percent}%." if whole else ""


def _weight(line):
    weight = line.commitment["weight"]
    return Decimal(weight) if weight is not None else None


def _row(number, line):
    entry = line.entry
    if entry is None:
        return [str(number), _task(line.commitment), "Chưa báo cáo", "", "", "", "", ""]
    return [
        str(number),
        _task(line.commitment),
        f"{entry.percent}%\n{STATES[State(entry.state)]}",
        _result(line),
        "\n".join(shown_by(evidence) for evidence in line.evidence),
        entry.difficulty,
        entry.next_step,
        _answer(entry),
    ]


def _task(commitment):
    due = commitment["due_on"]
    parts = [
        commitment["title"],
        f"Chỉ tiêu: {target}" if (target := papers.target_of(commitment)) else "",
        f"Thời hạn: {datetime.date.fromisoformat(due):%d/%m/%Y}" if due else "",
    ]
    return "\n".join(part for part in parts if part)


def _result(line):
    entry, commitment = line.entry, line.commitment
    reached = ""
    if entry.reached_value is not None:
        reached = f"Đạt {with_unit(format_vi(entry.reached_value), commitment['unit'])}"
    return "\n".join(part for part in (reached, _as_of(entry, commitment["due_on"]), entry.note) if part)


def _as_of(entry, due):
    if not entry.is_claim:
        return f"Tính đến {entry.reached_on:%d/%m/%Y}"
    late = (entry.reached_on - datetime.date.fromisoformat(due)).days if due else 0
    return f"Hoàn thành ngày {entry.reached_on:%d/%m/%Y}" + (f" (chậm {late} ngày)" if late > 0 else "")


def _answer(entry):
    answers = list(entry.answers.all())
    if not answers:
        return ""
    last = answers[-1]
    why = f": {last.reason}" if last.reason else ""
    return f"{ANSWERS[Answer(last.kind)]}{why}\n{last.by}, {timezone.localdate(last.at):%d/%m/%Y}"


def _signatures(slip):
    form, owner = slip.program.campaign.form, slip.content["owner"]
    signer = owner["name"] if "heads" not in owner else ", ".join(owner["heads"])
    sent = f"Đã gửi trên cổng lúc {_moment(slip.report.sent_at)}" if slip.report else "(Ký, ghi rõ họ tên)"
    return paper.Signatures(
        [
            paper.Signature(authority=form.confirmed_by, note=_confirmed(slip) or "(Ký, ghi rõ họ tên)"),
            paper.Signature(authority="NGƯỜI BÁO CÁO", note=sent, name=signer),
        ]
    )


def _confirmed(slip):
    """Return who has confirmed how many of the results on the portal; empty where nobody has."""
    last = [answers[-1] for line in slip.lines if line.entry and (answers := list(line.entry.answers.all()))]
    confirmed = [answer for answer in last if answer.kind == Answer.CONFIRMED]
    if not confirmed or slip.report is None:
        return ""
    names = ", ".join(dict.fromkeys(str(answer.by) for answer in confirmed))
    latest = max(answer.at for answer in confirmed)
    return f"{names} đã xác nhận {len(confirmed)}/{len(slip.lines)} kết quả trên cổng, {_moment(latest)}"


def _moment(moment):
    return f"{timezone.localtime(moment):%H:%M ngày %d/%m/%Y}"
