"""How a commitment stands by the calendar, in words: what is overdue or was late follows from dates, never stored."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.models import ProgressEntry
from commitments.progress import sums
from portal.lib.dates import today
from portal.lib.numbers import format_vi


@dataclass(frozen=True)
class Standing:
    """A key of the badges (``look.STATES``) with its word, and the date that belongs to it: "due 31/10", "on 02/09"."""

    badge: str
    label: str
    when: str


def standing_of(commitment, entry, *, on=None):
    """Return the ``Standing`` of a commitment by one of its entries. A deadline's last day counts."""
    due = commitment.due_on
    if entry.is_claim:
        return Standing(entry.state, entry.get_state_display(), _done_when(entry.reached_on, due))
    days = ((on or today()) - due).days if due else 0
    if days > 0:
        if entry.state == ProgressEntry.State.NOT_DONE:
            return Standing("overdue", entry.get_state_display(), _due(due))
        label = ngettext("Overdue by %(n)s day", "Overdue by %(n)s days", days) % {"n": days}
        return Standing("overdue", label, _due(due))
    return Standing(entry.state, entry.get_state_display(), _due(due))


def contradiction_in(commitment, entry):
    """Return what an entry says against itself, in words that say how to mend it; empty where nothing."""
    if entry.state == ProgressEntry.State.PLANNED and entry.percent:
        return _("not begun, but at %(percent)s%%; choose another state, or set 0") % {"percent": entry.percent}
    found = sums.of_value(commitment, entry.reached_value) if entry.is_claim else None
    if found is None or found.percent == 100:
        return ""
    numbers = {"value": format_vi(entry.reached_value), "target": format_vi(commitment.target_value)}
    return _("done, but the value is %(value)s and the target %(target)s; check the value or the state") % numbers


def _done_when(done_on, due):
    day = _("on %(day)s") % {"day": f"{done_on:%d/%m}"}
    late = (done_on - due).days if due else 0
    if late <= 0:
        return day
    words = {"n": late, "due": f"{due:%d/%m}"}
    after = (
        ngettext("%(n)s day after the deadline of %(due)s", "%(n)s days after the deadline of %(due)s", late) % words
    )
    return f"{day}, {after}"


def _due(due):
    return _("due %(day)s") % {"day": f"{due:%d/%m}"} if due else ""
