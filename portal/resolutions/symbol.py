"""The number grammar of documents: 21-KL/TW of the Party, 13/NQ-CP and 91/2025/QH15 of the State.

Storage is strict (``parse``), look-up is tolerant (``loose_key``), and a type that disagrees with its symbol is warned
about (``disagrees``), never mended. Source: domain reference §7.1, 7.2.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from django.utils.translation import gettext as _

from portal.lib.vietnamese import clean, fold

# Abbreviations of each type as symbols carry them; the first is today's. QĐ stands for two types.
TYPES: dict[str, tuple[str, ...]] = {
    "Nghị quyết": ("NQ",),
    "Chỉ thị": ("CT",),
    "Kết luận": ("KL",),
    "Quyết định": ("QĐ",),
    "Quy định": ("QĐ", "QĐi"),
    "Quy chế": ("QC",),
    "Hướng dẫn": ("HD",),
    "Thông tri": ("TTh",),
    "Kế hoạch": ("KH",),
    "Chương trình": ("CTr", "CTHĐ"),
    "Đề án": ("ĐA",),
    "Phương án": ("PA",),
    "Báo cáo": ("BC",),
    "Thông báo": ("TB",),
    "Tờ trình": ("TTr",),
    "Công văn": ("CV",),
    "Biên bản": ("BB",),
    "Bản sao": ("BS",),
    "Nghị định": ("NĐ",),
    "Luật": (),
}

_PARTY_TYPES = "NQ|CTHĐ|CTr|CT|KL|QĐi|QĐ|QC|HD|KH|TB|BC|ĐA|PA|TTr|TTh|CV|BB|BS"
_PARTY = re.compile(
    rf"(?P<no>\d{{1,5}}[a-z]?)\s*(?:[-–—]|\s)\s*(?P<type>{_PARTY_TYPES})\s*/\s*"
    r"(?P<issuer>[A-ZĐ]{2,12}(?:-[A-ZĐ]{2,12})?)",
    re.ASCII,
)
_STATE = re.compile(
    r"(?P<no>\d{1,5}[a-z]?)(?:\s*/\s*(?P<year>(?:19|20)\d{2}))?\s*/\s*"
    r"(?:(?P<type>[A-ZĐ]{2,6})\s*[-–—]\s*(?P<issuer>[A-ZĐ][A-Za-zĐđ]{1,15}(?:-[A-ZĐ0-9]{2,10})*)"
    r"|(?P<assembly>QH|UBTVQH)(?P<term>\d{1,2}))",
    re.ASCII,
)
_NUMBER_WORD = re.compile(r"^số\b\s*:?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Symbol:
    """A symbol taken apart; ``str`` gives its strict form, which is what is stored.

    ``no`` keeps its letter and has two digits at least ("05", "12a"); ``type`` is empty for laws, which carry the
    ``term`` of the National Assembly instead; ``year`` stands in symbols of the State only.
    """

    no: str
    type: str
    issuer: str
    year: int | None
    term: int | None
    style: Literal["party", "state"]

    def __str__(self) -> str:
        if self.style == "party":
            return f"{self.no}-{self.type}/{self.issuer}"
        year = f"/{self.year}" if self.year else ""
        return f"{self.no}{year}/" + (f"{self.type}-{self.issuer}" if self.type else f"{self.issuer}{self.term}")


class HasType(Protocol):
    """What ``disagrees`` needs of a document type."""

    name: str
    abbreviations: Sequence[str]


def parse(text: str) -> Symbol:
    """Return the symbol that ``text`` is, "Số" and stray spaces before it allowed, dashes of any length.

    One-digit numbers get their zero [C]. Raises ``ValueError``, whose text shows how a symbol looks.
    """
    bare = _NUMBER_WORD.sub("", clean(text).replace("Ð", "Đ"))  # Eth looks the same
    if party := _PARTY.fullmatch(bare):
        return Symbol(_padded(party["no"]), party["type"], party["issuer"], None, None, "party")
    if state := _STATE.fullmatch(bare):
        year, term = (int(state[part]) if state[part] else None for part in ("year", "term"))
        issuer = state["issuer"] or state["assembly"]
        return Symbol(_padded(state["no"]), state["type"] or "", issuer, year, term, "state")
    shown = bare if len(bare) <= 40 else bare[:39] + "…"
    raise ValueError(
        _("“%(text)s” is not a symbol. Write it as on the document: 21-KL/TW, 13/NQ-CP or 91/2025/QH15.")
        % {"text": shown}
    )


def loose_key(text: str) -> str:
    """Return the words by which a symbol is found, however it was typed: number, type, then the rest, all folded.

    "13 KL/TW", "Kết luận số 13–kl/tw" give "13 kl tw"; "nghi quyet 58" gives "58 nq". Where the word and the
    abbreviation disagree the word counts: slips are in the abbreviation ("Kết luận số 14-NQ/TW"). Every word begins a
    word of ``search_key`` of the symbol. Text without a number only loses its marks.
    """
    words = fold(text)
    found = _LOOSE.search(words)
    if not found:
        return words
    named, abbreviation = _KIND_BY_NAME.get(found["name"] or ""), found["abbreviation"]
    kind = named or _KIND_BY_ABBREVIATION.get(abbreviation or "") or ""
    rest = f"{found['year'] or ''} {words[found.end() :]} {words[: found.start()]}"
    return " ".join(f"{_padded(found['no'])} {kind} {rest}".split())


def disagrees(doc_type: HasType, symbol: Symbol) -> str:
    """Return a warning where the symbol says another type than ``doc_type``, else an empty text.

    Symbols of the National Assembly say no type, so they never disagree.
    """
    if not symbol.type or symbol.type in doc_type.abbreviations:
        return ""
    return _("Symbol %(symbol)s does not look like the type %(type)s. Compare it with the document.") % {
        "symbol": symbol,
        "type": doc_type.name,
    }


def _padded(number: str) -> str:
    digits = number.rstrip("abcdefghijklmnopqrstuvwxyz")
    return digits.zfill(2) + number[len(digits) :]


def _kind(abbreviations: Sequence[str]) -> str:
    """The folded abbreviation that begins all of a type's: "qd" for QĐ and QĐi."""
    return fold(abbreviations[0]) if abbreviations else ""


_KIND_BY_NAME = {fold(name): _kind(abbreviations) for name, abbreviations in TYPES.items()}
_KIND_BY_ABBREVIATION = {fold(short): _kind(shorts) for shorts in TYPES.values() for short in shorts}
_LOOSE = re.compile(
    rf"(?:\b(?P<name>{'|'.join(_KIND_BY_NAME)}) )?(?:\bso )?\b(?P<no>\d{{1,5}}[a-z]?)\b"
    rf"(?: (?P<year>(?:19|20)\d\d)\b)?(?: (?P<abbreviation>{'|'.join(_KIND_BY_ABBREVIATION)})\b)?"
)
