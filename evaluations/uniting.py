"""What two records of one person mean for dossiers and earlier levels; contributed to ``portal.directory.uniting``."""

from django.utils.translation import gettext as _

from evaluations.models import Dossier, PastRating


def refusals(kept, other):
    """Refuse two dossiers of one evaluation: two proposals on one comrade would stand beside each other."""
    evaluations = Dossier.objects.filter(person=other).values("evaluation")
    both = Dossier.objects.filter(person=kept, evaluation__in=evaluations).select_related("evaluation")
    return [
        _("Both records have a dossier in “%(evaluation)s”.") % {"evaluation": dossier.evaluation} for dossier in both
    ]


def settle_twins(kept, other, by):
    """Of one level of an earlier year that lists brought to both records keep that of ``kept``."""
    for past in PastRating.objects.filter(person=other):
        if PastRating.objects.filter(person=kept, year=past.year, track=past.track, level=past.level).exists():
            past.delete()
