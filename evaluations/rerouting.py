"""What a merger means for dossiers, places of review and sessions of open evaluations; for ``apply_org_change``.

Closed evaluations stay as they are: their tables are read in the tree of the day on which they were closed.
"""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from evaluations.errors import OpeningRefused
from evaluations.models import Dossier, Evaluation, Proposal, Rating, RatingSession, ReviewPlacement
from portal.directory import tree
from portal.lib.composed import Touch
from portal.lib.dates import today

Stage = Rating.Stage


def pass_on_open_dossiers(change):
    """Let the organisation that took others over decide and review what they did; what was said stays where it was.

    A place at which something was said is finished where it was begun, by the office above; so is a level proposed.
    Returns what was changed. Raises ``OpeningRefused`` where two of them have an open evaluation of the same period.
    """
    if not change.merged:
        return []
    merged, org = [each.pk for each in change.merged], change.org
    called = _pass_on_evaluations(merged, org)
    dossiers = Dossier.objects.filter(evaluation__status=Evaluation.Status.OPEN)
    left = _let_leave(dossiers.filter(org__in=merged) | dossiers.filter(collective__org__in=merged))
    decided = Rating.objects.standing().filter(stage__in=[Stage.DECIDED, Stage.LOCKED], brought_from="")
    undecided = dossiers.exclude(pk__in=decided.filter(dossier__decider__in=merged).values("dossier"))
    decided_here = undecided.filter(decider__in=merged).update(decider=org)
    dossiers.filter(unit__in=merged, person__isnull=False).update(unit=org)
    sessions = _pass_on_places(merged, org)
    found = [
        (called, _("%(count)s evaluations are called by %(org)s from now on")),
        (decided_here, _("%(count)s dossiers are decided by %(org)s")),
        (sessions, _("%(count)s open sessions go on at %(org)s")),
        (left, _("%(count)s dossiers of what has ended leave their evaluations")),
    ]
    return [Touch(text % {"count": count, "org": org}) for count, text in found if count]


def _pass_on_evaluations(merged, org):
    called = Evaluation.objects.exclude(status=Evaluation.Status.CLOSED).filter(root__in=[*merged, org.pk])
    held = {}
    for evaluation in called.select_related("period", "root").order_by("pk"):
        if other := held.get(evaluation.period_id):
            raise OpeningRefused(
                _("%(one)s and %(other)s both have an evaluation of %(period)s that is not closed. Close one first.")
                % {"one": other.root, "other": evaluation.root, "period": evaluation.period}
            )
        held[evaluation.period_id] = evaluation
    return called.filter(root__in=merged).update(root=org)


def _let_leave(dossiers):
    """Take the dossiers of what has ended off the roster, unless a level was proposed: then it is decided."""
    proposed = Rating.objects.standing().filter(dossier=OuterRef("pk")).exclude(stage=Stage.SELF)
    keys = dossiers.filter(~Exists(proposed), left_on=None).values_list("pk", flat=True)
    return Dossier.objects.filter(pk__in=list(keys)).update(left_on=today())


def _pass_on_places(merged, org):
    """Move sessions, and places at which nothing was said yet, to the successor's meeting; return how many sessions."""
    moved = 0
    running = {"evaluation__status": Evaluation.Status.OPEN}
    for session in RatingSession.objects.filter(body__in=merged, collective=None, status="open", **running):
        there = RatingSession.objects.filter(evaluation=session.evaluation_id, body=org, collective=None)
        if not there.exists():
            of_session = ReviewPlacement.objects.of_meeting(session)
            of_session.exclude(dossier__in=_placed_at(org)).update(body=org)
            session.body = org
            session.save(update_fields=["body"])
            moved += 1
    said = Proposal.objects.filter(placement=OuterRef("pk"))
    silent = ReviewPlacement.objects.filter(
        ~Exists(said), body__in=merged, collective=None, remark="", dossier__evaluation__status=Evaluation.Status.OPEN
    )
    silent.filter(dossier__in=_placed_at(org), is_deciding=False).delete()
    # One place of a dossier moves at a time: two merged bodies may have been places of the same one.
    for body in merged:
        silent.filter(body=body).exclude(dossier__in=_placed_at(org)).update(body=org)
    return moved


def _placed_at(org):
    return list(ReviewPlacement.objects.filter(body=org, collective=None).values_list("dossier", flat=True))


def hanging_on_orgs(orgs):
    """Return how many dossiers and open sessions of open evaluations hang on organisations and those below."""
    paths = [org.path for org in orgs]
    dossiers = Dossier.objects.filter(tree.under(paths, "unit__path"), evaluation__status=Evaluation.Status.OPEN)
    sessions = RatingSession.objects.filter(tree.under(paths, "body__path"), status=RatingSession.Status.OPEN)
    evaluations = Evaluation.objects.exclude(status=Evaluation.Status.CLOSED).filter(root__in=orgs)
    return [
        Touch(_("%(count)s dossiers in open evaluations") % {"count": dossiers.filter(left_on=None).count()}),
        Touch(_("%(count)s open sessions") % {"count": sessions.count()}),
        Touch(_("%(count)s evaluations that these organisations have called") % {"count": evaluations.count()}),
    ]
