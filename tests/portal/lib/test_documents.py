"""Files of evidence: what is taken and made safe, what is refused and why, and the names that people see."""

import unicodedata
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from portal.lib import documents, pictures
from portal.lib.documents import UnfitFile, display_name, read_document
from tests.portal.lib import files_handed_in as files

OTHER = (
    "Nội dung tệp không phải là PDF, Word (.docx), Excel (.xlsx), JPG, PNG. Đồng chí lưu thành một trong các kiểu này."
)
DRAWN = "Cổng không nhận hình vẽ và trang web (SVG, HTML). Đồng chí in thành PDF hoặc chụp ảnh."
LOCKED = "Đây là tệp Office kiểu cũ hoặc có mật khẩu. Đồng chí lưu thành .docx, .xlsx không mật khẩu, hoặc PDF."
BROKEN = "Ảnh bị hỏng, không mở được. Đồng chí chụp lại hoặc lưu lại ảnh."
MACROS = "Tệp có macro. Đồng chí lưu thành tệp không có macro (.docx, .xlsx) hoặc PDF."
PACKED = "Tệp nén quá nhiều dữ liệu. Đồng chí chép phần cần thiết sang tệp mới hoặc lưu thành PDF."
DAMAGED = "Tệp bị hỏng. Đồng chí mở ra, lưu lại rồi chọn lại."


def other_picture(kind):
    return f"Cổng không nhận ảnh kiểu {kind}. Đồng chí lưu ảnh thành JPG rồi chọn lại."


def read(data, name="báo cáo.pdf"):
    return read_document(BytesIO(data), name)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (files.PDF, "pdf"),
        (files.PDF + bytes(900), "pdf"),  # padded by a scanner
        (files.PDF.replace(b"/Root", b"/Encrypt 9 0 R /Root"), "pdf"),
        (files.office(files.DOCX), "docx"),
        (files.office(files.XLSX), "xlsx"),
        (files.picture("JPEG"), "jpg"),
        (files.picture("PNG"), "png"),
    ],
)
def test_a_file_is_taken_for_what_it_holds_whatever_its_name_says(data, kind):
    document = read(data, "báo cáo.exe")

    assert (document.name, document.kind) == (f"báo cáo.{kind}", kind)
    if kind not in documents.PICTURES:
        assert document.data == data


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"MZ\x90\x00 this is a program", OTHER),
        (b"", "Tệp trống. Đồng chí chọn lại tệp."),
        (b"<!DOCTYPE html><script>alert(1)</script>", DRAWN),
        (b"\xef\xbb\xbf  <html>", DRAWN),
        (b'<?xml version="1.0"?><svg onload="alert(1)"/>', DRAWN),
        (b"GIF89a" + bytes(20), other_picture("GIF")),
        (b"RIFF\x10\0\0\0WEBPVP8 ", other_picture("WebP")),
        (b"RIFF\x10\0\0\0WAVEfmt ", OTHER),
        (b"\0\0\0\x18ftypheic\0\0\0\0", other_picture("HEIC")),
        (b"II*\0" + bytes(20), other_picture("TIFF")),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), LOCKED),
        (files.office(files.MACRO_DOCX), MACROS),
        (files.office(others=[("word/vbaProject.bin", b"x")]), MACROS),
        (files.office("application/epub+zip"), OTHER),
        (files.office()[:-30], DAMAGED),
        (files.PDF[:40], DAMAGED),
        (files.picture("JPEG")[:400], BROKEN),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), BROKEN),
        (files.pixel_bomb(), "Ảnh quá lớn, nhiều nhất 50 triệu điểm ảnh. Đồng chí lưu ảnh nhỏ hơn."),
    ],
)
def test_what_is_refused_says_why_and_how_to_mend_it(data, reason):
    with pytest.raises(UnfitFile) as refused:
        read(data)

    assert str(refused.value) == reason


def test_a_zip_bomb_is_refused_though_its_directory_understates_it():
    with pytest.raises(UnfitFile) as refused:
        read(files.zip_bomb())

    assert str(refused.value) == PACKED


def test_a_document_of_too_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(documents, "MOST_ENTRIES", 3)

    with pytest.raises(UnfitFile) as refused:
        read(files.office(others=[("a", b""), ("b", b"")]))

    assert str(refused.value) == PACKED


def test_twenty_megabytes_are_taken_and_one_byte_more_is_not():
    end = b"\n%%EOF"
    whole = files.PDF + bytes(documents.MOST_BYTES - len(files.PDF) - len(end)) + end

    assert len(read(whole).data) == 20 * 1024 * 1024
    with pytest.raises(UnfitFile) as refused:
        read(whole + b"\n")
    assert str(refused.value) == "Tệp lớn hơn 20 MB. Đồng chí giảm dung lượng hoặc dẫn số văn bản thay cho tệp."


def test_a_photo_loses_place_device_and_comment_and_stands_upright():
    before = files.photo()
    assert b"nha ong An" in before
    assert Image.open(BytesIO(before)).size == (60, 40)

    document = read(before, "IMG_2031.JPG")

    picture = Image.open(BytesIO(document.data))
    assert picture.size == (40, 60)
    assert (dict(picture.getexif()), picture.info.get("comment"), picture.info.get("xmp")) == ({}, None, None)
    for told in (b"Exif", b"ng An", "Máy ảnh".encode(), b"xmpmeta"):
        assert told not in document.data
    assert document.name == "IMG_2031.jpg"


def test_what_hangs_behind_the_last_pixel_is_dropped():
    document = read(files.picture("PNG") + b"<script>alert(1)</script>PK\x03\x04")

    assert b"script" not in document.data


def test_the_same_photo_gives_the_same_bytes():
    assert read(files.photo()).sha256 == read(files.photo()).sha256


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", mode) for mode in ("1", "L", "RGB", "CMYK", "YCbCr")]
    + [("PNG", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")],
)
def test_pictures_of_every_kind_of_pixels_can_be_written_anew(kind, mode):
    out = BytesIO()
    Image.new(mode, (9, 7)).save(out, kind)

    document = read(out.getvalue())

    assert Image.open(BytesIO(document.data)).size == (9, 7)


def test_a_transparent_palette_stays_transparent():
    before = Image.new("P", (2, 1))
    before.putpalette([255, 0, 0, 0, 0, 255])
    before.putdata([0, 1])
    out = BytesIO()
    before.save(out, "PNG", transparency=1)

    after = Image.open(BytesIO(read(out.getvalue()).data)).convert("RGBA")

    assert [after.getpixel((x, 0))[3] for x in (0, 1)] == [255, 0]


def test_a_very_large_photo_is_made_smaller_while_it_is_read():
    data = pictures.pixels_only(files.picture("JPEG", size=(5000, 3000)), "jpg")

    assert Image.open(BytesIO(data)).size == (2500, 1500)


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("báo cáo.pdf", "báo cáo.pdf"),
        ("ba\u0301o ca\u0301o.pdf", "báo cáo.pdf"),
        ("C:\\Users\\An\\báo cáo.exe", "báo cáo.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("/", "minh chứng.pdf"),
        ("....", "minh chứng.pdf"),
        ("báo cáo.pdf.exe", "báo cáo.pdf"),
        ("Báo cáo 25.11.2026", "Báo cáo 25.11.2026.pdf"),
        ("gpj.\u202eexe.pdf", "gpj.exe.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie x=1.pdf"),
        ('a<b>"c|d?*.pdf', "a b c d.pdf"),
        ("", "minh chứng.pdf"),
        ("x" * 500 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_names_are_made_safe_and_get_the_true_ending(given_name, shown):
    assert display_name(given_name, "pdf") == shown


@given(st.text(max_size=300))
def test_whatever_a_file_is_called_its_shown_name_is_one_plain_line(name):
    shown = display_name(name, "docx")

    stem = shown.removesuffix(".docx")
    assert shown.endswith(".docx")
    assert 1 <= len(stem) <= 120
    assert unicodedata.normalize("NFC", stem) == stem
    assert not set(stem) & set('/\\<>:"|?*')
    assert all(unicodedata.category(letter)[0] != "C" for letter in stem)
    assert stem == stem.strip(" .")
    assert display_name(shown, "docx") == shown
