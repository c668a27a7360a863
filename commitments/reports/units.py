"""The lines of a table by unit: what lies right below the unit of a report, and what stands at the unit itself."""

from portal.directory import tree


def line_of(path, unit, then):
    """Return the key of the organisation in whose line somebody who stood at ``path`` is counted."""
    return int(path[: len(then.path_of(unit)) + tree.STEP][-tree.STEP :])


def in_order(by_org, unit, then):
    """Return the numbers with their organisations in the order of the tree; first, with None, the unit itself."""
    own = [(None, by_org[unit.pk])] if unit.pk in by_org else []
    return own + [(org, by_org[org.pk]) for org in then.named(by_org.keys() - {unit.pk})]


def as_then(row, then):
    """Return a row of the roster with its unit and the superior called as on the day of the tree."""
    if not then.differs:
        return row
    names = {"unit_name": then.name(row.unit_id, row.unit_name)}
    names["superior"] = then.superior_name(row.unit_id, row.superior)
    return row._replace(**names)
