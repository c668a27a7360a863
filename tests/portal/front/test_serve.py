"""The worker beside the web server: started again when it ends by itself, stopped with all it started."""

import os
import time

import pytest

from portal.management.commands import serve

LIVES = ["bash", "-c", "sleep 60 & sleep 60"]
ENDS = ["bash", "-c", "sleep 60 & exit 3"]


@pytest.fixture
def worker(settings, tmp_path, monkeypatch):
    """A worker whose command a test sets as ``worker.command``; what it left behind is killed."""
    settings.VAR_DIR = tmp_path
    plain_start = serve.start
    worker = serve.Worker()
    monkeypatch.setattr(serve, "start", lambda _command, output: plain_start(worker.command, output))
    monkeypatch.setattr(serve, "REVIVE_SECONDS", 0)
    yield worker
    worker.stop()


def lives(group):
    """Tell whether anything of a session still runs, zombies apart."""
    states = os.popen(f"ps -o stat= -g {group}").read().split()
    return any(not state.startswith("Z") for state in states)


def wait_for(condition):
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)


def test_a_worker_that_ended_is_started_again_and_its_log_says_so(worker):
    worker.command = ENDS
    worker.start()
    first = worker.process
    first.wait()

    worker.command = LIVES
    worker.revive()

    assert (worker.process.pid != first.pid, worker.process.poll()) == (True, None)
    assert worker.log.read_text() == "The worker ended with 3 and is started again.\n"
    wait_for(lambda: not lives(first.pid))


def test_a_worker_that_lives_is_left_alone(worker):
    worker.command = LIVES
    worker.start()
    first = worker.process

    worker.revive()

    assert worker.process is first
    assert worker.log.read_text() == ""


def test_a_worker_that_ends_as_soon_as_it_starts_is_given_a_pause(worker, monkeypatch):
    worker.command = ENDS
    worker.start()
    first = worker.process
    first.wait()
    monkeypatch.setattr(serve, "REVIVE_SECONDS", 60)

    worker.revive()

    assert worker.process is first


def test_stopping_leaves_nothing_of_it(worker):
    worker.command = LIVES
    worker.start()

    worker.stop()

    assert worker.process.poll() is not None
    wait_for(lambda: not lives(worker.process.pid))


def test_a_worker_that_was_never_started_is_stopped_too(worker):
    worker.stop()

    assert worker.process is None
