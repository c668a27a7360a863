"""In which order a meeting comes to its people, and who is reached too early.

Collective before individuals, head before deputies before members; the organisation last, as its level rests on
theirs; for one person the cell before the leadership collective. Source: domain reference, 4.2 (366-QĐ/TW, Art. 12.2,
43-HD, section 7 [C]).
"""

HEAD, DEPUTY = 1, 2  # ``Dossier.rank``
COLLECTIVE_FIRST, HEADS, DEPUTIES, MEMBERS, ORGANISATION_LAST = range(5)


def turn_of(dossier):
    """Return at which turn a dossier comes; those of one turn have no order among themselves."""
    if dossier.collective_id:
        return COLLECTIVE_FIRST
    if dossier.org_id:
        return ORGANISATION_LAST
    return {HEAD: HEADS, DEPUTY: DEPUTIES}.get(dossier.rank, MEMBERS)


def place_in_list(dossier):
    """Return a key that sorts dossiers as the meeting comes to them: turn, rank, then name."""
    name = dossier.person.sort_key if dossier.person_id else str(dossier.subject)
    return turn_of(dossier), dossier.rank, name, dossier.pk


def passed_over(row, lacking):
    """Return those of ``lacking`` (rows without a level) who should have one before ``row`` gets it.

    Between two people only the same track counts: who is rated as a cadre waits for no level as a party member.
    """
    return [other for other in lacking if other.turn < row.turn and _are_compared(row, other)]


def _are_compared(row, other):
    return row.track == other.track or not (row.dossier.person_id and other.dossier.person_id)
