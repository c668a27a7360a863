"""Counting what a page asks of the database."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries_of(client, url, **options):
    """Return how many queries ``client`` causes by getting ``url``; the page must be there."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url, **options)
    assert response.status_code == 200
    return len(queries)


def count_of(act):
    """Return how many queries ``act`` causes."""
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)
