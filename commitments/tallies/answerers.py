"""Whose programs answer some clauses: the lines of a roster with how many of their commitments do."""

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from commitments.models.program import Commitment
from commitments.models.progress import ProgressEntry


def with_answers(entries, clauses):
    """Narrow ``entries`` to those with a commitment on ``clauses`` (keys); each commitment counts once.

    Annotates ``answers``, how many of them, and ``answers_done``, how many are said to be done.
    """
    found = Commitment.objects.in_force().filter(program__entry=OuterRef("pk"), clauses__in=clauses).order_by()
    counted = found.values("program").annotate(count=Count("pk", distinct=True)).values("count")
    done = found.filter(latest__state__in=ProgressEntry.CLAIMS).values("program")
    done = done.annotate(count=Count("pk", distinct=True)).values("count")
    return entries.annotate(
        answers=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
        answers_done=Coalesce(Subquery(done, output_field=IntegerField()), 0),
    ).filter(answers__gt=0)
