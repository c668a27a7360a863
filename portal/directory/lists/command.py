"""What the commands that import lists have in common."""

import argparse
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.lib.dates import parse_partial
from portal.lib.refusal import Refused


def day(text):
    """Read a date of the command line."""
    try:
        return parse_partial(text).first_day()
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


class NamedFile:
    """An open file whose name is shown in sentences without its folder."""

    def __init__(self, stream, name):
        self.read, self.seek, self.name = stream.read, stream.seek, name


class ImportCommand(BaseCommand):
    """Import FILE and print the counts. Wrong rows are listed, nothing is written, and the exit code is 1."""

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            with file.open("rb") as stream:
                outcome = self.take_in(NamedFile(stream, file.name), **options)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        for warning in outcome.warnings:
            self.stderr.write(str(warning))
        if outcome.wrong or outcome.questions:
            raise CommandError("\n".join([*map(str, sorted(outcome.wrong, key=lambda r: r.row)), str(outcome)]))
        self.stdout.write(str(outcome))

    def take_in(self, file, **options):
        """Return the ``Outcome`` of the file."""
        raise NotImplementedError
