"""The papers that wait for a person, longest first; what their bodies decided; what their office is to record."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, Prefetch, Q
from django.http import QueryDict

from commitments.forms.queue import QueueForm
from commitments.models import ActionProgram, CampaignEntry, ReviewStep
from portal.directory.models import OrgType, PartyOrg

Status = ActionProgram.Status
State = QueueForm.State

# So many are listed beside a paper; the place in a longer queue is said as "100+".
LISTED = 100
BESIDE = 7
# What a row of the queue shows; there are many more columns behind it.
SHOWN = ("status", "round", "submitted_at", "registered_on", "warning_count", "entry__due_on")
SHOWN += ("entry__person__full_name", "entry__collective__name")
SHOWN += ("entry__campaign__form__name", "entry__campaign__period__year")
SHOWN += ("entry__unit__name", "entry__unit__path", "entry__unit__parent__name")

STEP_SHOWN = ("program", "round", "order", "kind", "due_on", "decision", "supervisor__full_name", "body__name")


@dataclass(frozen=True)
class Place:
    """Where a paper stands in the queue: ``number`` of ``total`` (or of more), its neighbours, and a few around it.

    ``number`` is 0 for a paper that is not, or no longer, in the queue.
    """

    number: int
    total: int
    is_more: bool
    clean_count: int
    previous: ActionProgram | None
    next: ActionProgram | None
    around: list
    first_shown: int = 1


class Queue:
    """What waits for ``person``, narrowed as the query string says; the same on the list and beside each paper."""

    def __init__(self, person, query):
        self.person = person
        self.form = QueueForm(query, person=person)
        self.chosen = self.form.chosen()

    @cached_property
    def query(self):
        """Return the filters as a query string, without what is not set and without pages."""
        return self.form.query

    @property
    def is_waiting(self):
        return self.chosen["state"] == State.WAITING

    @property
    def is_to_record(self):
        return self.chosen["state"] == State.RECORD

    def programs(self):
        """Return the programs of the queue in no order, with all that a row shows."""
        found = _IN_STATE[self.chosen["state"]](self.person)
        if unit := self.chosen["unit"]:
            found = found.filter(entry__in=CampaignEntry.objects.within(unit))
        if self.chosen["warnings"]:
            found = found.filter(warning_count__gt=0) if self.chosen["warnings"] == "some" else found.without_warnings()
        if self.chosen["late"]:
            found = found.filter(registered_on__gt=F("entry__due_on"))
        paper = ("entry__campaign__form", "entry__campaign__period")
        shown = found.select_related("entry__person", "entry__collective", "entry__unit__parent", *paper).only(*SHOWN)
        steps = ReviewStep.objects.select_related("body", "supervisor").only(*STEP_SHOWN).order_by("round", "order")
        return shown.prefetch_related(Prefetch("steps", queryset=steps))

    @property
    def order(self):
        """Return the order of the list: longest waiting first, but what is decided newest first."""
        if self.chosen["state"] in {State.WAITING, State.RECORD}:
            return ("submitted_at", "pk")
        return ("-submitted_at", "-pk")

    def place_of(self, program):
        """Return the ``Place`` of a program among what waits: one query, two in a very long queue."""
        waiting = self._waiting().order_by("submitted_at", "pk")
        rows = list(waiting[: LISTED + 1])
        is_more, rows = len(rows) > LISTED, rows[:LISTED]
        position = next((i for i, row in enumerate(rows) if row.pk == program.pk), None)
        start = 0 if position is None else max(0, min(position - 2, len(rows) - BESIDE))
        return Place(
            number=0 if position is None else position + 1,
            total=len(rows),
            is_more=is_more,
            clean_count=sum(1 for row in rows if not row.warning_count),
            previous=rows[position - 1] if position else None,
            next=self._after(rows, position, program),
            around=rows[start : start + BESIDE],
            first_shown=start + 1,
        )

    def next_after(self, program):
        """Return the program to go on with once ``program`` is decided: the next one, else the longest waiting."""
        waiting = self._waiting().exclude(pk=program.pk).order_by("submitted_at", "pk")
        later = waiting.filter(submitted_at__gte=program.submitted_at).first()
        return later or waiting.first()

    def _waiting(self):
        """Return what waits for a decision under the same filters, whatever state the list shows; rows stay small."""
        query = QueryDict(mutable=True)
        query.update({**self.form.as_query(), "state": State.WAITING})
        programs = Queue(self.person, query).programs() if not self.is_waiting else self.programs()
        return programs.prefetch_related(None)

    @staticmethod
    def _after(rows, position, program):
        if position is None:
            return next((row for row in rows if row.pk != program.pk), None)
        return rows[position + 1] if position + 1 < len(rows) else None


def steps_to_show():
    """Return steps with everything that says who is to decide, or has decided."""
    return ReviewStep.objects.with_who().order_by("round", "order")


def current_step_of(program):
    """Return the open step of the present round from the steps that are already loaded, or None."""
    open_steps = [step for step in program.steps.all() if step.round == program.round and not step.decision]
    return open_steps[0] if open_steps and program.status == Status.SUBMITTED else None


# ── states ──


def _waiting(person):
    return ActionProgram.objects.awaiting_decision_of(person)


def _approved(person):
    """Programs on whose present round one of the person's bodies has said yes (or the person an opinion)."""
    return _decided(person, ReviewStep.Decision.APPROVED).exclude(status__in=[Status.DRAFT, Status.RETURNED])


def _returned(person):
    return _decided(person, ReviewStep.Decision.RETURNED).filter(status=Status.RETURNED)


def _decided(person, decision):
    # Asked of the steps first: a body has few of them, a province has very many programs.
    steps = ReviewStep.objects.before_bodies_of(person).filter(decision=decision, round=F("program__round"))
    return ActionProgram.objects.filter(pk__in=steps.values("program")).exclude(entry__in=_own(person))


def _to_record(person):
    """Programs before a committee, or a body outside, within the reach of the person's personnel office."""
    # From the few bodies that are no cells to their steps, not from every submitted program of a province.
    bodies = PartyOrg.objects.exclude(org_type__level=OrgType.Level.CELL).values("pk")
    steps = ReviewStep.objects.current().filter(Q(body__in=bodies) | Q(body=None), kind=ReviewStep.Kind.APPROVAL)
    programs = ActionProgram.objects.kept_by_office_of(person)
    waiting = programs.filter(status=Status.SUBMITTED, pk__in=steps.values("program"))
    return waiting.exclude(entry__in=_own(person))


def _own(person):
    return CampaignEntry.objects.of(person).values("pk")


_IN_STATE = {State.WAITING: _waiting, State.APPROVED: _approved, State.RETURNED: _returned, State.RECORD: _to_record}
