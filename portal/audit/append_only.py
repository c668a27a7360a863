"""The triggers that keep the audit trail append-only, on SQLite and on PostgreSQL.

The database itself refuses to change or delete a row, so that neither a mistake in the code nor somebody with the
shell of the application can rewrite what happened. A migration installs them. Two acts must lift them for a moment:
Django's ``flush`` between tests, and a table remake on SQLite (which drops triggers: install them again after it).
"""

TABLE = "audit_auditevent"

INSTALL = {
    "sqlite": [
        f"""CREATE TRIGGER IF NOT EXISTS {TABLE}_no_update BEFORE UPDATE ON {TABLE}
            BEGIN SELECT RAISE(ABORT, 'The audit trail is append-only.'); END""",
        f"""CREATE TRIGGER IF NOT EXISTS {TABLE}_no_delete BEFORE DELETE ON {TABLE}
            BEGIN SELECT RAISE(ABORT, 'The audit trail is append-only.'); END""",
    ],
    "postgresql": [
        f"""CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'The audit trail is append-only.'; END $$""",
        f"""CREATE OR REPLACE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE}
            FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()""",
        f"""CREATE OR REPLACE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE}
            FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()""",
    ],
}

LIFT = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {TABLE}_no_update", f"DROP TRIGGER IF EXISTS {TABLE}_no_delete"],
    "postgresql": [
        f"DROP TRIGGER IF EXISTS {TABLE}_no_change ON {TABLE}",
        f"DROP TRIGGER IF EXISTS {TABLE}_no_truncate ON {TABLE}",
    ],
}


def install(connection):
    """Create the triggers where they are missing. ``connection`` is a Django connection of either database."""
    _run(connection, INSTALL)


def lift(connection):
    """Drop the triggers. Only for a flush between tests, or around a table remake in a migration."""
    _run(connection, LIFT)


def _run(connection, statements):
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
