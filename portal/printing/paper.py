"""What stands on a paper, as plain data: blocks without looks, records or Django.

An app's ``papers.py`` gathers a ``Paper``; ``pdf.render`` and ``docx.render`` draw it. Text is literal everywhere:
there is no mark-up, so ``<b>`` prints as three signs. A paper is a Vietnamese document in whatever language the portal
is read, and the same paper must give the same bytes for everyone: the few words that belong to the layout stand here
as they are printed, and are not translated.
"""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Literal

from portal.lib.vietnamese import clean_lines

PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"
DRAFT_MARK = "BẢN NHÁP"
PORTAL = "Cổng đăng ký cam kết"
RECIPIENTS = "Nơi nhận:"


def plain(value: object) -> str:
    """Return ``value`` as text that every renderer can print: NFC, lines apart by ``\\n``, no invisible signs.

    ``None`` is the empty text. What cannot be printed is dropped, private-use and unassigned signs included: PDF would
    print a box, and Word and Excel would refuse the file. Source: domain reference §13.1 [C].
    """
    text = "" if value is None else str(value)
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text
    return "".join(sign for sign in clean_lines(text) if sign == "\n" or sign.isprintable())


@dataclass(frozen=True)
class Layout:
    """How the Party's papers are laid out under one guideline: ``_mm`` millimetres, ``_pt`` points."""

    code: str
    valid_from: date
    right_header_pt: float
    type_name_pt: float
    abstract_pt: float
    left_header_pt: float = 14
    place_and_date_pt: float = 14
    body_pt: float = 14
    leading_pt: float = 18
    paragraph_gap_pt: float = 6
    indent_mm: float = 10
    table_pt: float = 12
    table_leading_pt: float = 14.5
    page_number_pt: float = 14
    page_number_mm: float = 10
    top_mm: float = 20
    bottom_mm: float = 20
    left_mm: float = 30
    right_mm: float = 15
    below_abstract: str = "-----"


# Dated data: a layout is valid until the next one begins. Source: domain reference §9; 36-HD/VPTW [C] for header, type
# name and abstract, its margins [U]; 05-HD/VPTW as local systems apply it [P]. Sizes in tables are ours.
LAYOUTS = (
    Layout("36-HD/VPTW", date(2018, 4, 3), right_header_pt=15, type_name_pt=16, abstract_pt=15),
    Layout("05-HD/VPTW", date(2026, 5, 27), right_header_pt=14, type_name_pt=15, abstract_pt=14),
)


def layout_on(day: date) -> Layout:
    """Return the layout in force on ``day``, whose first day counts; before the first guideline, the first."""
    in_force = [layout for layout in LAYOUTS if layout.valid_from <= day]
    return in_force[-1] if in_force else LAYOUTS[0]


@dataclass(frozen=True)
class Letterhead:
    """Who issues the paper: left the superior and the issuing body, right the Party, the place and the date.

    ``number`` is the line below the star, "Số …-BC/ĐU", of papers that bear one.
    """

    superior: str
    body: str
    place_and_date: str = ""
    right: str = PARTY
    number: str = ""


@dataclass(frozen=True)
class Title:
    """The name of a paper or of an annex inside it, with what it is about below."""

    text: str
    subtitle: str = ""


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 ("I. …"), 2 ("1. …") or 3 ("a) …"), numbered by the one who writes it."""

    level: Literal[1, 2, 3]
    text: str


@dataclass(frozen=True)
class Prose:
    """Paragraphs: one text whose lines are paragraphs, or a sequence of such texts; empty lines are left out."""

    text: str | Sequence[str]
    indent: bool = True

    def paragraphs(self) -> list[str]:
        """Return the paragraphs, ready to print."""
        texts = [self.text] if self.text is None or isinstance(self.text, str) else self.text
        lines = [line.strip() for text in texts for line in plain(text).split("\n")]
        return [line for line in lines if line]


@dataclass(frozen=True)
class Blanks:
    """Dotted lines to be filled in by hand."""

    lines: int = 3


@dataclass(frozen=True)
class Fields:
    """The personal block: pairs of label and value, one a line; an empty value leaves a dotted line."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Column:
    """A column of a table: ``share`` is its part of the width, whatever the shares add up to."""

    label: str
    share: float = 1
    align: Literal["left", "center", "right"] = "left"


@dataclass(frozen=True)
class Table:
    """A table whose header is repeated on each page; a row that is one text spans all columns; totals are bold.

    Each row has one cell a column: raises ``ValueError`` where it has not.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[object] | str]
    totals: Sequence[Sequence[object] | str] = ()

    def __post_init__(self):
        for row in (*self.rows, *self.totals):
            if not isinstance(row, str) and len(row) != len(self.columns):
                raise ValueError(f"A row has {len(row)} cells, the table {len(self.columns)} columns: {row!r}")


@dataclass(frozen=True)
class Boxes:
    """Answers of which some are ticked: pairs of label and whether it is ticked."""

    choices: Sequence[tuple[str, bool]]


@dataclass(frozen=True)
class Bars:
    """A chart of lying bars: label, share of the whole length (0 to 1), and what stands behind the bar."""

    bars: Sequence[tuple[str, float, str]]


@dataclass(frozen=True)
class Signature:
    """One who signs: authority ("T/M CHI BỘ", bold), position ("BÍ THƯ", not bold), note (italic), name (bold).

    The authority may take several lines, apart by ``\\n``. Source: domain reference §9 [C].
    """

    authority: str = ""
    position: str = ""
    name: str = ""
    note: str = ""


@dataclass(frozen=True)
class Signatures:
    """Those who sign, side by side from left to right; one alone signs on the right. Never split over pages.

    ``recipients`` stand on the left under "Nơi nhận:", one a line, as they are to be printed.
    """

    signatures: Sequence[Signature]
    recipients: Sequence[str] = ()

    @property
    def places(self) -> int:
        """How many columns of the same width they stand in."""
        return max(2, len(self.signatures) + bool(self.recipients))


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


@dataclass(frozen=True)
class Landscape:
    """Blocks on sheets turned sideways, for wide tables; they begin on a new page, and so does what follows."""

    blocks: Sequence["Block"]


Block = Title | Heading | Prose | Blanks | Fields | Table | Boxes | Bars | Signatures | PageBreak | Landscape


@dataclass(frozen=True)
class Paper:
    """One paper: a draft says so on each page, an issued one bears its ``code`` and a QR of ``check_at`` or the code.

    ``draft_mark`` is what a draft says. Raises ``ValueError`` for a draft with a code.
    """

    title: str
    blocks: Sequence[Block]
    subtitle: str = ""
    letterhead: Letterhead | None = None
    draft: bool = True
    code: str | None = None
    check_at: str = ""
    landscape: bool = False
    layout: Layout = field(default=LAYOUTS[-1])
    draft_mark: str = DRAFT_MARK

    def __post_init__(self):
        if self.draft and self.code:
            raise ValueError("A draft bears no code: issue the paper first.")


def with_headings_turned(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with the headings right before sheets turned sideways moved onto those sheets."""
    moved: list[Block] = []
    for block in blocks:
        if isinstance(block, Landscape) and block.blocks:
            first = len(moved)
            while first and isinstance(moved[first - 1], Heading):
                first -= 1
            moved[first:] = [Landscape([*moved[first:], *block.blocks])]
        else:
            moved.append(block)
    return moved


# What tells the issued paper from its draft is no part of what a person put their name to.
_NOT_CONTENT = {"draft", "draft_mark", "code", "check_at"}
# Came later: content only where they say something, so that what was issued before keeps its checksum.
_CAME_LATER = {"number", "recipients"}


def canonical(paper: Paper) -> bytes:
    """Return what the paper says as UTF-8 JSON that is the same for the same content, for the checksum.

    A draft and the issued paper of the same words give the same bytes; another layout gives others.
    """
    return json.dumps(_as_json(paper), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _as_json(value):
    if isinstance(value, Layout):
        return value.code
    if is_dataclass(value):
        members = {part.name: _as_json(getattr(value, part.name)) for part in fields(value)}
        left_out = _NOT_CONTENT | {name for name in _CAME_LATER if not members.get(name)}
        kept = {name: member for name, member in members.items() if name not in left_out}
        return {"block": type(value).__name__, **kept}
    if isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_as_json(member) for member in value]
    return plain(value)
