"""Which items of the documents are answered: straight, along the chain, each commitment once; and their targets."""

import datetime
import random
import re
from collections import Counter
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from commitments.models import Commitment
from commitments.tallies import Scope, matrix, summed
from commitments.tallies.counting import count
from commitments.tallies.numbers import Cell, Coverage, Sums, Targets
from commitments.tallies.targets import TargetLine, adds_up, plain_unit
from portal.resolutions.models import Clause
from tests import factories
from tests.commitments.standing import stands


def counted(campaign, org, part, empty):
    by_path = {path: parts.get(part) for path, parts in summed(count(Scope.of(campaign), [part]))}
    return by_path.get(org.path) or empty


def coverage_of(campaign, org):
    return counted(campaign, org, "coverage", Coverage())


def targets_of(campaign, org):
    return counted(campaign, org, "targets", Targets())


def url(campaign, code="DUHT", name="overview_clauses", *more):
    return reverse(f"commitments:{name}", args=[campaign.pk, code, *more])


@pytest.fixture
def plan(province):
    """A plan of the province that carries out the resolution, not called by the campaign itself."""
    return factories.make_resolution("03-KH/TU", doc_type="Kế hoạch", issuer="Ban Thường vụ Tỉnh ủy")


@pytest.fixture
def program(member, campaign, secretary):
    return factories.make_program(member, campaign=campaign, status="submitted", commitments=0)


# ── how a clause is answered ──


def test_a_clause_counts_people_and_commitments(province, campaign, clause, program, colleague):
    factories.make_commitment(program, clauses=[clause])
    factories.make_commitment(program, clauses=[clause])
    factories.make_program(colleague, campaign=campaign, status="submitted", clauses=[clause])

    assert coverage_of(campaign, province.ward) == Coverage(
        programs=2, cells={clause.pk: Cell(people=2, commitments=3)}
    )


def test_progress_is_that_of_programs_in_force(province, campaign, clause, member, colleague, secretary):
    approved = factories.make_program(member, campaign=campaign, status="approved", clauses=[clause], commitments=2)
    first, second = approved.commitments.in_order()
    stands(first, "done")
    stands(second, "in_progress", 40)
    factories.make_program(colleague, campaign=campaign, status="submitted", clauses=[clause])

    cell = coverage_of(campaign, province.ward).cells[clause.pk]

    assert cell == Cell(people=2, commitments=3, running=2, done=1, percent_sum=140)
    assert cell.mean_percent == 70


@pytest.mark.parametrize("status", ["draft", "closed"])
def test_what_was_not_handed_in_or_is_closed_answers_nothing(status, province, campaign, clause, member):
    factories.make_program(member, campaign=campaign, status=status, clauses=[clause])

    assert coverage_of(campaign, province.ward) == Coverage()


def test_a_dropped_commitment_answers_nothing(province, campaign, clause, program):
    factories.make_commitment(program, clauses=[clause], dropped_on=datetime.date(2026, 5, 1))
    factories.make_commitment(program)

    assert coverage_of(campaign, province.ward) == Coverage(programs=1)


def test_a_clause_is_answered_through_the_clauses_below_it_at_any_depth(province, campaign, clause, plan, program):
    middle = factories.make_clause(plan, "1", parent=clause)
    local = factories.make_resolution("12-CTr/ĐU", doc_type="Chương trình", issuer="Đảng ủy phường")
    factories.make_commitment(program, clauses=[factories.make_clause(local, "4", parent=middle)])

    found = coverage_of(campaign, province.ward)

    assert found.cells == {clause.pk: Cell(people=1, commitments=1)}
    assert found.through == {clause.pk: Counter({local.pk: 1})}


def test_a_commitment_on_two_ways_to_one_clause_counts_once(province, campaign, clause, plan, program):
    ways = [factories.make_clause(plan, number, parent=clause) for number in ("1", "2")]
    factories.make_commitment(program, clauses=[clause, *ways])

    found = coverage_of(campaign, province.ward)

    assert found.cells == {clause.pk: Cell(people=1, commitments=1)}
    assert found.through == {clause.pk: Counter({plan.pk: 1})}


def test_a_child_in_the_campaign_counts_for_itself_and_for_its_parent(province, member, resolution, clause, plan):
    campaign = factories.make_campaign(province.ward, resolutions=[resolution, plan])
    child = factories.make_clause(plan, "1", parent=clause)
    factories.make_program(member, campaign=campaign, status="submitted", clauses=[child])

    assert coverage_of(campaign, province.ward).cells == {
        clause.pk: Cell(people=1, commitments=1),
        child.pk: Cell(people=1, commitments=1),
    }


def test_clauses_in_a_circle_end_where_they_began(province, campaign, clause, program):
    other = factories.make_clause(clause.resolution, "2", parent=clause)
    Clause.objects.filter(pk=clause.pk).update(parent=other)
    factories.make_commitment(program, clauses=[other])

    assert coverage_of(campaign, province.ward).cells == {
        clause.pk: Cell(people=1, commitments=1),
        other.pk: Cell(people=1, commitments=1),
    }


def test_a_clause_of_a_document_outside_the_campaign_is_not_counted(province, campaign, plan, program):
    factories.make_commitment(program, clauses=[factories.make_clause(plan)])

    assert coverage_of(campaign, province.ward) == Coverage(programs=1)


@pytest.mark.parametrize("seed", range(5))
def test_counting_says_what_asking_for_each_clause_would_say(seed, province, campaign, resolution, plan):
    dice = random.Random(seed)
    clauses = [factories.make_clause(resolution, str(number)) for number in range(3)]
    for number in range(4):
        clauses.append(factories.make_clause(plan, str(number), parent=dice.choice([None, *clauses])))
    for number in range(8):
        person = factories.make_person(f"Lê Văn Bình {number}", cell=province.cell)
        made = factories.make_program(person, campaign=campaign, status="submitted", commitments=0)
        for _commitment in range(dice.randint(1, 3)):
            factories.make_commitment(made, clauses=dice.sample(clauses, dice.randint(0, 4)))

    found = coverage_of(campaign, province.ward)

    for clause in clauses[:3]:
        below = {clause.pk}
        while more := set(Clause.objects.filter(parent__in=below).values_list("pk", flat=True)) - below:
            below |= more
        answering = Commitment.objects.filter(clauses__in=below).distinct()
        expected = Cell(people=len({c.program_id for c in answering}), commitments=answering.count())
        assert found.cells.get(clause.pk, Cell()) == expected


# ── the circle ──


@pytest.mark.parametrize(
    ("people", "programs", "level"),
    [(0, 0, None), (0, 4, 0), (1, 5, 1), (1, 4, 2), (2, 5, 2), (2, 4, 3), (74, 100, 3), (3, 4, 4), (4, 4, 4)],
)
def test_the_circle_has_five_steps(people, programs, level):
    assert matrix.level(people, programs) == level


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_larger_share_never_has_a_smaller_circle(people, programs):
    people = min(people, programs)

    assert 0 <= matrix.level(people, programs) <= matrix.level(min(people + 1, programs), programs) <= 4


# ── the page ──


@pytest.fixture
def answered(province, campaign, clause, member, ward_committee_member, secretary):
    """Two cells, one program each; the second item is answered in the first cell, a third by nobody."""
    second = factories.make_clause(clause.resolution, "2", "Số hóa hồ sơ")
    factories.make_clause(clause.resolution, "3", "Cải thiện môi trường đầu tư")
    factories.make_program(member, campaign=campaign, status="submitted", clauses=[clause, second])
    factories.make_program(ward_committee_member, campaign=campaign, status="submitted", clauses=[clause])
    return campaign


def test_the_page_has_a_row_for_each_item_and_a_column_for_each_unit(answered, ward_secretary, signed_in):
    response = signed_in(ward_secretary).get(url(answered))

    table = {
        row.clause.number: [(cell.org.code, cell.numbers.people, cell.level) for cell in row.cells]
        for row in response.context["rows"]
    }
    assert table == {
        "1": [("DUHT-01", 1, 4), ("DUHT-02", 1, 4)],
        "2": [("DUHT-01", 1, 4), ("DUHT-02", 0, 0)],
        "3": [("DUHT-01", 0, 0), ("DUHT-02", 0, 0)],
    }
    assert [row.total.people for row in response.context["rows"]] == [2, 1, 0]


def test_what_nobody_took_is_said_first(answered, ward_secretary, signed_in):
    response = signed_in(ward_secretary).get(url(answered))

    words = " ".join(response.content.decode().split())
    assert [clause.number for clause in response.context["gaps"]] == ["3"]
    assert '<strong>2 trên 3</strong> mục văn bản đã có người đăng ký. <strong class="late">1</strong> mục' in words
    assert words.index("Mục 3, Nghị quyết 57-NQ/TW") < words.index("Mục văn bản theo đơn vị")


def test_the_way_through_another_document_is_told(province, campaign, clause, plan, program, ward_secretary, signed_in):
    factories.make_commitment(program, clauses=[factories.make_clause(plan, "1", parent=clause)])

    response = signed_in(ward_secretary).get(url(campaign))

    assert "(trong đó 1 qua Kế hoạch 03-KH/TU)" in response.content.decode()


@pytest.mark.parametrize(("show", "numbers"), [("people", ["1"]), ("commitments", ["2"]), ("percent", ["50%"])])
def test_the_number_in_the_cell_can_be_chosen(
    show, numbers, province, campaign, clause, member, secretary, ward_secretary, signed_in
):
    made = factories.make_program(member, campaign=campaign, status="approved", clauses=[clause], commitments=2)
    stands(made.commitments.first(), "done")

    response = signed_in(ward_secretary).get(url(campaign), {"show": show})

    cells = response.content.decode().split('class="cover"')[1:]
    assert [cell.split("</a>")[0].rpartition(">")[2] for cell in cells] == numbers


def test_what_stands_at_the_unit_itself_is_a_column_of_its_own(
    province, campaign, clause, program, ward_secretary, signed_in
):
    factories.make_commitment(program, clauses=[clause])
    entry = factories.make_entry(campaign, ward_secretary, unit=province.ward)
    factories.make_program(entry, status="submitted", clauses=[clause])

    response = signed_in(ward_secretary).get(url(campaign))

    assert [(c.org and c.org.code, c.coverage.programs) for c in response.context["columns"]] == [
        (None, 1),
        ("DUHT-01", 1),
    ]


def test_documents_and_items_stand_in_the_order_of_the_campaign(
    province, resolution, clause, plan, ward_secretary, client
):
    campaign = factories.make_campaign(province.ward, resolutions=[plan, resolution])
    factories.make_clause(plan, "1")
    campaign.mandatory_clauses.add(clause)
    client.force_login(ward_secretary)

    rows = client.get(url(campaign)).context["rows"]

    assert [(row.clause.resolution, row.clause.is_mandatory) for row in rows] == [(plan, False), (resolution, True)]


def test_units_and_items_go_on_page_by_page(province, campaign, clause, ward_secretary, signed_in):
    for number in range(12):
        cell = factories.make_org(f"DUHT-{number + 10}", f"Chi bộ {number + 10}", parent=province.ward)
        person = factories.make_person("Lê Văn Bình", cell=cell)
        factories.make_program(person, campaign=campaign, status="submitted", clauses=[clause])
    for number in range(2, 23):
        factories.make_clause(clause.resolution, str(number))
    client = signed_in(ward_secretary)

    first = client.get(url(campaign))
    units = client.get(url(campaign) + first.context["older_units"])
    items = client.get(url(campaign) + first.context["older_clauses"])

    assert [len(page.context["columns"]) for page in (first, units, items)] == [10, 2, 10]
    assert [len(page.context["rows"]) for page in (first, units, items)] == [15, 15, 7]
    assert (first.context["gap_count"], first.context["more_gaps"]) == (21, 15)
    assert client.get(url(campaign) + units.context["newer_units"]).context["columns"][0].org.code == "DUHT-10"


def test_what_else_nobody_took_is_a_link_to_the_page_that_holds_it(
    campaign, clause, member, ward_secretary, secretary, signed_in
):
    for number in range(2, 23):
        factories.make_clause(clause.resolution, str(number))
    taken = Clause.objects.order_by("position", "pk")[:15]
    factories.make_program(member, campaign=campaign, status="submitted", clauses=taken)
    client = signed_in(ward_secretary)

    page = client.get(url(campaign))
    more = client.get(url(campaign) + page.context["more_gaps_url"])

    assert page.context["more_gaps_url"] == page.context["older_clauses"]
    assert f'href="{page.context["more_gaps_url"]}#matrix-title">Và 1 mục khác' in page.content.decode()
    assert page.context["gap_count"] == 7
    assert more.context["rows"][-1].is_gap
    assert "Các mục văn bản tiếp theo" in page.content.decode()
    assert "Các mục văn bản trước đó" in more.content.decode()


def test_a_dot_parts_the_number_of_an_item_from_its_answers_only_where_no_badge_does(
    answered, clause, ward_secretary, signed_in
):
    answered.mandatory_clauses.add(clause)

    html = signed_in(ward_secretary).get(url(answered)).content.decode()

    words = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert "Mục 1 Bắt buộc 2 cam kết" in words
    assert "Mục 2 · 1 cam kết" in words


def test_the_choice_of_a_campaign_begins_with_its_year(answered, province, ward_secretary, signed_in):
    other = factories.make_campaign(province.ward, resolutions=[])

    html = signed_in(ward_secretary).get(url(answered)).content.decode()

    assert f">{answered.year}: {answered.name}</option>" in html
    assert f">{other.year}: {other.name}</option>" in html


def test_the_list_behind_a_number_names_who_answers_and_nothing_of_what_they_say(
    province, campaign, clause, plan, member, secretary, ward_secretary, signed_in
):
    child = factories.make_clause(plan, "1", parent=clause)
    made = factories.make_program(member, campaign=campaign, status="approved", clauses=[clause, child], commitments=2)
    stands(made.commitments.first(), "done")
    factories.make_program(
        factories.make_person(cell=province.cell), campaign=campaign, status="draft", clauses=[clause]
    )

    response = signed_in(ward_secretary).get(url(campaign, "DUHT", "clause_people", clause.pk))

    rows = [(str(entry.owner), entry.answers, entry.answers_done) for entry in response.context["page"].rows]
    assert rows == [("Đặng Thị Bích Ngà", 2, 1)]
    assert made.commitments.first().title not in response.content.decode()
    assert made.get_absolute_url() not in response.content.decode()


def test_the_number_is_the_length_of_the_list_behind_it(answered, ward_secretary, signed_in):
    client = signed_in(ward_secretary)

    for row in client.get(url(answered)).context["rows"]:
        page = client.get(url(answered, "DUHT", "clause_people", row.clause.pk)).context["page"]
        assert len(page.rows) == row.total.people


def test_a_clause_of_another_campaign_is_not_found(answered, plan, ward_secretary, signed_in):
    other = factories.make_clause(plan)

    response = signed_in(ward_secretary).get(url(answered, "DUHT", "clause_people", other.pk))

    assert response.status_code == 404


def test_names_are_kept_from_those_who_see_counts_only(answered, clause, clerk, signed_in):
    client = signed_in(clerk)

    page, names = client.get(url(answered)), client.get(url(answered, "DUHT", "clause_people", clause.pk))

    assert [row.total.people for row in page.context["rows"]] == [2, 1, 0]
    assert f"/clauses/{clause.pk}/" not in page.content.decode()
    assert names.status_code == 403


def test_the_workbook_has_every_item_and_every_unit(answered, ward_secretary, signed_in):
    response = signed_in(ward_secretary).get(url(answered, "DUHT", "overview_clauses_xlsx"))

    rows = list(openpyxl.load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True))
    heads = next(row for row in rows if row[0] == "STT")
    lines = [row for row in rows if isinstance(row[0], int)]
    assert heads[6:] == (
        "Đang trong kỳ thực hiện",  # whatever their state, unlike the column "Đang thực hiện" of the progress
        "Đã xong",
        "Bình quân đạt",
        "Trong đó qua văn bản khác",
        "Chi bộ khu phố 1",
        "Chi bộ khu phố 2",
    )
    assert [(row[2], row[4], row[5], *row[-2:]) for row in lines] == [
        ("1", 2, 2, 1, 1),
        ("2", 1, 1, 1, 0),
        ("3", 0, 0, 0, 0),
    ]


def test_the_page_costs_the_same_queries_for_1_3_and_30_units_and_items(
    province, campaign, clause, ward_secretary, signed_in
):
    client, costs, made = signed_in(ward_secretary), {"overview_clauses": set(), "clause_people": set()}, 0
    clause.target_value, clause.unit = 100, "người"
    clause.save()
    for size in (1, 3, 30):
        for number in range(made, size):
            cell = factories.make_org(f"DUHT-{number + 10:03}", f"Chi bộ {number + 10}", parent=province.ward)
            person = factories.make_person("Lê Văn Bình", cell=cell)
            extra = factories.make_clause(clause.resolution, f"x{number}", target_value=5, unit="hộ")
            factories.make_program(person, campaign=campaign, status="submitted", clauses=[clause, extra])
        made = size
        for name, more in (("overview_clauses", []), ("clause_people", [clause.pk])):
            with CaptureQueriesContext(connection) as queries:
                client.get(url(campaign, "DUHT", name, *more))
            costs[name].add(len(queries))

    assert [len(found) for found in costs.values()] == [1, 1], costs
    assert max(map(max, costs.values())) <= 15, costs


# ── targets ──


@pytest.fixture
def target(clause):
    clause.target_value, clause.unit = 1000, "người"
    clause.save()
    return clause


def test_promises_in_the_unit_of_the_target_add_up(province, campaign, target, member, colleague, secretary):
    first = factories.make_program(member, campaign=campaign, status="approved", clauses=[target], commitments=2)
    reached, confirmed = first.commitments.in_order()
    stands(reached, "in_progress", 50, reached=Decimal("30.5"))
    stands(confirmed, "done", reached=60, answer="confirmed")
    waiting = factories.make_program(colleague, campaign=campaign, status="submitted", clauses=[target])
    stands(waiting.commitments.get(), "done", reached=60, answer="confirmed")  # not in force: nothing is reached

    assert targets_of(campaign, province.ward) == {
        target.pk: Sums(
            agreeing=3,
            measured=2,
            settled=1,
            promised=Decimal(180),
            reached=Decimal("90.5"),
            confirmed=Decimal(60),
        )
    }


@pytest.mark.parametrize("unit", ["Người", " người ", "người.", "NGƯỜI", "ngu\u031bo\u031b\u0300i"])
def test_units_that_are_written_otherwise_agree(unit, province, campaign, target, program):
    factories.make_commitment(program, clauses=[target], unit=unit)

    assert targets_of(campaign, province.ward)[target.pk].agreeing == 1


@pytest.mark.parametrize(
    "fields", [{"unit": "hộ"}, {"unit": ""}, {"unit": "nguoi"}, {"baseline": 100, "target_value": 60}]
)
def test_another_unit_and_a_falling_number_are_counted_apart(fields, province, campaign, target, program):
    factories.make_commitment(program, clauses=[target], **fields)

    assert targets_of(campaign, province.ward) == {target.pk: Sums(differing=1)}


def test_a_commitment_without_a_number_counts_for_no_target(province, campaign, target, program):
    factories.make_commitment(program, clauses=[target], target_value=None)

    assert targets_of(campaign, province.ward) == {}


def test_a_target_is_reached_through_the_chain_and_each_promise_counts_once(province, campaign, target, plan, program):
    ways = [factories.make_clause(plan, number, parent=target) for number in ("1", "2")]
    factories.make_commitment(program, clauses=ways)

    assert targets_of(campaign, province.ward)[target.pk].promised == 60


@pytest.mark.parametrize(
    ("unit", "sums", "promised", "reached"),
    [
        ("hộ", Sums(agreeing=2, promised=Decimal("1240.5000")), "1.240,5 hộ", "–"),
        ("%", Sums(agreeing=2, promised=Decimal(187)), "bình quân 93,5%", "–"),
        (
            "%",
            Sums(agreeing=3, measured=3, promised=Decimal(270), reached=Decimal(200)),
            "bình quân 90%",
            "bình quân 66,7%",
        ),
        ("triệu đồng/người", Sums(agreeing=2, promised=Decimal(130)), "bình quân 65 triệu đồng/người", "–"),
        ("hộ", Sums(differing=4), "–", "–"),
    ],
)
def test_what_can_be_counted_is_added_and_shares_have_a_mean(unit, sums, promised, reached, db):
    line = TargetLine(Clause(target_value=90, unit=unit), sums)

    assert (line.promised_text, line.reached_text) == (promised, reached)


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("hộ", True),
        ("người", True),
        ("%", False),
        ("phần trăm", False),
        ("%/năm", False),
        ("điểm", False),
        ("‰", False),
    ],
)
def test_which_units_add_up(unit, expected):
    assert adds_up(unit) is expected


@given(st.text(max_size=30))
def test_comparing_units_twice_changes_nothing(text):
    assert plain_unit(plain_unit(text)) == plain_unit(text)
