"""The forms of the year's end (domain reference, 8.5 to 8.7). Headings are quoted; hints are ours.

The letters changed places between 2023 and 2025: 02A is the leaders' form of 2025 and the others' form of 2023. What
the reference does not confirm carries its letter: the further points of 02A and the body of 05 [P], all signature
blocks and the collective form of 2023 [U].
"""

import datetime

from django.db import migrations

PLEDGES = ["BCK", "HTLT-CN", "HTLT-TT"]


def section(kind, key, number, heading, depth, short="", **more):
    filled = {"kind": kind, "key": key, "number": number, "heading": heading, "depth": depth, **more}
    return filled | ({"short": short} if short else {})


def text(key, number, heading, hint, depth=3, short="", *, required=True, **more):
    return section("text", key, number, heading, depth, short, hint=hint, required=required, **more)


def heading(key, number, words, depth=2, short=""):
    return section("heading", key, number, words, depth, short)


MORAL_2025 = (
    "Về phẩm chất chính trị, đạo đức, lối sống; tinh thần đoàn kết, thống nhất trong nội bộ; ý thức tổ chức kỷ luật, "
    "trách nhiệm nêu gương, việc thực hiện những điều đảng viên không được làm; tác phong, lề lối làm việc. Liên hệ "
    "các biểu hiện về suy thoái, “tự diễn biến”, “tự chuyển hoá”."
)
DUTIES_2025 = (
    "Việc thực hiện nhiệm vụ, quyền hạn và kết quả thực hiện các chỉ tiêu, nhiệm vụ được giao trong năm, gắn với hiệu "
    "quả, tiến độ, chất lượng công việc."
)
DUTIES_2C = "Việc thực hiện quyền và nghĩa vụ của đảng viên theo các nhiệm vụ chính trị được cấp uỷ, chi bộ phân công."
PLEDGE = "Việc thực hiện cam kết tu dưỡng, rèn luyện, phấn đấu của cá nhân theo quy định."
OVERCOME = (
    "Kết quả khắc phục những hạn chế, khuyết điểm đã được cấp có thẩm quyền kết luận hoặc được chỉ ra ở các kỳ kiểm "
    "điểm trước"
)
PROMPTED = "Giải trình những vấn đề được gợi ý kiểm điểm (nếu có)"
RESPONSIBLE = "Làm rõ trách nhiệm của cá nhân đối với những hạn chế, khuyết điểm của tập thể (nếu có)"

MORAL_HINT = "Nêu việc làm được, có thời gian, con số; tự liên hệ các biểu hiện suy thoái."
FAULTS_HINT = (
    "Mỗi hạn chế viết một dòng: việc gì, lúc nào, ảnh hưởng ra sao. Khi bản này được đưa vào kiểm điểm, mỗi dòng được "
    "ghi lại để năm sau báo cáo kết quả khắc phục. Không có thì ghi rõ là không có."
)
CAUSES_HINT = "Nguyên nhân chủ quan trước, khách quan sau."
PLAN_HINT = "Mỗi hạn chế ở mục II nên có một việc làm và một thời hạn."


def program(key, number, words, short, *, programs=None, required=False, depth=3, **more):
    more |= {"programs": programs} if programs else {}
    hint = "Cổng điền sẵn từ chương trình được duyệt; chỉ viết thêm nếu cần."
    return section("program", key, number, words, depth, short, hint=hint, required=required, **more)


def faults(*, individual=True):
    """Return sections II to VI, which all forms share but for whose responsibility V asks about."""
    return [
        heading("ii", "II", "Hạn chế, khuyết điểm và nguyên nhân"),
        text("faults", "1", "Hạn chế, khuyết điểm.", FAULTS_HINT, short="Hạn chế"),
        text("causes", "2", "Nguyên nhân của hạn chế, khuyết điểm.", CAUSES_HINT, short="Nguyên nhân"),
        section(
            "shortcomings_before",
            "overcome",
            "III",
            OVERCOME,
            2,
            "Khắc phục",
            hint="Viết thêm về điều chưa có trong danh sách, nếu cần.",
            required=False,
        ),
        section("prompts", "prompts", "IV", PROMPTED, 2, "Giải trình"),
        text(
            "responsibility",
            "V",
            RESPONSIBLE if individual else "Trách nhiệm của tập thể, cá nhân",
            "Phần việc của đồng chí trong hạn chế của tập thể. Không có thì để trống."
            if individual
            else "Trách nhiệm của tập thể, của từng cá nhân liên quan đối với hạn chế ở mục II.",
            2,
            "Trách nhiệm",
            required=not individual,
        ),
        text(
            "plan",
            "VI",
            "Phương hướng, biện pháp khắc phục hạn chế, khuyết điểm"
            if individual
            else "Phương hướng, biện pháp khắc phục",
            PLAN_HINT,
            2,
            "Phương hướng",
        ),
    ]


def rating(annex):
    return [
        heading("b", "B", "NỘI DUNG TỰ ĐÁNH GIÁ, XẾP LOẠI", 1),
        section("points", "points", "I", f"Đánh giá theo các nhóm tiêu chí (Phụ lục {annex})", 2, "Tự chấm điểm"),
        section("level", "level", "II", "Đề xuất xếp loại mức chất lượng", 2, "Tự nhận mức"),
    ]


def remark(key, words, signs):
    return section("remark", key, "", words, 2, signs=signs, confidence="U")


# Blocks below the signature: of 2023, used for 2025 as long as its own are not seen.
TAIL = [
    remark(
        "tail_agency",
        "Nhận xét, đánh giá và mức xếp loại của người đứng đầu cơ quan, đơn vị",
        "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ",
    ),
    remark("tail_cell", "Nhận xét của chi ủy; chi bộ đề xuất xếp loại mức chất lượng", "T/M CHI ỦY (CHI BỘ)"),
    remark("tail_committee", "Đảng ủy, chi ủy cơ sở xếp loại mức chất lượng", "T/M ĐẢNG ỦY"),
]
TAIL_OUTSIDE = TAIL[1:]
TAIL_COLLECTIVE = [remark("tail_superior", "Cấp có thẩm quyền xếp loại mức chất lượng", "T/M CẤP ỦY CẤP TRÊN")]


def self_review_2025(annex, duties=DUTIES_2025, further=(), tail=TAIL):
    return [
        heading("a", "A", "NỘI DUNG KIỂM ĐIỂM", 1),
        heading("i", "I", "Ưu điểm, kết quả đạt được"),
        text("moral", "1", MORAL_2025, MORAL_HINT, short="Phẩm chất, kỷ luật"),
        program("duties", "2", duties, "Nhiệm vụ được giao", required=True),
        program("pledge", "3", PLEDGE, "Cam kết tu dưỡng", programs=PLEDGES, required=True),
        *further,
        *faults(),
        *rating(annex),
        *tail,
    ]


FURTHER_2A = [
    text(
        "leading",
        "4",
        "Kết quả lãnh đạo, chỉ đạo, quản lý, điều hành; mức độ hoàn thành của tổ chức, đơn vị thuộc quyền; khả năng "
        "quy tụ, đoàn kết.",
        "Kết quả của tổ chức, đơn vị đồng chí phụ trách; cách quy tụ, đoàn kết cán bộ.",
        short="Lãnh đạo, quản lý",
        confidence="P",
    ),
    text(
        "daring",
        "5",
        "Trách nhiệm; năng động, đổi mới sáng tạo, dám nghĩ, dám nói, dám làm…; xây dựng đội ngũ; kiểm soát quyền lực; "
        "xử lý việc khó, phức tạp, nhạy cảm.",
        "Việc khó đã nhận và xử lý; cách làm mới, có kết quả đo được.",
        short="Trách nhiệm, đổi mới",
        confidence="P",
    ),
    text(
        "example",
        "6",
        "Nêu gương của bản thân và gia đình; đấu tranh phòng, chống tham nhũng, lãng phí, tiêu cực; sự tín nhiệm; phong "
        "cách gần dân, sát dân.",
        "Việc nêu gương cụ thể, trước ai, ở đâu.",
        short="Nêu gương",
        confidence="P",
    ),
]

COLLECTIVE_2025 = [
    heading("a", "A", "NỘI DUNG KIỂM ĐIỂM", 1),
    heading("i", "I", "Ưu điểm, kết quả đạt được"),
    text(
        "principles",
        "1",
        "Việc chấp hành nguyên tắc tổ chức và hoạt động, nhất là nguyên tắc tập trung dân chủ; thực hiện quy chế làm "
        "việc.",
        "Số kỳ họp, nghị quyết, việc bàn và quyết theo quy chế.",
        short="Nguyên tắc, quy chế",
    ),
    program(
        "duties",
        "2",
        "Kết quả thực hiện các mục tiêu, chỉ tiêu, nhiệm vụ được đề ra trong nghị quyết đại hội nhiệm kỳ, kế hoạch, "
        "chương trình công tác năm…",
        "Mục tiêu, nhiệm vụ",
        required=True,
    ),
    text(
        "building",
        "3",
        "Công tác xây dựng, chỉnh đốn Đảng và hệ thống chính trị; xây dựng tổ chức bộ máy tinh gọn, hoạt động hiệu "
        "năng, hiệu lực, hiệu quả…",
        "Tổ chức, cán bộ, kiểm tra, giám sát trong năm; con số kèm theo.",
        short="Xây dựng Đảng",
    ),
    text(
        "carrying_out",
        "4",
        "Trách nhiệm của tập thể lãnh đạo, quản lý trong triển khai thực hiện các chủ trương, đường lối, nghị quyết, "
        "văn bản chỉ đạo của Đảng, của cấp trên…",
        "Văn bản nào, triển khai thế nào, kết quả ra sao.",
        short="Triển khai nghị quyết",
    ),
    *faults(individual=False),
    *rating(1),
    *TAIL_COLLECTIVE,
]


def degree(key, number, words, hint, short, criterion):
    return text(key, number, words, hint, short=short, criterion=criterion)


def self_review_2023(*, leader):
    shared = [
        heading("i", "I", "Ưu điểm, kết quả công tác"),
        degree(
            "moral",
            "1",
            "Về tư tưởng chính trị; phẩm chất đạo đức, lối sống; ý thức tổ chức kỷ luật; tác phong, lề lối làm việc",
            MORAL_HINT,
            "Phẩm chất, kỷ luật",
            "A1",
        ),
        program(
            "duties", "2", "Về thực hiện chức trách, nhiệm vụ được giao", "Nhiệm vụ", required=True, criterion="B1"
        ),
    ]
    of_leaders = [
        degree(
            "leading",
            "3",
            "Kết quả lãnh đạo, quản lý; mức độ hoàn thành của đơn vị thuộc quyền; đoàn kết nội bộ",
            "Kết quả của đơn vị thuộc quyền; sự đoàn kết nội bộ.",
            "Lãnh đạo, quản lý",
            "B2",
        ),
        degree(
            "daring",
            "4",
            "Trách nhiệm, năng động, đổi mới, dám nghĩ, dám làm",
            "Việc khó đã nhận; cách làm mới.",
            "Trách nhiệm, đổi mới",
            "A2",
        ),
        degree(
            "example",
            "5",
            "Nêu gương; phòng, chống tham nhũng, lãng phí, tiêu cực; tín nhiệm",
            "Việc nêu gương cụ thể.",
            "Nêu gương",
            "A3",
        ),
    ]
    pledge = program(
        "pledge",
        "6" if leader else "3",
        "Việc thực hiện cam kết tu dưỡng, rèn luyện, phấn đấu hằng năm",
        "Cam kết",
        programs=PLEDGES,
        required=True,
    )
    rest = [{**part, "criterion": "A4"} if part["kind"] == "shortcomings_before" else part for part in faults()]
    level = section(
        "level",
        "level",
        "VII",
        "Tự nhận mức xếp loại: 1. cán bộ, công chức, viên chức 2. đảng viên",
        2,
        "Tự nhận mức",
    )
    return [*shared, *(of_leaders if leader else []), pledge, *rest, level, *TAIL]


def collective_2023():
    """Return the body of 2025 without points: no text of the form of 2023 was seen [U]."""
    of_criteria = {"duties": "B1", "principles": "A1", "overcome": "A4"}
    body = [part for part in COLLECTIVE_2025 if part["kind"] != "points" and part["key"] not in ("a", "b")]
    return [
        {**part, **({"criterion": of_criteria[part["key"]]} if part["key"] in of_criteria else {})}
        | ({"number": "VII"} if part["kind"] == "level" else {})
        for part in body
    ]


# The body of form 05: the score table and the level, with the tasks as an annex [P].
SCORED = [
    section("points", "points", "I", "Tự đánh giá kết quả thực hiện nhiệm vụ", 2, "Tự chấm điểm"),
    section("level", "level", "II", "Tự nhận mức xếp loại", 2, "Tự nhận mức"),
    program("duties", "", "Phụ lục về kết quả thực hiện nhiệm vụ", "Nhiệm vụ", depth=2),
    remark("tail_superior", "III. Nhận xét, đề xuất của cấp có thẩm quyền", "CẤP CÓ THẨM QUYỀN"),
]


TITLE_2025 = "BẢN KIỂM ĐIỂM, TỰ ĐÁNH GIÁ, XẾP LOẠI CÁ NHÂN"
TITLE_05 = "BẢN TỰ ĐÁNH GIÁ, XẾP LOẠI CỦA CÁ NHÂN"
FROM_2025, FROM_2026 = datetime.date(2025, 1, 1), datetime.date(2026, 1, 1)
OF_2023 = (datetime.date(2023, 1, 1), datetime.date(2024, 12, 31))
SIGNS, SIGNS_COLLECTIVE = "NGƯỜI TỰ KIỂM ĐIỂM", "T/M TẬP THỂ"

# code, name, title as printed, purpose, subject, sections, signs as, from, to, confidence
FORMS = [
    (
        "KD-02A-2025",
        "Bản kiểm điểm cá nhân, lãnh đạo, quản lý (Mẫu 02A-HD KĐ.ĐG 2025)",
        TITLE_2025,
        "self_review",
        "individual",
        self_review_2025(3, further=FURTHER_2A),
        SIGNS,
        (FROM_2025, None),
        "P",
    ),
    (
        "KD-02B-2025",
        "Bản kiểm điểm cá nhân, không giữ chức vụ lãnh đạo, quản lý (Mẫu 02B-HD KĐ.ĐG 2025)",
        TITLE_2025,
        "self_review",
        "individual",
        self_review_2025(4),
        SIGNS,
        (FROM_2025, None),
        "C",
    ),
    (
        "KD-02C-2025",
        "Bản kiểm điểm cá nhân, không làm việc trong hệ thống chính trị (Mẫu 02C-HD KĐ.ĐG 2025)",
        f"{TITLE_2025}\n(Đảng viên không làm việc trong hệ thống chính trị)",
        "self_review",
        "individual",
        self_review_2025(5, duties=DUTIES_2C, tail=TAIL_OUTSIDE),
        SIGNS,
        (FROM_2025, None),
        "C",
    ),
    (
        "KD-01-2025",
        "Báo cáo kiểm điểm của tập thể (Mẫu 01-HD KĐ.ĐG 2025)",
        "BÁO CÁO KIỂM ĐIỂM, TỰ ĐÁNH GIÁ, XẾP LOẠI CHẤT LƯỢNG CỦA TẬP THỂ",
        "self_review",
        "collective",
        COLLECTIVE_2025,
        SIGNS_COLLECTIVE,
        (FROM_2025, None),
        "C",
    ),
    (
        "KD-02B-2023",
        "Bản kiểm điểm cá nhân, lãnh đạo, quản lý (Mẫu 02B-HD KĐ.ĐG 2023)",
        "BẢN KIỂM ĐIỂM CÁ NHÂN",
        "self_review",
        "individual",
        self_review_2023(leader=True),
        SIGNS,
        OF_2023,
        "C",
    ),
    (
        "KD-02A-2023",
        "Bản kiểm điểm cá nhân, không giữ chức vụ lãnh đạo, quản lý (Mẫu 02A-HD KĐ.ĐG 2023)",
        "BẢN KIỂM ĐIỂM CÁ NHÂN",
        "self_review",
        "individual",
        self_review_2023(leader=False),
        SIGNS,
        OF_2023,
        "C",
    ),
    (
        "KD-01-2023",
        "Báo cáo kiểm điểm của tập thể (năm 2023)",
        "BÁO CÁO KIỂM ĐIỂM CỦA TẬP THỂ",
        "self_review",
        "collective",
        collective_2023(),
        SIGNS_COLLECTIVE,
        OF_2023,
        "U",
    ),
    (
        "KD-05A-2025",
        "Bản tự đánh giá, xếp loại quý của cá nhân lãnh đạo, quản lý (Mẫu 05A-HD KĐ.ĐG)",
        TITLE_05,
        "quarter_review",
        "individual",
        SCORED,
        "NGƯỜI TỰ ĐÁNH GIÁ",
        (FROM_2026, None),
        "P",
    ),
    (
        "KD-05B-2025",
        "Bản tự đánh giá, xếp loại quý của cá nhân (Mẫu 05B-HD KĐ.ĐG)",
        TITLE_05,
        "quarter_review",
        "individual",
        SCORED,
        "NGƯỜI TỰ ĐÁNH GIÁ",
        (FROM_2026, None),
        "P",
    ),
]


def fill(apps, schema_editor):
    PaperForm = apps.get_model("printing", "PaperForm")
    for code, name, title, purpose, subject, sections, signs_as, (valid_from, valid_to), confidence in FORMS:
        PaperForm.objects.create(
            code=code,
            name=name,
            title=title,
            purpose=purpose,
            subject=subject,
            sections=sections,
            requires_commitments=False,
            signs_as=signs_as,
            valid_from=valid_from,
            valid_to=valid_to,
            confidence=confidence,
        )


def empty(apps, schema_editor):
    apps.get_model("printing", "PaperForm").objects.filter(code__in=[form[0] for form in FORMS]).delete()


class Migration(migrations.Migration):
    dependencies = [("printing", "0003_purpose_of_forms")]

    operations = [migrations.RunPython(fill, empty)]
