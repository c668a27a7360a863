"""What an organisation's move means for the papers under review there; contributed to ``apply_org_change``."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.models import ActionProgram
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
    waiting = ActionProgram.objects.filter(
        tree.under([change.org.path], "entry__unit__path"), status=ActionProgram.Status.SUBMITTED
    )
    for program in waiting.with_owner():
        step = plan_rest(program)
        trail.record(
            "commitments.rerouted", program, by=change.by, owner=program.entry.person, unit_path=program.entry.unit.path
        )
        outbox.notify(
            step.officers(),
            "commitments.rerouted",
            _("%(owner)s has submitted a program for review."),
            words={"owner": program.owner},
            url=reverse("commitments:review", args=[program.pk]),
        )
