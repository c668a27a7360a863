"""Whether everything the portal needs is there."""

import tempfile

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection

from portal.jobs.sweeping import is_worker_missing


def what_is_down() -> list[str]:
    """Return the names of what does not answer: database, cache, files; empty while all is well."""
    checks = {"database": _ask_database, "cache": _ask_cache, "files": _write_file}
    return [name for name, check in checks.items() if not _passes(check)]


def what_lags() -> list[str]:
    """Return the names of what is behind while every page still answers: worker, where jobs wait and none lives."""
    return [] if _passes(_look_for_worker) else ["worker"]


def _passes(check) -> bool:
    try:
        check()
    # A cache server that is gone raises its client's own kind of error.
    except (DatabaseError, OSError, RuntimeError, ValueError):
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
        raise RuntimeError("Jobs wait, and no worker has shown itself for some minutes.")


def _write_file():
    with tempfile.TemporaryFile(dir=settings.VAR_DIR) as file:
        file.write(b"ok")
