"""``manage.py take_away_factor LOGIN --reason TEXT``: for an officer above whom there is no other officer to ask."""

from django.core.management.base import BaseCommand, CommandError

from portal.directory.models import Person
from portal.directory.second_factor import take_away
from portal.lib.refusal import Refused


class Command(BaseCommand):
    help = (
        "Takes away the second factor that somebody has lost, ends their sessions and tells them. In the portal the "
        "personnel office does that; this is for the last officer of the highest one."
    )

    def add_arguments(self, parser):
        parser.add_argument("login_name")
        parser.add_argument("--reason", required=True, help="why, and how it was made sure who asks: kept in the trail")

    def handle(self, *, login_name, reason, **options):
        person = Person.objects.filter(login_name=login_name).first()
        if person is None:
            raise CommandError(f"Nobody has the login name {login_name}.")
        if not reason.strip():
            raise CommandError("Say why.")
        try:
            count = take_away(person, reason=reason.strip(), by=None)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{person}: {count} taken away. They set up another at their next sign-in.")
