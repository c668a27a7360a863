"""Where an act was recorded is compared byte by byte, as every path is; PostgreSQL would sort it as a language does."""

from django.db import migrations

COLUMN = 'ALTER TABLE directory_personact ALTER COLUMN unit_path TYPE varchar(96) COLLATE "{}"'


def collate(schema_editor, collation):
    if schema_editor.connection.vendor == "postgresql":  # SQLite compares byte by byte already
        schema_editor.execute(COLUMN.format(collation))


def forwards(apps, schema_editor):
    collate(schema_editor, "C")


def backwards(apps, schema_editor):
    collate(schema_editor, "default")


class Migration(migrations.Migration):
    dependencies = [("directory", "0013_delegations")]

    operations = [migrations.RunPython(forwards, backwards)]
