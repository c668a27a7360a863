"""Reading somebody else's dossier is an audited act; whom it is about sees who did."""

from portal.audit import trail


def record_opening(dossier, *, by, action="evaluations.dossier_opened"):
    """Record that ``by`` opened the dossier, or a paper of it; those it is about open it unrecorded."""
    if dossier.belongs_to(by):
        return
    trail.record(action, dossier, by=by, owner=dossier.person, unit_path=dossier.unit.path)
