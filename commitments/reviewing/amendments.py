"""The amendments that wait for a person, and one of them on a reviewer's desk."""

from functools import cached_property

from django.db.models import F, Prefetch, Q

from commitments import policies
from commitments.amendment_desk import AmendmentDesk
from commitments.forms.queue import AmendmentQueueForm
from commitments.forms.review import DecisionForm
from commitments.models import Amendment, CampaignEntry, ReviewStep
from commitments.quality import amended
from commitments.quality.vague import Wording
from commitments.reviewing.queue import current_step_of
from portal.directory.models import OrgType, PartyOrg

Status = Amendment.Status
State = AmendmentQueueForm.State


class AmendmentQueue:
    """What waits for ``person``, or what their bodies decided, or their office is to record, as the query says."""

    def __init__(self, person, query):
        self.person = person
        self.form = AmendmentQueueForm(query, person=person)
        self.chosen = self.form.chosen()

    @cached_property
    def query(self):
        """Return the filters as a query string, without what is not set and without pages."""
        return self.form.query

    @property
    def state(self):
        return self.chosen["state"]

    @property
    def is_waiting(self):
        return self.state == State.WAITING

    @property
    def order(self):
        """Return the order of the list: longest waiting first, but what is decided newest first."""
        return ("-submitted_at", "-pk") if self.state == State.DECIDED else ("submitted_at", "pk")

    def amendments(self):
        """Return the amendments in no order, with all that a row shows."""
        steps = ReviewStep.objects.select_related("body", "supervisor").order_by("round", "order")
        found = self._narrowed(_IN_STATE[self.state](self.person)).with_owner()
        return found.prefetch_related(Prefetch("steps", queryset=steps))

    def next_after(self, amendment):
        """Return the amendment to go on with once ``amendment`` is decided: the longest waiting other one under the
        same filters, whatever state the list shows, or None."""
        waiting = self._narrowed(_waiting(self.person)).exclude(pk=amendment.pk)
        return waiting.order_by("submitted_at", "pk").first()

    def _narrowed(self, found):
        if unit := self.chosen["unit"]:
            found = found.filter(program__entry__in=CampaignEntry.objects.within(unit))
        if wanted := self.chosen["warnings"]:
            found = found.filter(warning_count__gt=0) if wanted == "some" else found.filter(warning_count=0)
        return found


class ReviewDesk(AmendmentDesk):
    """What the page of one amendment's review shows; ``amendment`` has owner, base and ``steps`` loaded."""

    def __init__(self, amendment, person, data=None):
        super().__init__(amendment)
        self.person = person
        self.step = current_step_of(amendment)
        self.form = DecisionForm(data, is_opinion=self.is_opinion)

    @cached_property
    def checks(self):
        wording = Wording()
        return amended.for_amendment(
            self.amendment, commitments=self.commitments, changes=self.changes, wording=wording
        )

    @property
    def is_opinion(self):
        return self.step is not None and self.step.kind == ReviewStep.Kind.OPINION

    @property
    def may_decide(self):
        return self.step is not None and self.step.is_before(self.person)

    @cached_property
    def may_record(self):
        return bool(policies.can_record_decision(self.person, self.amendment))

    @property
    def following(self):
        """Return the step that comes after an approval of this one, or None where it is the last."""
        later = [step for step in self.amendment.steps.all() if self.step and step.round == self.amendment.round]
        return next((step for step in later if step.order > self.step.order), None)

    @property
    def earlier_steps(self):
        return [step for step in self.amendment.steps.all() if step.decision]

    @property
    def last_decided(self):
        return max(self.earlier_steps, key=lambda step: step.decided_at, default=None)

    @property
    def warnings_of_the_whole(self):
        """Return what is worth another look at the program as it would stand, beyond the single changes."""
        return [finding for finding in self.checks.warnings if finding.commitment is None] if self.may_decide else []


# ── states ──


def _waiting(person):
    return Amendment.objects.awaiting_decision_of(person)


def _decided(person):
    """Amendments on which one of the person's bodies has decided, or they themselves gave an opinion."""
    steps = ReviewStep.objects.before_bodies_of(person, "amendment").exclude(decision="")
    theirs = steps.filter(round=F("amendment__round")).values("amendment")
    return Amendment.objects.filter(pk__in=theirs).exclude(status=Status.DRAFT).exclude(**_own(person))


def _to_record(person):
    """Amendments before a committee, or a body outside, within the reach of the person's personnel office."""
    bodies = PartyOrg.objects.exclude(org_type__level=OrgType.Level.CELL).values("pk")
    steps = ReviewStep.objects.current("amendment").filter(Q(body__in=bodies) | Q(body=None))
    waiting = Amendment.objects.kept_by_office_of(person).filter(
        status=Status.SUBMITTED, pk__in=steps.filter(kind=ReviewStep.Kind.APPROVAL).values("amendment")
    )
    return waiting.exclude(**_own(person))


def _own(person):
    return {"program__entry__in": CampaignEntry.objects.of(person).values("pk")}


_IN_STATE = {State.WAITING: _waiting, State.DECIDED: _decided, State.RECORD: _to_record}
