"""Who sees which table of the year's end, and how far (design, section 4)."""

from django.utils.translation import gettext_lazy as _

from evaluations import policies
from evaluations.tables.people import Sight
from portal.directory import tree
from portal.directory.roles import Act
from portal.lib.policy import ALLOWED, Verdict

NOT_YOUR_PEOPLE = Verdict(
    _("The table by name is for the personnel office and the inspection, and for a cell's officers of their members.")
)
NOT_YOUR_REPORT = Verdict(_("The report is for the committee that decides, its personnel office and the inspection."))


def can_see_people(person, unit) -> Verdict:
    """Answer whether the person sees the table by name: points and levels of everybody in a unit."""
    if person.may(Act.READ, unit) or (unit.is_cell and person.may(Act.REVIEW_CELL, unit)):
        return ALLOWED
    return NOT_YOUR_PEOPLE


def can_see_units(person, unit) -> Verdict:
    """Answer whether the person sees the table by organisation: counts of decided levels, which small units reveal."""
    return policies.can_see_names(person, unit)


def sight_of(person) -> Sight:
    """Return how far the person sees into a table by name."""
    return Sight(person.pk, tuple(person.scopes(Act.READ)))


def sees_as_far(person, offices) -> Verdict:
    """Answer whether the person still reads all that ``offices``, the reach of a table that was made, let in."""
    now = person.scopes(Act.READ)
    if all(any(tree.is_within(path, top) for top in now) for path in offices):
        return ALLOWED
    return Verdict(_("What you may read has changed since this was made. Ask for the tables once more."))


def can_see(kind, person, unit) -> Verdict:
    """Answer whether the person sees the table of a kind: ``people`` by name, ``units`` by organisation."""
    return {"people": can_see_people, "units": can_see_units}[kind](person, unit)


def can_see_report(person, unit) -> Verdict:
    """Answer whether the person sees the report on the year's rating: the quota counts what is not decided yet."""
    return ALLOWED if person.may(Act.READ, unit) or person.may(Act.DECIDE, unit) else NOT_YOUR_REPORT
