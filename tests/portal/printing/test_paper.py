"""A paper as data: what its text becomes, which layout is in force, what its checksum is made from."""

import json
from dataclasses import replace
from datetime import date

import pytest

from portal.printing.paper import (
    LAYOUTS,
    Column,
    Letterhead,
    Paper,
    Prose,
    Signature,
    Signatures,
    Table,
    canonical,
    layout_on,
    plain,
)
from tests.portal.printing import samples


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        (None, ""),
        ("", ""),
        (0, "0"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("một\tdòng\u00a0liền", "một dòng liền"),
        ("một\r\nhai\u2028ba", "một\nhai\nba"),
        ("ẩn\u200b\ufeff\u00ad\x00\x07\ud800\uffff\ue000 hết", "ẩn hết"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
    ],
)
def test_text_becomes_what_every_renderer_can_print(typed, printed):
    assert plain(typed) == printed


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2017, 1, 1), "36-HD/VPTW"),
        (date(2018, 4, 3), "36-HD/VPTW"),
        (date(2026, 5, 26), "36-HD/VPTW"),
        (date(2026, 5, 27), "05-HD/VPTW"),
        (date(2030, 1, 1), "05-HD/VPTW"),
    ],
)
def test_a_layout_is_in_force_until_the_next_one_begins(day, code):
    assert layout_on(day).code == code


def test_a_new_paper_is_laid_out_by_the_newest_guideline():
    assert Paper("Bản cam kết", []).layout == LAYOUTS[-1]


def test_lines_are_paragraphs_and_empty_lines_are_left_out():
    assert Prose("một\n\n  hai \n").paragraphs() == ["một", "hai"]
    assert Prose(["một\nhai", None, "", "ba"]).paragraphs() == ["một", "hai", "ba"]
    assert Prose(None).paragraphs() == []


def test_a_row_must_have_one_cell_a_column():
    with pytest.raises(ValueError, match="A row has 1 cells, the table 2 columns"):
        Table([Column("TT"), Column("Việc")], [("1",)])


def test_a_draft_bears_no_code():
    with pytest.raises(ValueError, match="issue the paper first"):
        Paper("Bản cam kết", [], draft=True, code="7KQ2-M9TD-XW4B")


def test_the_content_is_readable_json_of_all_that_stands_on_the_paper():
    paper = Paper("Bản cam kết", [Prose("một\nhai", indent=False), Signatures([Signature(name="Lê Thị Ngọc")])])

    assert json.loads(canonical(paper)) == {
        "block": "Paper",
        "title": "Bản cam kết",
        "subtitle": "",
        "letterhead": "",
        "landscape": False,
        "layout": "05-HD/VPTW",
        "blocks": [
            {"block": "Prose", "text": "một\nhai", "indent": False},
            {
                "block": "Signatures",
                "signatures": [
                    {"block": "Signature", "authority": "", "position": "", "name": "Lê Thị Ngọc", "note": ""}
                ],
            },
        ],
    }


def test_a_draft_and_the_issued_paper_of_the_same_words_have_the_same_content():
    draft = samples.program(2)
    issued = replace(draft, draft=False, code="7KQ2-M9TD-XW4B", check_at="https://cong.example.vn/kiem-tra/")

    assert canonical(issued) == canonical(draft)


@pytest.mark.parametrize(
    "change", [{"title": "Bản đăng ký"}, {"blocks": []}, {"layout": LAYOUTS[0]}, {"landscape": True}]
)
def test_another_content_or_layout_gives_another_checksum(change):
    paper = samples.program(2)

    assert canonical(replace(paper, **change)) != canonical(paper)


def test_decomposed_text_is_the_same_content():
    assert canonical(Paper("Nguye\u0302\u0303n", [])) == canonical(Paper("Nguyễn", []))


def test_what_came_later_is_content_only_where_it_says_something():
    plain_one = Paper("Báo cáo", [Signatures([Signature("T/M ĐẢNG ỦY")])], letterhead=Letterhead("Tỉnh ủy", "Đảng ủy"))
    numbered = replace(plain_one, letterhead=Letterhead("Tỉnh ủy", "Đảng ủy", number="Số 05-BC/ĐU"))
    sent_on = replace(plain_one, blocks=[Signatures([Signature("T/M ĐẢNG ỦY")], recipients=["- Lưu Văn phòng."])])

    assert b"number" not in canonical(plain_one)
    assert b"recipients" not in canonical(plain_one)
    assert len({canonical(plain_one), canonical(numbered), canonical(sent_on)}) == 3


def test_the_words_of_the_draft_mark_are_no_content():
    assert canonical(Paper("Báo cáo", [], draft_mark="DỰ THẢO")) == canonical(Paper("Báo cáo", []))
