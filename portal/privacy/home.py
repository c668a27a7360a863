"""What the requests about personal data contribute to home and the navigation of the personnel office."""

import datetime

from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.directory.roles import Act
from portal.lib.composed import Due, Link, Task, Waiting
from portal.lib.counting import ToCount
from portal.privacy.models import DataRequest, Incident
from portal.privacy.models.incident import HOURS
from portal.privacy.policies import can_see_requests


def requests_to_answer(person, today):
    """Return the requests that wait for the person's office."""
    if not person.may_anywhere(Act.KEEP_PEOPLE):
        return []
    return [Waiting(ToCount(DataRequest.objects.open().of_office(person), due="due_on"), _to_answer)]


def _to_answer(groups):
    """Return one task for the requests, due as the earliest of them."""
    [counted] = groups
    count = counted.count
    title = ngettext(
        "Answer %(count)s request about personal data", "Answer %(count)s requests about personal data", count
    )
    why = _("The law gives two working days to answer and to say how it will be handled.")
    url = reverse("privacy:requests")
    return [Task(title % {"count": count}, why, _("Read them"), url, due_on=counted.due_on, icon="user-lock")]


def incidents_to_tell(person, today):
    """Return the incidents of the person's office that no authority has been told of."""
    if not person.may_anywhere(Act.KEEP_PEOPLE):
        return []
    rows = Incident.objects.visible_to(person).open().annotate(found_on=TruncDate("found_at"))
    return [Waiting(ToCount(rows, due="found_on"), _to_tell)]


def _to_tell(groups):
    """Return one task for the incidents, due as the earliest of them."""
    [counted] = groups
    count = counted.count
    title = ngettext("Tell the authority of %(count)s incident", "Tell the authority of %(count)s incidents", count)
    why = _("The authority is told within 72 hours of the detection; the portal fills in the notice.")
    due_on = counted.due_on + datetime.timedelta(hours=HOURS)
    return [Task(title % {"count": count}, why, _("Open"), reverse("privacy:incidents"), due_on, "shield-alert")]


def requests_due(first, last):
    """Return for each officer the requests that are due from one day to another, and not answered."""
    what = _("answer the request about personal data of %(person)s")
    found = DataRequest.objects.open().filter(due_on__range=(first, last)).select_related("person", "unit")
    return [
        Due(officer, what % {"person": asked.person}, asked.due_on, asked.get_absolute_url())
        for asked in found
        for officer in asked.officers()
    ]


def navigation(person):
    """Return the entry of those whose office answers requests."""
    if not can_see_requests(person):
        return []
    on = ("privacy:requests", "privacy:request", "privacy:incident")
    return [Link(_("Requests about data"), reverse("privacy:requests"), "user-lock", "duty", 70, on)]
