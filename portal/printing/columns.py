"""How wide the columns of a table are: by their shares, but never too narrow for a word of the head or for a date."""

from portal.printing.paper import Layout, Table, plain
from portal.printing.typeset import Style, face, width_of

AIR_X = 3.0  # points on each side of a cell


def column_widths(table: Table, total: float, layout: Layout) -> list[float]:
    """Return the widths of the columns, in points, ``total`` together.

    Figures and dates, which stand centred or right, count like the words of the head: they are never broken, unless
    the columns would not fit side by side at all.
    """
    needed = [_widest_word(table, number, layout) + 2 * AIR_X for number in range(len(table.columns))]
    shares = [column.share for column in table.columns]
    if sum(needed) > total:
        return [total * share / sum(shares) for share in shares]
    too_narrow: set[int] = set()
    while True:
        rest = total - sum(needed[number] for number in too_narrow)
        rest_shares = sum(share for number, share in enumerate(shares) if number not in too_narrow)
        widths = [
            needed[number] if number in too_narrow else rest * share / rest_shares
            for number, share in enumerate(shares)
        ]
        more = {number for number, width in enumerate(widths) if width < needed[number] - 0.001}
        if not more:
            return widths
        too_narrow |= more


def _widest_word(table, number, layout):
    """Return the width of the widest word that must not be broken in one column."""
    bold = Style(face(bold=True), layout.table_pt, layout.table_leading_pt)
    column = table.columns[number]
    words = set(plain(column.label).split())
    if column.align != "left":
        words.update(
            word
            for row in (*table.rows, *table.totals)
            if not isinstance(row, str)
            for word in plain(row[number]).split()
            if len(word) <= len("30/09/2026")
        )
    # A millionth more, so that what just fits is not found too wide by rounding.
    return max((width_of(word, bold) for word in words), default=0) + 1e-6
