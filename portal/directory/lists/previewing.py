"""Between the preview of a list and its confirmation: what it told, and one list at a time."""

import hashlib

from django.utils.translation import gettext as _

from portal.directory.models import PartyOrg

SHOWN = 50  # rows of each table on the preview


def fingerprint(outcome):
    """Return what a preview told in 32 signs: what is confirmed must be what was shown."""
    told = repr((outcome.new, outcome.changed, outcome.unchanged, sorted(outcome.wrong_rows), outcome.questions))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def wait_for_other_lists():
    """Let one list in after the other: two at once would both find a row missing and write it."""
    list(PartyOrg.objects.select_for_update(no_key=True).filter(parent=None))


def figures_of(outcome):
    """Return the figures above a preview: new, changed, unchanged, wrong."""
    return [
        {"label": _("New"), "value": len(outcome.new)},
        {"label": _("Changed"), "value": len(outcome.changed)},
        {"label": _("Unchanged"), "value": outcome.unchanged},
        *([{"label": _("To be confirmed"), "value": len(outcome.questions)}] if outcome.questions else []),
        {"label": _("Wrong"), "value": len(outcome.wrong_rows), "bad": bool(outcome.wrong_rows)},
    ]


def told_of(outcome):
    """Return in a sentence what was written of a list of people, and what was not."""
    written = _("Written: %(new)s new comrades, %(changed)s changed") % outcome.counts
    left = {
        _("%(count)s wrong rows are not written"): len(outcome.wrong_rows),
        _("%(count)s rows to be confirmed are not written"): len(outcome.questions),
    }
    told = [written, *(text % {"count": count} for text, count in left.items() if count)]
    return "; ".join(told) + "."


def absent_by_cell(outcome):
    """Return who is not in the list as (cell, how many, lines that are shown): ``SHOWN`` cells and lines at most."""
    by_cell = {}
    for line in outcome.absent:
        by_cell.setdefault(line.place, []).append(line)
    told, left = [], SHOWN
    for place, lines in [*by_cell.items()][:SHOWN]:
        told.append((place, len(lines), lines[:left]))
        left -= len(told[-1][2])
    return told
