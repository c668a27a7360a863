"""``manage.py import_past_ratings FILE``."""

from evaluations.past.taking import open_list
from portal.directory.lists.command import ImportCommand


class Command(ImportCommand):
    help = "Imports levels, shortcomings or figures of earlier years; which, its columns say."

    def take_in(self, file, **options):
        return open_list(file, file.name).run(write=True)
