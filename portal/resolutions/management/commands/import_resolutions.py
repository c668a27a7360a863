"""Import the list of documents from a file."""

from portal.resolutions.importing import ImportCommand
from portal.resolutions.resources import ResolutionResource


class Command(ImportCommand):
    help = "Import the list of documents from FILE; with one wrong row nothing is written."
    resource = ResolutionResource
