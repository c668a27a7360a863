"""What an organisation's move means for the papers under review there; contributed to ``apply_org_change``."""

from django.utils.translation import gettext_lazy as _

from commitments.models import ActionProgram, Amendment
from commitments.models.routing import plan_rest
from portal.audit import trail
from portal.directory import tree
from portal.notifications import outbox


def pass_on_open_reviews(change):
    """Send the papers under review in a moved organisation to its new superiors; decided steps stay as they are.

    ``change`` is an ``OrgChange``; a new name alone changes nothing. Runs in the transaction of the move.
    """
    if change.org.path == change.path_before:
        return
    moved = [change.org.path]
    programs = ActionProgram.objects.filter(tree.under(moved, "entry__unit__path"))
    amendments = Amendment.objects.filter(tree.under(moved, "program__entry__unit__path"))
    for papers, status in ((programs, ActionProgram.Status.SUBMITTED), (amendments, Amendment.Status.SUBMITTED)):
        for paper in papers.filter(status=status).with_owner():
            step = plan_rest(paper)
            record_rerouted(paper, by=change.by)
            tell_rerouted(paper, step)


# Of each kind of paper: its act in the trail, and what the officers to whom it goes are told.
REROUTED = {
    ActionProgram: ("commitments.rerouted", _("%(owner)s has submitted a program for review.")),
    Amendment: ("commitments.amendment_rerouted", _("%(owner)s has submitted an amendment for review.")),
}


def record_rerouted(paper, *, by):
    """Record that the open steps of a paper were planned anew."""
    action, _text = REROUTED[type(paper)]
    trail.record(action, paper, by=by, owner=paper.entry.person, unit_path=paper.entry.unit.path)


def tell_rerouted(paper, step):
    """Tell the officers of its next step that a paper is before them."""
    event, text = REROUTED[type(paper)]
    outbox.notify(step.officers(), event, text, words={"owner": paper.owner}, url=step.review_url)
