"""Reading somebody else's paper is an audited act; its owner sees who did."""

from portal.audit import trail


def record_opening(program, *, by, action="commitments.opened"):
    """Record that ``by`` opened the program; its own writers open it unrecorded."""
    if program.belongs_to(by):
        return
    trail.record(action, program, by=by, owner=program.entry.person, unit_path=program.entry.unit.path)
