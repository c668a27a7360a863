"""Vietnamese text: one form for storing, one for finding, one for sorting.

==================  =================================================================================================
clean, clean_lines  what is stored: NFC, no invisible characters, single spaces
fold, search_key    what is searched: plain a to z and digits; "hai duong" finds "Hải Dương"
sort_key            what lists of people are sorted by: given name, family name, middle names
sort_key_text       what names of organisations are sorted by: "khu phố 2" before "khu phố 10"
same_word_form      what exact comparison uses: "hoà" and "hòa" are one word
==================  =================================================================================================

Text in an old encoding (TCVN3, VNI) goes through ``portal.lib.legacy_encodings`` before ``clean``: TCVN3 writes "ư" as
a soft hyphen, which ``clean`` removes. Source of the rules: domain reference §13.
"""

import functools
import re
import unicodedata

# Invisible: soft hyphen, Arabic letter mark, Mongolian separator, zero-width and directional marks, byte order mark.
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")  # lone surrogates cannot be stored either
_LINE_ENDS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")  # \x0b is Word's manual line break
_MARKS = re.compile("[\u0300-\u036f]+")
_NOT_WORD = re.compile("[^a-z0-9]+")
_D_WITH_STROKE = str.maketrans("đĐðÐɖƉ", "dDdDdD")  # NFD does not split them; Eth and African D look the same

# In the order of sorting: ngang, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": 2, "\u0309": 3, "\u0303": 4, "\u0301": 5, "\u0323": 6}
_LEVEL = 1
_VOWEL_SHAPES = "\u0306\u0302\u031b"  # breve, circumflex, horn
_ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
_FOREIGN = "fjwz"  # after y
_KEY_LENGTH = 400  # what its columns hold: a title of 200 characters, or what distinguishes a longer one


def clean(text: str) -> str:
    """Return one line as it is stored: NFC, without invisible and control characters, spaces collapsed and trimmed."""
    visible = _CONTROLS.sub("", _INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", " ".join(visible.split()))


def clean_lines(text: str) -> str:
    """Return several lines as they are stored: each cleaned, ``\\n`` between them, never two blank lines in a row."""
    lines = "\n".join(clean(line) for line in _LINE_ENDS.split(text))
    return re.sub("\n{3,}", "\n\n", lines).strip("\n")


def fold(text: str) -> str:
    """Return the words of ``text`` in a to z and 0 to 9 with single spaces: marks gone, đ as d, punctuation a space.

    Both placements of the tone (hòa, hoà) give the same answer, as do NFC and NFD. Folding twice changes nothing.
    """
    plain = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text)).translate(_D_WITH_STROKE).lower()
    return _NOT_WORD.sub(" ", _MARKS.sub("", unicodedata.normalize("NFKD", plain))).strip()


def search_key(text: str) -> str:
    """Return what a search column stores: folded, a space before each word, so that ``LIKE '% an%'`` finds prefixes."""
    return " " + fold(text)


def search_words(query: str) -> list[str]:
    """Return what a search column must contain, one part per word of the query: ``[" nguyen", " an"]``."""
    return [f" {word}" for word in fold(query).split()]


def sort_key(full_name: str) -> str:
    """Return the key by which lists of people are sorted: given name, then family name, then middle names.

    Letters follow the Vietnamese alphabet (f, j, w, z last); words with the same letters follow the order of tones
    ngang, huyền, hỏi, ngã, sắc, nặng. Only a to z and digits, so that every collation of both databases agrees; at
    most 400 characters. Two names may share a key: break ties by primary key. Source: domain reference §13.4.
    """
    words = clean(full_name).split()
    given, family, middle = words[-1:], words[:-1][:1], words[1:-1]
    return "".join(_word_key(word) for word in given + family + middle)[:_KEY_LENGTH]


def sort_key_text(title: str) -> str:
    """Return the key by which titles are sorted, word by word as they stand; numbers by value, before letters.

    At most 400 characters, as ``sort_key``.
    """
    return "".join(_word_key(word) for word in clean(title).split())[:_KEY_LENGTH]


def same_word_form(text: str) -> str:
    """Return ``text`` cleaned, with the tone where the classic spelling puts it: hòa, khỏe, thúy, ủy.

    Only open syllables in oa, oe, uy differ; after q the tone stays on y (quý). Case is kept. Source: domain §13.3.
    """
    return _NEW_PLACEMENT.sub(_move_tone_left, clean(text))


def given_name(full_name: str) -> str:
    """Return the last word of a name, by which people are called; empty for an empty name."""
    return clean(full_name).rpartition(" ")[2]


def syllables(text: str) -> list[str]:
    """Return the syllables and numbers of ``text`` in order, lower case, one tone placement; ``len`` counts them.

    "Đạt 93,5% (Quý III)" gives ``["đạt", "93,5", "quý", "iii"]``.
    """
    return re.findall(r"\d+(?:[.,]\d+)*|[^\W\d_]+", same_word_form(text).lower())


def has_one_tone(syllable: str) -> bool:
    """Tell whether a syllable carries at most one tone mark."""
    return sum(mark in _TONES for mark in unicodedata.normalize("NFD", syllable)) <= 1


def without_tone(syllable: str) -> str:
    """Return a syllable in NFC without its tone marks, shapes of vowels kept: "đường" gives "đương"."""
    marks = unicodedata.normalize("NFD", syllable)
    return unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))


def _word_key(word: str) -> str:
    """Encode the runs of letters and of digits in one word; no key of a run is the beginning of another's."""
    runs = re.findall(r"[0-9]+|[^\W\d_]+", word.lower())
    return "".join(_number_key(run) if run[0] in "0123456789" else _letters_key(run) for run in runs)


def _number_key(digits: str) -> str:
    """A zero (below every letter), then how long the number is, then the number."""
    value = digits.lstrip("0")[:99]
    return f"0{len(value):02}{value}"


@functools.lru_cache(maxsize=4096)  # a province has some thousand different words in its names
def _letters_key(run: str) -> str:
    """Two characters a letter, then the tone as a digit, which also ends the run: a digit is below every letter."""
    tone, codes = _LEVEL, []
    for letter in run:
        code, its_tone = _letter_code(letter)
        tone = its_tone or tone
        codes.append(code)
    return "".join(codes) + str(tone)


@functools.cache
def _letter_code(letter: str) -> tuple[str, int]:
    """Return the two characters that stand for a letter and the tone it carries (0 for none)."""
    marks = unicodedata.normalize("NFD", letter)
    tone = next((_TONES[mark] for mark in marks if mark in _TONES), 0)
    shaped = unicodedata.normalize("NFC", marks[0] + "".join(mark for mark in marks if mark in _VOWEL_SHAPES))
    return _CODES.get(shaped) or _CODES.get(fold(letter)[:1], ""), tone


def _codes() -> dict[str, str]:
    """Return the two characters of each letter: ă is "a1", as the first letter after a that looks like it."""
    codes: dict[str, str] = {}
    for letter in _ALPHABET:
        base = fold(letter)
        codes[letter] = f"{base}{sum(code[0] == base for code in codes.values())}"
    return codes | {letter: f"z{number}" for number, letter in enumerate(_FOREIGN)}


_CODES = _codes()
_NEW_PLACEMENT = re.compile(r"(?<!q)(?:o[àảãáạèẻẽéẹ]|u[ỳỷỹýỵ])(?!\w)", re.IGNORECASE)


def _move_tone_left(found: re.Match) -> str:
    marks = unicodedata.normalize("NFD", found.group())
    return unicodedata.normalize("NFC", marks[0] + marks[2] + marks[1])
