"""How often something may be tried from one place."""

import datetime

import pytest
import time_machine
from django.core.cache import cache

from portal.lib.limits import is_spent, is_within


@pytest.fixture(autouse=True)
def _nobody_has_tried(db):
    cache.clear()


def tries(address, count, name="code"):
    return [is_within(name, address, most=2, seconds=60) for _try in range(count)]


def test_the_third_of_two_is_too_many():
    assert tries("10.0.0.1", 4) == [True, True, False, False]


def test_other_places_and_other_acts_have_counts_of_their_own():
    tries("10.0.0.1", 3)

    assert tries("10.0.0.2", 1) == [True]
    assert tries("10.0.0.1", 1, name="another") == [True]


def test_after_the_time_it_begins_anew():
    with time_machine.travel(datetime.datetime(2026, 3, 16, 8, 0, 30, tzinfo=datetime.UTC), tick=False) as clock:
        tries("10.0.0.1", 3)
        clock.shift(60)

        assert tries("10.0.0.1", 1) == [True]


def test_one_subscriber_of_ipv6_is_one_place():
    tries("2001:db8::1", 2)

    assert tries("2001:db8::ffff:2", 1) == [False]
    assert tries("2001:db8:0:1::1", 1) == [True]


def test_who_cannot_be_told_apart_shares_one_count():
    assert tries(None, 3) == [True, True, False]


def test_asking_whether_tries_are_left_uses_none_up():
    asked = [is_spent("code", "10.0.0.1", most=2, seconds=60) for _time in range(3)]
    tries("10.0.0.1", 2)

    assert asked == [False, False, False]
    assert is_spent("code", "10.0.0.1", most=2, seconds=60)
    assert not is_spent("code", "10.0.0.2", most=2, seconds=60)


def test_many_other_visitors_make_nobody_s_tries_forgotten():
    tries("10.0.0.1", 2)
    for number in range(350):  # above the 300 entries that Django keeps unless told otherwise
        cache.set(f"another:{number}", 1, 60)

    assert tries("10.0.0.1", 1) == [False]
