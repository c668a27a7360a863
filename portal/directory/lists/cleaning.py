"""Cleaning one row of a member list in memory: what each cell says, or why it cannot be right."""

import datetime
import functools
import re
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from portal.directory.lists.asking import Answer
from portal.directory.models import Membership, PartyOrg, Person
from portal.directory.roles import PLAIN_MEMBER, ROLES
from portal.lib.dates import NotADate, PartialDate, parse_partial, with_short_year
from portal.lib.lists import text_of
from portal.lib.phones import normalise_phone
from portal.lib.vietnamese import fold

ADMITTED_FROM_AGE = 18  # Điều lệ Đảng, Art. 1 [C]
CARD_DIGITS, PERSONAL_ID_DIGITS = (8, 12), (12,)
LONGEST = {"full_name": 120, "work_post": 200, "workplace": 200}
_SEPARATORS = re.compile(r"[.\s-]")

Standing = Membership.Standing
STANDING_WORDS = {
    "dang vien chinh thuc": Standing.OFFICIAL,
    "chinh thuc": Standing.OFFICIAL,
    "dv chinh thuc": Standing.OFFICIAL,
    "dang vien du bi": Standing.PROBATIONARY,
    "du bi": Standing.PROBATIONARY,
    "dv du bi": Standing.PROBATIONARY,
}
# Found anywhere in the remarks or the standing, in this order: offices word them in many ways.
STANDING_PATTERNS = [
    # Not "Hết thời hạn đình chỉ sinh hoạt", nor what was not decided or set aside.
    (re.compile(r"^(?!.*\b(?:het|khong|chua|huy|bai bo)\b.*\bdinh chi\b).*\bdinh chi\b"), Standing.SUSPENDED),
    (re.compile(r"\bmien (cong tac|sinh hoat|ctsh|sh)"), Standing.EXEMPT),
    (re.compile(r"\b(dang vien|dv) du bi\b"), Standing.PROBATIONARY),
]
STANDING_SAID_IN = 8  # words of remarks at most: "Miễn công tác và sinh hoạt đảng từ 6/2024"; longer ones say more
STANDINGS_SHOWN = (
    "đảng viên chính thức, đảng viên dự bị, miễn công tác và sinh hoạt đảng, đình chỉ sinh hoạt đảng"  # as lists say it
)
PLAIN = "plain"  # the list says expressly: a member without a post
POST_TITLES = {fold(title): title for spec in ROLES.values() if spec.in_cell for title in spec.titles}
CELL_POSTS = {fold(title): role for role, spec in ROLES.items() if spec.in_cell for title in spec.titles}


@dataclass
class CleanRow:
    """One row, cleaned. ``values`` are attributes of ``Person``, only those that the list gives.

    ``standing`` and ``post`` are None where the list says nothing of them; ``is_listed_standing`` tells a standing
    that stands there from one that the office leaves out because it is the usual one.
    """

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    cell: PartyOrg | None = None
    standing: str | None = None
    post: str | None = None
    post_title: str = ""
    note: str = ""  # what the remarks say besides a standing: nothing of it is written
    # Whom the row was found to be about, by what, and what somebody has said of it.
    known: Person | None = None
    found_by: str = ""
    is_renewal: bool = False
    answer: Answer = field(default_factory=Answer)
    moved_on: datetime.date | None = None  # since when in another cell than before
    # Whether somebody agreed to how years of two digits are read; None where nobody was asked. What was read of them.
    short_years: bool | None = None
    read_short_years: list[tuple[str, str]] = field(default_factory=list)

    @property
    def card_no(self):
        return self.values.get("card_no")

    @property
    def born_text(self):
        return PartialDate.from_stored(self.values.get("born"), self.values.get("born_precision", ""))

    @property
    def name_key(self):
        """Return by what a person without a card number is found again in a cell."""
        return fold(self.values.get("full_name", "")), self.values.get("born"), self.cell.pk if self.cell else None


def clean_person(number, cells, *, today, short_years=None):
    """Return a row as ``CleanRow``; its cell is not looked up here. ``today`` is the last day of what has happened.

    ``number`` is that of the row in its sheet, 0 for a form about one person.
    ``short_years``: see ``CleanRow``.
    """
    row = CleanRow(number, short_years=short_years)
    _clean_texts(row, cells)
    _clean_numbers(row, cells)
    _clean_born(row, cells, today)
    _clean_party_days(row, cells, today)
    row.standing = _standing(row, cells)
    row.note = _note(row, cells)
    _clean_post(row, cells)
    return row


def _clean_texts(row, cells):
    for name, longest in LONGEST.items():
        text = text_of(cells.get(name))
        if len(text) > longest:
            row.reasons[name] = _("This is longer than %(count)s characters. Shorten it.") % {"count": longest}
        elif text:
            row.values[name] = text
    name = row.values.get("full_name", "")
    if not name:
        row.reasons.setdefault("full_name", _("The name is missing. Fill it in."))
    elif any(letter.isdigit() for letter in name):
        shifted = _("A name has no digits. Check whether the columns are shifted.")
        row.reasons["full_name"] = shifted if row.number else _("A name has no digits. Correct it.")
    email = text_of(cells.get("email")).lower()
    if email:
        try:
            validate_email(email)
        except ValidationError:
            row.reasons["email"] = _("“%(text)s” is not an e-mail address. Correct it or leave the cell empty.") % {
                "text": email
            }
        row.values["email"] = email


def _clean_numbers(row, cells):
    card = cells.get("card_no")
    if text_of(card):
        _clean_digits(row, "card_no", card, CARD_DIGITS, _("A party card number has 8 or 12 digits"))
    personal = cells.get("personal_id")
    if text_of(personal):
        _clean_digits(row, "personal_id", personal, PERSONAL_ID_DIGITS, _("A personal ID number has 12 digits"))
    phone = cells.get("phone")
    if text_of(phone):
        # As a number the cell has lost its leading zero.
        text = f"0{phone:.0f}" if isinstance(phone, int | float) else text_of(phone)
        try:
            row.values["phone"] = normalise_phone(text)
        except ValueError as error:
            row.reasons["phone"] = str(error)


def _clean_digits(row, name, cell, lengths, rule):
    """Keep a number of digits as text; one that the spreadsheet keeps as a number has lost its leading zero."""
    digits = _SEPARATORS.sub("", with_lost_zero(cell, lengths))
    if digits.isascii() and digits.isdigit() and len(digits) in lengths:
        row.values[name] = digits
        return
    row.reasons[name] = _("%(rule)s; “%(text)s” has %(count)s. Copy it from the card again.") % {
        "rule": rule,
        "text": text_of(cell),
        "count": sum(letter.isdigit() for letter in digits),
    }


def with_lost_zero(cell, lengths):
    """Return a cell as text; a number one digit short of ``lengths`` has lost the zero before it in the spreadsheet."""
    text = text_of(cell)
    return f"0{text}" if isinstance(cell, int | float) and len(text) + 1 in lengths else text


def digits_of(cell):
    """Return a card number without the dots and spaces between its digits."""
    return _SEPARATORS.sub("", text_of(cell))


def _clean_born(row, cells, today):
    """Read the birth date, which may stand in the column of the sex."""
    by_sex = {
        sex: cells.get(name)
        for name, sex in (("born_male", Person.Sex.MALE), ("born_female", Person.Sex.FEMALE))
        if text_of(cells.get(name))
    }
    sex = _sex(row, cells)
    if len(by_sex) > 1:
        row.reasons["born_male"] = _("There is a birth date for a man and one for a woman. Delete the wrong one.")
        return
    column = "born"
    if by_sex:
        ((by_column, value),) = by_sex.items()
        column = "born_male" if by_column == Person.Sex.MALE else "born_female"
        if sex and sex != by_column:
            row.reasons["sex"] = _("The sex differs from the column in which the birth date stands. Check both.")
        sex = by_column
    else:
        value = cells.get("born")
    if sex:
        row.values["sex"] = sex
    if not text_of(value):
        column = "born" if "born" in cells else "born_male"
        row.reasons[column] = _("The birth date is missing. Fill it in; the year alone is enough where that is known.")
        return
    _take_date(row, "born", column, value, today)


def _sex(row, cells):
    text = text_of(cells.get("sex"))
    sex = {"": "", "nam": Person.Sex.MALE, "nu": Person.Sex.FEMALE}.get(fold(text))
    if sex is None:
        row.reasons["sex"] = _("“%(text)s” is not a sex. Write one of: %(words)s.") % {"text": text, "words": "Nam, Nữ"}
    return sex


def _clean_party_days(row, cells, today):
    born = row.born_text
    joined = _take_date(row, "joined_on", "joined_on", cells.get("joined_on"), today)
    official = _take_date(row, "official_on", "official_on", cells.get("official_on"), today)
    if born and joined and not _is_of_age(born, joined):
        row.reasons["joined_on"] = _(
            "Born on %(born)s, admitted on %(joined)s: one is admitted from the age of 18. Check both dates."
        ) % {"born": born, "joined": joined}
    if joined and official and official.last_day() < joined.first_day():
        row.reasons["official_on"] = _("This is before the day of admission, %(joined)s. Check both dates.") % {
            "joined": joined
        }


def _take_date(row, name, column, cell, today):
    """Set a date with its precision and return it; None where there is none or it is wrong."""
    if not text_of(cell):
        return None
    try:
        date = _parsed(cell)
    except ValueError as error:
        date = _with_short_year(row, name, column, cell, today) if isinstance(error, NotADate) else None
        if date is None:
            row.reasons.setdefault(column, str(error))
            return None
    if date.first_day() > today:
        row.reasons[column] = _("%(date)s lies in the future. Check the year.") % {"date": date}
        return None
    row.values[name], row.values[f"{name.removesuffix('_on')}_precision"] = date.to_stored()
    return date


def _with_short_year(row, name, column, cell, today):
    """Return a date with a year of two digits as somebody has agreed to read it; until then it is a question."""
    if row.short_years is None:
        return None
    latest_year = today.year - (ADMITTED_FROM_AGE if name == "born" else 0)
    try:
        date = with_short_year(cell, latest_year=latest_year)
    except ValueError as error:
        row.reasons[column] = str(error)
        return None
    if date is None:
        return None
    row.read_short_years.append((text_of(cell), str(date)))
    if row.short_years:
        return date
    row.reasons[column] = _("“%(text)s” has a year of two digits. Agree to how it is read, or write all four.") % {
        "text": text_of(cell)
    }
    return None


@functools.lru_cache(maxsize=4096)
def _parsed(cell):
    return parse_partial(cell, serials=True)


def _is_of_age(born: PartialDate, joined: PartialDate) -> bool:
    """Tell whether the age may have been reached: what is not known exactly counts in favour."""
    first, last = born.first_day(), joined.last_day()
    return (last.year - ADMITTED_FROM_AGE, last.month, last.day) >= (first.year, first.month, first.day)


def _standing(row, cells):
    text = text_of(cells.get("standing"))
    if text:
        found = _standing_of(text)
        if found is None:
            row.reasons["standing"] = _("“%(text)s” is not a standing. Write one of: %(words)s.") % {
                "text": text,
                "words": STANDINGS_SHOWN,
            }
        return found
    return _standing_of(text_of(cells.get("remarks")))


def _note(row, cells):
    """Return the remarks, unless they say no more than the standing that was read."""
    text = text_of(cells.get("remarks"))
    is_read = row.standing is not None and _standing_of(text) == row.standing and len(text.split()) <= STANDING_SAID_IN
    return "" if is_read else text


@functools.lru_cache(maxsize=512)
def _standing_of(text):
    folded = fold(text)
    if folded in STANDING_WORDS:
        return STANDING_WORDS[folded]
    return next((standing for pattern, standing in STANDING_PATTERNS if pattern.search(folded)), None)


def _clean_post(row, cells):
    text = text_of(cells.get("party_post"))
    if not text:
        return
    row.post = cell_post(text)
    row.post_title = POST_TITLES.get(fold(text), text)  # "Phó bí thư" is written as the posts are called


@functools.lru_cache(maxsize=512)
def cell_post(text):
    """Return the role at a cell that a title names, ``PLAIN`` for a plain member, None for what is no post there."""
    folded = fold(text).removesuffix(" chi bo").strip()
    return PLAIN if folded == fold(PLAIN_MEMBER) else CELL_POSTS.get(folded)


def day_before(day):
    return day - datetime.timedelta(days=1)
