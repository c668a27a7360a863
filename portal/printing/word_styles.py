"""The styles of our Word files, by the names that stand in Word's own list of styles."""

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from portal.printing.paper import Layout

FONT = "Times New Roman"
_CENTER, _JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
_LEFT, _RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT


def apply(document, layout: Layout) -> dict[str, str]:
    """Give the document the styles of one layout, Word's own where it has them, and return their ids by name.

    Setting a style by its id is quick; by its name, Word's whole list is searched for each paragraph.
    """
    body, leading, gap = layout.body_pt, layout.leading_pt, layout.paragraph_gap_pt
    indent, table, table_leading = layout.indent_mm, layout.table_pt, layout.table_leading_pt
    _set_language(document)
    for name, look in {
        "Normal": {"size": body, "leading": leading},
        "Body Text": {"size": body, "leading": leading, "align": _JUSTIFY, "before": gap, "indent": indent},
        "Heading 1": {"size": body, "leading": leading, "before": gap, "indent": indent, "bold": True},
        "Heading 2": {"size": body, "leading": leading, "before": gap, "indent": indent, "bold": True},
        "Heading 3": {"size": body, "leading": leading, "before": gap, "indent": indent, "italic": True},
        "Title": {"size": layout.type_name_pt, "leading": leading, "align": _CENTER, "before": leading, "bold": True},
        "Subtitle": {"size": layout.abstract_pt, "leading": leading, "align": _CENTER, "bold": True},
        "Header": {"size": layout.page_number_pt, "leading": 16, "align": _CENTER},
        "Footer": {"size": 10, "leading": None},
        "Draft Mark": {"size": 11, "leading": 12, "align": _RIGHT, "bold": True},
        "Letterhead": {"size": layout.left_header_pt, "leading": leading, "align": _CENTER},
        "Letterhead Body": {"size": layout.left_header_pt, "leading": leading, "align": _CENTER, "bold": True},
        "Letterhead Party": {"size": layout.right_header_pt, "leading": leading, "align": _CENTER, "bold": True},
        "Place And Date": {"size": layout.place_and_date_pt, "leading": leading, "align": _CENTER, "italic": True},
        "Table Header": {"size": table, "leading": table_leading, "align": _CENTER, "bold": True},
        "Table Text": {"size": table, "leading": table_leading},
        "Table Total": {"size": table, "leading": table_leading, "bold": True},
        "Section End": {"size": 1, "leading": 1},
        "Recipients Head": {"size": 12, "leading": 15, "bold": True, "italic": True},
        "Recipients": {"size": 11, "leading": 13.5},
        "Signature Authority": {"size": body, "leading": leading, "align": _CENTER, "bold": True},
        "Signature Text": {"size": body, "leading": leading, "align": _CENTER},
        "Signature Note": {"size": body, "leading": leading, "align": _CENTER, "italic": True},
        "Signature Name": {"size": body, "leading": leading, "align": _CENTER, "before": 60, "bold": True},
    }.items():
        _shape(_style(document, name), **look)
    # The rule under the Party's name is as long as the name.
    document.styles["Letterhead Party"].font.underline = True
    document.styles["Recipients Head"].font.underline = True
    for name in ("Signature Authority", "Signature Text", "Signature Note", "Heading 1", "Heading 2", "Heading 3"):
        document.styles[name].paragraph_format.keep_with_next = True
    return {style.name: style.style_id for style in document.styles}


def _style(document, name):
    if name in document.styles:
        return document.styles[name]
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    return style


def _shape(style, *, size, leading, align=_LEFT, before=0.0, indent=0.0, bold=False, italic=False):
    font, paragraph = style.font, style.paragraph_format
    font.size, font.bold, font.italic = Pt(size), bold, italic
    font.color.rgb = RGBColor(0, 0, 0)
    _name_font(style)
    paragraph.alignment = align
    paragraph.space_before, paragraph.space_after = Pt(before), Pt(0)
    paragraph.first_line_indent = Mm(indent)
    paragraph.widow_control = True
    if leading is None:  # a line with a picture in it must grow
        paragraph.line_spacing_rule = WD_LINE_SPACING.SINGLE
    else:
        paragraph.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        paragraph.line_spacing = Pt(leading)
    for border in style.element.pPr.findall(qn("w:pBdr")):  # Word's own Title has a blue line
        style.element.pPr.remove(border)


def _name_font(style):
    """Name the font for every script: Word's headings carry a theme's font, which would win."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)


def _set_language(document):
    """Say that the text is Vietnamese, so that Word does not underline all of it."""
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    language = defaults.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        defaults.append(language)
    for script in ("val", "eastAsia", "bidi"):
        language.set(qn(f"w:{script}"), "vi-VN")
