"""Pages by key: every row once, in both directions, whatever stands in the address."""

import pytest
from django.test import RequestFactory

from portal.directory.models import Person
from portal.lib.paging import page_of
from tests import factories

ORDER = ("sort_key", "pk")


@pytest.fixture
def people(db):
    return [factories.make_person(name) for name in ("Lê An", "Lê An", "Lê Ân", "Lê Bình", "Lê Chi")]


def page(url, size=2):
    return page_of(Person.objects.all(), ORDER, RequestFactory().get(url), size=size)


def test_forwards_and_backwards_every_row_stands_once(people):
    forwards, url = [], "/?q=x"
    while url:
        found = page(url)
        forwards.append(found.rows)
        url = found.older_url
    backwards, url = [], found.newer_url
    while url:
        found = page(url)
        backwards.insert(0, found.rows)
        url = found.newer_url

    assert forwards == [people[:2], people[2:4], people[4:]]
    assert backwards == forwards[:-1]


def test_the_address_keeps_what_else_stands_in_it(people):
    assert page("/?q=x&after=").older_url.startswith("/?q=x&after=")


@pytest.mark.parametrize("place", ["x", "W10", "e30", "WzEsMl0", "////", "WyJhIl0"])
def test_a_place_that_cannot_be_read_is_the_beginning(people, place):
    found = page(f"/?after={place}")

    assert (len(found.rows), found.newer_url == "" or place == "WzEsMl0") == (2, True)


def test_an_empty_list_has_no_neighbours(db):
    assert page("/") == page("/?after=x")
    assert (page("/").rows, page("/").newer_url, page("/").older_url) == ([], "", "")
