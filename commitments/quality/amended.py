"""What an amendment looks like before it is handed in: its own faults, and those of the program as it would stand."""

from django.utils.translation import gettext as _

from commitments.models import AmendedCommitment, Amendment
from commitments.models.version import said_by
from commitments.quality import checks, outdated
from commitments.quality.checks import Finding, ProgramChecks


def amended_whole(commitments, changes):
    """Return the program as it would stand: ``commitments`` in order, each changed one by its change, new ones last."""
    changed = {change.commitment_id: change for change in changes if not change.is_new}
    shown = [changed.get(commitment.pk, commitment) for commitment in commitments]
    added = [change for change in changes if change.is_new]
    return [words for words in shown if not getattr(words, "is_drop", False)] + added


def for_amendment(amendment, *, commitments, changes, wording=None):
    """Return the ``ProgramChecks`` of an amendment: what blocks it, and what is worth another look.

    ``commitments`` are those that stand (``checks.commitments_of``), ``changes`` those of ``amending.changes_of``. A
    commitment that is not changed was approved as it is and is not judged again. Costs two queries: clauses
    asked of everybody, and phrases.
    """
    program = amendment.program
    whole = amended_whole(commitments, changes)
    texts = amendment.base.content["texts"]  # an amendment leaves the text sections as they were approved
    found = checks.for_program(
        program, commitments=whole, texts=texts, mandatory=_still_asked(program), wording=wording
    )
    left_behind = _left_behind(whole, commitments)
    points = {change.anchor: outdated.added_to(found.of(change), faults) for _number, change, faults in left_behind}
    return ProgramChecks(
        blocks=_unsaid(amendment, changes, commitments) + _touched(found.blocks),
        warnings=_touched(found.warnings) + _told(left_behind),
        per_commitment=found.per_commitment | points,
    )


def _touched(findings):
    """Leave out what is found at commitments that the amendment does not touch."""
    return [one for one in findings if one.commitment is None or isinstance(one.commitment, AmendedCommitment)]


def _left_behind(whole, commitments):
    """Return number, change and faults of each changed commitment whose words do not follow its new target."""
    standing = {commitment.pk: commitment for commitment in commitments}
    changed = [
        (number, change)
        for number, change in enumerate(whole, start=1)
        if isinstance(change, AmendedCommitment) and not change.is_new
    ]
    return [
        (number, change, outdated.left_behind(change, standing[change.commitment_id])) for number, change in changed
    ]


def _told(left_behind):
    text = _("commitment %(number)s: %(reason)s")
    return [
        Finding(text % {"number": number, "reason": fault.reason}, "", change, fault.field, fault.mend, fault.sample)
        for number, change, faults in left_behind
        for fault in faults
    ]


def _still_asked(program):
    """Return the clauses that everybody must answer, without those of documents that were replaced or ended: an
    amendment is how one leaves them."""
    asked = program.campaign.mandatory_clauses.select_related("resolution__doc_type")
    return [clause for clause in asked.filter(resolution__replaced_by=None) if clause.resolution.is_in_force]


def _unsaid(amendment, changes, commitments):
    """Return what an amendment lacks as such: a change at all, a reason for each, words that differ."""
    if not changes:
        mend = _("Choose “Amend” at a commitment, or add a task.")
        return [Finding(_("nothing is changed yet"), "", mend=mend)]
    findings = []
    if amendment.kind == Amendment.Kind.OTHER and not amendment.reason:
        findings.append(Finding(_("why the program is amended is not said"), "", field="reason"))
    standing = {commitment.pk: commitment for commitment in commitments}
    for change in changes:
        name = name_of(change, standing)
        if not change.reason:
            text = _("%(name)s: the reason is not given") % {"name": name}
            mend = _("Say in one sentence why: what has changed, since when.")
            findings.append(Finding(text, "", change, "reason", mend))
        if change.act == change.Act.CHANGE and said_by(change) == said_by(standing[change.commitment_id]):
            text = _("%(name)s: its words are still the same") % {"name": name}
            mend = _("Change what is to be different, or undo the change.")
            findings.append(Finding(text, "", change, "title", mend))
    return findings


def name_of(change, standing):
    """Return the words that tell a change from the others: "commitment 2", or "new task"."""
    if change.is_new:
        return _("new task")
    return _("commitment %(number)s") % {"number": standing[change.commitment_id].order}
