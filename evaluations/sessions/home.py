"""What sessions contribute to home and to the navigation: meetings to hold, remarks that are asked."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations import session_policies as policies
from evaluations.sessions.queue import levels_of_colleagues, meetings_for, remarks_for
from portal.lib.composed import Link, Task, Waiting
from portal.lib.counting import ToCount


def sessions_to_hold(person, today):
    """Return one task for each meeting that is due: from the day on which self-assessments are, or once it has begun,
    until it is closed; and for one that has to be opened again."""
    if not policies.can_see_sessions(person):
        return []
    tasks = []
    for meeting in meetings_for(person):
        if meeting.is_to_reopen:
            tasks.append(_to_reopen(meeting))
        elif not meeting.is_closed and (meeting.session or meeting.evaluation.self_due_on <= today):
            tasks.append(_to_hold(meeting))
    return tasks


def remarks_to_write(person, today):
    """Return the places at which a remark of the person is asked and not written yet."""
    if not policies.can_see_sessions(person):
        return []
    asked = remarks_for(person).filter(remark="")
    return [Waiting(ToCount(asked, due="dossier__evaluation__self_due_on"), _to_remark)]


def levels_to_record(person, today):
    """Return one task for each officer whose own level in a session under way the person may record."""
    if not policies.can_see_sessions(person):
        return []
    return [_to_record(level) for level in levels_of_colleagues(person)]


def _to_hold(meeting):
    url = meeting.session.get_absolute_url() if meeting.session else reverse("evaluations:sessions")
    count = ngettext("%(count)s to review and rate.", "%(count)s to review and rate.", meeting.count)
    why = count % {"count": meeting.count}
    title = _("Hold the rating session of %(meeting)s") % {"meeting": meeting.name}
    act = _("Go on") if meeting.session else _("Begin the session")
    return Task(title, why, act, url, due_on=meeting.evaluation.propose_due_on, icon="users")


def _to_reopen(meeting):
    url, words = meeting.session.get_absolute_url(), {"meeting": meeting.name, "count": meeting.sent_back}
    if meeting.sent_back:
        title = ngettext(
            "Look again at %(count)s proposal that was sent back: %(meeting)s",
            "Look again at %(count)s proposals that were sent back: %(meeting)s",
            meeting.sent_back,
        )
        why = _("The personnel office gave the reason; open the session again and propose once more.")
    else:
        words["count"] = meeting.waiting
        title = ngettext(
            "Open the session of %(meeting)s again: %(count)s person waits for a level",
            "Open the session of %(meeting)s again: %(count)s people wait for a level",
            meeting.waiting,
        )
        why = _("They joined, or were taken back, after the session had closed.")
    return Task(title % words, why, _("Look at it"), url, due_on=meeting.evaluation.propose_due_on, icon="undo-2")


def _to_record(level):
    dossier = level.placement.dossier
    title = _("Record the level of %(name)s") % {"name": dossier.person}
    why = _("Rating session of %(meeting)s: nobody records their own.") % {"meeting": level.placement.meeting}
    return Task(title, why, _("Record"), level.url, due_on=dossier.evaluation.propose_due_on, icon="pencil")


def _to_remark(groups):
    [counted] = groups
    title = ngettext("Remark on %(count)s person", "Remark on %(count)s people", counted.count)
    why = _("They were with you in this period, or are for a time.")
    words, url = {"count": counted.count}, reverse("evaluations:sessions")
    return [Task(title % words, why, _("Write"), url, due_on=counted.due_on, icon="message-square")]


def link_to_sessions(person):
    """Return the entry of rating sessions for officers of bodies that meet."""
    if not policies.can_see_sessions(person):
        return []
    current = ("evaluations:session", "evaluations:begin_session", "evaluations:remark", "evaluations:quota")
    url = reverse("evaluations:sessions")
    return [Link(_("Rating sessions"), url, "users", group="duty", order=26, current_on=current)]


TASKS = [sessions_to_hold, levels_to_record]
WAITING = [remarks_to_write]
NAVIGATION = [link_to_sessions]
