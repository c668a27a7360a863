"""The lines of a meeting's table as they stand recorded: everybody in their order, read in one query, nothing weighed.

A line is what the table shows of somebody whose row is not open, and what the counts above and below it rest on. The
level suggested is the one of the last saving; the open row and the closing weigh anew.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from evaluations.models import Ballot, Dossier, Rating, ReviewPlacement, SelfAssessment
from evaluations.models.placement import speaks_to
from evaluations.sessions import order
from evaluations.sessions.asking import Asking
from evaluations.sessions.findings import of_row

Stage = Rating.Stage
OF_PLACE = ("pk", "capacity", "is_deciding", "dossier_id")
OF_DOSSIER = ("person_id", "collective_id", "org_id", "rank", "peer_group", "posts", "job", "decider_id", "unit__path")
OF_DOSSIER += ("not_rated_reason", "not_rated_note", "left_on", "person__full_name", "person__sort_key")
OF_DOSSIER += ("collective__name", "org__name", "self_assessment__status")
OF_RATING = ("pk", "track", "stage", "brought_from", "superseded_at", "published_at", "sent_back_reason")
OF_PROPOSAL = ("track", "level", "suggested", "reason", "is_out_of_order", "order_reason", "paperless_reason")
OF_PROPOSAL += ("points_a", "points_b", "saved")
OF_BALLOT = ("issued", "valid", "invalid", "votes")
COLUMNS = [
    *OF_PLACE,
    *(f"dossier__{name}" for name in OF_DOSSIER),
    *(f"dossier__ratings__{name}" for name in OF_RATING),
    *(f"proposals__{name}" for name in OF_PROPOSAL),
    "proposals__recorded_by__full_name",
    *(f"proposals__ballot__{name}" for name in OF_BALLOT),
]


@dataclass(frozen=True)
class Counted:
    """The fields of a ``Ballot``."""

    issued: int
    valid: int
    invalid: int
    votes: dict

    missing, outvotes = Ballot.missing, Ballot.outvotes


@dataclass(frozen=True, slots=True)
class Written:
    """What a meeting wrote of one dossier in one track: the fields of ``Proposal`` of the same name.

    ``recorded_by`` is a name; ``counted`` None where no ballot was held.
    """

    level: str = ""
    suggested: str = ""
    reason: str = ""
    is_out_of_order: bool = False
    order_reason: str = ""
    paperless_reason: str = ""
    points_a: Decimal | None = None
    points_b: Decimal | None = None
    saved: int = 0
    recorded_by: str = ""
    counted: Counted | None = None


NOTHING = Written()


@dataclass(eq=False)
class Line(Asking):
    """One dossier in one track at a meeting. Keys are those of the database, ``name`` whose it is.

    ``number`` counts the dossiers, ``is_first`` tells the first track of one.
    """

    placement_pk: int
    capacity: str
    is_deciding: bool
    dossier_pk: int
    person_id: int | None
    collective_id: int | None
    org_id: int | None
    rank: int
    peer_group: str
    posts: str
    job: str
    decider_id: int | None
    unit_path: str
    name: str
    sort_key: str
    is_handed_in: bool
    rating_pk: int
    track: str
    stage: str
    is_published: bool
    sent_back_reason: str
    proposal: Written
    present: int | None
    common_order_reason: str
    number: int = 0
    is_first: bool = False

    posts_and_job = Dossier.posts_and_job

    @property
    def turn(self):
        return order.turn_of(self)

    @property
    def key(self):
        """Return what an address calls it."""
        return f"{self.placement_pk}-{self.track}"

    @property
    def anchor(self):
        return f"r{self.key}"

    @property
    def suggested(self):
        return self.proposal.suggested

    @property
    def is_settled(self):
        """Tell whether nothing is recorded here any more: ``is_settled``."""
        return is_settled(self.stage, is_deciding=self.is_deciding)

    @property
    def is_takeable(self):
        """Tell whether this meeting proposed it, and nobody has appraised it."""
        return self.is_deciding and self.stage == Stage.PROPOSED

    @property
    def is_waiting(self):
        """Tell whether it waits for the level of the place that decides: not proposed yet, or sent back."""
        return self.is_deciding and self.stage == Stage.SELF

    @cached_property
    def blocks(self):
        """Return what stands in the way of closing, as far as it is recorded."""
        return [] if self.is_settled else of_row(self)


@dataclass(frozen=True)
class NotRated:
    """Somebody of the meeting who is not rated; ``why`` in words, "" for who is off the roster."""

    name: str
    sort_key: str
    posts: str
    job: str
    why: str

    posts_and_job = Dossier.posts_and_job


def is_settled(stage, *, is_deciding):
    """Tell whether a meeting's word on a rating has gone on.

    What the deciding place proposed is its word until it is taken back; another place is heard until the appraisal.
    """
    return stage != Stage.SELF if is_deciding else stage not in (Stage.SELF, Stage.PROPOSED)


class Lines:
    """The lines of one meeting: ``rated`` in the order in which it comes to them, ``not_rated``, and how many of whom
    it only remarks."""

    def __init__(self, session):
        self.rated, self.not_rated, self.comments_only = [], [], 0
        rows = ReviewPlacement.objects.of_meeting(session).order_by().values_list(*COLUMNS, named=False)
        found = {}
        for values in rows:
            row = dict(zip(COLUMNS, values, strict=True))
            found.setdefault(row["pk"], []).append(row)
        for several in found.values():
            self._take(several, session)
        self.rated.sort(key=lambda line: (*order.place_in_list(line), line.rating_pk))
        self.not_rated.sort(key=lambda each: each.sort_key)
        self._number()

    @property
    def lacking(self):
        """Return those without a level."""
        return [line for line in self.rated if not line.proposal.level]

    def passed_over(self, line):
        """Return those without a level who should have one before ``line`` gets its own."""
        return order.passed_over(line, self.lacking)

    def of(self, placement_pk, track):
        """Return the line of a place and a track, or None."""
        return next((line for line in self.rated if (line.placement_pk, line.track) == (placement_pk, track)), None)

    def _take(self, several, session):
        """Sort one place in: several rows where the dossier has several tracks, or the place wrote of several."""
        row = several[0]
        if row["dossier__not_rated_reason"] or row["dossier__left_on"]:
            self.not_rated.append(_not_rated(row))
        elif row["capacity"] in ReviewPlacement.COMMENTS_ONLY:
            self.comments_only += 1
        else:
            ratings = {each["dossier__ratings__pk"]: each for each in several if _is_rated_here(each)}
            written = {each["proposals__track"]: each for each in several}
            self.rated += [_line(each, written, session) for each in ratings.values()]

    def _number(self):
        number, before = 0, None
        for line in self.rated:
            line.is_first = line.dossier_pk != before
            number, before = number + line.is_first, line.dossier_pk
            line.number = number


def _is_rated_here(row):
    """Tell whether a rating stands, and is this place's to propose: a level brought from an agency is nobody's here."""
    track = row["dossier__ratings__track"]
    if track is None or row["dossier__ratings__superseded_at"] or row["dossier__ratings__brought_from"]:
        return False
    return speaks_to(row["capacity"], track, is_deciding=row["is_deciding"])


def _line(row, written, session):
    track = row["dossier__ratings__track"]
    return Line(
        placement_pk=row["pk"],
        capacity=row["capacity"],
        is_deciding=row["is_deciding"],
        dossier_pk=row["dossier_id"],
        person_id=row["dossier__person_id"],
        collective_id=row["dossier__collective_id"],
        org_id=row["dossier__org_id"],
        rank=row["dossier__rank"],
        peer_group=row["dossier__peer_group"],
        posts=row["dossier__posts"],
        job=row["dossier__job"],
        decider_id=row["dossier__decider_id"],
        unit_path=row["dossier__unit__path"],
        name=_name(row),
        sort_key=row["dossier__person__sort_key"] or _name(row),
        is_handed_in=row["dossier__self_assessment__status"] in SelfAssessment.HANDED_IN,
        rating_pk=row["dossier__ratings__pk"],
        track=track,
        stage=row["dossier__ratings__stage"],
        is_published=row["dossier__ratings__published_at"] is not None,
        sent_back_reason=row["dossier__ratings__sent_back_reason"],
        proposal=_written(written.get(track)),
        present=session.present,
        common_order_reason=session.order_reason,
    )


def _written(row):
    if row is None:
        return NOTHING
    fields = {name: row[f"proposals__{name}"] for name in OF_PROPOSAL if name != "track"}
    counted = None
    if row["proposals__ballot__votes"] is not None:
        counted = Counted(**{name: row[f"proposals__ballot__{name}"] for name in OF_BALLOT})
    return Written(**fields, recorded_by=row["proposals__recorded_by__full_name"] or "", counted=counted)


def _not_rated(row):
    why = ""
    if not row["dossier__left_on"]:
        why = row["dossier__not_rated_note"] or str(Dossier.NotRated(row["dossier__not_rated_reason"]).label)
    return NotRated(
        _name(row), row["dossier__person__sort_key"] or _name(row), row["dossier__posts"], row["dossier__job"], why
    )


def _name(row):
    return row["dossier__person__full_name"] or row["dossier__collective__name"] or row["dossier__org__name"]
