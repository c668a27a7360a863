"""The percent of a commitment from its numbers, and that of a whole program; each with the sum that gives it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.models import Commitment
from commitments.progress import sums

numbers = st.decimals(min_value=0, max_value=10**9, places=4)


def percent_of(value, *, target, start=None):
    found = sums.of_value(Commitment(target_value=target, baseline=start), value)
    return None if found is None else found.percent


@pytest.mark.parametrize(
    ("value", "target", "start", "percent", "text"),
    [
        ("47", "60", None, 78, "47 : 60 = 78%"),
        ("47", "60", "10", 74, "(47 − 10) : (60 − 10) = 74%"),
        ("59.9", "60", None, 99, "59,9 : 60 = 99%"),
        ("60", "60", None, 100, "60 : 60 = 100%"),
        ("66", "60", None, 100, "66 : 60 = 110%"),
        ("0", "60", None, 0, "0 : 60 = 0%"),
        ("20", "5", "35", 50, "(20 − 35) : (5 − 35) = 50%"),  # what is to fall
        ("40", "5", "35", 0, "(40 − 35) : (5 − 35), xa chỉ tiêu hơn lúc đầu năm nên tính 0%"),
        ("1234.5", "2000", None, 61, "1.234,5 : 2.000 = 61%"),
        ("0", "0", "12", 100, "(0 − 12) : (0 − 12) = 100%"),
    ],
)
def test_the_portal_shows_how_it_computes(value, target, start, percent, text):
    commitment = Commitment(target_value=Decimal(target), baseline=Decimal(start) if start else None)

    assert sums.of_value(commitment, Decimal(value)) == sums.Sum(percent, text)


@pytest.mark.parametrize(
    ("value", "target", "start"), [(None, 60, None), (Decimal(5), None, None), (Decimal(5), Decimal(0), None),
                                   (Decimal(5), Decimal(7), Decimal(7)), (Decimal(-3), Decimal(60), None),
                                   (Decimal(5), Decimal(-15), None), (Decimal(5), Decimal(60), Decimal(-1))],
)  # fmt: skip
def test_nothing_is_computed_without_a_value_a_target_or_a_way_between_or_below_0(value, target, start):
    assert percent_of(value, target=target, start=start) is None


@given(value=numbers, target=numbers, start=st.none() | numbers)
def test_a_percent_lies_between_0_and_100(value, target, start):
    percent = percent_of(value, target=target, start=start)

    assert percent is None if target == (start or 0) else 0 <= percent <= 100


@given(one=numbers, other=numbers, target=numbers, start=st.none() | numbers)
def test_who_is_nearer_to_the_target_never_has_less(one, other, target, start):
    if target == (start or 0):
        return
    less, more = sorted([one, other], reverse=target < (start or 0))

    assert percent_of(less, target=target, start=start) <= percent_of(more, target=target, start=start)


@given(value=numbers, target=numbers, start=st.none() | numbers)
def test_100_is_said_only_where_all_of_it_is_reached(value, target, start):
    percent = percent_of(value, target=target, start=start)
    is_reached = value >= target if target > (start or 0) else value <= target

    assert percent is None or (percent == 100) is is_reached


def test_a_program_is_counted_by_weights_where_all_have_one():
    rows = [(78, Decimal(20)), (75, Decimal(15)), (100, Decimal(10)), (72, Decimal(15)), (100, Decimal(10))]

    found = sums.of_program(rows)

    assert found.percent == 82
    assert found.text == "Cộng theo trọng số của 5 cam kết: 15,6 + 11,25 + 10 + 10,8 + 10 = 57,65 trên 70"


def test_a_program_is_counted_by_the_mean_where_a_weight_is_missing():
    found = sums.of_program([(78, Decimal(20)), (75, None), (100, Decimal(10))])

    assert (found.percent, found.text) == (84, "Trung bình của 3 cam kết: (78 + 75 + 100) : 3 = 84%")


def test_one_commitment_is_its_own_mean_and_none_has_no_sum():
    assert sums.of_program([(30, None)]).text == "Trung bình của 1 cam kết: 30%"
    assert sums.of_program([]) is None


@given(
    st.lists(st.tuples(st.integers(0, 100), st.none() | st.decimals("0.01", "100", places=2)), min_size=1, max_size=9)
)
def test_a_whole_lies_between_its_parts(rows):
    percents = [percent for percent, _weight in rows]

    assert min(percents) <= sums.of_program(rows).percent <= max(percents)
