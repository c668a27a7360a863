"""What people still owe while an evaluation runs, with its deadline: what the portal reminds them of."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from evaluations.models import Dossier, Evaluation, Rating, ReviewPlacement, SelfAssessment
from evaluations.models.officers import leaders_of
from portal.lib.composed import Due


def without_self_assessment(evaluation):
    """Return the rated dossiers of an evaluation whose self-assessment is owed: not handed in, nothing proposed yet."""
    proposed = Rating.objects.claimed().exclude(stage=Rating.Stage.SELF).filter(dossier=OuterRef("pk"))
    rated = Dossier.objects.filter(evaluation=evaluation).rated()
    return rated.exclude(self_assessment__status__in=SelfAssessment.HANDED_IN).exclude(Exists(proposed))


def self_assessments(first, last):
    """Yield what is owed by whoever has not handed in the self-assessment."""
    running = Evaluation.objects.running().filter(self_due_on__range=(first, last)).select_related("period")
    for evaluation in running:
        what = _("hand in the self-assessment of %(period)s") % {"period": evaluation.period_text}
        owed = without_self_assessment(evaluation).select_related("person", "collective__org", "org")
        for dossier in owed.order_by("pk").iterator(chunk_size=500):
            for person in [dossier.person] if dossier.person_id else dossier.writers():
                yield Due(person, what, evaluation.self_due_on, reverse("evaluations:self_assessments"))


def proposals(first, last):
    """Yield what is owed by the officers of bodies that have somebody's level still to propose."""
    running = Evaluation.objects.running().filter(propose_due_on__range=(first, last)).select_related("period")
    for evaluation in running:
        waiting = Rating.objects.claimed().filter(stage=Rating.Stage.SELF, dossier=OuterRef("dossier"))
        places = ReviewPlacement.objects.proposing().with_rows().filter(dossier__evaluation=evaluation)
        places = places.filter(Exists(waiting)).select_related("body", "collective")
        what = _("hold the meeting and propose the levels of %(period)s") % {"period": evaluation.period_text}
        seen = set()
        for place in places.order_by("body", "pk").iterator(chunk_size=500):
            if (key := (place.body_id, place.collective_id)) in seen:
                continue
            seen.add(key)
            for person in leaders_of(place.body, place.collective):
                yield Due(person, what, evaluation.propose_due_on, reverse("evaluations:sessions"))


DUE = [self_assessments, proposals]
