"""The roster of a unit as a workbook, as offices pass it on."""

from commitments.models import ActionProgram
from commitments.papers import file_name_of
from portal.lib.dates import in_prose, today
from portal.printing.paper import Letterhead
from portal.printing.xlsx import Kind, SheetColumn, SheetTitle, render_table

# The words of the sheet are those of the office's tables (domain reference, 8.9 [P]); they stay Vietnamese.
TITLES = {
    "missing": "DANH SÁCH CHƯA ĐĂNG KÝ",
    "late": "DANH SÁCH ĐĂNG KÝ CHẬM",
    "waiting": "DANH SÁCH CHỜ XÉT DUYỆT",
    "returned": "DANH SÁCH BỊ TRẢ LẠI ĐỂ SỬA",
    "approved": "DANH SÁCH ĐÃ DUYỆT",
    "exempt": "DANH SÁCH MIỄN ĐĂNG KÝ",
    "all": "DANH SÁCH ĐĂNG KÝ",
}
STATUS = {
    ActionProgram.Status.DRAFT: "Đang soạn",
    ActionProgram.Status.SUBMITTED: "Chờ duyệt",
    ActionProgram.Status.RETURNED: "Trả lại để sửa",
    ActionProgram.Status.APPROVED: "Đã duyệt",
    ActionProgram.Status.CLOSED: "Đã khép",
}
EXEMPT = {
    "exempt": "Miễn công tác, sinh hoạt đảng",
    "suspended": "Đình chỉ sinh hoạt đảng",
    "new": "Kết nạp chưa đủ 6 tháng",
    "other": "Lý do khác",
}
COLUMNS = [
    SheetColumn("STT", Kind.INT, 6),
    SheetColumn("Họ và tên", Kind.TEXT, 28),
    SheetColumn("Ngày sinh", Kind.DATE, 12),
    SheetColumn("Chi bộ, tổ chức", Kind.TEXT, 40),
    SheetColumn("Tình trạng", Kind.TEXT, 24),
    SheetColumn("Hạn đăng ký", Kind.DATE, 13),
    SheetColumn("Ngày đăng ký", Kind.DATE, 13),
    SheetColumn("Ghi chú", Kind.TEXT, 30),
]


def write_roster(entries, campaign, unit, state, stream):
    """Write ``entries`` (of ``CampaignEntry`` with owner, unit and program loaded) to ``stream``; return the count."""
    return write_rows(map(row_of, entries.iterator(2000)), campaign, unit, state, stream)


def write_rows(rows, campaign, unit, state, stream):
    """Write ``rows`` as ``row_of`` makes them to ``stream``, numbered; return the count."""
    head = SheetTitle(
        title=TITLES[state],
        subtitle=f"{with_year(campaign)} (hạn {campaign.due_on:%d/%m/%Y})",
        letterhead=Letterhead(
            superior=unit.parent.name.upper() if unit.parent_id else "",
            body=unit.name.upper(),
            place_and_date=", ".join(filter(None, [unit.place_on_papers, in_prose(today())])),
        ),
    )
    return render_table(head, COLUMNS, ((number, *row) for number, row in enumerate(rows, start=1)), stream)


def row_of(entry):
    """Return what the workbook shows of an entry after its number: texts and dates, None where there is nothing."""
    program = getattr(entry, "program", None)
    return (
        str(entry.owner),
        born(entry.person) if entry.person_id else None,
        entry.unit.full_label,
        status_text(entry, program),
        entry.due_on,
        program.registered_on if program else None,
        entry.exempt_note or ("Nộp sau hạn" if program and program.registered_on and program.is_late else ""),
    )


def file_name(campaign, unit, state):
    """Return the name of the workbook: ``danh-sach-chua-dang-ky-2026-duht.xlsx``."""
    return file_name_of(f"{TITLES[state]} {campaign.year} {unit.code}", "xlsx")


def status_text(entry, program):
    """Return where an entry stands, in the words of the office."""
    if entry.exempt_reason:
        return f"Miễn: {EXEMPT[entry.exempt_reason]}"
    return STATUS[program.status] if program else "Chưa bắt đầu"


def with_year(campaign):
    """Return the campaign's name with its year, which many a name holds already."""
    year = str(campaign.year)
    return campaign.name if year in campaign.name else f"{campaign.name}, năm {year}"


def born(person):
    """Return a real date where the day is known, else what is known as text."""
    return person.born if person.born_precision == "day" else str(person.born_text or "")
