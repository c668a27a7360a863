"""Load a scheme from a JSON file: as a new draft, or not at all where the same content is there already."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from evaluations.models import Scheme
from evaluations.rules import files
from portal.lib.refusal import Refused


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--in-force", action="store_true", help="put it in force; an earlier version is withdrawn")

    def handle(self, *, file, in_force, **options):
        try:
            scheme, is_new = Scheme.load(files.read(file.read_bytes()))
            if in_force and scheme.status != Scheme.Status.IN_FORCE:
                scheme.put_in_force()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except Refused as refusal:
            raise CommandError(f"{file}:\n{refusal}") from refusal
        known = "loaded" if is_new else "the same content is there already"
        self.stdout.write(f"{scheme.code}, version {scheme.version}: {known}; {scheme.status}.")
