"""Paths are compared byte by byte: a subtree is a range of them, and a language would sort ``:`` before digits."""

from django.db import migrations


def collate(schema_editor, collation):
    if schema_editor.connection.vendor == "postgresql":  # SQLite compares byte by byte already
        schema_editor.execute(
            f'ALTER TABLE audit_auditevent ALTER COLUMN unit_path TYPE varchar(96) COLLATE "{collation}"'
        )


def forwards(apps, schema_editor):
    collate(schema_editor, "C")


def backwards(apps, schema_editor):
    collate(schema_editor, "default")


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]

    operations = [migrations.RunPython(forwards, backwards)]
