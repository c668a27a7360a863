"""In which order a meeting comes to its people, and who is reached too early.

Collective before individuals, head before deputies before members; the organisation last, as its level rests on
theirs; for one person the cell before the leadership collective. Source: domain reference, 4.2 (366-QĐ/TW, Art. 12.2,
43-HD, section 7 [C]).
"""

HEAD, DEPUTY = 1, 2  # ``Dossier.rank``
COLLECTIVE_FIRST, HEADS, DEPUTIES, MEMBERS, ORGANISATION_LAST = range(5)


def turn_of(line):
    """Return at which turn a line comes; those of one turn have no order among themselves."""
    if line.collective_id:
        return COLLECTIVE_FIRST
    if line.org_id:
        return ORGANISATION_LAST
    return {HEAD: HEADS, DEPUTY: DEPUTIES}.get(line.rank, MEMBERS)


def place_in_list(line):
    """Return a key that sorts lines as the meeting comes to them: turn, rank, then name."""
    return turn_of(line), line.rank, line.sort_key, line.dossier_pk


def passed_over(line, lacking):
    """Return those of ``lacking`` (lines without a level) who should have one before ``line`` gets it.

    Between two people only the same track counts: who is rated as a cadre waits for no level as a party member.
    """
    return [other for other in lacking if other.turn < line.turn and _are_compared(line, other)]


def _are_compared(line, other):
    return line.track == other.track or not (line.person_id and other.person_id)
