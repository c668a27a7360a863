"""Which cell a row of a member list belongs to: by code, by name, by the heading above it, or the only one."""

from collections import defaultdict

from django.utils.translation import gettext as _

from portal.directory.lists.columns import PEOPLE
from portal.directory.lists.office import fold_place
from portal.directory.models import PartyOrg
from portal.directory.roles import Act
from portal.lib.lists import text_of
from portal.lib.vietnamese import fold


class Cells:
    """The cells that a list may name: those below ``under``, and where ``by`` keeps people. One query.

    A name that several have means the one where ``by`` keeps people, if there it is one alone.
    """

    def __init__(self, under, by):
        self.under, self.by = under, by
        cells = PartyOrg.objects.cells().filter(ended_on=None).select_related("org_type", "parent")
        self.by_code, self.by_name = {}, defaultdict(list)
        for cell in cells.within(under) if under else cells:
            self.by_code[fold(cell.code)] = cell
            for name in {fold(cell.name), fold(cell.full_label)}:
                self.by_name[name].append(cell)
        self._answers = {}

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
            return _("The list does not say which cell. Add the column “%(column)s”, or a row with its name above.") % {
                "column": PEOPLE["cell"].heading
            }
        by_code = self.by_code.get(fold(text))
        named = [by_code] if by_code else self.by_name.get(fold(text)) or self.by_name.get(fold_place(text)) or []
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
