"""Decisions of agencies that an earlier release took over without their track."""

import datetime
import importlib
import pkgutil

import pytest
from django.apps import apps

from evaluations import migrations, roster
from evaluations.models import RatingDecision
from tests.evaluating import make_dossier, make_evaluation

pytestmark = pytest.mark.django_db


def migrate():
    """Run the migration's function on the tables of today, whatever number it bears."""
    names = [found.name for found in pkgutil.iter_modules(migrations.__path__)]
    name = next(name for name in names if name.endswith("brought_decisions_name_their_track"))
    importlib.import_module(f"evaluations.migrations.{name}").name_tracks(apps, None)


def test_each_takes_the_track_of_its_rating_and_no_other_is_touched(province, member, personnel_officer):
    dossier = make_dossier(make_evaluation(province.ward), member)
    brought = {
        "agency": "Sở Nội vụ",
        "level": "HTTNV",
        "symbol": "3-QĐ/SNV",
        "decided_on": datetime.date(2026, 11, 1),
    }
    rating = roster.add_cadre_track(dossier, by=personnel_officer, reason="Theo thông báo", brought=brought)
    RatingDecision.objects.update(track="")
    unused = dossier.evaluation.decisions.create(
        track="collective", decided_by="Ban Thường vụ", symbol="1-QĐ/ĐU", decided_on="2026-11-01", recorded_by=member
    )

    migrate()

    assert dict(RatingDecision.objects.values_list("pk", "track")) == {
        rating.decision_id: "cadre",
        unused.pk: "collective",
    }
