"""The report on progress: body, tables and annexed lists say the same, as the overview does, as of the end of a day."""

import datetime
import random
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.models import ActionProgram, Amendment, ProgressAnswer, ProgressEntry
from commitments.reports.midyear import LISTS, gather
from commitments.reports.midyear_paper import midyear_paper
from commitments.reports.midyear_tables import NAMES, STATES
from commitments.reports.shares import percent, share
from commitments.reports.spans import Span
from commitments.tallies import read
from commitments.tallies.numbers import Progress
from portal.directory.roles import Role
from portal.printing import paper
from tests import factories
from tests.commitments.reading import pdf_text, sheets, word_tables, word_text, written
from tests.commitments.standing import TODAY, since_march

State, Answer = ProgressEntry.State, ProgressEntry.Answer
PARTS = ["registration", "progress", "coverage", "targets"]


def day(month, of_month):
    return datetime.date(2026, month, of_month)


@pytest.fixture(autouse=True)
def in_october():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def campaign(province, resolution):
    return factories.make_campaign(
        province.ward,
        resolutions=[resolution],
        opens_on=day(1, 5),
        due_on=day(3, 31),
        period=factories.make_period(2026),
    )


@pytest.fixture
def officers(province, secretary):
    """Somebody decides in both cells of the ward."""
    second = factories.make_person("Lê Thị Mai", cell=province.second_cell)
    factories.appoint(second, Role.CELL_SECRETARY, province.second_cell)
    return secretary, second


def program_of(campaign, person, *commitments):
    """Make a program in force since March with commitments of these fields."""
    program = factories.make_program(person, campaign=campaign, status=ActionProgram.Status.APPROVED, commitments=0)
    ActionProgram.objects.filter(pk=program.pk).update(registered_on=day(3, 15))
    since_march(program)
    for fields in commitments:
        factories.make_commitment(program, **fields)
    return program


def report(program, quarter, on, *entries):
    """Send progress on a local day; one entry, or None, for each commitment."""
    period = program.campaign.period.quarters.get(quarter=quarter)
    return factories.make_report(program, period, sent_at=factories.local_noon(on), entries=list(entries))


def answer(entry, kind, by, on):
    given = ProgressAnswer.give(entry, kind, by=by, seen=0, reason="" if kind == Answer.CONFIRMED else "Chưa rõ")
    ProgressAnswer.objects.filter(pk=given.pk).update(at=factories.local_noon(on))


@pytest.fixture
def mixed(province, campaign, clause, member, colleague, officers):
    """Two in the first cell, one in the second; reported for the third quarter: the member alone."""
    program = program_of(
        campaign,
        member,
        {"due_on": day(6, 30), "clauses": [clause], "target_value": 60, "unit": "người"},
        {"due_on": day(9, 30)},
        {"due_on": day(12, 20), "clauses": [clause], "target_value": 5, "unit": "hộ"},
    )
    program_of(campaign, colleague, {"due_on": day(8, 31)})
    program_of(campaign, factories.make_person("Ngô Yên", cell=province.second_cell), {"due_on": day(12, 31)})
    report(
        program,
        3,
        day(10, 3),
        {"state": State.DONE, "reached_on": day(7, 5), "reached_value": 50},
        {"state": State.IN_PROGRESS, "percent": 40},
        None,
    )
    answer(program.commitments.first().latest, Answer.CONFIRMED, officers[0], day(10, 10))
    return campaign


def prose_of(found):
    blocks = [block for block in midyear_paper(found).blocks if isinstance(block, paper.Prose)]
    return [line for block in blocks[2:-1] for line in block.paragraphs()]


def test_programs_commitments_clauses_and_targets_are_counted_in_one_walk(province, mixed, clause):
    clause.target_value, clause.unit = 100, "Người"
    clause.save()

    found = gather(mixed, province.ward, span="q3")

    assert found.total == Progress(
        programs=3, reported=1, unreported=2, commitments=5, planned=3, in_progress=1, done=1, confirmed=1, late=1,
        overdue=2, percent_sum=140,
    )  # fmt: skip
    assert [(org.code, numbers.programs, numbers.commitments) for org, numbers in found.units] == [
        ("DUHT-01", 2, 4),
        ("DUHT-02", 1, 1),
    ]
    cell, sums = found.answers.cells[clause.pk], found.answers.sums[clause.pk]
    assert (cell.people, cell.commitments, cell.running, cell.done, cell.percent_sum) == (1, 2, 2, 1, 100)
    assert (sums.agreeing, sums.differing, sums.promised, sums.reached, sums.confirmed) == (1, 1, 60, 50, 50)
    assert [document.programs for document in found.documents] == [1]
    first, second = "Chi bộ khu phố 1", "Chi bộ khu phố 2"
    assert {name: list(lines) for name, lines in found.lists.items()} == {
        "unreported": [
            (1, "Lê Quang Dũng", None, "Đảng viên", first, None),
            (2, "Ngô Yên", None, "Đảng viên", second, None),
        ],
        "overdue": [
            (1, "Lê Quang Dũng", None, "Đảng viên", first, 1, 1),
            (2, "Đặng Thị Bích Ngà", None, "Đảng viên", first, 1, 3),
        ],
    }


def test_the_paper_speaks_as_an_office_writes(province, mixed):
    assert prose_of(gather(mixed, province.ward, span="q3")) == [
        "Có 03 chương trình đang thực hiện với 05 cam kết, bình quân đạt 28,0%.",
        "Đã báo cáo tiến độ quý III: 01/03 chương trình, đạt 33,3%.",
        "Cam kết đã báo xong đã được xác nhận.",
        "01 cam kết xong chậm so với hạn.",
        "Cả 02 tổ chức trực thuộc có chương trình còn trường hợp chưa báo cáo (chi tiết tại Phụ lục 1).",
        "Kết quả của từng mục tại Phụ lục 2.",
        "- 02 chương trình chưa báo cáo tiến độ quý III (66,7%) (Phụ lục 3).",
        "- 02 cam kết quá hạn chưa xong (40,0%) của 02 đồng chí (Phụ lục 4).",
    ]


def test_organisations_without_a_program_are_none_of_those_that_reported(province, mixed):
    factories.make_org("DUHT-03", "Chi bộ khu phố 3", parent=province.ward)
    first = ActionProgram.objects.filter(reports=None).first()
    report(first, 3, day(10, 4), None)

    said = next(line for line in prose_of(gather(mixed, province.ward, span="q3")) if "trực thuộc" in line)

    assert said == "01/02 tổ chức trực thuộc có chương trình đã báo cáo đủ (chi tiết tại Phụ lục 1)."


def test_where_nothing_is_in_force_the_paper_says_so(province, campaign):
    assert prose_of(gather(campaign, province.ward, span="q1")) == [
        "Chưa có chương trình nào được duyệt để thực hiện.",
        "Không có chương trình chưa báo cáo hoặc cam kết quá hạn.",
    ]


def test_where_nobody_reported_the_paper_does_not_speak_of_a_share(province, campaign, member, secretary):
    program_of(campaign, member, {"due_on": day(12, 31)})

    assert prose_of(gather(campaign, province.cell, span="h1"))[1] == (
        "01 chương trình phải báo cáo tiến độ quý II, đến nay chưa có báo cáo nào."
    )


def test_who_came_into_force_after_the_quarter_owes_no_report(province, campaign, member, colleague, secretary):
    program_of(campaign, member, {"due_on": day(12, 31)})
    late = program_of(campaign, colleague, {"due_on": day(12, 31)})
    ActionProgram.objects.filter(pk=late.pk).update(decided_at=factories.local_noon(day(7, 2)))

    found = gather(campaign, province.cell, span="h1")

    assert (found.total.programs, found.total.unreported, found.owing) == (2, 1, 1)
    assert "01 chương trình được duyệt sau quý II, chưa phải báo cáo." in prose_of(found)


def test_several_claims_are_told_apart_each_with_its_own_share(province, campaign, member, secretary):
    program = program_of(campaign, member, *[{"due_on": day(12, 31)}] * 3)
    report(program, 3, day(10, 1), {}, {}, {})
    for commitment, kind in zip(program.commitments.all(), (Answer.CONFIRMED, Answer.DOUBTED), strict=False):
        answer(commitment.latest, kind, secretary, day(10, 2))

    assert prose_of(gather(campaign, province.cell, span="q3"))[2] == (
        "Trong 03 cam kết đã báo xong: 01 đã được xác nhận (33,3%), 01 bị nghi vấn hoặc hỏi lại (33,3%), "
        "01 chờ xác nhận (33,3%)."
    )


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        # Nothing was sent yet; the colleague's day has not come.
        (day(7, 15), Progress(programs=3, unreported=3, commitments=5, planned=5, overdue=1)),
        # Sent on the 3rd, confirmed on the 10th.
        (day(10, 2), Progress(programs=3, unreported=3, commitments=5, planned=5, overdue=3)),
        (
            day(10, 3),
            Progress(programs=3, reported=1, unreported=2, commitments=5, planned=3, in_progress=1, done=1, late=1,
                     overdue=2, percent_sum=140),
        ),
        (
            day(10, 10),
            Progress(programs=3, reported=1, unreported=2, commitments=5, planned=3, in_progress=1, done=1, late=1,
                     overdue=2, percent_sum=140, confirmed=1),
        ),
    ],
)  # fmt: skip
def test_the_report_counts_as_of_the_end_of_a_day(on, expected, province, mixed):
    assert gather(mixed, province.ward, span="q3", on=on.isoformat()).total == expected


def test_a_later_entry_and_a_later_answer_change_no_earlier_day(province, campaign, member, secretary):
    program = program_of(campaign, member, {"due_on": day(12, 31)})
    report(program, 2, day(7, 3), {"state": State.DONE, "reached_on": day(7, 1)})
    answer(program.commitments.get().latest, Answer.CONFIRMED, secretary, day(7, 4))
    report(program, 3, day(10, 3), {"state": State.IN_PROGRESS, "percent": 70})

    in_july, today_ = (gather(campaign, province.cell, span="h1", on=on).total for on in (day(7, 5), None))

    assert (in_july.done, in_july.confirmed, in_july.percent_sum) == (1, 1, 100)
    assert (today_.done, today_.confirmed, today_.in_progress, today_.percent_sum) == (0, 0, 1, 70)


def test_programs_approved_or_called_later_are_no_part_of_an_earlier_day(province, campaign, member, secretary):
    program_of(campaign, member, {"due_on": day(12, 31)})

    programs = {
        on: gather(campaign, province.cell, span="q1", on=on).total.programs
        for on in (day(3, 14), day(3, 19), day(3, 20))
    }

    assert programs == {day(3, 14): 0, day(3, 19): 0, day(3, 20): 1}


def test_a_dropped_commitment_stands_until_its_day(province, campaign, member, secretary):
    program = program_of(campaign, member, {"due_on": day(12, 31)}, {"due_on": day(12, 31)})
    program.commitments.filter(order=2).update(dropped_on=day(8, 1))

    counted = {
        on: gather(campaign, province.cell, span="q1", on=on).total.commitments for on in (day(7, 31), day(8, 1))
    }

    assert counted == {day(7, 31): 2, day(8, 1): 1}


def test_a_program_of_which_everything_was_dropped_is_in_force_and_owes_nothing(province, campaign, member, secretary):
    program_of(campaign, member)

    total = gather(campaign, province.cell, span="h1").total

    assert (total.programs, total.unreported, total.commitments) == (1, 0, 0)


def test_exempt_left_and_closed_are_left_out(
    province, campaign, member, colleague, deputy, secretary, personnel_officer
):
    exempt, left, closed = (program_of(campaign, each, {"due_on": day(1, 31)}) for each in (member, colleague, deputy))
    exempt.entry.exempt(by=personnel_officer, reason="exempt")
    type(left.entry).objects.filter(pk=left.entry_id).update(left_on=day(9, 1))
    closed.close(by=personnel_officer, reason="Chuyển công tác")

    found = gather(campaign, province.ward, span="h1")

    assert found.total == Progress()
    assert {name: len(lines) for name, lines in found.lists.items()} == {"unreported": 0, "overdue": 0}


def test_a_clause_is_answered_through_a_diamond_once(province, campaign, clause, member, secretary):
    plan = factories.make_resolution("05-KH/ĐU", doc_type="Kế hoạch")
    ways = [factories.make_clause(plan, number, parent=clause) for number in ("1", "2")]
    program_of(campaign, member, {"due_on": day(12, 31), "clauses": ways}, {"due_on": day(12, 31), "clauses": [clause]})

    found = gather(campaign, province.ward, span="h1")

    cell = found.answers.cells[clause.pk]
    assert (cell.people, cell.commitments, found.documents[0].programs) == (1, 2, 1)
    assert found.documents[0].untaken == []


def test_shares_are_not_added_up_over_people(province, campaign, clause, member, colleague, secretary):
    clause.target_value, clause.unit = 90, "%"
    clause.save()
    for person, target in ((member, 80), (colleague, 100)):
        program_of(campaign, person, {"due_on": day(12, 31), "clauses": [clause], "target_value": target, "unit": "%"})

    rows = sheets(written("midyear", gather(campaign, province.ward, span="h1"), "xlsx"))["Chỉ tiêu"]

    assert rows == [[1, "Nghị quyết 57-NQ/TW, mục 1", 90, "%", "Bình quân", 90, None, None, 2, 0]]


def random_world(province, campaign, clause, officer, seed):
    """Put thirty programs in any state of progress into the two cells, some handed in only."""
    dice = random.Random(seed)
    clause.target_value, clause.unit = 500, "người"
    clause.save()
    plan = factories.make_resolution("05-KH/ĐU", doc_type="Kế hoạch")
    clauses = [clause, factories.make_clause(plan, "1", parent=clause), factories.make_clause(clause.resolution, "2")]
    factories.make_clause(clause.resolution, "3", "Không ai nhận")
    for number in range(30):
        cell = dice.choice([province.cell, province.second_cell])
        person = factories.make_person(f"Lê Văn {chr(65 + number % 26)}", cell=cell)
        commitments = [
            {
                "due_on": day(dice.randint(4, 12), 20),
                "clauses": dice.sample(clauses, dice.randint(0, 2)),
                "target_value": dice.randint(1, 90),
                "unit": dice.choice(["người", "Người ", "hộ", "%"]),
            }
            for _each in range(dice.randint(0, 3))
        ]
        program = program_of(campaign, person, *commitments)
        if dice.random() < 0.15:
            ActionProgram.objects.filter(pk=program.pk).update(
                status=dice.choice(["submitted", "returned"]), decided_at=None
            )
        elif dice.random() < 0.7:
            states = [dice.choice([None, *State.values]) for _each in commitments]
            entries = [
                state
                and {"state": state, "reached_on": day(dice.randint(4, 9), 25), "reached_value": dice.choice([None, 7])}
                for state in states
            ]
            report(program, dice.choice([2, 3, 3]), day(dice.randint(7, 10), 5), *entries)
            for commitment in program.commitments.filter(latest__isnull=False):
                if dice.random() < 0.6:
                    answer(commitment.latest, dice.choice(Answer.values), officer, day(10, 15))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_report_says_what_the_overview_shows(seed, province, campaign, clause, officers):
    random_world(province, campaign, clause, officers[0], seed)

    for unit in (province.top, province.ward, province.cell, province.second_cell):
        found, reading = gather(campaign, unit, span="q3"), read(campaign, unit, PARTS, below=list(unit.children.all()))

        shown = reading.of("coverage", unit)
        assert found.total == reading.of("progress", unit)
        assert [numbers for org, numbers in found.units if org] == [
            reading.of("progress", child)
            for child in unit.children.in_tree_order()
            if reading.of("progress", child).programs
        ]
        assert found.handed_in == shown.programs
        assert {pk: cell for pk, cell in found.answers.cells.items() if cell.people} == shown.cells
        assert found.answers.sums == {clause.pk: reading.of("targets", unit).sums(clause.pk)}
        assert found.total.commitments > 0


def test_the_list_of_those_who_owe_is_that_of_the_overview(province, campaign, clause, officers):
    random_world(province, campaign, clause, officers[0], 4)
    found = gather(campaign, province.ward, span="q3")

    owing = ActionProgram.objects.without_report(found.span.quarter).filter(entry__campaign=campaign)

    assert sorted(line[1] for line in found.lists["unreported"]) == sorted(str(each.owner) for each in owing)
    assert len(found.lists["unreported"]) > 3


@pytest.mark.parametrize("seed", [5, 6])
def test_prose_tables_and_lists_agree_in_all_formats(seed, province, campaign, clause, officers):
    random_world(province, campaign, clause, officers[0], seed)
    found = gather(campaign, province.ward, span="q3")
    total = found.total

    files = {extension: written("midyear", found, extension) for extension in ("pdf", "docx", "xlsx")}

    books, tables = sheets(files["xlsx"]), word_tables(files["docx"])
    assert {name: len(found.lists[name]) for name in LISTS} == {name: len(books[NAMES[name]]) for name in LISTS}
    assert len(found.lists["unreported"]) == total.unreported > 0
    assert sum(line[-2] for line in found.lists["overdue"]) == total.overdue > 0
    assert sum(row[5] for row in books["Cam kết quá hạn"]) == total.overdue
    assert [row[1] for row in books["Chưa báo cáo"]] == [
        row[1] for row in tables["Danh sách chưa báo cáo tiến độ quý III"]
    ]
    assert sum(int(row[5]) for row in tables["Danh sách có cam kết quá hạn"]) == total.overdue
    *units, summed = books["Theo đơn vị"]
    assert summed[2:13] == [sum(row[at] for row in units) for at in range(2, 13)]
    assert summed[2:6] == [total.programs, total.reported, total.unreported, total.commitments]
    *states, altogether = tables["2. Cam kết theo trạng thái"]
    assert [int(row[1]) for row in states] == [getattr(total, state) for state in STATES]
    assert int(altogether[1]) == sum(int(row[1]) for row in states) == total.commitments
    assert [row[2] for row in states] == [percent(share(int(row[1]), total.commitments)) for row in states]
    for text in (pdf_text(files["pdf"]), word_text(files["docx"])):
        programs, commitments = re.search(r"Có (\d+) chương trình đang thực hiện với (\d+) cam kết", text).groups()
        said = re.search(r"Đã báo cáo tiến độ quý III: (\d+)/(\d+) chương trình", text).groups()
        overdue, owners = re.search(r"(\d+) cam kết quá hạn chưa xong \([\d,]+%\) của (\d+) đồng chí", text).groups()
        assert [int(programs), int(commitments)] == [total.programs, total.commitments]
        assert [int(each) for each in said] == [total.reported, total.reported + total.unreported]
        assert [int(overdue), int(owners)] == [total.overdue, len(found.lists["overdue"])]


@pytest.fixture
def amended(province, campaign, officers):
    """One amendment a program: approved over the end of June, waiting, returned, a draft, and one of August."""
    made = []
    for name, status, handed_in, decided in [
        ("Lê An", "approved", day(6, 20), day(7, 3)),
        ("Lê Bình", "submitted", day(6, 30), None),
        ("Lê Chi", "returned", day(1, 2), None),
        ("Lê Dung", "draft", None, None),
        ("Lê Giang", "submitted", day(8, 1), None),
    ]:
        person = factories.make_person(name, cell=province.cell)
        program = program_of(campaign, person, {"due_on": day(12, 31), "target_value": 60, "unit": "người"})
        amendment = factories.make_amendment(program, status=status)
        moments = {"submitted_at": handed_in, "decided_at": decided}
        Amendment.objects.filter(pk=amendment.pk).update(
            **{name: factories.local_noon(on) for name, on in moments.items() if on}
        )
        made.append(amendment)
    return made


@pytest.mark.parametrize(
    ("span", "on", "count", "states"),
    [
        ("q1", day(4, 5), "Trong quý I năm 2026 có 01", "trả lại để sửa 01"),
        ("h1", day(7, 5), "Trong 6 tháng đầu năm 2026 có 03", "đã duyệt 01, chờ duyệt 01, trả lại để sửa 01"),
        ("h1", day(7, 2), "Trong 6 tháng đầu năm 2026 có 03", "chờ duyệt 02, trả lại để sửa 01"),
        ("q3", day(10, 5), "Trong quý III năm 2026 có 02", "đã duyệt 01, chờ duyệt 01"),
    ],
)
def test_amendments_of_the_span_are_counted_by_what_became_of_them(
    span, on, count, states, province, campaign, amended
):
    said = f"{count} bản điều chỉnh chương trình được gửi hoặc được duyệt: {states}."
    found = gather(campaign, province.ward, span=span, on=on)

    files = {extension: written("midyear", found, extension) for extension in ("docx", "xlsx")}

    assert said in prose_of(found)
    assert said in word_text(files["docx"])
    rows = [row for row in sheets(files["xlsx"])["Số liệu chung"] if row[0].startswith("Bản điều chỉnh")]
    total, *by_state = rows
    assert count.endswith(f" {total[1]:02}")
    shown = [f"{row[0].removeprefix('Bản điều chỉnh ')} {row[1]:02}" for row in by_state if row[1]]
    assert ", ".join(shown) == states


def test_amendments_of_other_units_and_of_closed_programs_are_not_counted(
    province, campaign, amended, personnel_officer
):
    amended[0].program.close(by=personnel_officer, reason="Chuyển công tác")

    totals = [
        gather(campaign, unit, span="h1").amendments.total
        for unit in (province.ward, province.cell, province.second_cell)
    ]

    assert totals == [2, 2, 0]


def test_where_nothing_was_amended_the_paper_is_silent(province, mixed):
    assert "điều chỉnh" not in " ".join(prose_of(gather(mixed, province.ward, span="h1")))


def test_nothing_that_a_commitment_says_stands_in_the_report(province, campaign, member, clause, secretary):
    program = program_of(
        campaign, member, {"due_on": day(4, 1), "title": "Việc không ai được biết", "clauses": [clause]}
    )
    report(program, 2, day(7, 1), {"state": State.NOT_DONE, "note": "Ghi chú riêng", "difficulty": "Khó khăn riêng"})
    found = gather(campaign, province.ward, span="q3")

    said = [pdf_text(written("midyear", found, "pdf")), str(sheets(written("midyear", found, "xlsx")))]

    for text in said:
        assert "Đặng Thị Bích Ngà" in text
        assert not [word for word in ("không ai được biết", "Ghi chú riêng", "Khó khăn riêng") if word in text]


def test_the_same_day_gives_the_same_pdf_twice(province, mixed):
    assert written("midyear", gather(mixed, province.ward, span="h1"), "pdf") == written(
        "midyear", gather(mixed, province.ward, span="h1"), "pdf"
    )


def test_the_report_costs_the_same_queries_for_1_3_and_30_people(province, campaign, clause, secretary):
    costs, made = {}, 0
    for size in (1, 3, 30):
        for _number in range(size - made):
            person = factories.make_person("Lê Văn Bình", cell=province.cell)
            report(
                program_of(campaign, person, {"due_on": day(4, 1), "clauses": [clause]}),
                2,
                day(7, 1),
                {"state": "planned"},
            )
        made = size
        with CaptureQueriesContext(connection) as queries:
            written("midyear", gather(campaign, province.ward, span="q3"), "pdf")
        costs[size] = len(queries)

    assert len(set(costs.values())) == 1, costs
    assert costs[30] <= 20


@pytest.mark.parametrize(
    ("on", "titles"),
    [
        (day(3, 9), []),
        (day(3, 10), ["quý I năm 2026"]),
        (day(6, 10), ["6 tháng đầu năm 2026", "quý II năm 2026", "quý I năm 2026"]),
        (
            day(10, 1),
            ["quý III năm 2026", "9 tháng đầu năm 2026", "6 tháng đầu năm 2026", "quý II năm 2026", "quý I năm 2026"],
        ),
    ],
)
def test_the_parts_of_the_year_are_offered_once_they_are_to_be_reported(on, titles, campaign):
    assert [span.title for span in Span.offered(campaign, on=on)] == titles


def test_a_part_of_the_year_is_called_as_offices_call_it(campaign):
    quarter, nine_months, *_rest = Span.offered(campaign)

    assert (quarter.label, quarter.quarter_words) == ("Quý III năm 2026", "quý III")
    assert (nine_months.label, nine_months.quarter_words) == ("9 tháng đầu năm 2026", "quý III")
