"""Whether everything the portal needs is there."""

import datetime
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from portal.audit.models import Upkeep
from portal.jobs.sweeping import is_worker_missing


def what_is_down() -> list[str]:
    """Return the names of what does not answer: database, cache, files; empty while all is well."""
    checks = {"database": _ask_database, "cache": _ask_cache, "files": _write_file}
    return [name for name, check in checks.items() if not _passes(check)]


def what_lags() -> list[str]:
    """Return the names of what is behind while every page still answers; the thresholds are settings.

    worker: none has shown itself lately; disk: little room is left; backup: the last one is old, or there is none.
    """
    checks = {"worker": _look_for_worker, "disk": _look_for_room, "backup": _look_for_backup}
    return [name for name, check in checks.items() if not _passes(check)]


def _passes(check) -> bool:
    try:
        check()
    except Exception:  # noqa: BLE001 -- a cache server that is gone raises its client's own kind of error
        return False
    return True


def _ask_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_cache():
    cache.set("healthz", "ok", 60)
    if cache.get("healthz") != "ok":
        raise ValueError("The cache does not give back what it was given.")


def _look_for_worker():
    if is_worker_missing():
        raise RuntimeError("No worker has shown itself for some minutes.")


def _look_for_room():
    for folder in (settings.VAR_DIR, Path(settings.MEDIA_ROOT)):
        if folder.exists() and shutil.disk_usage(folder).free < settings.LEAST_FREE_BYTES:
            raise OSError("There is little room left on a disk.")


def _look_for_backup():
    if not settings.BACKUP_HOURS:
        return
    last = Upkeep.last(Upkeep.BACKUP)
    if last is None or last < timezone.now() - datetime.timedelta(hours=settings.BACKUP_HOURS):
        raise RuntimeError("The last backup is too old.")


def _write_file():
    with tempfile.TemporaryFile(dir=settings.VAR_DIR) as file:
        file.write(b"ok")
