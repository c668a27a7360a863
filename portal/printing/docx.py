"""A paper as an editable Word file: the same content and look as the PDF, in Word's own styles, headings and sections.

The font is Times New Roman by name, which offices have; nothing is embedded. The same paper gives the same bytes.
"""

from datetime import datetime
from functools import singledispatchmethod
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import segno
from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt

from portal.printing import word_styles
from portal.printing.columns import column_widths
from portal.printing.paper import (
    PORTAL,
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

_FULL_BAR = 18  # signs of a bar as long as its cell
# The moment of writing has no place in a file that must come out the same twice.
_NO_MOMENT = datetime(2000, 1, 1)  # noqa: DTZ001  Word's properties are naive
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def render(paper: Paper) -> bytes:
    """Return the paper as a Word file that can be edited, A4."""
    return _Writer(paper).finished()


class _Writer:
    """One Word file being written from top to bottom."""

    def __init__(self, paper):
        self.paper, self.layout = paper, paper.layout
        self.document = Document()
        self.is_empty = True
        self.is_landscape = self.wants_landscape = paper.landscape
        self.style_ids = word_styles.apply(self.document, self.layout)
        self._set_properties()
        self._set_up_page(self.document.sections[0])
        self._write_margins()

    def finished(self):
        if self.paper.letterhead:
            self._write_letterhead(self.paper.letterhead)
        if self.paper.title or self.paper.subtitle:
            self.write(Title(self.paper.title, self.paper.subtitle))
        self._write_all(self.paper.blocks)
        return _same_bytes(self.document)

    # The file and its sheets

    def _set_properties(self):
        about = self.document.core_properties
        about.title, about.subject = plain(self.paper.title)[:255], plain(self.paper.subtitle)[:255]
        about.author = plain(self.paper.letterhead.body)[:255] if self.paper.letterhead else PORTAL
        about.last_modified_by, about.comments, about.language = "", "", "vi-VN"
        about.created = about.modified = _NO_MOMENT
        about.revision = 1

    def _set_up_page(self, section):
        layout = self.layout
        section.orientation = WD_ORIENT.LANDSCAPE if self.is_landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (Mm(297), Mm(210)) if self.is_landscape else (Mm(210), Mm(297))
        section.left_margin, section.right_margin = Mm(layout.left_mm), Mm(layout.right_mm)
        section.top_margin, section.bottom_margin = Mm(layout.top_mm), Mm(layout.bottom_mm)
        section.header_distance, section.footer_distance = Mm(layout.page_number_mm), Mm(4)
        self.text_width = section.page_width - section.left_margin - section.right_margin

    def _turn(self):
        """Begin a section of sheets turned as wanted, now that something is to be written on them."""
        if self.wants_landscape == self.is_landscape:
            return
        self.is_landscape = self.wants_landscape
        if self.is_empty:
            self._set_up_page(self.document.sections[0])
            return
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        # Word ends a section with a paragraph; as high as a line it could spill over to a page of its own.
        self.document.paragraphs[-1]._p.style = self.style_ids["Section End"]
        section.different_first_page_header_footer = False
        self._set_up_page(section)

    def _write_margins(self):
        """Write what stands above and below the text: page number from page 2, draft mark, code."""
        section = self.document.sections[0]
        section.different_first_page_header_footer = True
        if self.paper.draft:
            for header in (section.first_page_header, section.header):
                header.paragraphs[0].text = plain(self.paper.draft_mark)
                header.paragraphs[0].style = "Draft Mark"
        numbered = section.header.add_paragraph() if self.paper.draft else section.header.paragraphs[0]
        numbered.style = "Header"
        _add_page_field(numbered)
        if self.paper.code:
            for footer in (section.first_page_footer, section.footer):
                self._write_code(footer.paragraphs[0])

    def _write_code(self, paragraph):
        picture = BytesIO()
        code = segno.make(self.paper.check_at or self.paper.code, mask=3, error="m", micro=False, boost_error=False)
        code.save(picture, kind="png", scale=6, border=0)
        paragraph.style = "Footer"
        paragraph.add_run().add_picture(picture, height=Mm(14))
        paragraph.add_run(f"  Mã: {plain(self.paper.code)}  {plain(self.paper.check_at)}".rstrip())

    # Blocks

    def _write_all(self, blocks):
        blocks = with_headings_turned(blocks)
        for number, block in enumerate(blocks):
            if not isinstance(block, Landscape):
                self._turn()
            self.write(block)
            if any(isinstance(after, Signatures) for after in blocks[number + 1 : number + 2]):
                self._keep_with_next(block)

    def _keep_with_next(self, block):
        """Keep the end of a block with what follows, so that nobody signs an empty page."""
        paragraphs = self.document.paragraphs[-1:]
        if isinstance(block, Table):
            paragraphs += [each for cell in self.document.tables[-1].rows[-1].cells for each in cell.paragraphs]
        for paragraph in paragraphs:
            paragraph.paragraph_format.keep_with_next = True

    def _paragraph(self, text, style):
        self.is_empty = False
        paragraph = self.document.add_paragraph(plain(text))
        paragraph._p.style = self.style_ids[style]
        return paragraph

    def _fill(self, cell, value, style, align=None):
        """Add each line of ``value`` to a cell as a paragraph, using the empty one that every cell begins with."""
        first = cell.paragraphs[0]
        is_unused = len(cell._tc.p_lst) == 1 and first._p.style is None
        for line in plain(value).split("\n"):
            paragraph = first if is_unused else cell.add_paragraph()
            is_unused = False
            paragraph._p.style = self.style_ids[style]
            paragraph.add_run(line)
            if align is not None:
                paragraph.alignment = align

    def _write_letterhead(self, letterhead: Letterhead):
        left, right = self._side_by_side([0.47, 0.53])
        self._fill(right, letterhead.right, "Letterhead Party")
        self._fill(left, plain(letterhead.superior).upper(), "Letterhead")
        self._fill(left, plain(letterhead.body).upper(), "Letterhead Body")
        self._fill(left, "*", "Letterhead")
        if letterhead.number:
            self._fill(left, letterhead.number, "Letterhead")
            self._fill(right, "", "Letterhead")
        self._fill(right, "", "Letterhead")
        self._fill(right, letterhead.place_and_date, "Place And Date")

    def _side_by_side(self, shares) -> list:
        """Return the cells of a table of one row without lines."""
        self.is_empty = False
        table = self.document.add_table(rows=1, cols=len(shares))
        table.autofit = False
        _keep_whole(table.rows[0])
        cells = table.rows[0].cells
        for cell, column, share in zip(cells, table.columns, shares, strict=True):
            column.width = cell.width = int(self.text_width * share)
        return list(cells)

    @singledispatchmethod
    def write(self, block):
        raise TypeError(f"No way to write a {type(block).__name__}.")

    @write.register
    def _(self, block: Title):
        self._paragraph(plain(block.text).upper(), "Title")
        if plain(block.subtitle):
            self._paragraph(block.subtitle, "Subtitle")
            self._paragraph(self.layout.below_abstract, "Subtitle")

    @write.register
    def _(self, block: Heading):
        self._paragraph(block.text, f"Heading {block.level}")

    @write.register
    def _(self, block: Prose):
        for text in block.paragraphs():
            paragraph = self._paragraph(text, "Body Text")
            if not block.indent:
                paragraph.paragraph_format.first_line_indent = Mm(0)

    @write.register
    def _(self, block: Blanks):
        for _number in range(block.lines):
            self._dots_after(self._paragraph("\t", "Normal"))

    @write.register
    def _(self, block: Fields):
        for label, value in block.pairs:
            paragraph = self._paragraph(f"{plain(label)}: {plain(value) or chr(9)}", "Body Text")
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
            self._dots_after(paragraph)

    def _dots_after(self, paragraph):
        stops = paragraph.paragraph_format.tab_stops
        stops.add_tab_stop(self.text_width, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)

    @write.register
    def _(self, block: Table):
        self.is_empty = False
        columns, rows = block.columns, [*block.rows, *block.totals]
        table = self.document.add_table(rows=len(rows) + 1, cols=len(columns), style="Table Grid")
        table.autofit = False
        widths = [Pt(width) for width in column_widths(block, Length(self.text_width).pt, self.layout)]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        drawn = iter(table.rows)
        header = next(drawn)
        _repeat_on_each_page(header)
        labels = [(column.label, _ALIGN["center"]) for column in columns]
        self._write_row(header, widths, labels, "Table Header")
        for number, (row, values) in enumerate(zip(drawn, rows, strict=True)):
            is_total = number >= len(block.rows)
            if isinstance(values, str):
                self._fill(row.cells[0].merge(row.cells[-1]), values, "Table Total")
                continue
            cells = [(value, _ALIGN[column.align]) for value, column in zip(values, columns, strict=True)]
            self._write_row(row, widths, cells, "Table Total" if is_total else "Table Text")
        self._paragraph("", "Table Text")  # or two tables in a row would grow together

    def _write_row(self, row, widths, values, style):
        for cell, width, (value, align) in zip(row.cells, widths, values, strict=True):
            cell.width = width
            self._fill(cell, value, style, align)

    @write.register
    def _(self, block: Boxes):
        for label, is_ticked in block.choices:
            self._paragraph(f"{'☒' if is_ticked else '☐'} {plain(label)}", "Body Text")

    @write.register
    def _(self, block: Bars):
        for label, share, behind in block.bars:
            texts = (label, "█" * round(_FULL_BAR * min(max(share, 0), 1)), behind)
            for cell, text in zip(self._side_by_side([0.4, 0.4, 0.2]), texts, strict=True):
                self._fill(cell, text, "Table Text")
        self._paragraph("", "Table Text")

    @write.register
    def _(self, block: Signatures):
        signatures = list(block.signatures)
        places = block.places
        self._paragraph("", "Signature Text").paragraph_format.keep_with_next = True
        all_cells = self._side_by_side([1 / places] * places)
        cells = all_cells[places - len(signatures) :]
        for number, text in enumerate([RECIPIENTS, *block.recipients] if block.recipients else []):
            self._fill(all_cells[0], text, "Recipients" if number else "Recipients Head")
        # Names stand in a line of their own, so that they are level whatever stands above.
        table = self.document.tables[-1]
        name_row = table.add_row()
        _keep_whole(name_row)
        for cell, name_cell, signature in zip(cells, name_row.cells[-len(cells) :], signatures, strict=True):
            self._fill(cell, signature.authority, "Signature Authority")
            self._fill(cell, signature.position, "Signature Text")
            self._fill(cell, signature.note, "Signature Note")
            self._fill(name_cell, signature.name, "Signature Name")

    @write.register
    def _(self, block: PageBreak):
        if not self.is_empty:
            self.document.add_page_break()

    @write.register
    def _(self, block: Landscape):
        before, self.wants_landscape = self.wants_landscape, True
        self._write_all(block.blocks)
        self.wants_landscape = before


def _keep_whole(row):
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _repeat_on_each_page(row):
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _add_page_field(paragraph):
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = paragraph.add_run()
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def _same_bytes(document) -> bytes:
    """Return the file without the moment at which each of its parts was packed."""
    written, packed = BytesIO(), BytesIO()
    document.save(written)
    with ZipFile(written) as source, ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = ZipInfo(name, _ZIP_EPOCH)
            part.compress_type = ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return packed.getvalue()
