"""The index by which people are found among a quarter of a million by any word of their name, in milliseconds.

On SQLite a table of trigrams (FTS5) beside ``directory_person``, kept by triggers; on PostgreSQL an index of trigrams
(pg_trgm). A trigram index finds nothing for two letters, so the search column has a space before each word: " an".
A migration installs it. On SQLite a table remake of ``directory_person`` drops the triggers: install them after it.
"""

import logging

from django.db import DatabaseError, connection, transaction

from portal.lib.vietnamese import search_words

TABLE = "directory_person"
WORDS = "directory_person_words"
SPARSE = 2000  # up to so many hits are fetched and sorted; more of them are met by walking in the order of the list
NO_EXTENSION = (
    "PostgreSQL refuses the extension pg_trgm: people are found without an index. "
    'Ask the administrator of the database for "CREATE EXTENSION pg_trgm", then run "manage.py migrate" again.'
)

_FORGET = f"INSERT INTO {WORDS}({WORDS}, rowid, search) VALUES ('delete', old.id, old.search);"  # noqa: S608
_LEARN = f"INSERT INTO {WORDS}(rowid, search) VALUES (new.id, new.search);"  # noqa: S608
SQLITE = [
    f"""CREATE VIRTUAL TABLE IF NOT EXISTS {WORDS}
        USING fts5(search, content='{TABLE}', content_rowid='id', tokenize='trigram')""",
    f"CREATE TRIGGER IF NOT EXISTS {WORDS}_insert AFTER INSERT ON {TABLE} BEGIN {_LEARN} END",
    f"CREATE TRIGGER IF NOT EXISTS {WORDS}_delete AFTER DELETE ON {TABLE} BEGIN {_FORGET} END",
    f"CREATE TRIGGER IF NOT EXISTS {WORDS}_update AFTER UPDATE OF search ON {TABLE} BEGIN {_FORGET} {_LEARN} END",
    f"INSERT INTO {WORDS}({WORDS}) VALUES ('rebuild')",  # noqa: S608
]
SQLITE_LIFT = [f"DROP TRIGGER IF EXISTS {WORDS}_{act}" for act in ("insert", "delete", "update")]
SQLITE_LIFT += [f"DROP TABLE IF EXISTS {WORDS}"]


def install(database):
    """Create what is missing and fill it from the people there are. ``database`` is a connection of Django."""
    if database.vendor == "sqlite":
        _run(database, SQLITE)
        return
    try:
        with transaction.atomic(using=database.alias):
            _run(database, ["CREATE EXTENSION IF NOT EXISTS pg_trgm"])
    except DatabaseError:
        logging.getLogger(__name__).warning(NO_EXTENSION)
        return
    _run(database, [f"CREATE INDEX IF NOT EXISTS {WORDS} ON {TABLE} USING gin (search gin_trgm_ops)"])


def lift(database):
    """Drop the index."""
    _run(database, SQLITE_LIFT if database.vendor == "sqlite" else [f"DROP INDEX IF EXISTS {WORDS}"])


def sparse_match(text):
    """Return the FTS5 expression for a query with few hits; None where walking the list is as good, or better.

    On PostgreSQL the planner makes that choice itself.
    """
    words = [word for word in search_words(text) if len(word) > 2]
    if connection.vendor != "sqlite" or not words:
        return None
    match = " AND ".join(f'"{word}"' for word in words)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT rowid FROM {WORDS} WHERE search MATCH %s LIMIT {SPARSE + 1})",  # noqa: S608
            [match],
        )
        return match if cursor.fetchone()[0] <= SPARSE else None


def _run(database, statements):
    with database.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
