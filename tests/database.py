"""The test database: a file on SQLite, so that threads meet as in production; the audit trail's triggers mind a flush.

Uploads and issued papers go to a folder of their own as well, never into ``var/files``.

A plugin (``pytest_plugins`` in conftest). On PostgreSQL ``DATABASE_URL`` names the server, which bin/test starts.
"""

import shutil
import tempfile
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import connections, transaction

from portal.audit import append_only

FOLDER = pytest.StashKey[str]()


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    """Name a file for the SQLite test database: in memory all threads would share one connection, and never race.

    Each xdist worker comes through here as a process of its own, and so gets a folder of its own.
    """
    config.stash[FOLDER] = tempfile.mkdtemp(prefix="portal-test-")
    settings.MEDIA_ROOT = Path(config.stash[FOLDER], "files")
    database = connections["default"].settings_dict
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(Path(config.stash[FOLDER], "test.sqlite3"))


def pytest_unconfigure(config):
    if FOLDER in config.stash:
        shutil.rmtree(config.stash[FOLDER], ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _triggers_lifted_around_flush():
    """Let Django empty the tables after a transactional test, although the audit trail refuses deletion.

    Lifting, emptying and installing are one transaction: a test that dies in between leaves no unguarded trail.
    """
    operations_class = type(connections["default"].ops)
    flush = operations_class.execute_sql_flush

    def lifted_flush(operations, statements):
        with transaction.atomic(using=operations.connection.alias):
            append_only.lift(operations.connection)
            flush(operations, statements)
            append_only.install(operations.connection)

    with patch.object(operations_class, "execute_sql_flush", lifted_flush):
        yield


@pytest.fixture(autouse=True)
def _data_of_migrations_comes_back(django_db_serialized_rollback):
    """Restore what migrations put in (types, tiers, forms) before each transactional test: the flush before took it."""
