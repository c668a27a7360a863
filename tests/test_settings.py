"""A wrong value in the environment stops the start with a hint."""

import os
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
        ({"PORTAL_QUEUE_URL": "redis://localhost"}, "Install it (.venv/bin/python -m pip install redis), or leave"),
    ],
)
def test_a_wrong_value_is_told_with_what_to_do(environment, hint):
    assert hint in started_with(**environment)
