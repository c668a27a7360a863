"""Where a commitment comes from: a clause, a template, last year's unfinished work, or nothing but one's own idea.

Every way is safe to ask for twice: a double click or a stale page leads to the commitment that is already there.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from commitments.drafting import lock_for_writing, touch
from commitments.errors import TooMany
from commitments.models import Commitment
from portal.lib.dates import same_day_in

# Far beyond what the checks advise; past it the page of a reviewer would carry more fields than a form may have.
MOST_COMMITMENTS = 60

# What is carried into the new year; dates are moved, clauses are linked anew.
CARRIED_FIELDS = (
    "title",
    "is_regular",
    "deliverable",
    "measure",
    "baseline",
    "target_value",
    "unit",
    "milestones",
    "responsibility",
    "co_owners",
    "authority_note",
    "weight",
    "note",
)


@transaction.atomic
def add_blank(program):
    """Add an empty commitment, or return the one that still is."""
    lock_for_writing(program)
    untouched = program.commitments.filter(title="", deliverable="", clauses=None).in_order().last()
    return untouched or _added(program)


@transaction.atomic
def add_from_clause(program, clause):
    """Add a commitment that answers ``clause``, or return the one for it whose task is not yet written.

    Takes the clause's target and unit, and its deadline where that lies in the year. The task stays empty: what a
    document asks of all is not yet what one person will do.
    """
    lock_for_writing(program)
    begun = program.commitments.filter(title="", clauses=clause).first()
    if begun:
        return begun
    period = program.campaign.period
    in_year = clause.due_on is not None and period.starts_on <= clause.due_on <= period.ends_on
    commitment = _added(
        program, target_value=clause.target_value, unit=clause.unit, due_on=clause.due_on if in_year else None
    )
    commitment.clauses.add(clause)
    return commitment


@transaction.atomic
def add_from_template(program, template):
    """Add a copy of one of the campaign's templates, or return the copy that nobody has changed yet."""
    lock_for_writing(program)
    copied = {
        "title": template.title,
        "deliverable": template.deliverable,
        "target_value": template.target_value,
        "unit": template.unit,
        "due_on": template.due_on,
        "origin": Commitment.Origin.TEMPLATE,
    }
    same = program.commitments.filter(**copied).first()
    if same:
        return same
    commitment = _added(program, **copied, is_regular=template.clause_id is None)
    if template.clause_id:
        commitment.clauses.add(template.clause_id)
    return commitment


def unfinished_of_last_year(program):
    """Return last year's commitments of the same owner on the same form that were approved, are not done, and have
    not been carried into ``program`` yet; a queryset in order."""
    entry, campaign = program.entry, program.campaign
    return (
        Commitment.objects.in_force()
        .filter(
            program__entry__person=entry.person_id,
            program__entry__collective=entry.collective_id,
            program__entry__campaign__form__code=campaign.form.code,
            program__entry__campaign__period__year=campaign.year - 1,
            program__decided_at__isnull=False,
            done_on=None,
        )
        .exclude(pk__in=program.commitments.exclude(carried_from=None).values("carried_from"))
        .order_by("program", "order", "pk")
    )


@transaction.atomic
def carry_over(program, commitments):
    """Copy unfinished commitments of last year, each at most once, and return the copies.

    The deadline moves to the same day of this year (29 February to the 28th). Only clauses of this campaign's
    resolutions stay linked.
    """
    lock_for_writing(program)
    open_now = set(unfinished_of_last_year(program).values_list("pk", flat=True))
    allowed = set(program.campaign.resolutions.values_list("pk", flat=True))
    copies = []
    for earlier in commitments:
        if earlier.pk not in open_now:
            continue
        fields = {name: getattr(earlier, name) for name in CARRIED_FIELDS}
        due_on = same_day_in(program.campaign.year, earlier.due_on) if earlier.due_on else None
        copy = _added(program, **fields, due_on=due_on, origin=Commitment.Origin.CARRIED, carried_from=earlier)
        copy.clauses.set([clause for clause in earlier.clauses.all() if clause.resolution_id in allowed])
        copies.append(copy)
    return copies


@transaction.atomic
def rewrite(program, commitment, title):
    """Put ``title`` in place of the task and return what stood there before."""
    lock_for_writing(program)
    commitment.refresh_from_db(fields=["title"])
    before, commitment.title = commitment.title, title
    commitment.save(update_fields=["title"])
    touch(program)
    return before


@transaction.atomic
def drop(program, commitment):
    """Take a commitment out of a draft."""
    lock_for_writing(program)
    program.commitments.filter(pk=commitment.pk).delete()
    touch(program)


@transaction.atomic
def move(program, commitment, *, down):
    """Let a commitment change places with the one below it (``down``) or above it; at the end nothing happens."""
    lock_for_writing(program)
    rows = list(program.commitments.in_order())
    place = rows.index(commitment)
    other = place + (1 if down else -1)
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for order, row in enumerate(rows, start=1):
        row.order = order
    Commitment.objects.bulk_update(rows, ["order"])
    touch(program)


def _added(program, **fields):
    if program.commitments.count() >= MOST_COMMITMENTS:
        raise TooMany(
            _("A program holds at most %(count)s commitments. Drop or join some first.") % {"count": MOST_COMMITMENTS}
        )
    touch(program)
    return Commitment.append_to(program, **fields)
