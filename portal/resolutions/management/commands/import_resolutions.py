"""``manage.py import_resolutions FILE``."""

from portal.directory.lists.command import ImportCommand
from portal.resolutions.lists import resolutions


class Command(ImportCommand):
    help = "Imports the list of documents with what they replace and carry out; with one wrong row nothing is written."

    def take_in(self, file, **options):
        return resolutions.take_in(file, file.name)
