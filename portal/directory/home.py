"""What the directory contributes to the frame and to home: navigation, and who opened one's papers."""

import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.audit.models import AuditEvent
from portal.directory import policies
from portal.lib.composed import Link
from portal.lib.counting import ToCount

OPENED_DAYS = 30

ACTION_NAMES = {
    "directory.organization_founded": gettext_lazy("founded an organisation"),
    "directory.organization_placed": gettext_lazy("moved or renamed an organisation"),
    "directory.organization_merged": gettext_lazy("merged an organisation into another one"),
    "directory.organization_split": gettext_lazy("split an organisation"),
    "directory.organization_changed": gettext_lazy("changed an organisation"),
    "directory.organizations_imported": gettext_lazy("imported organisations"),
    "directory.member_list_taken": gettext_lazy("took a member list out"),
    "directory.records_united": gettext_lazy("united two records of one person"),
    "directory.person_removed": gettext_lazy("removed a person that a list had brought"),
    "directory.organization_removed": gettext_lazy("removed an organisation that a list had brought"),
    "directory.list_undone": gettext_lazy("undid a list"),
    "directory.headings_mapped": gettext_lazy("said what the columns of a list mean"),
    "directory.people_imported": gettext_lazy("imported members"),
    "directory.appointments_imported": gettext_lazy("imported appointments"),
    "directory.person_added": gettext_lazy("added a person"),
    "directory.person_changed": gettext_lazy("changed a person's data"),
    "directory.sensitive_seen": gettext_lazy("looked at card number and telephone"),
    "directory.membership_begun": gettext_lazy("recorded a membership"),
    "directory.membership_ended": gettext_lazy("recorded the end of a membership"),
    "directory.act_recorded": gettext_lazy("recorded an act on a comrade"),
    "directory.act_taken_back": gettext_lazy("took a wrong entry back"),
    "directory.delegated": gettext_lazy("let somebody stand in during an absence"),
    "directory.delegation_ended": gettext_lazy("ended standing in during an absence"),
    "directory.appointed": gettext_lazy("recorded an appointment"),
    "directory.appointment_changed": gettext_lazy("changed an appointment"),
    "directory.appointment_ended": gettext_lazy("recorded the end of an appointment"),
    "directory.linked": gettext_lazy("linked the sign-in of another system"),
    "directory.unlinked": gettext_lazy("unlinked the sign-in of another system"),
    "directory.notice_read": gettext_lazy("read the notice on personal data"),
    "directory.slip_issued": gettext_lazy("made an activation slip"),
    "directory.slip_locked": gettext_lazy("locked an activation slip after wrong codes"),
    "directory.activated": gettext_lazy("chose a password with an activation slip"),
    "directory.second_factor_added": gettext_lazy("set up a second factor"),
    "directory.second_factor_removed": gettext_lazy("removed a second factor"),
    "directory.second_factor_lost": gettext_lazy("took a lost second factor away"),
    "directory.second_factor_renewed": gettext_lazy("made new recovery codes"),
}


def navigation(person):
    """Return the entries of the main navigation."""
    links = [
        Link(
            _("Organisations"),
            reverse("directory:organizations"),
            "network",
            group="records",
            order=60,
            current_on=("directory:organization", "directory:place"),
        )
    ]
    if person.reach_by_name():
        on = ("directory:people", "directory:person", "directory:add", "directory:keep", "directory:mend")
        on += ("directory:slips", "directory:issue_slips")
        links.append(Link(_("People"), reverse("directory:people"), "users", "records", 60, on))
    if policies.can_import(person):
        links.append(Link(_("Lists in"), reverse("directory:import"), "file-up", "records", 65, ("directory:import",)))
    if policies.can_read_trail(person):
        links.append(
            Link(_("Audit trail"), reverse("directory:trail"), "scroll-text", "records", 90, ("directory:trail",))
        )
    return links


def opened_by_others(person):
    """Return what to count: how often others opened the person's papers and data within thirty days."""
    since = timezone.now() - datetime.timedelta(days=OPENED_DAYS)
    events = AuditEvent.objects.on_papers_of(person).filter(at__gte=since)
    return ToCount(events.exclude(actor_id=str(person.public_id)))


def opened_summary(counted):
    """Return what was ``counted`` of ``opened_by_others`` as pages show it: count, days, url."""
    return {"count": sum(each.count for each in counted), "days": OPENED_DAYS, "url": reverse("directory:opened")}
