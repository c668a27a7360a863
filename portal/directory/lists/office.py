"""Walking down a member list as offices keep it: letterhead, headings, a row before each cell, people, signatures."""

import datetime
import re
from dataclasses import dataclass, field

from portal.directory.lists.columns import PEOPLE
from portal.directory.lists.sheets import Found
from portal.lib.dates import parse_partial
from portal.lib.lists import text_of
from portal.lib.spreadsheet import Cell
from portal.lib.vietnamese import fold

_AS_OF = re.compile(r"(?:đến|den)\s+(?:hết\s+)?ngày\s+(\d{1,2}[/.-]\d{1,2}[/.-]\d{4})", re.IGNORECASE)
_COUNT = re.compile(r"danh sach (?:nay )?(?:co|gom) (\d+)|(?:tong (?:so|cong)|an dinh danh sach|cong) (?:\w+ )?(\d+)")
_END = re.compile(
    r"danh sach (nay )?(co|gom)\b|(tong so|tong cong|cong|an dinh)\b|(t m|tm|k t|kt|tl|t l)\b"
    r"|(nguoi|can bo) (lap|ghi|tong hop)\b|noi nhan\b|xac nhan\b|thu truong\b|ngay \d+ thang \d+"
)
_OUTLINE = re.compile(r"^(?:[ivx]+|[0-9]{1,3}|[a-z])(?= (?:chi bo|dang bo)\b) ")
_IS_PLACE = re.compile(r"(?:chi bo|dang bo)\b")


@dataclass(frozen=True)
class ListedPerson:
    """One row of people: its number in the sheet, its cells by name of column, and the heading of its cell, if any."""

    number: int
    cells: dict[str, Cell]
    place: str = ""


@dataclass
class MemberList:
    """A member list as read: people, where it was found, the day it speaks of, and what it says of its length."""

    filename: str
    found: Found
    people: list[ListedPerson] = field(default_factory=list)
    as_of: datetime.date | None = None
    stated_count: int | None = None


def walk(filename: str, where: Found) -> MemberList:
    """Return the people of a list that was found, cell by cell, down to its closing line."""
    rows, headings = where.table.rows, where.headings
    found = MemberList(filename, where, as_of=_as_of(rows[: headings.below]))
    at = {name: place for name, place in headings.at.items() if PEOPLE[name].kept}
    place = ""
    for index in range(headings.below, len(rows)):
        row = rows[index]
        cells = {name: row[column] for name, column in at.items()}
        heading = _heading_of(row, cells)
        if heading and _IS_PLACE.match(fold_place(heading)):
            place = heading
        elif heading and _END.match(fold(heading)):
            found.stated_count = _stated_count(rows[index:])
            break
        elif _says_somebody(cells):
            found.people.append(ListedPerson(index + 1, cells, place))
    return found


def fold_place(text: str) -> str:
    """Return the name of an organisation for comparing: without marks, case, and a number before it ("I. Chi bộ…")."""
    return _OUTLINE.sub("", fold(text))


def _heading_of(row, cells):
    """Return the text of a row that names nobody: all that stands in it, besides a running number."""
    name = text_of(cells["full_name"])
    if any(_has_digit(cells.get(key)) for key in ("card_no", "born", "born_male", "born_female", "joined_on")):
        return ""
    texts = [text_of(cell) for cell in row if isinstance(cell, str) and text_of(cell)]
    if name and not (_IS_PLACE.match(fold_place(name)) or _END.match(fold(name))):
        return ""
    return name or (texts[0] if texts and len(texts) <= 3 else "")


def _has_digit(cell):
    """Tell whether a cell holds a number or a date; a merged line may begin in the column of either."""
    return any(letter.isdigit() for letter in text_of(cell)) and not _END.match(fold(text_of(cell)))


def _says_somebody(cells):
    return any(text_of(value) for name, value in cells.items() if name not in {"number", "remarks"})


def _as_of(rows):
    for row in rows:
        for cell in row:
            if isinstance(cell, str) and (written := _AS_OF.search(text_of(cell))):
                try:
                    return parse_partial(written[1]).first_day()
                except ValueError:
                    return None
    return None


def _stated_count(rows):
    for row in rows:
        for cell in row:
            if isinstance(cell, str) and (said := _COUNT.search(fold(cell))):
                return int(said[1] or said[2])
    return None
