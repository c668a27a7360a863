"""Phiếu đánh giá, xếp loại: the evaluation report (domain reference, 8.10; no national body obtained [P]).

Drawn from a frozen ``Report`` alone, so that it says the same whenever it is drawn.
"""

import datetime

from evaluations.papers import parts
from evaluations.papers.meeting import votes_of
from portal.lib.numbers import format_vi
from portal.printing import paper

TITLE = "PHIẾU ĐÁNH GIÁ, XẾP LOẠI"
GIVERS = {"self": "Tự chấm", "proposed": "Đề xuất", "appraised": "Thẩm định"}
REPLACED = "ĐÃ THAY THẾ"
HELD = {True: "Đạt", False: "Không đạt", None: "Không đủ dữ liệu"}


def report_paper(report, *, code=None, check_at="", replaced_by=None):
    """Return the paper of a ``Report``; with a ``code`` it is an issued one, checked at an address.

    One that a re-rating has replaced (``replaced_by`` is its decision) bears no code, and says so on each page.
    """
    day = datetime.date.fromisoformat(report.decided_on)
    return paper.Paper(
        title=TITLE,
        subtitle=f"{report.period[:1].lower()}{report.period[1:]}",
        letterhead=parts.letterhead(report.issuer or report.unit, day),
        blocks=[
            *_replaced(replaced_by),
            parts.personal_block(
                report.subject,
                report.unit,
                ("Diện xếp loại", parts.TRACKS[report.track]),
                ("Cấp quyết định", report.decider),
                ("Khung đánh giá", report.scheme),
            ),
            paper.Heading(1, "I. Kết quả thực hiện cam kết"),
            parts.result_table(report.tasks),
            paper.Prose(_figures(report)),
            paper.Heading(1, "II. Điểm"),
            _points(report),
            paper.Heading(1, "III. Điều kiện của từng mức"),
            *_conditions(report),
            paper.Heading(1, "IV. Nhận xét và biểu quyết của từng nơi kiểm điểm"),
            *_places(report),
            paper.Heading(1, "V. Mức xếp loại"),
            *_levels(report),
            paper.Signatures([paper.Signature(report.signs_as or "T/M CẤP ỦY")]),
        ],
        landscape=True,  # for the table of results; upright, it would leave the first sheet nearly empty
        draft=code is None,
        draft_mark=REPLACED if replaced_by else paper.DRAFT_MARK,
        code=code,
        check_at=check_at,
        layout=paper.layout_on(day),
    )


def _replaced(decision):
    if decision is None:
        return []
    words = f"Quyết định số {decision.symbol}, ngày {decision.decided_on:%d/%m/%Y} của {decision.decided_by}"
    return [paper.Prose(f"Phiếu này đã được thay thế theo {words}.")]


def _figures(report):
    counts = "; ".join(f"{label}: {shown}" for label, shown in report.figures)
    return f"Số liệu dùng cho các điều kiện: {counts}." if counts else "Chưa có số liệu cho các điều kiện."


def _points(report):
    if not report.groups:
        return paper.Prose("Khung đánh giá không chấm điểm.")
    return parts.points_table(report.groups, [], GIVERS)


def _conditions(report):
    columns = [
        paper.Column("Mức", 2.4),
        paper.Column("Điều kiện", 5),
        paper.Column("Yêu cầu", 2),
        paper.Column("Số liệu", 2.2, "center"),
        paper.Column("Kết quả", 1.6, "center"),
    ]
    rows = [
        [parts.label_of(report.levels, line.level), line.label, line.needed, line.shown, HELD[line.held]]
        for line in report.conditions
    ]
    blocks = [paper.Table(columns, rows) if rows else paper.Prose("Khung đánh giá không nêu điều kiện riêng.")]
    forced = [_forced(line) for line in report.forced]
    heading = "Trường hợp xếp loại bắt buộc đã xem xét:"
    return [*blocks, paper.Prose([heading, *forced] if forced else f"{heading} không có.")]


def _forced(line):
    text = f"- {line.label} (văn bản {line.symbol})"
    text += f": {line.note}" if line.note else ""
    return f"{text}. Không áp dụng theo {line.waived_by}: {line.waiver}" if line.waived_by else f"{text}."


def _places(report):
    if not report.places:
        return [paper.Prose("Chưa có nơi kiểm điểm nào ghi nhận xét.")]
    blocks = []
    for number, place in enumerate(report.places, start=1):
        deciding = " (nơi đề xuất)" if place.is_deciding else ""
        blocks += [paper.Heading(2, f"{number}. {place.name}{deciding}"), paper.Prose(_place_lines(place, report))]
    return blocks


def _place_lines(place, report):
    lines = [f"Nhận xét: {place.remark}" if place.remark else "Nhận xét: không ghi."]
    if place.ballot:
        ballot = place.ballot
        lines.append(
            f"Triệu tập {_number(place.summoned)}, có mặt {_number(place.present)}; phiếu phát ra {ballot.issued}, "
            f"hợp lệ {ballot.valid}, không hợp lệ {ballot.invalid}."
        )
        votes = "; ".join(f"{level.label}: {votes_of(ballot, level.code)}" for level in report.levels)
        lines.append(f"Phiếu theo mức: {votes}.")
    if place.level:
        lines.append(f"Mức đề xuất: {parts.label_of(report.levels, place.level)}.")
    if place.reason:
        lines.append(f"Lý do khác mức gợi ý ({parts.label_of(report.levels, place.suggested)}): {place.reason}")
    return lines


def _number(value):
    return "…" if value is None else format_vi(value)


def _levels(report):
    names = {
        "Mức tự nhận": report.own_level,
        "Nơi kiểm điểm đề xuất": report.proposed_level,
        "Mức thẩm định": report.appraised_level,
        "MỨC QUYẾT ĐỊNH": report.level,
    }
    decision = f"Quyết định số {report.symbol}, ngày {parts.day_of(report.decided_on)} của {report.decided_by}"
    reasons = [
        f"Ý kiến thẩm định: {report.appraisal_note}" if report.appraisal_note else "",
        f"Lý do khác mức thẩm định: {report.level_reason}" if report.level_reason else "",
    ]
    faults = [f"- {fault.text}" for fault in report.faults]
    return [
        paper.Fields([(label, parts.label_of(report.levels, code) or "–") for label, code in names.items()]),
        paper.Prose([decision + ".", *reasons]),
        paper.Prose(["Hạn chế, khuyết điểm cần khắc phục:", *faults] if faults else "Hạn chế cần khắc phục: không có."),
    ]
