"""A paper as PDF, laid out as the Party's papers are (domain reference §9), the same bytes for the same paper.

Drawn on reportlab's canvas rather than with platypus, which takes twice the time and splits long cells badly.
"""

import re
from collections.abc import Iterable
from functools import singledispatch

from reportlab.lib.units import mm

from portal.printing.chart import draw_bars
from portal.printing.grid import Grid
from portal.printing.paper import (
    RECIPIENTS,
    Bars,
    Blanks,
    Boxes,
    Fields,
    Heading,
    Landscape,
    Letterhead,
    PageBreak,
    Paper,
    Prose,
    Signatures,
    Table,
    Title,
    plain,
    with_headings_turned,
)
from portal.printing.sheet import Sheets
from portal.printing.typeset import Line, Style, broken, face, width_of

_LEFT_PART = 0.47  # of the letterhead: the Party's name on the right is longer than most bodies' names
_BEFORE_PLACE = re.compile(r" (?=(?:PHƯỜNG|XÃ(?! HỘI)) )")
_GAP_TO_SIGN = 60
_BOX = 10


def render(paper: Paper) -> bytes:
    """Return the paper as a PDF file with its fonts embedded, searchable, A4.

    Text is taken literally; a sign that the font lacks prints as "?".
    """
    sheets = Sheets(paper)
    _draw_paper(paper, sheets)
    return sheets.finished()


def render_volume(papers: Iterable[Paper]) -> bytes:
    """Return several papers as one PDF, each beginning on a page of its own; its pages count from 1.

    ``papers`` is walked through once. Raises ``ValueError`` where there is none.
    """
    sheets = None
    for paper in papers:
        if sheets is None:
            sheets = Sheets(paper)
        else:
            sheets.next_paper(paper)
        _draw_paper(paper, sheets)
    if sheets is None:
        raise ValueError("A volume holds one paper at least.")
    return sheets.finished()


def _draw_paper(paper, sheets):
    if paper.letterhead:
        _draw_letterhead(paper.letterhead, sheets)
    if paper.title or paper.subtitle:
        draw(Title(paper.title, paper.subtitle), sheets)
    _draw_all(paper.blocks, sheets)


def _draw_all(blocks, sheets):
    blocks = with_headings_turned(blocks)
    for number, block in enumerate(blocks):
        sheets.below = _height_of_signatures_after(blocks[number:], sheets)
        if isinstance(block, Heading):
            sheets.ensure(_height_kept_together(blocks[number:], sheets))
        draw(block, sheets)


def _height_kept_together(blocks, sheets):
    """Return the height of a heading, of headings right below it, and of the beginning of what they announce."""
    height = 0.0
    for number, block in enumerate(blocks):
        if not isinstance(block, Heading):
            return height + _least_height(block, _height_of_signatures_after(blocks[number:], sheets), sheets)
        height += _heading_height(block, sheets)
    return height


def _least_height(block, below, sheets):
    """Return the height of the beginning of a block and, where it ends there, of the signatures ``below`` it."""
    gap, leading = sheets.layout.paragraph_gap_pt, sheets.layout.leading_pt
    if isinstance(block, Table):
        return gap + Grid(block, sheets).least_height(below)
    if isinstance(block, Prose) and below and len(block.paragraphs()) == 1:
        count = len(broken(block.paragraphs()[0], _style(sheets), sheets.text_width, sheets.layout.indent_mm * mm))
        return gap + (count * leading + below if count <= 3 else 2 * leading)
    if isinstance(block, Blanks) and below:
        return block.lines * leading + below
    return gap + 2 * leading


def _height_of_signatures_after(blocks, sheets):
    """Return the height to keep free below the end of the first block, so that nobody signs an empty page."""
    if len(blocks) < 2 or not isinstance(blocks[1], Signatures):
        return 0
    height = _Signing(blocks[1], sheets).height + sheets.layout.paragraph_gap_pt
    return height if height < (sheets.top - sheets.bottom) / 2 else 0


def _style(sheets, size=None, *, bold=False, italic=False):
    layout = sheets.layout
    size = size or layout.body_pt
    return Style(face(bold=bold, italic=italic), size, max(layout.leading_pt, size * 1.25))


def _draw_letterhead(letterhead: Letterhead, sheets: Sheets):
    layout, top = sheets.layout, sheets.y
    regular, bold = _style(sheets, layout.left_header_pt), _style(sheets, layout.left_header_pt, bold=True)
    party = _style(sheets, layout.right_header_pt, bold=True)
    dated = _style(sheets, layout.place_and_date_pt, italic=True)
    left, left_width = sheets.left, sheets.text_width * _LEFT_PART - 8
    right, right_width = left + left_width + 8, sheets.text_width * (1 - _LEFT_PART)

    superior = _body(letterhead.superior, regular, left_width)
    y = _write_centred(superior, regular, sheets, left, top, left_width)
    star = _write_centred(_body(letterhead.body, bold, left_width), bold, sheets, left, y, left_width)
    left_end = _write_centred("*", regular, sheets, left, star, left_width)
    level = left_end if letterhead.number else star
    left_end = _write_centred(letterhead.number, regular, sheets, left, left_end, left_width)

    y = _write_centred(letterhead.right, party, sheets, right, top, right_width)
    for line in broken(letterhead.right, party, right_width)[-1:]:
        start = right + (right_width - line.width) / 2
        sheets.rule(start, y, start + line.width, y)
    # The date stands level with the number, else with the star, below the rule.
    y = min(level, y - layout.paragraph_gap_pt)
    right_end = _write_centred(letterhead.place_and_date, dated, sheets, right, y, right_width)
    sheets.y = min(left_end, right_end) - layout.leading_pt


def _body(name, style, width):
    """Return the name of a body in capitals; where it needs a second line, its ward or commune is not torn apart."""
    name = plain(name).upper()
    return name if len(broken(name, style, width)) == 1 else _BEFORE_PLACE.sub("\n", name, count=1)


def _write_centred(text, style, sheets, x, y, width):
    """Write a text centred within ``width`` and return where it ends."""
    return sheets.write_block(broken(text, style, width), style, x, y, width, "center")


@singledispatch
def draw(block, sheets: Sheets) -> None:
    """Draw one block where the sheets are, and leave them at its end."""
    raise TypeError(f"No way to draw a {type(block).__name__}.")


@draw.register
def _(block: Title, sheets):
    layout = sheets.layout
    name, abstract = _style(sheets, layout.type_name_pt, bold=True), _style(sheets, layout.abstract_pt, bold=True)
    names = broken(plain(block.text).upper(), name, sheets.text_width)
    abstracts = broken(block.subtitle, abstract, sheets.text_width)
    below = broken(layout.below_abstract, abstract, sheets.text_width) if abstracts else []
    sheets.ensure(name.leading * len(names) + abstract.leading * (len(abstracts) + len(below)))
    for lines, style in ((names, name), (abstracts, abstract), (below, abstract)):
        sheets.y = sheets.write_block(lines, style, sheets.left, sheets.y, sheets.text_width, "center")
    sheets.y -= layout.paragraph_gap_pt


def _heading_style(block, sheets):
    return _style(sheets, bold=block.level < 3, italic=block.level > 2)


def _heading_height(block, sheets):
    style = _heading_style(block, sheets)
    indent = sheets.layout.indent_mm * mm
    return len(broken(block.text, style, sheets.text_width, indent)) * style.leading + sheets.layout.paragraph_gap_pt


@draw.register
def _(block: Heading, sheets):
    _draw_paragraph(block.text, _heading_style(block, sheets), sheets, justified=False)


@draw.register
def _(block: Prose, sheets):
    paragraphs = block.paragraphs()
    for number, paragraph in enumerate(paragraphs, start=1):
        below = sheets.below if number == len(paragraphs) else 0
        _draw_paragraph(paragraph, _style(sheets), sheets, indented=block.indent, below=below)


def _draw_paragraph(text, style, sheets, *, indented=True, justified=True, below=0):
    """Draw one paragraph; neither its first nor its last line stands alone, and its end has ``below`` free under it."""
    indent = sheets.layout.indent_mm * mm if indented else 0
    lines = broken(text, style, sheets.text_width, indent)
    if lines and not sheets.is_fresh:
        begun = len(lines) * style.leading + below if len(lines) <= 3 and below else min(len(lines), 2) * style.leading
        sheets.ensure(sheets.layout.paragraph_gap_pt + begun)
    if not sheets.is_fresh:
        sheets.y -= sheets.layout.paragraph_gap_pt
    for number, line in enumerate(lines):
        left = len(lines) - number
        sheets.ensure(2 * style.leading + below if left == 2 and number > 1 else style.leading)
        shift = 0 if number else indent
        stretch = 0 if line.is_last or not justified else sheets.text_width - shift
        sheets.write(line, style, sheets.left + shift, sheets.y - style.baseline(), stretch_to=stretch)
        sheets.y -= style.leading


@draw.register
def _(block: Blanks, sheets):
    if sheets.below:
        sheets.ensure(block.lines * sheets.layout.leading_pt + sheets.below)
    for _number in range(block.lines):
        _draw_dots(sheets, sheets.left)


def _draw_dots(sheets, x):
    leading = sheets.layout.leading_pt
    sheets.ensure(leading)
    sheets.y -= leading
    sheets.dots(x, sheets.right, sheets.y + 4)


@draw.register
def _(block: Fields, sheets):
    style = _style(sheets)
    for label, value in block.pairs:
        label, value = f"{plain(label)}:", plain(value)
        _draw_paragraph(f"{label} {value}", style, sheets, justified=False)
        if not value:
            start = sheets.left + sheets.layout.indent_mm * mm + width_of(label, style) + 4
            if start < sheets.right:
                sheets.dots(start, sheets.right, sheets.y + 4)


@draw.register
def _(block: Table, sheets):
    if not sheets.is_fresh:
        sheets.y -= sheets.layout.paragraph_gap_pt
    Grid(block, sheets).draw(below=sheets.below)
    sheets.y -= sheets.layout.paragraph_gap_pt


@draw.register
def _(block: Boxes, sheets):
    style = _style(sheets)
    x = sheets.left + sheets.layout.indent_mm * mm
    sheets.y -= sheets.layout.paragraph_gap_pt
    for label, is_ticked in block.choices:
        lines = broken(label, style, sheets.right - x - 2 * _BOX)
        sheets.ensure(max(1, len(lines)) * style.leading)
        baseline = sheets.y - style.baseline()
        sheets.frame(x, baseline - 1, _BOX, _BOX)
        if is_ticked:
            cross = Line("x", width_of("x", style), True)
            sheets.write(cross, style, x + (_BOX - cross.width) / 2, baseline + 1)
        end = sheets.write_block(lines, style, x + 2 * _BOX, sheets.y, sheets.text_width)
        sheets.y = min(end, sheets.y - style.leading)


class _Signing:
    """Signatures laid out side by side: what stands above each name, the names, and the height of it all.

    Whom the paper goes to stands on the left, as lines with their style.
    """

    def __init__(self, block: Signatures, sheets):
        layout, count = sheets.layout, block.places
        self.width = sheets.text_width / count
        self.start = sheets.left + self.width * (count - len(block.signatures))
        self.bold = _style(sheets, bold=True)
        regular, italic = _style(sheets), _style(sheets, italic=True)
        self.tops, self.names = [], []
        for signature in block.signatures:
            parts = ((signature.authority, self.bold), (signature.position, regular), (signature.note, italic))
            self.tops.append([(line, style) for text, style in parts for line in broken(text, style, self.width - 8)])
            self.names.append(broken(signature.name, self.bold, self.width - 8))
        self.names_from = layout.leading_pt * (1 + max(map(len, self.tops), default=0)) + _GAP_TO_SIGN
        self.recipients = list(self._recipients(block.recipients, sheets))
        height = self.names_from + layout.leading_pt * max(map(len, self.names), default=0)
        self.height = max(height, layout.leading_pt + sum(style.leading for _line, style in self.recipients))

    def _recipients(self, recipients, sheets):
        head = Style(face(bold=True, italic=True), 12, 15)  # sizes: domain reference §9
        item = Style(face(), 11, 13.5)
        for text, style in ((RECIPIENTS, head), *((each, item) for each in recipients)) if recipients else ():
            yield from ((line, style) for line in broken(text, style, self.width - 8))


@draw.register
def _(block: Bars, sheets):
    if block.bars:
        sheets.y -= sheets.layout.paragraph_gap_pt
    draw_bars(block, sheets)


@draw.register
def _(block: Signatures, sheets):
    signing = _Signing(block, sheets)
    sheets.ensure(signing.height)
    top, x = sheets.y, signing.start
    for lines, name in zip(signing.tops, signing.names, strict=True):
        y = top - sheets.layout.leading_pt
        for line, style in lines:
            y = sheets.write_block([line], style, x, y, signing.width, "center")
        sheets.write_block(name, signing.bold, x, top - signing.names_from, signing.width, "center")
        x += signing.width
    y = top - sheets.layout.leading_pt
    for number, (line, style) in enumerate(signing.recipients):
        end = sheets.write_block([line], style, sheets.left, y, signing.width)
        if not number:
            sheets.rule(sheets.left, end + 2, sheets.left + line.width, end + 2)
        y = end
    sheets.y = top - signing.height


@draw.register
def _(block: PageBreak, sheets):
    if not sheets.is_fresh:
        sheets.new_page()


@draw.register
def _(block: Landscape, sheets):
    upright = sheets.landscape
    sheets.turn(landscape=True)
    _draw_all(block.blocks, sheets)
    sheets.turn(landscape=upright)
