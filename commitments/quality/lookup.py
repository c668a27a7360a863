"""Looking kept hashes up: a bounded number of rows whatever everybody writes, the same on both databases."""

from django.db import connection

from commitments.models.copies import Shingle

# A hash in more programs than this leads nowhere in particular: of such, the first ones are read and no more. Where a
# whole campaign copied one text these are the same few programs for every hash, so the text is still found.
ROWS_OF_A_HASH = 64
ROWS_NEAR = 8192
MOST_HASHES = 400  # SQLite takes at most 500 parts of a compound statement


def rows_with(hashes, program, near):
    """Return (hash, program, commitment or 0) of what was handed in with one of ``hashes``, without doubles.

    Of the programs ``near`` (keys) every row, of the rest of the campaign the first ones of each hash: one query.
    """
    # The least ones: of all texts the same choice, so that equal texts keep equal hashes.
    chosen = sorted(hashes)[:MOST_HASHES]
    if not chosen:
        return set()
    parts = [_FIRST_OF_A_HASH] * len(chosen)
    values = [value for kept in chosen for value in (program.entry.campaign_id, kept, ROWS_OF_A_HASH)]
    if near:
        parts.append(_NEAR.format(programs=_places(near), hashes=_places(chosen)))
        values += [*near, *chosen, ROWS_NEAR]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return {row for row in cursor.fetchall() if row[1] != program.pk}


def _places(values):
    return ", ".join(["%s"] * len(values))


_ROWS = f"SELECT * FROM (SELECT hash, program_id, commitment_pk FROM {Shingle._meta.db_table} "  # noqa: S608 (our own)
_FIRST_OF_A_HASH = (
    f"{_ROWS} WHERE campaign_id = %s AND hash = %s ORDER BY hash, program_id, commitment_pk LIMIT %s) AS found"
)
_NEAR = _ROWS + " WHERE program_id IN ({programs}) AND hash IN ({hashes}) LIMIT %s) AS found"
