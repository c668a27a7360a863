"""The catalogue of texts: extract from the source, fill, check, compile. Babel alone, no gettext binaries.

Plain functions of paths: they need neither the database nor the models, so that a half-written model does not stop
the texts. Source strings are English; ``portal/locale/vi/LC_MESSAGES/django.po`` holds their Vietnamese.
"""

import io
import os
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileParser, write_po
from django.utils.translation.template import templatize

SOURCES = ("portal", "commitments", "evaluations", "templates")
TEMPLATE_SUFFIXES = {".html", ".txt", ".svg", ".xml"}
LOCALE = "vi"

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd](?!\w)|\{\w*\}")
# Dates and tool names in the header would change at every run and make each merge a conflict.
RESTLESS_HEADER = re.compile(
    r'^"(?:POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By|Report-Msgid-Bugs-To):.*\n',
    re.MULTILINE,
)


@dataclass
class Faults:
    """What keeps a catalogue from being complete: lists of source texts, each sorted."""

    missing: list[str] = field(default_factory=list)
    fuzzy: list[str] = field(default_factory=list)
    obsolete: list[str] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)
    placeholders: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(vars(self).values())


class LatestWins(Catalog):
    """A catalogue in which the last of two entries of the same text counts; Babel keeps the first."""

    def __setitem__(self, id, message):
        if id:
            self.delete(id, message.context)
        super().__setitem__(id, message)


def source_files(base: Path) -> list[Path]:
    """Return every Python file and template of the portal's own parts, sorted."""
    wanted = TEMPLATE_SUFFIXES | {".py"}
    found = (path for part in SOURCES for path in (base / part).rglob("*") if path.suffix in wanted)
    return sorted(path for path in found if "__pycache__" not in path.parts)


def extracted(base: Path) -> Catalog:
    """Return a catalogue of every marked text under ``base``, without translations, with its files."""
    catalog = _empty(Catalog)
    for path in source_files(base):
        reference = (path.relative_to(base).as_posix(), 0)
        for _line, text, comments, context in _texts_of(path):
            catalog.add(text, locations=[reference], auto_comments=comments, context=context)
    return catalog


def read(path: Path) -> Catalog:
    """Return the catalogue in a .po file; an empty one where there is no file yet."""
    catalog = _empty(LatestWins)
    if path.exists():
        with path.open(encoding="utf-8") as lines:
            PoFileParser(catalog).parse(lines)
    return catalog


def filled(wanted: Catalog, *known: Catalog) -> Catalog:
    """Return ``wanted`` with the translations of ``known``; a later catalogue wins over an earlier one.

    Exact matches only: a guessed translation is worse than a missing one. Texts no longer wanted are dropped.
    """
    for message in _messages(wanted):
        for catalog in known:
            entry = catalog.get(message.id, message.context)
            if entry is not None and _is_translated(entry):
                message.string = _shaped(entry, message)
                message.flags = (message.flags - {"fuzzy"}) | (entry.flags & {"fuzzy"})
    return wanted


def faults(wanted: Catalog, catalog: Catalog) -> Faults:
    """Compare the texts of the source with the catalogue and return all that is not in order."""
    found = Faults()
    wanted_keys = {_key(message) for message in _messages(wanted)}
    for message in _messages(catalog):
        name = _name(message)
        if _key(message) not in wanted_keys:
            found.obsolete.append(name)
        elif message.fuzzy:
            found.fuzzy.append(name)
        elif not _is_translated(message):
            found.missing.append(name)
        elif not _placeholders_agree(message):
            found.placeholders.append(name)
    found.obsolete += [_name(message) for message in catalog.obsolete.values()]
    found.unlisted = [_name(m) for m in _messages(wanted) if catalog.get(m.id, m.context) is None]
    for names in vars(found).values():
        names.sort()
    return found


def write(catalog: Catalog, path: Path) -> None:
    """Write the .po file, sorted and without line numbers, so that two people's changes rarely meet."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=100, sort_output=True, include_lineno=False)
    _replace(path, RESTLESS_HEADER.sub("", buffer.getvalue().decode()).encode())


def compile_to(catalog: Catalog, path: Path) -> int:
    """Write the .mo file that Django reads and return the number of texts in it. Fuzzy and missing ones stay out."""
    ready = _empty(Catalog)
    for message in _messages(catalog):
        if _is_translated(message) and not message.fuzzy:
            ready[message.id] = message
    buffer = io.BytesIO()
    write_mo(buffer, ready)
    _replace(path, buffer.getvalue())
    return len(ready)


def _texts_of(path: Path):
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What is not a text becomes a row of X; the blanks between would read as Python's indentation.
        blanked = templatize(source, origin=str(path))
        source = "\n".join(re.sub(r"[^\S\n]", " ", line).strip() for line in blanked.split("\n"))
    return extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS, comment_tags=["Translators"])


def _empty(kind):
    catalog = kind(locale=LOCALE, project="cong-dang-ky-cam-ket", version="1", charset="utf-8", fuzzy=False)
    catalog.header_comment = "# Vietnamese texts of the portal. Made by: manage.py translations --write"
    return catalog


def _messages(catalog):
    return [message for message in catalog if message.id]


def _key(message: Message):
    return (message.id[0] if message.pluralizable else message.id, message.context)


def _name(message: Message) -> str:
    text, context = _key(message)
    return f"{text} [{context}]" if context else text


def _is_translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, list | tuple) else [message.string]
    return bool(strings) and all(strings)


def _shaped(entry: Message, message: Message):
    """Give a translation the shape that the text has: one string, or one for each plural form (Vietnamese has one)."""
    first = entry.string if isinstance(entry.string, str) else entry.string[0]
    return (first,) if message.pluralizable else first


def _placeholders_agree(message: Message) -> bool:
    source = message.id[-1] if message.pluralizable else message.id
    strings = message.string if message.pluralizable else [message.string]
    return all(Counter(PLACEHOLDER.findall(s)).keys() == Counter(PLACEHOLDER.findall(source)).keys() for s in strings)


def _replace(path: Path, content: bytes) -> None:
    """Write beside the file and swap: a server that starts meanwhile never reads half a catalogue."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)
