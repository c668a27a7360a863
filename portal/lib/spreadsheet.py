"""Opening a list that somebody uploaded: a workbook (.xlsx, .xls, .ods) or a text table (.csv), known by its content.

Whatever is wrong with the file, the person gets one sentence that says what to do. Reading happens in a process of its
own with bounded memory and time: a workbook of five kilobytes with a cell in the last corner of its sheet makes the
reader ask for hundreds of gigabytes, and it ends its process when it does not get them.
"""

import datetime
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, NoReturn

from django.utils.translation import gettext_lazy as _

from portal.lib import text_table
from portal.lib.refusal import Refused
from portal.lib.unpacking import DAMAGE, true_size

Cell = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | None

MEGABYTE = 2**20
_READER = Path(__file__).with_name("spreadsheet_reader.py")
_READING_SECONDS = 90
LONGEST_NAME = 255  # of a sheet; Excel takes 31
_ZIP, _EMPTY_ZIP, _OLE = b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_MACROS = re.compile(r"vbaproject|/macrosheets/|^(?:basic|scripts)/.*\.xml$")
# An old workbook with a password begins so: BOF (of Excel 97 or 95), perhaps WRITEPROT, FILEPASS; the rest is noise.
_OLD_PASSWORD = re.compile(
    rb"\x09\x08(?:\x10\x00\x00\x06\x05\x00.{12}|\x08\x00\x00\x05\x05\x00.{4})(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL
)

NOT_A_TABLE = _("“%(file)s” is not a workbook. Open the list in Excel, save it as .xlsx and upload that file.")
HAS_PASSWORD = _("“%(file)s” is protected by a password. Remove the password in Excel, save and upload it again.")
HAS_MACROS = _(
    "“%(file)s” contains macros. Save it in Excel as a workbook without macros (.xlsx) and upload that file."
)
TOO_LARGE = _(
    "“%(file)s” is over %(limit)s MB. Delete pictures and unused sheets or split the list, then upload it again."
)
UNPACKS_TOO_LARGE = _(
    "“%(file)s” unpacks to over %(limit)s MB. Copy the list alone into a new workbook and upload that one."
)
TOO_MANY_CELLS = _(
    "“%(file)s” reaches over too many rows and columns. Copy the list alone into a new workbook and upload that one."
)
DAMAGED = _("“%(file)s” is damaged and cannot be read. Open it in Excel, save it anew and upload it again.")
NO_ROWS = _("“%(file)s” has no rows. Check that the list stands on a sheet that is not hidden, then upload it again.")

# What the reader answers, besides a table.
_ANSWERS = {"damaged": DAMAGED, "too many cells": TOO_MANY_CELLS, "no rows": NO_ROWS}

_KINDS: dict[str, Any] = {"date": datetime.date, "datetime": datetime.datetime, "time": datetime.time}


class UnreadableFile(Refused):
    """A file that cannot be opened as a list; its text names the file and says what to do."""


@dataclass(frozen=True)
class Sheet:
    """The rows of one sheet from its first row on, so that ``rows[4]`` is what Excel numbers 5; all of equal width.

    Text stays text, raw (not yet ``clean``, perhaps in an old encoding); dates are ``date``, moments ``datetime``,
    whole numbers ``int``; an empty cell is None. ``heads`` are the first rows of all visible sheets that have any, by
    name; a text table has none.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    heads: Mapping[str, Sequence[Sequence[Cell]]]


def open_table(
    file: BinaryIO,
    filename: str,
    *,
    sheet: str | None = None,
    choose: Callable[[Sheet], str] | None = None,
    most: int | None = None,
    max_bytes: int = 10 * MEGABYTE,
    max_unpacked_bytes: int = 100 * MEGABYTE,
) -> Sheet:
    """Return one sheet of an uploaded file: ``sheet``, or else the visible one with the most rows.

    ``choose`` is shown that one, with the heads of all, and may name another. No more than ``most`` rows are returned.
    The name of the file serves the sentence of a refusal only. Raises ``UnreadableFile`` for a file over
    ``max_bytes``, what unpacks to over ``max_unpacked_bytes``, a password, macros, damage, no rows, and what is no
    table.
    """
    upload = _Upload(filename, file.read(max_bytes + 1), most)
    if len(upload.data) > max_bytes:
        upload.refuse(TOO_LARGE, max_bytes)
    if upload.data.startswith((_ZIP, _EMPTY_ZIP)):
        upload.check_zip(max_unpacked_bytes)
    elif upload.data.startswith(_OLE):
        upload.check_ole()
    else:
        return upload.read_text()
    found = upload.read_workbook(sheet)
    better = choose(found) if choose and not sheet else found.name
    return found if better == found.name else upload.read_workbook(better)


@dataclass(frozen=True)
class _Upload:
    filename: str
    data: bytes
    most: int | None = None

    def refuse(self, sentence, limit: int = 0) -> NoReturn:
        raise UnreadableFile(str(sentence) % {"file": self.filename, "limit": limit // MEGABYTE})

    def check_zip(self, max_unpacked: int) -> None:
        """Refuse a zip that is no workbook, has macros or a password, or unpacks to more than it may."""
        try:
            with zipfile.ZipFile(BytesIO(self.data)) as archive:
                entries = archive.infolist()
                if sum(entry.file_size for entry in entries) > max_unpacked:
                    self.refuse(UNPACKS_TOO_LARGE, max_unpacked)
                self._check_true_size(entries, max_unpacked)
                names = {entry.filename.lower() for entry in entries}
                kinds = archive.read("[Content_Types].xml") if "[content_types].xml" in names else b""
                manifest = archive.read("META-INF/manifest.xml") if "meta-inf/manifest.xml" in names else b""
                is_open_document = "mimetype" in names and archive.read("mimetype").strip() == _ODS
        except DAMAGE:
            self.refuse(DAMAGED)
        if any(_MACROS.search(name) for name in names) or b"macroEnabled" in kinds:
            self.refuse(HAS_MACROS)
        if b"encryption-data" in manifest:
            self.refuse(HAS_PASSWORD)
        if "xl/workbook.xml" not in names and not (is_open_document and "content.xml" in names):
            self.refuse(NOT_A_TABLE)

    def _check_true_size(self, entries: list[zipfile.ZipInfo], limit: int) -> None:
        """Unpack every entry as far as allowed: the directory of a bomb understates its sizes."""
        left = limit
        for entry in entries:
            if entry.flag_bits & 1:
                self.refuse(HAS_PASSWORD)
            left -= true_size(self.data, entry, left)
            if left < 0:
                self.refuse(UNPACKS_TOO_LARGE, limit)

    def check_ole(self) -> None:
        """Refuse an old binary file that is no workbook, has macros or holds an encrypted one."""
        if _in_ole("EncryptedPackage") in self.data or _OLD_PASSWORD.search(self.data):
            self.refuse(HAS_PASSWORD)
        if _in_ole("_VBA_PROJECT_CUR") in self.data:
            self.refuse(HAS_MACROS)
        if _in_ole("Workbook") not in self.data and _in_ole("Book") not in self.data:
            self.refuse(NOT_A_TABLE)

    def read_workbook(self, sheet: str | None) -> Sheet:
        """Return what the reader makes of the file in a process of its own; see the module."""
        if sheet and (len(sheet) > LONGEST_NAME or "\0" in sheet):
            self.refuse(NO_ROWS)
        command = [sys.executable, "-I", str(_READER), sheet or "", str(self.most or "")]
        with TemporaryFile() as answer:
            try:
                done = subprocess.run(  # noqa: S603 - our own file, and the name of a sheet as one argument
                    command, input=self.data, stdout=answer, stderr=subprocess.DEVNULL, timeout=_READING_SECONDS,
                    env={}, check=False,
                )  # fmt: skip
            except subprocess.TimeoutExpired:
                self.refuse(TOO_MANY_CELLS)
            if done.returncode:  # out of memory or time
                self.refuse(TOO_MANY_CELLS)
            answer.seek(0)
            first = json.loads(answer.readline())
            if "refusal" in first:
                self.refuse(_ANSWERS[first["refusal"]])
            # Row by row: the text of all of them together takes as much memory as they.
            rows = [[_cell(value) for value in json.loads(line)] for line in answer]
        heads = {name: _cells(head) for name, head in first["heads"].items()}
        return Sheet(first["name"], _without_end(rows), heads)

    def read_text(self) -> Sheet:
        try:
            rows = text_table.rows_of(self.data, self.most)
        except ValueError:
            self.refuse(NOT_A_TABLE if self.data else NO_ROWS)
        if not rows:
            self.refuse(NO_ROWS)
        return Sheet("", rows, {})


def _in_ole(name: str) -> bytes:
    """A name as the directory of an OLE file spells it, up to its closing zero."""
    return f"{name}\0".encode("utf-16-le")


def _cells(rows) -> list[list[Cell]]:
    return [[_cell(value) for value in row] for row in rows]


def _without_end(rows):
    """Drop empty rows at the end."""
    while rows and all(value is None for value in rows[-1]):
        rows.pop()
    return rows


def _cell(value) -> Cell:
    """Undo what JSON cannot say: {"date": "1965-02-03"} is a date."""
    if not isinstance(value, dict):
        return value
    ((kind, text),) = value.items()
    return _KINDS[kind].fromisoformat(text)
