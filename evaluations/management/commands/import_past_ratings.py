"""``manage.py import_past_ratings FILE``."""

from evaluations.past import taking
from portal.directory.lists.command import ImportCommand


class Command(ImportCommand):
    help = "Imports levels, shortcomings or figures of earlier years; which, its columns say."

    def take_in(self, file, **options):
        return taking.take_in(file, file.name)
