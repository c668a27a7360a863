"""A backup holds every table and every file; what comes back is the same, all of it or nothing."""

import contextlib
import errno
import gzip
import io
import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import tarfile
import threading
import types
from pathlib import Path
from urllib.parse import quote

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite

from commitments import papers
from commitments.models import ActionProgram
from portal.audit import sealing
from portal.audit.models import AuditEvent, Seal, Upkeep
from portal.directory.models import Person
from portal.keeping import archive, backup, databases, files
from portal.notifications.models import Notification
from tests import factories

BASE = Path(__file__).parent.parent.parent.parent

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def _files_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.VAR_DIR = tmp_path


@pytest.fixture
def world(campaign, member, secretary, client):
    """Something in many tables, an issued paper, files of each kind, somebody signed in."""
    program = factories.make_program(member, campaign=campaign, status=ActionProgram.Status.APPROVED)
    entry = factories.make_progress(program.commitments.first())
    factories.make_evidence(entry)
    papers.issued(program.versions.latest("pk"), by=secretary)
    default_storage.save("evidence/anh-chụp.jpg", ContentFile(os.urandom(70_000)))
    default_storage.save("jobs/folder/part-000000", ContentFile(b"made again"))
    default_storage.save("imports/token.list", ContentFile(b"waits for hours"))
    client.force_login(member)
    return program


@pytest.fixture
def made(world, tmp_path):
    return backup.make(tmp_path / "portal.tar.gz")


def rows_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return sorted(map(repr, cursor.fetchall()))


def database():
    """Return every row of every table."""
    return {table: rows_of(table) for table in databases.tables()}


def kept_files():
    root = Path(settings.MEDIA_ROOT)
    paths = (path for path in root.rglob("*") if path.is_file())
    names = {str(path.relative_to(root)): path for path in paths}
    return {name: path.read_bytes() for name, path in names.items() if not name.startswith((".", "jobs/", "imports/"))}


def differences(before, after):
    return {table for table in before if before[table] != after[table]}


def change_everything(member):
    """Change, add and delete rows and files."""
    Person.objects.filter(pk=member.pk).update(full_name="Tên Khác")
    Notification.objects.all().delete()
    factories.make_person("Người Mới", cell=member.memberships.first().cell)
    default_storage.delete("evidence/anh-chụp.jpg")
    default_storage.save("evidence/moi.jpg", ContentFile(b"came later"))


# ── equal ──


def test_every_table_and_every_file_comes_back_as_it_was(made, world, member):
    before, files_before = database(), kept_files()
    change_everything(member)
    assert differences(before, database()) >= {"directory_person", "notifications_notification"}

    restored = backup.restore(made.path)

    # What making the backup itself wrote came after its moment, and the restore writes one event.
    after = database()
    apart = {"audit_auditevent", "audit_upkeep", "sqlite_sequence", *databases.LEFT_OUT}
    assert differences(before, after) - apart == set()
    assert after["audit_upkeep"] == []
    gone, come = (
        set(before["audit_auditevent"]) - set(after["audit_auditevent"]),
        set(after["audit_auditevent"]) - set(before["audit_auditevent"]),
    )
    assert ["audit.backed_up" in row for row in gone] == [True]
    assert ["audit.restored" in row for row in come] == [True]
    assert kept_files() == files_before
    assert [path.name for path in restored.aside.rglob("*.jpg")] == ["moi.jpg"]
    assert made.file_count == len(files_before) > 2


def test_the_trail_is_guarded_again(made):
    backup.restore(made.path)

    for act in (lambda: AuditEvent.objects.all().delete(), lambda: AuditEvent.objects.update(reason="other")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                cursor.execute("TRUNCATE audit_auditevent")


def test_life_goes_on_with_numbers_that_nobody_has(made, province):
    backup.restore(made.path)

    added = factories.make_person("Người Mới", cell=province.cell)

    assert Person.objects.filter(pk=added.pk).count() == 1
    assert Person.objects.latest("pk") == added


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite counts by the table itself")
def test_every_sequence_goes_on_after_the_largest_number(made):
    backup.restore(made.path)

    with connection.cursor() as cursor:
        sequences = [
            each
            for table in databases.tables()
            for each in connection.introspection.get_sequences(cursor, table)
            if each["name"]
        ]
        for each in sequences:
            cursor.execute(
                f'SELECT last_value >= (SELECT coalesce(max("{each["column"]}"), 0) FROM "{each["table"]}") '
                f'FROM "{each["name"]}"'
            )
            assert cursor.fetchone() == (True,), each
    assert len(sequences) > 50


def test_foreign_keys_hold_again(made):
    backup.restore(made.path)

    connection.check_constraints()
    with pytest.raises(DatabaseError), transaction.atomic():
        Notification.objects.bulk_create([Notification(recipient_id=0, event="x", text="x")])


def test_everybody_signs_in_again(made, client):
    backup.restore(made.path)

    assert client.get("/").status_code == 302


def test_results_of_jobs_and_uploaded_lists_are_left_alone(made):
    backup.restore(made.path)

    root = Path(settings.MEDIA_ROOT)
    assert (root / "jobs/folder/part-000000").read_bytes() == b"made again"
    assert (root / "imports/token.list").read_bytes() == b"waits for hours"


def test_restoring_twice_gives_the_same(made):
    backup.restore(made.path)
    first = kept_files()

    backup.restore(made.path)

    assert kept_files() == first
    assert AuditEvent.objects.filter(action="audit.restored").count() == 1  # the first one's went with its state


def test_a_file_that_was_damaged_meanwhile_is_mended(made):
    files = kept_files()
    (Path(settings.MEDIA_ROOT) / "evidence/anh-chụp.jpg").write_bytes(b"damaged")

    backup.restore(made.path)

    assert kept_files() == files


# ── the backup itself ──


def test_a_backup_is_for_its_owner_alone_and_says_what_it_is(made):
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert [path.name for path in made.path.parent.glob("*.tar.gz*")] == ["portal.tar.gz"]
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.subject_name) == ("audit.backed_up", "portal.tar.gz")
    assert made.sha256 in event.reason
    assert Upkeep.last(Upkeep.BACKUP) is not None


def test_it_carries_the_last_seal_of_the_trail(world, tmp_path):
    sealing.seal()

    made = backup.make(tmp_path / "portal.tar.gz")

    assert archive.manifest_of(made.path)["last_seal"] == str(Seal.objects.last()) != ""


def test_its_checksums_can_be_checked_without_the_portal(made, tmp_path):
    folder = tmp_path / "opened"
    folder.mkdir()
    subprocess.run(["tar", "-xzf", made.path, "-C", folder], check=True)

    checked = subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True)
    whole = subprocess.run(["sha256sum", made.path], capture_output=True, text=True)

    assert (checked.returncode, checked.stdout) == (0, "")
    assert whole.stdout.split()[0] == made.sha256


def test_neither_sessions_nor_secrets_are_in_it(made, client, settings):
    content = gzip.decompress(made.path.read_bytes())

    assert client.session.session_key.encode() not in content
    assert settings.SECRET_KEY.encode() not in content
    assert "Đặng Thị Bích Ngà".encode() in content  # what is in it would be found


def test_a_backup_is_never_written_over(made, world):
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", str(made.path))


def test_one_that_cannot_be_written_leaves_nothing(world, tmp_path, monkeypatch):
    def full(*_arguments):
        raise OSError("No space left on device")

    monkeypatch.setattr(backup.files, "take_out", full)

    with pytest.raises(CommandError, match="No space left"):
        call_command("backup", str(tmp_path / "portal.tar.gz"))

    assert list(tmp_path.glob("*portal.tar.gz*")) == []
    assert Upkeep.last(Upkeep.BACKUP) is None


# ── refused, nothing touched ──


def rewritten(made, change):
    """Write the backup anew with ``change(name, content)``, its checksums as they are; return its path."""
    path = made.path.with_name("other.tar.gz")
    with tarfile.open(made.path) as old, tarfile.open(path, "w:gz") as new:
        for member in old:
            content = change(member.name, old.extractfile(member).read())
            if content is not None:
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))
    return path


def with_manifest(made, **changes):
    """Write the backup anew with another manifest and right checksums."""
    with tarfile.open(made.path) as old:
        manifest = json.load(old.extractfile(archive.MANIFEST)) | changes
    path = made.path.with_name("other.tar.gz")
    with tarfile.open(made.path) as old, archive.written(path, made.path.parent) as writer:
        writer.add_manifest(manifest)
        for member in old:
            if member.name not in {archive.MANIFEST, archive.SUMS}:
                writer.add(member.name, old.extractfile(member), member.size)
    return path


def refused(path):
    """Restore what must be refused, and return what is said once nothing was found changed."""
    before, files_before = database(), kept_files()
    with pytest.raises(CommandError) as error:
        call_command("restore", str(path), interactive=False)
    assert differences(before, database()) == set()
    assert kept_files() == files_before
    assert list(Path(settings.MEDIA_ROOT).glob(".restoring*")) == []
    return str(error.value)


def test_a_damaged_file_is_named(made):
    flipped = rewritten(made, lambda name, content: b"\0" + content[1:] if name.endswith("chụp.jpg") else content)

    assert "the checksum of files/evidence/anh-chụp.jpg is not the one" in refused(flipped)


def test_a_part_that_is_missing_is_named(made):
    lacking = rewritten(made, lambda name, content: None if name.endswith("chụp.jpg") else content)

    assert "the checksum of files/" in refused(lacking)


def test_a_backup_that_was_cut_off_is_refused(made):
    path = made.path.with_name("cut.tar.gz")
    path.write_bytes(made.path.read_bytes()[:-200])

    assert "is no backup, or not a whole one" in refused(path)


@pytest.mark.parametrize("part", [0, 0.01, 0.3, 0.6, 0.9])
def test_one_that_was_cut_off_anywhere_is_refused(made, part):
    content = made.path.read_bytes()
    path = made.path.with_name("cut.tar.gz")
    path.write_bytes(content[: int(len(content) * part)])

    assert "is no backup, or not a whole one" in refused(path)


def test_what_is_no_backup_is_refused(world, tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("Kính gửi")

    assert "is no backup, or not a whole one" in refused(path)
    assert "is no backup, or not a whole one" in refused(tmp_path / "nothing.tar.gz")


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "files/../../outside", "elsewhere/file"])
def test_names_that_lead_elsewhere_are_refused(made, name):
    path = made.path.with_name("evil.tar.gz")
    with tarfile.open(path, "w:gz") as tar:
        tar.addfile(tarfile.TarInfo(name), io.BytesIO())

    assert "does not belong there" in refused(path)


@pytest.mark.parametrize("is_newer", [True, False])
def test_a_newer_or_older_release_is_refused_with_the_way(made, is_newer):
    migrations = databases.migrations()
    apart = ["commitments", "9999_later"] if is_newer else migrations[-1]
    migrations = [*migrations, apart] if is_newer else migrations[:-1]

    said = refused(with_manifest(made, migrations=migrations))

    assert said == (
        f"The backup was made by another release ({'.'.join(apart)}). "
        "Install the release that made it, restore, then upgrade."
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": 2}, "The backup is of kind 2"),
        ({"database": "oracle"}, "The backup is of oracle, this portal runs on"),
    ],
)
def test_another_format_or_database_is_refused(made, changes, said):
    assert said in refused(with_manifest(made, **changes))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE])
def test_links_devices_and_folders_are_refused(made, kind):
    path = made.path.with_name("evil.tar.gz")
    member = tarfile.TarInfo("files/link")
    member.type, member.linkname = kind, "/etc/passwd"
    with tarfile.open(path, "w:gz") as tar:
        tar.addfile(member)

    assert "holds something that is no file: 'files/link'" in refused(path)


def full(*_arguments, **_options):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(
    ("module", "name"),
    [(archive.shutil, "copyfileobj"), (files, "_link_or_copy"), (Path, "mkdir")],
    ids=["while unpacking", "while files come in", "at the beginning"],
)
def test_a_full_disk_leaves_all_as_before_and_is_named(made, member, monkeypatch, module, name):
    change_everything(member)
    with monkeypatch.context() as patched:
        patched.setattr(module, name, full)
        before, files_before = database(), kept_files()
        with pytest.raises(CommandError) as error:
            call_command("restore", str(made.path), interactive=False)

    assert str(error.value) == "[Errno 28] No space left on device. Nothing was changed."
    assert differences(before, database()) == set()
    assert kept_files() == files_before


def test_a_database_that_takes_no_more_stays_as_it_was(made, member, monkeypatch):
    change_everything(member)
    before = database()
    stops = {"sqlite": sqlite3.OperationalError, "postgresql": DatabaseError}[connection.vendor]

    def refuse(*_how_far):
        raise stops("database or disk is full")

    monkeypatch.setattr(databases, "PAGES", 20)
    monkeypatch.setattr(databases, "_piece_done", refuse)

    with pytest.raises(CommandError, match="disk is full"):
        call_command("restore", str(made.path), interactive=False)

    assert differences(before, database()) == set()


def test_files_that_cannot_be_put_aside_are_told_and_the_rest_is_done(made, member, monkeypatch, capsys):
    change_everything(member)
    monkeypatch.setattr(files, "put_aside", full)

    call_command("restore", str(made.path), interactive=False)

    assert "Files that the backup does not know are still there: [Errno 28]" in capsys.readouterr().err
    assert Person.objects.get(pk=member.pk).full_name == "Đặng Thị Bích Ngà"


def test_who_does_not_say_yes_changes_nothing(made, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda _question: "no")

    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("restore", str(made.path))


def test_two_restores_at_once_are_one(made):
    with backup._alone(), pytest.raises(backup.NotRestored, match="Another backup or restore"):
        backup.restore(made.path)


def test_no_backup_is_made_beside_another_or_a_restore(made, tmp_path):
    with backup._alone(), pytest.raises(CommandError, match="Another backup or restore is at work"):
        call_command("backup", str(tmp_path / "second.tar.gz"))

    assert not (tmp_path / "second.tar.gz").exists()


def test_what_a_killed_backup_left_goes_with_the_next(world, tmp_path):
    left = tmp_path / ".portal-backup-abc"
    left.mkdir()
    (left / "portal.sqlite3").write_bytes(b"personal data")

    backup.make(tmp_path / "portal.tar.gz")

    assert list(tmp_path.glob(".portal-backup-*")) == []


# ── an office that has grown ──


def run(url, *command):
    """Run a program of the portal's on another database."""
    environment = os.environ | {
        "DATABASE_URL": url,
        "PORTAL_SECRET": settings.SECRET_KEY,
        "PORTAL_VAR": str(settings.VAR_DIR),
        "PYTHONPATH": str(BASE),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    return subprocess.run([sys.executable, *command], env=environment, cwd=BASE, capture_output=True, text=True)


@pytest.fixture
def made_on_sqlite(made, tmp_path):
    """The backup that the same portal would have made on SQLite."""
    path = tmp_path / "small.sqlite3"
    migrated = run(f"sqlite:///{path}", "manage.py", "migrate", "-v0")
    assert migrated.returncode == 0, migrated.stderr
    small = SQLite(connection.settings_dict | {"NAME": str(path), "OPTIONS": {}}, "small")
    try:
        with transaction.atomic(), contextlib.closing(small), small.cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys = OFF")
            for model in apps.get_models(include_auto_created=True):
                fill_from_here(small, cursor, model)
    finally:
        small.close()
    with tarfile.open(made.path) as old:
        manifest = json.load(old.extractfile(archive.MANIFEST)) | {"database": "sqlite", "tables": []}
        backup_path = tmp_path / "small.tar.gz"
        with archive.written(backup_path, tmp_path) as writer, path.open("rb") as file:
            writer.add_manifest(manifest)
            writer.add(f"database/{databases.SQLITE_NAME}", file, path.stat().st_size)
            for member in old:
                if member.name.startswith("files/"):
                    writer.add(member.name, old.extractfile(member), member.size)
    return backup_path


def fill_from_here(small, cursor, model):
    table, fields = model._meta.db_table, [field for field in model._meta.concrete_fields if not field.generated]
    cursor.execute(f'DELETE FROM "{table}"')
    if table in databases.LEFT_OUT:
        return
    rows = model._base_manager.values_list(*(field.attname for field in fields))
    columns, places = ", ".join(f'"{field.column}"' for field in fields), ", ".join(["%s"] * len(fields))
    cursor.executemany(
        f'INSERT INTO "{table}" ({columns}) VALUES ({places})',
        [[f.get_db_prep_save(value, small) for f, value in zip(fields, row, strict=True)] for row in rows],
    )


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="what SQLite gave SQLite takes back as it is")
def test_postgresql_takes_back_what_sqlite_gave_row_by_row(made_on_sqlite, world, member, province):
    before, files_before = database(), kept_files()
    change_everything(member)

    backup.restore(made_on_sqlite)

    after = database()
    # The small one was migrated at a moment of its own.
    assert differences(before, after) - {*databases.LEFT_OUT, "django_migrations"} == {"audit_auditevent"}
    come = set(after["audit_auditevent"]) - set(before["audit_auditevent"])
    assert ["audit.restored" in row for row in come] == [True]
    assert kept_files() == files_before
    added = factories.make_person("Người Mới", cell=province.cell)
    assert Person.objects.latest("pk") == added


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="it is SQLite that refuses")
def test_sqlite_does_not_take_back_what_postgresql_gave(made):
    assert "The backup is of postgresql, this portal runs on sqlite" in refused(
        with_manifest(made, database="postgresql")
    )


# ── through a program that encrypts ──


def sent_out(monkeypatch):
    """Make a backup through standard output and return what went out."""
    out = io.BytesIO()
    with monkeypatch.context() as patched:  # in the test itself: between its fixtures and it pytest changes stdout
        patched.setattr(sys, "stdout", types.SimpleNamespace(buffer=out, write=lambda _text: None))
        call_command("backup", "-", stderr=io.StringIO())
    return out.getvalue()


def come_in(monkeypatch, content):
    """Have standard input give ``content``."""
    monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(buffer=io.BytesIO(content)))


def test_a_backup_goes_through_a_pipe_encrypted_and_comes_back(world, member, monkeypatch, tmp_path):
    plain = sent_out(monkeypatch)
    phrase = tmp_path / "phrase"
    phrase.write_text("mật khẩu của tệp sao lưu")
    home = tmp_path / "gpg"
    home.mkdir(mode=0o700)
    gpg = ["gpg", "--homedir", home, "--batch", "--pinentry-mode", "loopback", "--passphrase-file", phrase]
    locked = subprocess.run([*gpg, "--symmetric"], input=plain, capture_output=True, check=True).stdout
    change_everything(member)

    come_in(monkeypatch, subprocess.run([*gpg, "--decrypt"], input=locked, capture_output=True, check=True).stdout)
    call_command("restore", "-", interactive=False)

    assert b"SHA256SUMS" not in locked
    assert Person.objects.get(pk=member.pk).full_name == "Đặng Thị Bích Ngà"
    assert default_storage.exists("evidence/anh-chụp.jpg")
    assert Upkeep.last(Upkeep.BACKUP) is None  # the state of before it was made


def test_a_pipe_that_breaks_off_changes_nothing(world, monkeypatch):
    come_in(monkeypatch, sent_out(monkeypatch)[:-5_000])

    assert "is no backup, or not a whole one" in refused("-")


def test_a_question_cannot_be_asked_through_a_pipe(world):
    with pytest.raises(CommandError, match="--noinput"):
        call_command("restore", "-")


# ── killed ──


def killed_at(place, path):
    settings_of = connection.settings_dict
    url = (
        f"sqlite:///{settings_of['NAME']}"
        if connection.vendor == "sqlite"
        else f"postgres://{settings_of['USER']}@{quote(settings_of['HOST'], safe='')}/{settings_of['NAME']}"
    )
    connection.close()
    done = run(url, Path(__file__).with_name("run_restore.py"), path, place)
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize("place", ["unpacked", "bringing", "loading", "loaded"])
def test_killed_before_the_end_all_is_as_before(made, member, place):
    change_everything(member)
    before, files_before = database(), kept_files()

    killed_at(place, made.path)

    assert differences(before, database()) == set()
    assert files_before.items() <= kept_files().items()  # what was brought in lies beside, and counts for nothing
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.all().delete()


def test_killed_after_the_end_all_is_as_in_the_backup_and_a_second_run_clears_up(made, member):
    files_before = kept_files()
    change_everything(member)

    killed_at("committed", made.path)
    after_kill = kept_files()
    backup.restore(made.path)

    assert Person.objects.get(pk=member.pk).full_name == "Đặng Thị Bích Ngà"
    assert files_before.items() <= after_kill.items()
    assert kept_files() == files_before
    assert list(Path(settings.MEDIA_ROOT).glob(".restoring*")) == []


# ── while the portal runs ──


def test_a_backup_shows_one_moment_whatever_is_written_meanwhile(world, tmp_path, monkeypatch, member):
    add = archive.Writer.add

    def write():
        Notification.objects.create(recipient=member, event="x", text="Viết trong lúc sao lưu")
        connection.close()

    def write_meanwhile(writer, *arguments, **options):
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
        add(writer, *arguments, **options)

    before = Notification.objects.count()
    monkeypatch.setattr(archive.Writer, "add", write_meanwhile)
    made = backup.make(tmp_path / "portal.tar.gz")
    assert Notification.objects.count() > before + 2

    backup.restore(made.path)

    # The first part of a backup, the manifest, is written before the database's moment; all others after it.
    assert Notification.objects.count() == before + 1
