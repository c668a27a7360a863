"""The paper of a program: what stands on it, drafts and issued papers, who may print."""

import hashlib
from io import BytesIO

import docx as python_docx
import pytest
from django.urls import reverse
from pypdf import PdfReader

from commitments import papers
from commitments.models import ActionProgram, ProgramText
from portal.audit.models import AuditEvent
from portal.directory.models import Collective
from portal.directory.roles import Role
from portal.lib.dates import today
from portal.printing import paper, pdf
from portal.printing.models import IssuedPaper
from tests import factories

Status = ActionProgram.Status
TASK = "Hướng dẫn 60 người từ 55 tuổi trở lên tự nộp hồ sơ trên Cổng Dịch vụ công"


def text_of(content):
    """Return the text of a PDF on one line, as a reader of the paper sees it."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def blocks_of(program, kind):
    return [block for block in papers.draft_paper(program).blocks if isinstance(block, kind)]


def headings_of(drawn):
    """Return the headings in order, those on turned sheets included."""
    flat = [inner for block in drawn.blocks for inner in getattr(block, "blocks", [block])]
    return [block.text for block in flat if isinstance(block, paper.Heading)]


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def program(member, secretary, campaign, clause):
    return factories.make_program(member, campaign=campaign, clauses=[clause])


def test_the_paper_has_the_sections_of_its_form_in_order(program):
    assert headings_of(papers.draft_paper(program)) == [
        "I. Căn cứ",
        "II. Mục tiêu, chỉ tiêu",
        "III. Nội dung đăng ký",
        "IV. Giải pháp thực hiện",
        "V. Kiến nghị, đề xuất",
    ]


def test_the_bases_cite_each_resolution_in_full_and_end_with_a_full_stop(program, campaign):
    campaign.resolutions.update(abstract="Đột phá khoa học, công nghệ")
    second = factories.make_resolution("21-KL/TW", doc_type="Kết luận", abstract="Đẩy mạnh xây dựng Đảng")
    campaign.campaign_resolutions.create(resolution=second, position=2)

    bases = blocks_of(program, paper.Prose)[0].paragraphs()

    assert bases == [
        "- Nghị quyết số 57-NQ/TW, ngày 22/12/2024 của Bộ Chính trị “Đột phá khoa học, công nghệ”;",
        "- Kết luận số 21-KL/TW, ngày 22/12/2024 của Bộ Chính trị “Đẩy mạnh xây dựng Đảng”.",
    ]


def test_the_header_names_the_cell_and_its_superior(program):
    letterhead = papers.draft_paper(program).letterhead

    assert (letterhead.superior, letterhead.body) == ("ĐẢNG BỘ PHƯỜNG HẠC THÀNH", "CHI BỘ KHU PHỐ 1")
    assert letterhead.place_and_date.startswith("Thanh Hóa, ngày ")


def test_the_table_stands_sideways_with_a_row_for_each_commitment(program, clause):
    factories.make_commitment(program, title="Viết 2 bài thu hoạch", co_owners="Trịnh Thị Hoài")

    (landscape,) = blocks_of(program, paper.Landscape)
    table = landscape.blocks[1]

    assert [column.label for column in table.columns] == [
        "TT",
        "Nhiệm vụ, việc đăng ký",
        "Văn bản, mục thực hiện",
        "Sản phẩm, kết quả cần đạt",
        "Chỉ tiêu đo",
        "Thời hạn",
        "Trách nhiệm",
        "Thẩm quyền",
    ]
    assert [row[:3] for row in table.rows] == [
        [
            "1",
            "Hướng dẫn 60 người từ 55 tuổi trở lên tự nộp hồ sơ trên Cổng Dịch vụ công",
            "Mục 1, Nghị quyết 57-NQ/TW",
        ],
        ["2", "Viết 2 bài thu hoạch", "Nhiệm vụ thường xuyên"],
    ]
    assert table.rows[1][4:7] == ["60 người", f"31/10/{program.campaign.year}", "Chủ trì; cùng: Trịnh Thị Hoài"]


def test_a_draft_says_so_and_bears_no_code(program, member, signed_in):
    response = signed_in(member).get(reverse("commitments:paper_pdf", args=[program.pk]))

    assert "BẢN NHÁP" in text_of(response.content)
    assert IssuedPaper.objects.count() == 0
    assert response["Content-Disposition"] == (
        f'inline; filename="chuong-trinh-hanh-dong-ca-nhan-{program.campaign.year}-dang-thi-bich-nga.pdf"'
    )


def test_no_letter_of_what_was_written_is_missing_from_the_pdf(program):
    every_letter = "Ắt hẳn quyển sổ ghi đủ: ỷ ỹ ỳ ý ỵ, ữ ự ứ ừ ử, ợ ỡ ở ờ ớ, ặ ẵ ẳ ằ ắ, ệ ễ ể ề ế, ẫ ẩ ầ ấ ậ; <b>&amp;"
    ProgramText.objects.filter(program=program, key="goals").update(body=every_letter)

    text = text_of(pdf.render(papers.draft_paper(program)))

    assert every_letter in text


def test_the_same_program_gives_the_same_bytes_twice(program):
    assert pdf.render(papers.draft_paper(program)) == pdf.render(papers.draft_paper(program))


def test_an_approved_paper_is_issued_once_and_served_from_the_stored_file(program, member, secretary, signed_in):
    factories.bring_to(program, Status.APPROVED, by=member)
    url = reverse("commitments:paper_pdf", args=[program.pk])

    first = body(signed_in(member).get(url))
    again = body(signed_in(secretary).get(url))

    issued = IssuedPaper.objects.get()
    assert first == again
    assert issued.pdf_sha256 == hashlib.sha256(first).hexdigest()
    assert issued.code in text_of(first)
    assert "BẢN NHÁP" not in text_of(first)
    assert "Chi bộ khu phố 1 đã duyệt trên cổng" in text_of(first)


def test_what_is_issued_is_what_was_approved_whatever_changes_later(program, member, secretary, signed_in):
    factories.bring_to(program, Status.APPROVED, by=member)
    program.commitments.update(title="Một câu khác")
    member.full_name = "Đặng Bích Khác"
    member.save()

    text = text_of(body(signed_in(member).get(reverse("commitments:paper_pdf", args=[program.pk]))))

    assert "Hướng dẫn 60 người" in text
    assert "Đặng Thị Bích Ngà" in text
    assert "Một câu khác" not in text


def test_the_word_file_says_the_same(program, member, signed_in):
    content = signed_in(member).get(reverse("commitments:paper_docx", args=[program.pk])).content

    document = python_docx.Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    written = "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)
    assert "CHƯƠNG TRÌNH HÀNH ĐỘNG CÁ NHÂN" in written
    assert "Hướng dẫn 60 người từ 55 tuổi trở lên tự nộp hồ sơ trên Cổng Dịch vụ công" in written


def test_printing_somebody_elses_paper_is_recorded_and_ones_own_is_not(program, member, secretary, signed_in):
    factories.bring_to(program, Status.SUBMITTED, by=member)
    url = reverse("commitments:paper_pdf", args=[program.pk])

    signed_in(member).get(url)
    signed_in(secretary).get(url)

    printed = AuditEvent.objects.filter(action="commitments.printed")
    assert [(event.actor_name, event.owner_id) for event in printed] == [("Hoàng Văn Khải", str(member.public_id))]


@pytest.mark.parametrize("name", ["commitments:paper_pdf", "commitments:paper_docx"])
def test_a_paper_that_is_not_ones_to_see_is_not_found(name, program, colleague, signed_in):
    assert signed_in(colleague).get(reverse(name, args=[program.pk])).status_code == 404


@pytest.mark.parametrize(
    ("form", "title", "headings"),
    [
        (
            "BCK",
            "BẢN CAM KẾT TU DƯỠNG, RÈN LUYỆN, PHẤN ĐẤU",
            [
                "Căn cứ",
                "I. Về tư tưởng chính trị",
                "II. Về phẩm chất đạo đức, lối sống",
                "III. Về thực hiện chức trách, nhiệm vụ",
                "IV. Về ý thức tổ chức kỷ luật, trách nhiệm nêu gương",
                "V. Về khắc phục hạn chế, khuyết điểm đã chỉ ra",
            ],
        ),
        (
            "HTLT-CN",
            "BẢN ĐĂNG KÝ HỌC TẬP VÀ LÀM THEO TƯ TƯỞNG, ĐẠO ĐỨC, PHONG CÁCH HỒ CHÍ MINH",
            ["Căn cứ", "1. Nội dung học tập", "2. Nội dung làm theo", "3. Nội dung nêu gương"],
        ),
    ],
)
def test_each_form_prints_its_own_title_and_sections(form, title, headings, province, member, secretary, resolution):
    campaign = factories.make_campaign(province.ward, resolutions=[resolution], form=form)
    program = factories.make_program(member, campaign=campaign, commitments=0 if form == "BCK" else 1)

    drawn = papers.draft_paper(program)

    assert drawn.title == title
    assert headings_of(drawn) == headings


def test_a_collectives_paper_names_it_and_its_head(province, ward_secretary, resolution):
    campaign = factories.make_campaign(province.top, resolutions=[resolution], form="CTHD-TT", audience="collectives")
    group = Collective.objects.create(
        org=province.ward, kind="standing_committee", name="Ban Thường vụ Đảng ủy phường", valid_from=factories.LONG_AGO
    )
    program = factories.make_program(group, campaign=campaign)

    (fields,) = blocks_of(program, paper.Fields)

    assert list(fields.pairs)[:2] == [
        ("Tập thể", "Ban Thường vụ Đảng ủy phường"),
        ("Người đứng đầu", "Tạ Thị Kim Liên"),
    ]


def test_the_personal_block_names_posts_cell_and_tier(province, campaign, member, secretary):
    factories.appoint(member, Role.COMMITTEE_MEMBER, province.ward, title="Ủy viên Ban Chấp hành")
    program = factories.make_program(factories.make_entry(campaign, member))

    (fields,) = blocks_of(program, paper.Fields)

    assert dict(fields.pairs) == {
        "Họ và tên": "Đặng Thị Bích Ngà",
        "Chức vụ Đảng": "Ủy viên Ban Chấp hành Đảng bộ phường Hạc Thành",
        "Chi bộ": "Chi bộ khu phố 1",
        "Diện quản lý": "ban thường vụ đảng ủy trực thuộc Tỉnh ủy quản lý",
    }


def test_the_layout_follows_the_guideline_in_force(program):
    assert papers.draft_paper(program).layout == paper.layout_on(today())
