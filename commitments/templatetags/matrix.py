"""The cells of the table of items by units, drawn in Python: a page has hundreds."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from portal.templatetags.look import cover

register = template.Library()


@register.simple_tag
def unit_cells(row, may_name):
    """Draw the cells of a ``ClauseRow``; the number leads to the people where ``may_name``, relative to the tab."""
    own = _("Directly here")
    cells = [
        (cell.org.label if cell.org else own, cover(cell.level), _number(cell, row.clause, may_name))
        for cell in row.cells
    ]
    return format_html_join("\n", '<td role="cell" class="cover" data-label="{}">{}{}</td>', cells)


def _number(cell, clause, may_name):
    if may_name and cell.org and cell.numbers.people:
        return format_html('<a href="../../{}/clauses/{}/">{}</a>', cell.org.code, str(clause.pk), cell.text)
    return format_html("<span>{}</span>", cell.text)
