"""Which organ decides and signs: a standing committee, a committee, a cell; never the organisation that it leads."""

import re
from typing import NamedTuple

from commitments.roster.reading import collectives_on
from portal.directory.committees import committee
from portal.directory.models import Collective
from portal.lib.dates import today

# How the name of an organ that decides together begins (domain reference, section 9 [C]).
_TOGETHER = re.compile(r"(Ban Thường vụ|Ban Chấp hành|(Đảng|Tỉnh|Thành|Quận|Huyện|Thị|Chi) ủy|Chi bộ)\b", re.IGNORECASE)


class Organ(NamedTuple):
    """Who decides, as a document names it, and the line above the signature: "T/M BAN THƯỜNG VỤ"."""

    name: str
    signs_as: str


def organ_of(org):
    """Return the ``Organ`` of an organisation today: its standing committee where it has one, else its committee.

    At the grassroots either may decide (domain reference, 4.1 [C]): it is a proposal, which the office may change.
    """
    standing = collectives_on(today()).filter(org=org, kind=Collective.Kind.STANDING_COMMITTEE).first()
    name = committee(org.name)
    if standing is not None:
        name = f"{standing.name} {name}" if standing.name.casefold() == "ban thường vụ" else standing.name
    return Organ(name, signs_as(name))


def signs_as(name):
    """Return the line above the signature of an organ; empty where the words name none that decides together."""
    found = _TOGETHER.match(name)
    return f"T/M {found.group().upper()}" if found else ""
