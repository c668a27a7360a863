"""One page of found people: first whose given name is the word asked for, marks and all, then all the others."""

from dataclasses import replace
from types import SimpleNamespace

from portal.directory.models import PartyOrg
from portal.lib.paging import SIZE, page_of

UNITS_OFFERED = 100  # a longer list nobody reads on a telephone
ORDER = ("sort_key", "pk")
OTHERS = "others"  # in the query string: the pages after those of the exact names


def people_page(people, text, request):
    """Return the ``Page`` of ``people`` (a queryset: what one may see) found by ``text``; without text all of them."""
    if not text.strip():
        return page_of(people, ORDER, request)
    beginning = _without_place(request)
    if OTHERS in request.GET:
        page = page_of(_others(people, text), ORDER, request)
        return page if page.newer_url else replace(page, newer_url=_address(beginning))
    # Those of one given name stand together in the list: walked in its order, a page of them is soon full.
    page = page_of(people.with_words(text).called(text), ORDER, request)
    beginning.GET[OTHERS] = "1"
    if len(page.rows) == SIZE:
        return page if page.older_url else replace(page, older_url=_address(beginning))
    rest = page_of(_others(people, text), ORDER, beginning, size=SIZE - len(page.rows))
    return replace(page, rows=[*page.rows, *rest.rows], older_url=rest.older_url)


def units_within(paths):
    """Return the organisations to narrow a search to: all below ``paths``, of many only those above the cells."""
    within = PartyOrg.objects.in_reach(paths).filter(ended_on=None).select_related("parent")
    found = list(within.in_tree_order()[: UNITS_OFFERED + 1])
    if len(found) <= UNITS_OFFERED:
        return found
    return list(within.exclude(org_type__level="cell").in_tree_order()[:UNITS_OFFERED])


def _others(people, text):
    return people.named_like(text).not_called(text)


def _without_place(request):
    """Return the request as far as paging reads it, at the beginning of the list."""
    query = request.GET.copy()
    for name in ("after", "before", OTHERS):
        query.pop(name, None)
    return SimpleNamespace(GET=query, path=request.path)


def _address(place):
    return f"{place.path}?{place.GET.urlencode()}"
