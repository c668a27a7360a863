"""Vietnamese text: stored, found and sorted in one form each."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib import vietnamese as vi

TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxyfjwz"
VOWELS = "aăâeêioôơuưy"


@st.composite
def words(draw):
    """A word of Vietnamese letters with one tone on one of its vowels, if it has any: (as written, letters, tone)."""
    letters = draw(st.text(ALPHABET, min_size=1, max_size=7))
    places = [place for place, letter in enumerate(letters) if letter in VOWELS]
    tone = draw(st.integers(0, 5)) if places else 0
    place = draw(st.sampled_from(places)) if places else 0
    marked = letters[:place] + letters[place] + TONES[tone] + letters[place + 1 :]
    written = unicodedata.normalize("NFC", marked)
    return draw(st.sampled_from([written, written.capitalize(), written.upper()])), letters, tone


names = st.lists(words(), min_size=1, max_size=5)


def by_hand(parts):
    """The order of a list of people as one would explain it: slow, but plain to see."""
    order = parts[-1:] + parts[:-1][:1] + parts[1:-1]
    return [([ALPHABET.index(letter) for letter in letters], tone) for _, letters, tone in order]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Nguyễn\u00a0 Văn\tAn \n", "Nguyễn Văn An"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("Ngu\u200byễn\ufeff", "Nguyễn"),
        ("A\x00n\x07", "An"),
        ("ủy viên\ud800", "ủy viên"),
        ("", ""),
    ],
)
def test_a_line_is_stored_composed_visible_and_with_single_spaces(typed, stored):
    assert vi.clean(typed) == stored


def test_lines_stay_lines_and_never_leave_two_blank_ones_in_a_row():
    assert vi.clean_lines("\n\nMột \r\n\r\n\r\n\r\nhai\x0bba\u2028bốn\n") == "Một\n\nhai\nba\nbốn"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Hải Dương", "hai duong"),
        ("ĐẢNG ỦY", "dang uy"),
        ("Ðảng uỷ", "dang uy"),
        ("hòa", "hoa"),
        ("hoà", "hoa"),
        ("57-NQ/TW", "57 nq tw"),
        ("H’Hen Niê", "h hen nie"),
        ("…", ""),
    ],
)
def test_text_is_searched_without_marks_and_punctuation(text, folded):
    assert vi.fold(text) == folded


def test_a_search_column_starts_each_word_with_a_space():
    assert vi.search_key("Nguyễn Văn Ân") == " nguyen van an"
    assert vi.search_words(" nguyễn  ÂN ") == [" nguyen", " an"]
    assert vi.search_words("...") == []


def test_people_are_sorted_by_given_name_then_family_name_then_middle_names():
    people = ["Trần Thị An", "Nguyễn Văn Ân", "Nguyễn Văn An", "Lê Bình", "Nguyễn An", "Nguyễn Thị An", "Đỗ Ánh", "An"]

    assert sorted(people, key=vi.sort_key) == [
        "An",
        "Nguyễn An",
        "Nguyễn Thị An",
        "Nguyễn Văn An",
        "Trần Thị An",
        "Đỗ Ánh",
        "Nguyễn Văn Ân",
        "Lê Bình",
    ]


def test_tones_follow_the_order_of_vietnamese_lists_after_the_letters():
    given = ["Án", "Ạn", "Anh", "Ãn", "An", "Ản", "Àn", "Ăn", "Đan", "Dan", "Zan", "Yên", "Fan"]

    assert sorted(given, key=vi.sort_key) == [
        *["An", "Àn", "Ản", "Ãn", "Án", "Ạn", "Anh", "Ăn"],
        *["Dan", "Đan", "Yên", "Fan", "Zan"],
    ]


def test_titles_are_sorted_as_they_stand_with_numbers_by_value():
    titles = ["Chi bộ khu phố 10", "Chi bộ khu phố 2", "Đảng bộ", "Chi bộ khu phố 2A", "Chi bộ khu đô thị", "Chi bộ 3"]

    assert sorted(titles, key=vi.sort_key_text) == [
        "Chi bộ 3",
        "Chi bộ khu đô thị",
        "Chi bộ khu phố 2",
        "Chi bộ khu phố 2A",
        "Chi bộ khu phố 10",
        "Đảng bộ",
    ]


@pytest.mark.parametrize(
    ("new", "classic"),
    [
        ("hoà bình", "hòa bình"),
        ("HOÀ", "HÒA"),
        ("Thuý khoẻ", "Thúy khỏe"),
        ("uỷ ban", "ủy ban"),
        ("quý, quỹ, Quỳ", "quý, quỹ, Quỳ"),
        ("hoàn toàn, khoẻn", "hoàn toàn, khoẻn"),
        ("hòa", "hòa"),
    ],
)
def test_the_two_placements_of_the_tone_become_the_classic_one(new, classic):
    assert vi.same_word_form(new) == classic


def test_people_are_called_by_the_last_word_of_their_name():
    assert vi.given_name("Nguyễn Văn Ân ") == "Ân"
    assert vi.given_name("Ân") == "Ân"
    assert vi.given_name("  ") == ""


def test_syllables_are_counted_with_their_numbers_whole():
    assert vi.syllables("Đạt 93,5% (Quý III); hoà giải 1.200 vụ") == [
        *["đạt", "93,5", "quý", "iii", "hòa", "giải", "1.200", "vụ"]
    ]


@given(st.text())
def test_folding_and_cleaning_twice_changes_nothing(text):
    assert vi.fold(vi.fold(text)) == vi.fold(text)
    assert vi.clean(vi.clean(text)) == vi.clean(text)
    assert vi.clean_lines(vi.clean_lines(text)) == vi.clean_lines(text)
    assert vi.same_word_form(vi.same_word_form(text)) == vi.same_word_form(text)


@given(st.text())
def test_composed_and_decomposed_text_have_the_same_keys(text):
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))

    for key in (vi.fold, vi.search_key, vi.sort_key, vi.sort_key_text, vi.clean, vi.syllables, vi.given_name):
        assert key(decomposed) == key(composed)


@given(st.text(max_size=1000))
def test_keys_are_plain_and_fit_their_columns(text):
    assert set(vi.fold(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789 ")
    for key in (vi.sort_key(text), vi.sort_key_text(text)):
        assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789")
        assert len(key) <= 400


@given(names, names)
def test_the_sort_key_orders_any_two_names_as_one_would_by_hand(one, other):
    first, second = (vi.sort_key(" ".join(written for written, _, _ in name)) for name in (one, other))

    assert (first < second) == (by_hand(one) < by_hand(other))
    assert (first == second) == (by_hand(one) == by_hand(other))


@given(st.lists(st.integers(0, 10**12), min_size=2, max_size=2))
def test_numbers_in_titles_are_in_order_of_value(numbers):
    one, other = (vi.sort_key_text(f"Tổ {number}") for number in numbers)

    assert (one < other) == (numbers[0] < numbers[1])
