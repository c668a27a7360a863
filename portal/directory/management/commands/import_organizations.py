"""``manage.py import_organizations FILE``."""

from portal.directory.lists import organizations
from portal.directory.lists.command import ImportCommand, day


class Command(ImportCommand):
    help = "Imports the list of organisations: code, name, type, code of the superior."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--as-of", type=day, metavar="DATE", help="first day of new places and moves")

    def take_in(self, file, *, as_of, **options):
        return organizations.take_in(file, file.name, as_of=as_of)
