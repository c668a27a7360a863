"""The notice of a breach of personal data to the authority, as a paper; its words stay Vietnamese.

What such a notice tells follows Decree 13/2023, Art. 23 and its form 03; the form that Decree 356/2025 prescribes was
not obtained (domain reference, section 12 [U]). So each page says that it has to be compared with the original.
"""

from django.utils import timezone

from portal.lib.dates import in_prose, today
from portal.lib.numbers import format_vi
from portal.printing import paper

MARK = "MẪU CẦN ĐỐI CHIẾU"
TO_COMPARE = (
    "Mẫu do cổng lập sẵn theo các nội dung thường có của thông báo vi phạm; cần đối chiếu với mẫu ban hành kèm theo "
    "Nghị định số 356/2025/NĐ-CP trước khi gửi."
)


def notice_of(incident):
    """Return the ``Paper`` for an incident with its unit and the unit's parent loaded; unknown facts leave lines."""
    unit, day = incident.unit, today()
    return paper.Paper(
        title="THÔNG BÁO",
        subtitle="vi phạm quy định về bảo vệ dữ liệu cá nhân",
        letterhead=paper.Letterhead(
            superior=unit.parent.committee.upper() if unit.parent_id else "",
            body=unit.committee.upper(),
            place_and_date=", ".join(filter(None, [unit.place_on_papers, in_prose(day)])),
        ),
        blocks=_blocks(incident),
        draft_mark=MARK,
        layout=paper.layout_on(day),
    )


def _blocks(incident):
    return [
        paper.Prose("Kính gửi: Cơ quan chuyên trách bảo vệ dữ liệu cá nhân, Bộ Công an"),
        paper.Heading(2, "1. Phát hiện"),
        paper.Fields(
            [
                ("Thời điểm phát hiện", _moment(incident.found_at)),
                ("Người phát hiện", incident.found_by),
            ]
        ),
        paper.Heading(2, "2. Nội dung vi phạm"),
        paper.Prose(incident.what),
        paper.Heading(2, "3. Loại dữ liệu cá nhân và số người liên quan"),
        paper.Prose(incident.data),
        paper.Fields([("Số người liên quan", _count(incident.people_count))]),
        paper.Heading(2, "4. Hậu quả, thiệt hại có thể xảy ra"),
        paper.Blanks(2),
        paper.Heading(2, "5. Biện pháp đã thực hiện và sẽ thực hiện"),
        paper.Prose(incident.measures) if incident.measures else paper.Blanks(2),
        paper.Heading(2, "6. Người phụ trách bảo vệ dữ liệu cá nhân"),
        paper.Fields([("Họ và tên", ""), ("Điện thoại, thư điện tử", "")]),
        paper.Prose(TO_COMPARE),
        paper.Signatures([paper.Signature("ĐẠI DIỆN CƠ QUAN", note="(ký, ghi rõ họ tên, đóng dấu)")]),
    ]


def _moment(moment):
    return f"{timezone.localtime(moment):%H giờ %M}, {in_prose(timezone.localtime(moment).date())}"


def _count(count):
    return "" if count is None else format_vi(count)
