"""How many may be rated at the top: each base, the worked example of the domain reference (6.5), small groups."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.rules import quota
from tests.evaluations.schemes import changed, shipped

TOP, GOOD, FAIR, LOW = "HTXSNV", "HTTNV", "HTNV", "KHTNV"


def policy(base="GOOD_ONLY"):
    return changed(quota={"base": base, "base_decision": "QĐ 12-QĐ/TU, 05/01/2026"}).quota


def counts(top, good, fair=0, low=0):
    return {TOP: top, GOOD: good, FAIR: fair, LOW: low}


# One group of 60 rated.
@pytest.mark.parametrize(
    ("base", "group", "base_count", "allowed", "after", "exceeded"),
    [
        ("GOOD_ONLY", counts(9, 45, 5, 1), 45, 9, 9, False),
        ("GOOD_OR_BETTER", counts(9, 45, 5, 1), 54, 10, 10, False),
        ("ALL_RATED", counts(9, 45, 5, 1), 60, 12, 12, False),
        ("GOOD_ONLY", counts(12, 42, 5, 1), 42, 8, 9, True),
        ("GOOD_OR_BETTER", counts(12, 42, 5, 1), 54, 10, 10, True),
        ("ALL_RATED", counts(12, 42, 5, 1), 60, 12, 12, False),
    ],
)
def test_the_worked_example(base, group, base_count, allowed, after, exceeded):
    made = quota.most_allowed(policy(base), group)

    assert (made.base_count, made.allowed_now, made.allowed_after_demotions) == (base_count, allowed, after)
    assert (made.rated, made.is_exceeded, made.is_small) == (60, exceeded, False)


def test_the_exception_of_a_quarter_of_the_base():
    made = quota.most_allowed(policy(), counts(12, 42, 5, 1), percent=25)

    assert (made.allowed_now, made.allowed_after_demotions) == (10, 10)


def test_who_is_above_the_cap_moves_to_the_good_level_and_enlarges_the_base():
    made = quota.most_allowed(policy(), counts(12, 42, 5, 1))

    assert made.too_many == 3  # 9 stay: 9 ≤ 20% of (42 + 3)
    assert made.arithmetic == [
        "20% × 42 = 8,4 → tối đa 8",
        "Khi chuyển số vượt sang mức dưới: 20% × (42 + 12) : 120% = 9 → tối đa 9",
    ]


def test_within_the_cap_one_line_says_all():
    assert quota.most_allowed(policy(), counts(9, 45)).arithmetic == ["20% × 45 = 9 → tối đa 9"]


@pytest.mark.parametrize(
    ("base", "group", "allowed", "small"),
    [
        ("GOOD_ONLY", counts(1, 3), 0, True),
        ("GOOD_ONLY", counts(0, 4), 0, True),
        ("GOOD_ONLY", counts(0, 5), 1, True),  # yet once one of the five is moved up, four are left to count
        ("GOOD_ONLY", counts(1, 5), 1, False),
        ("GOOD_OR_BETTER", counts(0, 4), 0, True),
        ("GOOD_OR_BETTER", counts(1, 4), 1, False),
        ("ALL_RATED", counts(1, 1, 2), 0, True),
        ("ALL_RATED", counts(1, 1, 3), 1, False),
        ("GOOD_ONLY", counts(0, 0, 30), 0, False),  # a large group without anybody at the good level
        ("GOOD_ONLY", {}, 0, False),  # nobody is rated yet
    ],
)
def test_small_groups(base, group, allowed, small):
    made = quota.most_allowed(policy(base), group)

    assert (made.allowed_now, made.is_small) == (allowed, small)


def test_a_level_that_nobody_has_counts_as_none():
    made = quota.most_allowed(policy(), {GOOD: 10})

    assert (made.proposed, made.good, made.rated, made.allowed_now) == (0, 10, 10, 2)


@given(st.integers(0, 400), st.integers(0, 400), st.sampled_from([20, 25]))
def test_after_demotions_is_the_largest_number_that_keeps_the_quota(top, good, percent):
    made = quota.most_allowed(shipped().quota, counts(top, good), percent=percent)

    def keeps(x):
        return 100 * x <= percent * (good + top - x)

    assert max(x for x in range(good + top + 1) if keeps(x)) == made.allowed_after_demotions


@given(
    st.integers(0, 60),
    st.integers(0, 60),
    st.integers(0, 60),
    st.sampled_from(["GOOD_ONLY", "GOOD_OR_BETTER", "ALL_RATED"]),
)
def test_moving_those_above_the_cap_is_enough(top, good, fair, base):
    made = quota.most_allowed(policy(base), counts(top, good, fair))

    moved = made.too_many
    again = quota.most_allowed(policy(base), counts(top - moved, good + moved, fair))
    assert not again.is_exceeded


def test_all_three_kinds_of_subjects_are_capped():
    assert shipped().quota.subjects == ("individual", "collective", "organisation")
