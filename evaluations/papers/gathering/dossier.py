"""What every paper of a dossier says: whose it is, where it stands, of which period, by which levels."""

from commitments.models.version import unit_block
from evaluations.papers.data import Level, Subject, Unit
from portal.directory.roles import PLAIN_MEMBER


def subject_of(dossier, *, writers=None):
    """Return the ``Subject`` of a dossier; its posts are those of the opening, "Đảng viên" of a member without one.

    ``writers`` are those of the dossier, where they have been read for many at once.
    """
    if dossier.person_id:
        person = dossier.person
        return Subject(
            "person",
            person.full_name,
            born=str(person.born_text or ""),
            posts=dossier.posts or PLAIN_MEMBER * dossier.unit.is_cell,
            work_post=dossier.job,
            workplace=person.workplace,
            tier=dossier.tier,
        )
    kind = "collective" if dossier.collective_id else "organisation"
    heads = dossier.writers() if writers is None else writers
    return Subject(kind, str(dossier.subject), heads=tuple(person.full_name for person in heads))


def unit_of(org):
    """Return the ``Unit`` of an organisation, as a letterhead needs it."""
    block = unit_block(org)
    return Unit(block["name"], block["superior"], block["place"], block["is_cell"])


def period_of(evaluation):
    """Return what the period is called on paper: "Năm 2026", "Quý III, năm 2026"."""
    if evaluation.is_of_quarter:
        return f"Quý {evaluation.period.roman}, năm {evaluation.year}"
    return f"Năm {evaluation.year}"


def levels_of(scheme):
    """Return the levels of a scheme, the best first."""
    return tuple(Level(level["code"], level["label"]) for level in scheme.document.get("levels", ()))
