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
_COUNT_OF_ALL = re.compile(r"danh sach (?:nay )?(?:co|gom) (\d+)|(?:tong (?:so|cong)|an dinh danh sach) (?:\w+ )?(\d+)")
_COUNT = re.compile(_COUNT_OF_ALL.pattern + r"|cong (?:\w+ )?(\d+)")
# "Cộng", "Cộng: 12 đồng chí", "Cộng chi bộ 1: 12", but not the name "Cống Thị Lan".
_END = re.compile(
    r"danh sach (nay )?(co|gom)\b|(tong so|tong cong|an dinh)\b|cong(?=$| \d| (chi bo|dang bo|toan)\b)"
    r"|(t m|tm|k t|kt|tl|t l)\b"
    r"|(nguoi|can bo) (lap|ghi|tong hop)\b|noi nhan\b|xac nhan\b|thu truong\b|ngay \d+ thang \d+"
)
DIGITS = ("card_no", "born", "born_male", "born_female", "joined_on")
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
    above: list[str] = field(default_factory=list)  # what stands above the headings


def walk(filename: str, where: Found) -> MemberList:
    """Return the people of a list that was found, cell by cell, down to its closing line.

    A line that sums up a cell closes nothing: somebody with a number or a date stands below it.
    """
    rows, headings = where.table.rows, where.headings
    above = rows[: headings.top]
    texts = [text_of(cell) for row in above for cell in row if isinstance(cell, str) and text_of(cell)]
    found = MemberList(filename, where, as_of=_as_of(rows[: headings.below]), above=texts)
    at = {name: place for name, place in headings.at.items() if PEOPLE[name].kept}
    place, has_sums = "", False
    last = _last_person(rows, headings.below, headings.at)
    for index in range(headings.below, len(rows)):
        row = rows[index]
        cells = {name: row[column] for name, column in at.items()}
        heading = _heading_of(row, cells)
        if heading and _IS_PLACE.match(fold_place(heading)):
            place = heading
        elif heading and _END.match(fold(heading)):
            if index > last:
                found.stated_count = _stated_count(rows[index:], _COUNT_OF_ALL if has_sums else _COUNT)
                break
            has_sums = True
        elif _says_somebody(cells):
            found.people.append(ListedPerson(index + 1, cells, place))
    return found


def _last_person(rows, first, at):
    """Return the index of the last row that names somebody for sure: with a name and a number or a date."""
    telling = [column for name, column in at.items() if name in {*DIGITS, "number"}]
    for index in range(len(rows) - 1, first - 1, -1):
        name = fold(text_of(rows[index][at["full_name"]]))
        if name and not _END.match(name) and any(_has_digit(rows[index][column]) for column in telling):
            return index
    return first - 1


def fold_place(text: str) -> str:
    """Return the name of an organisation for comparing: without marks, case, and a number before it ("I. Chi bộ…")."""
    return _OUTLINE.sub("", fold(text))


def _heading_of(row, cells):
    """Return the text of a row that names nobody: all that stands in it, besides a running number."""
    name = text_of(cells["full_name"])
    if any(_has_digit(cells.get(key)) for key in DIGITS):
        return ""
    texts = [text_of(cell) for cell in row if isinstance(cell, str) and text_of(cell)]
    if name and not (_IS_PLACE.match(fold_place(name)) or _END.match(fold(name))):
        return ""
    return name or (texts[0] if texts and len(texts) <= 3 else "")


def _has_digit(cell):
    """Tell whether a cell holds a number or a date; a merged line, or the name of a cell, may begin in its column."""
    text = text_of(cell)
    return any(letter.isdigit() for letter in text) and not (
        _END.match(fold(text)) or _IS_PLACE.match(fold_place(text))
    )


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


def _stated_count(rows, pattern):
    for row in rows:
        for cell in row:
            if isinstance(cell, str) and (said := pattern.search(fold(cell))):
                return int(next(filter(None, said.groups())))
    return None
