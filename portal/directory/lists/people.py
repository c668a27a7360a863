"""Member lists in: read as the office keeps them, rehearsed, and written in one transaction."""

from django.utils.translation import gettext_lazy as _

from portal.directory.lists.asking import Answers
from portal.directory.lists.cleaning import clean_person
from portal.directory.lists.columns import PEOPLE
from portal.directory.lists.member_rows import PeopleResource, Terms
from portal.directory.lists.office import walk
from portal.directory.lists.sheets import check_consent, find
from portal.lib.dates import today
from portal.lib.lists import NotThisList, Remark, text_of
from portal.lib.refusal import Refused

NOBODY = _("“%(file)s” names nobody below its headings. Check which sheet was saved.")
# A formula whose value no spreadsheet has kept reads as an empty cell.
NO_NAMES = _(
    "“%(file)s” has no names that can be read: what a formula gives stands in a file only once Excel has saved it. "
    "Open it in Excel, save it and upload it again."
)
IN_FUTURE = _("%(date)s lies in the future. Name the day of which the list speaks.")
OTHER_COUNT = _("The list says that it has %(stated)s people; it names %(named)s.")


def read(file, filename, reading=None):
    """Return an uploaded member list as a ``MemberList``, old encodings converted (``found.legacy`` says from which).

    Raises ``UnreadableFile``, ``NotThisList`` or ``Unmapped`` with a sentence that says what to do.
    """
    listed = walk(filename, find(file, filename, PEOPLE, reading))
    if not listed.people:
        raise NotThisList(str(NOBODY) % {"file": filename})
    if not any(text_of(person.cells["full_name"]) for person in listed.people):
        raise NotThisList(str(NO_NAMES) % {"file": filename})
    return listed


def take_in(
    listed,
    *,
    write=False,
    under=None,
    as_of=None,
    by=None,
    leave_out_wrong=False,
    convert_legacy=False,
    short_years=False,
    proper_names=False,
    answers=None,
    filename="",
):
    """Rehearse a ``MemberList``, or write it, and return the ``Outcome``.

    ``under`` is the organisation whose cells the list names (None: all). ``as_of`` is the first day of new memberships
    and posts: that of the list, or today. ``by`` takes in only what stands below where they keep people. A list in
    an old font is written only with ``convert_legacy``, never silently (domain reference, 13.8); years of two digits
    are wrong until somebody agrees by ``short_years`` to how they are read; names in capitals or small letters alone
    are written as they stand unless somebody agrees by ``proper_names`` to mend them. ``answers`` (``Answers``) are
    what was said of rows that ask something; until then they are not taken in.
    """
    day = as_of or listed.as_of or today()
    if day > today():
        raise Refused(str(IN_FUTURE) % {"date": f"{day:%d/%m/%Y}"})
    check_consent(listed, write=write, convert_legacy=convert_legacy)
    terms = Terms(under, day, by, filename or listed.filename, answers or Answers(), proper_names)
    resource = PeopleResource(listed, terms)
    rows = [
        clean_person(person.number, person.cells, today=today(), short_years=short_years) for person in listed.people
    ]
    resource.place(rows)
    outcome = resource.run(
        [{"row": row} for row in rows], [row.number for row in rows], write=write, leave_out_wrong=leave_out_wrong
    )
    outcome.absent = resource.known.absent(resource.found, rows)
    outcome.short_years = _most_telling(pair for row in rows for pair in row.read_short_years)
    if listed.stated_count not in (None, len(rows)):
        reason = OTHER_COUNT % {"stated": listed.stated_count, "named": len(rows)}
        outcome.warnings.append(Remark(listed.people[-1].number, "", reason))
    return outcome


def _most_telling(read):
    """Return a few dates with years of two digits: the first of each decade, as a wrong century shows there."""
    by_decade = {after[-4:-1]: (before, after) for before, after in reversed(list(read))}
    return [by_decade[decade] for decade in sorted(by_decade)]
