"""Real workers, killed in the middle: the job goes on and comes out whole, each chunk counts once."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from portal.jobs import files, queue, running, service, sweeping
from portal.jobs.models import Job, SignOfLife
from portal.notifications.models import Notification

BASE = Path(__file__).parent.parent.parent.parent
PATIENCE = 60  # seconds, for a machine that has much else to do

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def start_cluster(tmp_path):
    """Return a function that starts a cluster on the test database; what still runs at the end is stopped.

    ``silence``: after so many seconds without a beat the cluster takes another's lease.
    """
    started = []

    def start(silence=2):
        environment = os.environ | {
            "DATABASE_URL": database_url(),
            "PORTAL_SECRET": settings.SECRET_KEY,
            "PORTAL_VAR": str(Path(settings.MEDIA_ROOT).parent),
            "PORTAL_WORKERS": "1",
            "PYTHONPATH": str(BASE),
            "DJANGO_SETTINGS_MODULE": "portal.settings",
        }
        command = [sys.executable, str(Path(__file__).with_name("run_cluster.py")), str(silence)]
        with (tmp_path / "cluster.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=BASE, env=environment, stdout=log, stderr=log, start_new_session=True
            )
        started.append(process)
        return process

    yield start
    for process in started:
        process.terminate()
    for process in started:
        try:
            process.wait(20)
        finally:
            kill(process)


def kill(process):
    """Kill a cluster with all its processes, without a word."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def database_url():
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return f"postgres://{database['USER']}@{quote(database['HOST'], safe='')}/{database['NAME']}"


def wait_for(condition, *, meanwhile=lambda: None):
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        meanwhile()
        time.sleep(0.1)


def begun_in(folder):
    """Return which chunks were begun, in order, each with the process that did."""
    path = folder / "begun"
    return [line.split("|") for line in path.read_text().splitlines()] if path.exists() else []


def is_done(job):
    return Job.objects.filter(pk=job.pk, state=Job.State.DONE).exists()


@pytest.mark.parametrize("victim", ["the whole cluster", "the process at work"])
def test_a_worker_killed_in_the_middle_of_a_chunk_loses_nothing(
    victim, member, tmp_path, start_cluster, result_of, names_of, monkeypatch
):
    monkeypatch.setattr(sweeping, "SILENCE", timedelta(seconds=2))
    (tmp_path / "hold").write_text("dòng 2")
    job = service.ask("tests.lines", {"count": 3, "slow_in": str(tmp_path)}, by=member)
    cluster = start_cluster()
    wait_for(lambda: [chunk for chunk, _process in begun_in(tmp_path)] == ["dòng 1", "dòng 2"])

    if victim == "the whole cluster":
        kill(cluster)
        start_cluster()
    else:
        os.kill(int(begun_in(tmp_path)[-1][1]), signal.SIGKILL)
    (tmp_path / "hold").unlink()
    # What the minute's round does, without waiting for the minute; then it goes on by itself.
    wait_for(lambda: len(begun_in(tmp_path)) == 3, meanwhile=sweeping.sweep)
    wait_for(lambda: is_done(job))

    assert [chunk for chunk, _process in begun_in(tmp_path)] == ["dòng 1", "dòng 2", "dòng 2", "dòng 3"]
    assert result_of(job) == "Đầu\ndòng 1, xong\ndòng 2, xong\ndòng 3, xong\n".encode()
    wait_for(lambda: names_of(job) == ["result"])
    assert [told.event for told in Notification.objects.all()] == ["jobs.finished"]


def test_a_chunk_that_kills_its_worker_each_time_is_reported(member, tmp_path, start_cluster, monkeypatch):
    monkeypatch.setattr(sweeping, "SILENCE", timedelta(seconds=2))
    (tmp_path / "hold").write_text("dòng 1")
    job = service.ask("tests.lines", {"count": 1, "slow_in": str(tmp_path)}, by=member)
    start_cluster()

    for death in range(1, running.MOST_ATTEMPTS + 1):
        wait_for(lambda death=death: len(begun_in(tmp_path)) == death, meanwhile=sweeping.sweep)
        os.kill(int(begun_in(tmp_path)[-1][1]), signal.SIGKILL)
    wait_for(lambda: Job.objects.filter(state=Job.State.FAILED).exists(), meanwhile=sweeping.sweep)

    job.refresh_from_db()
    assert (len(job.reference), job.file_name) == (8, "")
    assert not (files.root() / job.folder).exists()
    assert [told.event for told in Notification.objects.all()] == ["jobs.failed"]


def test_two_clusters_and_every_task_delivered_thrice_do_each_chunk_once(member, tmp_path, start_cluster):
    log = tmp_path / "log"
    jobs = [service.ask("tests.effect", {"count": 5, "log": str(log), "job": n}, by=member) for n in range(3)]
    for job in jobs * 2:
        queue.put(job.pk, 0)

    for _n in range(2):
        start_cluster(silence=30)  # on a busy machine two seconds are nothing
    wait_for(lambda: all(map(is_done, jobs)))

    assert sorted(log.read_text().splitlines()) == sorted(f"dòng {n}" for n in (1, 2, 3, 4, 5) for _job in jobs)
    assert Notification.objects.count() == 3
    assert timezone.now() - SignOfLife.objects.get().at < timedelta(minutes=1)
