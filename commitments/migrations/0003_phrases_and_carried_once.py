from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0002_registration_tally"),
        ("resolutions", "0002_document_types"),
    ]

    operations = [
        migrations.CreateModel(
            name="Phrase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("vague", "Says nothing concrete"),
                            ("verb", "Verb of a concrete act"),
                            ("product", "Name of a product"),
                            ("crowd", "Names nobody"),
                            ("loose_time", "Names no time"),
                            ("authority", "Usually decided by a superior"),
                            ("example", "Example of a clear task"),
                        ],
                        max_length=10,
                        verbose_name="what it means",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="word or phrase")),
                ("cues", models.CharField(blank=True, max_length=300, verbose_name="offered where the task says")),
            ],
            options={
                "verbose_name": "phrase",
                "ordering": ["kind", "text"],
            },
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.UniqueConstraint(
                fields=("program", "carried_from"),
                name="commitments_carried_over_once",
                violation_error_message="This task has already been carried over.",
            ),
        ),
        migrations.AddConstraint(
            model_name="phrase",
            constraint=models.UniqueConstraint(
                fields=("kind", "text"),
                name="commitments_phrase_once",
                violation_error_message="This phrase is already on the list.",
            ),
        ),
    ]
