"""Who may do what in a rating session, and why not (design, section 4; domain reference, section 4)."""

from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from evaluations.models import Evaluation, RatingSession, meetings_of
from evaluations.models.discipline import enters_only_for, sets_aside_only_for
from evaluations.models.evaluation import DECIDED_ALREADY
from evaluations.models.officers import leaders_of, meeting_only_for
from portal.directory import errors, tree
from portal.directory.models import Appointment
from portal.directory.roles import Act, Role, roles_that_may
from portal.lib.policy import ALLOWED, Verdict

NOT_YOUR_MEETING = Verdict(_("A session is kept by the officers of the body that meets."))
OWN_RATING = Verdict(_("Nobody records their own rating. Another officer of the body does."))
OF_THE_ABSENT = Verdict(errors.OF_THE_ABSENT)
NOT_ABOUT_ONESELF = Verdict(_("Nobody enters anything about themselves."))
NOT_YOURS_TO_ENTER = Verdict(_("Disciplinary decisions are entered by the inspection or the personnel office."))
DECIDED = Verdict(DECIDED_ALREADY)


def can_see_sessions(person) -> Verdict:
    """Answer whether there may be meetings for the person to keep: as an officer of a body, or heading a collective.

    The personnel office keeps those of bodies without an officer.
    """
    may_keep = any(meetings_of(person)) or person.may_anywhere(Act.RECORD_DECISIONS)
    return ALLOWED if may_keep else NOT_YOUR_MEETING


def can_begin(person, evaluation, body, collective=None) -> Verdict:
    """Answer whether the person may begin the session of a meeting: its officers, once the evaluation is open.

    Where it has no officer today, the personnel office above stands in.
    """
    bodies, headed = meetings_of(person)
    is_led = body.pk in bodies or (collective is not None and collective.pk in headed)
    if not is_led and not _is_left_to_office_of(person, evaluation, body, collective):
        return NOT_YOUR_MEETING
    if evaluation.status != Evaluation.Status.OPEN:
        return Verdict(_("The evaluation is not open."))
    return ALLOWED


def _is_left_to_office_of(person, evaluation, body, collective) -> bool:
    if not person.may(Act.RECORD_DECISIONS, body):
        return False
    return not RatingSession(evaluation=evaluation, body=body, collective=collective).officers()


def can_keep(person, session) -> Verdict:
    """Answer whether the person may write in the session now: its officers, while it is under way."""
    if not (verdict := can_begin(person, session.evaluation, session.body, session.collective)):
        return verdict
    if not session.is_open:
        return Verdict(_("The session is closed. Open it again, with a reason, to change something."))
    return ALLOWED


def can_record(person, session, dossier) -> Verdict:
    """Answer whether the person may record what the session proposes for a dossier: never their own.

    Where every officer of the body would record their own rating, the personnel office above records it for them.
    """
    if dossier.belongs_to(person):
        return OWN_RATING
    if meeting_only_for(dossier.belongs_to, person, session.body, session.collective):
        return OF_THE_ABSENT
    if can_keep(person, session):
        return ALLOWED
    if session.is_open and stands_in(person, session, dossier):
        return ALLOWED
    return can_keep(person, session)


def stands_in(person, session, dossier) -> bool:
    """Tell whether the person records for a body whose every officer would record their own rating."""
    if not person.may(Act.RECORD_DECISIONS, session.body) or session.evaluation.status != Evaluation.Status.OPEN:
        return False
    if dossier.is_only_for(person, (session.body, Act.RECORD_DECISIONS)):
        return False
    return not leaders_of(session.body, session.collective, without=dossier.writers())


def can_reopen(person, session) -> Verdict:
    """Answer whether the person may open a closed session again; what was appraised meanwhile the act itself minds."""
    if not (verdict := can_begin(person, session.evaluation, session.body, session.collective)):
        return verdict
    if session.is_open:
        return Verdict(_("The session is under way already."))
    return ALLOWED


def can_remark(person, placement) -> Verdict:
    """Answer whether the person may write the remarks of a place of review that proposes nothing: never on oneself."""
    if placement.dossier.belongs_to(person):
        return OWN_RATING
    if meeting_only_for(placement.dossier.belongs_to, person, placement.body, placement.collective):
        return OF_THE_ABSENT
    verdict = can_begin(person, placement.dossier.evaluation, placement.body, placement.collective)
    return DECIDED if verdict and placement.dossier.has_decision() else verdict


def can_rule_on_quota(person, evaluation, decider) -> Verdict:
    """Answer whether the person may record what a deciding body ruled about its quota: its personnel office."""
    if not person.may(Act.RECORD_DECISIONS, decider):
        return Verdict(_("Rulings on the quota are recorded by the personnel office of the body that decides."))
    if evaluation.status != Evaluation.Status.OPEN:
        return Verdict(_("The evaluation is not open."))
    return ALLOWED


def can_see_quota(person, decider) -> Verdict:
    """Answer whether the person may see who stands at the top: officers of who decides, and its readers."""
    bodies, _headed = meetings_of(person)
    if decider.pk in bodies or person.may(Act.READ, decider):
        return ALLOWED
    return Verdict(_("The quota by name is for the officers of the body that decides, and for its office."))


def can_enter_discipline(person, dossier) -> Verdict:
    """Answer whether the person may enter disciplinary decisions and cases, or withdraw them, now.

    For inspection and personnel office of the body that decides: those of a ward enter and withdraw nothing about its
    secretary, whom the province manages. Until a level is decided; afterwards a re-rating is the way.
    """
    if dossier.belongs_to(person):
        return NOT_ABOUT_ONESELF
    if not _enters(person, dossier):
        return NOT_YOURS_TO_ENTER
    if enters_only_for(person, dossier):
        return OF_THE_ABSENT
    if dossier.evaluation.status != Evaluation.Status.OPEN:
        return Verdict(_("The evaluation is not open."))
    return DECIDED if dossier.has_decision() else ALLOWED


def can_withdraw(person, dossier, row) -> Verdict:
    """Answer whether the person may withdraw a discipline or a case (``row``) now: who may enter it, below nobody.

    What an inspection or office above, or elsewhere, has entered is theirs to withdraw, as long as they are in office.
    """
    if not (verdict := can_enter_discipline(person, dossier)):
        return verdict
    if row in of_another_body(person, [row]):
        return Verdict(_("It was entered by the inspection or the office of another body, which withdraws it."))
    return ALLOWED


def of_another_body(person, rows) -> set:
    """Return those of ``rows`` (disciplines, cases) that an inspection or office above or elsewhere entered; one query.

    Told by where who entered them is in office today: of somebody who no longer is, anybody who may enter decides.
    """
    ours, theirs = _entering_at(person), defaultdict(list)
    entering = {Role.INSPECTOR, *roles_that_may(Act.RECORD_DECISIONS)}
    posts = Appointment.objects.today().filter(person__in={row.entered_by_id for row in rows}, role__in=entering)
    for post in posts.select_related("org", "collective__org"):
        theirs[post.person_id].append(post.place.path)
    return {
        row
        for row in rows
        if (paths := theirs[row.entered_by_id]) and not any(tree.is_within(path, top) for path in paths for top in ours)
    }


def _enters(person, dossier) -> bool:
    """Tell whether the person is of the inspection or the office of the body that decides, or of one above."""
    return any(tree.is_within(dossier.office_place.path, top) for top in _entering_at(person))


def _entering_at(person):
    """Return the paths at which the person is of the inspection or the personnel office today."""
    inspected = [post.place.path for post in person.posts_today if post.role == Role.INSPECTOR]
    return inspected + person.scopes(Act.RECORD_DECISIONS)


def can_waive(person, dossier) -> Verdict:
    """Answer whether the person may record that the deciding body set a case aside: its officers, or its office."""
    if dossier.belongs_to(person):
        return NOT_ABOUT_ONESELF
    if not _sets_aside(person, dossier):
        return Verdict(_("Only the body that decides sets a case aside; its officers or its office record it."))
    if sets_aside_only_for(person, dossier):
        return OF_THE_ABSENT
    if dossier.evaluation.status != Evaluation.Status.OPEN:
        return Verdict(_("The evaluation is not open."))
    return DECIDED if dossier.has_decision() else ALLOWED


def can_see_cases(person, dossier) -> Verdict:
    """Answer whether the person may see discipline and cases entered about a dossier: who enters or sets aside.

    Also once the time to do so is over.
    """
    if dossier.belongs_to(person):
        return NOT_ABOUT_ONESELF
    if enters_only_for(person, dossier) and sets_aside_only_for(person, dossier):
        return OF_THE_ABSENT
    return ALLOWED if _enters(person, dossier) or _sets_aside(person, dossier) else NOT_YOURS_TO_ENTER


def _sets_aside(person, dossier) -> bool:
    bodies, _headed = meetings_of(person)
    return dossier.office_place.pk in bodies or person.may(Act.RECORD_DECISIONS, dossier.office_place)
