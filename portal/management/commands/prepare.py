"""``manage.py prepare``: bring database, texts, fonts and static files up to date, in one process."""

import hashlib

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from evaluations import shipped
from portal.jobs import schedules
from portal.lib import planner


class Command(BaseCommand):
    help = "Prepares everything under var/ that the portal needs to start. Safe to run at any time."
    requires_system_checks: list[str] = []

    def handle(self, *, verbosity, **options):
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        call_command("translations", compile=True, stdout=self.stdout)
        call_command("build_fonts", stdout=self.stdout)
        call_command("migrate", interactive=False, verbosity=max(verbosity - 1, 0), stdout=self.stdout)
        call_command("createcachetable", verbosity=0)
        schemes = shipped.load()
        if schemes:
            self.stdout.write(f"Schemes loaded: {', '.join(str(scheme) for scheme in schemes)}.")
        schedules.write_down()
        planner.count_anew()
        self.collect_static_files()

    def collect_static_files(self):
        """Collect only after a change: naming and packing every file takes longer than all the rest."""
        digest = hashlib.sha256((settings.BASE_DIR / "portal" / "storage.py").read_bytes())
        for finder in finders.get_finders():
            for name, storage in finder.list([]):
                digest.update(f"{name} {storage.get_modified_time(name).timestamp()} {storage.size(name)}\n".encode())
        mark = settings.VAR_DIR / "static-collected"
        if mark.exists() and mark.read_text() == digest.hexdigest() and settings.STATIC_ROOT.exists():
            return
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        mark.write_text(digest.hexdigest())
        self.stdout.write("Static files collected.")
