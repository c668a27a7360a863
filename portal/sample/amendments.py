"""Amendments of the sample, one in each state, and a document of the ward that was replaced since."""

import datetime

from commitments import amending
from commitments.models import ActionProgram, AmendedCommitment, Amendment, Commitment, ReviewStep
from portal.lib.dates import today
from portal.resolutions import catalogue
from portal.resolutions.models import Clause, DocType, Issuer, Resolution

Kind, Status, Decision = Amendment.Kind, Amendment.Status, ReviewStep.Decision

ISSUER = "Ban Thường vụ Đảng ủy phường Hạc Thành"
FEWER = "Địa bàn sắp xếp lại từ tháng 7, số lượng thực tế thấp hơn dự kiến"


def fill(officer):
    """Amend the first programs of the running year, each in another way; return how many amendments were begun.

    ``officer`` keeps the catalogue. Where the sample has fewer programs in force, so many are amended.
    """
    programs = ActionProgram.objects.filter(
        status="approved",
        entry__person__isnull=False,
        entry__unit__code__in=["DUHT-01", "DUHT-02"],
        entry__campaign__period__starts_on__lte=today(),
        entry__campaign__period__ends_on__gte=today(),
    )
    acts = [_draft, _with_drop, _submitted, _returned, lambda program: _approved(program, officer)]
    for act, program in zip(acts, programs.with_owner().order_by("pk")[: len(acts)], strict=False):
        act(program)
    return Amendment.objects.count()


def _draft(program):
    amendment = _begun(program, Kind.NEW_TASK)
    _add(amendment, reason="")


def _with_drop(program):
    amendment = _begun(program, Kind.CHANGED_POST, "Thôi tham gia tổ công nghệ số từ tháng 9.")
    rows = list(_rows(program))
    _fewer(amending.change(amendment, rows[0]))
    _say(amending.drop(amendment, rows[-1]), "Nhiệm vụ đã giao cho đồng chí khác trong chi bộ")
    amendment.submit(by=amendment.begun_by)


def _submitted(program):
    amendment = _begun(program, Kind.UNATTAINABLE)
    _fewer(amending.change(amendment, _rows(program)[0]))
    amendment.submit(by=amendment.begun_by)


def _returned(program):
    amendment = _begun(program, Kind.NEW_TASK)
    _add(amendment, reason="Được phân công thêm")
    amendment.submit(by=amendment.begun_by)
    step = amendment.current_step
    reason = "Đề nghị nêu rõ ai phân công, từ ngày nào."
    step.decide(Decision.RETURNED, by=step.officers()[0], reason=reason)


def _approved(program, officer):
    """Tie a commitment to a plan of the ward, have it approved; then the ward replaces the plan."""
    older = _plan("KH-HT-1", "15-KH/ĐU", "Phổ cập kỹ năng số trong đảng viên và Nhân dân", officer)
    amendment = _begun(program, Kind.RESOLUTION, "Đảng ủy phường ban hành Kế hoạch 15-KH/ĐU.")
    change = _say(amending.change(amendment, _rows(program)[0]), "Gắn với kế hoạch của phường")
    change.clauses.add(older.clauses.first())
    amendment.submit(by=amendment.begun_by)
    while step := amendment.current_step:
        step.decide(Decision.APPROVED, by=step.officers()[0])
        amendment.refresh_from_db()
    newer = _plan("KH-HT-2", "27-KH/ĐU", "Phổ cập kỹ năng số và dịch vụ công trực tuyến", officer)
    catalogue.relate(newer, older, "replaces", by=officer)


def _begun(program, kind, reason=""):
    return Amendment.begin(program, kind, by=program.entry.person, reason=reason)


def _rows(program):
    return program.commitments.in_force().in_order()


def _fewer(change):
    """Ask for two thirds of what was promised, in the target and in the words."""
    if change.target_value is not None and change.target_value > 1:
        before, change.target_value = change.target_value, int(change.target_value * 2 // 3) or 1
        change.title = change.title.replace(f"{before:.0f}", str(change.target_value), 1)
    else:
        change.milestones = f"Xong trước 30/11/{change.amendment.campaign.year}"
    return _say(change, FEWER)


def _say(change, reason):
    change.reason = reason
    change.save()
    return change


def _add(amendment, *, reason):
    change = amending.add(amendment)
    words = {
        "title": "Hướng dẫn 12 đảng viên cao tuổi của chi bộ cài đặt và sử dụng Sổ tay đảng viên điện tử",
        "deliverable": "Danh sách 12 đảng viên có chữ ký xác nhận",
        "target_value": 12,
        "unit": "đảng viên",
        "due_on": datetime.date(amendment.campaign.year, 12, 10),
        "responsibility": Commitment.Responsibility.LEAD,
        "is_regular": True,
    }
    AmendedCommitment.objects.filter(pk=change.pk).update(**words, reason=reason)


def _plan(code, symbol, abstract, officer):
    resolution = Resolution(
        code=code,
        symbol=symbol,
        doc_type=DocType.objects.get(name="Kế hoạch"),
        issuer=Issuer.objects.get_or_create(name=ISSUER)[0],
        issued_on=today() - datetime.timedelta(days=120 if symbol.startswith("15") else 15),
        abstract=abstract,
        source_note="dữ liệu mẫu",
    )
    catalogue.keep(resolution, by=officer)
    for position, text in enumerate(TEXTS, start=1):
        Clause.objects.create(resolution=resolution, number=str(position), position=position, text=text)
    return resolution


TEXTS = (
    "Mỗi tổ công nghệ số cộng đồng hướng dẫn người dân tại nhà văn hóa ít nhất hai buổi mỗi tuần",
    "Mỗi đảng viên hướng dẫn người thân, hàng xóm sử dụng thành thạo dịch vụ công trực tuyến",
)
