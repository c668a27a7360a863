"""Addresses of rows, worked out once for all rows."""

import uuid

import pytest
from django.urls import NoReverseMatch, reverse

from portal.lib.addresses import address_of

SOMEBODY = uuid.UUID("b9a1c7e2-0b0e-4f55-9d7c-1d2f3a4b5c6d")


@pytest.mark.parametrize(
    ("view", "key"),
    [("commitments:program", 0), ("commitments:program", 1_234_567), ("directory:person", SOMEBODY)],
)
def test_an_address_is_what_reversing_gives(view, key):
    assert address_of(view, key) == reverse(view, args=[key])


def test_an_unknown_view_is_an_error():
    with pytest.raises(NoReverseMatch):
        address_of("commitments:nothing", 1)
