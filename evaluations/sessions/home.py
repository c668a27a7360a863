"""What sessions contribute to home and to the navigation: meetings to hold, remarks that are asked."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations import session_policies as policies
from evaluations.sessions.queue import meetings_for
from portal.lib.composed import Link, Task


def sessions_to_hold(person, today):
    """Return one task for each meeting that is due: from the day on which self-assessments are, until it is closed."""
    if not policies.can_see_sessions(person):
        return []
    found = meetings_for(person)
    tasks = []
    for meeting in found["meetings"]:
        evaluation = meeting.evaluation
        if meeting.is_closed or evaluation.self_due_on > today:
            continue
        url = meeting.session.get_absolute_url() if meeting.session else reverse("evaluations:sessions")
        count = ngettext("%(count)s to review and rate.", "%(count)s to review and rate.", meeting.count)
        why = count % {"count": meeting.count}
        title = _("Hold the rating session of %(meeting)s") % {"meeting": meeting.name}
        act = _("Go on") if meeting.session else _("Begin the session")
        tasks.append(Task(title, why, act, url, due_on=evaluation.propose_due_on, icon="users"))
    asked = [placement for placement in found["remarks"] if not placement.remark]
    if asked:
        title = ngettext("Remark on %(count)s person", "Remark on %(count)s people", len(asked))
        due_on = min(placement.dossier.evaluation.self_due_on for placement in asked)
        why = _("They were with you in this period, or are for a time.")
        url = reverse("evaluations:sessions")
        tasks.append(Task(title % {"count": len(asked)}, why, _("Write"), url, due_on=due_on, icon="message-square"))
    return tasks


def link_to_sessions(person):
    """Return the entry of rating sessions for officers of bodies that meet."""
    if not policies.can_see_sessions(person):
        return []
    current = ("evaluations:session", "evaluations:begin_session", "evaluations:remark", "evaluations:quota")
    url = reverse("evaluations:sessions")
    return [Link(_("Rating sessions"), url, "users", group="duty", order=26, current_on=current)]


TASKS = [sessions_to_hold]
NAVIGATION = [link_to_sessions]
