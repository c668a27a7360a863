"""Papers of made-up people for the tests and the benchmark of printing."""

from portal.printing.paper import (
    Boxes,
    Column,
    Fields,
    Heading,
    Landscape,
    Letterhead,
    Paper,
    Prose,
    Signature,
    Signatures,
    Table,
)

COLUMNS = (
    Column("TT", 4, "center"),
    Column("Nhiệm vụ, việc đăng ký", 22),
    Column("Văn bản, mục/điểm thực hiện", 15),
    Column("Sản phẩm, kết quả cần đạt", 16),
    Column("Chỉ tiêu đo", 9),
    Column("Thời hạn", 10, "center"),
    Column("Trách nhiệm (chủ trì/phối hợp)", 13),
    Column("Thẩm quyền", 11),
    Column("Trọng số", 6.5, "center"),
)
RESOLUTION = (
    "- Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị về đột phá phát triển khoa học, công nghệ, đổi mới "
    "sáng tạo và chuyển đổi số quốc gia;"
)
TASK = (
    "Tham mưu cấp ủy ban hành kế hoạch rà soát, số hóa hồ sơ đảng viên của chi bộ; phân công đồng chí chi ủy viên phụ "
    "trách từng tổ đảng, hằng tháng báo cáo kết quả tại phiên họp thường kỳ"
)


def commitment(number, *, task=TASK):
    return (
        str(number),
        task,
        "Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị, mục III.2, điểm b",
        "Kế hoạch của chi ủy; 100% hồ sơ đảng viên được số hóa, đối chiếu và ký xác nhận",
        "32 hồ sơ",
        "30/09/2026",
        "Chủ trì: Bí thư chi bộ; phối hợp: Văn phòng Đảng ủy phường",
        "Chi ủy Chi bộ khu phố 2",
        "10%",
    )


def program(commitments=3, *, task=TASK, **options):
    """Return a personal action program with so many commitments, as the portal lays it out."""
    rows = [commitment(number, task=task) for number in range(1, commitments + 1)]
    return Paper(
        title="Chương trình hành động cá nhân",
        subtitle="thực hiện Nghị quyết số 57-NQ/TW của Bộ Chính trị, năm 2026",
        letterhead=Letterhead("Đảng bộ phường Hạc Thành", "Chi bộ khu phố 2", "Hạc Thành, ngày 05 tháng 02 năm 2026"),
        blocks=[
            Fields(
                [
                    ("Họ và tên", "Nguyễn Thị Ánh Tuyết"),
                    ("Ngày sinh", "07/11/1979"),
                    ("Chức vụ Đảng", "Bí thư chi bộ"),
                    ("Chức vụ chính quyền, đoàn thể", ""),
                    ("Đơn vị công tác", "Ủy ban nhân dân phường Hạc Thành"),
                    ("Chi bộ", "Chi bộ khu phố 2"),
                ]
            ),
            Heading(1, "I. Căn cứ"),
            Prose(
                [
                    RESOLUTION,
                    "- Chương trình hành động số 12-CTr/ĐU ngày 15/01/2026 của Đảng ủy phường Hạc Thành.",
                ]
            ),
            Heading(1, "II. Mục tiêu, chỉ tiêu"),
            Prose("Hoàn thành việc số hóa hồ sơ trong năm 2026.\nMỗi quý có ít nhất một sinh hoạt chuyên đề."),
            Landscape(
                [
                    Heading(1, "III. Nội dung đăng ký"),
                    Table(COLUMNS, rows, totals=[("", "Cộng", "", "", "", "", "", "", f"{10 * commitments}%")]),
                ]
            ),
            Heading(1, "IV. Giải pháp thực hiện"),
            Prose([TASK + ". "] * 2),
            Heading(1, "V. Kiến nghị, đề xuất"),
            Prose(
                "Đề nghị Đảng ủy phường hỗ trợ máy quét <b>A3</b> & đường truyền: https://vi.wikipedia.org/wiki/"
                + "a" * 90
            ),
            Boxes([("Đã trao đổi với chi ủy", True), ("Cần tập huấn", False)]),
            Signatures(
                [
                    Signature("XÁC NHẬN CỦA CHI ỦY", "BÍ THƯ", "Trần Văn Quý", "(ký, ghi rõ họ tên)"),
                    Signature("NGƯỜI ĐĂNG KÝ", "", "Nguyễn Thị Ánh Tuyết", "(ký, ghi rõ họ tên)"),
                ]
            ),
        ],
        **options,
    )
