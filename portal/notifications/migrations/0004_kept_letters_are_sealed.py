"""What waits to be sent is sealed where it lies: the letters of the hour in which a release changes go as well."""

import json

from django.db import migrations, models

from portal.lib.sealing import seal, unseal


def seal_them(apps, schema_editor):
    for letter in apps.get_model("notifications", "KeptLetter").objects.iterator():
        content = {"to": letter.address, "from": letter.sender, "subject": letter.subject, "body": letter.body}
        letter.sealed = seal(json.dumps(content))
        letter.save(update_fields=["sealed"])


def open_them(apps, schema_editor):
    for letter in apps.get_model("notifications", "KeptLetter").objects.iterator():
        content = json.loads(unseal(letter.sealed))
        letter.address, letter.sender = content["to"], content["from"]
        letter.subject, letter.body = content["subject"], content["body"]
        letter.save(update_fields=["address", "sender", "subject", "body"])


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_kept_letters")]

    operations = [
        migrations.AddField("keptletter", "sealed", models.TextField(default=""), preserve_default=False),
        migrations.RunPython(seal_them, open_them),
        migrations.RemoveField("keptletter", "address"),
        migrations.RemoveField("keptletter", "sender"),
        migrations.RemoveField("keptletter", "subject"),
        migrations.RemoveField("keptletter", "body"),
    ]
