"""The sheets a paper is drawn on: margins, page numbers, the draft mark, the code, and a place to write next.

All measures are points from the lower left corner, as in PDF.
"""

from io import BytesIO

import segno
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from portal.printing.paper import PORTAL, Paper, plain
from portal.printing.typeset import Line, Style, broken, face, width_of

_LONGEST_MARK = 640  # points, across a sheet of A4
_DRAFT_GREY = 0.93  # light enough to read twelve-point text on it, also from a copy
_BAR_GREY = 0.35
_RULE = 0.5
_CODE_SIDE = 14 * mm


class Sheets:
    """The pages of one PDF, drawn from top to bottom; ``y`` is where the next block begins."""

    def __init__(self, paper: Paper):
        self.paper = paper
        self.layout = paper.layout
        self.file = BytesIO()
        # invariant: no moment of printing in the file, so that the same paper gives the same bytes.
        self.canvas = Canvas(self.file, pagesize=A4, invariant=1, pageCompression=1, lang="vi")
        self.canvas.setTitle(plain(paper.title))
        self.canvas.setAuthor(plain(paper.letterhead.body) if paper.letterhead else PORTAL)
        self.canvas.setCreator(PORTAL)
        self.canvas.setSubject(plain(paper.subtitle))
        self.number = 0
        self.below = 0.0  # how much the block being drawn must leave free under its end
        self.landscape = paper.landscape
        self._code_is_drawn, self._code_name, self._papers = False, "code", 1
        self._begin_page()

    # Where there is room

    @property
    def room(self) -> float:
        """How much height is left on this page."""
        return self.y - self.bottom

    @property
    def is_fresh(self) -> bool:
        """Whether nothing has been written on this page yet."""
        return self.y == self.top

    def ensure(self, height: float) -> None:
        """Begin a new page unless ``height`` is left on this one; what is higher than a page starts on a fresh one."""
        if height > self.room and not self.is_fresh:
            self.new_page()

    def new_page(self) -> None:
        """Finish this page and begin the next."""
        self._finish_page()
        self._begin_page()

    def next_paper(self, paper: Paper) -> None:
        """Go on with another paper on a page of its own, whose pages count from 1 again."""
        if self.number == 1 or not self.is_fresh:
            self._finish_page()
        self.paper, self.layout = paper, paper.layout
        self.number, self.landscape, self.below = 0, paper.landscape, 0.0
        self._papers += 1
        self._code_is_drawn, self._code_name = False, f"code{self._papers}"
        self._begin_page()

    def turn(self, *, landscape: bool) -> None:
        """Go on with sheets turned so; a page on which nothing stands is turned itself."""
        if landscape == self.landscape:
            return
        self.landscape = landscape
        if self.is_fresh:
            self._take_size()
        else:
            self.new_page()

    def finished(self) -> bytes:
        """Return the file; a page that was begun and never written on is no part of it."""
        if self.number == 1 or not self.is_fresh:
            self._finish_page()
        self.canvas.save()
        return self.file.getvalue()

    # Writing

    def write(self, line: Line, style: Style, x: float, y: float, *, stretch_to: float = 0) -> None:
        """Write one line with its letters standing on ``y``; stretch it to a width by wider spaces, if given."""
        if self._face != (style.face, style.size):
            self._face = (style.face, style.size)
            self._text.setFont(style.face, style.size)
        gaps = line.text.count(" ")
        extra = (stretch_to - line.width) / gaps if stretch_to and gaps else 0
        # A line left short by a long link is not torn apart.
        extra = round(extra, 3) if extra < style.size else 0
        if extra != self._word_space:
            self._word_space = extra
            self._text.setWordSpace(extra)
        self._text.setTextOrigin(x, y)
        self._text.textOut(line.text)

    def write_block(self, lines, style, x, y, width, align="left") -> float:
        """Write lines from the top ``y`` down, aligned within ``width``, and return where they end."""
        for line in lines:
            slack = width - line.width
            shift = {"center": slack / 2, "right": slack}.get(align, 0)
            self.write(line, style, x + shift, y - style.baseline())
            y -= style.leading
        return y

    def rule(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """Draw a thin line."""
        self._rules.append((x1, y1, x2, y2))

    def dots(self, x1: float, x2: float, y: float) -> None:
        """Draw a dotted line to write on by hand."""
        self._dots.append((x1, y, x2, y))

    def frame(self, x: float, y: float, width: float, height: float) -> None:
        """Draw a box whose lower left corner is given."""
        right, top = x + width, y + height
        self._rules += [(x, y, right, y), (x, top, right, top), (x, y, x, top), (right, y, right, top)]

    def fill(self, x: float, y: float, width: float, height: float) -> None:
        """Fill a box whose lower left corner is given."""
        self._fills.append((x, y, width, height))

    # What every page has

    def _begin_page(self):
        self.number += 1
        self._text = self.canvas.beginText()
        self._face, self._word_space = None, 0
        self._rules, self._dots, self._fills = [], [], []
        self._take_size()

    def _take_size(self):
        layout = self.layout
        self.width, self.height = reversed(A4) if self.landscape else A4
        self.canvas.setPageSize((self.width, self.height))
        self.left, self.right = layout.left_mm * mm, self.width - layout.right_mm * mm
        self.top, self.bottom = self.height - layout.top_mm * mm, layout.bottom_mm * mm
        self.text_width = self.right - self.left
        self.y = self.top

    def _finish_page(self):
        if self.paper.draft:
            self._draw_draft_mark()
        if self.paper.code:
            self._draw_code()
        if self.number > 1:
            self._draw_number()
        # Lines and text come last, over the draft mark.
        self._draw_lines()
        self.canvas.drawText(self._text)
        self.canvas.showPage()

    def _draw_lines(self):
        if self._fills:
            self.canvas.saveState()
            self.canvas.setFillGray(_BAR_GREY)
            for box in self._fills:
                self.canvas.rect(*box, stroke=0, fill=1)
            self.canvas.restoreState()
        self.canvas.setLineWidth(_RULE)
        if self._rules:
            self.canvas.lines(self._rules)
        if self._dots:
            self.canvas.setDash([0.8, 2.2])
            self.canvas.lines(self._dots)

    def _draw_number(self):
        style = Style(face(), self.layout.page_number_pt, self.layout.leading_pt)
        number = str(self.number)
        width = width_of(number, style)
        baseline = self.height - self.layout.page_number_mm * mm - 0.7 * style.size
        self.write(Line(number, width, True), style, (self.width - width) / 2, baseline)

    def _draw_draft_mark(self):
        canvas, bold, mark = self.canvas, face(bold=True), self.paper.draft_mark
        canvas.saveState()
        canvas.setFillGray(_DRAFT_GREY)
        canvas.translate(self.width / 2, self.height / 2)
        canvas.rotate(45)
        size = min(96, 96 * _LONGEST_MARK / width_of(mark, Style(bold, 96, 96)))
        canvas.setFont(bold, size)
        canvas.drawCentredString(0, -0.354 * size, mark)
        canvas.restoreState()
        small = Style(bold, 11, 14)
        width = width_of(mark, small)
        baseline = self.height - self.layout.page_number_mm * mm - 0.7 * small.size
        self.write(Line(mark, width, True), small, self.right - width, baseline)

    def _draw_code(self):
        if not self._code_is_drawn:
            self._define_code()
        self.canvas.saveState()
        self.canvas.translate(self.left, 4 * mm)
        self.canvas.doForm(self._code_name)
        self.canvas.restoreState()
        style = Style(face(), 10, 12)
        x, room = self.left + _CODE_SIDE + 3 * mm, self.text_width - _CODE_SIDE - 3 * mm
        said = [*broken(f"Mã: {self.paper.code}", style, room)[:1], *broken(self.paper.check_at, style, room)[:2]]
        self.write_block(said, style, x, 4 * mm + _CODE_SIDE, room)

    def _define_code(self):
        """Draw the QR code once, as a form that each page repeats."""
        self._code_is_drawn = True
        # A fixed mask spares trying all eight, which takes longer than drawing the page.
        code = segno.make(self.paper.check_at or self.paper.code, mask=3, error="m", micro=False, boost_error=False)
        rows = list(code.matrix)
        module = _CODE_SIDE / len(rows)
        self.canvas.beginForm(self._code_name, 0, 0, _CODE_SIDE, _CODE_SIDE)
        path = self.canvas.beginPath()
        for row_number, row in enumerate(rows):
            for column, is_dark in enumerate(row):
                if is_dark:
                    path.rect(column * module, _CODE_SIDE - (row_number + 1) * module, module, module)
        self.canvas.drawPath(path, stroke=0, fill=1)
        self.canvas.endForm()
