"""Everything the portal holds in one file, while it runs; and everything back from it, or nothing."""

import contextlib
import fcntl
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from portal.audit import trail
from portal.audit.models import Upkeep
from portal.keeping import archive, databases, files

FORMAT = 1


class NotRestored(Exception):
    """Why a backup is not put back: the text says what is wrong and what to do. Nothing was touched."""


@dataclass(frozen=True)
class Made:
    """A backup that is whole: how many files are in it, its size in bytes, and its checksum, to be kept elsewhere."""

    path: Path
    file_count: int
    size: int
    sha256: str


@dataclass(frozen=True)
class Restored:
    """What was put back: when the backup was made, and where files lie that it did not know (None: there are none)."""

    made_at: str
    aside: Path | None


def make(path):
    """Write database and files into the new file ``path`` and return what was ``Made``; the portal may run meanwhile.

    Not in it: the installation's secret, who is signed in, results of jobs, uploaded lists. In it are the hashes of
    passwords and all personal data: whoever holds the file holds everything. Raises ``FileExistsError``, ``OSError``.
    """
    path = Path(path).resolve()
    with archive.written(path) as writer:
        writer.add_manifest(_manifest())
        databases.take_out(writer, path.parent)
        count = files.take_out(writer)
    made = Made(path, count, path.stat().st_size, writer.sha256)
    Upkeep.did(Upkeep.BACKUP)
    trail.note("audit.backed_up", path.name, reason=f"SHA-256 {made.sha256}")
    return made


def restore(path):
    """Put database and files back as they were when the backup ``path`` was made, and return what was ``Restored``.

    First everything is unpacked beside the portal's files and checked; then files are brought in, the database changes
    in one transaction, and files that the backup does not know are put aside. Killed before the transaction ends, all
    is as before; after it, all is as in the backup. Everybody has to sign in again. Raises ``NotRestored``.
    """
    path = Path(path).resolve()
    try:
        with _alone(), files.staged() as folder:
            manifest = archive.unpack(path, folder)
            _check(manifest)
            with databases.put_back(folder):
                files.bring_in(folder / "files")
                made_at = manifest["made_at"]
                trail.note("audit.restored", path.name, reason=f"As of {made_at}")
            return Restored(made_at, files.put_aside(folder / "files"))
    except (archive.Damaged, databases.Busy) as error:
        raise NotRestored(f"{error}. Nothing was changed.") from error


def _manifest():
    return {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "database": connection.vendor,
        "migrations": databases.migrations(),
        "tables": databases.tables(),
    }


def _check(manifest):
    """Raise ``NotRestored`` unless the backup is of the release that runs here, on the same kind of database."""
    if manifest.get("format") != FORMAT:
        raise NotRestored(f"The backup is of kind {manifest.get('format')}, this release reads kind {FORMAT}.")
    if manifest["database"] != connection.vendor:
        raise NotRestored(f"The backup is of {manifest['database']}, this portal runs on {connection.vendor}.")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotRestored("The database here is not of this release yet. Run manage.py prepare, then restore again.")
    theirs, ours = (set(map(tuple, pairs)) for pairs in (manifest["migrations"], databases.migrations()))
    if theirs != ours or manifest["tables"] != databases.tables():
        apart = ", ".join(f"{app}.{name}" for app, name in sorted(theirs ^ ours)[:5])
        raise NotRestored(
            f"The backup was made by another release ({apart or 'other tables'}). "
            "Install the release that made it, restore, then upgrade."
        )


@contextlib.contextmanager
def _alone():
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / "restore.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotRestored("Another restore is at work.") from None
        yield
