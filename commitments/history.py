"""What happened to a program: who decided, which documents were found to change nothing, and its amendments."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, OuterRef, Q, Subquery
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from commitments.models import Amendment, ReviewStep
from commitments.models.amendment import SHOWN_TO_OTHERS
from portal.audit.models import AuditEvent

Status = Amendment.Status


@dataclass(frozen=True)
class Line:
    """One thing that happened: ``what`` at which ``body``, when, who did it, why.

    ``amendment`` is the one it happened to, or None; ``step`` a decision, with its number where it was recorded.
    """

    what: str
    at: datetime
    by: str
    body: str = ""
    reason: str = ""
    amendment: Amendment | None = None
    step: ReviewStep | None = None


def amendments_of(program, *, is_own):
    """Return the amendments of a program that the reader may know of, newest first: one query, none before approval.

    One that is still written is its writer's alone, as is one that was ended without having been handed in. Who handed
    it in, and who withdrew it, when and why, comes from the audit trail (``handed_in_by``, ``withdrawn_…``).
    """
    if not program.was_approved:
        return []
    found = program.amendments.all() if is_own else program.amendments.filter(SHOWN_TO_OTHERS)
    handed_in, withdrawn = _event("commitments.amendment_submitted"), _event("commitments.amendment_withdrawn")
    return list(
        found.annotate(
            handed_in_by=Subquery(handed_in.values("actor_name")[:1]),
            withdrawn_at=Subquery(withdrawn.values("at")[:1]),
            withdrawn_by=Subquery(withdrawn.values("actor_name")[:1]),
            withdrawn_because=Subquery(withdrawn.values("reason")[:1]),
        )
    )


def steps_of(program, amendments):
    """Return the steps of a program and of ``amendments`` (a list), in the order of each review: one query."""
    # The keys are given, not asked for: an index answers both sides of the "or" then.
    theirs = Q(program=program) | Q(amendment__in=[a.pk for a in amendments]) if amendments else Q(program=program)
    steps = list(ReviewStep.objects.filter(theirs).with_who())
    for step in steps:
        if step.program_id:
            step.program = program
    return steps


def lines_of(steps, amendments, proposals):
    """Return the ``Line`` of everything that happened, newest first; asks nothing of the database.

    ``steps`` and ``amendments`` are those of the functions above, ``proposals`` declined ones.
    """
    by_pk = {amendment.pk: amendment for amendment in amendments}
    lines = [_decided(step, by_pk.get(step.amendment_id)) for step in steps if step.decision]
    for amendment in amendments:
        lines += _happened(amendment)
    lines += [_declined(proposal) for proposal in proposals]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _event(action):
    key = Cast(OuterRef("pk"), CharField())
    return AuditEvent.objects.filter(subject_type=Amendment._meta.label_lower, subject_id=key, action=action)


def _decided(step, amendment):
    return Line(
        step.outcome,
        step.decided_at,
        step.decider_label,
        body=step.body_label,
        reason=step.reason,
        amendment=amendment,
        step=step,
    )


def _happened(amendment):
    """Yield when an amendment was handed in last, and when it was withdrawn."""
    if amendment.submitted_at and amendment.status != Status.DRAFT:
        why = ": ".join(filter(None, [str(amendment.get_kind_display()), amendment.reason]))
        yield Line(_("Handed in"), amendment.submitted_at, amendment.handed_in_by, reason=why, amendment=amendment)
    if amendment.withdrawn_at:
        because = amendment.withdrawn_because
        yield Line(_("Withdrawn"), amendment.withdrawn_at, amendment.withdrawn_by, reason=because, amendment=amendment)


def _declined(proposal):
    words = {"older": proposal.older.short_citation, "newer": proposal.newer.short_citation}
    what = _("%(older)s has been replaced by %(newer)s") % words + ": " + _("No amendment needed")
    return Line(what, proposal.answered_at, str(proposal.answered_by), reason=proposal.reason)
