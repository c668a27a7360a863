"""Vietnamese from before Unicode: recognising and converting TCVN3 (fonts .VnTime) and VNI (fonts VNI-Times).

Old lists hold the bytes of such a font, read as Latin-1: "Uû ban nh©n d©n" for "Uỷ ban nhân dân". An import detects
them, shows before and after, and converts only when the person agrees. Both run **before** ``vietnamese.clean``: TCVN3
writes "ư" as a soft hyphen. Source: domain reference §13.8.
"""

import re
import unicodedata
from typing import Literal

from portal.lib.vietnamese import has_one_tone, without_tone

Encoding = Literal["tcvn3", "vni"]

_TCVN3 = str.maketrans(
    "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
    "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
)

# VNI writes a plain letter, then its marks as one more letter; some letters have a sign of their own.
_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"
_BREVE, _CIRCUMFLEX, _HORN = "\u0306", "\u0302", "\u031b"
_VNI_MARKS = {
    "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ù": _ACUTE, "ï": _DOT,
    "â": _CIRCUMFLEX, "à": _CIRCUMFLEX + _GRAVE, "å": _CIRCUMFLEX + _HOOK,
    "ã": _CIRCUMFLEX + _TILDE, "á": _CIRCUMFLEX + _ACUTE, "ä": _CIRCUMFLEX + _DOT,
    "ê": _BREVE, "è": _BREVE + _GRAVE, "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE, "é": _BREVE + _ACUTE, "ë": _BREVE + _DOT,
}  # fmt: skip
_VNI_LETTERS = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI = re.compile("(?P<base>[aeouyôö])(?P<marks>[øûõùïâàåãáäêèúüéë])|(?P<letter>[ñôöíìæóòî])", re.IGNORECASE)

_INITIAL = "(?:b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x)?"
_OPEN = "a|e|ê|i|o|ô|ơ|u|ư|y|ia|ya|oa|oe|ua|uê|uơ|uy|uya|ưa|ue|ươ"
_GLIDING = "[aoôơuư]i|oai|uôi|ươi|[aâ]y|oay|u[aâ]y|[ae]o|oao|oeo|ueo|[aâêiư]u|iêu|yêu|ươu|uyu|uêu"
_CLOSED = "(?:[aăâeêioôơuưy]|iê|yê|o[aăeo]|u[aăâeêyô]|ươ|uyê)(?:c|m|ng|n|p|t)|(?:[aêiy]|oa|uê|uy)(?:ch|nh)"
_SYLLABLE = re.compile(f"{_INITIAL}(?:{_CLOSED}|{_GLIDING}|{_OPEN})")
_STOPPED = re.compile("(?:ch|c|p|t)$")
_RISING_OR_HEAVY = {_ACUTE, _DOT}
_ASCII_MARKS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_SIGNS = "«»§©®°·×÷±"


def looks_legacy(text: str) -> Encoding | None:
    """Return the old encoding in which ``text`` makes sense, None where it makes sense as it is or in neither.

    It makes sense when its words with marks are Vietnamese syllables. Give it as much text as there is (a whole
    column): a single word such as "Tù" (tù in Unicode, tự in TCVN3) tells nothing.
    """
    words = _marked_words(text)
    best, best_count = None, _count_of_syllables(words)
    encodings: tuple[Encoding, Encoding] = ("tcvn3", "vni")
    for encoding in encodings:
        count = _count_of_syllables([convert_legacy(word, encoding) for word in words])
        if count > best_count and count >= 0.8 * len(words):
            best, best_count = encoding, count
    return best


def convert_legacy(text: str, encoding: Encoding) -> str:
    """Return ``text`` in Unicode (NFC); what the old encoding does not know stays as it is.

    The capital fonts of TCVN3 (.VnTimeH) have the codes of small letters: a text whose plain letters are all capitals
    comes out in capitals.
    """
    if encoding == "vni":
        return unicodedata.normalize("NFC", _VNI.sub(_vni_letter, unicodedata.normalize("NFC", text)))
    converted = unicodedata.normalize("NFC", text.translate(_TCVN3))
    return converted.upper() if _is_in_capitals(text) else converted


def is_syllable(word: str) -> bool:
    """Tell whether a word is built like a Vietnamese syllable; any case, any placement of the tone."""
    syllable = unicodedata.normalize("NFC", word).lower()
    if not has_one_tone(syllable) or not _SYLLABLE.fullmatch(without_tone(syllable)):
        return False
    is_stopped = _STOPPED.search(syllable) and len(syllable) > 1
    return not is_stopped or not _RISING_OR_HEAVY.isdisjoint(unicodedata.normalize("NFD", syllable))


def _marked_words(text: str) -> list[str]:
    """Return the words with letters beyond ASCII; signs that stand alone or around a good word do not count."""
    parts = re.split(f"[\\s{re.escape(_ASCII_MARKS)}\u2010-\u203a]+", text)
    bare = [part.strip(_SIGNS) if is_syllable(part.strip(_SIGNS)) else part for part in parts]
    return [word for word in bare if not word.isascii() and any(letter.isalpha() for letter in word)]


def _count_of_syllables(words: list[str]) -> int:
    return sum(is_syllable(word) for word in words)


def _vni_letter(found: re.Match) -> str:
    if found["letter"]:
        return _in_case_of(found["letter"], _VNI_LETTERS[found["letter"].lower()])
    base = _VNI_LETTERS.get(found["base"].lower(), found["base"].lower())
    return _in_case_of(found["base"], unicodedata.normalize("NFC", base + _VNI_MARKS[found["marks"].lower()]))


def _in_case_of(model: str, letter: str) -> str:
    return letter.upper() if model.isupper() else letter


def _is_in_capitals(text: str) -> bool:
    plain = re.findall("[A-Za-z]", text)
    return bool(re.search("[A-Z][^A-Za-z\\s]*[A-Z]", text)) and all(letter.isupper() for letter in plain)
