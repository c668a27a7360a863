"""Tables on sheets: the header on each page, long cells flowing on over pages, lines around everything."""

from portal.printing.columns import AIR_X, column_widths
from portal.printing.paper import Table
from portal.printing.sheet import Sheets
from portal.printing.typeset import Style, broken, face

_AIR_Y = 2.5
_FEWEST_LINES = 3  # a row is not begun at the foot of a page for fewer


class Grid:
    """One table laid out for one width of page."""

    def __init__(self, table: Table, sheets: Sheets):
        layout = sheets.layout
        self.sheets = sheets
        self.table = table
        self.style = Style(face(), layout.table_pt, layout.table_leading_pt)
        self.bold = Style(face(bold=True), layout.table_pt, layout.table_leading_pt)
        self.widths = column_widths(table, sheets.text_width, layout)
        self.aligns = [column.align for column in table.columns]
        labels = [column.label for column in table.columns]
        self.header = self._laid_out(labels, self.bold)
        self.header_height = self._height(self.header)
        self.totals_height = sum(self._height(self._laid_out(row, self.bold)) for row in table.totals)

    def least_height(self, below: float = 0) -> float:
        """Return the height of the header with the first row or, where that may be split, with its beginning.

        What stays together with the end of the table counts where the table ends with its first row.
        """
        end = self.totals_height + below if len(self.table.rows) < 2 else 0
        if not self.table.rows:
            return self.header_height + end
        first = self._laid_out(self.table.rows[0], self.bold)
        begun = _FEWEST_LINES * self.style.leading + 2 * _AIR_Y
        return self.header_height + (self._height(first) + end if self._stays_whole(first) else begun)

    def draw(self, *, below: float = 0) -> None:
        """Draw the table from where the sheets are, over as many pages as it takes, its end with ``below`` free."""
        self.sheets.ensure(self.least_height(below))
        self._draw_header()
        last = len(self.table.rows) - 1
        for number, row in enumerate(self.table.rows):
            self._draw_row(row, self.style, below=self.totals_height + below if number == last else 0)
        for row in self.table.totals:
            self._draw_row(row, self.bold)

    def _draw_row(self, row, style, *, below=0):
        """Draw a row, on the next page if it does not fit here together with what stays ``below`` it."""
        spans = isinstance(row, str)
        style = self.bold if spans else style
        cells = self._laid_out(row, style)
        while self._height(cells) + below > self.sheets.room and max(map(len, cells)) > 1:
            fit = self._lines_that_fit(cells)
            if fit:
                self._draw_cells([lines[:fit] for lines in cells], style, spans)
                cells = [lines[fit:] for lines in cells]
            self._draw_header_on_new_page()
        if self._height(cells) + below > self.sheets.room and not self._only_header:
            self._draw_header_on_new_page()
        self._draw_cells(cells, style, spans)

    def _lines_that_fit(self, cells):
        """Return how many lines of a row to draw on this page; two at least are left for the next."""
        fit = int((self.sheets.room - 2 * _AIR_Y) // self.style.leading)
        fit = min(fit, max(map(len, cells)) - 2)
        if self._only_header:
            return max(1, fit)  # however little room a tall header leaves, or the table would never end
        return 0 if fit < _FEWEST_LINES or self._stays_whole(cells) else fit

    def _stays_whole(self, cells):
        return self._height(cells) <= (self.sheets.top - self.sheets.bottom) / 4

    def _draw_header_on_new_page(self):
        self.sheets.new_page()
        self._draw_header()

    def _laid_out(self, row, style):
        """Return the lines of each cell; a row that is one text has one cell."""
        cells = [(row, self.sheets.text_width)] if isinstance(row, str) else zip(row, self.widths, strict=True)
        return [broken(value, style, width - 2 * AIR_X) for value, width in cells]

    def _height(self, cells):
        return max(1, *map(len, cells), 0) * self.style.leading + 2 * _AIR_Y

    def _draw_header(self):
        sheets, top = self.sheets, self.sheets.y
        self._frame(self.header_height, self.widths)
        x = sheets.left
        for lines, width in zip(self.header, self.widths, strict=True):
            slack = self.header_height - len(lines) * self.bold.leading
            sheets.write_block(lines, self.bold, x + AIR_X, top - slack / 2, width - 2 * AIR_X, "center")
            x += width
        self._only_header = True

    def _draw_cells(self, cells, style, spans):
        sheets, top, x = self.sheets, self.sheets.y, self.sheets.left
        widths = [sheets.text_width] if spans else self.widths
        aligns = ["left"] if spans else self.aligns
        self._frame(self._height(cells), widths)
        for lines, width, align in zip(cells, widths, aligns, strict=True):
            if lines:
                sheets.write_block(lines, style, x + AIR_X, top - _AIR_Y, width - 2 * AIR_X, align)
            x += width
        self._only_header = False

    def _frame(self, height, widths):
        """Take ``height`` from the page, with lines around and between cells of these widths."""
        sheets = self.sheets
        top, bottom, x = sheets.y, sheets.y - height, sheets.left
        sheets.frame(x, bottom, sheets.text_width, height)
        for width in widths[:-1]:
            x += width
            sheets.rule(x, top, x, bottom)
        sheets.y = bottom
