"""Finding the columns of a sheet by their headings."""

import pytest
from django.utils import translation

from portal.lib.lists import Column, NotThisList, find_headings

COLUMNS = {
    "name": Column("Họ và tên", ("Họ tên",), must="name"),
    "born": Column("Ngày sinh", must="born"),
    "born_male": Column("Ngày sinh nam", ("Năm sinh Nam",), must="born"),
    "born_female": Column("Ngày sinh nữ", ("Năm sinh Nữ",), must="born"),
    "note": Column("Ghi chú", kept=False),
}
CELLS = ["Lê An", "1950", None, "x"]


def found(*rows, chosen=None):
    width = max(map(len, rows))  # a sheet gives rows of equal width
    return find_headings([row + [None] * (width - len(row)) for row in rows], COLUMNS, chosen)


def test_headings_are_found_below_a_title_whatever_their_marks_and_case():
    headings = found(["DANH SÁCH", None], [None, None], ["HO VA TEN", "ngày sinh:"], CELLS)

    assert (headings.at, headings.below) == ({"name": 0, "born": 1}, 3)


def test_headings_in_two_merged_rows_are_read_together():
    headings = found(["Họ tên", "Năm sinh", None, "Ghi chú"], [None, "Nam", "Nữ", None], CELLS)

    assert (headings.at, headings.below) == ({"name": 0, "born_male": 1, "born_female": 2, "note": 3}, 2)
    assert headings.texts[2] == "Năm sinh Nữ"
    assert (headings.named(COLUMNS, kept=False), headings.unknown()) == (["Ghi chú"], [])


def test_a_row_that_numbers_the_columns_is_passed_over():
    headings = found(["Họ tên", "Ngày sinh", "Tổ"], ["(1)", "(2)", "(3)"], CELLS)

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
