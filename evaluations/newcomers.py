"""Dossiers of new people in open evaluations of the year; contributed to ``people_added`` and ``people_removed``."""

from django.db import transaction

from evaluations.models import Dossier, Evaluation, Rating, ReviewPlacement
from evaluations.opening.proposal import proposed
from evaluations.opening.writing import write
from portal.audit import trail
from portal.lib.dates import today
from portal.lib.relations import referring


@transaction.atomic
def begin(people, by):
    """Begin the dossiers of ``people`` in the evaluations that reach their cell; who has one keeps it."""
    found = people.in_bulk()
    if not found:
        return
    ends = min(found), max(found)
    for evaluation in (
        Evaluation.objects.running().filter(period__quarter=None).select_related("period", "root", "scheme")
    ):
        there = set(evaluation.dossiers.filter(person__in=found).values_list("person", flat=True))
        lines = proposed(evaluation, today(), people=ends, with_bodies=False)
        lines = [line for line in lines if line.person_id in found and line.person_id not in there]
        write(evaluation, lines, today())
        begun = evaluation.dossiers.filter(person__in=[line.person_id for line in lines])
        trail.record_many(
            "evaluations.dossier_joined",
            begun.select_related("person", "unit", "evaluation__period"),
            by=by,
            owner=lambda dossier: dossier.person,
            unit_path=lambda dossier: dossier.unit.path,
        )


def take_back(people):
    """Take away the dossiers of ``people`` in which nothing was written."""
    dossiers = set(Dossier.objects.filter(person__in=people).values_list("pk", flat=True))
    begun = {model: {} for model in (Rating, ReviewPlacement)}  # what every dossier begins with, by dossier
    written = set()
    for field, pk, dossier in referring(Dossier, sorted(dossiers)):
        if field.model in begun:
            begun[field.model][pk] = dossier
        else:
            written.add(dossier)
    for model, rows in begun.items():
        written |= {rows[key] for _field, _pk, key in referring(model, sorted(rows))}
    gone_on = Rating.objects.filter(dossier__in=dossiers).exclude(stage=Rating.Stage.SELF)
    written |= set(gone_on.values_list("dossier", flat=True))
    Dossier.objects.filter(pk__in=dossiers - written).delete()
