"""What two records of one person mean for dossiers and earlier levels; contributed to ``portal.directory.uniting``."""

from django.utils.translation import gettext as _

from evaluations.models import (
    CorrectionRequest,
    Discipline,
    Dossier,
    EnteredAssessment,
    FigureCorrection,
    ForcedOutcome,
    PastRating,
    Proposal,
    Rating,
    RatingDecision,
    ReviewPlacement,
    ReviewPrompt,
    SelfAssessmentReturn,
    Shortcoming,
)
from portal.lib.relations import acts_between

# Who acted, and whose dossier it was: as one person, nobody may have done it (domain reference, 4: separation).
JUDGED = [
    (Rating, "appraised_by", "dossier__person"),
    (RatingDecision, "recorded_by", "ratings__dossier__person"),
    (Proposal, "recorded_by", "placement__dossier__person"),
    (ReviewPlacement, "remarked_by", "dossier__person"),
    (ReviewPrompt, "recorded_by", "dossier__person"),
    (ForcedOutcome, "entered_by", "dossier__person"),
    (ForcedOutcome, "waived_by", "dossier__person"),
    (ForcedOutcome, "withdrawn_by", "dossier__person"),
    (FigureCorrection, "corrected_by", "dossier__person"),
    (SelfAssessmentReturn, "returned_by", "assessment__dossier__person"),
    (CorrectionRequest, "answered_by", "rating__dossier__person"),
    (Discipline, "entered_by", "person"),
    (Shortcoming, "recorded_by", "person"),
    (PastRating, "imported_by", "person"),
    (EnteredAssessment, "entered_by", "member"),
    (EnteredAssessment, "confirmed_by", "member"),
]


def refusals(kept, other):
    """Refuse two dossiers of one evaluation, and what one record has recorded or decided of the other."""
    evaluations = Dossier.objects.filter(person=other).values("evaluation")
    both = Dossier.objects.filter(person=kept, evaluation__in=evaluations).select_related("evaluation")
    found = [
        _("Both records have a dossier in “%(evaluation)s”.") % {"evaluation": dossier.evaluation} for dossier in both
    ]
    what = dict.fromkeys(str(row._meta.verbose_name) for row in acts_between(JUDGED, kept, other))
    if what:
        found.append(
            _("One record has recorded or decided in the evaluation of the other (%(what)s): nobody does that for "
              "themselves.") % {"what": ", ".join(what)}
        )  # fmt: skip
    return found


def settle_twins(kept, other, by):
    """Of one level of an earlier year that lists brought to both records keep that of ``kept``."""
    for past in PastRating.objects.filter(person=other):
        if PastRating.objects.filter(person=kept, year=past.year, track=past.track, level=past.level).exists():
            past.delete()
