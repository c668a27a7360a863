"""The audit trail sealed in chained batches, so that what was changed behind the triggers' back is found.

A seal is the SHA-256 over the events of its batch and the seal before it: whoever changes, deletes or inserts an event
would have to make every later seal anew. Against somebody who does that, or who cuts off the end with its seals, stands
a seal that is kept outside: it is printed by ``manage.py seal_audit`` and written into the worker's log.
"""

import datetime
import hashlib
import json
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Max
from django.utils import timezone

from portal.audit.models import AuditEvent, Seal

log = logging.getLogger(__name__)

BATCH = 5_000
FIELDS = (
    "id", "at", "action", "actor_id", "actor_name", "subject_type", "subject_id", "subject_name", "owner_id",
    "unit_path", "reason", "address",
)  # fmt: skip
WAIT_SECONDS = 3
KEPT = re.compile(r"\b(\d+) ([0-9a-f]{64})\b")


@dataclass(frozen=True)
class Finding:
    """What verifying found: how many seals and events are in order, how many events wait for a seal, what is wrong.

    ``fault`` names the first broken link, empty where all is in order. ``last`` is the last seal, None for none.
    """

    seal_count: int
    event_count: int
    unsealed_count: int
    last: Seal | None
    fault: str = ""


def seal():
    """Seal what was written since the last seal, in batches, and return the new seals. By schedule; may run twice."""
    made, end = [], _settled()
    while end and (new := _seal_batch(end)):
        log.info("Seal of the audit trail: %s", new)
        made.append(new)
    return made


def _settled():
    """Return the id up to which no event can come any more; None where that cannot be told now.

    PostgreSQL gives out ids before it commits, so an earlier one may still come from an open transaction: for a moment
    all that write are waited for, at most ``WAIT_SECONDS``. On SQLite whoever writes is alone.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
                cursor.execute(f"LOCK TABLE {AuditEvent._meta.db_table} IN SHARE MODE")
            return AuditEvent.objects.aggregate(end=Max("pk"))["end"]
    except OperationalError:
        log.info("The audit trail is being written by a long transaction; it is sealed next time.")
        return None


def _seal_batch(end):
    """Seal the next events up to ``end`` and return the seal; None where nothing is left or another was faster."""
    try:
        with transaction.atomic():
            before = Seal.objects.select_for_update().last()
            rows = list(_rows(before.last_id if before else 0, end)[:BATCH])
            if not rows:
                return None
            number, previous, now = (
                (before.number + 1 if before else 1),
                (before.sha256 if before else ""),
                timezone.now(),
            )
            return Seal.objects.create(
                number=number,
                first_id=rows[0][0],
                last_id=rows[-1][0],
                count=len(rows),
                sealed_at=now,
                previous=previous,
                sha256=digest_of(rows, number=number, previous=previous, sealed_at=now),
            )
    except IntegrityError:
        return None


def digest_of(rows, *, number, previous, sealed_at):
    """Return the SHA-256 of a batch: ``rows`` are tuples of ``FIELDS``, ``previous`` is the seal before it.

    The same on both databases; a field that is added later is not part of it.
    """
    digest = hashlib.sha256(json.dumps(["1", number, previous, _moment(sealed_at)]).encode())
    for row in rows:
        plain = [_moment(value) if isinstance(value, datetime.datetime) else value for value in row]
        digest.update(b"\n" + json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode())
    return digest.hexdigest()


def verify(kept: Iterable[str] = ()) -> Finding:
    """Follow the chain from its first seal and return what was found, up to the first broken link.

    ``kept`` are lines that hold a seal kept outside ("12 3f9a…", whatever stands around it).
    """
    before, event_count, seals = None, 0, Seal.objects.order_by("number")
    for count, link in enumerate(seals.iterator()):
        rows = list(_rows(before.last_id if before else 0, link.last_id)[: link.count + 1])
        fault = _fault_of(link, before, rows)
        if fault:
            return Finding(count, event_count, 0, before, fault)
        before, event_count = link, event_count + len(rows)
    unsealed = AuditEvent.objects.filter(pk__gt=before.last_id if before else 0).count()
    return Finding(seals.count(), event_count, unsealed, before, _fault_of_kept(kept))


def _rows(after, up_to):
    return AuditEvent.objects.filter(pk__gt=after, pk__lte=up_to).order_by("pk").values_list(*FIELDS)


def _fault_of(link, before, rows):
    """Return what is wrong with one seal, "" for nothing. ``rows`` are all events after the seal before it."""
    number = before.number + 1 if before else 1
    if link.number != number:
        return f"Seal {number} is missing; seal {link.number} follows."
    name = f"Seal {number} (events {link.first_id} to {link.last_id}, {link.sealed_at:%Y-%m-%d %H:%M} UTC)"
    if link.previous != (before.sha256 if before else ""):
        return f"{name} does not follow from the seal before it: one of the two was changed."
    if len(rows) != link.count:
        way = "deleted" if len(rows) < link.count else "inserted"
        return f"{name} was made over {link.count} events: some were {way}."
    if digest_of(rows, number=number, previous=link.previous, sealed_at=link.sealed_at) != link.sha256:
        return f"{name} does not fit its events: one of them, or the seal itself, was changed."
    if (rows[0][0], rows[-1][0]) != (link.first_id, link.last_id):
        return f"{name} names other events than it was made over: the seal was changed."
    return ""


def _fault_of_kept(kept):
    """Return what is wrong with the seals kept outside, the earliest first."""
    known = dict(Seal.objects.values_list("number", "sha256"))
    for number, sha256 in sorted((int(n), s) for line in kept for n, s in KEPT.findall(line)):
        if number not in known:
            return f"Seal {number}, kept outside, is not there: the end of the trail was cut off, or a backup restored."
        if known[number] != sha256:
            return f"Seal {number} is another than the one kept outside: the trail was made anew."
    return ""


def _moment(at):
    return at.astimezone(datetime.UTC).isoformat()
