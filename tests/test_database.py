"""The test database does what its plugin promises: the trail refuses, the flush succeeds, the triggers are back."""

import threading

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from portal.audit.models import AuditEvent


def assert_the_trail_refuses():
    for act in (lambda: AuditEvent.objects.all().update(reason="x"), lambda: AuditEvent.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()


@pytest.mark.django_db
def test_migrating_leaves_a_trail_that_only_grows():
    AuditEvent.objects.create(action="audit.tried", subject_name="a record")

    assert_the_trail_refuses()


@pytest.mark.django_db(transaction=True)
def test_a_flush_empties_the_trail_and_leaves_it_guarded():
    AuditEvent.objects.create(action="audit.tried", subject_name="a record")

    call_command("flush", interactive=False, verbosity=0)

    assert list(AuditEvent.objects.all()) == []
    AuditEvent.objects.create(action="audit.tried", subject_name="a record")
    assert_the_trail_refuses()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")
@pytest.mark.django_db(transaction=True)
def test_truncating_the_trail_is_refused():
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_auditevent")


@pytest.mark.django_db(transaction=True)
def test_two_threads_have_two_connections_to_one_database():
    AuditEvent.objects.create(action="audit.tried", subject_name="a record")
    seen = []

    def look():
        seen.append((AuditEvent.objects.count(), connection.connection is None))
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()

    assert seen == [(1, False)]
