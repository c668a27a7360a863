"""Self-assessments and papers of dossiers go once the years of keeping are over; levels, decisions and reports stay.

The member's file keeps the last three years' annual self-reviews (06-HD/TW of 2025 [C]); the portal never fewer.
"""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from evaluations.models import Dossier, DossierPaper, EnteredAssessment, SelfAssessment
from portal.lib.purge import Purge, last_year_to_go, with_files

AT_ONCE = 500


def old_dossiers(day):
    """Return the dossiers of years that have been kept long enough on ``day``."""
    return Dossier.objects.filter(evaluation__period__year__lte=last_year_to_go(day, settings.KEEP_CONTENT_YEARS))


def delete_self_assessments(day):
    keys = list(_self_assessments(day).values_list("pk", flat=True)[:AT_ONCE])
    entered = EnteredAssessment.objects.filter(assessment__in=keys).exclude(scan="")
    with_files(entered.values_list("scan", flat=True))
    SelfAssessment.objects.filter(pk__in=keys).delete()
    return len(keys)


def delete_papers(day):
    found = list(_papers(day)[:AT_ONCE])
    with_files(paper.file.name for paper in found)
    DossierPaper.objects.filter(pk__in=[paper.pk for paper in found]).delete()
    return len(found)


def _self_assessments(day):
    return SelfAssessment.objects.filter(dossier__in=old_dossiers(day))


def _papers(day):
    return DossierPaper.objects.filter(dossier__in=old_dossiers(day))


PURGES = [
    Purge(
        "evaluations.self_assessments",
        _("self-assessments"),
        lambda day: _self_assessments(day).count(),
        delete_self_assessments,
    ),
    Purge("evaluations.dossier_papers", _("papers of dossiers"), lambda day: _papers(day).count(), delete_papers),
]
