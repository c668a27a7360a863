"""The report on registration: body, tables and annexed lists say the same, in each format, as the overview does."""

import datetime
import random
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.models import ActionProgram, CampaignEntry
from commitments.reports import files
from commitments.reports.registration import LISTS, gather
from commitments.reports.registration_paper import registration_paper
from commitments.reports.registration_tables import NAMES, TITLES, figures
from commitments.reports.shares import percent, share
from commitments.tallies import Counts, read
from portal.directory.models import Collective
from portal.directory.roles import Role
from portal.lib.dates import today
from portal.printing import paper
from tests import factories
from tests.commitments.reading import pdf_text, sheets, word_tables, word_text, written

Status, Exempt = ActionProgram.Status, CampaignEntry.Exempt
A_DAY = datetime.timedelta(days=1)


def person_at(cell, name="Lê Văn Bình", **fields):
    return factories.make_person(name, cell=cell, **fields)


def register(campaign, person, status, clauses=None, *, days_late=0):
    program = factories.make_program(person, campaign=campaign, status=status, clauses=clauses)
    if days_late:
        factories.freeze_submission(program, factories.local_noon(campaign.due_on + days_late * A_DAY))
    return program


def prose_of(found):
    """Return the sentences of the paper, one a line, without those of opening and closing."""
    blocks = [block for block in registration_paper(found).blocks if isinstance(block, paper.Prose)]
    return [line for block in blocks[2:-1] for line in block.paragraphs()]


@pytest.fixture
def officers(province, secretary):
    """Somebody decides in both cells of the ward."""
    second = person_at(province.second_cell, "Lê Thị Mai")
    factories.appoint(second, Role.CELL_SECRETARY, province.second_cell)
    return secretary, second


@pytest.fixture
def mixed(province, campaign, clause, officers):
    """The ward: five in the first cell, two in the second; one clause is taken, another not."""
    factories.make_clause(clause.resolution, "2", "Mỗi chi bộ có một sản phẩm số")
    factories.make_entry(campaign, officers[0])
    register(campaign, person_at(province.cell, "Vũ Hà"), Status.APPROVED, [clause])
    register(campaign, person_at(province.cell, "Lê An"), Status.SUBMITTED, [clause], days_late=1)
    register(
        campaign,
        person_at(province.cell, "Đỗ Bình", born=datetime.date(1985, 1, 1), born_precision="year"),
        Status.DRAFT,
    )
    exempt = person_at(province.cell, "Trần Cụ", work_post="Nghỉ hưu")
    factories.make_entry(campaign, exempt, exempt_reason=Exempt.OTHER, exempt_note="Ốm dài ngày")
    register(campaign, person_at(province.second_cell, "=1+1"), Status.RETURNED, [clause])
    register(campaign, person_at(province.second_cell, "Bùi Lan"), Status.APPROVED)
    return campaign


def test_numbers_lists_and_documents_come_from_the_roster(province, mixed, clause):
    found = gather(mixed, province.ward)

    first = Counts(must=4, registered=2, on_time=1, waiting=1, approved=1, exempt=1)
    second = Counts(must=2, registered=2, on_time=2, returned=1, approved=1)
    assert found.total == Counts(must=6, registered=4, on_time=3, waiting=1, returned=1, approved=2, exempt=1)
    assert found.units == [(province.cell, first), (province.second_cell, second)]
    assert found.exempt_reasons == {"other": 1}
    assert [(each.programs, [item.number for item in each.untaken]) for each in found.documents] == [(3, ["2"])]
    due = mixed.due_on
    cell, other_cell = "Chi bộ khu phố 1", "Chi bộ khu phố 2"
    assert {name: list(lines) for name, lines in found.lists.items()} == {
        "missing": [
            (1, "Đỗ Bình", "1985", "Đảng viên", cell, due, "draft"),
            (2, "Hoàng Văn Khải", None, "Bí thư", cell, due, ""),
        ],
        "late": [(1, "Lê An", None, "Đảng viên", cell, due, due + A_DAY)],
        "returned": [(1, "=1+1", None, "Đảng viên", other_cell, due, today())],
        "exempt": [(1, "Trần Cụ", None, "Nghỉ hưu", cell, "other", "Ốm dài ngày")],
    }


def test_the_report_says_what_the_overview_shows(province, mixed):
    for unit in (province.top, province.ward, province.cell):
        assert gather(mixed, unit).total == read(mixed, unit, ["registration"]).of("registration", unit)


def test_the_paper_speaks_as_an_office_writes(province, mixed):
    found = gather(mixed, province.ward)

    assert prose_of(found) == [
        "Tổng số phải đăng ký: 06 đồng chí; ngoài ra, 01 đồng chí được miễn (01 lý do khác).",
        "Đã đăng ký: 04/06 đồng chí, đạt 66,7%; trong đó, đúng hạn 03 đồng chí (50,0%), chậm 01 đồng chí (16,7%).",
        "Trong số 04 bản đăng ký: đã duyệt 02 (50,0%), chờ duyệt 01 (25,0%), trả lại để sửa 01 (25,0%).",
        "Còn 02 đồng chí chưa đăng ký (33,3%), đang trong thời hạn đăng ký (Phụ lục 2).",
        "01/02 tổ chức trực thuộc đã đăng ký đủ (chi tiết tại Phụ lục 1).",
        "- 01 đồng chí đăng ký chậm (Phụ lục 3).",
        "- 01 bản đăng ký bị trả lại, chưa sửa xong (Phụ lục 4).",
        "- 01 mục của văn bản chưa ai đăng ký thực hiện (Phụ lục 6).",
    ]


def test_the_paper_is_a_draft_with_number_addressee_and_annexes(province, mixed):
    drawn = registration_paper(gather(mixed, province.ward))

    opening = [block.paragraphs()[0] for block in drawn.blocks if isinstance(block, paper.Prose)]
    assert opening[0] == "Kính gửi: Ban Thường vụ Tỉnh ủy Thanh Hóa"
    assert opening[1] == (
        f"Đảng ủy phường Hạc Thành báo cáo kết quả đăng ký chương trình hành động cá nhân năm {mixed.year} thực hiện "
        f"Nghị quyết 57-NQ/TW (hạn đăng ký {mixed.due_on:%d/%m/%Y}), số liệu tính đến ngày {today():%d/%m/%Y}, "
        "như sau:"
    )
    assert (drawn.draft, drawn.draft_mark, drawn.code) == (True, "DỰ THẢO", None)
    annexed = next(block for block in drawn.blocks if isinstance(block, paper.Landscape)).blocks
    assert [(block.text, block.subtitle) for block in annexed if isinstance(block, paper.Title)] == [
        ("Phụ lục 1", "Kết quả đăng ký theo đơn vị"),
        ("Phụ lục 2", "Danh sách chưa đăng ký"),
        ("Phụ lục 3", "Danh sách đăng ký chậm"),
        ("Phụ lục 4", "Danh sách có bản đăng ký bị trả lại để sửa"),
        ("Phụ lục 5", "Danh sách được miễn đăng ký"),
        ("Phụ lục 6", "Các mục văn bản chưa ai đăng ký thực hiện"),
    ]


def test_of_nobody_the_paper_does_not_speak_of_shares(province, campaign):
    assert prose_of(gather(campaign, province.ward)) == [
        "Không có đồng chí nào phải đăng ký.",
        "Không có trường hợp chưa đăng ký, đăng ký chậm hoặc bị trả lại.",
    ]


def test_where_only_exempt_people_stand_the_paper_says_so(province, campaign, member):
    factories.make_entry(campaign, member, exempt_reason=Exempt.NEW)

    assert prose_of(gather(campaign, province.cell))[0] == (
        "Không có đồng chí nào phải đăng ký; ngoài ra, 01 đồng chí được miễn (01 kết nạp chưa đủ 6 tháng)."
    )


def test_where_nobody_registered_nothing_is_said_of_time_or_decisions(province, campaign, member, colleague):
    for person in (member, colleague):
        factories.make_entry(campaign, person)

    assert prose_of(gather(campaign, province.ward)) == [
        "Tổng số phải đăng ký: 02 đồng chí.",
        "Đến nay chưa có đồng chí nào đăng ký.",
        "Còn 02 đồng chí chưa đăng ký (100%), đang trong thời hạn đăng ký (Phụ lục 2).",
        "Tổ chức trực thuộc còn đồng chí chưa đăng ký (chi tiết tại Phụ lục 1).",
        "Chưa có trường hợp quá hạn chưa đăng ký, đăng ký chậm hoặc bị trả lại.",
    ]


@pytest.mark.parametrize(
    ("days", "in_time", "amiss"),
    [
        (0, "Còn 02 đồng chí chưa đăng ký (100%), đang trong thời hạn đăng ký (Phụ lục 2).", None),
        (
            1,
            "Còn 01 đồng chí chưa đăng ký (50,0%), đang trong thời hạn đăng ký (Phụ lục 2).",
            "- Còn 01 đồng chí quá hạn chưa đăng ký (50,0%) (Phụ lục 2).",
        ),
        (6, None, "- Còn 02 đồng chí chưa đăng ký (100%) (Phụ lục 2)."),
    ],
)
def test_who_has_not_registered_is_a_shortcoming_once_their_own_deadline_has_passed(
    days, in_time, amiss, province, campaign, member, colleague
):
    factories.make_entry(campaign, member)
    factories.make_entry(campaign, colleague, due_on=campaign.due_on + 5 * A_DAY)

    said = prose_of(gather(campaign, province.ward, on=campaign.due_on + days * A_DAY))

    assert [line for line in said if "Phụ lục 2" in line] == [line for line in (in_time, amiss) if line]


@pytest.mark.parametrize(
    ("status", "days_late", "said"),
    [
        (Status.APPROVED, 0, ["Đã đăng ký: 01/01 đồng chí, đạt 100%, đúng hạn.", "Bản đăng ký đã được duyệt."]),
        (
            Status.SUBMITTED,
            3,
            ["Đã đăng ký: 01/01 đồng chí, đạt 100%, chậm so với hạn.", "Bản đăng ký đang chờ duyệt."],
        ),
        (Status.RETURNED, 0, ["Đã đăng ký: 01/01 đồng chí, đạt 100%, đúng hạn.", "Bản đăng ký bị trả lại để sửa."]),
    ],
)
def test_of_one_the_paper_speaks_of_one(status, days_late, said, province, campaign, member, secretary):
    register(campaign, member, status, days_late=days_late)

    assert prose_of(gather(campaign, province.cell))[1:3] == said


def test_of_several_alike_the_paper_says_all(province, campaign, officers):
    for cell in (province.cell, province.second_cell):
        register(campaign, person_at(cell), Status.APPROVED, days_late=2)

    assert prose_of(gather(campaign, province.ward))[1:4] == [
        "Đã đăng ký: 02/02 đồng chí, đạt 100%, tất cả đều chậm so với hạn.",
        "Tất cả các bản đăng ký đã được duyệt.",
        "Cả 02 tổ chức trực thuộc đã đăng ký đủ (chi tiết tại Phụ lục 1).",
    ]


def test_a_closed_program_that_was_never_approved_is_named_as_such(
    province, campaign, member, secretary, personnel_officer
):
    register(campaign, member, Status.RETURNED).close(by=personnel_officer, reason="Chuyển công tác")

    assert prose_of(gather(campaign, province.cell))[2] == "Bản đăng ký đang được sửa hoặc đã khép."


def test_collectives_are_called_collectives_and_have_no_birth_date(province, resolution):
    campaign = factories.make_campaign(province.top, resolutions=[resolution], form="CTHD-TT", audience="collectives")
    group = Collective.objects.create(
        org=province.ward, kind="standing_committee", name="Ban Thường vụ", valid_from=factories.LONG_AGO
    )
    factories.make_entry(campaign, group)
    found = gather(campaign, province.top)

    assert prose_of(found)[0] == "Tổng số phải đăng ký: 01 tập thể."
    assert list(found.lists["missing"]) == [(1, "Ban Thường vụ", "Đảng bộ phường Hạc Thành", campaign.due_on, "")]
    assert word_tables(written("registration", found, "docx"))["Danh sách chưa đăng ký"] == [
        ["1", "Ban Thường vụ", "Đảng bộ phường Hạc Thành", f"{campaign.due_on:%d/%m/%Y}", "Chưa bắt đầu"]
    ]


def test_who_stands_at_the_unit_itself_has_a_line_of_their_own(province, campaign, member, ward_secretary):
    factories.make_entry(campaign, member)
    factories.make_entry(campaign, ward_secretary, unit=province.ward)

    found = gather(campaign, province.ward)

    assert [(org.name if org else None, counts.must) for org, counts in found.units] == [
        (None, 1),
        ("Chi bộ khu phố 1", 1),
    ]
    assert sheets(written("registration", found, "xlsx"))["Theo đơn vị"][0][:3] == [
        1,
        "Trực tiếp tại Đảng bộ phường Hạc Thành",
        1,
    ]


def test_the_superior_stands_beside_a_unit_further_below(province, campaign, member):
    factories.make_entry(campaign, member)

    lists = [
        next(iter(gather(campaign, unit).lists["missing"]))[4] for unit in (province.top, province.ward, province.cell)
    ]

    assert lists == ["Chi bộ khu phố 1, Đảng bộ phường Hạc Thành", "Chi bộ khu phố 1", "Chi bộ khu phố 1"]


def test_posts_elsewhere_name_their_place_and_only_those_of_the_day_count(province, campaign, ward_secretary):
    factories.appoint(ward_secretary, Role.CELL_SECRETARY, province.second_cell)
    factories.appoint(ward_secretary, Role.COMMITTEE_MEMBER, province.top, ends_on=today() - A_DAY)
    factories.appoint(ward_secretary, Role.PERSONNEL_OFFICER, province.ward)
    factories.make_entry(campaign, ward_secretary)

    (line,) = gather(campaign, province.ward).lists["missing"]
    assert line[3] == "Bí thư Đảng bộ phường Hạc Thành; Bí thư"


def test_a_clause_is_taken_through_the_clause_that_carries_it_out(province, campaign, clause, member, secretary):
    plan = factories.make_resolution("05-KH/ĐU", doc_type="Kế hoạch")
    below = factories.make_clause(plan, "1", "Mở lớp kỹ năng số", parent=clause)
    register(campaign, member, Status.APPROVED, [below])

    (document,) = gather(campaign, province.ward).documents

    assert (document.programs, document.untaken) == (1, [])


def test_the_roster_counts_as_of_the_day(province, campaign, member, colleague, secretary):
    factories.make_entry(campaign, member, added_on=today() + A_DAY)
    factories.make_entry(campaign, colleague, left_on=today())
    factories.make_entry(campaign, secretary, left_on=today() + A_DAY)

    counted = {days: gather(campaign, province.ward, on=today() + days * A_DAY).total.must for days in (-1, 0, 1)}

    assert counted == {-1: 2, 0: 1, 1: 1}


def random_world(province, campaign, clause, seed):
    """Put forty people in any state into the two cells and at the ward itself."""
    dice = random.Random(seed)
    others = [factories.make_clause(clause.resolution, str(number)) for number in range(2, 5)]
    statuses = [Status.APPROVED] * 4 + [Status.SUBMITTED, Status.RETURNED, Status.DRAFT, None, "exempt"]
    for number in range(40):
        person = person_at(dice.choice([province.cell, province.second_cell]), f"Lê Văn {chr(65 + number % 26)}")
        status = dice.choice(statuses)
        if status == "exempt":
            factories.make_entry(campaign, person, exempt_reason=dice.choice(Exempt.values))
        elif status is None:
            factories.make_entry(campaign, person, unit=dice.choice([province.ward, person.cell]))
        else:
            late = dice.choice([0, 0, 3]) if status != Status.DRAFT else 0
            register(campaign, person, status, dice.choices([clause, *others[:2]]), days_late=late)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_prose_tables_and_lists_agree_in_all_formats(seed, province, campaign, clause, officers):
    random_world(province, campaign, clause, seed)
    found = gather(campaign, province.ward)
    total = found.total
    sizes = {"missing": total.missing, "late": total.late, "returned": total.returned, "exempt": total.exempt}

    made = {extension: written("registration", found, extension) for extension in ("pdf", "docx", "xlsx")}

    assert all(sizes.values()), sizes
    assert {name: len(found.lists[name]) for name in LISTS} == sizes
    books, tables = sheets(made["xlsx"]), word_tables(made["docx"])
    assert {name: len(books[NAMES[name]]) for name in LISTS} == sizes
    assert {name: len(tables[TITLES[name]]) for name in LISTS} == sizes
    assert [[row[column] for row in books[NAMES[name]]] for name in LISTS for column in (1, 4)] == [
        [row[column] for row in tables[TITLES[name]]] for name in LISTS for column in (1, 4)
    ]
    *units, summed = books["Theo đơn vị"]
    counts = [2, 3, 5, 6, 7, 8, 9, 10, 11]
    assert [summed[at] for at in counts] == [sum(row[at] for row in units) for at in counts]
    assert [summed[at] for at in (2, 3, 6, 9, 10, 11)] == [
        total.must, total.registered, total.late, total.returned, total.missing, total.exempt,
    ]  # fmt: skip
    assert tables["Kết quả đăng ký theo đơn vị"][-1][2:4] == [str(total.must), str(total.registered)]
    for text in (pdf_text(made["pdf"]), word_text(made["docx"])):
        said = re.search(r"Đã đăng ký: (\d+)/(\d+) đồng chí, đạt .*? đúng hạn (\d+) .*? chậm (\d+) ", text)
        assert [int(each) for each in said.groups()] == [total.registered, total.must, total.on_time, total.late]
        assert f"Còn {total.missing:02} đồng chí chưa đăng ký" in text
        assert f"{total.returned:02} bản đăng ký bị trả lại" in text
    assert f"ngoài ra, {total.exempt:02} đồng chí được miễn" in pdf_text(made["pdf"])


def test_each_share_in_the_prose_is_that_of_its_number(province, campaign, clause, officers):
    random_world(province, campaign, clause, 4)

    text = " ".join(prose_of(gather(campaign, province.ward)))

    must = int(re.search(r"Tổng số phải đăng ký: (\d+)", text).group(1))
    registered = int(re.search(r"Đã đăng ký: (\d+)/", text).group(1))
    called, decided = text.split("bản đăng ký: ")
    decided, after = decided.split(".", 1)
    of_must = [
        *re.findall(r"(\d+) đồng chí \(([\d,]+%)\)", called),
        *re.findall(r"(\d+) đồng chí chưa đăng ký \((.*?)\)", after),
    ]
    of_registered = re.findall(r"(\d+) \(([\d,]+%)\)", decided)
    for shares, whole in ((of_must, must), (of_registered, registered)):
        assert len(shares) >= 3
        assert [said for _number, said in shares] == [percent(share(int(number), whole)) for number, _said in shares]


def test_names_that_look_like_formulas_stay_text_in_all_formats(province, mixed):
    found = gather(mixed, province.ward)

    assert sheets(written("registration", found, "xlsx"))["Bị trả lại"][0][1] == "=1+1"
    assert word_tables(written("registration", found, "docx"))[TITLES["returned"]][0][1] == "=1+1"
    assert "=1+1" in pdf_text(written("registration", found, "pdf"))


def test_the_workbook_holds_real_numbers_shares_and_dates(province, mixed):
    books = sheets(written("registration", gather(mixed, province.ward), "xlsx"))

    assert list(books) == [
        "Số liệu chung",
        "Theo văn bản",
        "Theo đơn vị",
        "Chưa đăng ký",
        "Đăng ký chậm",
        "Bị trả lại",
        "Miễn đăng ký",
        "Mục chưa ai đăng ký",
    ]
    assert books["Số liệu chung"][1] == ["Đã đăng ký", 4, 0.667, None]
    assert books["Chưa đăng ký"][0][5].date() == mixed.due_on
    assert books["Miễn đăng ký"][0][5:] == ["Lý do khác", "Ốm dài ngày"]


def test_the_workbook_has_the_shares_of_the_prose_and_says_of_whom_they_are(province, mixed):
    found = gather(mixed, province.ward)

    table = figures(found)

    assert [column.label for column in table.columns[2:]] == ["Tỷ lệ trên số phải đăng ký", "Tỷ lệ trên số đã đăng ký"]
    shown = {
        words.strip(): [percent(each) if each is not None else "" for each in rest] for words, _n, *rest in table.rows
    }
    assert shown == {
        "Phải đăng ký": ["", ""],
        "Đã đăng ký": ["66,7%", ""],
        "Đúng hạn": ["50,0%", ""],
        "Chậm": ["16,7%", ""],
        "Chưa đăng ký": ["33,3%", ""],
        "Đã duyệt": ["", "50,0%"],
        "Chờ duyệt": ["", "25,0%"],
        "Trả lại để sửa": ["", "25,0%"],
        "Đang được sửa hoặc đã khép": ["", "0,0%"],
        "Được miễn": ["", ""],
    }
    assert "đã duyệt 02 (50,0%), chờ duyệt 01 (25,0%), trả lại để sửa 01 (25,0%)" in " ".join(prose_of(found))


def test_the_same_roster_gives_the_same_pdf_twice(province, mixed):
    assert written("registration", gather(mixed, province.ward), "pdf") == written(
        "registration", gather(mixed, province.ward), "pdf"
    )


@pytest.mark.parametrize("extension", ["pdf", "docx", "xlsx"])
def test_the_report_costs_the_same_queries_for_1_3_and_30_people(extension, province, campaign, clause, officers):
    costs, made = {}, 0
    for size in (1, 3, 30):
        for _number in range(size - made):
            register(campaign, person_at(province.cell), Status.RETURNED, [clause])
        made = size
        with CaptureQueriesContext(connection) as queries:
            written("registration", gather(campaign, province.ward), extension)
        costs[size] = len(queries)

    assert len(set(costs.values())) == 1, costs
    assert costs[30] <= 15


def test_a_list_too_long_for_word_says_where_it_stands_and_is_in_the_other_files(province, mixed, monkeypatch):
    monkeypatch.setattr(files, "WORD_TAKES", 1)
    found = gather(mixed, province.ward)

    word = written("registration", found, "docx")

    assert "Danh sách có 2 dòng: xem bảng “Chưa đăng ký” của báo cáo dạng Excel, hoặc bản PDF." in word_text(word)
    assert TITLES["missing"] not in word_tables(word)
    assert len(word_tables(word)[TITLES["late"]]) == 1
    assert len(sheets(written("registration", found, "xlsx"))["Chưa đăng ký"]) == 2
    assert "Đỗ Bình" in pdf_text(written("registration", found, "pdf"))
