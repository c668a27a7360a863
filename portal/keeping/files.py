"""The files beside the database: evidence, scans, issued papers. Their names are random and never given twice.

So files that a backup brings can lie beside those that are there, and only the database says which of them count:
bringing them in first and taking the others away last keeps both states whole at every moment between.

``LEFT_OUT`` are folders of what is made again, or waits for hours only: results of jobs, uploaded lists.
"""

import contextlib
import datetime
import filecmp
import os
import shutil
from pathlib import Path

from django.conf import settings

LEFT_OUT = {"jobs", "imports"}
ASIDE = ".before-restore-"


def root():
    return Path(settings.MEDIA_ROOT)


def take_out(writer):
    """Add every file to a backup and return how many there were.

    A file that its owner deletes while the backup runs is not in it, although the database, taken first, names it.
    """
    count = 0
    for path in kept_in(root()):
        try:
            with path.open("rb") as file:
                found = os.fstat(file.fileno())
                writer.add(f"files/{path.relative_to(root())}", file, found.st_size, modified=found.st_mtime)
        except FileNotFoundError:
            continue
        count += 1
    return count


def bring_in(folder):
    """Give the unpacked files of ``folder`` their places too. A file that is there with other content is replaced."""
    for path in kept_in(folder):
        place = root() / path.relative_to(folder)
        if place.exists() and filecmp.cmp(path, place, shallow=False):
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_name(f".{place.name}.restored")
        draft.unlink(missing_ok=True)
        _link_or_copy(path, draft)
        draft.replace(place)


def put_aside(folder):
    """Move the files that are not among the unpacked ones of ``folder`` away and return where to; None for none."""
    aside = root() / f"{ASIDE}{datetime.datetime.now(datetime.UTC):%Y%m%d-%H%M%S}"
    for path in kept_in(root()):
        name = path.relative_to(root())
        if (folder / name).exists():
            continue
        place = aside / name
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)
    return aside if aside.exists() else None


def aside_since():
    """Return the folders that restores have put files aside into, with the day of each, the oldest first."""
    folders = sorted(root().glob(f"{ASIDE}[0-9]*"))
    return [
        (folder, datetime.datetime.strptime(folder.name.removeprefix(ASIDE)[:8], "%Y%m%d").date())  # noqa: DTZ007
        for folder in folders
    ]


@contextlib.contextmanager
def staged():
    """Make a folder for unpacking, on the disk of the files; gone afterwards. What a killed restore left goes first."""
    root().mkdir(parents=True, exist_ok=True)
    for left in root().glob(".restoring-*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = root() / f".restoring-{os.getpid()}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _link_or_copy(path, place):
    try:
        os.link(path, place)
    except OSError:  # a shared folder that knows no links
        shutil.copy2(path, place)


def kept_in(folder):
    """Yield the files below ``folder`` that a backup holds, in order of their names, one folder in memory at a time."""
    for above, folders, names in os.walk(folder):
        is_top = Path(above) == Path(folder)
        folders[:] = sorted(name for name in folders if not (is_top and (name in LEFT_OUT or name.startswith("."))))
        yield from (Path(above, name) for name in sorted(names))
