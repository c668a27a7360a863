"""What bin/ says to a wrong argument or a taken port, before it has touched anything."""

import os
import socket
import subprocess
from pathlib import Path

import pytest

BASE = Path(__file__).parent.parent


def refused(command, *arguments, **environment):
    """Run a command that must fail and return what it says."""
    done = subprocess.run(
        [BASE / "bin" / command, *arguments], env=os.environ | environment, capture_output=True, text=True, timeout=30
    )
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr.strip()


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_an_unknown_argument_is_refused_with_the_known_ones():
    assert refused("setup", "--all") == "bin/setup does not know --all. It takes --without-test-tools or nothing."
    assert refused("run", "8001") == (
        "bin/run does not know 8001. It takes --fresh or nothing; the port is set by PORT=8001 bin/run."
    )


def test_a_port_that_is_no_number_is_refused():
    assert refused("run", PORT="http") == "PORT is 'http'. Set it to a number, such as PORT=8001."


def test_a_taken_port_is_named_with_the_way_out(taken_port):
    assert refused("run", PORT=str(taken_port)) == (
        f"Port {taken_port} is taken by another program. "
        f"Stop that one, or choose another port: PORT={taken_port + 1} bin/run"
    )


def test_starting_over_refuses_a_database_that_is_not_its_own(tmp_path):
    (tmp_path / "portal.sqlite3").write_text("stays")

    says = refused("run", "--fresh", PORT="1", PORTAL_VAR=str(tmp_path), DATABASE_URL="postgres://somewhere/else")

    assert says == (
        f"--fresh empties only the database in {tmp_path}, but DATABASE_URL names another. Empty that one yourself."
    )
    assert [path.name for path in tmp_path.iterdir()] == ["portal.sqlite3"]
