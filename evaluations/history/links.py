"""Where the directory leads to the history of a person."""

from django.urls import reverse
from django.utils.translation import gettext as _

from evaluations.history.policies import can_see_history
from portal.lib.composed import Link


def person_pages(viewer, person):
    """Return the link to a person's history for who may read it."""
    if not can_see_history(viewer, person):
        return []
    return [
        Link(
            _("Five years of programs, levels and shortcomings"),
            reverse("evaluations:history", args=[person.public_id]),
            "history",
        )
    ]
