"""Papers of the year's end as data, made by hand: what a test prints, and long enough to run over pages."""

import dataclasses

from evaluations.papers.data import (
    ConditionLine,
    Count,
    Fault,
    ForcedLine,
    Group,
    Level,
    Meeting,
    Place,
    Prompt,
    Report,
    Reviewed,
    Score,
    SelfReview,
    Subject,
    Task,
    Unit,
)
from portal.printing.models import PaperForm

LEVELS = (
    Level("HTXSNV", "Hoàn thành xuất sắc nhiệm vụ"),
    Level("HTTNV", "Hoàn thành tốt nhiệm vụ"),
    Level("HTNV", "Hoàn thành nhiệm vụ"),
    Level("KHTNV", "Không hoàn thành nhiệm vụ"),
)
UNIT = Unit("Chi bộ khu phố 1", "Đảng bộ phường Hạc Thành", "Thanh Hóa", True)
PERSON = Subject(
    "person",
    "Đặng Thị Bích Ngà",
    born="27/02/1985",
    posts="Chi ủy viên",
    work_post="Công chức văn hóa - xã hội",
    workplace="UBND phường Hạc Thành",
)
LONG = (
    "Chấp hành nghiêm chủ trương, nghị quyết của Đảng, chính sách, pháp luật của Nhà nước; giữ gìn đoàn kết nội bộ, "
    "thực hiện tốt quy định về những điều đảng viên không được làm và trách nhiệm nêu gương trong công việc hằng ngày. "
)


def task(number=1, **changes):
    """Return a commitment that was done in time, with everything there may be."""
    right = {
        "section": "duties",
        "title": f"Hướng dẫn người dân dùng dịch vụ công trực tuyến, đợt {number}",
        "references": ("Mục 3, Nghị quyết 57-NQ/TW",),
        "registered": "Phiên bản 1, duyệt 12/03/2026",
        "deliverable": "60 người tự nộp được hồ sơ trên cổng dịch vụ công",
        "target": "60 người",
        "due_on": "2026-09-30",
        "state": "done",
        "percent": 100,
        "reached": "Đạt 64 người",
        "result": "Tổ chức 4 buổi tại nhà văn hóa khu phố, có danh sách ký nhận.",
        "done_on": "2026-09-25",
        "days_late": 0,
        "evidence": ("12-BC/CB", "danh-sach.pdf"),
        "confirmed": "Hoàng Văn Khải, 28/09/2026",
    }
    return Task(**(right | changes))


def twelve_tasks():
    """Return twelve commitments, some of them late, some not done, and one whose result runs over pages."""
    tasks = [task(number) for number in range(1, 13)]
    tasks[2] = task(3, done_on="2026-10-03", days_late=3)
    tasks[4] = task(5, state="in_progress", percent=60, done_on=None, days_late=12, confirmed="")
    tasks[7] = task(8, state="", percent=None, reached="", result="", done_on=None, evidence=(), confirmed="")
    tasks[10] = task(11, section="pledge", title="Mỗi tháng đọc một chuyên đề", result=LONG * 8)
    return tuple(tasks)


def groups(**given):
    """Return both groups of criteria; ``given`` maps who gave them to a pair of points."""
    return (
        Group("A", "Nhóm tiêu chí chung", "30", {by: a for by, (a, _b) in given.items()}),
        Group("B", "Nhóm tiêu chí về kết quả thực hiện nhiệm vụ", "70", {by: b for by, (_a, b) in given.items()}),
    )


def review(form="KD-02B-2025", **changes):
    """Return a handed-in self-assessment on a form, with every section filled."""
    form = PaperForm.objects.get(code=form)
    keys = {section["key"] for section in form.written_sections}
    right = {
        "title": form.title,
        "purpose": form.purpose,
        "sections": form.sections,
        "signs_as": form.signs_as,
        "period": "Năm 2026",
        "subject": PERSON,
        "unit": UNIT,
        "day": "2026-11-20",
        "texts": {"moral": LONG * 3, "faults": "Chậm báo cáo quý II.", "plan": "Báo cáo trước ngày 25 hằng tháng."},
        "tasks": tuple(each for each in twelve_tasks() if each.section in keys),
        "faults": (Fault(2025, "Ít dự sinh hoạt chuyên đề", "under_way", "Đã dự 9/12 buổi"),),
        "prompts": (
            Prompt("Giải trình việc chậm tiến độ", "Ban Thường vụ Đảng ủy", "Đã bổ sung nhân lực từ tháng 6."),
        ),
        "groups": groups(self=("27.5", "63")),
        "scores": (
            Score("A", "Về chính trị, phẩm chất đạo đức", "12", {"self": "11"}),
            Score("A", "Năng lực", "14", {"self": "13"}),
            Score("A", "Tự phê bình, khắc phục", "4", {"self": "3.5"}),
            Score("B", "Mức hoàn thành chỉ tiêu, nhiệm vụ", "70", {"self": "63"}),
        ),
        "total": "90.5",
        "maximum": "100",
        "levels": LEVELS,
        "own_levels": {"party_member": "HTTNV"},
        "handed_in": "lúc 08:30 ngày 20/11/2026",
        "is_draft": False,
    }
    return SelfReview(**(right | changes))


def meeting(**changes):
    """Return a closed session of a cell with three people, of whom the last has no ballot."""
    ballot = Count(12, 11, 1, {"HTXSNV": 2, "HTTNV": 9, "HTNV": 0, "KHTNV": 0})
    right = {
        "name": "Chi bộ khu phố 1",
        "unit": UNIT,
        "period": "Năm 2026",
        "levels": LEVELS,
        "day": "2026-12-05",
        "held_on": "2026-12-05",
        "held_at": "08 giờ 00",
        "place": "Nhà văn hóa khu phố 1",
        "chair": "Hoàng Văn Khải",
        "secretary": "Trịnh Thị Hoài",
        "summoned": 13,
        "present": 12,
        "absences": "Lê Văn Tám (ốm)",
        "counters": "Lê Quang Dũng; Đỗ Quyên",
        "proceedings": "Đồng chí chủ trì nêu mục đích, yêu cầu.\nTừng đồng chí trình bày bản kiểm điểm.",
        "conclusion": "Hội nghị thống nhất đề xuất như trên.",
        "people": (
            Reviewed("Hoàng Văn Khải", "Bí thư Chi bộ", "party_member", "HTTNV", "HTTNV", ballot, "Gương mẫu."),
            Reviewed("Đặng Thị Bích Ngà", "Chi ủy viên", "party_member", "HTXSNV", "HTTNV", ballot),
            Reviewed("Lê Quang Dũng", "", "party_member", "HTNV", "HTNV"),
        ),
        "is_draft": False,
    }
    return Meeting(**(right | changes))


def report(**changes):
    """Return the report of a decided rating, with everything there may be."""
    right = {
        "subject": PERSON,
        "unit": UNIT,
        "period": "Năm 2026",
        "year": 2026,
        "scheme": "Khung theo Quy định 366-QĐ/TW, phiên bản 1",
        "track": "party_member",
        "decider": "Ban Thường vụ Đảng ủy phường Hạc Thành",
        "levels": LEVELS,
        "tasks": twelve_tasks(),
        "figures": (("tổng số nhiệm vụ", "12"), ("hoàn thành", "10"), ("đúng hạn", "9"), ("vượt mức", "0")),
        "groups": groups(self=("27.5", "63"), proposed=("27", "60"), appraised=("27", "60")),
        "conditions": (
            ConditionLine("HTXSNV", "100% nhiệm vụ đúng tiến độ", "đủ 100%", "9/12 = 75,0%", False),
            ConditionLine("HTTNV", "Khắc phục hạn chế kỳ trước", "đủ 100%", "không đủ dữ liệu", None),
            ConditionLine("HTNV", "Hoàn thành từ 70% nhiệm vụ", "từ 70% trở lên", "10/12 = 83,3%", True),
        ),
        "forced": (
            ForcedLine(
                "Vi phạm trách nhiệm nêu gương", "15-KL/UBKT", "Nhắc nhở", "Ban Thường vụ", "Đã tự nhận, khắc phục"
            ),
        ),
        "places": (
            Place(
                "Chi bộ khu phố 1",
                "Chi bộ",
                True,
                "Tận tụy, có trách nhiệm.",
                "HTTNV",
                "HTNV",
                "Nhiệm vụ chậm do khách quan.",
                13,
                12,
                Count(12, 11, 1, {"HTXSNV": 2, "HTTNV": 9}),
            ),
            Place("Chi bộ khu phố 2", "Chi bộ nơi sinh hoạt trước", False, "Sinh hoạt đầy đủ."),
        ),
        "own_level": "HTXSNV",
        "proposed_level": "HTTNV",
        "appraised_level": "HTTNV",
        "level": "HTTNV",
        "appraisal_note": "Nhất trí với đề xuất.",
        "level_reason": "",
        "decided_by": "Ban Thường vụ Đảng ủy phường Hạc Thành",
        "symbol": "45-QĐ/ĐU",
        "decided_on": "2026-12-20",
        "faults": (Fault(2026, "Chậm báo cáo quý II"),),
    }
    return Report(**(right | changes))


def changed(data, **changes):
    return dataclasses.replace(data, **changes)
