"""The forms of the year's end as they are shipped: whose is which, what they ask, and how sure each part is."""

import datetime

import pytest

from commitments.forms.campaign import forms_on
from portal.printing.models import PaperForm

pytestmark = pytest.mark.django_db

YEAR_END = ["self_review", "quarter_review"]


def headings(code):
    """Return the headings of a form as printed, without the blocks below the signature."""
    form = PaperForm.objects.get(code=code)
    return [f"{s['number']} {s['heading']}" for s in form.sections if s["kind"] != "remark"]


def test_campaigns_offer_forms_to_register_on_and_no_others():
    offered = [form.code for form in forms_on(datetime.date(2026, 1, 5))]

    assert offered == ["CTHD-CN", "CTHD-TT", "BCK", "HTLT-CN", "HTLT-TT"]


def test_the_letters_of_2023_and_2025_stand_the_other_way_round():
    leading = "Kết quả lãnh đạo"

    asks = {
        form.code: any(s["heading"].startswith(leading) for s in form.sections)
        for form in PaperForm.objects.filter(code__startswith="KD-02")
    }

    assert asks == {
        "KD-02A-2025": True,
        "KD-02B-2025": False,
        "KD-02C-2025": False,
        "KD-02B-2023": True,
        "KD-02A-2023": False,
    }


def test_the_paper_of_a_member_without_a_post_has_the_official_headings():
    shown = headings("KD-02B-2025")

    assert shown == [
        "A NỘI DUNG KIỂM ĐIỂM",
        "I Ưu điểm, kết quả đạt được",
        (
            "1 Về phẩm chất chính trị, đạo đức, lối sống; tinh thần đoàn kết, thống nhất trong nội bộ; ý thức tổ chức "
            "kỷ luật, trách nhiệm nêu gương, việc thực hiện những điều đảng viên không được làm; tác phong, lề lối "
            "làm việc. Liên hệ các biểu hiện về suy thoái, “tự diễn biến”, “tự chuyển hoá”."
        ),
        (
            "2 Việc thực hiện nhiệm vụ, quyền hạn và kết quả thực hiện các chỉ tiêu, nhiệm vụ được giao trong năm, "
            "gắn với hiệu quả, tiến độ, chất lượng công việc."
        ),
        "3 Việc thực hiện cam kết tu dưỡng, rèn luyện, phấn đấu của cá nhân theo quy định.",
        "II Hạn chế, khuyết điểm và nguyên nhân",
        "1 Hạn chế, khuyết điểm.",
        "2 Nguyên nhân của hạn chế, khuyết điểm.",
        (
            "III Kết quả khắc phục những hạn chế, khuyết điểm đã được cấp có thẩm quyền kết luận hoặc được chỉ ra ở "
            "các kỳ kiểm điểm trước"
        ),
        "IV Giải trình những vấn đề được gợi ý kiểm điểm (nếu có)",
        "V Làm rõ trách nhiệm của cá nhân đối với những hạn chế, khuyết điểm của tập thể (nếu có)",
        "VI Phương hướng, biện pháp khắc phục hạn chế, khuyết điểm",
        "B NỘI DUNG TỰ ĐÁNH GIÁ, XẾP LOẠI",
        "I Đánh giá theo các nhóm tiêu chí (Phụ lục 4)",
        "II Đề xuất xếp loại mức chất lượng",
    ]


def test_a_member_outside_the_system_answers_for_what_the_cell_assigned():
    assert headings("KD-02C-2025")[3] == (
        "2 Việc thực hiện quyền và nghĩa vụ của đảng viên theo các nhiệm vụ chính trị được cấp uỷ, chi bộ phân công."
    )


def test_a_collective_answers_in_four_points_and_for_its_members():
    numbers = [(s["number"], s["key"]) for s in PaperForm.objects.get(code="KD-01-2025").sections if s["number"]]

    assert numbers == [
        ("A", "a"),
        ("I", "i"),
        ("1", "principles"),
        ("2", "duties"),
        ("3", "building"),
        ("4", "carrying_out"),
        ("II", "ii"),
        ("1", "faults"),
        ("2", "causes"),
        ("III", "overcome"),
        ("IV", "prompts"),
        ("V", "responsibility"),
        ("VI", "plan"),
        ("B", "b"),
        ("I", "points"),
        ("II", "level"),
    ]


def test_what_is_not_confirmed_says_so():
    sure = {form.code: form.confidence for form in PaperForm.objects.filter(purpose__in=YEAR_END)}
    further = {
        s["key"]: s["confidence"] for s in PaperForm.objects.get(code="KD-02A-2025").sections if "confidence" in s
    }

    assert sure == {
        "KD-02A-2025": "P",
        "KD-02B-2025": "C",
        "KD-02C-2025": "C",
        "KD-01-2025": "C",
        "KD-02B-2023": "C",
        "KD-02A-2023": "C",
        "KD-01-2023": "U",
        "KD-05A-2025": "P",
        "KD-05B-2025": "P",
    }
    assert further == {
        "leading": "P",
        "daring": "P",
        "example": "P",
        "tail_agency": "U",
        "tail_cell": "U",
        "tail_committee": "U",
    }


@pytest.mark.parametrize("purpose", YEAR_END)
def test_every_section_has_a_key_of_its_own_a_known_kind_and_a_heading(purpose):
    forms = PaperForm.objects.filter(purpose=purpose)

    wrong = [
        (form.code, section["key"])
        for form in forms
        for section in form.sections
        if section["kind"] not in ("text", *PaperForm.YEAR_END_KINDS)
        or not section["heading"]
        or len(section["key"]) > 30
    ]
    doubled = [form.code for form in forms if len({s["key"] for s in form.sections}) != len(form.sections)]

    assert (forms.count() > 1, wrong, doubled) == (True, [], [])


def test_words_are_written_in_the_parts_that_the_portal_fills_in_too():
    written = [s["key"] for s in PaperForm.objects.get(code="KD-02B-2025").written_sections]

    assert written == ["moral", "duties", "pledge", "faults", "causes", "overcome", "responsibility", "plan"]
