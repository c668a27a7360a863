"""The tabs of reviewing: programs and amendments to decide on, and results to answer, each with how many wait."""

from django.urls import reverse
from django.utils.translation import gettext as _

from commitments import policies
from commitments.models import ActionProgram, Amendment
from commitments.reviewing.results import waiting_for


def tabs_of(person, *, here):
    """Return the tabs that the person has, ``here`` ("queue", "amendment_queue" or "results") as the current one; none
    where it is one."""
    tabs = []
    if policies.can_see_queue(person):
        count = ActionProgram.objects.awaiting_decision_of(person).count()
        tabs.append(_tab("queue", _("Programs"), count, here))
        count = Amendment.objects.awaiting_decision_of(person).count()
        tabs.append(_tab("amendment_queue", _("Amendments"), count, here))
    if policies.can_see_answers(person):
        tabs.append(_tab("results", _("Results"), waiting_for(person).count(), here))
    return tabs if len(tabs) > 1 else []


def _tab(name, label, count, here):
    return {"label": label, "url": reverse(f"commitments:{name}"), "count": count or "", "current": name == here}
