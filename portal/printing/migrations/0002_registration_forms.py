"""The registration forms of the domain reference, 8.1 to 8.3 [P]: no national form exists, so all of it is data."""

import datetime

from django.db import migrations

ALL_COLUMNS = ["title", "clauses", "deliverable", "target", "due_on", "responsibility", "authority_note", "weight"]
MODEL_COLUMNS = ["title", "deliverable", "due_on", "note"]


def text(key, heading, hint, required=False):
    return {"key": key, "kind": "text", "heading": heading, "hint": hint, "required": required}


def numbered(sections, numbers, first=0):
    """Number sections from the one at ``first`` on; those before, such as the bases of a pledge, stand without."""
    return [
        {**section, "number": numbers[place - first] if place >= first else ""}
        for place, section in enumerate(sections)
    ]


ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII"]
ARABIC = ["1", "2", "3", "4", "5"]

ACTION_PROGRAM = [
    {"key": "bases", "kind": "bases", "heading": "Căn cứ"},
    text("goals", "Mục tiêu, chỉ tiêu", "Một đến ba câu: năm nay đồng chí muốn đạt điều gì, đo bằng gì.", True),
    {"key": "commitments", "kind": "commitments", "heading": "Nội dung đăng ký"},
    text("measures", "Giải pháp thực hiện", "Làm thế nào, với ai, bằng nguồn lực nào, mốc kiểm tra nào.", True),
    text("proposals", "Kiến nghị, đề xuất", "Điều cần chi bộ, cấp ủy hoặc cơ quan hỗ trợ. Có thể để trống."),
]


CONDUCT = [
    {"key": "bases", "kind": "bases", "heading": "Căn cứ"},
    text(
        "ideology", "Về tư tưởng chính trị", "Việc cụ thể để giữ vững lập trường, học tập nghị quyết trong năm.", True
    ),
    text(
        "ethics",
        "Về phẩm chất đạo đức, lối sống",
        "Chuẩn mực đạo đức cách mạng, những điều đảng viên không được làm, trách nhiệm nêu gương: đồng chí sẽ làm gì.",
        True,
    ),
    text("duties", "Về thực hiện chức trách, nhiệm vụ", "Nhiệm vụ được giao và mức phấn đấu trong năm.", True),
    text(
        "discipline",
        "Về ý thức tổ chức kỷ luật, trách nhiệm nêu gương",
        "Sinh hoạt chi bộ, chấp hành phân công, nêu gương ở cơ quan và nơi cư trú.",
        True,
    ),
    text(
        "shortcomings",
        "Về khắc phục hạn chế, khuyết điểm đã chỉ ra",
        "Từng hạn chế đã được chỉ ra, cách khắc phục và thời hạn. Không có thì ghi rõ là không có.",
        True,
    ),
    {"key": "commitments", "kind": "commitments", "heading": "Kế hoạch hành động và biện pháp"},
]


def model_study(collective):
    sections = [
        {"key": "bases", "kind": "bases", "heading": "Căn cứ"},
        text("study", "Nội dung học tập", "Chuyên đề của năm và điều đồng chí chọn học sâu.", True),
        {"key": "commitments", "kind": "commitments", "heading": "Nội dung làm theo"},
        text("example", "Nội dung nêu gương", "Việc nêu gương cụ thể, ở đâu, trước ai.", True),
    ]
    if collective:
        sections.append(
            text("breakthrough", "Nhiệm vụ đột phá", "Ít nhất một nhiệm vụ đột phá cụ thể của tập thể.", True)
        )
    return sections


# code, name, title as printed, subject, sections, columns, commitments required, signs as, confirmed by
FORMS = [
    (
        "CTHD-CN",
        "Chương trình hành động cá nhân",
        "CHƯƠNG TRÌNH HÀNH ĐỘNG CÁ NHÂN",
        "individual",
        numbered(ACTION_PROGRAM, ROMAN),
        ALL_COLUMNS,
        True,
        "NGƯỜI ĐĂNG KÝ",
        "XÁC NHẬN CỦA CHI ỦY\n(CẤP ỦY)",
    ),
    (
        "CTHD-TT",
        "Chương trình hành động của tập thể",
        "CHƯƠNG TRÌNH HÀNH ĐỘNG CỦA TẬP THỂ",
        "collective",
        numbered(ACTION_PROGRAM, ROMAN),
        ALL_COLUMNS,
        True,
        "T/M TẬP THỂ",
        "XÁC NHẬN CỦA\nCẤP ỦY CẤP TRÊN",
    ),
    (
        "BCK",
        "Bản cam kết tu dưỡng, rèn luyện, phấn đấu",
        "BẢN CAM KẾT TU DƯỠNG, RÈN LUYỆN, PHẤN ĐẤU",
        "individual",
        numbered(CONDUCT, ROMAN, first=1),
        MODEL_COLUMNS,
        False,
        "NGƯỜI CAM KẾT",
        "XÁC NHẬN CỦA CHI BỘ",
    ),
    (
        "HTLT-CN",
        "Bản đăng ký học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh",
        "BẢN ĐĂNG KÝ HỌC TẬP VÀ LÀM THEO TƯ TƯỞNG, ĐẠO ĐỨC, PHONG CÁCH HỒ CHÍ MINH",
        "individual",
        numbered(model_study(False), ARABIC, first=1),
        MODEL_COLUMNS,
        True,
        "NGƯỜI ĐĂNG KÝ",
        "XÁC NHẬN CỦA CHI BỘ",
    ),
    (
        "HTLT-TT",
        "Bản đăng ký học tập và làm theo của tập thể",
        "BẢN ĐĂNG KÝ HỌC TẬP VÀ LÀM THEO TƯ TƯỞNG, ĐẠO ĐỨC, PHONG CÁCH HỒ CHÍ MINH CỦA TẬP THỂ",
        "collective",
        numbered(model_study(True), ARABIC, first=1),
        MODEL_COLUMNS,
        True,
        "T/M TẬP THỂ",
        "Ý KIẾN CỦA\nCẤP ỦY CẤP TRÊN",
    ),
]


def fill(apps, schema_editor):
    PaperForm = apps.get_model("printing", "PaperForm")
    for code, name, title, subject, sections, columns, required, signs_as, confirmed_by in FORMS:
        PaperForm.objects.create(
            code=code,
            name=name,
            title=title,
            subject=subject,
            sections=sections,
            columns=columns,
            requires_commitments=required,
            signs_as=signs_as,
            confirmed_by=confirmed_by,
            valid_from=datetime.date(2025, 1, 1),
        )


def empty(apps, schema_editor):
    apps.get_model("printing", "PaperForm").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("printing", "0001_initial")]

    operations = [migrations.RunPython(fill, empty)]
