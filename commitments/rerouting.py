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


def record_rerouted(paper, *, by):
    """Record that the open steps of a paper were planned anew."""
    where = {"by": by, "owner": paper.entry.person, "unit_path": paper.entry.unit.path}
    if isinstance(paper, Amendment):
        trail.record("commitments.amendment_rerouted", paper, **where)
    else:
        trail.record("commitments.rerouted", paper, **where)


def tell_rerouted(paper, step):
    """Tell the officers of its next step that a paper is before them."""
    event, text = "commitments.rerouted", _("%(owner)s has submitted a program for review.")
    if isinstance(paper, Amendment):
        event, text = "commitments.amendment_rerouted", _("%(owner)s has submitted an amendment for review.")
    outbox.notify(step.officers(), event, text, words={"owner": paper.owner}, url=step.review_url)
