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
    for program in programs.filter(status=ActionProgram.Status.SUBMITTED).with_owner():
        step = plan_rest(program)
        _record("commitments.rerouted", program, by=change.by)
        _tell(step, "commitments.rerouted", _("%(owner)s has submitted a program for review."))
    amendments = Amendment.objects.filter(tree.under(moved, "program__entry__unit__path"))
    for amendment in amendments.filter(status=Amendment.Status.SUBMITTED).with_owner():
        step = plan_rest(amendment)
        _record("commitments.amendment_rerouted", amendment, by=change.by)
        _tell(step, "commitments.amendment_rerouted", _("%(owner)s has submitted an amendment for review."))


def _record(action, paper, *, by):
    trail.record(action, paper, by=by, owner=paper.entry.person, unit_path=paper.entry.unit.path)


def _tell(step, event, text):
    outbox.notify(step.officers(), event, text, words={"owner": step.paper.owner}, url=step.review_url)
