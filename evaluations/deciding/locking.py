"""Locking decided ratings: what still stands in the way of each, one by one or many at once."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef

from evaluations import deciding_policies as policies
from evaluations.deciding import checklist
from evaluations.deciding.desk import theirs
from evaluations.levels import Levels
from evaluations.models import CorrectionRequest, Dossier, Rating
from portal.directory import tree
from portal.lib.refusal import Refused

MOST_AT_ONCE = 500
ORDER = ("dossier__unit__path", "dossier__rank", "pk")


@dataclass(frozen=True)
class Row:
    """A decided rating before it is locked: its level in words, and the labels of what its dossier lacks."""

    rating: Rating
    level: str
    missing: list[str]

    @property
    def may_choose(self):
        return not self.rating.has_open_request


def decided(person, evaluation, *, unit=None, track=""):
    """Return the decided ratings of the person's office that are not locked, in no order."""
    found = theirs(person, evaluation).filter(stage=Rating.Stage.DECIDED)
    if unit:
        found = found.filter(tree.under([unit.path], "dossier__unit__path"))
    if track:
        found = found.filter(track=track)
    waiting = CorrectionRequest.objects.open().filter(rating=OuterRef("pk"))
    return found.annotate(has_open_request=Exists(waiting)).select_related(
        *Rating.NEEDED, "dossier__unit__parent", "decision"
    )


def rows_of(ratings, scheme):
    """Return the rows of a page: eight queries whatever the number."""
    levels = Levels.of(scheme)
    dossiers = checklist.with_parts(Dossier.objects.filter(pk__in=[rating.dossier_id for rating in ratings]))
    missing = checklist.missing_of(list(dossiers))
    return [Row(rating, levels.short(rating.level), missing[rating.dossier_id]) for rating in ratings]


def without(ratings, keys):
    """Return ``ratings`` without those whose keys, as texts, are to be left out."""
    return [rating for rating in ratings if str(rating.pk) not in keys]


def lock_several(ratings, *, by, reason):
    """Lock each as if it stood alone; return those locked, and (rating, reason) of the others."""
    done, skipped = [], []
    for rating in ratings:
        refusal = _refusal(rating, by, reason)
        if refusal:
            skipped.append((rating, refusal))
        else:
            done.append(rating)
    return done, skipped


def _refusal(rating, by, reason):
    verdict = policies.can_lock(by, rating)
    if not verdict:
        return str(verdict.reason)
    try:
        with transaction.atomic():
            rating.lock(by=by, reason=reason)
    except Refused as refusal:
        return str(refusal)
    return ""
