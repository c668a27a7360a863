"""Text from before Unicode: recognised, and converted by fixed tables."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.legacy_encodings import convert_legacy, is_syllable, looks_legacy


@pytest.mark.parametrize(
    ("old", "encoding", "unicode"),
    [
        ("Uû ban nh©n d©n", "tcvn3", "Uỷ ban nhân dân"),
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", "tcvn3", "Cộng hoà xã hội chủ nghĩa Việt Nam"),
        ("§éc lËp - Tù do - H¹nh phóc", "tcvn3", "Độc lập - Tự do - Hạnh phúc"),
        ("NguyÔn V¨n H\u00adng", "tcvn3", "Nguyễn Văn Hưng"),
        ("§¶NG Bé THµNH PHè", "tcvn3", "ĐẢNG BỘ THÀNH PHỐ"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "vni", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("Nguyeãn Vaên Höng", "vni", "Nguyễn Văn Hưng"),
        ("ÑAÛNG BOÄ TÆNH", "vni", "ĐẢNG BỘ TỈNH"),
    ],
)
def test_old_text_is_recognised_and_converted(old, encoding, unicode):
    assert looks_legacy(old) == encoding
    assert convert_legacy(old, encoding) == unicode


@pytest.mark.parametrize(
    "text",
    [
        "Ủy ban nhân dân phường Hạc Thành",
        "Tù do",
        "«Nghị quyết» § 5 · 93,5% × 2",
        "Müller, Zürich, señor",
        "Nghi quyet 57-NQ/TW",
        "",
    ],
)
def test_other_text_is_left_alone(text):
    assert looks_legacy(text) is None


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("µ¶·¸¹ ¨»¼½¾Æ ©ÇÈÉÊË", "àảãáạ ăằẳẵắặ âầẩẫấậ"),
        ("ÌÎÏÐÑ ªÒÓÔÕÖ ×ØÜÝÞ", "èẻẽéẹ êềểễếệ ìỉĩíị"),
        ("ßáâãä «åæçèé ¬êëìíî", "òỏõóọ ôồổỗốộ ơờởỡớợ"),
        ("ïñòóô \u00adõö÷øù úûüýþ ®", "ùủũúụ ưừửữứự ỳỷỹýỵ đ"),
        ("¡¢§£¤¥¦", "ĂÂĐÊÔƠƯ"),
    ],
)
def test_every_letter_of_tcvn3_has_its_letter(letters, expected):
    assert convert_legacy(letters, "tcvn3") == expected


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("aøaûaõaùaï aêaèaúaüaéaë aâaàaåaãaáaä", "àảãáạ ăằẳẵắặ âầẩẫấậ"),
        ("eøeûeõeùeï eâeàeåeãeáeä ìæóíò", "èẻẽéẹ êềểễếệ ìỉĩíị"),
        ("oøoûoõoùoï oâoàoåoãoáoä ôôøôûôõôùôï", "òỏõóọ ôồổỗốộ ơờởỡớợ"),
        ("uøuûuõuùuï ööøöûöõöùöï yøyûyõyùî ñ", "ùủũúụ ưừửữứự ỳỷỹýỵ đ"),
        ("AÊ AÂ Ñ EÂ OÂ Ô Ö AÙ Aù", "Ă Â Đ Ê Ô Ơ Ư Á Á"),
    ],
)
def test_every_letter_of_vni_has_its_letter(letters, expected):
    assert convert_legacy(letters, "vni") == expected


@pytest.mark.parametrize("word", ["Nghị", "ĐƯỜNG", "khuỷu", "giếng", "quỳnh", "ủy", "uỷ", "y", "khuya", "quốc", "an"])
def test_a_vietnamese_syllable_is_one(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["nghĩq", "múc2", "nàc", "tôót", "bcd", "éi", "quúnh", "NQ", ""])
def test_another_word_is_none(word):
    assert not is_syllable(word)


@given(st.text(), st.sampled_from(["tcvn3", "vni"]))
def test_any_text_can_be_asked_about_and_converted(text, encoding):
    converted = convert_legacy(text, encoding)

    assert looks_legacy(text) in {None, "tcvn3", "vni"}
    assert unicodedata.is_normalized("NFC", converted)
