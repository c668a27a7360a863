"""What the preview tells of a row of people: the facts that change, or all of somebody new."""

from portal.directory.lists.columns import PEOPLE
from portal.directory.models import Membership, Person
from portal.lib.dates import PartialDate
from portal.lib.phones import national_phone

DATES = {"born": "born_precision", "joined_on": "joined_precision", "official_on": "official_precision"}
DATES_BY_PRECISION = {precision: name for name, precision in DATES.items()}
ATTRIBUTES = (
    "full_name", "sex", "born", "born_precision", "card_no", "personal_id", "email", "phone", "joined_on",
    "joined_precision", "official_on", "official_precision", "work_post", "workplace",
)  # fmt: skip
Standing = Membership.Standing


def changes_of(person, row):
    """Return what the list changes of a ``person``, as (label, before, after); a cell left empty changes nothing."""
    different = {
        DATES_BY_PRECISION.get(name, name)
        for name, value in row.values.items()
        if getattr(person, name) != value and not (name == "email" and person.email.lower() == value)
    }
    return tuple(
        (_label(name), _shown(vars(person), name), _shown(row.values, name)) for name in ATTRIBUTES if name in different
    )


def facts_of(row):
    """Return all that the list says of somebody new but name and cell, as (label, "", what is written)."""
    facts = [(name, _shown(row.values, name)) for name in ATTRIBUTES if name not in {"full_name", *DATES.values()}]
    facts.append(("standing", str(Standing(row.standing or Standing.OFFICIAL).label)))
    facts.append(("party_post", row.post_title if row.post else ""))
    return tuple((_label(name), "", text) for name, text in facts if text)


def _label(name):
    return str(PEOPLE[name].heading)


def _shown(values, name):
    value = values.get(name) or ""
    if name in DATES:
        return str(PartialDate.from_stored(values.get(name), values.get(DATES[name], "")) or "")
    if name == "phone":
        return national_phone(value)
    return str(Person.Sex(value).label) if name == "sex" and value else str(value)
