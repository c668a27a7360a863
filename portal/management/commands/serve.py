"""``manage.py serve``: the web server and the worker on this machine, from start to a clean stop."""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

START_SECONDS = 60
STOP_SECONDS = 15
REVIVE_SECONDS = 5


class Command(BaseCommand):
    help = "Serves the portal on 127.0.0.1 until Ctrl-C or SIGTERM, with its worker, and stops all that it started."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, port, **options):
        # A handler set here also holds where the shell that started us had Ctrl-C ignored.
        self.asked_to_stop = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.ask_to_stop)
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        log = settings.VAR_DIR / "server.log"
        with (settings.VAR_DIR / "running.lock").open("w") as lock, log.open("ab") as output:
            fcntl.flock(lock, fcntl.LOCK_SH)  # bin/run --fresh asks for it alone
            server, worker = self.start_server(port, output), Worker()
            try:
                self.wait_until_it_answers(server, port, log)
                worker.start()
                self.tell(port)
                while not self.asked_to_stop and server.poll() is None:
                    worker.revive()
                    time.sleep(0.2)
            finally:
                ended_by_itself = server.poll() is not None
                # The web server first: what it is still asked for must find a queue.
                stop(server)
                worker.stop()
        if ended_by_itself and not self.asked_to_stop:
            raise CommandError(f"The web server ended. Its last words are in {log}.")

    def ask_to_stop(self, number, frame):
        self.asked_to_stop = True

    def start_server(self, port, output):
        command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}"]
        command += ["--workers", "2", "--threads", "4", "--no-control-socket", "--graceful-timeout", "5"]
        return start(command, output)

    def wait_until_it_answers(self, server, port, log):
        url = f"http://127.0.0.1:{port}/healthz"
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and not self.asked_to_stop:
            if server.poll() is not None:
                raise CommandError(f"The web server did not start. Its last words are in {log}.")
            try:
                urllib.request.urlopen(url, timeout=5).close()
            except urllib.error.HTTPError as error:
                raise CommandError(f"{url} answers {error.code}: {error.read(300).decode(errors='replace')}") from error
            except OSError:
                time.sleep(0.1)
            else:
                return
        if not self.asked_to_stop:
            raise CommandError(f"The web server did not answer within {START_SECONDS} seconds. See {log}.")

    def tell(self, port):
        sign_ins = settings.VAR_DIR / "sign-ins.txt"
        if sign_ins.exists():
            self.stdout.write(sign_ins.read_text(encoding="utf-8"))
        self.stdout.write(f"http://127.0.0.1:{port}   (Ctrl-C: stop)")
        self.stdout.flush()


class Worker:
    """The process that does the jobs (``manage.py qcluster``), started again whenever it ends by itself."""

    def __init__(self):
        self.log = settings.VAR_DIR / "worker.log"
        self.process = None
        self.started_at = 0.0

    def start(self):
        self.started_at = time.monotonic()
        with self.log.open("ab") as output:
            self.process = start([sys.executable, "manage.py", "qcluster"], output)

    def revive(self):
        """Start it again if it has ended, and say so in its log; not at once where it ends as soon as it starts."""
        if self.process.poll() is None or time.monotonic() < self.started_at + REVIVE_SECONDS:
            return
        kill_group(self.process)  # its children outlive it where it was killed
        with self.log.open("a", encoding="utf-8") as output:
            output.write(f"The worker ended with {self.process.returncode} and is started again.\n")
        self.start()

    def stop(self):
        """Let it end what it is at for some seconds; what is broken off then is done again at the next start."""
        if self.process is not None:
            stop(self.process)
            kill_group(self.process)


def start(command, output):
    # In a session of its own Ctrl-C reaches only us, and we stop it in order.
    return subprocess.Popen(  # noqa: S603 -- a list of our own making, no shell
        command, cwd=settings.BASE_DIR, stdout=output, stderr=output, start_new_session=True
    )


def stop(process):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def kill_group(process):
    """Kill what is left of all that ``process`` started: it leads a session of its own."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
