"""Telephone numbers: many ways of writing, one of storing."""

import pytest

from portal.lib.phones import national_phone, normalise_phone


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("0968202938", "+84968202938"),
        ("0968.202.938", "+84968202938"),
        ("(0237) 3852 246", "+842373852246"),
        ("84968202938", "+84968202938"),
        ("+84 968 202 938", "+84968202938"),
        ("0084968202938", "+84968202938"),
        ("", ""),
    ],
)
def test_numbers_are_stored_in_one_way(text, stored):
    assert normalise_phone(text) == stored


@pytest.mark.parametrize("text", ["968202938", "12", "an@example.vn", "0968202938/0911", "00"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match=r"0912345678"):
        normalise_phone(text)


def test_a_number_is_shown_as_one_dials_it_here():
    assert [national_phone("+84968202938"), national_phone("+33123456789"), national_phone("")] == [
        "0968202938",
        "+33123456789",
        "",
    ]
