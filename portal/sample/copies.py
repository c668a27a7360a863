"""Same words in the sample, so that one sees how the portal shows them: one of each kind, before the first cells.

Everything goes through the submission itself, which finds them.
"""

import datetime

from commitments import drafting
from commitments.models import Commitment, ProgramText
from portal.sample import wording

OWN = [
    ("Khám, đo huyết áp cho {n} cụ sống một mình vào chủ nhật đầu tháng, ai cao thì đưa ra trạm y tế ngay trong buổi",
     "Sổ huyết áp từng cụ", 18, "cụ"),
    ("Mở tủ sách thiếu nhi ở nhà văn hóa, xin {n} cuốn truyện cũ, giao hai em học sinh lớn trông và ghi mượn trả",
     "Sổ mượn trả, ảnh tủ sách", 150, "cuốn"),
    ("Kẻ vạch cho {n} sạp trong chợ cóc, đứng nhắc tuần đầu, tuần sau để các bà tự nhắc nhau",
     "Sơ đồ chợ, biên bản họp tiểu thương", 32, "sạp"),
]  # fmt: skip
SHARED = (
    "Lắp đặt {n} bóng đèn ngõ thay bóng cháy, tự leo thang, xin dây điện thừa của tổ thợ trong khu",
    "Danh sách bóng đã thay có ngày tháng",
    24,
    "bóng",
)


def plant(source, copy, above, dice):
    """Let ``copy`` say what ``source`` and the secretary's program ``above`` say, share a task, and take a template.

    ``source`` and ``copy`` are drafts of two members of one cell, with all that ``with_owner`` loads.
    """
    _write(source, [*OWN, SHARED], dice, together=copy.owner.full_name)
    tasks = [OWN[0], _changed(OWN[1]), SHARED]
    template, repeated = copy.campaign.templates.first(), above.commitments.in_order()[2:3]
    _write(copy, tasks, dice, together=source.owner.full_name, repeated=repeated, template=template)


def _write(program, tasks, dice, *, together, repeated=(), template=None):
    """Write ``tasks`` in place of a draft's own, beside what it must answer, and hand it in."""
    must = set(program.campaign.mandatory_clauses.values_list("pk", flat=True))
    own = program.commitments.prefetch_related("clauses")
    program.commitments.filter(
        pk__in=[c.pk for c in own if not {clause.pk for clause in c.clauses.all()} & must]
    ).delete()
    for section in program.campaign.form.text_sections:
        body = wording.section(section["key"], dice)
        ProgramText.objects.update_or_create(program=program, key=section["key"], defaults={"body": body})
    for title, product, value, unit in tasks:
        is_shared = title == SHARED[0]
        _append(program, title.format(n=value), product, value, unit, co_owners=together if is_shared else "")
    for commitment in repeated:
        _append(program, commitment.title, commitment.deliverable, commitment.target_value, commitment.unit)
    if template:
        text = template.title, template.deliverable, template.target_value, template.unit
        _append(program, *text, origin=Commitment.Origin.TEMPLATE)
    drafting.hand_in(program, by=program.owner)


def _append(program, title, product, value, unit, **fields):
    Commitment.append_to(
        program,
        title=title,
        deliverable=product,
        target_value=value,
        unit=unit,
        is_regular=True,
        due_on=datetime.date(program.campaign.year, 10, 20),
        responsibility=Commitment.Responsibility.LEAD,
        **fields,
    )


def _changed(task):
    """Return a task with a few words of one's own, as somebody does who copies with care."""
    title, product, value, unit = task
    return (
        title.replace("tủ sách thiếu nhi", "góc đọc thiếu nhi").replace("trông và", "quản lý,"),
        product,
        value - 30,
        unit,
    )
