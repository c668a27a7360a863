"""What stands in the way of closing a session, and what only warns: each with its reason and where it is mended."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Finding:
    """One thing to mend: ``text`` says what and of whom, ``note`` says it beside the row, ``url`` leads there."""

    text: str
    note: str
    url: str
    field: str = ""


def of_session(session):
    """Return what the minutes still lack: day, chair, secretary, how many were present."""
    lacks = {
        _("the day"): session.held_on,
        _("the chair"): session.chair_id,
        _("the secretary"): session.secretary_id,
        _("how many were present"): session.present,
    }
    missing = [name for name, value in lacks.items() if value is None]
    if not missing:
        return []
    text = _("The minutes lack: %(what)s.") % {"what": ", ".join(missing)}
    return [Finding(text, text, _minutes_of(session))]


def of_minutes(session):
    """Return what only warns about the minutes: they would be printed with an empty heading."""
    empty = [
        name
        for name, text in ((_("the proceedings"), session.proceedings), (_("the conclusion"), session.conclusion))
        if not text.strip()
    ]
    if not empty:
        return []
    text = _("the minutes say nothing under: %(what)s") % {"what": ", ".join(empty)}
    return [Finding(text, "", _minutes_of(session))]


def of_row(row):
    """Return what one row still lacks (``asking.Asking`` with ``name``, ``key``, ``anchor``, ``present``)."""
    name, proposal = row.name, row.proposal
    found = []
    if not proposal.level:
        found.append(_finding(row, "level", _("no level for %(name)s") % {"name": name}, ""))
    if (ballot := proposal.counted) and (note := _adds_up(ballot, row)):
        found.append(_finding(row, "votes", _("ballots on %(name)s") % {"name": name}, note))
    asked = {
        "reason": _asked_for_level(row),
        "order_reason": (
            _("why %(name)s came before others"),
            _("Recorded before somebody who comes earlier: give the reason, here or once for the whole session."),
        ),
        "paperless_reason": (
            _("why %(name)s is rated without a self-assessment"),
            _("No self-assessment was handed in: give the reason, such as absence or illness."),
        ),
    }
    for field in row.reasons_missing:
        text, note = asked[field]
        found.append(_finding(row, field, text % {"name": name}, note))
    return found


def merged(session, blocks):
    """Return ``blocks`` with all that ask why the order was left as one: it is asked once for the session."""
    others = [block for block in blocks if block.field != "order_reason"]
    count = len(blocks) - len(others)
    if not count:
        return others
    text = ngettext("why the order was left for %(count)s person", "why the order was left for %(count)s people", count)
    url = f"{_minutes_of(session)}#session_order_reason"
    return [*others, Finding(text % {"count": count}, "", url, "order_reason")]


def _asked_for_level(row):
    """Return what is missing and how to mend it where a level needs a reason."""
    if row.is_against_votes:
        return (
            _("why %(name)s gets another level than most voted for"),
            _("Another level has more votes: give the reason, or choose the one with the most."),
        )
    if row.suggested:
        return (
            _("why %(name)s gets another level than suggested"),
            _("Give the reason, or choose the suggested level."),
        )
    return _("why %(name)s gets this level"), _("No level is suggested here: give the reason for this one.")


def _finding(row, field, text, note):
    return Finding(text, note, f"?row={row.key}#{row.anchor}-{field}", field)


def _minutes_of(session):
    return reverse("evaluations:session_attendance", args=[session.pk])


def _adds_up(ballot, row):
    """Return in words how the ballots of a row disagree; "" where they add up."""
    present = row.present
    if present is not None and ballot.issued > present:
        words = {"issued": ballot.issued, "present": present}
        return _("%(issued)s ballots were issued, but only %(present)s were present.") % words
    missing = ballot.missing
    if missing > 0:
        text = ngettext(
            "%(count)s valid ballot is not counted for any level yet.",
            "%(count)s valid ballots are not counted for any level yet.",
            missing,
        )
        return text % {"count": missing}
    if missing < 0:
        text = ngettext(
            "The levels add up to %(votes)s votes: %(count)s more than the %(valid)s valid ballot.",
            "The levels add up to %(votes)s votes: %(count)s more than the %(valid)s valid ballots.",
            ballot.valid,
        )
        return text % {"votes": sum(ballot.votes.values()), "count": -missing, "valid": ballot.valid}
    return ""


def warnings_of(groups):
    """Return what only warns about the quota of ``groups`` (``quota.Group``): above it, or too small for even one."""
    found = []
    for group in groups:
        if group.quota.is_exceeded and not group.quota.is_small:
            text = _("%(group)s stands %(count)s above the quota") % {
                "group": group.name,
                "count": group.quota.proposed - group.quota.allowed_now,
            }
            found.append(Finding(text, "", "#quota"))
        elif group.quota.is_small:
            found.append(
                Finding(_("%(group)s is too small a group for the quota") % {"group": group.name}, "", "#quota")
            )
    return found
