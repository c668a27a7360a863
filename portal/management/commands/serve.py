"""``manage.py serve``: the web server on this machine, from start to a clean stop."""

import fcntl
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


class Command(BaseCommand):
    help = "Serves the portal on 127.0.0.1 until Ctrl-C or SIGTERM, and stops all that it started."
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
            server = self.start(port, output)
            try:
                self.wait_until_it_answers(server, port, log)
                self.tell(port)
                while not self.asked_to_stop and server.poll() is None:
                    time.sleep(0.2)
            finally:
                ended_by_itself = server.poll() is not None
                self.stop(server)
        if ended_by_itself and not self.asked_to_stop:
            raise CommandError(f"The web server ended. Its last words are in {log}.")

    def ask_to_stop(self, number, frame):
        self.asked_to_stop = True

    def start(self, port, output):
        command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}"]
        command += ["--workers", "2", "--threads", "4", "--no-control-socket", "--graceful-timeout", "5"]
        # In a session of its own Ctrl-C reaches only us, and we stop it in order.
        return subprocess.Popen(  # noqa: S603 -- a list of our own making, no shell
            command, cwd=settings.BASE_DIR, stdout=output, stderr=output, start_new_session=True
        )

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

    def stop(self, server):
        if server.poll() is None:
            server.terminate()
            try:
                server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
