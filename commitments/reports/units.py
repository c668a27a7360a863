"""The lines of a table by unit: what lies right below the unit of a report, and what stands at the unit itself."""

from portal.directory import tree
from portal.directory.models import PartyOrg


def line_of(path, unit):
    """Return the path of the line in which somebody who stands at ``path`` is counted."""
    return path[: len(unit.path) + tree.STEP]


def in_order(by_path, unit):
    """Return the numbers with their organisations in the order of the tree; first, with None, the unit itself."""
    own = [(None, by_path[unit.path])] if unit.path in by_path else []
    below = PartyOrg.objects.filter(path__in=by_path.keys() - {unit.path}).in_tree_order()
    return own + [(org, by_path[org.path]) for org in below]
