"""The two databases, as a backup takes them out and puts them back: each in its own way, each in one piece.

SQLite copies itself at one moment (``VACUUM INTO``) and takes a copy back page by page in one transaction (its backup
interface). PostgreSQL gives its tables as of one moment (REPEATABLE READ) by ``COPY`` and takes them back in one
transaction. Both work while the portal runs, need no program beside Python, and leave what was there whole where they
are killed. PostgreSQL also takes back what SQLite gave, for an office that has grown; not the other way round.

``LEFT_OUT`` are tables whose content has no place in a backup: who is signed in (with which anybody could go on in
somebody's session), and what is counted for minutes.
"""

import contextlib
import sqlite3
import tempfile
import time
from pathlib import Path

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from portal.audit import append_only
from portal.keeping.archive import Damaged

LEFT_OUT = ("django_session", "usersessions_usersession", "portal_cache")
SQLITE_NAME = "portal.sqlite3"
HELD = "Somebody holds the database. Stop the web server and the workers, then restore again"
BLOCK = 1024 * 1024
AT_ONCE = 2_000  # rows of SQLite, read at once
PAGES = 4096  # of SQLite, copied at once
WAIT_SECONDS = 30


class Busy(Exception):
    """Somebody else is at work in the database, and does not end."""


def tables():
    """Return the names of all tables that a backup holds or leaves out, in order."""
    with connection.cursor() as cursor:
        return sorted(name for name in connection.introspection.table_names(cursor))


def migrations():
    """Return what the database was migrated to: sorted pairs of app and migration."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        return [list(row) for row in cursor.fetchall()]


def take_out(writer, folder):
    """Add the database as of now to a backup; ``folder`` takes drafts."""
    (_take_out_sqlite if connection.vendor == "sqlite" else _take_out_postgresql)(writer, folder)


@contextlib.contextmanager
def put_back(folder):
    """Put the database that lies unpacked in ``folder`` in place of what is there, all of it or nothing.

    The block sees and writes the new state before anybody else sees it. Where it raises, what was there stays.
    Raises ``Busy``, and ``Damaged`` for a database that SQLite itself cannot read.
    """
    with (_put_back_sqlite if connection.vendor == "sqlite" else _put_back_postgresql)(folder):
        yield


# ── SQLite ──


def _take_out_sqlite(writer, folder):
    path = Path(folder, SQLITE_NAME)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    with _instead(path), connection.cursor() as cursor:
        for table in LEFT_OUT:
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 -- names of our own
        cursor.execute("VACUUM")  # nothing of what was left out stays behind in free pages
    with path.open("rb") as file:
        writer.add(f"database/{SQLITE_NAME}", file, path.stat().st_size)


@contextlib.contextmanager
def _put_back_sqlite(folder):
    path = folder / "database" / SQLITE_NAME
    with _instead(path):
        _check(connection)
        yield
    connection.close()
    with contextlib.closing(_opened(path)) as source, contextlib.closing(_opened(_live())) as live:
        source.backup(live, pages=PAGES, progress=_patience())


def _check(database):
    with database.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        fault = cursor.fetchone()[0]
    if fault != "ok":
        raise Damaged(f"The database in the backup is damaged: {fault}")


def _live():
    return connection.settings_dict["NAME"]


def _opened(path):
    return sqlite3.Connection(path, timeout=WAIT_SECONDS, isolation_level=None)


@contextlib.contextmanager
def _instead(path):
    """Have the portal's own connection lead to another file for the block, opened as it opens its own.

    Constraints call functions that Django brings, so a bare connection would not do.
    """
    own, other = connections[DEFAULT_DB_ALIAS], connection.copy()
    other.settings_dict["NAME"] = str(path)
    connections[DEFAULT_DB_ALIAS] = other
    try:
        yield
    finally:
        other.close()
        connections[DEFAULT_DB_ALIAS] = own


def _patience():
    """Return a watcher of SQLite's copying: it would wait for ever where somebody holds the database."""
    until = time.monotonic() + WAIT_SECONDS

    def watch(status, remaining, total):
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} and time.monotonic() > until:
            raise Busy(HELD)
        _piece_done(status, remaining, total)

    return watch


# ── PostgreSQL ──


def _take_out_postgresql(writer, folder):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for table in tables():
            if table in LEFT_OUT:
                continue
            with tempfile.TemporaryFile(dir=folder) as draft:
                with cursor.copy(f"COPY {_columns_of(cursor, table)} TO STDOUT") as copy:
                    for block in copy:
                        draft.write(block)
                size = draft.tell()
                draft.seek(0)
                writer.add(f"database/{table}.copy", draft, size)


@contextlib.contextmanager
def _put_back_postgresql(folder):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
        try:
            append_only.lift(connection)
            cursor.execute(f"TRUNCATE {', '.join(_quoted(table) for table in tables())}")
        except OperationalError as error:
            raise Busy(HELD) from error
        with _without_foreign_keys(cursor):
            if (grown_from := folder / "database" / SQLITE_NAME).exists():
                _load_all_from_sqlite(cursor, grown_from)
            else:
                _load_all(cursor, folder / "database")
        _set_sequences(cursor)
        append_only.install(connection)
        yield


def _load_all(cursor, folder):
    for table in tables():
        if table in LEFT_OUT:
            continue
        columns = _columns_of(cursor, table)
        with (folder / f"{table}.copy").open("rb") as file, cursor.copy(f"COPY {columns} FROM STDIN") as copy:
            while block := file.read(BLOCK):
                copy.write(block)
        _piece_done(table)


def _load_all_from_sqlite(cursor, path):
    """Copy the rows of every model, each value read and written as its field does on the two databases."""
    other = DatabaseWrapper(connection.settings_dict | {"NAME": str(path), "OPTIONS": {}}, SQLITE_NAME)
    connections[SQLITE_NAME] = other
    try:
        _check(other)
        for model in [*apps.get_models(include_auto_created=True), MigrationRecorder.Migration]:
            if model._meta.managed and not model._meta.proxy and model._meta.db_table not in LEFT_OUT:
                _load_from_sqlite(cursor, model)
    finally:
        other.close()
        del connections[SQLITE_NAME]


def _load_from_sqlite(cursor, model):
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    columns = ", ".join(_quoted(field.column) for field in fields)
    rows = model._base_manager.using(SQLITE_NAME).order_by("pk").values_list(*(field.attname for field in fields))
    with cursor.copy(f"COPY {_quoted(model._meta.db_table)} ({columns}) FROM STDIN") as copy:
        for row in rows.iterator(chunk_size=AT_ONCE):
            copy.write_row(
                [field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True)]
            )
    _piece_done(model)


@contextlib.contextmanager
def _without_foreign_keys(cursor):
    """Drop foreign keys while tables are filled and check each once at the end: row by row they fill the memory."""
    cursor.execute(
        """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
           WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2"""
    )
    keys = cursor.fetchall()
    for table, name, _definition in keys:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {_quoted(name)}")
    yield
    for table, name, definition in keys:
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {_quoted(name)} {definition}")


def _columns_of(cursor, table):
    """Return a table with its columns by name, which in another database may stand in another order."""
    cursor.execute(
        """SELECT column_name FROM information_schema.columns
           WHERE table_schema = current_schema() AND table_name = %s AND is_generated = 'NEVER' ORDER BY column_name""",
        [table],
    )
    return f"{_quoted(table)} ({', '.join(_quoted(name) for (name,) in cursor.fetchall())})"


def _set_sequences(cursor):
    """Have every sequence go on after the largest number in its table."""
    cursor.execute(
        """SELECT owner.relname, attname, sequence.oid::regclass::text
           FROM pg_class sequence
           JOIN pg_depend ON objid = sequence.oid AND deptype IN ('a', 'i')
               AND classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass
           JOIN pg_class owner ON owner.oid = refobjid
           JOIN pg_attribute ON attrelid = owner.oid AND attnum = refobjsubid
           WHERE sequence.relkind = 'S' AND owner.relnamespace = current_schema()::regnamespace"""
    )
    for table, column, sequence in cursor.fetchall():
        cursor.execute(
            f"SELECT setval(%s, coalesce(max({_quoted(column)}), 1), max({_quoted(column)}) IS NOT NULL) "  # noqa: S608
            f"FROM {_quoted(table)}",
            [sequence],
        )


def _quoted(name):
    return connection.ops.quote_name(name)


def _piece_done(*_how_far):
    """A piece of a restore is in; the tests stop it here."""
