"""What an act on a person means for rosters and open reviews; contributed to ``follow_person``.

Only lines of campaigns whose year is not over are touched, and from today: what was counted before stays. A line that
left because its person did comes back with them; one that the office took off by hand does not.
"""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from commitments.errors import RosterRefused
from commitments.models import ActionProgram, Amendment, Campaign, CampaignEntry, ReviewStep
from commitments.models.routing import plan_differs, plan_rest
from commitments.rerouting import record_rerouted, tell_rerouted
from commitments.roster import acts as roster
from portal.audit import trail
from portal.directory import tree
from portal.directory.models import Collective, Membership, Person
from portal.directory.roles import HEADS, POSTS
from portal.directory.tiers import managing_body
from portal.lib.composed import Touch
from portal.lib.dates import today

Exempt, Standing, Audience = CampaignEntry.Exempt, Membership.Standing, Campaign.Audience
SAME_CALL = ("root", "period", "form")
EXEMPT_BY_STANDING = {Standing.EXEMPT: Exempt.EXEMPT, Standing.SUSPENDED: Exempt.SUSPENDED}


def follow_person(person, by):
    """Bring the person's lines on rosters and the papers under review in line with where they stand today."""
    touches = []
    for entry in _entries(person):
        touches += _follow_entry(entry, person, by)
    touches += _called_anew(person, by)
    return touches + _rerouted(person, by)


def follow_moved(change):
    """Bring the lines of all who stand elsewhere in line, where a call reaches them no more or only now.

    ``change`` is an ``OrgChange``. In the usual case, a merger below one superior, nothing is asked of the people.
    """
    calls = Campaign.objects.opened().filter(root__in=change.crossed, period__ends_on__gte=today())
    if not calls.exists():
        return []
    touches = [touch for person in _concerned(calls, change) for touch in follow_person(person, change.by)]
    collectives = calls.filter(audience=Audience.COLLECTIVES).select_related("root", "period").order_by("pk")
    return touches + [touch for campaign in collectives for touch in _follow_collectives(campaign, change)]


def _concerned(calls, change):
    """Return who stands elsewhere and whom one of ``calls`` reaches no more, or only now.

    Whose line has gone along, as in a split, is not among them: nobody is asked about one by one in vain.
    """
    reaching = [call for call in calls.select_related("root") if change.org.is_within(call.root)]
    lines = CampaignEntry.objects.filter(person=OuterRef("pk"))
    asked = Exists(lines.filter(campaign__in=calls, left_on=None).exclude(campaign__in=reaching))
    asked |= Exists(lines.filter(campaign__in=reaching, left_with_membership=True))
    for call in reaching:
        if call.status == Campaign.Status.OPEN and call.audience == Audience.MEMBERS:
            asked |= ~Exists(lines.filter(campaign=call))
    return Person.objects.filter(tree.under([change.org.path], "org_path")).filter(asked).order_by("pk")


def _follow_collectives(campaign, change):
    """Take the collectives that stand elsewhere off a call that reaches them no more, or put them on one that does."""
    moved = Collective.objects.filter(tree.under([change.org.path], "org__path"), valid_to=None)
    if not change.org.is_within(campaign.root):
        gone = campaign.entries.filter(left_on=None, collective__in=moved).select_related("collective", "unit")
        return [touch for entry in gone for touch in _left(entry, change.by)]
    if campaign.status != Campaign.Status.OPEN:
        return []
    touches = []
    for collective in moved.exclude(campaign_entries__campaign=campaign).select_related("org"):
        words = {"campaign": campaign, "collective": collective}
        if campaign.is_past_deadline():
            text = _("“%(campaign)s” is past its deadline: %(collective)s is not on its roster")
            touches.append(Touch(text % words, url=campaign.get_absolute_url()))
            continue
        roster.join_collective(campaign, collective, by=change.by)
        touches.append(Touch(_("%(collective)s: on the roster of “%(campaign)s” from today") % words))
    return touches


def hanging_on(person):
    """Return the person's lines on rosters, their papers, and what waits for them as an officer."""
    touches = []
    for entry in _entries(person).filter(left_on=None).select_related("program"):
        program = getattr(entry, "program", None)
        state = program.get_status_display() if program else _("no program yet")
        touches.append(Touch(_("On the roster of “%(campaign)s”") % {"campaign": entry.campaign}, str(state)))
    for post in person.posts_today:
        waiting = ReviewStep.objects.current().filter(body=post.org_id).count() if post.org_id else 0
        if waiting:
            words = {"count": waiting, "body": post.org}
            touches.append(Touch(_("%(count)s programs wait for review at %(body)s") % words))
    supervised = ReviewStep.objects.current().filter(supervisor=person).count()
    if supervised:
        touches.append(Touch(_("%(count)s programs wait for the opinion of this comrade") % {"count": supervised}))
    return touches


def _entries(person):
    found = CampaignEntry.objects.filter(person=person, campaign__period__ends_on__gte=today())
    return found.exclude(campaign__status=Campaign.Status.DRAFT).select_related("campaign__root", "unit")


def _follow_entry(entry, person, by):
    unit = _unit_on(entry.campaign, person)
    if unit is None:
        return _left(entry, by) if entry.left_on is None else []
    touches = []
    if entry.left_on is not None:
        if not entry.left_with_membership:
            return []
        entry.left_on, entry.left_with_membership = None, False
        _record("commitments.roster_joined", entry, by)
        touches.append(Touch(_("Back on the roster of “%(campaign)s”") % {"campaign": entry.campaign}))
    if entry.unit_id != unit.pk:
        before, entry.unit = entry.unit, unit
        _record("commitments.roster_transferred", entry, by, reason=f"{before} → {unit}")
        words = {"campaign": entry.campaign, "unit": unit.full_label}
        touches.append(Touch(_("Counted in %(unit)s in “%(campaign)s” from today") % words))
    touches += _follow_standing(entry, person, by)
    entry.tier = managing_body(person).tier
    entry.save(update_fields=["left_on", "left_with_membership", "unit", "tier", "exempt_reason", "exempt_note"])
    return touches


def _unit_on(campaign, person):
    """Return where a campaign counts the person today; None where it calls nobody like them any more.

    Of a call to holders of posts, who holds none any more stays as long as the cell lies below the caller.
    """
    membership = person.membership_today
    if membership and membership.cell.is_within(campaign.root):
        return membership.cell
    if campaign.audience == Audience.MEMBERS:
        return None
    roles = HEADS if campaign.audience == Audience.HEADS else POSTS
    return next((p.place for p in person.posts_today if p.role in roles and p.place.is_within(campaign.root)), None)


def _left(entry, by):
    entry.left_on, entry.left_with_membership = today(), entry.person_id is not None
    entry.save(update_fields=["left_on", "left_with_membership"])
    _record("commitments.roster_left", entry, by, reason=_("No longer a member below the caller"))
    program = getattr(entry, "program", None)
    waits = program is not None and program.status == ActionProgram.Status.SUBMITTED
    stays = _("the program under review stays before %(unit)s") % {"unit": entry.unit} if waits else ""
    words = {"campaign": entry.campaign, "collective": entry.collective}
    off = _("Off the roster of “%(campaign)s” from today")
    off = off if entry.person_id else _("%(collective)s: off the roster of “%(campaign)s” from today")
    return [Touch(off % words, stays)]


def _follow_standing(entry, person, by):
    """Exempt who was freed or suspended, and call again whom that alone had exempted."""
    standing = person.membership_today.standing if person.membership_today else ""
    wanted = EXEMPT_BY_STANDING.get(standing, "")
    words = {"campaign": entry.campaign}
    if wanted and not entry.exempt_reason:
        entry.exempt_reason = wanted
        _record("commitments.exempted", entry, by, reason=str(Exempt(wanted).label))
        return [Touch(_("Need not register in “%(campaign)s”") % words)]
    if not wanted and entry.exempt_reason in EXEMPT_BY_STANDING.values():
        entry.exempt_reason = entry.exempt_note = ""
        _record("commitments.exemption_lifted", entry, by)
        return [Touch(_("Must register in “%(campaign)s” again") % words)]
    return []


def _called_anew(person, by):
    """Put the person on the rosters of all members that the new cell belongs to; after a deadline, only name them."""
    membership = person.membership_today
    if membership is None or membership.standing in EXEMPT_BY_STANDING:
        return []
    above = membership.cell.ancestors().values("pk")
    calls = Campaign.objects.running().filter(audience=Audience.MEMBERS, root__in=above)
    # Two wards that were merged have both their calls: who answers one of them is not asked by the other.
    answered = {*calls.filter(entries__person=person, entries__left_on=None).values_list(*SAME_CALL)}
    touches = []
    for campaign in calls.exclude(entries__person=person).select_related("root", "period"):
        words = {"campaign": campaign}
        if (campaign.root_id, campaign.period_id, campaign.form_id) in answered:
            continue
        if campaign.tiers and managing_body(person).tier not in campaign.tiers:
            continue
        if campaign.is_past_deadline():
            text = _("“%(campaign)s” is past its deadline: put the comrade on its roster with a deadline of their own")
            touches.append(Touch(text % words, url=campaign.get_absolute_url()))
            continue
        try:
            roster.join(campaign, person, by=by)
        except RosterRefused:  # stopped, or moved on, this very moment
            continue
        touches.append(Touch(_("On the roster of “%(campaign)s” from today") % words))
    return touches


def _rerouted(person, by):
    """Plan the open steps anew of the person's papers and of those that wait for their opinion, where they differ."""
    touches = []
    for model, field in ((ActionProgram, "program"), (Amendment, "amendment")):
        asked = ReviewStep.objects.undecided().filter(supervisor=person, **{f"{field}__isnull": False})
        own = "entry__person" if model is ActionProgram else "program__entry__person"
        waiting = model.objects.filter(status=model.Status.SUBMITTED)
        keys = {*waiting.filter(pk__in=asked.values(field)).values_list("pk", flat=True)}
        keys |= {*waiting.filter(**{own: person}).values_list("pk", flat=True)}
        for paper in waiting.filter(pk__in=keys).with_owner():
            is_of_who_left = paper.entry.person_id == person.pk and paper.entry.left_on is not None
            if not is_of_who_left and plan_differs(paper):
                step = plan_rest(paper)
                record_rerouted(paper, by=by)
                tell_rerouted(paper, step)
                words = {"owner": paper.owner, "body": step.body_label}
                touches.append(Touch(_("The paper of %(owner)s under review goes to %(body)s") % words))
    return touches


def _record(action, entry, by, reason=""):
    trail.record(action, entry, by=by, reason=reason, owner=entry.person, unit_path=entry.unit.path)
