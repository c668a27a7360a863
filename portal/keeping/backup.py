"""Everything the portal holds in one file, while it runs; and everything back from it, or nothing."""

import contextlib
import fcntl
import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from portal.audit import trail
from portal.audit.models import Seal, Upkeep
from portal.keeping import archive, databases, files

FORMAT = 1
DRAFTS = ".portal-backup-"


class NotRestored(Exception):
    """Why a backup is not put back: the text says what is wrong and what to do. Nothing was touched."""


@dataclass(frozen=True)
class Made:
    """A backup that is whole: how many files are in it, its size in bytes, and its checksum, to be kept elsewhere."""

    path: Path | str
    file_count: int
    size: int
    sha256: str


@dataclass(frozen=True)
class Restored:
    """What was put back: when the backup was made, and where files lie that it did not know (None: there are none).

    ``fault`` says why they are still among the others, empty where they are not.
    """

    made_at: str
    aside: Path | None
    fault: str = ""


def make(path):
    """Write database and files into the new file ``path`` and return what was ``Made``; the portal may run meanwhile.

    ``archive.PIPE`` writes to standard output. Not in it: the installation's secret, who is signed in, results of jobs,
    uploaded lists. In it are the hashes of passwords and all personal data: whoever holds the file holds everything.
    Raises ``FileExistsError``, ``OSError``, ``databases.Busy`` while another backup or a restore is at work.
    """
    path = _place(path)
    with _alone(), _drafts_beside(path) as drafts, archive.written(path, drafts) as writer:
        writer.add_manifest(_manifest())
        databases.take_out(writer, drafts)
        count = files.take_out(writer)
    made = Made(path, count, writer.size, writer.sha256)
    Upkeep.did(Upkeep.BACKUP)
    trail.note("audit.backed_up", _name(path), reason=f"SHA-256 {made.sha256}")
    return made


def restore(path):
    """Put database and files back as they were when the backup ``path`` was made, and return what was ``Restored``.

    First everything is unpacked beside the portal's files and checked; then files are brought in, the database changes
    in one transaction, and files that the backup does not know are put aside. Killed before the transaction ends, all
    is as before; after it, all is as in the backup. Everybody has to sign in again. Raises ``NotRestored``.
    """
    path = _place(path)
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(_alone())
            folder = stack.enter_context(files.staged())
            manifest = archive.unpack(path, folder)
            _check(manifest)
            with databases.put_back(folder):
                files.bring_in(folder / "files")
                trail.note("audit.restored", _name(path), reason=f"As of {manifest['made_at']}")
        except (archive.Damaged, databases.Busy, OSError, Error, sqlite3.Error) as error:
            raise NotRestored(f"{error}. Nothing was changed.") from error
        return _without_what_came_since(folder, manifest["made_at"])


def _without_what_came_since(folder, made_at):
    try:
        return Restored(made_at, files.put_aside(folder / "files"))
    except OSError as error:
        return Restored(made_at, None, str(error))


def _place(path):
    return path if path == archive.PIPE else Path(path).resolve()


def _name(path):
    return "stdout/stdin" if path == archive.PIPE else path.name


@contextlib.contextmanager
def _drafts_beside(path):
    """Make a folder for drafts on the disk of the backup; gone afterwards. What a killed backup left goes first."""
    above = settings.VAR_DIR if path == archive.PIPE else path.parent
    for left in above.glob(f"{DRAFTS}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=above, prefix=DRAFTS) as folder:
        yield Path(folder)


def _manifest():
    return {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "database": connection.vendor,
        "migrations": databases.migrations(),
        "tables": databases.tables(),
        "last_seal": str(Seal.objects.last() or ""),
    }


def _check(manifest):
    """Raise ``NotRestored`` unless the backup is of the release that runs here, on a database that can be read here."""
    if manifest.get("format") != FORMAT:
        raise NotRestored(f"The backup is of kind {manifest.get('format')}, this release reads kind {FORMAT}.")
    grows = (manifest["database"], connection.vendor) == ("sqlite", "postgresql")
    if manifest["database"] != connection.vendor and not grows:
        raise NotRestored(f"The backup is of {manifest['database']}, this portal runs on {connection.vendor}.")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotRestored("The database here is not of this release yet. Run manage.py prepare, then restore again.")
    theirs, ours = (set(map(tuple, pairs)) for pairs in (manifest["migrations"], databases.migrations()))
    if theirs != ours or not (grows or manifest["tables"] == databases.tables()):
        apart = ", ".join(f"{app}.{name}" for app, name in sorted(theirs ^ ours)[:5])
        raise NotRestored(
            f"The backup was made by another release ({apart or 'other tables'}). "
            "Install the release that made it, restore, then upgrade."
        )


@contextlib.contextmanager
def _alone():
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / "keeping.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise databases.Busy("Another backup or restore is at work") from None
        yield
