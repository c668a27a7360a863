"""What differs between two texts: whole words, and nothing of either text lost."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.differences import Piece, pieces

WORDS = st.lists(
    st.sampled_from(
        ["hướng", "dẫn", "người", "từ", "tuổi", "trở", "lên", "nộp", "hồ", "sơ", ",", ".", "60", "40"] + ["\n", "  "]
    )
)
# Also what no keyboard writes: marks that stand apart, odd blanks, signs.
TEXTS = st.one_of(
    WORDS.map(" ".join), st.text(max_size=60), st.text(alphabet="aă\u0301\u0309 \t\n\u00a0-.ê", max_size=30)
)


def side(found, *kinds):
    return "".join(piece.text for piece in found if piece.kind in kinds)


@given(TEXTS, TEXTS)
def test_joined_again_the_pieces_are_the_two_texts_exactly(old, new):
    found = pieces(old, new)

    assert side(found, "equal", "deleted") == old
    assert side(found, "equal", "added") == new


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    assert pieces(text, text) == ([Piece("equal", text)] if text else [])


@given(TEXTS, TEXTS)
def test_no_piece_is_empty_and_no_two_of_a_kind_stand_together(old, new):
    found = pieces(old, new)

    assert all(piece.text for piece in found)
    assert all(one.kind != other.kind for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("", "", []),
        ("", "Mới", [("added", "Mới")]),
        ("Cũ", "", [("deleted", "Cũ")]),
        (
            "Hướng dẫn 60 người",
            "Hướng dẫn 40 người",
            [("equal", "Hướng dẫn "), ("deleted", "60"), ("added", "40"), ("equal", " người")],
        ),
        ("thôn xóm", "thôn xã", [("equal", "thôn "), ("deleted", "xóm"), ("added", "xã")]),
        ("một  hai", "một hai", [("equal", "một"), ("deleted", "  "), ("added", " "), ("equal", "hai")]),
        ("xong trước 30/9", "xong trước 30/6", [("equal", "xong trước 30/"), ("deleted", "9"), ("added", "6")]),
    ],
)
def test_whole_words_go_and_come(old, new, wanted):
    assert [(piece.kind, piece.text) for piece in pieces(old, new)] == wanted


def test_a_few_equal_words_between_large_changes_are_part_of_them():
    old = "tổ chức họp dân và lập danh sách"
    new = "kiểm tra từng hộ và gửi thông báo"

    assert [piece.kind for piece in pieces(old, new)] == ["deleted", "added"]


def test_two_texts_of_two_thousand_words_are_compared_to_the_last_one():
    dice = random.Random(7)
    old = [f"từ{dice.randrange(400)}" for _word in range(2000)]
    new = [word if dice.random() > 0.2 else f"khác{dice.randrange(400)}" for word in old]

    found = pieces(" ".join(old), " ".join(new))

    assert side(found, "equal", "added") == " ".join(new)
    assert sum(len(piece.text.split()) for piece in found if piece.kind == "equal") > 1200
