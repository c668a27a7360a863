"""Text tables in the encodings and with the delimiters that offices have."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.text_table import rows_of

ROWS = [["Số thẻ", "Họ và tên", "Ghi chú"], ["0012", "Nguyễn Thị Ước", None], ["0013", "Đỗ Hạnh", "Ốm, nghỉ; về"]]
TEXT = 'Số thẻ,Họ và tên,Ghi chú\r\n0012,Nguyễn Thị Ước,\r\n0013,Đỗ Hạnh,"Ốm, nghỉ; về"\r\n'


def in_windows_1258(text):
    """Letters of the code page, then their tones as marks of their own."""
    marks = unicodedata.normalize("NFD", text)
    for shape in ("a\u0306", "a\u0302", "e\u0302", "o\u0302", "o\u031b", "u\u031b"):
        for pair in (shape, shape.capitalize()):
            marks = marks.replace(pair, unicodedata.normalize("NFC", pair))
    marks = marks.replace("o\u0323\u0302", "ô\u0323").replace("a\u0323\u0302", "â\u0323")
    return marks.encode("cp1258")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_with_its_mark_or_without(encoding):
    assert rows_of(TEXT.encode(encoding)) == ROWS


def test_windows_1258_is_read_and_composed():
    assert rows_of(in_windows_1258("Họ,Đơn vị\nĐỗ,Hạc Thành\n")) == [["Họ", "Đơn vị"], ["Đỗ", "Hạc Thành"]]


def test_text_in_an_old_font_stays_as_it_is_to_be_converted_when_the_person_agrees():
    assert rows_of("Hä tªn,§¬n vÞ\nNguyÔn V¨n Hång,Thµnh ñy\n".encode("latin-1")) == [
        ["Hä tªn", "§¬n vÞ"],
        ["NguyÔn V¨n Hång", "Thµnh ñy"],
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_among_commas_of_sentences(delimiter):
    lines = [["Mã", "Trích yếu"], ["1", "Một"], ["2", "Hai"]]
    text = "\n".join(delimiter.join(line) for line in lines) + f'\n3{delimiter}"Ba, bốn, năm; sáu"\n'

    assert rows_of(text.encode()) == [*lines, ["3", "Ba, bốn, năm; sáu"]]


def test_the_delimiter_may_be_said_in_the_first_line_which_keeps_its_number():
    assert rows_of(b"sep=|\na|b\n") == [[None, None], ["a", "b"]]


def test_rows_are_of_equal_width_and_empty_ones_at_the_end_are_gone():
    assert rows_of(b"a,b,c\nd\n,,\n\n") == [["a", "b", "c"], ["d", None, None]]


def test_a_cell_may_have_lines():
    assert rows_of(b'a,"b\r\nc"\n') == [["a", "b\nc"]]


@pytest.mark.parametrize("content", [b"a\x00b", b"<html>", b" \n<?xml?>", b'"' + b"x" * 200_000, b"\xff\xfea"])
def test_what_is_no_table_is_refused(content):
    with pytest.raises(ValueError):
        rows_of(content)


@given(st.binary())
def test_any_bytes_are_a_table_or_refused(content):
    try:
        rows = rows_of(content)
    except ValueError:
        return
    assert len({len(row) for row in rows}) <= 1
