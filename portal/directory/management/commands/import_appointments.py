"""``manage.py import_appointments FILE``."""

from portal.directory.lists import appointments
from portal.directory.lists.command import ImportCommand


class Command(ImportCommand):
    help = "Imports who holds which post or office at which committee, from when. Import the people first."

    def take_in(self, file, **options):
        return appointments.take_in(file, file.name)
