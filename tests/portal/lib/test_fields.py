"""Fields that read what people write: times of day."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.fields import ClockField

SHAPES = ["{0:02}:{1:02}", "{0}:{1:02}", "{0}h{1:02}", "{0}h{1}", "{0} giờ {1:02}", "{0} Giờ {1} phút", "{0}g{1:02}p"]
SHAPES += ["{0}.{1:02}", " {0:02}H{1:02} "]


@given(at=st.times().map(lambda at: at.replace(second=0, microsecond=0)), shape=st.sampled_from(SHAPES))
def test_a_time_is_read_in_each_of_its_shapes(at, shape):
    assert ClockField().clean(shape.format(at.hour, at.minute)) == at


@pytest.mark.parametrize("text", ["8h", "8 giờ", "08H", "8g"])
def test_a_full_hour_needs_no_minutes(text):
    assert ClockField().clean(text) == datetime.time(8)


@pytest.mark.parametrize(
    "text", ["25:00", "8h60", "24h", "8", "830", "8:3", "h30", "8h30h", "8:30:00", "sáng", "-1:00", "٨:٣٠"]
)
def test_what_is_no_time_is_refused_with_how_to_write_one(text):
    with pytest.raises(ValidationError, match="8h30"):
        ClockField().clean(text)


@given(text=st.text(max_size=40))
def test_whatever_is_typed_becomes_a_time_nothing_or_a_refusal(text):
    try:
        found = ClockField().clean(text)
    except ValidationError:
        return
    assert found is None or isinstance(found, datetime.time)
