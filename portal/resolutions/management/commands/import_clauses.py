"""Import the list of clauses from a file."""

from portal.resolutions.importing import ImportCommand
from portal.resolutions.resources import ClauseResource


class Command(ImportCommand):
    help = "Import the list of clauses from FILE; with one wrong row nothing is written."
    resource = ClauseResource
