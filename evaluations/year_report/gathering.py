"""What the report on a year's rating says of a unit: levels by track with last year's, the quota by group."""

from dataclasses import dataclass

from commitments.reports.shares import percent, share
from evaluations import quota
from evaluations.models import Evaluation, Rating
from evaluations.tables import units
from portal.directory.models import PartyOrg

# In the order of the report: collectives before people (domain reference, 4.2 [C]).
TRACKS = (Rating.Track.ORGANISATION, Rating.Track.COLLECTIVE, Rating.Track.PARTY_MEMBER, Rating.Track.CADRE)


@dataclass(frozen=True)
class LevelLine:
    """One level of a track: how many, which share of the rated; the same of last year, None where it is not known."""

    code: str
    label: str
    count: int
    share: object
    count_before: int | None
    share_before: object

    @property
    def percent(self):
        return percent(self.share) if self.share is not None else ""

    @property
    def percent_before(self):
        return percent(self.share_before) if self.share_before is not None else ""

    @property
    def points_more(self):
        """Return by how many percentage points the share differs from last year; None where that is not known."""
        if self.share is None or self.share_before is None:
            return None
        return (self.share - self.share_before) * 100


@dataclass(frozen=True)
class TrackPart:
    """One track: its table by organisation, and its levels."""

    track: str
    table: units.UnitTable
    levels: list[LevelLine]

    @property
    def now(self):
        return self.table.total.now

    @property
    def before(self):
        return self.table.total.before


@dataclass(frozen=True)
class YearReport:
    """A gathered report. ``groups`` are those of the quota that the unit's own body decides."""

    evaluation: Evaluation
    unit: PartyOrg
    parts: list[TrackPart]
    groups: list[quota.Group]


def gather(evaluation, unit):
    """Return the ``YearReport`` of a unit: tracks in which nobody stands are left out. At most two dozen queries."""
    parts = [_part(evaluation, unit, track) for track in TRACKS]
    return YearReport(evaluation, unit, [part for part in parts if part.now.total], quota.groups_of(evaluation, unit))


def _part(evaluation, unit, track):
    table = units.gather(evaluation, unit, track)
    labels = {level["code"]: level["label"] for level in evaluation.scheme.document.get("levels", ())}
    now, before = table.total.now, table.total.before
    lines = [
        LevelLine(
            code,
            labels[code],
            now.levels[code],
            share(now.levels[code], now.rated),
            before.levels[code] if before else None,
            share(before.levels[code], before.rated) if before else None,
        )
        for code in table.levels
    ]
    return TrackPart(track, table, lines)
