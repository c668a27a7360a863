"""Who reviews whose paper: the steps of a round, planned from the owner's tier."""

from django.db.models import Max

from commitments.models.review import ReviewStep
from portal.directory.models import Appointment, Person
from portal.directory.roles import Act
from portal.directory.tiers import managing_body


def write_steps(paper):
    """Write the steps of the paper's present round and return the first.

    A direct supervisor gives an opinion where there is one; then the cell approves; then, for a leader, the managing
    committee. A collective's paper goes to the superior of its organisation. Where nobody but the owner could decide
    at a body, its superior does. Source: domain reference, section 4 [P].
    """
    planned = list(_planned_steps(paper))
    due_on = paper.review_due_on()
    return _written(ReviewStep.of(paper, order=n, due_on=due_on, **fields) for n, fields in enumerate(planned, start=1))


def plan_rest(paper):
    """Plan the undecided steps of the present round anew and return the first of them; what is decided stays.

    For a paper whose unit stands elsewhere in the tree now.
    """
    decided = paper.steps.filter(round=paper.round).exclude(decision="")
    planned = list(_planned_steps(paper))
    rest = planned[decided.count() :] or planned[-1:]
    first = (decided.aggregate(last=Max("order"))["last"] or 0) + 1
    open_steps = paper.steps.filter(round=paper.round, decision="")
    due_on = open_steps.values_list("due_on", flat=True).first() or paper.review_due_on()
    open_steps.delete()
    return _written(
        ReviewStep.of(paper, order=n, due_on=due_on, **fields) for n, fields in enumerate(rest, start=first)
    )


def plan_differs(paper):
    """Tell whether the undecided steps of the present round are other ones than would be planned today."""
    steps = paper.steps.filter(round=paper.round).order_by("order")
    opened = [_plan_of(step.kind, step.body_id, step.supervisor_id) for step in steps if not step.decision]
    planned = [
        _plan_of(fields["kind"], getattr(fields.get("body"), "pk", None), getattr(fields.get("supervisor"), "pk", None))
        for fields in _planned_steps(paper)
    ]
    rest = planned[len(steps) - len(opened) :] or planned[-1:]
    return opened != rest


def _plan_of(kind, body, supervisor):
    return str(kind), body, supervisor


def _written(steps):
    return ReviewStep.objects.bulk_create(steps)[0]


def _planned_steps(paper):
    """Yield the fields of each step, in order."""
    entry = paper.entry
    if entry.collective_id:
        yield _approval(entry.collective.org.parent, paper, tier="")
        return
    person = entry.person
    if supervisor := _supervisor_of(person):
        yield {"kind": ReviewStep.Kind.OPINION, "supervisor": supervisor}
    manager = managing_body(person)
    decided_above = manager.is_outside or (manager.org is not None and manager.org.pk != entry.unit_id)
    cell_can = _has_other_officer(entry.unit, person)
    if cell_can or not decided_above:
        yield _approval(entry.unit, paper, tier=manager.tier)
    if decided_above:
        yield _approval(manager.org, paper, tier=manager.tier)


def _supervisor_of(person):
    """Return the direct supervisor who can still be asked: who may no longer sign in would hold the paper up."""
    found = Person.objects.filter(direct_reports__in=person.posts_today, is_active=True).exclude(pk=person.pk)
    return next((supervisor for supervisor in found.distinct() if supervisor.has_standing()), None)


def _approval(body, paper, *, tier):
    """Return an approval step at ``body``, or at the first body above it where somebody but the owner can decide."""
    while body is not None and not any(_has_other_officer(body, writer) for writer in paper.writers() or [None]):
        body = body.parent
    return {"kind": ReviewStep.Kind.APPROVAL, "body": body, "tier": tier}


def _has_other_officer(org, person):
    act = Act.REVIEW_CELL if org.is_cell else Act.DECIDE
    officers = Appointment.objects.today().that_may(act).filter(org=org)
    return officers.exclude(person=person).exists() if person else officers.exists()
