"""Dates as exactly as they are known."""

import datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.dates import (
    DAY,
    MONTH,
    YEAR,
    PartialDate,
    in_prose,
    moment_after,
    months_after,
    parse_partial,
    quarter_roman,
    today,
    weekday_name,
    with_short_year,
    working_days_after,
)

in_our_time = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))


@st.composite
def partial_dates(draw):
    date = draw(in_our_time)
    known = draw(st.integers(1, 3))
    return PartialDate(*(date.year, date.month, date.day)[:known])


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("3/2/1965", PartialDate(1965, 2, 3)),
        ("03-02-1965", PartialDate(1965, 2, 3)),
        (" 3.2.1965 ", PartialDate(1965, 2, 3)),
        ("03 / 02 / 1965", PartialDate(1965, 2, 3)),
        ("1965-02-03", PartialDate(1965, 2, 3)),
        ("2/1965", PartialDate(1965, 2)),
        ("02.1965", PartialDate(1965, 2)),
        ("1965", PartialDate(1965)),
        (1965, PartialDate(1965)),
        (1965.0, PartialDate(1965)),
        ("29/02/2024", PartialDate(2024, 2, 29)),
        (datetime.date(1965, 2, 3), PartialDate(1965, 2, 3)),
        (datetime.datetime(1965, 2, 3, 10, 30), PartialDate(1965, 2, 3)),
    ],
)
def test_dates_are_read_as_offices_write_them(written, known):
    assert parse_partial(written) == known


@pytest.mark.parametrize("written", ["31/02/2020", "29/02/2023", "1/13/2020", "0/1/2020", "00/2020"])
def test_a_day_that_no_calendar_has_is_refused(written):
    with translation.override("en"), pytest.raises(ValueError) as refusal:
        parse_partial(written)

    assert str(refusal.value) == f"The calendar has no {written}. Check the day and the month."


@pytest.mark.parametrize("written", ["", "abc", "3/2/65", "3/2", "1/2/3/1965", "3-2-19650", "²/2/1965", "1965/02/03"])
def test_what_is_no_date_is_refused_with_an_example(written):
    with translation.override("en"), pytest.raises(ValueError) as refusal:
        parse_partial(written)

    assert str(refusal.value) == (
        f"“{written}” is not a date. Write it as 31/12/1965, or as 12/1965 or 1965 where the day is not known."
    )


@pytest.mark.parametrize(
    ("written", "latest_year", "known"),
    [
        ("3/2/65", 2026, PartialDate(1965, 2, 3)),
        ("3-2-26", 2026, PartialDate(2026, 2, 3)),
        ("3.2.27", 2026, PartialDate(1927, 2, 3)),
        ("3/2/00", 2026, PartialDate(2000, 2, 3)),
        ("3/2/09", 2008, PartialDate(1909, 2, 3)),
        ("12/65", 2026, PartialDate(1965, 12)),
        ("3/9", 2026, None),
        ("3/09", 2026, None),
        ("3/2/1965", 2026, None),
        ("65", 2026, None),
        (65, 2026, None),
        (datetime.date(1965, 2, 3), 2026, None),
    ],
)
def test_a_year_of_two_digits_is_the_last_one_that_may_be_meant(written, latest_year, known):
    assert with_short_year(written, latest_year=latest_year) == known


def test_a_year_of_two_digits_makes_no_day_of_none():
    with translation.override("en"), pytest.raises(ValueError) as refusal:
        with_short_year("31/2/65", latest_year=2026)

    assert str(refusal.value) == "The calendar has no 31/2/1965. Check the day and the month."


@pytest.mark.parametrize("written", ["3/2/0965", "1899", "3/2/2101", datetime.date(1899, 12, 31)])
def test_a_year_out_of_our_time_is_a_slip(written):
    with translation.override("en"), pytest.raises(ValueError) as refusal:
        parse_partial(written)

    assert str(refusal.value).endswith("is not between 1900 and 2100. Check the year.")


def test_a_count_of_days_is_a_date_only_where_one_is_expected():
    assert parse_partial(23776.0, serials=True) == PartialDate(1965, 2, 3)
    assert parse_partial(1965.0, serials=True) == PartialDate(1965)
    for number in (23776.0, 12.0, -1.0, 1965.5, float("nan"), float("inf"), True):
        with pytest.raises(ValueError):
            parse_partial(number)


def test_it_says_how_exactly_it_is_known():
    assert [PartialDate(1965, 2, 3).precision, PartialDate(1965, 2).precision, PartialDate(1965).precision] == [
        *[DAY, MONTH, YEAR]
    ]


def test_it_spans_from_its_first_to_its_last_day():
    assert (PartialDate(2024, 2).first_day(), PartialDate(2024, 2).last_day()) == (
        datetime.date(2024, 2, 1),
        datetime.date(2024, 2, 29),
    )
    assert (PartialDate(1965).first_day(), PartialDate(1965).last_day()) == (
        datetime.date(1965, 1, 1),
        datetime.date(1965, 12, 31),
    )


def test_dates_are_in_order_of_time_the_vaguer_first():
    dates = [PartialDate(1966), PartialDate(1965, 2, 3), PartialDate(1965, 2), PartialDate(1965), PartialDate(1965, 1)]

    assert list(map(str, sorted(dates))) == ["1965", "01/1965", "02/1965", "03/02/1965", "1966"]


def test_a_day_without_its_month_cannot_be():
    with pytest.raises(ValueError):
        PartialDate(1965, None, 3)


@pytest.mark.parametrize(
    ("date", "prose"),
    [
        (datetime.date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (datetime.date(2026, 1, 15), "ngày 15 tháng 01 năm 2026"),
        (datetime.date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (datetime.date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_documents_write_the_date_out_with_zeros_where_they_could_be_forged(date, prose):
    assert in_prose(date) == prose


def test_quarters_have_roman_numbers():
    assert [quarter_roman(datetime.date(2026, month, 1)) for month in range(1, 13)] == [
        *["I"] * 3,
        *["II"] * 3,
        *["III"] * 3,
        *["IV"] * 3,
    ]


def test_weekdays_speak_the_language_of_the_reader():
    with translation.override("en"):
        assert weekday_name(datetime.date(2026, 2, 2)) == "Monday"
    with translation.override("vi"):
        assert weekday_name(datetime.date(2026, 2, 2)) == "Thứ Hai"


def test_today_is_the_day_in_viet_nam(time_machine):
    time_machine.move_to(datetime.datetime(2026, 2, 4, 18, 30, tzinfo=datetime.UTC))

    assert today() == datetime.date(2026, 2, 5)


def test_a_term_of_working_days_leaves_out_weekends_and_the_holidays_it_is_told():
    thursday = datetime.date(2026, 4, 23)

    assert working_days_after(thursday, 0) == thursday
    assert working_days_after(thursday, 1) == datetime.date(2026, 4, 24)
    assert working_days_after(thursday, 5) == datetime.date(2026, 4, 30)
    assert working_days_after(
        thursday, 5, holidays={datetime.date(2026, 4, 27), datetime.date(2026, 4, 30), datetime.date(2026, 5, 1)}
    ) == datetime.date(2026, 5, 5)


@pytest.mark.parametrize(
    ("date", "months", "later"),
    [
        (datetime.date(2025, 8, 31), 6, datetime.date(2026, 2, 28)),
        (datetime.date(2025, 12, 15), 6, datetime.date(2026, 6, 15)),
        (datetime.date(2025, 6, 1), 6, datetime.date(2025, 12, 1)),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_last(date, months, later):
    assert months_after(date, months) == later


def test_a_day_ends_at_midnight_in_viet_nam():
    assert moment_after(datetime.date(2026, 9, 30)).isoformat() == "2026-10-01T00:00:00+07:00"


@given(partial_dates())
def test_what_is_written_reads_back_and_what_is_stored_comes_back(date):
    assert parse_partial(str(date)) == date
    assert PartialDate.from_stored(*date.to_stored()) == date


def test_no_date_is_stored_as_none():
    assert PartialDate.from_stored(None, DAY) is None


@given(partial_dates(), partial_dates())
def test_the_order_agrees_with_the_first_days(one, other):
    if one < other:
        assert one.first_day() <= other.first_day()


@given(st.one_of(st.text(), st.floats(), st.integers()))
def test_any_input_is_a_date_of_our_time_or_refused(value):
    try:
        date = parse_partial(value, serials=True)
    except ValueError:
        return
    assert 1900 <= date.year <= 2100
