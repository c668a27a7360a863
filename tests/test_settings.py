"""A wrong value in the environment stops the start with a hint."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BASE = Path(__file__).parent.parent


def started_with(**environment):
    """Read the settings in a process of its own and return what it says last."""
    done = subprocess.run(
        [sys.executable, "-c", "import portal.settings"],
        cwd=BASE,
        env=os.environ | {"PORTAL_SECRET": "a-secret-of-the-tests"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.stderr.strip().splitlines()[-1] if done.returncode else ""


def test_with_nothing_wrong_it_starts():
    assert started_with() == ""


@pytest.mark.parametrize(
    ("environment", "hint"),
    [
        ({"PORTAL_WORKERS": "0"}, "Set it to 1 or more: without a worker no job is ever done."),
        ({"PORTAL_WORKERS": "two"}, "PORTAL_WORKERS is 'two'. Set it to a whole number, such as 2."),
        ({"PORTAL_NOTICE_FILE": "/no/such/file"}, "where there is no file. Name a text file."),
        ({"PORTAL_CACHE_URL": "redis://localhost"}, "or leave the cache in the database."),
        ({"PORTAL_ADDRESS": "cong.example.vn"}, "Set it to a whole address: https://cong.example.vn"),
        ({"PORTAL_KEEP_CONTENT_YEARS": "2"}, "the member's file keeps the self-reviews of the last three years."),
        ({"PORTAL_QUEUE_URL": "redis://localhost"}, "Install it (.venv/bin/python -m pip install redis), or leave"),
    ],
)
def test_a_wrong_value_is_told_with_what_to_do(environment, hint):
    assert hint in started_with(**environment)


def test_all_times_of_the_rounds_are_settings():
    times = {
        "PORTAL_SWEEP_MINUTES": "2",
        "PORTAL_ROLL_UP_MINUTES": "3",
        "PORTAL_FOLLOW_ACTS_MINUTES": "11",
        "PORTAL_DROP_UPLOADS_MINUTES": "61",
        "PORTAL_SEAL_MINUTES": "16",
        "PORTAL_MAIL_MINUTES": "6",
        "PORTAL_TIDY_HOUR": "4",
        "PORTAL_REMIND_HOUR": "8",
        "PORTAL_DIGEST_HOUR": "9",
    }
    asked = (
        "import django, json; django.setup(); from portal.jobs.schedules import rounds; "
        "print(json.dumps({name: each.minutes or each.hour for name, each in rounds.items()}))"
    )

    done = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=BASE,
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "portal.settings", "PORTAL_SECRET": "a-secret-of-the-tests", "PORTAL_PURGE": "1"}
        | times,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert json.loads(done.stdout) == {
        "audit.seal": 16,
        "commitments.roll_up": 3,
        "directory.drop_uploads": 61,
        "directory.follow_acts": 11,
        "jobs.sweep": 2,
        "jobs.tidy": 4,
        "notifications.gather": 9,
        "notifications.mail": 6,
        "notifications.remind": 8,
        "portal.purge": 4,
    }


# ── as a server ──

SERVER = {
    "PORTAL_SECRET": "a-long-random-text-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG",
    "PORTAL_HOSTS": "cong.example.vn",
    "PORTAL_TRUSTED_PROXIES": "1",
    "PORTAL_ADDRESS": "https://cong.example.vn",
}


def manage(*arguments, **environment):
    # The browser tests' own setting is none that a server would have.
    around = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=BASE,
        env=around | SERVER | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_what_django_checks_of_a_server_finds_nothing():
    done = manage("check", "--deploy", "--fail-level", "WARNING")

    assert (done.returncode, done.stdout.strip()) == (0, "System check identified no issues (2 silenced).")


def test_a_portal_that_does_not_know_its_address_is_found():
    assert "portal.W001" in manage("check", "--deploy", PORTAL_ADDRESS="").stderr


def test_a_secret_that_is_too_short_for_a_server_is_found():
    assert "security.W009" in manage("check", "--deploy", PORTAL_SECRET="short").stderr


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "False False"),
        ({"PORTAL_MAIL_USER": "cong"}, "False True"),
        ({"PORTAL_MAIL_USER": "cong", "PORTAL_MAIL_PORT": "465"}, "True False"),
        ({"PORTAL_MAIL_TLS": "1"}, "False True"),
    ],
)
def test_letters_go_under_tls_where_there_is_a_password_to_send(environment, expected):
    script = "from portal import settings as s; print(s.EMAIL_USE_SSL, s.EMAIL_USE_TLS)"

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=BASE, env=os.environ | SERVER | environment, capture_output=True, text=True
    )

    assert done.stdout.strip() == expected


def test_the_example_of_an_environment_names_settings_that_there_are():
    example = (BASE / "docs" / "deploy" / "portal.env").read_text(encoding="utf-8")
    readme = (BASE / "README.md").read_text(encoding="utf-8")

    named = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))

    assert len(named) > 10
    assert sorted(named - set(re.findall(r"^\| `([A-Z_]+)` \|", readme, re.MULTILINE))) == []


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
@pytest.mark.parametrize("unit", ["web.service", "worker.service", "backup.service", "backup.timer"])
def test_the_units_are_well_formed(unit):
    path = BASE / "docs" / "deploy" / f"portal-{unit}"

    done = subprocess.run(["systemd-analyze", "verify", path], capture_output=True, text=True, timeout=60)

    # The program itself is not installed on the machine of a test.
    assert [line for line in done.stderr.splitlines() if "is not executable" not in line] == []
