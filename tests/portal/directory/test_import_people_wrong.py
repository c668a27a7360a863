"""Member lists in: everything that can be wrong with a row, a sheet or whom a list is about."""

import datetime

import pytest
from django.utils import translation

from portal.directory.lists import people
from portal.directory.lists.sheets import Reading
from portal.directory.models import Person
from portal.lib.lists import NotThisList
from portal.lib.refusal import Refused
from tests.portal.directory.member_lists import AS_OF, reasons, take_in
from tests.portal.directory.sheets import HEADINGS, person_row, workbook


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        (
            {"cell": "DUXX"},
            "Chi bộ (tên hoặc mã)",
            "There is no cell “DUXX”. Write the code as in the list of organisations.",
        ),
        (
            {"cell": "DUHT"},
            "Chi bộ (tên hoặc mã)",
            "There is no cell “DUHT”. Write the code as in the list of organisations.",
        ),
        ({"born": "27/02/2085"}, "Ngày sinh", "27/02/2085 lies in the future. Check the year."),
        ({"born": "29/02/2023"}, "Ngày sinh", "The calendar has no 29/02/2023. Check the day and the month."),
        (
            {"born": ""},
            "Ngày sinh",
            "The birth date is missing. Fill it in; the year alone is enough where that is known.",
        ),
        (
            {"joined": "26/02/2003"},
            "Ngày vào Đảng",
            "Born on 27/02/1985, admitted on 26/02/2003: one is admitted from the age of 18. Check both dates.",
        ),
        (
            {"card": "1200000800001"},
            "Số thẻ đảng viên",
            "A party card number has 8 or 12 digits; “1200000800001” has 13. Copy it from the card again.",
        ),
        ({"sex": "Khác"}, "Giới tính", "“Khác” is not a sex. Write one of: Nam, Nữ."),
        ({"name": ""}, "Họ và tên", "The name is missing. Fill it in."),
        ({"name": "12/03/1985"}, "Họ và tên", "A name has no digits. Check whether the columns are shifted."),
        (
            {"standing": "Đã nghỉ"},
            "Trạng thái",
            (
                "“Đã nghỉ” is not a standing. Write one of: đảng viên chính thức, đảng viên dự bị, "
                "miễn công tác và sinh hoạt đảng, đình chỉ sinh hoạt đảng."
            ),
        ),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_written(province, changes, column, reason):
    outcome = take_in(person_row(card="12000016"), person_row(**changes))

    assert reasons(outcome) == [(3, column, reason)]
    assert not outcome.written
    assert list(Person.objects.all()) == []


def test_one_who_turned_eighteen_that_day_is_old_enough(province):
    assert take_in(person_row(joined="27/02/2003")).wrong == []


def test_one_card_number_twice_names_both_rows(province):
    outcome = take_in(person_row(), person_row(name="Lê Văn An"))

    assert reasons(outcome) == [
        (2, "Số thẻ đảng viên", "Row 3 has the same card number. Correct one of them."),
        (3, "Số thẻ đảng viên", "Row 2 has the same card number. Correct one of them."),
    ]


def test_the_right_rows_may_be_written_without_the_wrong_ones(province):
    outcome = take_in(person_row(), person_row(card="12000016", sex="x"), leave_out_wrong=True)

    assert (outcome.written, outcome.wrong_rows) == (True, [3])
    assert list(Person.objects.values_list("card_no", flat=True)) == ["12000008"]


def test_an_officer_takes_in_only_their_own_cells(province, personnel_officer):
    outcome = take_in(person_row(cell="DUDS-01"), by=personnel_officer)

    assert reasons(outcome) == [
        (
            2,
            "Chi bộ (tên hoặc mã)",
            (
                "Chi bộ khu phố 1, Đảng bộ phường Đông Sơn does not belong to your unit. "
                "Its own personnel office keeps its people."
            ),
        )
    ]


def test_an_officer_does_not_fetch_people_from_another_ward(province, personnel_officer):
    take_in(person_row(cell="DUDS-01"))

    outcome = take_in(person_row(), by=personnel_officer, as_of=datetime.date(2026, 3, 1))

    assert [remark.column for remark in outcome.wrong] == ["Chi bộ (tên hoặc mã)"]
    assert Person.objects.get(card_no="12000008").cell == province.other_cell


def test_a_name_that_several_cells_have_needs_its_committee(province):
    headings = [*HEADINGS[:6], "Chi bộ", HEADINGS[7]]
    found = people.read(workbook(headings, person_row(cell="CHI BỘ KHU PHỐ 1")), "list.xlsx")

    alone = people.take_in(found, as_of=AS_OF)
    in_ward = people.take_in(found, as_of=AS_OF, under=province.ward)

    assert [remark.column for remark in alone.wrong] == ["Chi bộ (tên hoặc mã)"]
    assert in_ward.counts == {"new": 1, "changed": 0, "unchanged": 0, "wrong": 0}


def test_a_list_of_tomorrow_is_refused(province):
    with pytest.raises(Refused, match="lies in the future"):
        take_in(person_row(), as_of=datetime.date(2099, 1, 1))


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            [["Số thẻ", "Ngày vào Đảng", "Mã chi bộ"], ["12000008", "19/06/2006", "DUHT-01"]],
            (
                "The list lacks the columns: Họ và tên, Ngày sinh. "
                "Add them to the row of headings and upload the list again."
            ),
        ),
        (
            [["Họ và tên", "Ngày sinh", "Số thẻ", "Số thẻ Đảng"], ["Lê An", "1950", "12000008", "12000008"]],
            "The columns “Số thẻ” / “Số thẻ Đảng” mean the same thing. Keep one of them and upload the list again.",
        ),
        ([HEADINGS], "“list.xlsx” names nobody below its headings. Check which sheet was saved."),
    ],
)
def test_a_sheet_that_is_no_member_list_is_refused(rows, sentence):
    with pytest.raises(NotThisList) as refusal:
        people.read(workbook(*rows), "list.xlsx")

    assert str(refusal.value) == sentence


def test_a_list_in_an_old_font_is_converted_only_on_agreement(province):
    row = person_row(name="NguyÔn V¨n ¢n", sex="Nam", post="§¶ng viªn", standing="§¶ng viªn chÝnh thøc")
    headings = ["Sè thÎ ®¶ng viªn", "Hä vµ tªn", "Giíi tÝnh", "Ngµy sinh", "Ngµy vµo §¶ng", "Chøc vô §¶ng", "M· chi bé",
                "Tr¹ng th¸i"]  # fmt: skip
    found = people.read(workbook(headings, row), "list.xlsx")

    with pytest.raises(Refused, match="old font"):
        people.take_in(found, write=True, as_of=AS_OF)
    people.take_in(found, write=True, as_of=AS_OF, convert_legacy=True)

    assert found.found.legacy == ["tcvn3"]
    assert ("NguyÔn V¨n ¢n", "Nguyễn Văn Ân") in found.found.samples
    assert Person.objects.get().full_name == "Nguyễn Văn Ân"


def test_a_person_may_say_which_column_is_which(province):
    headings = ["Thẻ số", *HEADINGS[1:]]
    without = people.read(workbook(headings, person_row()), "list.xlsx")

    found = people.read(workbook(headings, person_row()), "list.xlsx", Reading(chosen={0: "card_no"}))

    assert without.found.headings.unknown() == ["Thẻ số"]
    assert found.people[0].cells["card_no"] == "12000008"


def test_a_row_that_says_less_than_the_list_has_is_a_warning(province):
    found = people.read(
        workbook(HEADINGS, person_row(), [""], ["Danh sách có 2 đảng viên./."], ["", "", "T/M CHI BỘ"]), "list.xlsx"
    )

    outcome = people.take_in(found, as_of=AS_OF)

    assert [str(warning) for warning in outcome.warnings] == ["Row 2: The list says that it has 2 people; it names 1."]
