"""Counting a large campaign into its roll-up, a few units at a time: for a worker, on a schedule and on demand."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from operator import itemgetter

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from commitments.models.campaign import Campaign
from commitments.models.tally import RollUp, UnitTally
from commitments.tallies.counting import PARTS, Scope, count, summed
from portal.directory import tree
from portal.lib.dates import today

# Up to this many lines on the roster every look counts afresh; beyond, a roll-up of at most this age is shown.
LIVE_UP_TO = 5_000
MAX_AGE = timedelta(minutes=5)
# It is counted anew sooner, so that it is not older than that when a long counting ends.
RENEW_AFTER = timedelta(minutes=2)
# A campaign is counted on its schedule until so long after its year; later ones are counted when somebody looks.
FOLLOWED_FOR = timedelta(days=60)

TURN = timedelta(minutes=1)
LINES_AT_ONCE = 2_000  # of the roster, with some seven commitments each
ROWS_AT_ONCE = 300  # written in one transaction: a moment in which nobody else writes on SQLite


NEVER = datetime(2000, 1, 1, tzinfo=UTC)


class _Overtaken(Exception):
    """Another run was begun, as this one had not been heard of for too long."""


def refresh_due():
    """Count the large campaigns whose numbers are old or wanted; what the schedule calls. Returns how many.

    It stops after a while, so that no worker is held for long: the next round goes on with the rest.
    """
    done, stop_at = 0, timezone.now() + TURN
    for campaign in due():
        done += refresh(campaign)
        if timezone.now() >= stop_at:
            break
    return done


def due():
    """Return the large campaigns whose roll-up is to be made anew: those that somebody waits for, then the oldest."""
    now = timezone.now()
    followed = Campaign.objects.opened().select_related("period", "roll_up").annotate(lines=Count("entries"))
    found = []
    for campaign in followed.filter(lines__gt=LIVE_UP_TO):
        roll_up = getattr(campaign, "roll_up", None)
        is_wanted = roll_up is None or roll_up.counted_at is None or roll_up.wanted_at is not None
        is_followed = today() <= campaign.period.ends_on + FOLLOWED_FOR
        if is_wanted or (is_followed and now - roll_up.counted_at >= RENEW_AFTER):
            found.append((not is_wanted, (roll_up and roll_up.counted_at) or NEVER, campaign.pk, campaign))
    return [campaign for *_order, campaign in sorted(found, key=itemgetter(0, 1, 2))]


def refresh(campaign):
    """Count ``campaign`` for every organisation and show the result; False where somebody else is at it.

    Until the last row is written pages show the run before. Memory holds a few units and the way to the top.
    """
    run = RollUp.begin(campaign)
    if run is None:
        return False
    then = campaign.tree_of(campaign.root)
    counted_at, whole = timezone.now(), Scope.of(campaign, then=then)
    _forget_all_but(campaign, kept=(run,))
    try:
        _write(campaign, run, summed(_by_unit(whole)))
    except _Overtaken:
        return False
    if RollUp.finish(campaign, run, counted_at=counted_at, quarter=whole.quarter):
        _forget_all_but(campaign, kept=())
    return True


def _by_unit(whole):
    """Yield the numbers unit by unit in the order of the tree, a bounded part of the roster at a time."""
    for units in _batches(whole):
        yield from count(whole.narrowed(units), PARTS)


def _batches(whole):
    """Yield lists of units (keys) that stand together in the tree, of about ``LINES_AT_ONCE`` lines each."""
    lines = whole.entries.order_by().values_list("unit", "unit__path").annotate(count=Count("pk"))
    batch, size = [], 0
    for unit, _path, count_of_unit in sorted(lines, key=lambda line: whole.tree.path(*line[:2])):
        if batch and size + count_of_unit > LINES_AT_ONCE:
            yield batch
            batch, size = [], 0
        batch.append(unit)
        size += count_of_unit
    if batch:
        yield batch


def _write(campaign, run, totals):
    while batch := list(islice(totals, ROWS_AT_ONCE)):
        rows = [
            UnitTally(
                campaign=campaign,
                run=run,
                org_id=int(path[-tree.STEP :]),
                **{part: value.packed() for part, value in numbers.items()},
            )
            for path, numbers in batch
        ]
        with transaction.atomic():
            if not RollUp.still_counts(campaign, run):
                raise _Overtaken
            UnitTally.objects.bulk_create(rows)


def _forget_all_but(campaign, *, kept):
    """Delete the rows of runs that are neither shown nor ``kept``, some at a time."""
    shown = RollUp.objects.filter(campaign=campaign).values_list("run", flat=True)
    old = campaign.tallies.exclude(run__in=[*shown, *kept]).order_by("pk")
    while keys := list(old.values_list("pk", flat=True)[:ROWS_AT_ONCE]):
        UnitTally.objects.filter(pk__in=keys).delete()
