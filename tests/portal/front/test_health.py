"""/healthz tells a load balancer whether the portal is well."""

import pytest
from django.db import DatabaseError

from portal import health


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


def test_a_folder_that_is_gone_is_down(client, db, settings, tmp_path):
    settings.VAR_DIR = tmp_path / "gone"

    assert client.get("/healthz").json()["down"] == ["files"]


def test_the_answer_is_never_kept(client, db):
    assert "no-store" in client.get("/healthz").headers["Cache-Control"]
