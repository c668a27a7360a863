"""Decisions of agencies that earlier releases took over without their track name it now, as the rating does."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def name_tracks(apps, schema_editor):
    Rating = apps.get_model("evaluations", "Rating")
    RatingDecision = apps.get_model("evaluations", "RatingDecision")
    of_rating = Rating.objects.filter(decision=OuterRef("pk")).order_by("pk").values("track")[:1]
    RatingDecision.objects.filter(track="", ratings__isnull=False).update(track=Subquery(of_rating))


class Migration(migrations.Migration):
    dependencies = [("evaluations", "0012_cases_can_be_withdrawn")]

    # Nothing to undo: which of them had no track is not known any more, and an earlier release reads both.
    operations = [migrations.RunPython(name_tracks, migrations.RunPython.noop)]
