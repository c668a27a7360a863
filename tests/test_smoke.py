"""The portal as a province runs it: two web servers and two workers, each a process of its own, on one PostgreSQL."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from portal.jobs.models import Job
from portal.printing.views import TRIES_A_MINUTE
from tests import factories

BASE = Path(__file__).parent.parent
PREPARED = BASE / "var"  # by bin/setup
PATIENCE = 120  # seconds, for a machine that has much else to do

pytestmark = [
    pytest.mark.smoke,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite is for one machine"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def portal(tmp_path):
    """Two web servers and two workers on the test database; yields ``(addresses, processes)``, stopped at the end."""
    for name in ("static", "locale", "fonts"):
        (tmp_path / name).symlink_to(PREPARED / name)
    (tmp_path / "files").mkdir()
    database = connection.settings_dict
    environment = os.environ | {
        "DATABASE_URL": f"postgres://{database['USER']}@{quote(database['HOST'], safe='')}/{database['NAME']}",
        "PORTAL_SECRET": settings.SECRET_KEY,
        "PORTAL_VAR": str(tmp_path),
        "PORTAL_WORKERS": "1",
        "PYTHONPATH": str(BASE),
    }
    ports = [_free_port(), _free_port()]
    commands = [
        ["-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "2", "--no-control-socket"]
        for port in ports
    ] + [["manage.py", "qcluster"]] * 2
    with (tmp_path / "log").open("ab") as log:
        processes = [
            subprocess.Popen(
                [sys.executable, *command], cwd=BASE, env=environment, stdout=log, stderr=log, start_new_session=True
            )
            for command in commands
        ]
    addresses = [f"http://127.0.0.1:{port}" for port in ports]
    try:
        for address in addresses:
            _wait_for(lambda address=address: _answers(address), tmp_path / "log")
        yield addresses, processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(30)
            finally:
                _kill(process)


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def _kill(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def _answers(address):
    try:
        return urllib.request.urlopen(f"{address}/healthz", timeout=10).status == 200
    except OSError:
        return False


def _wait_for(condition, log):
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, log.read_text()[-3000:]
        time.sleep(0.2)


class Browser:
    """One signed-in person, whichever server their load balancer sends them to."""

    def __init__(self, client):
        self.session = client.cookies[settings.SESSION_COOKIE_NAME].value

    def open(self, url, data=None):
        """Return the answer after redirects; ``data`` are bytes of a form."""
        token = "a" * 32
        cookies = f"{settings.SESSION_COOKIE_NAME}={self.session}; csrftoken={token}"
        request = urllib.request.Request(url, data=data, headers={"Cookie": cookies, "X-CSRFToken": token})
        return urllib.request.urlopen(request, timeout=60)


def status_of(url):
    try:
        return urllib.request.urlopen(url, timeout=60).status
    except urllib.error.HTTPError as error:
        return error.code


def test_what_is_begun_on_one_machine_is_finished_by_another_and_fetched_from_the_second(
    portal, member, client, tmp_path
):
    (first, second), processes = portal
    client.force_login(member)
    browser = Browser(client)

    # A sign-in counts on both servers; a file asked for on the first is made by whichever worker is free, one of two
    # being killed; it is fetched from the second, with the first gone.
    pages = [browser.open(f"{address}/my-data/").status for address in (first, second)]
    _kill(processes[2])
    asked = browser.open(f"{first}/my-data/download/", data=b"")
    job = Job.objects.get()
    _wait_for(lambda: Job.objects.get().state == Job.State.DONE, tmp_path / "log")
    _kill(processes[0])
    fetched = browser.open(f"{second}/jobs/{job.pk}/file/").read()

    assert pages == [200, 200]
    assert asked.url == f"{first}{job.get_absolute_url()}"
    assert "ho-so.json" in zipfile.ZipFile(BytesIO(fetched)).namelist()
    assert status_of(f"{second}/healthz") == 200


def test_activation_codes_are_not_guessed_at_two_servers_in_turn(portal, member, personnel_officer):
    cache.clear()
    slip = factories.make_slip(member, by=personnel_officer)
    addresses, _processes = portal
    at_one, at_other = (f"{address}/activate/" for address in addresses)

    for url in (at_one, at_other, at_one, at_other, at_one):
        guess(url, member.login_name, "X3F-G4H-J6K")
    nobody = [guess((at_one, at_other)[number % 2], "nobody", "X3F-G4H-J6K") for number in range(12)]

    slip.refresh_from_db()
    assert (slip.state, slip.failures) == ("locked", 5)
    assert ["quá nhiều" in page for page in nobody] == [False] * 10 + [True] * 2


def guess(url, login_name, code):
    """Return the page that a wrong code gets."""
    token = "a" * 32
    form = urlencode({"login_name": login_name, "code": code, "csrfmiddlewaretoken": token}).encode()
    try:
        return (
            urllib.request.urlopen(urllib.request.Request(url, form, {"Cookie": f"csrftoken={token}"})).read().decode()
        )
    except urllib.error.HTTPError as error:
        return error.read().decode()


def test_a_limit_is_counted_over_all_servers(portal):
    cache.clear()
    addresses, _processes = portal
    until = 60 - time.time() % 60
    if until < 20:  # the count begins anew at each full minute
        time.sleep(until + 0.5)

    statuses = [status_of(f"{addresses[n % 2]}/verify/2222-2222-2222/") for n in range(TRIES_A_MINUTE + 2)]

    assert statuses == [200] * TRIES_A_MINUTE + [429] * 2
