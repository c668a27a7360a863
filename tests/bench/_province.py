"""Generated provinces in databases of their own, kept between runs: making a large one takes minutes."""

import hashlib
import io
import sys
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from portal.lib import planner
from portal.lib.dates import today

FOLDER = settings.BASE_DIR / "var" / "bench"
MADE_OF = ["sample/rows.py", "sample/names.py", "sample/generated*.py", "lib/vietnamese.py", "printing/migrations/*.py"]


@contextmanager
def province(people):
    """Work on a province of ``people`` members, made where it is not there yet or was made of other code."""
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(_kept(people))
    call_command("migrate", verbosity=0)
    planner.count_anew()  # as bin/setup does after every migration
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name


def _kept(people):
    digest = hashlib.sha256(f"{today():%Y-%m}".encode())  # its deadlines lie a few days back
    for pattern in MADE_OF:
        for path in sorted((settings.BASE_DIR / "portal").glob(pattern)):
            digest.update(path.read_bytes())
    path = FOLDER / f"province-{people}-{digest.hexdigest()[:12]}.sqlite3"
    if not path.exists():
        _make(people, path)
    return path


def _make(people, path):
    """Make the database beside its place, so that what was broken off is never taken for whole."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob(f"province-{people}-*"):
        old.unlink()
    print(f"Making a province of {people} people, once.", file=sys.stderr)
    unfinished = path.with_suffix(".unfinished")
    connection.settings_dict["NAME"] = str(unfinished)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("make_province", people=people, stdout=io.StringIO(), stderr=sys.stderr)
    connection.close()
    unfinished.rename(path)
    connection.settings_dict["NAME"] = str(path)
