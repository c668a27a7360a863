"""Paths and sort keys are compared byte by byte; PostgreSQL would sort them by the rules of a language."""

from django.db import migrations

COLUMNS = [
    ("directory_partyorg", "path", 96),
    ("directory_partyorg", "sort_key", 400),
    ("directory_orgplacement", "path", 96),
    ("directory_person", "org_path", 96),
    ("directory_person", "sort_key", 400),
]


def collate(schema_editor, collation):
    if schema_editor.connection.vendor != "postgresql":
        return  # SQLite compares byte by byte already
    for table, column, length in COLUMNS:
        schema_editor.execute(f'ALTER TABLE {table} ALTER COLUMN {column} TYPE varchar({length}) COLLATE "{collation}"')


def forwards(apps, schema_editor):
    collate(schema_editor, "C")


def backwards(apps, schema_editor):
    collate(schema_editor, "default")


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
