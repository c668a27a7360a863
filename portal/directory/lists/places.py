"""Which cell a row of a member list belongs to: by code, by name, by the heading above it, or the only one."""

import re
from collections import defaultdict

from django.utils.translation import gettext as _

from portal.directory.lists.columns import PEOPLE
from portal.directory.lists.office import fold_place
from portal.directory.models import PartyOrg
from portal.directory.roles import Act
from portal.lib.lists import text_of
from portal.lib.vietnamese import fold

# "Đảng ủy phường Hạc Thành" heads the list of "Đảng bộ phường Hạc Thành".
_COMMITTEE = re.compile(r"\bdang uy\b")


def cells_of(listed, under, by):
    """Return the ``Cells`` that a ``MemberList`` may name; the unit above its headings counts where none is chosen."""
    return Cells(under, by, *(named_above(listed.above, by) if under is None else ()))


def named_above(texts, by):
    """Return the committee and the cell that ``texts`` name within reach of ``by``, each None where it is not one.

    Of a ward and its province, the ward: the lower one speaks.
    """
    folded = [f" {_COMMITTEE.sub('dang bo', fold(text))} " for text in texts]
    if not any(word in text for text in folded for word in (" dang bo ", " chi bo ", " tinh uy ")):
        return None, None
    reach = PartyOrg.objects.all() if by is None else PartyOrg.objects.in_reach(by.scopes(Act.KEEP_PEOPLE))
    orgs = reach.filter(ended_on=None).select_related("org_type", "parent")
    named = [org for org in orgs if any(f" {fold(org.name)} " in text for text in folded)]
    committees = [org for org in named if not org.is_cell]
    unit = _only(org for org in committees if not any(other.is_within(org) for other in committees if other != org))
    cells = [org for org in named if org.is_cell and (unit is None or org.is_within(unit))]
    return unit, _only(cells)


def _only(orgs):
    found = list(orgs)
    return found[0] if len(found) == 1 else None


class Cells:
    """The cells that a list may name: those below ``under``, and where ``by`` keeps people. One query.

    A name that several have means the one of ``unit`` and where ``by`` keeps people, if there it is one alone; a list
    that names no cell at all means ``cell``. Both are what stands above its headings.
    """

    def __init__(self, under, by, unit=None, cell=None):
        self.under, self.by, self.unit, self.cell = under, by, unit, cell
        cells = PartyOrg.objects.cells().filter(ended_on=None).select_related("org_type", "parent")
        self.by_code, self.by_name = {}, defaultdict(list)
        for cell in cells.within(under) if under else cells:
            self.by_code[fold(cell.code)] = cell
            for name in {fold(cell.name), fold(cell.full_label)}:
                self.by_name[name].append(cell)
        self._answers = {}

    @property
    def said_above(self):
        """Return what the unit above the headings is called, "" for none."""
        said = self.cell or self.unit
        return said.full_label if said else ""

    def find(self, person):
        """Return the cell of a ``ListedPerson``. Raises ``ValueError`` with what to do where there is none."""
        written = text_of(person.cells.get("cell"))
        key = (written, person.place)
        if key not in self._answers:
            self._answers[key] = self._found(written, person.place)
        answer = self._answers[key]
        if isinstance(answer, str):
            raise ValueError(answer)
        return answer

    def _found(self, written, heading):
        """Return the cell, or the sentence that says what is wrong."""
        text = written or heading
        if not text:
            if self.under is not None and self.under.is_cell:
                return self._in_reach(self.under)
            if self.cell is not None:
                return self.cell
            return _("The list does not say which cell. Add the column “%(column)s”, or a row with its name above.") % {
                "column": PEOPLE["cell"].heading
            }
        by_code = self.by_code.get(fold(text))
        named = [by_code] if by_code else self.by_name.get(fold(text)) or self.by_name.get(fold_place(text)) or []
        if len(named) > 1 and self.unit is not None:
            named = [cell for cell in named if cell.is_within(self.unit)] or named
        if len(named) > 1 and self.by is not None:
            named = [cell for cell in named if self.by.may(Act.KEEP_PEOPLE, cell)] or named
        if len(named) == 1:
            return self._in_reach(named[0])
        if named:
            return _(
                "Several cells are called “%(text)s”. Choose the committee of the list, or write the cell's code."
            ) % {"text": text}
        if self.under is not None:
            return _("%(unit)s has no cell “%(text)s”. Correct it, or have the cell added first.") % {
                "unit": self.under.name,
                "text": text,
            }
        return _("There is no cell “%(text)s”. Write the code as in the list of organisations.") % {"text": text}

    def _in_reach(self, cell):
        if self.by is None or self.by.may(Act.KEEP_PEOPLE, cell):
            return cell
        return _("%(cell)s does not belong to your unit. Its own personnel office keeps its people.") % {
            "cell": cell.full_label
        }
