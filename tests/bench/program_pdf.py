"""Papers per second beside the same three-page paper written by hand with reportlab's platypus."""

from io import BytesIO
from xml.sax.saxutils import escape

import segno
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Table as PlatypusTable

from portal.printing import docx, pdf
from portal.printing.paper import Blanks, Boxes, Fields, Heading, Landscape, Prose, Signatures, Table, Title
from portal.printing.typeset import face
from tests.bench import Figure, per_second
from tests.portal.printing import samples

CODE = "7KQ2-M9TD-XW4B"
PLACES = (30 * mm, 15 * mm, 20 * mm)  # left, right, top and bottom


def figures():
    paper = samples.program(3, draft=False, code=CODE)
    floor = per_second(lambda: by_hand(paper), times=30)
    yield Figure("program_pdf", per_second(lambda: pdf.render(paper), times=30), "forms/s", floor=floor, target=0.80)
    yield Figure("program_docx", per_second(lambda: docx.render(paper), times=5), "forms/s")


class Styles:
    """Platypus styles of the same look."""

    def __init__(self):
        regular, bold, italic = face(), face(bold=True), face(italic=True)
        self.body = ParagraphStyle(
            "body",
            fontName=regular,
            fontSize=14,
            leading=18,
            alignment=TA_JUSTIFY,
            firstLineIndent=10 * mm,
            spaceBefore=6,
        )
        self.heading = ParagraphStyle("heading", parent=self.body, fontName=bold, keepWithNext=1)
        self.center = ParagraphStyle("center", fontName=regular, fontSize=14, leading=18, alignment=TA_CENTER)
        self.strong = ParagraphStyle("strong", parent=self.center, fontName=bold)
        self.italic = ParagraphStyle("italic", parent=self.center, fontName=italic)
        self.cell = ParagraphStyle("cell", fontName=regular, fontSize=12, leading=14.5)
        self.head = ParagraphStyle("head", parent=self.cell, fontName=bold, alignment=TA_CENTER)


def by_hand(paper) -> bytes:
    """Return ``paper`` as one would write it with platypus: same blocks, sizes, sheets, page numbers, code."""
    stream, look = BytesIO(), Styles()
    left, right, edge = PLACES
    document = BaseDocTemplate(stream, pagesize=A4, invariant=1, pageCompression=1, title=paper.title)
    document.addPageTemplates(
        [
            PageTemplate(
                name,
                [Frame(left, edge, size[0] - left - right, size[1] - 2 * edge, 0, 0, 0, 0)],
                _decorate,
                pagesize=size,
            )
            for name, size in (("upright", A4), ("sideways", landscape(A4)))
        ]
    )
    story = [*_head(paper, look)]
    for block in paper.blocks:
        story += _flowables(block, look)
    document.build(story)
    return stream.getvalue()


def _decorate(canvas, document):
    width, height = canvas._pagesize
    canvas.setFont(face(), 14)
    if document.page > 1:
        canvas.drawCentredString(width / 2, height - 14 * mm, str(document.page))
    matrix = segno.make(CODE, mask=3, error="m", micro=False, boost_error=False).matrix
    side = 14 * mm / len(matrix)
    path = canvas.beginPath()
    for row_number, row in enumerate(matrix):
        for column, is_dark in enumerate(row):
            if is_dark:
                path.rect(PLACES[0] + column * side, 18 * mm - (row_number + 1) * side, side, side)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.setFont(face(), 10)
    canvas.drawString(PLACES[0] + 17 * mm, 16 * mm, f"Mã: {CODE}")


def _head(paper, look):
    head = paper.letterhead
    cells = [
        [Paragraph(escape(head.superior.upper()), look.center), Paragraph(f"<u>{head.right}</u>", look.strong)],
        [Paragraph(escape(head.body.upper()), look.strong), ""],
        [Paragraph("*", look.center), Paragraph(escape(head.place_and_date), look.italic)],
    ]
    return [
        PlatypusTable(cells, colWidths=[78 * mm, 87 * mm], style=[("TOPPADDING", (0, 0), (-1, -1), 0)]),
        Spacer(1, 18),
        Paragraph(escape(paper.title.upper()), look.strong),
        Paragraph(escape(paper.subtitle), look.strong),
        Paragraph("-----", look.strong),
    ]


def _flowables(block, look, *, is_turned=False):
    match block:
        case Fields(pairs):
            return [Paragraph(escape(f"{label}: {value}"), look.body) for label, value in pairs]
        case Heading(_level, text):
            return [Paragraph(escape(text), look.heading)]
        case Prose():
            return [Paragraph(escape(text), look.body) for text in block.paragraphs()]
        case Boxes(choices):
            return [Paragraph(escape(label), look.body) for label, _is_ticked in choices]
        case Title():
            return [Paragraph(escape(text), look.strong) for text in (block.text.upper(), block.subtitle, "-----")]
        case Blanks():
            return [Paragraph("." * 110, look.body) for _line in range(block.lines)]
        case Table():
            return [_table(block, look, is_turned=is_turned)]
        case Signatures(signatures):
            return [_signatures(signatures, look)]
        case Landscape(blocks):
            inside = [flowable for each in blocks for flowable in _flowables(each, look, is_turned=True)]
            return [NextPageTemplate("sideways"), PageBreak(), *inside, NextPageTemplate("upright"), PageBreak()]
    raise TypeError(block)


def _table(block, look, *, is_turned):
    shares = sum(column.share for column in block.columns)
    rows = [[Paragraph(escape(column.label), look.head) for column in block.columns]]
    style = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    for number, row in enumerate((*block.rows, *block.totals), start=1):
        if isinstance(row, str):
            style.append(("SPAN", (0, number), (-1, number)))
            row = [row, *[""] * (len(block.columns) - 1)]
        rows.append([Paragraph(escape(str(value)).replace("\n", "<br/>"), look.cell) for value in row])
    width = 252 if is_turned else 165
    widths = [width * mm * column.share / shares for column in block.columns]
    return PlatypusTable(rows, colWidths=widths, repeatRows=1, style=TableStyle(style))


def _signatures(signatures, look):
    rows = [
        [Paragraph(escape(each.authority), look.strong) for each in signatures],
        [Paragraph(escape(each.position), look.center) for each in signatures],
        [Paragraph(escape(each.note), look.italic) for each in signatures],
        [Spacer(1, 60) for _each in signatures],
        [Paragraph(escape(each.name), look.strong) for each in signatures],
    ]
    return PlatypusTable(rows, colWidths=[82.5 * mm] * len(signatures))
