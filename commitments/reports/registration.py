"""How a registration stands in one unit, gathered for its report: numbers and lists from one walk over the roster."""

from collections import Counter, defaultdict, namedtuple
from dataclasses import dataclass, field
from datetime import date

from django.db.models import BooleanField, ExpressionWrapper

from commitments.models import Campaign
from commitments.models.campaign import STATES
from commitments.reports.annex import Lines
from commitments.reports.documents import Document, documents_of
from commitments.reports.owners import AT_ONCE, COLUMNS, batches, owner_cells, posts_on
from commitments.reports.units import as_then, in_order, line_of
from commitments.tallies.numbers import Counts
from portal.directory.models import PartyOrg
from portal.lib.dates import today

# The lists that are annexed, and what each says of an owner beyond name, post and unit.
LISTS = ("missing", "late", "returned", "exempt")
_NUMBERS = tuple(Counts.__dataclass_fields__)
_COLUMNS = COLUMNS | {
    "tier_of": "tier",
    "due": "due_on",
    "status": "program__status",
    "registered": "program__registered_on",
    "exempt": "exempt_reason",
    "exempt_why": "exempt_note",
}
_STATES = (*_NUMBERS, *(name for name in LISTS if name not in _NUMBERS))
_Row = namedtuple("_Row", [*(f"is_{name}" for name in _STATES), *_COLUMNS])


@dataclass
class Registration:
    """A campaign in one unit and all below it, as it stands on a local day.

    ``units`` has a line for each organisation right below with somebody on the roster, in the order of the tree; first
    of all, without an organisation, who stands at the unit itself. ``in_time`` are those of the missing whose own
    deadline has not passed. ``tiers`` and ``exempt_reasons`` go by their codes.
    The lines of ``lists`` are the cells of ``owner_cells``, then two of the list's own.
    """

    campaign: Campaign
    unit: PartyOrg
    day: date
    total: Counts = field(default_factory=Counts)
    in_time: int = 0
    units: list[tuple[PartyOrg | None, Counts]] = field(default_factory=list)
    tiers: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    exempt_reasons: Counter = field(default_factory=Counter)
    documents: list[Document] = field(default_factory=list)
    lists: dict[str, Lines] = field(default_factory=lambda: {name: Lines() for name in LISTS})

    @property
    def units_missing(self):
        """Return how many organisations right below have somebody who has not registered."""
        return sum(1 for org, counts in self.units if org and counts.missing)

    @property
    def unsettled(self):
        """Return how many were registered and are neither approved, waiting nor returned: rewritten now, or closed."""
        return self.total.registered - self.total.approved - self.total.waiting - self.total.returned


def gather(campaign, unit, *, on=None):
    """Return the ``Registration`` of a campaign in ``unit``: the roster of that day (today), read once and in order.

    Every number counts the lines that the lists are made of, by the same ``STATES`` as the overview. Memory does not
    grow with the roster.
    """
    found = Registration(campaign, unit, on or today())
    then = campaign.tree_of(unit, on=found.day)
    by_org = defaultdict(Counts)
    for batch in batches(_rows(found, then)):
        listed = {row.person_id for row in batch if row.person_id and _lists_of(row)}
        posts = posts_on(found.day, listed, then)
        for row in batch:
            _count(row, found, by_org[line_of(row.path, unit, then)])
            for name in _lists_of(row):
                found.lists[name].add((*owner_cells(row, posts, unit, then), *_own_cells(row, name)))
    found.units = in_order(by_org, unit, then)
    found.documents = documents_of(campaign, unit, found.day, then)
    return found


def _rows(found, then):
    entries = found.campaign.entries_on(found.day).on_roster(on=found.day).within(found.unit, then).with_owner_key()
    entries = entries.annotate(then_path=then.as_path("unit"))
    entries = entries.annotate(**{f"is_{name}": ExpressionWrapper(STATES[name], BooleanField()) for name in _STATES})
    rows = entries.order_by("then_path", "owner_key", "pk").values_list(
        *_Row._fields[: len(_STATES)], *_COLUMNS.values()
    )
    return (as_then(_Row._make(row), then) for row in rows.iterator(AT_ONCE))


def _count(row, found, of_unit):
    counts = Counts(**{name: int(bool(getattr(row, f"is_{name}"))) for name in _NUMBERS})
    for numbers in (found.total, of_unit, found.tiers[row.tier_of]):
        numbers.add(counts)
    found.in_time += bool(row.is_missing and row.due >= found.day)
    if row.is_exempt:
        found.exempt_reasons[row.exempt] += 1


def _lists_of(row):
    return [name for name in LISTS if getattr(row, f"is_{name}")]


def _own_cells(row, name):
    match name:
        case "missing":
            return (row.due, row.status or "")
        case "exempt":
            return (row.exempt, row.exempt_why)
        case _:
            return (row.due, row.registered)
