"""``manage.py restore FILE``: everything as it was when the backup was made, or nothing changed."""

from django.core.management.base import BaseCommand, CommandError

from portal.keeping import archive, backup


class Command(BaseCommand):
    help = "Puts database and files back from FILE. What was entered since the backup was made is gone."

    def add_arguments(self, parser):
        parser.add_argument("file", help="what backup wrote; - reads standard input, with --noinput")
        parser.add_argument("--noinput", action="store_false", dest="interactive", help="do not ask")

    def handle(self, *, file, interactive, **options):
        if interactive and file == archive.PIPE:
            raise CommandError("Say --noinput: the question cannot be asked where the backup comes in.")
        if interactive and input(f"Everything entered since {file} was made will be gone. Type yes: ").strip() != "yes":
            raise CommandError("Nothing was changed.")
        try:
            restored = backup.restore(file)
        except backup.NotRestored as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored as of {restored.made_at}. Everybody has to sign in again.")
        if restored.aside:
            self.stdout.write(
                f"Files that the backup did not know lie in {restored.aside}: manage.py purge names them."
            )
        if restored.fault:
            self.stderr.write(f"Files that the backup does not know are still there: {restored.fault}. Restore again.")
