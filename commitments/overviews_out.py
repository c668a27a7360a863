"""The tables of the overview as workbooks, as offices pass them on.

The words are those of the office's tables (domain reference, 8.9 [P]); they stay Vietnamese.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from commitments.rosters_out import born, with_year
from portal.lib.dates import in_prose, today
from portal.printing.paper import Letterhead
from portal.printing.xlsx import Kind, SheetColumn, SheetTitle

REPORTS = {
    "missing": "DANH SÁCH CHƯA BÁO CÁO TIẾN ĐỘ",
    "late": "DANH SÁCH BÁO CÁO TIẾN ĐỘ CHẬM",
    "reported": "DANH SÁCH ĐÃ BÁO CÁO TIẾN ĐỘ",
    "all": "DANH SÁCH CHƯƠNG TRÌNH ĐANG THỰC HIỆN",
}
DIRECTLY = "Trực thuộc trực tiếp"
ALTOGETHER = "Tổng cộng"
NUMBER = SheetColumn("STT", Kind.INT, 6)


@dataclass(frozen=True)
class OutTable:
    """One table of a workbook: its head, its columns and its rows, walked through once."""

    head: SheetTitle
    columns: list[SheetColumn]
    rows: Iterable


def head(title, campaign, unit, *, note="", sheet_name):
    """Return the head of a table: letterhead of the unit, title, campaign, and what the numbers are of."""
    return SheetTitle(
        title=title,
        subtitle=", ".join(filter(None, [with_year(campaign), note])),
        letterhead=Letterhead(
            superior=unit.parent.name.upper() if unit.parent_id else "",
            body=unit.name.upper(),
            place_and_date=", ".join(filter(None, [unit.place_on_papers, in_prose(today())])),
        ),
        sheet_name=sheet_name,
    )


def as_of(counted_at):
    """Return "số liệu lúc 08:00 ngày 02/04/2026"; empty where nothing was counted yet."""
    return f"số liệu lúc {timezone.localtime(counted_at):%H:%M ngày %d/%m/%Y}" if counted_at else ""


def progress_table(campaign, unit, rows, total, reading):
    """Return the progress of each unit of ``rows`` (of the overview), the sum below."""
    quarter = f"quý {reading.quarter.roman}" if reading.quarter else ""
    columns = [
        NUMBER,
        SheetColumn("Tổ chức", Kind.TEXT, 36),
        SheetColumn("Chương trình đang thực hiện", Kind.INT, 13),
        SheetColumn(f"Đã báo cáo {quarter}".strip(), Kind.INT, 12),
        SheetColumn(f"Chưa báo cáo {quarter}".strip(), Kind.INT, 12),
        SheetColumn("Cam kết", Kind.INT, 10),
        SheetColumn("Chưa thực hiện", Kind.INT, 10),
        SheetColumn("Đang thực hiện", Kind.INT, 10),
        SheetColumn("Xong", Kind.INT, 10),
        SheetColumn("Vượt mức", Kind.INT, 10),
        SheetColumn("Không hoàn thành", Kind.INT, 11),
        SheetColumn("Đã được xác nhận", Kind.INT, 11),
        SheetColumn("Chưa được xác nhận", Kind.INT, 11),
        SheetColumn("Xong chậm", Kind.INT, 10),
        SheetColumn("Quá hạn", Kind.INT, 10),
        SheetColumn("Bình quân đạt", Kind.PERCENT, 11),
    ]
    lines = [(n, row.org.name if row.org else DIRECTLY, row.counts) for n, row in enumerate(rows, start=1)]
    lines.append((None, ALTOGETHER, total))
    note = as_of(reading.counted_at)
    return OutTable(
        head("TÌNH HÌNH THỰC HIỆN CAM KẾT", campaign, unit, note=note, sheet_name="Tiến độ"),
        columns,
        ((number, name, *_progress_cells(counts)) for number, name, counts in lines),
    )


def _progress_cells(counts):
    return (
        counts.programs,
        counts.reported,
        counts.unreported,
        counts.commitments,
        counts.planned,
        counts.in_progress,
        counts.done,
        counts.exceeded,
        counts.not_done,
        counts.confirmed,
        counts.unconfirmed,
        counts.late,
        counts.overdue,
        None if counts.mean_percent is None else counts.mean_percent / 100,
    )


def reporting_table(rows, campaign, unit, quarter, state):
    """Return the list of ``rows`` (of ``reporting_row``) with their numbers."""
    note = f"quý {quarter.roman} (hạn {quarter.report_due_on:%d/%m/%Y})" if quarter else ""
    columns = [
        NUMBER,
        SheetColumn("Họ và tên", Kind.TEXT, 28),
        SheetColumn("Ngày sinh", Kind.DATE, 12),
        SheetColumn("Chi bộ, tổ chức", Kind.TEXT, 40),
        SheetColumn("Ngày báo cáo quý", Kind.DATE, 13),
        SheetColumn("Báo cáo gần nhất", Kind.DATE, 13),
        SheetColumn("Ghi chú", Kind.TEXT, 24),
    ]
    numbered = ((number, *row) for number, row in enumerate(rows, start=1))
    return OutTable(head(REPORTS[state], campaign, unit, note=note, sheet_name="Danh sách"), columns, numbered)


def reporting_row(entry, quarter):
    """Return one line of the list: ``entry`` with owner, unit, ``reported_at`` and ``last_reported_at``."""
    reported_on, last_on = _day(entry.reported_at), _day(entry.last_reported_at)
    is_late = bool(quarter and reported_on and reported_on > quarter.report_due_on)
    return (
        str(entry.owner),
        born(entry.person) if entry.person_id else None,
        entry.unit.full_label,
        reported_on,
        last_on,
        "Sau hạn" if is_late else "",
    )


def _day(moment):
    return timezone.localdate(moment) if moment else None


def clauses_table(campaign, unit, columns, rows, reading):
    """Return the clauses (``tallies.matrix`` rows) with a column of people for each unit."""
    whom = "Số tập thể" if campaign.is_for_collectives else "Số đồng chí"
    heads = [
        NUMBER,
        SheetColumn("Văn bản", Kind.TEXT, 26),
        SheetColumn("Mục", Kind.TEXT, 7),
        SheetColumn("Nội dung", Kind.TEXT, 46),
        SheetColumn(whom, Kind.INT, 10),
        SheetColumn("Cam kết", Kind.INT, 10),
        SheetColumn("Đang trong kỳ thực hiện", Kind.INT, 11),
        SheetColumn("Đã xong", Kind.INT, 10),
        SheetColumn("Bình quân đạt", Kind.PERCENT, 11),
        SheetColumn("Trong đó qua văn bản khác", Kind.TEXT, 30),
        *(SheetColumn(column.org.label if column.org else DIRECTLY, Kind.INT, 11) for column in columns),
    ]
    note = ", ".join(filter(None, [f"{whom.lower()} có cam kết cho mục ấy", as_of(reading.counted_at)]))
    title = "CÁC MỤC CỦA VĂN BẢN ĐÃ CÓ NGƯỜI ĐĂNG KÝ"
    return OutTable(
        head(title, campaign, unit, note=note, sheet_name="Mục văn bản"),
        heads,
        (_clause_cells(number, row) for number, row in enumerate(rows, start=1)),
    )


def _clause_cells(number, row):
    total = row.total
    through = "; ".join(f"{count} qua {document.short_citation}" for document, count in row.through)
    return (
        number,
        row.clause.resolution.short_citation,
        row.clause.number,
        row.clause.text,
        total.people,
        total.commitments,
        total.running,
        total.done,
        None if total.mean_percent is None else total.mean_percent / 100,
        through,
        *(cell.numbers.people for cell in row.cells),
    )


def days_table(campaign, unit, trend, reading):
    """Return every day of ``trend`` (None where nobody must register) that is known."""
    columns = [
        SheetColumn("Ngày", Kind.DATE, 13),
        SheetColumn("Đăng ký trong ngày", Kind.INT, 14),
        SheetColumn("Lũy kế", Kind.INT, 12),
        SheetColumn("Tỉ lệ", Kind.PERCENT, 12),
    ]
    if trend and trend.before:
        columns.append(SheetColumn(f"Tỉ lệ năm {trend.before.year}, cùng số ngày so với hạn", Kind.PERCENT, 24))
    note = ", ".join([f"hạn {campaign.due_on:%d/%m/%Y}", *filter(None, [as_of(reading.counted_at)])])
    rows = trend.lines(every_day=True) if trend else []
    return OutTable(
        head("TÌNH HÌNH ĐĂNG KÝ THEO NGÀY", campaign, unit, note=note, sheet_name="Theo ngày"),
        columns,
        (_day_cells(point, came)[: len(columns)] for point, came in rows),
    )


def _day_cells(point, came):
    before = None if point.percent_before is None else point.percent_before / 100
    return (point.day, came, point.registered, point.percent / 100, before)
