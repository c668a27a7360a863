"""How far an evaluation has come, counted by unit: self-assessments handed in, levels proposed up to locked.

Counts only, without names and without levels. Each dossier is counted once, in the track that it is rated in.
"""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils import timezone

from evaluations.models import Rating, SelfAssessment
from portal.directory import tree
from portal.directory.models import PartyOrg

Stage = Rating.Stage

# From so many dossiers on the numbers are kept for a while: counting 250,000 takes longer than a page may.
LARGE = 20_000
KEPT_FOR = timedelta(minutes=5)
# Of whom the numbers speak: the field that is set.
KINDS = {"people": "person", "collectives": "collective", "organisations": "org"}
_BEYOND = {
    "proposed": [Stage.PROPOSED, Stage.APPRAISED, Stage.DECIDED, Stage.LOCKED],
    "appraised": [Stage.APPRAISED, Stage.DECIDED, Stage.LOCKED],
    "decided": [Stage.DECIDED, Stage.LOCKED],
    "locked": [Stage.LOCKED],
}


@dataclass(frozen=True)
class Standing:
    """How many are rated, and of them how many have come at least so far; ``not_rated`` are counted apart."""

    rated: int = 0
    handed_in: int = 0
    proposed: int = 0
    appraised: int = 0
    decided: int = 0
    locked: int = 0
    not_rated: int = 0

    def __add__(self, other):
        return Standing(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def missing(self):
        """Return how many self-assessments are not handed in."""
        return self.rated - self.handed_in


@dataclass(frozen=True)
class UnitStanding:
    """The numbers of one child of a unit; ``org`` is None for what stands at the unit itself."""

    org: PartyOrg | None
    counts: Standing


@dataclass(frozen=True)
class Reading:
    """The ``total`` of a unit with everything below, and its ``rows``, one for each child in tree order.

    ``counted_at`` is when they were counted, where a large unit shows numbers that are some minutes old; else None.
    """

    total: Standing
    rows: list[UnitStanding]
    counted_at: datetime | None


def standing(evaluation, unit, kind="people"):
    """Return the ``Reading`` of a unit, for pages only: what is decided or printed counts afresh.

    Five queries. Only who is on the roster now is counted.
    """
    units = list(PartyOrg.objects.filter(Q(pk=unit.pk) | Q(parent=unit)).in_tree_order())
    sums, counted_at = _kept_sums(evaluation, unit, kind)
    rows = [
        UnitStanding(None if org.pk == unit.pk else org, sums[org.path])
        for org in units
        if org.path in sums and (sums[org.path].rated or sums[org.path].not_rated)
    ]
    return Reading(sum(sums.values(), Standing()), rows, counted_at)


def _kept_sums(evaluation, unit, kind):
    """Return ``{path of a child, or of the unit itself: Standing}``, and when it was counted if that was kept."""
    key = f"evaluations.standing.{evaluation.pk}.{unit.pk}.{kind}"
    if kept := cache.get(key):
        return kept
    sums = _sums(evaluation, unit, kind)
    total = sum(sums.values(), Standing())
    if total.rated + total.not_rated >= LARGE:
        cache.set(key, (sums, timezone.now()), KEPT_FOR.total_seconds())
    return sums, None


def _sums(evaluation, unit, kind):
    sums = {}
    for path, counts in _by_unit(evaluation, unit, kind):
        key = path[: len(unit.path) + tree.STEP]
        sums[key] = sums.get(key, Standing()) + counts
    return sums


def _by_unit(evaluation, unit, kind):
    """Yield (path, ``Standing``) of each unit with a dossier of that kind."""
    of_kind = {f"{KINDS[kind]}__isnull": False}
    ratings = evaluation.main_ratings().filter(
        tree.under([unit.path], "dossier__unit__path"), **{f"dossier__{key}": value for key, value in of_kind.items()}
    )
    reached = {name: Count("pk", filter=Q(stage__in=stages)) for name, stages in _BEYOND.items()}
    handed_in = Count("pk", filter=Q(dossier__self_assessment__status__in=SelfAssessment.HANDED_IN))
    rows = ratings.order_by().values("dossier__unit__path").annotate(rated=Count("pk"), handed_in=handed_in, **reached)
    for row in rows:
        yield row.pop("dossier__unit__path"), Standing(**row)
    out = evaluation.dossiers.filter(left_on=None, **of_kind).exclude(not_rated_reason="").within(unit)
    for path, count in out.order_by().values_list("unit__path").annotate(count=Count("pk")):
        yield path, Standing(not_rated=count)
