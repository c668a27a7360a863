"""How the owner of a line on the roster stands in an annexed list: name, birth date, post, unit."""

from collections import defaultdict
from itertools import islice

from portal.directory import tree
from portal.directory.models import Appointment
from portal.directory.roles import ROLES
from portal.lib.dates import DAY, PartialDate

AT_ONCE = 2_000
# What a walk over the roster reads of the owner; the names are those of the columns of the row.
COLUMNS = {
    "unit_id": "unit",
    "unit_name": "unit__name",
    "path": "then_path",  # annotated: where the unit stood on the day of the report (``TreeOn.as_path``)
    "superior": "unit__parent__name",
    "person_id": "person",
    "person_name": "person__full_name",
    "born": "person__born",
    "born_precision": "person__born_precision",
    "work_post": "person__work_post",
    "collective": "collective__name",
}


def batches(rows):
    """Yield the rows in lists of at most ``AT_ONCE``."""
    rows = iter(rows)
    while batch := list(islice(rows, AT_ONCE)):
        yield batch


def posts_on(day, people, then):
    """Return ``{person: [(organisation, name of it, title)]}`` of the posts held on a day, the highest first.

    ``then`` is the tree of the day: what an organisation was called.
    """
    columns = ["person", "role", "title", "org", "org__name", "org__path"]
    columns += ["collective__org", "collective__org__name", "collective__org__path"]
    held = defaultdict(list)
    for row in Appointment.objects.on(day).posts().filter(person__in=people).values_list(*columns):
        person, role, title, *places = row
        org, name, path = places[:3] if places[0] else places[3:]
        held[person].append((ROLES[role].rank, then.path(org, path), org, then.name(org, name), title))
    return {person: [post[2:] for post in sorted(posts)] for person, posts in held.items()}


def owner_cells(row, posts, within, then):
    """Return name, birth date, post and unit of a row's owner; a collective has name and unit alone.

    ``posts`` is of ``posts_on``. The superior stands beside the unit where it is not ``within``, whose report it is.
    """
    unit = _unit_text(row, then.path_of(within))
    if row.person_id is None:
        return (row.collective, unit)
    return (row.person_name, _born(row), _post_text(row, posts.get(row.person_id, ())), unit)


def _unit_text(row, within):
    is_direct = len(row.path) <= len(within) + tree.STEP
    return row.unit_name if is_direct else f"{row.unit_name}, {row.superior}"


def _born(row):
    """Return a real date where the day is known, else what is known as text."""
    if row.born is None or row.born_precision == DAY:
        return row.born
    return str(PartialDate.from_stored(row.born, row.born_precision))


def _post_text(row, posts):
    """Return the posts in the Party, else that at work; the place is left out where the unit says it already."""
    said = [title if org == row.unit_id else f"{title} {name}" for org, name, title in posts]
    return "; ".join(said) or row.work_post or "Đảng viên"
