"""People are found by any word of their name through an index of trigrams."""

from django.db import migrations

from portal.directory import search_index


def install(apps, schema_editor):
    search_index.install(schema_editor.connection)


def lift(apps, schema_editor):
    search_index.lift(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_types_and_tiers")]

    operations = [migrations.RunPython(install, lift)]
