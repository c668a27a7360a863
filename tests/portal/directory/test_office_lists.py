"""Lists as offices keep them: a sum after each cell, a closing line, signatures; nobody below a sum is lost."""

import pytest

from portal.directory.lists import people
from portal.directory.lists.cleaning import STANDING_PATTERNS
from portal.lib.vietnamese import fold
from tests.portal.directory.sheets import workbook

HEADINGS = ["TT", "Họ và tên", "Ngày sinh", "Số thẻ đảng viên"]


def read(*rows):
    return people.read(workbook(HEADINGS, *rows), "list.xlsx")


def named(found):
    return [(person.cells["full_name"], person.place) for person in found.people]


def test_a_sum_after_each_cell_ends_nothing():
    found = read(
        ["Chi bộ khu phố 1"],
        [1, "Lê An", "01/02/1980", "12000016"],
        ["", "Cộng: 1 đồng chí"],
        ["Chi bộ khu phố 2"],
        [1, "Lê Bình", "1981", ""],
        [2, "Lê Chi", "", "12000024"],
        ["", "Cộng (Chi bộ khu phố 2): 2 đồng chí"],
        ["Tổng cộng: 3 đồng chí"],
        ["", "NGƯỜI LẬP BIỂU"],
        ["", "Hoàng Thị Ký"],
    )

    assert named(found) == [
        ("Lê An", "Chi bộ khu phố 1"),
        ("Lê Bình", "Chi bộ khu phố 2"),
        ("Lê Chi", "Chi bộ khu phố 2"),
    ]
    assert found.stated_count == 3


def test_the_sum_of_the_last_cell_is_not_taken_for_that_of_the_list():
    found = read(
        ["Chi bộ khu phố 1"],
        [1, "Lê An", "1980", ""],
        ["Cộng: 1 đồng chí"],
        ["Chi bộ khu phố 2"],
        [1, "Lê Bình", "1981", ""],
        ["Cộng: 1 đồng chí"],
    )

    assert (len(found.people), found.stated_count) == (2, None)


@pytest.mark.parametrize("name", ["Cống Thị Lan", "Công Văn Minh", "Kim Thị Tâm"])
def test_a_name_that_begins_like_a_sum_is_a_name(name):
    found = read([1, name, "", ""], [2, "Lê Bình", "1981", ""])

    assert [person.cells["full_name"] for person in found.people] == [name, "Lê Bình"]


@pytest.mark.parametrize("column", range(4))
def test_the_heading_of_a_cell_may_stand_in_any_column(column):
    heading = ["", "", "", ""]
    heading[column] = "Chi bộ khu phố 1"

    assert named(read(heading, [1, "Lê An", "1980", ""])) == [("Lê An", "Chi bộ khu phố 1")]


@pytest.mark.parametrize(
    ("remark", "is_suspended"),
    [
        ("Đình chỉ sinh hoạt đảng", True),
        ("Đang bị đình chỉ sinh hoạt từ 01/2026", True),
        ("Trong thời gian đình chỉ sinh hoạt", True),
        ("Hết thời hạn đình chỉ sinh hoạt 2024", False),
        ("Không bị đình chỉ", False),
    ],
)
def test_a_suspension_that_is_over_suspends_nobody(remark, is_suspended):
    pattern, _standing = STANDING_PATTERNS[0]

    assert bool(pattern.search(fold(remark))) is is_suspended
