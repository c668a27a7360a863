"""Writing an amendment: which commitments change and how, each field saved as it is left, and handing it in.

Every act is safe to ask for twice: a double click finds the change that is there.
"""

from django.db import transaction
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from commitments.adding import MOST_COMMITMENTS
from commitments.drafting import touch, with_open_marks, write_typed
from commitments.errors import NoLongerWritable, TooMany
from commitments.models import ActionProgram, AmendedCommitment, Amendment
from commitments.quality import amended, checks
from portal.resolutions.models import Clause, Resolution

Act = AmendedCommitment.Act


def changes_of(amendment):
    """Return the changes in the order in which they were made, with clauses, documents and types: two queries."""
    clauses = Clause.objects.select_related("resolution__doc_type")
    found = amendment.changes.select_related("commitment__latest").order_by("pk")
    return list(found.prefetch_related(Prefetch("clauses", queryset=clauses)))


def clauses_for(program):
    """Return the clauses that an amended commitment may answer: those of the campaign's documents, and those of the
    documents in force that replaced one of them, document by document. One query."""
    newer = Resolution.objects.filter(replaces__campaigns=program.campaign, status__in=["in_force", "partly"])
    documents = Q(resolution__campaigns=program.campaign) | Q(resolution__in=newer.values("pk"))
    found = Clause.objects.filter(documents).select_related("resolution__doc_type").distinct()
    return list(found.order_by("resolution", "position", "pk"))


@transaction.atomic
def change(amendment, commitment):
    """Return the change of a commitment of the program, begun as a copy of its words where there is none yet."""
    lock_for_writing(amendment)
    made, is_new = AmendedCommitment.objects.get_or_create(
        amendment=amendment, commitment=commitment, defaults={"act": Act.CHANGE, **commitment.words}
    )
    if is_new:
        made.clauses.set(commitment.clauses.all())
    elif made.is_drop:
        made.act = Act.CHANGE
        made.save(update_fields=["act"])
    touch(amendment)
    return made


@transaction.atomic
def drop(amendment, commitment):
    """Return the change by which a commitment is no longer carried out; what was changed in it is set aside."""
    lock_for_writing(amendment)
    made, is_new = AmendedCommitment.objects.get_or_create(
        amendment=amendment, commitment=commitment, defaults={"act": Act.DROP, **commitment.words}
    )
    if is_new:
        made.clauses.set(commitment.clauses.all())
    elif not made.is_drop:
        made.act = Act.DROP
        made.save(update_fields=["act"])
    touch(amendment)
    return made


@transaction.atomic
def add(amendment):
    """Add a new commitment, or return the new one in which nothing is written yet. Raises ``TooMany``."""
    lock_for_writing(amendment)
    if untouched := amendment.changes.filter(act=Act.ADD, title="", deliverable="", clauses=None).last():
        return untouched
    added = amendment.changes.filter(act=Act.ADD).count()
    if amendment.program.commitments.in_force().count() + added >= MOST_COMMITMENTS:
        raise TooMany(
            _("A program holds at most %(count)s commitments. Drop or join some first.") % {"count": MOST_COMMITMENTS}
        )
    touch(amendment)
    return AmendedCommitment.objects.create(amendment=amendment, act=Act.ADD)


@transaction.atomic
def undo(amendment, change_pk):
    """Take a change out of the amendment: the commitment stays as it is. A second click changes nothing."""
    lock_for_writing(amendment)
    amendment.changes.filter(pk=change_pk).delete()
    touch(amendment)


@transaction.atomic
def save_change(amendment, change_pk, form):
    """Write into a change what ``form`` brings and return the ``Merged``, as ``drafting.save_commitment`` does."""
    lock_for_writing(amendment)
    fresh = amendment.changes.filter(pk=change_pk).prefetch_related("clauses").first()
    if fresh is None:
        raise NoLongerWritable(_("This change has been taken out in another window."))
    merged = write_typed(fresh, form)
    if merged.changed:
        touch(amendment)
    return with_open_marks(merged, form)


@transaction.atomic
def save_reason(amendment, form):
    """Write why the program is amended, as ``save_change`` does a change."""
    lock_for_writing(amendment)
    merged = write_typed(amendment, form)
    if merged.changed:
        touch(amendment)
    return with_open_marks(merged, form)


@transaction.atomic
def hand_in(amendment, *, by):
    """Check the amended whole as it stands under the locks and submit the amendment.

    Raises ``NotReady`` with the blocks, or ``InvalidTransition`` where it has been submitted already.
    """
    Amendment.locked(amendment.pk)
    found = amended.for_amendment(
        amendment, commitments=checks.commitments_of(amendment.program), changes=changes_of(amendment)
    )
    amendment.submit(by=by, blocks=found.blocks, warning_count=found.warning_count)


def lock_for_writing(amendment):
    """Lock program and amendment; raise ``NoLongerWritable`` unless the amendment can still be written in."""
    program = ActionProgram.objects.select_for_update().only("status").get(pk=amendment.program_id)
    fresh = Amendment.objects.select_for_update().only("status", "kind", "reason").get(pk=amendment.pk)
    amendment.status, amendment.kind, amendment.reason = fresh.status, fresh.kind, fresh.reason
    if not amendment.is_editable or program.status != ActionProgram.Status.APPROVED:
        raise NoLongerWritable(_("This amendment has been submitted or ended meanwhile and cannot be changed."))
