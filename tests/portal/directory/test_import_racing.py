"""One list confirmed twice at once: a double click, or two windows. It is written once, and nobody sees an error."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from portal.audit.models import AuditEvent
from portal.directory.models import Person
from portal.directory.roles import Role
from tests import factories
from tests.portal.directory.sheets import HEADINGS, person_row, workbook

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
IMPORT = "/directory/import/"


@pytest.fixture(autouse=True)
def _files_of_this_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def posts_at_once(*requests):
    """Send ``requests`` (who, address, data) together, each on a connection of its own; return their statuses."""
    statuses, start = [None] * len(requests), threading.Barrier(len(requests))

    def send(number, person, url, data):
        client = Client(raise_request_exception=False)
        client.force_login(person)
        start.wait(timeout=10)
        try:
            statuses[number] = client.post(url, data).status_code
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(n, *request)) for n, request in enumerate(requests)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return statuses


def previewed(client):
    data = workbook(HEADINGS, person_row(), person_row(card="12000016")).getvalue()
    url = client.post(IMPORT, {"kind": "people", "file": SimpleUploadedFile("list.xlsx", data)}).url
    return url, {"seen": client.get(url).context["seen"]}


def imports():
    return AuditEvent.objects.filter(action="directory.people_imported").count()


def test_confirming_one_preview_twice_at_once_writes_once(personnel_officer, signed_in):
    url, data = previewed(signed_in(personnel_officer))

    statuses = posts_at_once((personnel_officer, url, data), (personnel_officer, url, data))

    assert set(statuses) <= {302, 404}
    assert (Person.objects.filter(card_no__startswith="120000").count(), imports()) == (2, 1)


def test_confirming_the_same_list_from_two_windows_writes_it_once(personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    first, second = previewed(client), previewed(client)

    statuses = posts_at_once((personnel_officer, *first), (personnel_officer, *second))

    assert statuses == [302, 302]
    assert (Person.objects.filter(card_no__startswith="120000").count(), imports()) == (2, 1)


def test_two_officers_with_the_same_list_at_once_write_it_once(province, personnel_officer, signed_in):
    other = factories.make_person("Lê Thị Hai", cell=province.cell)
    factories.appoint(other, Role.PERSONNEL_OFFICER, province.ward)
    first = (personnel_officer, *previewed(signed_in(personnel_officer)))
    second = (other, *previewed(signed_in(other)))

    statuses = posts_at_once(first, second)

    assert statuses == [302, 302]
    assert (Person.objects.filter(card_no__startswith="120000").count(), imports()) == (2, 1)
