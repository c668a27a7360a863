"""What the import commands share."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.lib.refusal import Refused


class ImportCommand(BaseCommand):
    """Import one list and print what it did; a subclass names its ``resource``. Wrong rows: a list of them, code 1."""

    resource = None

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            outcome = self.resource.take_in_path(file)
        except (Refused, OSError) as refusal:
            raise CommandError(str(refusal)) from refusal
        for warning in outcome.warnings:
            self.stderr.write(str(warning))
        if outcome.wrong:
            raise CommandError("\n".join([*map(str, outcome.wrong), str(outcome)]))
        self.stdout.write(str(outcome))
