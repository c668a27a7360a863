"""Two windows writing in one field are told apart; the pure half of saving."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from commitments.drafting import Conflict, mark, merge, text_of
from portal.lib.dates import same_day_in
from portal.lib.fields import DayField, LineField, LinesField, NumberField


def merged(*, typed, stored, loaded, kept=None, seen=None):
    return merge({"f": typed}, {"f": stored}, {"f": mark(loaded)}, kept=kept, seen=seen)


def test_what_was_typed_here_is_written():
    result = merged(typed="mới", stored="cũ", loaded="cũ")

    assert (result.changed, result.conflicts, result.elsewhere) == (["f"], {}, {})
    assert result.marks == {"f": mark("mới")}


def test_what_nobody_touched_stays():
    result = merged(typed="cũ", stored="cũ", loaded="cũ")

    assert (result.changed, result.conflicts, result.elsewhere) == ([], {}, {})


def test_an_untouched_field_never_undoes_another_window():
    result = merged(typed="cũ", stored="mới hơn", loaded="cũ")

    assert (result.changed, result.conflicts, result.elsewhere) == ([], {}, {"f": "mới hơn"})
    assert result.marks == {"f": mark("cũ")}  # still what this window shows


def test_two_different_texts_are_a_conflict_and_the_mark_stays_open():
    result = merged(typed="của tôi", stored="của cổng", loaded="cũ")

    assert result.changed == []
    assert result.conflicts == {"f": Conflict(stored="của cổng", typed="của tôi")}
    assert result.marks == {"f": mark("cũ")}


def test_two_windows_that_typed_the_same_agree():
    result = merged(typed="như nhau", stored="như nhau", loaded="cũ")

    assert (result.changed, result.conflicts) == ([], {})
    assert result.marks == {"f": mark("như nhau")}


def test_keeping_mine_writes_over_the_text_that_was_shown():
    result = merged(typed="của tôi", stored="của cổng", loaded="cũ", kept={"f": "mine"}, seen={"f": mark("của cổng")})

    assert (result.changed, result.conflicts) == (["f"], {})


def test_keeping_mine_does_not_write_over_a_third_text_that_was_never_shown():
    result = merged(typed="của tôi", stored="bản ba", loaded="cũ", kept={"f": "mine"}, seen={"f": mark("của cổng")})

    assert result.conflicts == {"f": Conflict(stored="bản ba", typed="của tôi")}


def test_keeping_theirs_writes_nothing():
    result = merged(typed="của tôi", stored="của cổng", loaded="cũ", kept={"f": "theirs"})

    assert (result.changed, result.conflicts, result.marks) == ([], {}, {"f": mark("của cổng")})


def test_a_field_without_a_mark_is_taken_as_typed():
    result = merge({"f": "mới"}, {"f": "cũ"}, {})

    assert result.changed == ["f"]


@given(typed=st.text(), stored=st.text(), loaded=st.text())
def test_whatever_is_stored_elsewhere_is_never_written_over_unseen(typed, stored, loaded):
    result = merged(typed=typed, stored=stored, loaded=loaded)

    assert result.changed == ([] if typed == stored or loaded != stored else ["f"])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (False, ""),
        (True, "on"),
        (datetime.date(2026, 9, 5), "05/09/2026"),
        (Decimal("60.0000"), "60"),
        (Decimal("93.5"), "93,5"),
        ([12, 3], "3,12"),
        ("chữ", "chữ"),
    ],
)
def test_a_stored_value_as_the_text_of_its_field(value, text):
    assert text_of(value) == text


@given(st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2100, 12, 31)))
def test_every_day_written_is_read_again(day):
    assert DayField().clean(text_of(day)) == day


@given(st.decimals(min_value=-(10**13), max_value=10**13, places=4))
def test_every_number_written_is_read_again(number):
    assert NumberField().clean(text_of(number)) == number


@given(st.text())
def test_cleaning_a_text_twice_changes_nothing(text):
    for field in (LineField(), LinesField()):
        once = field.clean(text)
        assert field.clean(once) == once


def test_decomposed_letters_and_invisible_marks_are_stored_as_one_letter():
    assert LineField().clean("Nga\u0300y\u200b  mới") == "Ngày mới"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("30/9/2026", datetime.date(2026, 9, 30)),
        ("30-09-2026", datetime.date(2026, 9, 30)),
        ("30.9", datetime.date(2026, 9, 30)),
        ("", None),
    ],
)
def test_days_as_people_write_them(text, day):
    assert DayField(year=2026).clean(text) == day


@pytest.mark.parametrize("text", ["31/02/2026", "9/2026", "2026", "tháng chín", "30/9/1026"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValidationError):
        DayField(year=2026).clean(text)


@given(day=st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2099, 12, 31)))
def test_the_same_day_next_year_is_that_day_or_the_28th_of_february(day):
    moved = same_day_in(day.year + 1, day)

    assert (moved.year, moved.month) == (day.year + 1, day.month)
    assert moved.day == (28 if (day.month, day.day) == (2, 29) else day.day)


def test_a_text_too_long_is_refused_in_words_and_not_cut_by_the_browser():
    field = LinesField(max_length=2000)

    with pytest.raises(ValidationError) as refused:
        field.clean("a" * 2001)

    assert refused.value.messages == ["Đã viết 2001 ký tự, ở đây ghi được nhiều nhất 2000. Đồng chí viết gọn lại."]
    assert "maxlength" not in field.widget.attrs


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("hôm nay", "“hôm nay” chưa phải là ngày. Đồng chí ghi theo mẫu 30/09/2027."),
        ("12/2027", "Đồng chí ghi đủ cả ngày, ví dụ 30/09/2027."),
        ("31/02/2027", "Lịch không có ngày 31/02/2027. Đồng chí kiểm tra lại ngày và tháng."),
    ],
)
def test_a_day_that_is_none_says_how_to_write_one_of_that_year(written, reason):
    with pytest.raises(ValidationError) as refused:
        DayField(year=2027).clean(written)

    assert refused.value.messages == [reason]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("12,34567", "Đồng chí ghi nhiều nhất 4 chữ số sau dấu phẩy."),
        ("999999999999999", "Số quá lớn. Đồng chí kiểm tra lại."),
    ],
)
def test_a_number_that_does_not_fit_says_why(written, reason):
    with pytest.raises(ValidationError) as refused:
        NumberField().clean(written)

    assert refused.value.messages == [reason]
