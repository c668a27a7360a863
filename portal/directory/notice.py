"""The notice on personal data: shown at the first sign-in, recorded with version and time, shown anew when it changes.

The portal ships a text to begin with, marked as to be confirmed. A committee that has settled its own puts it into a
file (``settings.NOTICE_FILE``); its version is a digest of its words, so that a changed word is a new version.
Source: domain reference, section 12 (Law 91/2025/QH15 [C]; that it is asked at the first sign-in is ours).
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from portal.audit import trail
from portal.lib.vietnamese import clean_lines

SHIPPED = "2026-11"  # the version of templates/directory/_notice_shipped.html; another text there is another version


@dataclass(frozen=True)
class Notice:
    """The notice in force. ``paragraphs`` are those of the committee's own text, empty for the one that ships."""

    version: str
    paragraphs: tuple[str, ...] = ()

    @property
    def is_to_be_confirmed(self):
        return not self.paragraphs


def current() -> Notice:
    """Return the notice in force; the committee's file is read once a process."""
    return _read(settings.NOTICE_FILE) if settings.NOTICE_FILE else Notice(SHIPPED)


def is_due(person) -> bool:
    """Tell whether the person has not read the notice in force yet. Costs no query."""
    return person.notice_version != current().version


@transaction.atomic
def acknowledge(person, version):
    """Record that the person has read ``version``, and when; return False where it is not the one in force any more."""
    if version != current().version:
        return False
    if is_due(person):
        person.notice_version, person.notice_read_at = version, timezone.now()
        person.save(update_fields=["notice_version", "notice_read_at"])
        trail.record("directory.notice_read", person, by=person, reason=version, unit_path=person.org_path)
    return True


@lru_cache(maxsize=4)
def _read(path):
    text = clean_lines(Path(path).read_text(encoding="utf-8"))
    version = hashlib.sha256(text.encode()).hexdigest()[:12]
    return Notice(version, tuple(line for line in text.split("\n") if line))
