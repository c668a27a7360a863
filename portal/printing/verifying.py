"""Whether a printed code belongs to a paper that was issued, for anybody who holds the paper in their hands."""

import datetime
import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from portal.lib import composed
from portal.printing.models import CODE_ALPHABET, IssuedPaper

CODE_LENGTH = 12


@dataclass(frozen=True)
class Answer:
    """What is said of an issued paper: nothing about whom it is of, or what it says.

    ``kind`` is the kind of paper in words, empty for one that the portal no longer makes. ``is_unchanged`` tells
    whether the stored file is still the one that was issued; it ``is_kept`` until the years of keeping are over.
    """

    code: str
    kind: str
    issued_at: datetime.datetime
    is_unchanged: bool
    is_kept: bool


def normal_code(typed):
    """Return a code as it is printed, ``7KQ2-M9TD-XW4B``, from what was typed, or "" where it cannot be one.

    Case, blanks and dashes do not matter; letters and digits that the alphabet leaves out make it none.
    """
    signs = "".join(typed.upper().replace("-", " ").split())
    if len(signs) != CODE_LENGTH or not set(signs) <= set(CODE_ALPHABET):
        return ""
    return f"{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def address_of(code):
    """Return the address that is printed, and drawn as a QR, beside ``code``; "" where the portal's own is not set."""
    return f"{settings.ADDRESS}{reverse('printing:verify_code', args=[code])}" if settings.ADDRESS else ""


def answer_to(code):
    """Return the ``Answer`` about a code of ``normal_code``, None where no paper bears it."""
    paper = IssuedPaper.objects.filter(code=code).first() if code else None
    if paper is None:
        return None
    kind = str(composed.paper_names.get(paper.kind, ""))
    return Answer(
        code=paper.code,
        kind=kind,
        issued_at=paper.issued_at,
        is_unchanged=_is_unchanged(paper),
        is_kept=bool(paper.pdf),
    )


def is_issued_file(code, file):
    """Tell whether ``file`` (an upload) is byte for byte the PDF or the Word file that was issued under ``code``."""
    paper = IssuedPaper.objects.get(code=code)
    return _sha256(file.chunks()) in {paper.pdf_sha256, paper.docx_sha256}


def _is_unchanged(paper):
    """Tell whether the stored PDF still has the checksum it was issued with."""
    if not paper.pdf:
        return False
    try:
        with paper.pdf.open() as file:
            return _sha256(file.chunks()) == paper.pdf_sha256
    except FileNotFoundError:
        return False


def _sha256(chunks):
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()
