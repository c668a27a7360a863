"""Finding the columns of a sheet by their headings."""

import pytest
from django.utils import translation

from portal.lib.lists import Column, NotThisList, Unmapped, find_headings

COLUMNS = {
    "name": Column("Họ và tên", ("Họ tên",), must="name"),
    "born": Column("Ngày sinh", must="born"),
    "born_male": Column("Ngày sinh nam", ("Năm sinh Nam",), must="born"),
    "born_female": Column("Ngày sinh nữ", ("Năm sinh Nữ",), must="born"),
    "note": Column("Ghi chú", kept=False),
}
CELLS = ["Lê An", "1950", None, "x"]


def found(*rows, chosen=None, **said):
    width = max(map(len, rows))  # a sheet gives rows of equal width
    return find_headings([row + [None] * (width - len(row)) for row in rows], COLUMNS, chosen, **said)


def test_headings_are_found_below_a_title_whatever_their_marks_and_case():
    headings = found(["DANH SÁCH", None], [None, None], ["HO VA TEN", "ngày sinh:"], CELLS)

    assert (headings.at, headings.below) == ({"name": 0, "born": 1}, 3)


def test_headings_in_two_merged_rows_are_read_together():
    headings = found(["Họ tên", "Năm sinh", None, "Ghi chú"], [None, "Nam", "Nữ", None], CELLS)

    assert (headings.at, headings.below) == ({"name": 0, "born_male": 1, "born_female": 2, "note": 3}, 2)
    assert headings.texts[2] == "Năm sinh Nữ"
    assert (headings.named(COLUMNS, kept=False), headings.unknown()) == (["Ghi chú"], [])


def test_a_row_that_numbers_the_columns_is_passed_over():
    headings = found(["Họ tên", "Ngày sinh", "Tổ"], ["(1)", "(2)", "(3)"], CELLS[:3])

    assert (headings.below, headings.unknown()) == (2, ["Tổ"])


def test_a_person_may_choose_and_unchoose_columns():
    headings = found(["Họ tên", "Sinh", "Ngày sinh"], CELLS, chosen={1: "born", 2: "", 9: "note"})

    assert headings.at == {"name": 0, "born": 1}


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            ["Ngày sinh", "Ghi chú"],
            "The list lacks the columns: Họ và tên. Add them to the row of headings and upload the list again.",
        ),
        (
            ["Họ tên", "Họ và tên", "Ngày sinh"],
            "The columns “Họ tên” / “Họ và tên” mean the same thing. Keep one of them and upload the list again.",
        ),
        (
            ["một", "hai"],
            (
                "The list lacks the columns: Họ và tên, Ngày sinh. "
                "Add them to the row of headings and upload the list again."
            ),
        ),
    ],
)
def test_a_sheet_that_is_another_list_is_refused(row, sentence):
    with translation.override("en"), pytest.raises(NotThisList) as refusal:
        found(row, CELLS)

    assert str(refusal.value) == sentence


def test_headings_mapped_by_hand_before_are_known():
    headings = found(["Ai", "Lúc sinh", "Ghi chú"], CELLS, known={"ai": "name", "luc sinh": "born", "ghi chu": ""})

    assert headings.at == {"name": 0, "born": 1}


def test_the_row_of_headings_may_be_said():
    headings = found(["Họ tên", "Ngày sinh"], ["Ghi chú", "Họ và tên", "Ngày sinh"], CELLS, top=1)

    assert (headings.top, headings.below, headings.at) == (1, 2, {"note": 0, "name": 1, "born": 2})


def test_where_no_heading_is_known_the_fullest_row_is_offered_to_be_mapped():
    with pytest.raises(Unmapped) as unmapped:
        found(["DANH SÁCH", None, None], ["Ai", "Lúc", "Gì"], ["An", "1950", "x"])

    headings = unmapped.value.headings
    assert (headings.top, headings.texts) == (1, {0: "Ai", 1: "Lúc", 2: "Gì"})
    assert unmapped.value.missing == ["Họ và tên", "Ngày sinh"]


def test_a_row_beyond_the_sheet_has_no_headings():
    with pytest.raises(Unmapped) as unmapped:
        found(["Họ tên", "Ngày sinh"], CELLS, top=7)

    assert unmapped.value.headings.texts == {}


def test_one_heading_alone_may_be_chance():
    with pytest.raises(Unmapped) as unmapped:
        found(["Ai", "Lúc", "Gì"], ["Ghi chú", "1950", "2"], ["x", "1960", "3"])

    assert unmapped.value.headings.top == 0
