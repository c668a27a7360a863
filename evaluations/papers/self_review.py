"""The self-assessment as a paper: bản kiểm điểm (02A, 02B, 02C), báo cáo của tập thể (01), bản tự đánh giá (05).

Sections and headings are those of the form, as dated data; what the commitments brought is printed twice from the same
tasks, in sentences in its section and as a table in the annex. Source: domain reference, 8.5 to 8.7.
"""

import datetime

from evaluations.papers import parts
from portal.printing import paper
from portal.printing.models import heading_of

ANNEX = "Phụ lục kết quả thực hiện nhiệm vụ"
QUARTER = "quarter_review"
BLANK_LINES = 3


def self_review_paper(review):
    """Return the paper of a ``SelfReview``; a draft says so on each page."""
    day = datetime.date.fromisoformat(review.day)
    body = [block for section in review.sections for block in _section(section, review)]
    tail = [block for section in review.sections if section["kind"] == "remark" for block in _remark(section)]
    return paper.Paper(
        title=review.title,
        subtitle=review.period,
        letterhead=parts.letterhead(review.unit, day),
        blocks=[parts.personal_block(review.subject, review.unit), *body, _signature(review), *tail, *_annex(review)],
        draft=review.is_draft,
        layout=paper.layout_on(day),
    )


def tasks_of(section, review):
    """Return the tasks that belong in a section of the form."""
    return [task for task in review.tasks if task.section == section["key"]]


def task_lines(tasks):
    """Return each task as one sentence: what, how far, when, what came of it."""
    return [f"- {task.title}: {_said(task)}" for task in tasks]


def _said(task):
    when = ""
    if task.done_on:
        late = f", chậm {task.days_late} ngày" if task.days_late else ", đúng hạn"
        when = f" ngày {parts.day_of(task.done_on)}{late}"
    state = parts.state_of(task)
    what = "; ".join(part for part in (task.reached, " ".join(task.result.split())) if part)
    text = f"{state[0].lower()}{state[1:]}{when}"
    return f"{text}. {what}".rstrip(". ") + "."


def _section(section, review):
    kind = section["kind"]
    if kind == "remark" or (kind == "program" and review.purpose == QUARTER):
        return []  # below the signature; form 05 has its tasks in the annex alone
    head = paper.Heading(section["depth"], heading_of(section))
    if kind == "heading":
        return [head]
    return [head, *_BODIES[kind](section, review), *_degree(section, review)]


def _text(section, review):
    return [paper.Prose(review.texts.get(section["key"], "") or parts.NOTHING)]


def _program(section, review):
    tasks, text = tasks_of(section, review), review.texts.get(section["key"], "")
    return [paper.Prose([*task_lines(tasks), text] if tasks or text else parts.NOTHING)]


def _shortcomings(section, review):
    lines = []
    for fault in review.faults:
        state = parts.ANSWERS.get(fault.state, "chưa nêu kết quả")
        note = f" {fault.note}" if fault.note else ""
        lines.append(f"- {fault.text} (năm {fault.year}): {state}.{note}")
    text = review.texts.get(section["key"], "")
    return [paper.Prose([*lines, text] if lines or text else parts.NOTHING)]


def _prompts(_section, review):
    if not review.prompts:
        return [paper.Prose(parts.NOTHING)]
    return [
        paper.Prose([f"- {prompt.question} ({prompt.asked_by})", prompt.answer or "Chưa giải trình."])
        for prompt in review.prompts
    ]


def _points(_section, review):
    if not review.groups:
        return []
    lines = [
        f"{number}. {group.label}: {_out_of(group.given.get('self', ''), group.maximum)}"
        for number, group in enumerate(review.groups, start=1)
    ]
    lines.append(f"Tổng điểm: {_out_of(review.total, review.maximum)}")
    return [paper.Prose(lines), parts.points_table(review.groups, review.scores, {"self": "Điểm tự chấm"})]


def _out_of(given, maximum):
    return f"{parts.number_of(given) or '…'}/{parts.number_of(maximum)} điểm"


def _level(_section, review):
    tracks = list(review.own_levels) or ["party_member"]
    if len(tracks) == 1:
        return [parts.boxes(review.levels, review.own_levels.get(tracks[0], ""))]
    blocks = []
    for track in tracks:
        blocks += [paper.Prose(f"{parts.TRACKS[track]}:"), parts.boxes(review.levels, review.own_levels[track])]
    return blocks


def _degree(section, review):
    """Return the boxes of a criterion that takes a degree with its text, as the forms of 2023 have them [C]."""
    if not section.get("criterion") or not review.degrees:
        return []
    given = review.given_degrees.get(section["criterion"], "")
    return [paper.Prose("Tự đánh giá:"), parts.boxes(review.degrees, given)]


_BODIES = {
    "text": _text,
    "program": _program,
    "shortcomings_before": _shortcomings,
    "prompts": _prompts,
    "points": _points,
    "level": _level,
}


def _remark(section):
    """Return a block that others fill in by hand below the signature; its words are local [U]."""
    return [
        paper.Heading(2, heading_of(section)),
        paper.Blanks(BLANK_LINES),
        paper.Signatures([paper.Signature(section["signs"], note=parts.SIGN)]),
    ]


def _signature(review):
    name = review.subject.name if review.subject.kind == "person" else ", ".join(review.subject.heads)
    note = f"Đã gửi trên cổng {review.handed_in}" if review.handed_in else parts.SIGN
    return paper.Signatures([paper.Signature(review.signs_as, note=note, name=name)])


def _annex(review):
    if not review.tasks:
        return []
    title = paper.Title(ANNEX, f"{review.subject.name}, {review.period[:1].lower()}{review.period[1:]}")
    keys = [section["key"] for section in review.sections if section["kind"] == "program"]
    texts = [review.texts.get(key, "") for key in keys] if review.purpose == QUARTER else []
    said = [paper.Prose(texts)] if any(texts) else []
    return [paper.Landscape([title, parts.result_table(review.tasks), *said])]
