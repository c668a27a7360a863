"""``manage.py backup FILE``: database and files in one checked file, while the portal runs."""

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from portal.keeping import archive, backup, databases


class Command(BaseCommand):
    help = "Writes everything the portal holds into FILE, a compressed tar that only its owner may read."

    def add_arguments(self, parser):
        parser.add_argument(
            "file",
            help="a new file, best on another disk, such as /backup/portal-2026-03-16.tar.gz; "
            "- writes to standard output, for a program that encrypts",
        )

    def handle(self, *, file, **options):
        try:
            made = backup.make(file)
        except FileExistsError as error:
            raise CommandError(f"{file} is there already. Name another file, or move it away.") from error
        except (OSError, Error, databases.Busy) as error:
            raise CommandError(f"The backup could not be written: {error}") from error
        say = self.stderr if file == archive.PIPE else self.stdout
        say.write(f"{made.path}: {made.size:,} bytes, {made.file_count} files beside the database.")
        say.write(f"SHA-256 {made.sha256}")
        say.write("The secret (PORTAL_SECRET or var/secret, PORTAL_SEAL_KEYS) is not in it: keep it elsewhere.")
