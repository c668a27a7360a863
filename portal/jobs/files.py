"""Where parts and results lie: a folder of random name for each job, outside what the web server hands out.

On several machines ``MEDIA_ROOT`` is the storage they share, as for every other file.
"""

import contextlib
import json
import os
import secrets
import shutil
import time
from pathlib import Path

from django.conf import settings

RESULT = "result"
COUNTED = "counted"
COUNT_SECONDS = 1


def new_folder():
    """Return a name that nobody guesses."""
    return secrets.token_urlsafe(24)


def root():
    return Path(settings.MEDIA_ROOT, "jobs")


def path_of(job, name):
    return root() / job.folder / name


def part_name(number):
    """Return the file name of the part of chunk ``number``, counted from 0."""
    return f"part-{number:06}"


@contextlib.contextmanager
def draft(job, name):
    """Open a file that becomes ``name`` only if the caller calls what it yields with it: ``(file, put_in_place)``.

    The draft bears the token of whoever writes it, so that two never write into one; it is gone afterwards either way.
    """
    place = path_of(job, name)
    place.parent.mkdir(parents=True, exist_ok=True)
    written = place.with_name(f".{name}.{job.token}")

    def put_in_place():
        file.flush()
        os.fsync(file.fileno())
        written.replace(place)

    try:
        with written.open("wb") as file:
            yield file, put_in_place
    finally:
        written.unlink(missing_ok=True)


class Counter:
    """Writes how many rows of a chunk are done, once a second: beside the job, as its database may be busy writing."""

    def __init__(self, job):
        self._place, self._next = path_of(job, COUNTED), 0.0
        self._written = self._place.with_name(f".{COUNTED}.{job.token}")

    def __call__(self, done, of):
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + COUNT_SECONDS
        self._written.write_text(json.dumps([done, of]), encoding="ascii")
        self._written.replace(self._place)


def counted(job):
    """Return how many rows of the chunk in work are done, and of how many; None while nobody counts."""
    try:
        done, of = json.loads(path_of(job, COUNTED).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return done, of


def parts_of(job):
    """Yield the parts of ``job`` in order, each an open binary file that is closed before the next one opens."""
    for number in range(job.done_count):
        with path_of(job, part_name(number)).open("rb") as part:
            yield part


def drop_parts(job):
    for part in (root() / job.folder).glob("*part-*"):
        part.unlink(missing_ok=True)
    path_of(job, COUNTED).unlink(missing_ok=True)


def drop_all(job):
    shutil.rmtree(root() / job.folder, ignore_errors=True)


def folders():
    """Return the folders there are, by name."""
    return {path.name: path for path in root().iterdir()} if root().is_dir() else {}
