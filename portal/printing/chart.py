"""A chart of lying bars: the label before each bar, its figure behind it."""

from portal.printing.paper import Bars
from portal.printing.sheet import Sheets
from portal.printing.typeset import Style, broken, face

_LABEL_PART, _BAR_PART = 0.4, 0.4  # of the width
_AIR = 6


def draw_bars(chart: Bars, sheets: Sheets) -> None:
    """Draw the bars from where the sheets are; one that does not fit begins the next page."""
    style = Style(face(), sheets.layout.table_pt, sheets.layout.table_leading_pt)
    for label, share, behind in chart.bars:
        lines = broken(label, style, sheets.text_width * _LABEL_PART - _AIR)
        height = max(1, len(lines)) * style.leading + _AIR
        sheets.ensure(height)
        _draw_bar(lines, min(max(share, 0), 1), behind, style, sheets)
        sheets.y -= height


def _draw_bar(lines, share, behind, style, sheets):
    top, width = sheets.y, sheets.text_width
    start, length = sheets.left + width * _LABEL_PART, width * _BAR_PART
    bottom, thickness = top - style.leading, style.leading - _AIR / 2
    sheets.write_block(lines, style, sheets.left, top, width * _LABEL_PART - _AIR)
    sheets.frame(start, bottom, length, thickness)
    sheets.fill(start, bottom, length * share, thickness)
    rest = sheets.right - start - length - _AIR
    sheets.write_block(broken(behind, style, rest)[:1], style, start + length + _AIR, top, rest)
