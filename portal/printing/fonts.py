"""The typeface of every paper: four faces of one Times-like family with all of Vietnamese.

``build`` makes the files once, at set-up; ``register`` hands them to reportlab. The source is TeX Gyre Termes from the
pinned package, turned into TrueType (reportlab reads no CFF outlines), and not a face that the system happens to have:
so two machines draw the same bytes. An office that has Times New Roman (or Tinos, or Liberation Serif 2) names its
folder in ``PORTAL_OFFICE_FONTS``; those files are taken unchanged once they prove to be complete.
"""

import hashlib
import unicodedata
from importlib.util import find_spec
from itertools import product
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, TTLibError, newTable
from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont as EmbeddedFont

FAMILY = "Portal-Serif"
# Face by (bold, italic); the internal names must differ, or a reader takes the bold face for the regular one.
FACES = {
    (False, False): "Portal-Serif",
    (True, False): "Portal-Serif-Bold",
    (False, True): "Portal-Serif-Italic",
    (True, True): "Portal-Serif-BoldItalic",
}
STYLE_NAMES = {
    (False, False): "Regular",
    (True, False): "Bold",
    (False, True): "Italic",
    (True, True): "Bold Italic",
}
BUNDLED = "rinoh_typeface_texgyretermes"
MAX_ERROR = 1.0  # units of 1000 to the em: a curve moves by less than a printer's dot
BUILT_FROM = "built-from.txt"
PRIVATE_USE = range(0xE000, 0xF900)  # small capitals and the like, which no text reaches
RECIPE = "3"  # raise it when ``converted`` changes, so that installations build anew

_TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
# The 134 letters that Vietnamese adds to ASCII, both cases, precomposed.
LETTERS = sorted(
    {
        letter
        for vowel, tone in product("aăâeêioôơuưy", _TONES)
        for low in [unicodedata.normalize("NFC", vowel + tone)]
        for letter in (low, low.upper())
        if not letter.isascii()
    }
    | {"đ", "Đ"}
)
SIGNS = "“”‘’–—…"


class FontProblem(ImproperlyConfigured):
    """The fonts of the papers cannot be used; the text says which file, what is wrong and what to do."""


def build(*, office_folder="", to=None):
    """Write the four faces to ``to`` (``settings.FONT_DIR``) and return how many were written: 0 when up to date.

    Raises ``FontProblem`` when a face is missing, is there twice, or lacks a letter.
    """
    folder = Path(to or settings.FONT_DIR)
    sources = _office_faces(Path(office_folder)) if office_folder else _bundled_faces()
    stamp = _stamp(sources)
    mark = folder / BUILT_FROM
    if mark.exists() and mark.read_text() == stamp and all(_face_file(folder, style).exists() for style in FACES):
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    for style, source in sources.items():
        font = TTFont(source, recalcTimestamp=False)
        if "glyf" not in font:
            font = converted(font, style)
        _refuse_missing_letters(font, source)
        font.save(_face_file(folder, style), reorderTables=None)
    mark.write_text(stamp)
    return len(sources)


def register():
    """Make the family known to reportlab and return its name. May be called any number of times.

    Raises ``FontProblem`` when bin/setup has not built the faces yet.
    """
    if FAMILY in pdfmetrics.getRegisteredFontNames():
        return FAMILY
    for style, name in FACES.items():
        path = _face_file(Path(settings.FONT_DIR), style)
        if not path.exists():
            raise FontProblem(f"The font file {path.name} is missing. Run bin/setup, or manage.py build_fonts.")
        pdfmetrics.registerFont(EmbeddedFont(name, path))
    for (bold, italic), name in FACES.items():
        addMapping(FAMILY, int(bold), int(italic), name)
    return FAMILY


def draws(sign: str) -> bool:
    """Tell whether the regular face has this sign (☐ and ☑ may be missing from an office's own files)."""
    return ord(sign) in pdfmetrics.getFont(register()).face.charToGlyph


def converted(font, style):
    """Return the CFF font as TrueType under our own name, with the glyphs that text can reach and two tick boxes."""
    options = Options(layout_features=[], notdef_outline=True, glyph_names=True, name_IDs=["*"], hinting=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for code in font.getBestCmap() if code not in PRIVATE_USE])
    subsetter.subset(font)
    glyphs = font.getGlyphSet()
    outlines = {name: _quadratic(glyphs[name]) for name in font.getGlyphOrder()}
    for table in ("CFF ", "VORG", "DSIG", "GSUB", "GPOS", "GDEF"):
        if table in font:
            del font[table]
    font["loca"] = newTable("loca")
    font["glyf"] = glyf = newTable("glyf")
    glyf.glyphOrder = font.getGlyphOrder()
    glyf.glyphs = outlines
    _complete_maxp(font)
    font["post"].formatType = 2.0
    font["post"].extraNames = []
    font["post"].mapping = {}
    _add_tick_boxes(font)
    font.sfntVersion = "\x00\x01\x00\x00"
    _rename(font, style)
    return font


def _quadratic(glyph):
    pen = TTGlyphPen(None)
    # PostScript outlines run the other way round than TrueType ones.
    glyph.draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
    return pen.glyph()


def _complete_maxp(font):
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    maxp.maxZones = 1
    for limit in (
        "maxTwilightPoints",
        "maxStorage",
        "maxFunctionDefs",
        "maxInstructionDefs",
        "maxStackElements",
        "maxSizeOfInstructions",
        "maxComponentElements",
    ):
        setattr(maxp, limit, 0)


def _add_tick_boxes(font):
    """Draw ☐ and ☑, which Termes lacks: a square on the baseline, empty or with a tick."""
    for code, name, ticked in ((0x2610, "box", False), (0x2611, "tickedbox", True)):
        if code in font.getBestCmap():
            continue
        pen = TTGlyphPen(None)
        _polygon(pen, [(60, -30), (60, 670), (760, 670), (760, -30)])
        _polygon(pen, [(110, 20), (710, 20), (710, 620), (110, 620)])
        if ticked:
            _polygon(pen, [(200, 330), (260, 390), (370, 260), (570, 540), (640, 490), (375, 120)])
        font["glyf"][name] = pen.glyph()
        font["hmtx"][name] = (820, 60)
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[code] = name


def _polygon(pen, points):
    pen.moveTo(points[0])
    for point in points[1:]:
        pen.lineTo(point)
    pen.closePath()


def _rename(font, style):
    """The licence of Termes asks for another name on a changed font; it also keeps apart the four faces."""
    names = font["name"]
    for record in list(names.names):
        if record.nameID in {1, 2, 3, 4, 6, 16, 17, 18, 21, 22}:
            names.removeNames(nameID=record.nameID)
    family, style_name = "Portal Serif", STYLE_NAMES[style]
    for name_id, value in {
        1: family,
        2: style_name,
        3: FACES[style],
        4: f"{family} {style_name}",
        6: FACES[style],
    }.items():
        names.setName(value, name_id, 3, 1, 0x409)


def _bundled_faces():
    found = find_spec(BUNDLED)
    if found is None:
        raise FontProblem(
            "The package with the typeface of the papers is missing. Run bin/setup, "
            "or name a folder with your office's four Times files in PORTAL_OFFICE_FONTS."
        )
    return _faces_among(sorted(Path(found.origin).parent.glob("*.otf")), Path(found.origin).parent)


def _office_faces(folder):
    if not folder.is_dir():
        raise FontProblem(f"PORTAL_OFFICE_FONTS names {folder}, which is not a folder. Correct it, or leave it empty.")
    return _faces_among(sorted(p for p in folder.iterdir() if p.suffix.lower() in {".ttf", ".otf"}), folder)


def _faces_among(files, folder):
    """Return the file of each style, read from inside the fonts: offices rename files as they like."""
    faces = {}
    for path in files:
        style = _style_of(path)
        if style in faces:
            raise FontProblem(
                f"{path.name} and {faces[style].name} are both {STYLE_NAMES[style]}. "
                f"Leave only the four faces of one family in {folder}."
            )
        faces[style] = path
    missing = [STYLE_NAMES[style] for style in FACES if style not in faces]
    if missing:
        raise FontProblem(f"{folder} has no face for: {', '.join(missing)}. Put all four files of the family there.")
    return {style: faces[style] for style in FACES}


def _style_of(path):
    try:
        font = TTFont(path, lazy=True)
        mac_style = font["head"].macStyle
    except (TTLibError, OSError, KeyError) as error:
        raise FontProblem(f"{path.name} is not a font that can be read ({error}). Replace the file.") from error
    if "fvar" in font:
        raise FontProblem(f"{path.name} is a variable font, which prints bold as regular. Use four separate files.")
    return bool(mac_style & 1), bool(mac_style & 2)


def _refuse_missing_letters(font, source):
    has = font.getBestCmap()
    missing = [letter for letter in [*LETTERS, *SIGNS] if ord(letter) not in has]
    if missing:
        raise FontProblem(
            f"{source.name} lacks {len(missing)} signs that papers need ({''.join(missing[:12])}). "
            "Use Times New Roman, Tinos or Liberation Serif 2, or leave PORTAL_OFFICE_FONTS empty."
        )


def _stamp(sources):
    digest = hashlib.sha256(RECIPE.encode())
    for path in sources.values():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _face_file(folder, style):
    return folder / f"{FACES[style]}.ttf"
