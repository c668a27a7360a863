"""The audit trail is sealed in chained batches: whatever is changed behind the triggers' back is found and named."""

import contextlib
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from portal.audit import append_only, sealing, trail
from portal.audit.models import AuditEvent, Seal
from portal.jobs import schedules
from portal.keeping import archive

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(monkeypatch):
    """Three seals over seven events, three a batch; an eighth waits."""
    monkeypatch.setattr(sealing, "BATCH", 3)
    write(7)
    sealing.seal()
    write(1)
    return list(Seal.objects.all())


def write(count):
    for number in range(count):
        trail.note("audit.tried", f"Tệp số {number}", reason="thử")


@contextlib.contextmanager
def triggers_lifted():
    """Do what somebody with the rights of the database's owner could do."""
    append_only.lift(connection)
    yield
    append_only.install(connection)


def events_of(seal):
    return AuditEvent.objects.filter(pk__gte=seal.first_id, pk__lte=seal.last_id)


def fault(kept=()):
    return sealing.verify(kept).fault


# ── in order ──


def test_batches_follow_each_other_without_a_gap(chain):
    assert [(seal.number, seal.count) for seal in chain] == [(1, 3), (2, 3), (3, 1)]
    assert [seal.previous for seal in chain] == ["", chain[0].sha256, chain[1].sha256]
    assert [seal.first_id for seal in chain[1:]] == [seal.last_id + 1 for seal in chain[:2]]


def test_what_is_in_order_is_told_with_the_last_seal(chain):
    found = sealing.verify([str(chain[-1])])

    assert (found.seal_count, found.event_count, found.unsealed_count, found.last) == (3, 7, 1, chain[-1])
    assert found.fault == ""


def test_an_empty_trail_is_in_order(capsys):
    call_command("seal_audit")
    call_command("verify_audit")

    assert capsys.readouterr().out.splitlines() == [
        "There is nothing to seal.",
        "0 events under 0 seals are as they were sealed.",
        "An end cut off with its seals is found only with --kept or --backup.",
    ]


def test_where_nothing_was_written_nothing_is_sealed(chain):
    assert [seal.count for seal in sealing.seal()] == [1]
    assert sealing.seal() == []


def test_ids_that_were_never_committed_leave_gaps_that_are_no_fault():
    write(1)
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        write(2)
        raise ZeroDivisionError
    write(1)

    sealing.seal()

    assert fault() == ""


def test_the_trail_is_sealed_every_quarter_of_an_hour():
    assert schedules.rounds["audit.seal"] == schedules.Round("portal.audit.sealing.seal", 15)


@pytest.mark.parametrize("act", [lambda: Seal.objects.update(count=1), lambda: Seal.objects.all().delete()])
def test_the_database_refuses_to_change_a_seal(chain, act):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        act()


# ── tampered with ──

CHANGES = {
    "action": "audit.other",
    "actor_name": "Người khác",
    "subject_name": "Tệp khác",
    "reason": "",
    "owner_id": "x",
    "address": "10.0.0.1",
    "at": "2020-01-01T00:00:00Z",
}


@pytest.mark.parametrize(("field", "value"), CHANGES.items())
def test_one_changed_field_of_one_event_is_found_and_its_batch_named(chain, field, value):
    with triggers_lifted():
        AuditEvent.objects.filter(pk=chain[1].first_id).update(**{field: value})

    said = fault()

    assert said.startswith(f"Seal 2 (events {chain[1].first_id} to {chain[1].last_id}, ")
    assert said.endswith("does not fit its events: one of them, or the seal itself, was changed.")


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_deleted_event_is_found_wherever_it_stood(chain, place):
    with triggers_lifted():
        events_of(chain[1])[place].delete()

    assert "Seal 2 (" in fault()
    assert fault().endswith("was made over 3 events: some were deleted.")


def test_an_event_put_in_the_place_of_another_is_found(chain):
    with triggers_lifted():
        place = chain[1].first_id + 1
        AuditEvent.objects.filter(pk=place).delete()
        AuditEvent.objects.create(pk=place, action="audit.tried", subject_type="portal", subject_name="Chen vào")

    assert "does not fit its events" in fault()


def test_an_event_inserted_into_a_gap_is_found():
    write(1)
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        write(1)
        raise ZeroDivisionError
    AuditEvent.objects.create(pk=AuditEvent.objects.latest("pk").pk + 5, action="audit.tried", subject_name="sau")
    sealing.seal()

    AuditEvent.objects.create(pk=AuditEvent.objects.first().pk - 2, action="audit.tried", subject_name="Chen vào")

    assert fault().endswith("was made over 2 events: some were inserted.")


def test_events_cut_off_at_the_end_are_found_while_their_seal_stands(chain):
    with triggers_lifted():
        AuditEvent.objects.filter(pk__gte=chain[2].first_id).delete()

    assert fault().endswith("was made over 1 events: some were deleted.")


def test_events_cut_off_with_their_seals_are_found_by_the_seal_kept_outside(chain):
    with triggers_lifted():
        AuditEvent.objects.filter(pk__gte=chain[2].first_id).delete()
        Seal.objects.filter(number=3).delete()

    assert fault() == ""
    assert fault([f"2026-03-16 INFO portal.audit.sealing: Seal of the audit trail: {chain[2]}"]) == (
        "Seal 3, kept outside, is not there: the end of the trail was cut off, or a backup restored."
    )


def test_a_trail_that_was_sealed_anew_after_a_change_is_found_by_the_seal_kept_outside(chain):
    with triggers_lifted():
        AuditEvent.objects.filter(pk=chain[0].first_id).update(reason="khác")
        Seal.objects.all().delete()
        sealing.seal()

    assert fault() == ""
    assert fault([str(chain[2]), str(chain[0])]) == (
        "Seal 1 is another than the one kept outside: the trail was made anew."
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"previous": "0" * 64}, "does not follow from the seal before it: one of the two was changed."),
        ({"sha256": "0" * 64}, "does not fit its events: one of them, or the seal itself, was changed."),
        (
            {"sealed_at": "2020-01-01T00:00:00Z"},
            "does not fit its events: one of them, or the seal itself, was changed.",
        ),
        ({"count": 2}, "was made over 2 events: some were inserted."),
        ({"first_id": 0}, "names other events than it was made over: the seal was changed."),
    ],
)
def test_a_changed_seal_is_found(chain, changes, said):
    with triggers_lifted():
        Seal.objects.filter(number=2).update(**changes)

    assert fault().startswith("Seal 2 (")
    assert fault().endswith(said)


def test_a_missing_seal_is_named(chain):
    with triggers_lifted():
        Seal.objects.filter(number=2).delete()

    assert fault() == "Seal 2 is missing; seal 3 follows."


def test_a_whole_batch_deleted_with_its_seal_and_the_rest_renumbered_is_found(chain):
    with triggers_lifted():
        events_of(chain[1]).delete()
        Seal.objects.filter(number=2).delete()
        Seal.objects.filter(number=3).update(number=2)

    assert fault().startswith(f"Seal 2 (events {chain[2].first_id} to {chain[2].last_id}, ")
    assert fault().endswith("does not follow from the seal before it: one of the two was changed.")


def test_the_first_batch_deleted_with_its_seal_is_found(chain):
    with triggers_lifted():
        events_of(chain[0]).delete()
        Seal.objects.filter(number=1).delete()

    assert fault() == "Seal 1 is missing; seal 2 follows."


def test_events_that_changed_places_are_found(chain):
    first, second = events_of(chain[1]).order_by("pk")[:2]
    with triggers_lifted():
        AuditEvent.objects.filter(pk=first.pk).update(subject_name=second.subject_name)
        AuditEvent.objects.filter(pk=second.pk).update(subject_name=first.subject_name)

    assert "Seal 2 (" in fault()
    assert fault().endswith("does not fit its events: one of them, or the seal itself, was changed.")


def test_a_batch_forged_with_a_right_seal_breaks_the_next_link(chain):
    with triggers_lifted():
        AuditEvent.objects.filter(pk=chain[1].first_id).update(reason="khác")
        rows = list(events_of(chain[1]).order_by("pk").values_list(*sealing.FIELDS))
        forged = sealing.digest_of(rows, number=2, previous=chain[1].previous, sealed_at=chain[1].sealed_at)
        Seal.objects.filter(number=2).update(sha256=forged)

    assert fault().startswith("Seal 3 (")
    assert fault().endswith("does not follow from the seal before it: one of the two was changed.")


def test_a_batch_forged_at_the_end_is_found_by_the_seal_kept_outside(chain):
    with triggers_lifted():
        AuditEvent.objects.filter(pk=chain[2].first_id).update(reason="khác")
        rows = list(events_of(chain[2]).order_by("pk").values_list(*sealing.FIELDS))
        forged = sealing.digest_of(rows, number=3, previous=chain[2].previous, sealed_at=chain[2].sealed_at)
        Seal.objects.filter(number=3).update(sha256=forged)

    assert fault() == ""
    assert fault([str(chain[2])]) == "Seal 3 is another than the one kept outside: the trail was made anew."


def test_an_event_slipped_in_between_the_seals_of_two_batches_is_found():
    write(1)
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        write(1)
        raise ZeroDivisionError
    sealing.seal()
    AuditEvent.objects.create(pk=AuditEvent.objects.get().pk + 5, action="audit.tried", subject_name="sau")
    sealing.seal()

    AuditEvent.objects.create(pk=AuditEvent.objects.last().pk + 2, action="audit.tried", subject_name="Chen vào")

    assert fault().startswith("Seal 2 (")
    assert fault().endswith("was made over 1 events: some were inserted.")


def test_the_first_of_two_broken_links_is_the_one_named(chain):
    with triggers_lifted():
        AuditEvent.objects.filter(pk__in=[chain[0].last_id, chain[2].first_id]).update(reason="khác")

    assert fault().startswith("Seal 1 (")


def test_a_clock_that_was_set_back_between_two_seals_is_no_fault(time_machine):
    time_machine.move_to("2026-03-16 09:00+07:00")
    write(2)
    sealing.seal()
    time_machine.move_to("2026-03-16 07:00+07:00")
    write(2)
    sealing.seal()

    found = sealing.verify()

    assert (found.fault, found.seal_count, found.event_count) == ("", 2, 4)


# ── from the command line ──


def test_the_command_names_the_broken_link_and_fails(chain, tmp_path):
    kept = tmp_path / "seals.txt"
    kept.write_text(f"{chain[2]}\n")
    with triggers_lifted():
        Seal.objects.filter(number=3).delete()

    with pytest.raises(CommandError, match="Seal 3, kept outside, is not there"):
        call_command("verify_audit", kept=[kept])


def test_an_end_that_was_cut_off_is_found_by_the_last_backup(chain, tmp_path):
    path = tmp_path / "portal.tar.gz"
    with archive.written(path, tmp_path) as writer:
        writer.add_manifest({"last_seal": str(chain[2])})
    call_command("verify_audit", backup=[path])
    with triggers_lifted():
        AuditEvent.objects.filter(pk__gte=chain[2].first_id).delete()
        Seal.objects.filter(number=3).delete()

    with pytest.raises(CommandError, match="Seal 3, kept outside, is not there"):
        call_command("verify_audit", backup=[path])


def test_what_is_no_backup_is_told(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("Kính gửi")

    with pytest.raises(CommandError, match="is no backup"):
        call_command("verify_audit", backup=[path])


def test_a_file_of_seals_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("verify_audit", kept=[tmp_path / "nothing"])


def test_what_seal_audit_prints_is_what_verify_audit_takes(chain, tmp_path, capsys):
    call_command("seal_audit")
    kept = tmp_path / "seals.txt"
    kept.write_text(capsys.readouterr().out)

    call_command("verify_audit", kept=[kept])

    assert capsys.readouterr().out.splitlines() == [
        "8 events under 4 seals are as they were sealed.",
        f"Last seal, to be kept outside: {Seal.objects.last()}",
    ]


# ── two at once ──


def in_threads(*acts):
    start = threading.Barrier(len(acts))

    def run(act):
        try:
            start.wait()
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_two_that_seal_at_once_make_one_chain(monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 2)
    write(9)

    in_threads(sealing.seal, sealing.seal)
    sealing.seal()

    assert [seal.count for seal in Seal.objects.all()] == [2, 2, 2, 2, 1]
    assert fault() == ""


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite whoever writes is alone")
@pytest.mark.django_db(transaction=True)
def test_what_an_open_transaction_has_written_is_waited_for(monkeypatch):
    monkeypatch.setattr(sealing, "WAIT_SECONDS", 1)
    written, done = threading.Event(), threading.Event()

    def write_slowly():
        try:
            with transaction.atomic():
                write(1)
                written.set()
                done.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=write_slowly)
    thread.start()
    written.wait(20)
    write(1)  # its id is larger, and it is committed first

    first = sealing.seal()
    done.set()
    thread.join()

    assert first == []
    assert [seal.count for seal in sealing.seal()] == [2]
    assert fault() == ""
