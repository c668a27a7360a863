"""/healthz tells a load balancer whether the portal is well."""

import datetime
import types

import pytest
from django.db import DatabaseError
from django.utils import timezone

from portal import health
from portal.audit.models import Upkeep
from portal.jobs.models import SignOfLife


@pytest.fixture(autouse=True)
def _a_worker_lives(db):
    SignOfLife.give()


def broken():
    raise DatabaseError("gone")


def test_all_is_well(client, db):
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok", "down": []})


@pytest.mark.parametrize(
    ("check", "name"), [("_ask_database", "database"), ("_ask_cache", "cache"), ("_write_file", "files")]
)
def test_what_is_down_is_named(client, db, monkeypatch, check, name):
    monkeypatch.setattr(health, check, broken)

    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (503, {"status": "down", "down": [name]})


def test_a_cache_server_that_is_gone_is_down_whatever_its_client_raises(client, db, monkeypatch):
    class ClientError(Exception):
        """As redis has one of its own."""

    def gone():
        raise ClientError("Connection refused")

    monkeypatch.setattr(health, "_ask_cache", gone)

    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (503, {"status": "down", "down": ["cache"]})


def test_a_folder_that_is_gone_is_down(client, db, settings, tmp_path):
    settings.VAR_DIR = tmp_path / "gone"

    assert client.get("/healthz").json()["down"] == ["files"]


def test_the_answer_is_never_kept(client, db):
    assert "no-store" in client.get("/healthz").headers["Cache-Control"]


# ── behind: every page still answers ──


def test_little_room_on_a_disk_is_named_and_pages_go_on(client, db, settings):
    settings.LEAST_FREE_BYTES = 10**18

    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "behind", "down": ["disk"]})


def test_a_disk_of_its_own_for_the_files_counts_too(client, db, settings, monkeypatch, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    free = {settings.VAR_DIR: 10**12, tmp_path: 1}
    monkeypatch.setattr(health.shutil, "disk_usage", lambda folder: types.SimpleNamespace(free=free[folder]))

    assert client.get("/healthz").json()["down"] == ["disk"]


@pytest.mark.parametrize(
    ("hours_ago", "watched", "down"), [(None, 0, []), (None, 26, ["backup"]), (27, 26, ["backup"]), (25, 26, [])]
)
def test_a_backup_that_is_too_old_or_missing_is_named_where_it_is_watched(
    client, db, settings, hours_ago, watched, down
):
    settings.BACKUP_HOURS = watched
    if hours_ago:
        at = timezone.now() - datetime.timedelta(hours=hours_ago)
        Upkeep.objects.create(name=Upkeep.BACKUP, at=at)

    assert client.get("/healthz").json()["down"] == down


def test_strangers_learn_names_and_nothing_else(client, db, settings, monkeypatch):
    settings.LEAST_FREE_BYTES, settings.BACKUP_HOURS = 10**18, 1
    monkeypatch.setattr(health, "_look_for_worker", broken)

    assert client.get("/healthz").json() == {"status": "behind", "down": ["worker", "disk", "backup"]}
