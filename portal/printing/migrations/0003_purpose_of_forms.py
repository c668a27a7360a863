from django.db import migrations, models


class Migration(migrations.Migration):
    """Forms are told apart by what is written on them; those there are were all made to register on."""

    dependencies = [("printing", "0002_registration_forms")]

    operations = [
        migrations.AddField(
            "paperform",
            "purpose",
            models.CharField(
                choices=[
                    ("registration", "Registration"),
                    ("self_review", "Self-assessment of a year"),
                    ("quarter_review", "Self-assessment of a quarter"),
                ],
                default="registration",
                max_length=14,
            ),
        ),
        migrations.AlterField("paperform", "confirmed_by", models.CharField(blank=True, max_length=100)),
    ]
