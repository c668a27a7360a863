"""Who reviews whose paper: the steps of a round, planned from the owner's tier."""

from django.db.models import Max

from commitments.models.review import ReviewStep
from portal.directory.models import Appointment, Person
from portal.directory.roles import Act
from portal.directory.tiers import managing_body


def write_steps(program):
    """Write the steps of the program's present round and return the first.

    A direct supervisor gives an opinion where there is one; then the cell approves; then, for a leader, the managing
    committee. A collective's paper goes to the superior of its organisation. Where nobody but the owner could decide
    at a body, its superior does. Source: domain reference, section 4 [P].
    """
    planned = list(_planned_steps(program))
    due_on = program.review_due_on()
    steps = ReviewStep.objects.bulk_create(
        [
            ReviewStep(program=program, round=program.round, order=order, due_on=due_on, **fields)
            for order, fields in enumerate(planned, start=1)
        ]
    )
    return steps[0]


def plan_rest(program):
    """Plan the undecided steps of the present round anew and return the first of them; what is decided stays.

    For a program whose unit stands elsewhere in the tree now.
    """
    decided = program.steps.filter(round=program.round).exclude(decision="")
    planned = list(_planned_steps(program))
    rest = planned[decided.count() :] or planned[-1:]
    first = (decided.aggregate(last=Max("order"))["last"] or 0) + 1
    open_steps = program.steps.filter(round=program.round, decision="")
    due_on = open_steps.values_list("due_on", flat=True).first() or program.review_due_on()
    open_steps.delete()
    steps = ReviewStep.objects.bulk_create(
        [
            ReviewStep(program=program, round=program.round, order=order, due_on=due_on, **fields)
            for order, fields in enumerate(rest, start=first)
        ]
    )
    return steps[0]


def _planned_steps(program):
    """Yield the fields of each step, in order."""
    entry = program.entry
    if entry.collective_id:
        yield _approval(entry.collective.org.parent, program, tier="")
        return
    person = entry.person
    if supervisor := _supervisor_of(person):
        yield {"kind": ReviewStep.Kind.OPINION, "supervisor": supervisor}
    manager = managing_body(person)
    decided_above = manager.is_outside or (manager.org is not None and manager.org.pk != entry.unit_id)
    cell_can = _has_other_officer(entry.unit, person)
    if cell_can or not decided_above:
        yield _approval(entry.unit, program, tier=manager.tier)
    if decided_above:
        yield _approval(manager.org, program, tier=manager.tier)


def _supervisor_of(person):
    """Return the direct supervisor who can still be asked: who may no longer sign in would hold the paper up."""
    found = Person.objects.filter(direct_reports__in=person.posts_today, is_active=True).exclude(pk=person.pk)
    return next((supervisor for supervisor in found.distinct() if supervisor.has_standing()), None)


def _approval(body, program, *, tier):
    """Return an approval step at ``body``, or at the first body above it where somebody but the owner can decide."""
    while body is not None and not any(_has_other_officer(body, writer) for writer in program.writers() or [None]):
        body = body.parent
    return {"kind": ReviewStep.Kind.APPROVAL, "body": body, "tier": tier}


def _has_other_officer(org, person):
    act = Act.REVIEW_CELL if org.is_cell else Act.DECIDE
    officers = Appointment.objects.today().that_may(act).filter(org=org)
    return officers.exclude(person=person).exists() if person else officers.exists()
