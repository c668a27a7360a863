"""The overview: how a registration stands, counted on its roster."""

import datetime
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments.models import ActionProgram, CampaignEntry
from commitments.tallies import Counts, Scope, summed
from commitments.tallies.counting import count
from portal.directory.models import Collective
from portal.lib.dates import today
from tests import factories

Status = ActionProgram.Status


def register(person, campaign, status):
    return factories.make_program(person, campaign=campaign, status=status)


def count_afresh(campaign):
    """Return ``{path: Counts}`` for every organisation with anybody on the roster below it."""
    return {path: parts["registration"] for path, parts in summed(count(Scope.of(campaign), ["registration"]))}


@pytest.fixture
def mixed(province, campaign, member, colleague, secretary, deputy):
    """The first cell: one approved, one waiting and late, one draft, one exempt; the deputy has not begun."""
    register(member, campaign, Status.APPROVED)
    late = register(colleague, campaign, Status.SUBMITTED)
    factories.freeze_submission(late, factories.local_noon(campaign.due_on + datetime.timedelta(days=1)))
    register(factories.make_person("Vũ Thị Hà", cell=province.cell), campaign, Status.DRAFT)
    factories.make_entry(campaign, deputy)
    exempt = factories.make_person("Trần Văn Cụ", cell=province.cell)
    factories.make_entry(campaign, exempt, exempt_reason=CampaignEntry.Exempt.EXEMPT)
    return campaign


def test_each_organisation_counts_itself_and_all_below_it(province, mixed):
    expected = Counts(must=4, registered=2, on_time=1, waiting=1, returned=0, approved=1, exempt=1)

    counted = count_afresh(mixed)

    assert counted == {province.top.path: expected, province.ward.path: expected, province.cell.path: expected}
    assert expected.missing == 2
    assert expected.late == 1
    assert expected.registered_percent == 50


def test_the_deadline_day_itself_is_on_time(province, campaign, member, secretary):
    program = register(member, campaign, Status.SUBMITTED)
    factories.freeze_submission(
        program, factories.local_noon(campaign.due_on) + datetime.timedelta(hours=11, minutes=59)
    )

    assert count_afresh(campaign)[province.cell.path].on_time == 1


def test_a_returned_program_counts_as_registered(province, campaign, member, secretary):
    register(member, campaign, Status.RETURNED)

    assert count_afresh(campaign)[province.cell.path] == Counts(must=1, registered=1, on_time=1, returned=1)


def test_a_program_closed_after_its_approval_still_counts_as_approved(
    province, campaign, member, colleague, secretary, personnel_officer
):
    register(member, campaign, Status.APPROVED).close(by=personnel_officer, reason="Chuyển công tác")
    register(colleague, campaign, Status.RETURNED).close(by=personnel_officer, reason="Chuyển công tác")

    assert count_afresh(campaign)[province.cell.path] == Counts(must=2, registered=2, on_time=2, approved=1)


def test_each_number_is_the_length_of_the_list_behind_it(province, mixed, secretary, personnel_officer):
    register(secretary, mixed, Status.RETURNED)
    closed = register(factories.make_person("Bùi Văn Lâm", cell=province.cell), mixed, Status.APPROVED)
    closed.close(by=personnel_officer, reason="Chuyển công tác")
    late_exempt = ActionProgram.objects.get(status=Status.SUBMITTED).entry
    late_exempt.exempt(by=personnel_officer, reason=CampaignEntry.Exempt.OTHER, note="Ốm dài ngày")

    counts = count_afresh(mixed)[province.ward.path]

    assert {state: mixed.entries.in_state(state).count() for state in vars(counts)} == vars(counts)
    assert mixed.entries.in_state("missing").count() == counts.missing == 2
    assert mixed.entries.in_state("late").count() == counts.late == 0
    assert counts == Counts(must=5, registered=3, on_time=3, waiting=0, returned=1, approved=2, exempt=2)


def test_a_recalled_first_submission_is_missing_again(province, campaign, member, secretary):
    register(member, campaign, Status.SUBMITTED).recall(by=member)

    assert count_afresh(campaign)[province.cell.path] == Counts(must=1)


def test_who_left_the_roster_no_longer_counts(province, campaign, member):
    factories.make_entry(campaign, member, left_on=today())

    assert count_afresh(campaign) == {}


def test_the_secretary_of_the_ward_sees_each_cell_and_the_sum(province, mixed, ward_secretary, signed_in):
    response = signed_in(ward_secretary).get(reverse("commitments:overview_unit", args=[mixed.pk, "DUHT"]))

    assert [(row.org.code, row.counts.must, row.counts.missing) for row in response.context["rows"]] == [
        ("DUHT-01", 4, 2)
    ]
    assert response.context["total"] == Counts(must=4, registered=2, on_time=1, waiting=1, approved=1, exempt=1)


def test_the_overview_leads_to_the_highest_unit_of_ones_own(province, mixed, secretary, ward_secretary, client):
    found = {}
    for person in (secretary, ward_secretary):
        client.force_login(person)
        found[person] = client.get(reverse("commitments:overview")).url

    assert found == {
        secretary: reverse("commitments:overview_unit", args=[mixed.pk, "DUHT-01"]),
        ward_secretary: reverse("commitments:overview_unit", args=[mixed.pk, "DUHT"]),
    }


def test_a_plain_member_is_told_that_the_overview_is_not_theirs(mixed, member, signed_in):
    response = signed_in(member).get(reverse("commitments:overview"))

    assert response.status_code == 403
    assert "cán bộ phụ trách" in response.content.decode()


def test_the_officers_of_one_cell_do_not_see_another(province, mixed, secretary, signed_in):
    client = signed_in(secretary)

    answers = {
        code: client.get(reverse("commitments:overview_unit", args=[mixed.pk, code])).status_code
        for code in ("DUHT-01", "DUHT", "DUHT-02", "DUDS-01")
    }

    assert answers == {"DUHT-01": 200, "DUHT": 403, "DUHT-02": 404, "DUDS-01": 404}


def test_the_missing_are_listed_in_the_order_of_vietnamese_lists(province, mixed, ward_secretary, signed_in):
    response = signed_in(ward_secretary).get(reverse("commitments:roster", args=[mixed.pk, "DUHT"]))

    assert [str(entry.owner) for entry in response.context["page"].rows] == ["Vũ Thị Hà", "Trịnh Thị Hoài"]


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("late", ["Lê Quang Dũng"]),
        ("waiting", ["Lê Quang Dũng"]),
        ("approved", ["Đặng Thị Bích Ngà"]),
        ("returned", []),
        ("exempt", ["Trần Văn Cụ"]),
        ("nonsense", ["Vũ Thị Hà", "Trịnh Thị Hoài"]),
        ("all", ["Trần Văn Cụ", "Lê Quang Dũng", "Vũ Thị Hà", "Trịnh Thị Hoài", "Đặng Thị Bích Ngà"]),
    ],
)
def test_the_list_is_narrowed_by_state(state, names, mixed, ward_secretary, signed_in):
    response = signed_in(ward_secretary).get(reverse("commitments:roster", args=[mixed.pk, "DUHT"]), {"state": state})

    assert [str(entry.owner) for entry in response.context["page"].rows] == names


def test_names_are_kept_from_those_who_see_counts_only(mixed, clerk, signed_in):
    counts = signed_in(clerk).get(reverse("commitments:overview_unit", args=[mixed.pk, "DUHT"]))
    names = signed_in(clerk).get(reverse("commitments:roster", args=[mixed.pk, "DUHT"]))
    sheet = signed_in(clerk).get(reverse("commitments:roster_xlsx", args=[mixed.pk, "DUHT"]))

    assert [counts.status_code, names.status_code, sheet.status_code] == [200, 403, 403]
    assert "Vũ Thị Hà" not in counts.content.decode()


def test_the_workbook_holds_the_missing_with_real_dates(mixed, ward_secretary, signed_in):
    response = signed_in(ward_secretary).get(reverse("commitments:roster_xlsx", args=[mixed.pk, "DUHT"]))

    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    rows = [row for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)]
    assert [(row[0], row[1], row[4]) for row in rows] == [
        (1, "Vũ Thị Hà", "Đang soạn"),
        (2, "Trịnh Thị Hoài", "Chưa bắt đầu"),
    ]
    assert rows[0][5].date() == mixed.due_on
    assert response["Content-Disposition"] == f'attachment; filename="danh-sach-chua-dang-ky-{mixed.year}-duht.xlsx"'


def test_a_name_that_looks_like_a_formula_stays_text(province, campaign, ward_secretary, signed_in):
    factories.make_entry(campaign, factories.make_person('=HYPERLINK("http://x")', cell=province.cell))

    response = signed_in(ward_secretary).get(reverse("commitments:roster_xlsx", args=[campaign.pk, "DUHT"]))

    cells = [cell for row in openpyxl.load_workbook(BytesIO(response.content)).active.iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == '=HYPERLINK("http://x")'] == ["s"]


def test_collectives_are_counted_as_such(province, ward_secretary, resolution, signed_in):
    campaign = factories.make_campaign(province.top, resolutions=[resolution], form="CTHD-TT", audience="collectives")
    group = Collective.objects.create(
        org=province.ward, kind="standing_committee", name="Ban Thường vụ Đảng ủy phường", valid_from=factories.LONG_AGO
    )
    factories.make_entry(campaign, group)

    response = signed_in(ward_secretary).get(reverse("commitments:overview_unit", args=[campaign.pk, "DUHT"]))

    assert response.context["total"] == Counts(must=1)
    assert "tập thể đã đăng ký" in response.content.decode()


@pytest.mark.parametrize("name", ["commitments:overview_unit", "commitments:roster"])
def test_the_pages_cost_the_same_queries_for_1_3_and_300_people(name, province, campaign, ward_secretary, signed_in):
    costs = {}
    client = signed_in(ward_secretary)
    client.get(reverse("home"))
    made = 0
    for size in (1, 3, 300):
        for _number in range(size - made):
            factories.make_entry(campaign, factories.make_person("Lê Văn Bình", cell=province.cell))
        made = size
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse(name, args=[campaign.pk, "DUHT"]), {"state": "all"})
        costs[size] = len(queries)

    assert len(set(costs.values())) == 1, costs
    assert costs[300] <= 15


def test_the_list_goes_on_page_by_page_and_back(province, campaign, ward_secretary, signed_in):
    for number in range(120):
        factories.make_entry(campaign, factories.make_person(f"Lê Văn Bình {number:03}", cell=province.cell))
    client = signed_in(ward_secretary)
    url, seen, pages = reverse("commitments:roster", args=[campaign.pk, "DUHT"]), [], []

    while url:
        page = client.get(url).context["page"]
        pages.append([str(entry.owner) for entry in page.rows])
        seen += pages[-1]
        url, back = page.older_url, page.newer_url
    before_last = client.get(back).context["page"]

    assert len(seen) == len(set(seen)) == 120
    assert [len(rows) for rows in pages] == [50, 50, 20]
    assert [str(entry.owner) for entry in before_last.rows] == pages[1]


def add_units(province, campaign, count):
    """Add cells to the ward, each with one person who must register."""
    for number in range(count):
        cell = factories.make_org(f"DUHT-{number + 10:03}", f"Chi bộ khu phố {number + 10}", parent=province.ward)
        factories.make_entry(campaign, factories.make_person("Lê Văn Bình", cell=cell))


def units_shown(answer):
    return [row.org.code for row in answer.context["rows"]]


def test_the_overview_costs_the_same_queries_for_1_and_for_30_units(province, campaign, ward_secretary, signed_in):
    url = reverse("commitments:overview_unit", args=[campaign.pk, "DUHT"])
    client = signed_in(ward_secretary)
    costs = []
    factories.make_entry(campaign, factories.make_person("Lê Thị Hà", cell=province.cell))
    for more in (0, 29):
        add_units(province, campaign, more)
        with CaptureQueriesContext(connection) as queries:
            shown = units_shown(client.get(url))
            costs.append((len(shown), len(queries)))

    assert [count for count, _queries in costs] == [1, 30]
    assert len({queries for _count, queries in costs}) == 1, costs


def test_units_go_on_page_by_page_and_back(province, campaign, ward_secretary, signed_in):
    add_units(province, campaign, 38)
    url = reverse("commitments:overview_unit", args=[campaign.pk, "DUHT"])
    client = signed_in(ward_secretary)

    first = client.get(url)
    second = client.get(url + first.context["older_url"])
    back = client.get(url + second.context["newer_url"])

    assert units_shown(first) == [f"DUHT-{number:03}" for number in range(10, 45)]
    assert units_shown(second) == ["DUHT-045", "DUHT-046", "DUHT-047"]
    assert (first.context["newer_url"], second.context["older_url"]) == ("", "")
    assert units_shown(back) == units_shown(first)
    assert second.context["total"].must == 38


def test_a_unit_that_is_not_in_the_list_is_the_beginning(province, campaign, ward_secretary, signed_in):
    add_units(province, campaign, 2)
    url = reverse("commitments:overview_unit", args=[campaign.pk, "DUHT"])

    answer = signed_in(ward_secretary).get(url, {"from": "<nix>"})

    assert units_shown(answer) == ["DUHT-010", "DUHT-011"]
