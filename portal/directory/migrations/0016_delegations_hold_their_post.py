"""A post whose substitute has acted is not deleted with what they did; the database itself stays as it is."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0015_ended_by_a_decision"),
    ]

    operations = [
        migrations.AlterField(
            model_name="delegation",
            name="post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="delegations", to="directory.appointment"
            ),
        ),
    ]
