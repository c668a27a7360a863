"""Symbols of documents: strict in storage, tolerant in look-up."""

import types

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from portal.lib.vietnamese import search_key
from portal.resolutions.symbol import TYPES, Symbol, disagrees, loose_key, parse

# Every symbol of the starter catalogue.
CATALOGUE = [
    "21-KL/TW",
    "03-KH/TW",
    "14-KL/TW",
    "41-QĐ/TW",
    "12-KL/TW",
    "13-KL/TW",
    "48-CT/TW",
    "15-KL/TW",
    "46-CT/TW",
    "10-CT/TW",
    "610-KL/TU",
    "02-NQ/TU",
    "58-NQ/TW",
    "13/NQ-CP",
    "04-CTr/TU",
    "104-BB/TU",
    "01-KL/TW",
    "05-CT/TW",
    "01-CT/TW",
    "366-QĐ/TW",
    "43-HD/BTCTW",
    "198-KL/TW",
    "10072-CV/BTCTW",
    "02-HD/BTCTW",
    "377-QĐ/TW",
    "368-QĐ/TW",
    "124-QĐ/TW",
    "25-HD/BTCTW",
    "132-QĐ/TW",
    "21-HD/BTCTW",
    "144-QĐ/TW",
    "08-QĐi/TW",
    "37-QĐ/TW",
    "207-QĐ/TW",
    "208-QĐ/TW",
    "294-QĐ/TW",
    "339-QĐ/TW",
    "168-KH/VPTW",
    "399-QĐ/TW",
    "05-HD/VPTW",
    "57-NQ/TW",
    "50-CT/TW",
    "335/2025/NĐ-CP",
    "356/2025/NĐ-CP",
    "91/2025/QH15",
]
PARTY_TYPES = sorted({short for name, shorts in TYPES.items() for short in shorts} - {"NĐ"})
numbers = st.from_regex(r"[0-9]{2,5}[a-z]?", fullmatch=True)
issuers = st.from_regex(r"[A-ZĐ]{2,12}(-[A-ZĐ]{2,12})?", fullmatch=True)
years = st.none() | st.integers(1900, 2099)
symbols = st.one_of(
    st.builds(Symbol, numbers, st.sampled_from(PARTY_TYPES), issuers, st.none(), st.none(), st.just("party")),
    st.builds(
        Symbol,
        numbers,
        st.sampled_from(["NQ", "NĐ", "QĐ", "TT", "TTLT"]),
        st.sampled_from(["CP", "TTg", "UBND", "BNV", "HĐND", "BTC-BNV"]),
        years,
        st.none(),
        st.just("state"),
    ),
    st.builds(
        Symbol, numbers, st.just(""), st.sampled_from(["QH", "UBTVQH"]), years, st.integers(1, 99), st.just("state")
    ),
)


def doc_type(name):
    return types.SimpleNamespace(name=name, abbreviations=list(TYPES[name]))


@pytest.mark.parametrize("symbol", CATALOGUE)
def test_every_symbol_of_the_catalogue_is_read_and_kept_as_it_is(symbol):
    assert str(parse(symbol)) == symbol


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("610-KL/TU", Symbol("610", "KL", "TU", None, None, "party")),
        ("08-QĐi/TW", Symbol("08", "QĐi", "TW", None, None, "party")),
        ("13/NQ-CP", Symbol("13", "NQ", "CP", None, None, "state")),
        ("335/2025/NĐ-CP", Symbol("335", "NĐ", "CP", 2025, None, "state")),
        ("05/2020/QĐ-TTg", Symbol("05", "QĐ", "TTg", 2020, None, "state")),
        ("91/2025/QH15", Symbol("91", "", "QH", 2025, 15, "state")),
    ],
)
def test_a_symbol_is_taken_apart(text, symbol):
    assert parse(text) == symbol


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("13 KL/TW", "13-KL/TW"),
        ("Số 13–KL / TW", "13-KL/TW"),
        ("Số: 13/NQ-CP", "13/NQ-CP"),
        ("số:13 / NQ – CP", "13/NQ-CP"),
        ("5-NQ/ĐU", "05-NQ/ĐU"),
        ("7a-KH/TU", "07a-KH/TU"),
        ("366-QÐ/TW", "366-QĐ/TW"),
        ("\u00a057-NQ/TW\u200b", "57-NQ/TW"),
    ],
)
def test_slips_of_typing_are_mended_before_storing(typed, stored):
    assert str(parse(typed)) == stored


@pytest.mark.parametrize(
    "text", ["", "58", "Nghị quyết 58", "13-kl/tw", "13-XX/TW", "13-KL", "123456-KL/TW", "91/1825/QH15", "13-KL/TW và"]
)
def test_what_is_no_symbol_is_refused_with_an_example(text):
    with translation.override("en"), pytest.raises(ValueError) as refusal:
        parse(text)

    assert str(refusal.value) == (
        f"“{text}” is not a symbol. Write it as on the document: 21-KL/TW, 13/NQ-CP or 91/2025/QH15."
    )


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("13-KL/TW", "13 kl tw"),
        ("13 KL/TW", "13 kl tw"),
        ("13–kl/tw", "13 kl tw"),
        ("Số: 13/NQ-CP", "13 nq cp"),
        ("13/NQ-CP", "13 nq cp"),
        ("nghi quyet 58", "58 nq"),
        ("Nghị quyết số 58-NQ/TW", "58 nq tw"),
        ("Kết luận số 14-NQ/TW", "14 kl tw"),
        ("Quy định 8-QĐi/TW", "08 qd tw"),
        ("Nghị định 335", "335 nd"),
        ("335/2025/NĐ-CP", "335 nd 2025 cp"),
        ("Luật 91/2025/QH15", "91 2025 qh15"),
        ("chuyển đổi số", "chuyen doi so"),
        ("thực hiện nghị quyết 57", "57 nq thuc hien"),
        ("", ""),
    ],
)
def test_a_symbol_is_found_however_it_was_typed(typed, key):
    assert loose_key(typed) == key


@pytest.mark.parametrize("symbol", CATALOGUE)
def test_every_word_of_the_key_begins_a_word_of_the_search_column(symbol):
    column = search_key(symbol)

    assert [word for word in loose_key(symbol).split() if f" {word}" not in column] == []


@pytest.mark.parametrize(
    ("name", "symbol"),
    [("Kết luận", "14-KL/TW"), ("Quy định", "08-QĐi/TW"), ("Quyết định", "41-QĐ/TW"), ("Nghị quyết", "91/2025/QH15")],
)
def test_a_type_agrees_with_its_symbol(name, symbol):
    assert disagrees(doc_type(name), parse(symbol)) == ""


@pytest.mark.parametrize(
    ("name", "symbol"), [("Kết luận", "14-NQ/TW"), ("Quyết định", "08-QĐi/TW"), ("Luật", "13/NQ-CP")]
)
def test_a_type_that_disagrees_with_its_symbol_is_warned_about(name, symbol):
    with translation.override("en"):
        warning = disagrees(doc_type(name), parse(symbol))

    assert warning == f"Symbol {symbol} does not look like the type {name}. Compare it with the document."


@given(symbols)
def test_what_is_written_reads_back(symbol):
    assert parse(str(symbol)) == symbol


@given(st.text())
@example("ß1")
def test_any_text_is_a_symbol_or_refused_and_has_a_key(text):
    assert loose_key(text) == " ".join(loose_key(text).split())
    try:
        symbol = parse(text)
    except ValueError:
        return
    assert parse(str(symbol)) == symbol
