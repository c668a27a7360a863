"""How registrations came in by day: the line, the table beside it, the year before, the workbook."""

import datetime
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from commitments.models import ActionProgram, Campaign
from commitments.tallies.numbers import Days
from commitments.tallies.trend import trend_of, year_before
from tests import factories

OPENS, DUE = datetime.date(2026, 3, 1), datetime.date(2026, 3, 31)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_april():
    with time_machine.travel(datetime.datetime(2026, 4, 2, 3, 0, tzinfo=datetime.UTC), tick=False):
        yield


def call(root, **fields):
    return factories.make_campaign(root, **({"opens_on": OPENS, "due_on": DUE} | fields))


def url(campaign, code="DUHT", name="overview_days"):
    return reverse(f"commitments:{name}", args=[campaign.pk, code])


def register(campaign, cell, *days):
    """Let somebody of ``cell`` register on each day; None has not."""
    for number, day in enumerate(days):
        person = factories.make_person(f"Lê Văn Bình {number}", cell=cell)
        entry = factories.make_entry(campaign, person)
        if day:
            program = factories.make_program(entry, status="submitted")
            ActionProgram.objects.filter(pk=program.pk).update(registered_on=day)


@pytest.fixture
def campaign(province):
    found = call(province.ward)
    register(found, province.cell, OPENS, OPENS + DAY, OPENS + DAY, DUE, DUE + DAY, None)
    register(found, province.second_cell, DUE, None)
    return found


def test_the_line_adds_up_day_by_day_in_percent_of_who_must(campaign, ward_secretary, signed_in):
    trend = signed_in(ward_secretary).get(url(campaign)).context["trend"]

    found = {point.day: point.registered for point in trend.points}
    assert (trend.points[0].day, trend.points[-1].day) == (OPENS, DUE + DAY)
    assert [found[day] for day in (OPENS, OPENS + DAY, DUE - DAY, DUE, DUE + DAY)] == [1, 3, 3, 5, 6]
    assert (trend.at_deadline.percent, trend.last.percent) == (62.5, 75)


def test_the_last_day_says_what_the_registration_says(campaign, ward_secretary, signed_in):
    client = signed_in(ward_secretary)

    total = client.get(reverse("commitments:overview_unit", args=[campaign.pk, "DUHT"])).context["total"]
    trend = client.get(url(campaign)).context["trend"]

    assert (trend.last.registered, trend.at_deadline.registered) == (total.registered, total.on_time)


def test_a_cell_has_a_line_of_its_own(campaign, ward_secretary, signed_in):
    trend = signed_in(ward_secretary).get(url(campaign, "DUHT-02")).context["trend"]

    assert (trend.last.registered, trend.must) == (1, 2)


def test_days_to_come_have_no_number(province, ward_secretary, signed_in):
    campaign = call(province.ward, due_on=datetime.date(2026, 4, 10))
    register(campaign, province.cell, OPENS)

    response = signed_in(ward_secretary).get(url(campaign))

    trend = response.context["trend"]
    assert trend.last.day == datetime.date(2026, 4, 2)
    assert trend.points[-1].registered is None
    assert trend.at_deadline is None
    assert "Đến hạn đạt" not in response.content.decode()


def test_the_year_before_is_laid_deadline_on_deadline(province, campaign, ward_secretary, signed_in):
    before = call(
        province.ward,
        period=factories.make_period(2025),
        opens_on=datetime.date(2025, 3, 10),
        due_on=datetime.date(2025, 4, 15),
        status=Campaign.Status.STOPPED,
    )
    register(before, province.cell, datetime.date(2025, 4, 14), datetime.date(2025, 4, 15), None, None)

    response = signed_in(ward_secretary).get(url(campaign))

    found = {point.day: point.percent_before for point in response.context["trend"].points}
    assert [found[day] for day in (DUE - 2 * DAY, DUE - DAY, DUE, DUE + DAY)] == [0, 25, 50, 50]
    assert "Năm 2025, cùng số ngày so với hạn, đạt 50,0%." in " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    "other",
    [{"form": "BCK"}, {"audience": "leaders"}, {"period_year": 2024}, {"status": "draft"}, {"root": "other_ward"}],
)
def test_another_form_circle_year_or_caller_is_not_the_year_before(other, province, campaign):
    fields = {key: value for key, value in other.items() if key not in {"period_year", "root"}}
    root = getattr(province, other.get("root", "ward"))
    call(root, period=factories.make_period(other.get("period_year", 2025)), **fields)

    assert year_before(campaign, province.ward) is None


def test_of_two_campaigns_of_the_year_before_the_wider_counts(province, campaign):
    call(province.ward, period=factories.make_period(2025))
    wide = call(province.top, period=factories.make_period(2025))

    assert year_before(campaign, province.cell) == wide


def test_the_drawing_is_named_in_words_and_has_the_numbers_beside_it(campaign, ward_secretary, signed_in):
    page = " ".join(signed_in(ward_secretary).get(url(campaign)).content.decode().split())

    assert "Tỉ lệ đã đăng ký lũy kế từ 01/03/2026 đến 01/04/2026: đến nay đạt 75,0%; hạn 31/03/2026.</title>" in page
    assert '<td class="num">2</td><td class="num">3</td><td class="num">37,5</td>' in page
    assert "style=" not in page


def test_the_drawing_keeps_to_its_frame(campaign, ward_secretary, signed_in):
    trend = signed_in(ward_secretary).get(url(campaign)).context["trend"]

    places = [tuple(map(float, place.split(","))) for place in trend.line.split()]
    assert (places[0][0], places[-1][0]) == (0, 600)
    assert all(0 <= y <= 200 for _x, y in places)
    assert [y for _x, y in places] == sorted((y for _x, y in places), reverse=True)
    assert (trend.ticks[0], trend.ticks[-1], len(trend.ticks)) == (OPENS, DUE + DAY, 5)


def test_a_long_campaign_is_told_week_by_week_and_nothing_is_lost(province, ward_secretary, signed_in):
    campaign = call(province.ward, opens_on=datetime.date(2026, 1, 5))
    register(campaign, province.cell, *[datetime.date(2026, 1, 5) + number * 3 * DAY for number in range(25)])

    response = signed_in(ward_secretary).get(url(campaign))

    trend = response.context["trend"]
    assert trend.is_weekly
    assert sum(came for _point, came in trend.lines()) == 25
    assert DUE in [point.day for point, _came in trend.lines()]
    assert len(trend.lines()) < 20 < len(trend.lines(every_day=True))


def test_who_need_not_register_has_no_line(province, ward_secretary, signed_in):
    campaign = call(province.ward)

    response = signed_in(ward_secretary).get(url(campaign))

    assert response.context["trend"] is None
    assert "Đơn vị này không có ai phải đăng ký" in response.content.decode()
    assert signed_in(ward_secretary).get(url(campaign, name="overview_days_xlsx")).status_code == 200


def test_the_workbook_has_every_day_with_real_numbers(campaign, ward_secretary, signed_in):
    response = signed_in(ward_secretary).get(url(campaign, name="overview_days_xlsx"))

    rows = list(openpyxl.load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True))
    days = [row for row in rows if isinstance(row[0], datetime.datetime)]
    assert len(days) == 32
    assert list(days[1]) == [datetime.datetime(2026, 3, 2), 2, 3, 0.375]


def test_the_page_costs_the_same_queries_for_1_3_and_300_people(province, ward_secretary, signed_in):
    campaign, client, costs, made = call(province.ward), signed_in(ward_secretary), set(), 0
    call(province.ward, period=factories.make_period(2025))
    for size in (1, 3, 300):
        for _number in range(made, size):
            factories.make_entry(campaign, factories.make_person("Lê Văn Bình", cell=province.cell))
        made = size
        with CaptureQueriesContext(connection) as queries:
            client.get(url(campaign))
        costs.add(len(queries))

    assert len(costs) == 1, costs
    assert max(costs) <= 15


@given(
    days=st.dictionaries(st.dates(datetime.date(2026, 2, 20), datetime.date(2026, 4, 30)), st.integers(1, 9)),
    more=st.integers(0, 9),
    opens=st.dates(datetime.date(2026, 2, 25), datetime.date(2026, 3, 31)),
    now=st.dates(datetime.date(2026, 2, 20), datetime.date(2026, 6, 1)),
)
def test_whatever_the_days_the_table_adds_up_to_the_last_point(days, more, opens, now):
    campaign = Campaign(opens_on=opens, due_on=DUE)
    must = sum(days.values()) + more

    trend = trend_of(campaign, must, Days(days), on=now)

    if trend is None:
        assert must == 0
        return
    known = [point for point in trend.points if point.registered is not None]
    assert sum(came for _point, came in trend.lines()) == (known[-1].registered if known else 0)
    assert all(0 <= (point.percent or 0) <= 100 for point in trend.points)
    assert trend.points[0].day == min([opens, *days])
    assert trend.points[-1].day == max([DUE, *days])
