"""Paths of the tree."""

import pytest

from portal.directory import tree


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["000001000002"], "000001000002"),
        (["000001000002", "000001000012"], "000001"),
        (["000001000002", "000001000002000003", "000001000002000004"], "000001000002"),
        (["000001", "000002"], ""),
        (["000001000002", "000011"], ""),
    ],
)
def test_what_has_all_paths_at_or_below_it(paths, expected):
    assert tree.common(paths) == tree.common(paths[::-1]) == expected
