"""Who confirmed what was entered for a member: until now the member, or who kept the signed print."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F


def fill(apps, schema_editor):
    confirmed = apps.get_model("commitments", "Entered").objects.exclude(confirmed_at=None)
    confirmed.filter(how="signed_in").update(confirmed_by=F("member"))
    confirmed.filter(how="print").update(confirmed_by=F("scan_by"))


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0017_entering_for_members"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="entered",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
