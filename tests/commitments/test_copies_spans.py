"""Which words of a text stand in another: planted kinds of copies, what does not count, and what holds of all texts."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.quality.spans import Formulas, Own, Text, hash_of, kept_hashes, runs, share_percent

ITEM = "Hướng dẫn bà con ở ngõ chợ tự nộp hồ sơ qua mạng, mỗi tối thứ Năm mở cửa nhà văn hóa, ghi sổ người đến hỏi"
OTHER = "Trồng hai hàng cây bàng dọc bờ kênh, giao từng gia đình chăm một gốc, cuối mùa mưa kiểm đếm lại"
WORDS = sorted({*Text.of(ITEM).words, *Text.of(OTHER).words})

texts = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)


def share(mine, theirs, *, stock=(), given_words=()):
    own = Own.of(
        Text.of(mine), Formulas(map(Text.of, stock)), frozenset().union(*(Text.of(t).shingle_set for t in given_words))
    )
    return share_percent(sum(own.shared_with(Text.of(theirs).shingle_set)), own.total)


def changed_every_fifth(text):
    words = text.split()
    return " ".join("khác" if place % 5 == 4 else word for place, word in enumerate(words))


def reordered(text):
    return ", ".join(reversed(text.split(", ")))


# ── kinds of copies ──


@pytest.mark.parametrize(
    ("copy", "least"),
    [
        (ITEM, 100),
        (ITEM.upper(), 100),
        (changed_every_fifth(ITEM), 74),
        (reordered(ITEM), 100),
        (f"{ITEM} {OTHER}", 100),
    ],
    ids=["verbatim", "capitals", "one word in five changed", "reordered", "inside a longer text"],
)
def test_a_planted_copy_is_recognised(copy, least):
    assert share(ITEM, copy) >= least


def test_independent_texts_share_nothing():
    assert share(ITEM, OTHER) == 0


def test_another_number_makes_no_other_task():
    assert share("Giúp 60 người cao tuổi nộp hồ sơ", "Giúp 70 người cao tuổi nộp hồ sơ") == 100
    assert Text.of("xong 1.200 hộ trước 30/9").words == ["xong", "#", "hộ", "trước", "#", "#"]


def test_tone_placement_and_decomposed_letters_make_no_difference():
    mine = "Vận động hoà giải, thuỷ lợi, khoẻ mạnh ở thôn"

    assert share(mine, unicodedata.normalize("NFD", "vận động hòa giải thủy lợi khỏe mạnh ở thôn")) == 100


@pytest.mark.parametrize("syllables", range(15, 31))
def test_a_single_short_item_with_one_word_in_five_changed_keeps_a_hash(syllables):
    dice = random.Random(syllables)
    for _text in range(50):
        words = [f"{dice.choice('bcdghklmnt')}{dice.choice('aeiou')}{dice.choice('mnt')}" for _word in range(syllables)]
        text = " ".join(words)

        kept, again = kept_hashes(Text.of(text)), kept_hashes(Text.of(changed_every_fifth(text)))

        assert kept & again


# ── what does not count ──


def test_stock_phrases_do_not_count():
    mine, theirs = "Lập danh sách có chữ ký xác nhận", "Gửi bảng kê có chữ ký xác nhận"

    assert share(mine, theirs) == 62
    assert share(mine, theirs, stock=["có chữ ký xác nhận"]) == 0


def test_the_words_of_the_clause_do_not_count():
    clause = "phổ cập kỹ năng số cho cán bộ và Nhân dân"
    mine, theirs = f"Mở lớp ban đêm để {clause}", f"Dán tờ rơi ở chợ nhằm {clause}"

    assert share(mine, theirs) == 68
    assert share(mine, theirs, given_words=[clause.capitalize()]) == 0


def test_a_text_of_nothing_but_formulas_has_nothing_to_share():
    own = Own.of(Text.of("Có chữ ký xác nhận"), Formulas([Text.of("có chữ ký xác nhận")]), frozenset())

    assert (own.total, share_percent(0, own.total)) == (0, 0)


# ── what is marked ──


def test_marks_stand_where_the_shared_words_stand():
    text = Text.of("Tự học và hoàn thành chương trình trung cấp", "Sổ ghi chép")
    marks = text.under(Text.of("tự học và hoàn thành chương trình sơ cấp").shingle_set)

    assert [text.shown[start:end] for start, end in runs(text, marks)] == ["Tự học và hoàn thành chương trình"]


@given(texts, texts)
def test_spans_lie_inside_the_text_in_order(mine, theirs):
    text = Text.of(mine)

    places = [place for run in runs(text, text.under(Text.of(theirs).shingle_set)) for place in run]

    assert places == sorted(places)
    assert all(0 <= place <= len(text.shown) for place in places)


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_at_all_has_a_share_between_0_and_100(mine, theirs):
    assert 0 <= share(mine, theirs) <= 100


@given(st.text(max_size=200))
def test_each_syllable_is_found_where_it_stands_in_what_is_shown(text):
    read = Text.of(text)

    assert len(read.words) == len(read.places)
    assert all(read.shown[start:end].strip() for start, end in read.places)


@given(texts)
def test_equal_texts_share_everything(text):
    assert share(text, text) == (100 if len(text.split()) >= 3 else 0)


@given(texts, texts)
def test_one_shares_something_with_the_other_only_if_the_other_does(mine, theirs):
    assert (share(mine, theirs) > 0) == (share(theirs, mine) > 0)


@given(st.permutations(WORDS[:12]), st.permutations(WORDS[:12]))
def test_the_share_is_the_same_either_way_where_both_say_each_word_once(mine, theirs):
    assert share(" ".join(mine), " ".join(theirs)) == share(" ".join(theirs), " ".join(mine))


@given(st.lists(st.sampled_from(WORDS), min_size=4, max_size=8), texts, texts)
def test_four_common_syllables_in_a_row_are_found_by_a_hash(common, before, after):
    words = " ".join(common)

    assert kept_hashes(Text.of(f"{before} {words}")) & kept_hashes(Text.of(f"{words} {after}"))


def test_a_hash_is_the_same_in_every_process_and_fits_the_column():
    assert hash_of("tự học và") == 8349360181584756395
    assert 0 <= hash_of("tự học và") < 2**63
