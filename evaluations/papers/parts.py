"""What the papers of the year's end share: letterhead, personal block, the table of results, points, levels."""

import datetime
from decimal import Decimal

from commitments.papers import TIERS
from commitments.papers import letterhead as letterhead_of
from commitments.progress_papers import STATES
from portal.directory.committees import committee
from portal.lib.numbers import format_vi
from portal.printing import paper

TRACKS = {
    "party_member": "Đảng viên",
    "cadre": "Cán bộ, công chức, viên chức",
    "collective": "Tập thể",
    "organisation": "Tổ chức đảng",
}
ANSWERS = {"overcome": "đã khắc phục", "under_way": "đang khắc phục", "not_begun": "chưa khắc phục"}
NOTHING = "(Không có)"
SIGN = "(Ký, ghi rõ họ tên)"

RESULT_COLUMNS = [
    paper.Column("TT", 0.8, "center"),
    paper.Column("Văn bản, mục", 2.6),
    paper.Column("Nội dung đã đăng ký", 4),
    paper.Column("Chỉ tiêu", 2.4),
    paper.Column("Kết quả", 3.6),
    paper.Column("Hoàn thành", 2.2, "center"),
    paper.Column("Minh chứng", 2.8),
    paper.Column("Xác nhận", 2.6),
]


def letterhead(unit, day):
    """Return the header of a paper of a ``Unit`` dated ``day``: what issues it is the committee, or the cell."""
    return letterhead_of({"name": committee(unit.name), "superior": unit.superior, "place": unit.place}, day)


def personal_block(subject, unit, *more):
    """Return the block that says whose paper it is; ``more`` are further pairs. Empty values are left out."""
    where = ("Chi bộ" if unit.is_cell else "Tổ chức đảng", unit.name)
    if subject.kind == "person":
        pairs = [
            ("Họ và tên", subject.name),
            ("Ngày sinh", subject.born),
            ("Chức vụ Đảng", subject.posts),
            ("Chức vụ, đơn vị công tác", ", ".join(filter(None, [subject.work_post, subject.workplace]))),
            where,
            ("Diện quản lý", TIERS.get(subject.tier, "")),
        ]
    else:
        label = "Tập thể" if subject.kind == "collective" else "Tổ chức đảng"
        pairs = [(label, subject.name), ("Người đứng đầu", ", ".join(subject.heads)), where]
        pairs = pairs if subject.kind == "collective" else pairs[:2]
    return paper.Fields([(label, value) for label, value in (*pairs, *more) if value])


def result_table(tasks):
    """Return the table of what was promised, shown and confirmed; a sentence where there is no task."""
    if not tasks:
        return paper.Prose("Trong kỳ không có cam kết nào có hiệu lực.")
    return paper.Table(RESULT_COLUMNS, [_result_row(number, task) for number, task in enumerate(tasks, start=1)])


def _result_row(number, task):
    return [
        str(number),
        "\n".join(task.references) or "Nhiệm vụ thường xuyên",
        "\n".join(part for part in (task.title, task.deliverable, bracketed(task.registered)) if part),
        "\n".join(part for part in (task.target, f"Thời hạn: {day_of(task.due_on)}" if task.due_on else "") if part),
        result_of(task),
        completion_of(task),
        "\n".join(task.evidence),
        task.confirmed,
    ]


def result_of(task):
    """Return the confirmed result in words: state, value reached, what was written."""
    return "\n".join(part for part in (state_of(task), task.reached, task.result) if part)


def state_of(task):
    if not task.state:
        return "Chưa có kết quả được xác nhận"
    percent = f" ({task.percent}%)" if task.percent is not None and task.done_on is None else ""
    return f"{STATES[task.state]}{percent}"


def completion_of(task):
    """Return the day on which it was done, and whether in time; what is overdue and not done says so."""
    late = f"chậm {task.days_late} ngày" if task.days_late else ""
    if task.done_on is None:
        return f"Chưa hoàn thành\n({late})" if late else "Chưa hoàn thành"
    return f"{day_of(task.done_on)}\n({late or 'đúng hạn'})"


def points_table(groups, scores, givers):
    """Return points by criterion and group; ``givers`` maps keys of ``given`` to the heads of their columns."""
    columns = [
        paper.Column("TT", 0.8, "center"),
        paper.Column("Tiêu chí", 6),
        paper.Column("Điểm tối đa", 1.4, "center"),
    ]
    columns += [paper.Column(label, 1.5, "center") for label in givers.values()]
    rows, totals = [], []
    for group in groups:
        rows.append(f"{group.code}. {group.label} ({number_of(group.maximum)} điểm)")
        own = [score for score in scores if score.group == group.code]
        for number, score in enumerate(own, start=1):
            rows.append(_points_row(str(number), score.label, score, givers))
            rows += [
                _points_row(f"{number}.{place}", item.label, item, givers)
                for place, item in enumerate(score.items, start=1)
            ]
        rows.append(_points_row("", f"Tổng ({group.code})", group, givers))
    totals.append(_points_row("", f"Tổng ({' + '.join(group.code for group in groups)})", whole_of(groups), givers))
    return paper.Table(columns, rows, totals)


def _points_row(number, label, scored, givers):
    return [number, label, number_of(scored.maximum), *(number_of(scored.given.get(key, "")) for key in givers)]


def whole_of(groups):
    """Return the sum of all groups as one group; a giver who has not given every group has no sum."""
    keys = dict.fromkeys(key for group in groups for key in group.given)
    given = {
        key: str(sum((Decimal(group.given[key]) for group in groups), Decimal(0)))
        for key in keys
        if all(group.given.get(key) for group in groups)
    }
    return type(groups[0])("", "", str(sum((Decimal(group.maximum) for group in groups), Decimal(0))), given)


def boxes(levels, chosen):
    """Return the levels as boxes, the chosen one ticked."""
    return paper.Boxes([(level.label, level.code == chosen) for level in levels])


def label_of(levels, code):
    """Return what a level is called; the code itself where the scheme does not know it."""
    return next((level.label for level in levels if level.code == code), code)


def number_of(text):
    """Return a stored number as it is printed; empty stays empty."""
    return format_vi(Decimal(text)) if text else ""


def day_of(iso):
    """Return an ISO date as it is printed; None and empty are empty."""
    return f"{datetime.date.fromisoformat(iso):%d/%m/%Y}" if iso else ""


def bracketed(text):
    return f"({text})" if text else ""
