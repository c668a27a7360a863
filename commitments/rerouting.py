"""What an organisation's move means for the papers under review there; contributed to ``apply_org_change``."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments.models import ActionProgram, Amendment, Campaign, CampaignEntry, ReviewStep
from commitments.models.routing import plan_differs, plan_rest
from portal.audit import trail
from portal.directory import tree
from portal.directory.models import Appointment
from portal.directory.roles import Act
from portal.lib.composed import Touch
from portal.lib.dates import today
from portal.notifications import outbox


def pass_on_open_reviews(change):
    """Send the papers under review in a moved organisation to its new superiors, where these are other ones.

    Decided steps stay as they are.

    ``change`` is an ``OrgChange``; a new name alone changes nothing. Runs in the transaction of the move. Returns what
    was changed.
    """
    if change.merged:
        return _pass_on_merged(change)
    if change.org.path == change.path_before:
        return []
    moved, touches = [change.org.path], []
    programs = ActionProgram.objects.filter(tree.under(moved, "entry__unit__path"))
    amendments = Amendment.objects.filter(tree.under(moved, "program__entry__unit__path"))
    for papers, status in ((programs, ActionProgram.Status.SUBMITTED), (amendments, Amendment.Status.SUBMITTED)):
        for paper in papers.filter(status=status).with_owner():
            if not plan_differs(paper):
                continue
            step = plan_rest(paper)
            record_rerouted(paper, by=change.by)
            tell_rerouted(paper, step)
            touches.append(_goes_to(paper, step))
    return touches


def _pass_on_merged(change):
    """Let the organisation that took others over have their lines, campaigns and open steps, in few statements.

    Lines and campaigns of years that are over stay where they were: their numbers do not change.
    """
    merged, org = [each.pk for each in change.merged], change.org
    lines = CampaignEntry.objects.filter(campaign__period__ends_on__gte=today(), unit__in=merged)
    ended = lines.filter(collective__isnull=False, left_on=None).update(left_on=today())
    followed = lines.filter(collective=None).update(unit=org)
    called = Campaign.objects.filter(period__ends_on__gte=today(), root__in=merged).update(root=org)
    passed_on, touches = 0, []
    for papers, record in ((ActionProgram.objects, _record_programs), (Amendment.objects, _record_amendments)):
        waiting = papers.filter(status="submitted", steps__body__in=merged, steps__decision="").with_owner()
        moved = list(waiting.distinct())
        ReviewStep.objects.undecided().filter(
            body__in=merged, **{f"{papers.model.STEP_FIELD}__in": [paper.pk for paper in moved]}
        ).update(body=org)
        record(moved, change.by)
        further_up = _without_officer(moved, org)
        for paper in further_up:
            step = plan_rest(paper)
            tell_rerouted(paper, step)
            touches.append(_goes_to(paper, step))
        passed_on += len(moved) - len(further_up)
    _tell_officers(org)
    found = [
        (passed_on, _("%(count)s papers under review go to %(org)s")),
        (called, _("%(count)s campaigns are called by %(org)s from now on")),
        (followed, _("%(count)s lines on rosters are counted in %(org)s")),
        (ended, _("%(count)s collectives end and leave their rosters")),
    ]
    return [Touch(text % {"count": count, "org": org}) for count, text in found if count] + touches


def _goes_to(paper, step):
    words = {"owner": paper.owner, "body": step.body_label}
    return Touch(_("The paper of %(owner)s under review goes to %(body)s") % words)


def _without_officer(papers, org):
    """Return of ``papers`` those on which nobody at ``org`` could decide but their own writer."""
    act = Act.REVIEW_CELL if org.is_cell else Act.DECIDE
    officers = set(Appointment.objects.today().that_may(act).filter(org=org).values_list("person", flat=True))
    return [paper for paper in papers if not officers - {writer.pk for writer in paper.writers()}]


def _tell_officers(org):
    """Tell the officers of the new body once that papers wait, however many they are."""
    act = Act.REVIEW_CELL if org.is_cell else Act.DECIDE
    if ReviewStep.objects.current().filter(body=org).exists():
        officers = Appointment.objects.today().that_may(act).filter(org=org).select_related("person")
        text = _("After the merger, papers wait for review at %(org)s.")
        url = reverse("commitments:queue")
        outbox.notify([post.person for post in officers], "commitments.rerouted", text, words={"org": org}, url=url)


def _record_programs(papers, by):
    trail.record_many("commitments.rerouted", papers, by=by, owner=_owner_of, unit_path=_path_of)


def _record_amendments(papers, by):
    trail.record_many("commitments.amendment_rerouted", papers, by=by, owner=_owner_of, unit_path=_path_of)


def _owner_of(paper):
    return paper.entry.person


def _path_of(paper):
    return paper.entry.unit.path


def hanging_on_orgs(orgs):
    """Return the papers under review before organisations and those below, the lines on rosters and the campaigns."""
    paths = [org.path for org in orgs]
    steps = ReviewStep.objects.filter(tree.under(paths, "body__path"))
    waiting = steps.current().count() + steps.current("amendment").count()
    lines = CampaignEntry.objects.on_roster().filter(tree.under(paths, "unit__path"))
    lines = lines.filter(campaign__period__ends_on__gte=today(), campaign__status=Campaign.Status.OPEN).count()
    campaigns = Campaign.objects.filter(root__in=orgs, period__ends_on__gte=today()).count()
    return [
        Touch(_("%(count)s papers under review") % {"count": waiting}),
        Touch(_("%(count)s lines on the rosters of open campaigns") % {"count": lines}),
        Touch(_("%(count)s campaigns that these organisations have called") % {"count": campaigns}),
    ]


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
