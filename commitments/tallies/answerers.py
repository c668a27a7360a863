"""Whose programs answer some clauses: the lines of a roster with how many of their commitments do."""

from django.db.models import Count, Exists, OuterRef, Q

from commitments.models.program import Commitment
from commitments.models.progress import ProgressEntry


def answering(entries, clauses):
    """Narrow ``entries`` to those whose program has a commitment on ``clauses`` (keys)."""
    # Asked program by program: a unit has few of them, a clause very many commitments.
    return entries.filter(Exists(_on(clauses).filter(program=OuterRef("program"))))


def with_answers(entries, clauses):
    """Give each of a list of ``entries`` how many commitments it has on ``clauses``, each counted once; return them.

    Sets ``answers`` and ``answers_done``, how many of them are said to be done. One query.
    """
    found = _on(clauses).filter(program__entry__in=entries).order_by().values_list("program__entry")
    done = Q(latest__state__in=ProgressEntry.CLAIMS)
    counted = found.annotate(all=Count("pk", distinct=True), done=Count("pk", distinct=True, filter=done))
    numbers = {entry: (count, done) for entry, count, done in counted}
    for entry in entries:
        entry.answers, entry.answers_done = numbers.get(entry.pk, (0, 0))
    return entries


def _on(clauses):
    return Commitment.objects.in_force().filter(clauses__in=clauses)
