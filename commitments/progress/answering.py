"""Answering results: one, or the chosen ones of a page at once; the writers are told, once for each program."""

from dataclasses import dataclass, field
from itertools import groupby

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.errors import AlreadyAnswered
from commitments.models import Evidence, ProgressAnswer, ProgressEntry
from commitments.models.progress import progress_url
from portal.lib.refusal import Refused
from portal.notifications import outbox

Answer = ProgressEntry.Answer

TOLD = {
    Answer.CONFIRMED: gettext_lazy(
        "%(officer)s has confirmed what you reported of commitment %(numbers)s (%(form)s, %(year)s)."
    ),
    Answer.DOUBTED: gettext_lazy(
        "%(officer)s doubts what you reported of commitment %(numbers)s (%(form)s, %(year)s)."
    ),
    Answer.ASKED: gettext_lazy(
        "%(officer)s asks back about what you reported of commitment %(numbers)s (%(form)s, %(year)s)."
    ),
}


@dataclass
class Outcome:
    """What came of confirming several: entries confirmed now, those that one had confirmed before, and pairs of entry
    and reason for those that were skipped."""

    confirmed: list = field(default_factory=list)
    repeated: list = field(default_factory=list)
    skipped: list = field(default_factory=list)


@transaction.atomic
def answer(entry, kind, *, by, seen, reason=""):
    """Answer one entry, tell its writers, and return the answer; refuses as ``ProgressAnswer.give`` does."""
    given = ProgressAnswer.give(entry, kind, by=by, seen=seen, reason=reason)
    _tell(entry.commitment.program, kind, [entry], by=by, detail=given.reason)
    return given


def confirm_several(chosen, *, by):
    """Confirm each of ``chosen`` (pairs of entry and the answer seen, with program and owner loaded) by itself.

    What cannot be confirmed is skipped with its reason; what ``by`` has confirmed already is left alone. "Done beyond"
    with nothing that shows it is not confirmed among others. The writers of a program are told once.
    """
    outcome = Outcome()
    shown = _with_evidence(entry for entry, _seen in chosen)
    by_program = sorted(chosen, key=lambda pair: (pair[0].commitment.program_id, pair[0].commitment.order))
    for _pk, pairs in groupby(by_program, key=lambda pair: pair[0].commitment.program_id):
        with transaction.atomic():
            confirmed = [entry for entry, seen in pairs if _is_confirmed(entry, seen, by, shown, outcome)]
            if confirmed:
                _tell(confirmed[0].commitment.program, Answer.CONFIRMED, confirmed, by=by)
                outcome.confirmed += confirmed
    return outcome


def _is_confirmed(entry, seen, by, shown, outcome):
    """Confirm one of several in a savepoint of its own; tell whether it was done, and note why not."""
    if entry.state == ProgressEntry.State.EXCEEDED and entry.commitment_id not in shown:
        outcome.skipped.append((entry, _("it is said to be done beyond, with nothing that shows it")))
        return False
    try:
        ProgressAnswer.give(entry, Answer.CONFIRMED, by=by, seen=seen)
    except AlreadyAnswered as refusal:
        if is_repeated(refusal, Answer.CONFIRMED, by):
            outcome.repeated.append(entry)
        else:
            outcome.skipped.append((entry, str(refusal)))
        return False
    except Refused as refusal:
        outcome.skipped.append((entry, str(refusal)))
        return False
    return True


def is_repeated(refusal, kind, by):
    """Tell whether what was said meanwhile is the same, by the same person: a second click."""
    return refusal.answer.by_id == by.pk and refusal.answer.kind == kind


def _with_evidence(entries):
    """Return the keys of those commitments for which anything sent shows the result."""
    commitments = {entry.commitment_id for entry in entries}
    shown = Evidence.objects.filter(entry__commitment__in=commitments, entry__report__isnull=False)
    return set(shown.values_list("entry__commitment", flat=True))


def _tell(program, kind, entries, *, by, detail=""):
    campaign = program.campaign
    words = {
        "officer": by,
        "numbers": ", ".join(str(entry.commitment.order) for entry in entries),
        "form": campaign.form.name,
        "year": campaign.year,
    }
    event = f"commitments.progress_{kind}"
    outbox.notify(program.writers(), event, TOLD[kind], words=words, detail=detail, url=progress_url(program))
