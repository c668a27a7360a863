"""Who answers a document: its items counted by the programs that answer them."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from commitments.models import ActionProgram, CampaignEntry
from portal.directory import tree
from portal.directory.roles import Act
from portal.resolutions.models import Clause


@dataclass(frozen=True)
class Answer:
    """One item, how many commitments answer it, and how many programs they stand in."""

    clause: Clause
    commitments: int
    programs: int


def answers_to(resolution, person):
    """Return an ``Answer`` for each item of ``resolution``, counted over the submitted programs in the person's reach.

    The reach is what their roles may count, and their own papers; a draft counts nowhere. Two queries.
    """
    counted = ActionProgram.objects.exclude(status=ActionProgram.Status.DRAFT).filter(
        tree.under(person.scopes(Act.COUNT), "entry__unit__path")
        | Q(entry__in=CampaignEntry.objects.of(person).values("pk"))
    )
    within = Q(commitments__program__in=counted.values("pk"), commitments__dropped_on=None)
    clauses = resolution.clauses.annotate(
        commitment_count=Count("commitments", filter=within, distinct=True),
        program_count=Count("commitments__program", filter=within, distinct=True),
    )
    return [Answer(clause, clause.commitment_count, clause.program_count) for clause in clauses]


def touched_by(resolution):
    """Return the address at which the page of a document shows who answers it."""
    return reverse("commitments:answers", args=[resolution.code])
