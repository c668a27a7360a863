"""Breaking text into lines: how wide a word is, where a line ends, what to do with a word wider than its line.

Widths are in points. Our own, as platypus parses mark-up and measures each word anew, which costs most of its time.
"""

from dataclasses import dataclass
from typing import NamedTuple

from reportlab.lib.fonts import tt2ps
from reportlab.pdfbase import pdfmetrics

from portal.printing import fonts
from portal.printing.paper import plain

# Vietnamese has some seven thousand syllables; what goes beyond this many words is links, names and noise.
_KEPT_WORDS = 20_000
_GOOD_BREAKS = "/-–_.,;:?&=+@"


class Line(NamedTuple):
    """One line of text, its natural width, and whether its paragraph ends with it."""

    text: str
    width: float
    is_last: bool


@dataclass(frozen=True)
class Style:
    """How a text looks: face by its name in the PDF, size and the distance of lines in points."""

    face: str
    size: float
    leading: float

    def baseline(self) -> float:
        """Return how far below the top of its line the letters stand, leaving the same air above and below."""
        return (self.leading - self.size) / 2 + 0.82 * self.size


def face(*, bold: bool = False, italic: bool = False) -> str:
    """Return the name of one face of the papers' font, which is registered on first use."""
    return tt2ps(fonts.register(), int(bold), int(italic))


class _Widths(dict):
    """The width of each word of one font at one point, measured once."""

    def __init__(self, font):
        super().__init__()
        self.font = font

    def __missing__(self, word):
        if len(self) > _KEPT_WORDS:
            self.clear()
        width = self[word] = self.font.stringWidth(word, 1)
        return width


_WIDTHS: dict[str, _Widths] = {}


def _widths_in(face_name):
    font = pdfmetrics.getFont(face_name)
    widths = _WIDTHS.get(face_name)
    if widths is None or widths.font is not font:
        widths = _WIDTHS[face_name] = _Widths(font)
    return widths


def printable(value: object, face_name: str) -> str:
    """Return ``value`` as text the face can draw: a sign it lacks becomes "?", as reportlab would drop it unseen."""
    text = plain(value)
    glyphs = pdfmetrics.getFont(face_name).face.charToGlyph
    if all(map(glyphs.__contains__, map(ord, text))):
        return text
    return "".join(sign if sign == "\n" or ord(sign) in glyphs else "?" for sign in text)


def width_of(text: str, style: Style) -> float:
    """Return the width of a line of text."""
    return _widths_in(style.face)[text] * style.size


def broken(value: object, style: Style, width: float, first_indent: float = 0) -> list[Line]:
    """Break text into lines no wider than ``width``, the first of each paragraph shorter by ``first_indent``.

    Each line of the text is a paragraph; an empty text gives no lines. A word wider than its line is cut, where
    possible after a sign such as "/" in a link.
    """
    lines: list[Line] = []
    for paragraph in printable(value, style.face).split("\n"):
        words = paragraph.split()
        if words:
            lines += _paragraph(words, style, width, first_indent)
    return lines


def _paragraph(words, style, width, first_indent):
    widths, size = _widths_in(style.face), style.size
    space = widths[" "] * size
    lines, line, used, room = [], [], 0.0, width - first_indent
    for word in words:
        wide = widths[word] * size
        if line and used + space + wide > room:
            lines.append(Line(" ".join(line), used, False))
            line, used, room = [], 0.0, width
        if wide > room:
            *heads, word = _cut(word, style, room, width)
            lines += [Line(head, widths[head] * size, False) for head in heads]
            wide, room = widths[word] * size, width if heads else room
        used += wide + (space if line else 0)
        line.append(word)
    return [*lines, Line(" ".join(line), used, True)]


def _cut(word, style, room, width):
    """Return the pieces of a word wider than its line: the first fits into ``room``, the others into ``width``."""
    signs, size = _widths_in(style.face), style.size
    pieces, start, good, used = [], 0, 0, 0.0
    for at, sign in enumerate(word):
        used += signs[sign] * size
        if used > room and at > start:
            end = good if good > start + (at - start) // 2 else at
            pieces.append(word[start:end])
            start, room, used = end, width, sum(signs[each] for each in word[end : at + 1]) * size
        if sign in _GOOD_BREAKS:
            good = at + 1
    return [*pieces, word[start:]]
