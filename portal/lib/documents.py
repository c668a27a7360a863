"""Files that people hand in as evidence: PDF, Word, Excel, JPG and PNG, taken for what they hold, not for their name.

Whatever is refused gets one sentence that says what is wrong and what to do. What is taken is made safe first: pictures
lose what they tell besides, names lose paths and invisible characters and get the true ending.
"""

import hashlib
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.lib.pictures import UnfitPicture, pixels_only
from portal.lib.refusal import Refused
from portal.lib.unpacking import DAMAGE, true_size
from portal.lib.vietnamese import clean

MEGABYTE = 2**20
MOST_BYTES = 20 * MEGABYTE
MOST_UNPACKED = 200 * MEGABYTE
MOST_ENTRIES = 5000  # a workbook with a picture in each cell has some thousand
LONGEST_NAME = 120  # characters, without the ending

# Each kind that is taken, its ending, and how it is served.
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jpg": "image/jpeg",
    "png": "image/png",
}
PICTURES = {"jpg", "png"}
ACCEPT = ".pdf,.docx,.xlsx,.jpg,.jpeg,.png"

# By the type of its main part a zip is known for what it is.
_MAIN_PARTS = {
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TAIL = 4096  # scanners put padding behind the last mark of a PDF
_CONTENT_TYPES = "[Content_Types].xml"
_HEIC = re.compile(rb".{4}ftyp(?:heic|heix|heif|hevc|mif1|msf1|avif)", re.DOTALL)
_OTHER_PICTURES = {b"GIF8": "GIF", b"RIFF": "WebP", b"II*\0": "TIFF", b"MM\0*": "TIFF"}
_NOT_IN_NAMES = re.compile(r'[<>:"|?*\x00-\x1f]')
_ENDING = re.compile(r"\.(?=[A-Za-z0-9]{0,4}[A-Za-z])[A-Za-z0-9]{2,5}$")  # not the year of "báo cáo 25.11.2026"

TAKEN = _("PDF, Word (.docx), Excel (.xlsx), JPG, PNG")
EMPTY = _("The file is empty. Choose it once more.")
TOO_LARGE = _("The file is larger than 20 MB. Make it smaller, or cite the number of the document instead.")
NOT_TAKEN = format_lazy(_("What this file holds is none of these: {taken}. Save it as one of them."), taken=TAKEN)
OTHER_PICTURE = _("A picture of this kind ({kind}) is not taken. Save it as JPG and choose it again.")
DRAWING = _("Drawings and web pages (SVG, HTML) are not taken. Print it to PDF, or take a photo of it.")
OLD_OR_LOCKED = _(
    "This is an old Office file or one with a password. Save it as .docx or .xlsx without a password, or as PDF."
)
MACROS = _("The file contains macros. Save it without macros (.docx, .xlsx) or as PDF.")
UNPACKS_TOO_LARGE = _("The file unpacks to far more than it should. Copy what matters into a new file, or save as PDF.")
DAMAGED = _("The file is damaged. Open it, save it anew and choose it again.")


class UnfitFile(Refused):
    """A file that is not taken; its text says what is wrong and how to mend it."""


@dataclass(frozen=True)
class Document:
    """A file made safe: its display name with the true ending, its kind (a key of ``TYPES``) and its bytes."""

    name: str
    kind: str
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def read_document(file: BinaryIO, name: str) -> Document:
    """Return what an uploaded file holds, made safe. Raises ``UnfitFile`` with the reason for the person."""
    data = file.read(MOST_BYTES + 1)
    if not data:
        raise UnfitFile(EMPTY)
    if len(data) > MOST_BYTES:
        raise UnfitFile(TOO_LARGE)
    kind = _kind_of(data)
    if kind in PICTURES:
        try:
            data = pixels_only(data, kind)
        except UnfitPicture as reason:
            raise UnfitFile(str(reason)) from None
    return Document(display_name(name, kind), kind, data)


def display_name(name: str, kind: str) -> str:
    """Return the name that people see: the last part of a path, NFC, printable, at most 120 letters, the true ending.

    "C:\\\\Tệp\\\\báo cáo.exe" that holds a PDF becomes "báo cáo.pdf"; a name of which nothing is left "minh chứng.pdf".
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    printable = "".join(" " if unicodedata.category(letter)[0] == "C" else letter for letter in clean(last))
    stem = _ENDING.sub("", clean(_NOT_IN_NAMES.sub(" ", printable)).strip(" ."))
    stem = re.sub(rf"(?:\.{kind}[ .]*)+$", "", stem, flags=re.IGNORECASE).strip(" .")
    return f"{stem[:LONGEST_NAME].strip(' .') or 'minh chứng'}.{kind}"


def _kind_of(data: bytes) -> str:
    if data.startswith(b"%PDF-"):
        if b"%%EOF" not in data[-_TAIL:]:
            raise UnfitFile(DAMAGED)
        return "pdf"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"PK\x03\x04"):
        return _office_kind(data)
    raise UnfitFile(_reason_for(data))


def _office_kind(data: bytes) -> str:
    """Tell "docx" from "xlsx" by the main part; refuse macros, passwords, bombs and every other zip."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_size(data, entries)
            names = {entry.filename.lower() for entry in entries}
            kinds = archive.read(_CONTENT_TYPES) if _CONTENT_TYPES in archive.namelist() else b""
    except DAMAGE:
        raise UnfitFile(DAMAGED) from None
    if b"macroEnabled" in kinds or any("vbaproject" in name or "/macrosheets/" in name for name in names):
        raise UnfitFile(MACROS)
    kind = next((kind for main_part, kind in _MAIN_PARTS.items() if main_part in kinds), None)
    if kind is None:
        raise UnfitFile(NOT_TAKEN)
    return kind


def _check_size(data: bytes, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise UnfitFile(UNPACKS_TOO_LARGE)
    left = MOST_UNPACKED
    for entry in entries:
        if entry.flag_bits & 1:
            raise UnfitFile(OLD_OR_LOCKED)
        left -= true_size(data, entry, left)
        if left < 0:
            raise UnfitFile(UNPACKS_TOO_LARGE)


def _reason_for(data: bytes):
    """Return why a file of another kind is not taken, in words that lead on."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    picture = "HEIC" if _HEIC.match(data) else _OTHER_PICTURES.get(data[:4])
    if picture and (picture != "WebP" or data[8:12] == b"WEBP"):
        return format_lazy(OTHER_PICTURE, kind=picture)
    if head.startswith((b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<body")):
        return DRAWING
    return OLD_OR_LOCKED if data.startswith(_OLE) else NOT_TAKEN
