"""When a document is replaced: the programs that carry it out are proposed an amendment.

Proposed as soon as the catalogue says that a document *in force* replaces another, whether or not the clerk has marked
the older one as ended: the newer one ends it. A draft text replaces nothing yet, and a document that merely ended asks
for no new clause; both propose nothing. Contributed to ``composed.resolution_replaced``.
"""

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from commitments import amending
from commitments.errors import NoLongerWritable
from commitments.models import ActionProgram, Amendment, Commitment, Proposal
from portal.audit import trail
from portal.jobs import service
from portal.jobs.work import Work
from portal.lib.dates import today
from portal.notifications import outbox
from portal.resolutions import policies
from portal.resolutions.models import Resolution

AT_ONCE = 200  # so many programs are told in the request; more go to a job, chunk by chunk

TOLD = gettext_lazy("%(older)s has been replaced by %(newer)s. Look again at your commitments: %(numbers)s.")


def on_replaced(newer, older, by):
    """Propose an amendment to every program in force that carries out ``older``; saying it twice proposes once."""
    if not newer.is_in_force:
        return
    touched = list(touched_by(newer, older)[: AT_ONCE + 1])
    if len(touched) > AT_ONCE:
        service.ask(ProposalWork.name, {"newer": newer.pk, "older": older.pk}, by=by)
    else:
        propose(touched, newer, older, by=by)


def on_taken_back(newer, older, by):
    """Let lapse what nobody has answered yet, and settle what its writers were told; what was begun stays theirs."""
    unanswered = Proposal.objects.select_for_update(of=("self",)).filter(newer=newer, older=older, status="open")
    owners = ("program__entry__person", "program__entry__collective", "program__entry__unit")
    lapsed = list(unanswered.with_documents().select_related(*owners))
    lapse = {"status": Proposal.Status.LAPSED, "answered_by": by, "answered_at": timezone.now()}
    Proposal.objects.filter(pk__in=[proposal.pk for proposal in lapsed]).update(**lapse)
    for proposal in lapsed:
        outbox.settle(proposal.program.writers(), proposal.get_absolute_url())
    trail.record_many(
        "commitments.proposal_lapsed",
        lapsed,
        by=by,
        owner=lambda proposal: proposal.program.entry.person,
        unit_path=lambda proposal: proposal.program.entry.unit.path,
    )


def count_touched(newer, older):
    """Return how many programs would be proposed an amendment if ``newer`` replaced ``older`` now."""
    return touched_by(newer, older).count() if newer.is_in_force else 0


def touched_by(newer, older):
    """Return the keys of the programs in force, of years that run, with a commitment on a clause of ``older`` and no
    proposal about the pair yet, or one that lapsed."""
    standing = Commitment.objects.in_force().filter(program=OuterRef("pk"), clauses__resolution=older)
    proposed = Proposal.objects.filter(program=OuterRef("pk"), older=older, newer=newer)
    proposed = proposed.exclude(status=Proposal.Status.LAPSED)
    running = ActionProgram.objects.filter(
        Exists(standing), ~Exists(proposed), status="approved", entry__campaign__period__ends_on__gte=today()
    )
    return running.order_by("pk").values_list("pk", flat=True)


@transaction.atomic
def propose(keys, newer, older, *, by):
    """Write the proposals to the programs of ``keys`` that have none, and tell their writers."""
    Resolution.objects.select_for_update().get(pk=older.pk)  # two who say it at once wait for each other
    wanted = touched_by(newer, older).filter(pk__in=keys)
    keys = list(wanted)
    Proposal.objects.bulk_create(
        (Proposal(program_id=pk, older=older, newer=newer) for pk in keys),
        update_conflicts=True,  # one that lapsed is asked again
        unique_fields=["program", "older", "newer"],
        update_fields=["status", "made_at", "answered_by", "answered_at"],
    )
    made = Proposal.objects.filter(program__in=keys, older=older, newer=newer).with_documents()
    for proposal in made.select_related("program__entry__person", "program__entry__collective", "program__entry__unit"):
        entry = proposal.program.entry
        trail.record("commitments.amendment_proposed", proposal, by=by, owner=entry.person, unit_path=entry.unit.path)
        outbox.notify(
            proposal.program.writers(),
            "commitments.amendment_proposed",
            TOLD,
            words={
                "older": older.short_citation,
                "newer": newer.short_citation,
                "numbers": ", ".join(str(c.order) for c in proposal.commitments),
            },
            url=proposal.get_absolute_url(),
        )


@transaction.atomic
def take(proposal, *, by):
    """Begin an amendment with the touched commitments in it as changes, each with its reason, and return it.

    What is being written already takes them in; the clause stays until the person chooses one of the newer document.
    Raises ``InvalidTransition`` once answered, ``NoLongerWritable`` while an amendment is under review.
    """
    proposal.lock_for(Proposal.Status.TAKEN)
    reason = reason_of(proposal)
    amendment = Amendment.begin(proposal.program, Amendment.Kind.RESOLUTION, by=by, reason=reason)
    if not amendment.is_editable:
        raise NoLongerWritable(_("An amendment is under review. Take it back, or wait until it is decided."))
    changed = set(amendment.changes.values_list("commitment", flat=True))
    for commitment in proposal.commitments:
        if commitment.pk not in changed:
            change = amending.change(amendment, commitment)
            change.reason = reason
            change.save(update_fields=["reason"])
    proposal.answer(Proposal.Status.TAKEN, by=by, amendment=amendment)
    entry = proposal.program.entry
    trail.record("commitments.proposal_taken", proposal, by=by, owner=entry.person, unit_path=entry.unit.path)
    return amendment


def reason_of(proposal):
    """Return "Nghị quyết A đã được thay bằng Nghị quyết B", in the language of the papers."""
    with override(settings.LANGUAGE_CODE):
        return _("%(older)s was replaced by %(newer)s.") % {
            "older": proposal.older.short_citation,
            "newer": proposal.newer.short_citation,
        }


class ProposalWork(Work):
    """Proposing to very many programs; params: keys of ``older`` and ``newer``. Done twice it proposes once."""

    name = "commitments.replacement"

    def title(self, params):
        newer, older = _pair(params)
        words = {"older": older.short_citation, "newer": newer.short_citation}
        return _("Propose amendments: %(older)s was replaced by %(newer)s") % words

    def may(self, person, params):
        return policies.can_keep(person)

    def plan(self, params):
        keys = list(touched_by(*_pair(params)))
        return [keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE)]

    def run(self, params, chunk, part):
        propose(chunk, *_pair(params), by=None)


def _pair(params):
    documents = Resolution.objects.select_related("doc_type").in_bulk([params["newer"], params["older"]])
    return documents[params["newer"]], documents[params["older"]]
