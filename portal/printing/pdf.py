"""A paper as PDF, laid out as the Party's papers are (domain reference §9), the same bytes for the same paper.

Drawn on reportlab's canvas rather than with platypus, which takes twice the time and splits long cells badly.
"""

from functools import singledispatch

from reportlab.lib.units import mm

from portal.printing.grid import Grid
from portal.printing.paper import (
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
_GAP_TO_SIGN = 60
_BOX = 10


def render(paper: Paper) -> bytes:
    """Return the paper as a PDF file with its fonts embedded, searchable, A4.

    Text is taken literally; a sign that the font lacks prints as "?".
    """
    sheets = Sheets(paper)
    if paper.letterhead:
        _draw_letterhead(paper.letterhead, sheets)
    if paper.title or paper.subtitle:
        draw(Title(paper.title, paper.subtitle), sheets)
    _draw_all(paper.blocks, sheets)
    return sheets.finished()


def _draw_all(blocks, sheets):
    blocks = with_headings_turned(blocks)
    for number, block in enumerate(blocks):
        if isinstance(block, Heading):
            sheets.ensure(_height_kept_together(blocks[number:], sheets))
        draw(block, sheets)


def _height_kept_together(blocks, sheets):
    """Return the height of a heading, of headings right below it, and of the beginning of what they announce."""
    height = 0.0
    for block in blocks:
        if not isinstance(block, Heading):
            return height + _least_height(block, sheets)
        height += _heading_height(block, sheets)
    return height


def _least_height(block, sheets):
    if isinstance(block, Table):
        return sheets.layout.paragraph_gap_pt + Grid(block, sheets).least_height()
    return sheets.layout.paragraph_gap_pt + 2 * sheets.layout.leading_pt


def _style(sheets, size=None, *, bold=False, italic=False):
    layout = sheets.layout
    size = size or layout.body_pt
    return Style(face(bold=bold, italic=italic), size, max(layout.leading_pt, size * 1.25))


def _draw_letterhead(letterhead: Letterhead, sheets: Sheets):
    layout, top = sheets.layout, sheets.y
    left_width = sheets.text_width * _LEFT_PART
    right, right_width = sheets.left + left_width, sheets.text_width - left_width
    plain_style, bold = _style(sheets, layout.left_header_pt), _style(sheets, layout.left_header_pt, bold=True)
    party, dated = (
        _style(sheets, layout.right_header_pt, bold=True),
        _style(sheets, layout.place_and_date_pt, italic=True),
    )

    y = top
    for text, style in ((letterhead.superior, plain_style), (letterhead.body, bold)):
        y = sheets.write_block(
            broken(plain(text).upper(), style, left_width - 8), style, sheets.left, y, left_width - 8, "center"
        )
    star = y
    left_end = sheets.write_block(
        broken("*", plain_style, left_width), plain_style, sheets.left, y, left_width - 8, "center"
    )

    lines = broken(letterhead.right, party, right_width)
    y = sheets.write_block(lines, party, right, top, right_width, "center")
    if lines:
        start = right + (right_width - lines[-1].width) / 2
        sheets.rule(start, y, start + lines[-1].width, y)
    y = min(star, y - layout.paragraph_gap_pt)
    right_end = sheets.write_block(
        broken(letterhead.place_and_date, dated, right_width), dated, right, y, right_width, "center"
    )
    sheets.y = min(left_end, right_end) - layout.leading_pt


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
    for paragraph in block.paragraphs():
        _draw_paragraph(paragraph, _style(sheets), sheets, indented=block.indent)


def _draw_paragraph(text, style, sheets, *, indented=True, justified=True):
    """Draw one paragraph; neither its first nor its last line stands alone on a page."""
    indent = sheets.layout.indent_mm * mm if indented else 0
    lines = broken(text, style, sheets.text_width, indent)
    if lines and not sheets.is_fresh:
        sheets.ensure(sheets.layout.paragraph_gap_pt + min(len(lines), 2) * style.leading)
    if not sheets.is_fresh:
        sheets.y -= sheets.layout.paragraph_gap_pt
    for number, line in enumerate(lines):
        left = len(lines) - number
        sheets.ensure(style.leading * (2 if left == 2 and number > 1 else 1))
        shift = 0 if number else indent
        stretch = 0 if line.is_last or not justified else sheets.text_width - shift
        sheets.write(line, style, sheets.left + shift, sheets.y - style.baseline(), stretch_to=stretch)
        sheets.y -= style.leading


@draw.register
def _(block: Blanks, sheets):
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
    Grid(block, sheets).draw()
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


@draw.register
def _(block: Signatures, sheets):
    layout = sheets.layout
    count = max(2, len(block.signatures))
    width = sheets.text_width / count
    bold, regular, italic = _style(sheets, bold=True), _style(sheets), _style(sheets, italic=True)
    tops, names = [], []
    for signature in block.signatures:
        parts = ((signature.authority, bold), (signature.position, regular), (signature.note, italic))
        tops.append([(line, style) for text, style in parts for line in broken(text, style, width - 8)])
        names.append(broken(signature.name, bold, width - 8))
    top_height = max(map(len, tops), default=0) * layout.leading_pt
    height = top_height + _GAP_TO_SIGN + max(map(len, names), default=0) * layout.leading_pt
    sheets.ensure(layout.leading_pt + height)
    y = sheets.y - layout.leading_pt
    x = sheets.left + width * (count - len(block.signatures))
    for top, name in zip(tops, names, strict=True):
        at = y
        for line, style in top:
            at = sheets.write_block([line], style, x, at, width, "center")
        sheets.write_block(name, bold, x, y - top_height - _GAP_TO_SIGN, width, "center")
        x += width
    sheets.y = y - height


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
