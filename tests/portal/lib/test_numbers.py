"""Numbers in both ways of writing them."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.numbers import AmbiguousNumber, for_input, format_vi, parse, with_unit

amounts = st.decimals(-(10**12), 10**12, places=4)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1234,5", "1234.5"),
        ("1234.5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1,234,567.89", "1234567.89"),
        ("1 234 567", "1234567"),
        ("0,125", "0.125"),
        ("0.125", "0.125"),
        ("1234.567", "1234.567"),
        ("93,5", "93.5"),
        ("−5", "-5"),
        (" 12 ", "12"),
        (5.5, "5.5"),
        (3, "3"),
    ],
)
def test_a_number_is_read_where_it_reads_in_one_way(written, number):
    assert parse(written) == Decimal(number)


@pytest.mark.parametrize("written", ["1.234", "1,234"])
def test_a_number_that_reads_in_two_ways_is_asked_about(written):
    with translation.override("en"), pytest.raises(AmbiguousNumber) as refusal:
        parse(written)

    assert str(refusal.value) == (
        f"“{written}” reads in two ways. Write 1234 for the whole number or 1,2340 for the fraction."
    )


@pytest.mark.parametrize(
    "written", ["", "abc", "12.34.567", "1.234.567.8", "1,5,", "5 %", "1e3", "٣", "9" * 40, float("nan"), True]
)
def test_what_is_no_number_is_refused(written):
    with translation.override("en"), pytest.raises(ValueError) as refusal:
        parse(written)

    assert str(refusal.value).endswith("is not a number. Write it as 1234,5 with digits and one comma.")


@pytest.mark.parametrize(
    ("number", "text"),
    [("1234567.89", "1.234.567,89"), ("20.0000", "20"), ("93.5", "93,5"), ("-1234", "-1.234"), ("1E+3", "1.000")],
)
def test_numbers_are_shown_in_groups_with_a_comma(number, text):
    assert format_vi(Decimal(number)) == text


def test_decimals_can_be_fixed():
    assert format_vi(Decimal("1234.5"), 2) == "1.234,50"
    assert format_vi(7, 1) == "7,0"


@given(amounts)
def test_what_stands_in_a_field_reads_back(number):
    assert parse(for_input(number)) == number


@given(st.text())
def test_any_text_is_a_number_or_refused(text):
    try:
        number = parse(text)
    except ValueError:
        return
    assert number.is_finite()


@pytest.mark.parametrize(
    ("written", "unit", "text"), [("120", "hộ", "120 hộ"), ("93,5", "%", "93,5%"), ("4", "", "4"), ("", "hộ", "hộ")]
)
def test_a_unit_follows_its_number_as_offices_write_it(written, unit, text):
    assert with_unit(written, unit) == text
