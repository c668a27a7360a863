"""One walk over the programs of a unit, with their commitments and what was said of them by the end of a day."""

from collections import namedtuple
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from django.db.models import CharField, Exists, F, FilteredRelation, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from commitments.models import ActionProgram, ProgressAnswer, ProgressEntry, ProgressReport
from commitments.reports.owners import AT_ONCE, COLUMNS, batches
from commitments.reports.units import as_then
from portal.lib.dates import moment_after

State, Answer = ProgressEntry.State, ProgressEntry.Answer
_OWNER = {name: f"entry__{source}" for name, source in COLUMNS.items()} | {"path": "then_path"}
_OF_PROGRAM = {"pk": "pk", "status": "status", "decided_at": "decided_at", "has_reported": "has_reported"}
_OF_PROGRAM |= {"last_reported_at": "last_reported_at"}
_OF_COMMITMENT = {
    "commitment": "standing__pk",
    "due_on": "standing__due_on",
    "target_value": "standing__target_value",
    "baseline": "standing__baseline",
    "measured_in": "standing__unit",
    "clause": "standing__clauses",
    "said": "said",
}
_Row = namedtuple("_Row", [*_OWNER, *_OF_PROGRAM, *_OF_COMMITMENT])
_Said = namedtuple("_Said", ["state", "percent", "reached_value", "reached_on"])
_NOTHING_YET = _Said(State.PLANNED, 0, None, None)


@dataclass(frozen=True)
class Promise:
    """A commitment that stands, what was sent of it last, and what an officer said of that last (``answer``)."""

    clauses: tuple[int, ...]
    due_on: date | None
    target_value: Decimal | None
    baseline: Decimal | None
    measured_in: str
    said: _Said
    answer: str

    @property
    def state(self):
        return self.said.state

    @property
    def percent(self):
        return self.said.percent

    @property
    def is_claimed(self):
        return self.state in ProgressEntry.CLAIMS

    @property
    def is_confirmed(self):
        return self.is_claimed and self.answer == Answer.CONFIRMED

    @property
    def is_doubted(self):
        return self.is_claimed and self.answer in {Answer.DOUBTED, Answer.ASKED}

    @property
    def is_late(self):
        return self.is_claimed and self.due_on is not None and self.said.reached_on > self.due_on

    def is_overdue(self, day):
        return not self.is_claimed and self.due_on is not None and self.due_on < day


class Program:
    """A program that was handed in and is not closed; the attributes of its owner are those of ``owners.COLUMNS``."""

    def __init__(self, row: _Row, commitments: list[Promise], moment: datetime):
        self._row, self.commitments = row, commitments
        self.is_in_force = (
            row.status == ActionProgram.Status.APPROVED and row.decided_at is not None and row.decided_at < moment
        )

    def __getattr__(self, name):
        return getattr(self._row, name)

    @property
    def last_reported_on(self):
        return timezone.localdate(self._row.last_reported_at) if self._row.last_reported_at else None


def programs_on(campaign, unit, quarter, day, then):
    """Yield lists of ``Program`` in the order of the tree and of names: those on the roster that day, handed in by it.

    One query reads them with their commitments and clauses; for each list two more read what was said of those.
    ``has_reported`` is for ``quarter``, ``then`` the tree of the day.
    """
    moment = moment_after(day)
    by_program, by_commitment = attrgetter("pk"), attrgetter("commitment")
    grouped = ((list(rows)) for _pk, rows in groupby(_rows(campaign, unit, quarter, day, then), by_program))
    for batch in batches(grouped):
        keys = {row.said for rows in batch for row in rows if row.said}
        said, answers = _said(keys), _answers(keys, moment)
        yield [
            Program(
                rows[0],
                [_promise(list(ways), said, answers) for key, ways in groupby(rows, by_commitment) if key is not None],
                moment,
            )
            for rows in batch
        ]


def _rows(campaign, unit, quarter, day, then):
    """Return a row for each clause of each commitment, one at least for each commitment and each program."""
    moment = moment_after(day)
    entries = campaign.entries_on(day).on_roster(on=day).within(unit, then).in_state("registered").order_by()
    reports = ProgressReport.objects.filter(program=OuterRef("pk"), sent_at__lt=moment)
    sent = ProgressEntry.objects.filter(commitment=OuterRef("standing__pk"), report__sent_at__lt=moment)
    standing = Q(commitments__dropped_on=None) | Q(commitments__dropped_on__gt=day)
    programs = (
        ActionProgram.objects.filter(entry__in=entries, registered_on__lte=day)
        .exclude(status=ActionProgram.Status.CLOSED)
        .alias(standing=FilteredRelation("commitments", condition=standing))
        .annotate(
            then_path=then.as_path("entry__unit"),
            owner_key=Coalesce("entry__person__sort_key", Value(""), output_field=CharField()),
            has_reported=Exists(reports.filter(quarter=quarter)),
            last_reported_at=Subquery(reports.order_by("-sent_at").values("sent_at")[:1]),
            said=Subquery(sent.order_by("-pk").values("pk")[:1]),
        )
        .order_by("then_path", "owner_key", "pk", "standing__order", "standing__pk", F("standing__clauses"))
    )
    sources = [*_OWNER.values(), *_OF_PROGRAM.values(), *_OF_COMMITMENT.values()]
    return (as_then(_Row._make(row), then) for row in programs.values_list(*sources).iterator(AT_ONCE))


def _said(keys):
    """Return what each of the sent entries says, by its key."""
    rows = ProgressEntry.objects.filter(pk__in=keys).order_by().values_list("pk", *_Said._fields)
    return {pk: _Said._make(fields) for pk, *fields in rows}


def _answers(keys, moment):
    """Return what was said last of each of the entries before a moment."""
    rows = ProgressAnswer.objects.filter(entry__in=keys, at__lt=moment).order_by("pk")
    return dict(rows.values_list("entry", "kind"))


def _promise(ways, said, answers):
    row = ways[0]
    clauses = tuple(way.clause for way in ways if way.clause is not None)
    return Promise(
        clauses, row.due_on, row.target_value, row.baseline, row.measured_in,
        said.get(row.said, _NOTHING_YET), answers.get(row.said, ""),
    )  # fmt: skip
