"""The post at work stands apart from the posts of the Party, and a decision says what stands above its signature."""

from django.db import migrations, models
from django.db.models import F

AT_ONCE = 2_000


def put_apart(apps, _editor):
    """Take the post at work from the end of the posts, where opening an evaluation had put it."""
    _change(apps, lambda dossier: dossier.posts.endswith(dossier.work_post), _apart)


def put_together(apps, _editor):
    _change(apps, lambda dossier: dossier.job, _together)


def _apart(dossier):
    dossier.job = dossier.work_post
    dossier.posts = dossier.posts.removesuffix(dossier.work_post).removesuffix("; ")


def _together(dossier):
    dossier.posts = "; ".join(filter(None, [dossier.posts, dossier.job]))[:400]


def _change(apps, concerns, act):
    Dossier = apps.get_model("evaluations", "Dossier")
    found = (
        Dossier.objects.exclude(person=None).exclude(person__work_post="").annotate(work_post=F("person__work_post"))
    )
    last = 0
    while some := list(found.filter(pk__gt=last).order_by("pk").only("posts", "job")[:AT_ONCE]):
        last = some[-1].pk
        changed = [dossier for dossier in some if concerns(dossier)]
        for dossier in changed:
            act(dossier)
        Dossier.objects.bulk_update(changed, ["posts", "job"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0007_shortcomings_of_a_paper"),
    ]

    operations = [
        migrations.AddField(
            model_name="dossier",
            name="job",
            field=models.CharField(blank=True, max_length=400, verbose_name="post at work"),
        ),
        migrations.AddField(
            model_name="ratingdecision",
            name="signs_as",
            field=models.CharField(blank=True, max_length=60, verbose_name="signs as"),
        ),
        migrations.RunPython(put_apart, put_together),
    ]
