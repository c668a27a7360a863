"""Rehearsing or writing a kept list the way its uploader has said it is to be read."""

import datetime
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from portal.directory import policies
from portal.directory.lists import appointments, organizations, people
from portal.directory.lists.asking import Answer, Answers
from portal.directory.lists.columns import APPOINTMENTS, ORGANIZATIONS, PEOPLE
from portal.directory.lists.homes import home_of
from portal.directory.lists.kinds import KINDS, ListKind
from portal.directory.lists.sheets import Reading, find
from portal.directory.lists.undoing_organizations import OrganizationUndoing
from portal.directory.lists.undoing_people import PeopleUndoing
from portal.directory.models import KnownHeading, PartyOrg
from portal.directory.roles import Act
from portal.lib.keys import key_of

LOOKED_AT = 100  # rows of a list that is too long to be read whole while somebody waits

KINDS["people"] = ListKind(
    _("Members, with their cells and posts at the cell"),
    Act.KEEP_PEOPLE,
    policies.can_keep_some_people,
    lambda: PEOPLE,
    people.read,
    people.take_in,
    PeopleUndoing,
    ("under", "as_of", "short_years", "proper_names", "answers"),
)
KINDS["appointments"] = ListKind(
    _("Posts and offices at committees"),
    Act.KEEP_PEOPLE,
    policies.can_keep_some_people,
    lambda: APPOINTMENTS,
    appointments.read,
    appointments.take,
    PeopleUndoing,
)
KINDS["organizations"] = ListKind(
    _("Party organisations"),
    Act.ADMINISTER,
    policies.can_administer,
    lambda: ORGANIZATIONS,
    organizations.read,
    organizations.take,
    OrganizationUndoing,
    ("as_of",),
    name_label=_("Organisation"),
    place_label=_("Code of the superior"),
    shown="directory:organizations",
)


def look(kept, kind, reading):
    """Return where the kept list stands in its file, of a long one by its first rows. Raises as ``find``."""
    if reading.is_long:
        reading = replace(reading, most=LOOKED_AT)
    return find(kept.open(), kept.filename, kind.columns(), reading)


def run(kept, person, *, write, convert_legacy=False, leave_out_wrong=False):
    """Read the kept list anew, rehearse or write it, and return it as read with its ``Outcome``."""
    listed = read(kept, person)
    said_so = {"convert_legacy": convert_legacy, "leave_out_wrong": leave_out_wrong}
    return listed, take(kept, listed, person, write=write, **said_so)


def read(kept, person):
    """Return the kept list as read the way its uploader has said."""
    return KINDS[kept.kind].read(kept.open(), kept.filename, reading_of(kept, person))


def take(kept, listed, person, *, write, convert_legacy=False, leave_out_wrong=False):
    """Rehearse or write a list that was read, and return its ``Outcome``."""
    kind = KINDS[kept.kind]
    said = said_of(kept)
    options = {name: said[name] for name in kind.options}
    options |= {"convert_legacy": convert_legacy, "leave_out_wrong": leave_out_wrong}
    return kind.take(listed, write=write, by=person, **options)


def said_of(kept):
    """Return what the uploader has said about the list, as options of taking it in."""
    choices = kept.choices
    return {
        "under": PartyOrg.objects.select_related("org_type").filter(code=choices.get("under") or None).first(),
        "as_of": _day(choices.get("as_of")),
        "short_years": bool(choices.get("short_years")),
        "proper_names": bool(choices.get("proper_names")),
        "answers": answers_of(choices.get("answers", {})),
    }


def answers_of(said):
    """Return what was answered, as the upload keeps it, as ``Answers``."""
    rows = {int(row): Answer(one.get("who", ""), _day(one.get("on"))) for row, one in said.get("rows", {}).items()}
    return Answers(rows, moved_on=_day(said.get("moved_on")), renewed=bool(said.get("renewed")))


def _day(text):
    return datetime.date.fromisoformat(text) if text else None


def reading_of(kept, person):
    """Return how the list is to be read: what was said of this one, and what its organisation calls its columns."""
    said, is_long = kept.choices.get("reading", {}), bool(kept.choices.get("long"))
    known = KnownHeading.objects.spoken_at(home_of_upload(kept, person), kept.kind)
    chosen = {key_of(at): name for at, name in said.get("columns", {}).items()}
    return Reading(sheet=said.get("sheet", ""), top=said.get("top"), chosen=chosen, known=known, is_long=is_long)


def home_of_upload(kept, person):
    """Return the organisation whose list was uploaded."""
    return home_of(said_of(kept)["under"], person, KINDS[kept.kind].act)
