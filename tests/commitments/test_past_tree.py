"""What was counted of a year that is over, or of a day before a merger, is counted so afterwards."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from commitments.reports import midyear, registration
from commitments.tallies import read, rollup
from portal.directory.merging import Decided, merge, merge_into_new
from portal.directory.models import PartyOrg
from portal.directory.roles import Role
from portal.directory.services import place_organization
from portal.lib.dates import today
from tests import factories
from tests.queries import queries_of

YEAR = 2026
PARTS = ["registration", "progress", "coverage", "targets", "days"]


def day(month, of_month, year=YEAR):
    return datetime.date(year, month, of_month)


@pytest.fixture
def campaign(province, resolution):
    """A call of the province of 2026, carried out in both wards: registered, late, missing, exempt, with progress."""
    found = factories.make_campaign(
        province.top,
        resolutions=[resolution],
        opens_on=day(1, 5),
        due_on=day(3, 31),
        period=factories.make_period(YEAR),
    )
    officers = {}
    for cell in (province.cell, province.second_cell, province.other_cell):
        officers[cell.pk] = factories.make_person(cell=cell)
        factories.appoint(officers[cell.pk], Role.CELL_SECRETARY, cell)
    head = factories.make_person("Vũ Minh", cell=province.second_cell)
    factories.appoint(head, Role.SECRETARY, province.ward)
    with time_machine.travel(datetime.datetime(YEAR, 3, 1, 5), tick=False):
        for cell in (province.cell, province.other_cell):
            owner = factories.make_person("Lê An", cell=cell)
            program = factories.make_program(owner, campaign=found, commitments=2)
            program.submit(by=owner)
            program.current_step.decide("approved", by=officers[cell.pk])
            factories.report_progress(program.commitments.first(), percent=40)
        factories.make_entry(found, head)
        factories.make_entry(found, factories.make_person("Hồ Ba", cell=province.cell))
        factories.make_entry(found, factories.make_person("Hồ Tư", cell=province.other_cell), exempt_reason="exempt")
    return found


def registration_of(campaign, unit, on):
    found = registration.gather(campaign, unit, on=on)
    units = [(org and org.name, counts) for org, counts in found.units]
    documents = [(each.resolution.pk, each.programs, each.untaken) for each in found.documents]
    return found.total, units, dict(found.tiers), documents, {name: list(lines) for name, lines in found.lists.items()}


def midyear_of(campaign, unit, on):
    found = midyear.gather(campaign, unit, span="h1", on=on)
    units = [(org and org.name, counts) for org, counts in found.units]
    return found.total, units, found.amendments, {name: list(lines) for name, lines in found.lists.items()}


def all_of(campaign, province, on):
    """Return every report of the province and of each of its wards, as of a day."""
    orgs = [PartyOrg.objects.get(pk=org.pk) for org in (province.top, province.ward, province.other_ward)]
    return [of(campaign, org, on) for org in orgs for of in (registration_of, midyear_of)]


def two_become_one(province, by):
    """Merge the wards into a new one, rename a cell, move another one."""
    merge_into_new(
        [province.other_ward, province.ward], code="DUHS", name="Đảng bộ phường Hàm Rồng", keeps_posts=False,
        decided=Decided(today(), "1656/NQ", by),
    )  # fmt: skip
    for org, parent in ((province.cell, "DUHS"), (province.second_cell, "TU")):
        place_organization(
            PartyOrg.objects.get(pk=org.pk), parent=PartyOrg.objects.get(code=parent), name="Chi bộ mới", on=today(),
            decision="2-QĐ", by=by,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("merged_at", "of_day"), [(day(9, 1), day(8, 31)), (day(2, 1, YEAR + 1), day(12, 31))], ids=["the year", "later"]
)
def test_reports_of_a_day_before_a_merger_are_the_same_after_it(merged_at, of_day, province, campaign, system_admin):
    with time_machine.travel(datetime.datetime.combine(merged_at, datetime.time(5)), tick=False):
        before = all_of(campaign, province, of_day)

        two_become_one(province, system_admin)

        assert all_of(campaign, province, of_day) == before
    units = [org for org, _counts in before[0][1]]
    assert units == ["Đảng bộ phường Hạc Thành", "Đảng bộ phường Đông Sơn"]
    lists = before[2][4]
    assert [line[1] for line in lists["missing"]] == ["Hồ Ba", "Vũ Minh"]


@pytest.mark.parametrize("is_large", [False, True])
def test_the_overview_of_a_year_that_is_over_stays_in_its_tree(
    is_large, province, campaign, system_admin, clerk, client, monkeypatch
):
    factories.appoint(clerk, Role.SECRETARY, province.top)
    client.force_login(clerk)
    if is_large:
        monkeypatch.setattr(rollup, "LIVE_UP_TO", 0)
    pages = [
        reverse(f"commitments:{name}", args=[campaign.pk, org.code])
        for name in ("overview_unit", "overview_progress", "overview_clauses")
        for org in (province.top, province.ward)
    ]

    def shown():
        if is_large:
            rollup.refresh(campaign)
        orgs = [PartyOrg.objects.get(pk=org.pk) for org in (province.top, province.ward, province.other_cell)]
        numbers = [[read(campaign, org, PARTS).of(part, org) for part in PARTS] for org in orgs]
        contexts = [client.get(page).context for page in pages]
        rows = [context.get("rows") if "clauses" not in context["tab"] else context["columns"] for context in contexts]
        return numbers, [[(row.org and row.org.name) for row in each] for each in rows]

    with time_machine.travel(datetime.datetime(YEAR + 1, 2, 1, 5), tick=False):
        client.force_login(clerk)
        before = shown()
        asked_before = [queries_of(client, page) for page in pages]

        two_become_one(province, system_admin)

        assert shown() == before
        asked = [queries_of(client, page) for page in pages]
    assert before[1][0] == ["Đảng bộ phường Hạc Thành", "Đảng bộ phường Đông Sơn"]
    assert max(asked) <= 15
    assert asked == asked_before


def test_the_lists_of_a_year_that_is_over_name_who_stood_there(province, campaign, system_admin, clerk, client):
    factories.appoint(clerk, Role.SECRETARY, province.top)
    page = reverse("commitments:roster", args=[campaign.pk, "DUDS"]) + "?state=all"
    with time_machine.travel(datetime.datetime(YEAR + 1, 2, 1, 5), tick=False):
        client.force_login(clerk)
        merge(
            [province.ward], province.other_ward, keeps_posts=False, decided=Decided(today(), "1656/NQ", system_admin)
        )

        rows = client.get(page).context["page"].rows

    assert [str(entry.owner) for entry in rows] == ["Lê An", "Hồ Tư"]


def test_a_ward_founded_since_sees_what_it_took_over(province, campaign, system_admin):
    with time_machine.travel(datetime.datetime(YEAR + 1, 2, 1, 5), tick=False):
        two_become_one(province, system_admin)
        new = PartyOrg.objects.get(code="DUHS")

        total = read(campaign, new, ["registration"]).of("registration", new)

    # All but those of the cell that went to the province.
    assert (total.must, total.exempt) == (3, 1)
