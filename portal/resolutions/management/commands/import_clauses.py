"""``manage.py import_clauses FILE``."""

from portal.directory.lists.command import ImportCommand
from portal.resolutions.lists import clauses


class Command(ImportCommand):
    help = "Imports the list of items of documents; with one wrong row nothing is written."

    def take_in(self, file, **options):
        return clauses.take_in(file, file.name)
