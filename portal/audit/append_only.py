"""The triggers that keep the audit trail and its seals append-only, on SQLite and on PostgreSQL.

The database itself refuses to change or delete a row, so that neither a mistake in the code nor somebody with the
shell of the application can rewrite what happened. Migrations install them. Three acts must lift them for a moment:
Django's ``flush`` between tests, a table remake on SQLite (which drops triggers: install them again after it), and the
restoring of a backup.
"""

TABLES = ("audit_auditevent", "audit_seal")


def _install_on(table):
    return {
        "sqlite": [
            f"""CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table}
                BEGIN SELECT RAISE(ABORT, 'The audit trail is append-only.'); END""",
            f"""CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table}
                BEGIN SELECT RAISE(ABORT, 'The audit trail is append-only.'); END""",
        ],
        "postgresql": [
            f"""CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'The audit trail is append-only.'; END $$""",
            f"""CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION {table}_refuse()""",
            f"""CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()""",
        ],
    }


def _lift_from(table):
    return {
        "sqlite": [f"DROP TRIGGER IF EXISTS {table}_no_update", f"DROP TRIGGER IF EXISTS {table}_no_delete"],
        "postgresql": [
            f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}",
            f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
        ],
    }


def install(connection):
    """Create the triggers where they are missing. ``connection`` is a Django connection of either database."""
    _run(connection, _install_on)


def lift(connection):
    """Drop the triggers. Only for a flush between tests, a table remake in a migration, or a restore."""
    _run(connection, _lift_from)


def _run(connection, statements_on):
    with connection.cursor() as cursor:
        # The first migration that installs them runs before the table of seals is made.
        there = set(connection.introspection.table_names(cursor))
        for table in TABLES:
            for statement in statements_on(table)[connection.vendor] if table in there else ():
                cursor.execute(statement)
