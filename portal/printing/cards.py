"""Small cards to be cut apart, eight on a sheet: what stands on each is data, how it looks is here."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

import segno
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from portal.printing.paper import PORTAL, plain
from portal.printing.typeset import Style, broken, face

COLUMNS, ROWS = 2, 4
PER_SHEET = COLUMNS * ROWS
_WIDTH, _HEIGHT = A4[0] / COLUMNS, A4[1] / ROWS
_INSIDE = 7 * mm  # office printers leave some four millimetres at the edge of the sheet white
_CODE_SIDE = 27 * mm
_GAP = 3 * mm


@dataclass(frozen=True)
class Card:
    """One card: its heading, whom it is for and where they belong, labelled lines, steps, a note, and a QR code.

    ``shown`` are pairs of a label and what is read off and typed: it stands large.
    """

    heading: str
    name: str
    place: str
    shown: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    note: str
    link: str


def draw_cards(title: str, cards: Iterable[Card], file: BinaryIO) -> int:
    """Draw ``cards`` as a PDF into ``file`` and return how many there were; the same cards give the same bytes.

    ``cards`` is walked through once. Without any the file is one empty sheet.
    """
    canvas = Canvas(file, pagesize=A4, invariant=1, pageCompression=1, lang="vi")
    canvas.setTitle(plain(title))
    canvas.setAuthor(PORTAL)
    canvas.setCreator(PORTAL)
    count = 0
    for card in cards:
        place = count % PER_SHEET
        if count and not place:
            canvas.showPage()
        if not place:
            _draw_cuts(canvas)
        _draw_card(canvas, card, (place % COLUMNS) * _WIDTH, A4[1] - (place // COLUMNS) * _HEIGHT)
        count += 1
    canvas.showPage()
    canvas.save()
    return count


def _draw_cuts(canvas):
    canvas.setLineWidth(0.5)
    canvas.setStrokeGray(0.45)
    canvas.setDash([3, 3])
    down = [(column * _WIDTH, 0, column * _WIDTH, A4[1]) for column in range(1, COLUMNS)]
    across = [(0, row * _HEIGHT, A4[0], row * _HEIGHT) for row in range(1, ROWS)]
    canvas.lines(down + across)


def _draw_card(canvas, card, x, top):
    small, usual = Style(face(), 10, 12), Style(face(), 10.5, 13)
    strong, name, typed = (
        Style(face(bold=True), 9.5, 12),
        Style(face(bold=True), 13, 16),
        Style(face(bold=True), 16, 19),
    )
    left, y = x + _INSIDE, top - _INSIDE
    width = _WIDTH - 2 * _INSIDE
    beside = width - _CODE_SIDE - _GAP
    y = _write(canvas, card.heading.upper(), strong, left, y, width, most=1)
    y = _write(canvas, card.name, name, left, y - 1, width, most=1)
    y = _write(canvas, card.place, usual, left, y, width, most=2)
    # The code is drawn from what is left below the heading, so that a long name never runs into it.
    _draw_code(canvas, card.link, left + beside + _GAP, y - 2 - _CODE_SIDE)
    for label, value in card.shown:
        y = _write(canvas, label, small, left, y - 2, beside, most=1)
        y = _write(canvas, value, _fitting(value, typed, beside), left, y, beside, most=2)
    y -= 3
    for step in card.steps:
        y = _write(canvas, step, small, left, y, width if y < top - _HEIGHT + 20 * mm else beside, most=2)
    _write(canvas, card.note, small, left, y - 1, width, most=2)


def _fitting(text, style, width):
    """Return a style in which ``text`` stands on one line, down to nine points."""
    while style.size > 9 and len(broken(text, style, width)) > 1:
        style = Style(style.face, style.size - 1, style.leading - 1)
    return style


def _write(canvas, text, style, x, top, width, *, most):
    """Write a text from ``top`` down in at most ``most`` lines and return where it ends."""
    canvas.setFont(style.face, style.size)
    for line in broken(text, style, width)[:most]:
        canvas.drawString(x, top - style.baseline(), line.text)
        top -= style.leading
    return top


def _draw_code(canvas, text, x, y):
    # A fixed mask spares trying all eight, which takes longer than drawing the card.
    rows = list(segno.make(text, mask=3, error="m", micro=False, boost_error=False).matrix)
    module = _CODE_SIDE / len(rows)
    path = canvas.beginPath()
    for row_number, row in enumerate(rows):
        for column, is_dark in enumerate(row):
            if is_dark:
                path.rect(x + column * module, y + _CODE_SIDE - (row_number + 1) * module, module, module)
    canvas.drawPath(path, stroke=0, fill=1)
