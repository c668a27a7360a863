"""The schemes that come with the portal: 366-QĐ/TW (from 2025) and 124-QĐ/TW (2023 and 2024)."""

from pathlib import Path

from evaluations.models import Scheme
from evaluations.rules import files

FOLDER = Path(__file__).parent / "schemes"


def documents():
    """Return the documents that are shipped, in the order of their files."""
    return [files.read(path.read_bytes()) for path in sorted(FOLDER.glob("*.json"))]


def load():
    """Load what is shipped where it is not there yet, and return the versions made; may be said again at any time.

    The first version of a scheme comes into force. What a later release ships becomes a draft beside what the
    committee has: it decides.
    """
    made = []
    for document in documents():
        is_first = not Scheme.objects.filter(code=document["code"]).exists()
        scheme, is_new = Scheme.load(document)
        if is_new:
            made.append(scheme)
        if is_first:
            scheme.put_in_force()
    return made
