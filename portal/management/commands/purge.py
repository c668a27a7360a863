"""``manage.py purge``: what has been kept long enough; with ``--yes`` it goes."""

from django.core.management.base import BaseCommand

from portal.keeping import purging


class Command(BaseCommand):
    help = "Tells what has been kept as long as the settings say, by kind; with --yes deletes it, on the record."

    def add_arguments(self, parser):
        parser.add_argument("--yes", action="store_true", help="delete; without it this is a rehearsal")

    def handle(self, *, yes, **options):
        for gone in purging.purge() if yes else purging.rehearse():
            self.stdout.write(f"{gone.count:>9}  {gone.what} ({gone.name})")
        self.stdout.write("Deleted." if yes else "Nothing was deleted. Make a backup, then repeat with --yes.")
