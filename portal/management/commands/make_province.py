"""Fill an empty portal with a generated province of any size, to measure with."""

import time

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.management.base import BaseCommand, CommandError

from portal.directory.models import Appointment, PartyOrg, Person
from portal.directory.roles import ROLES
from portal.sample import generated


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--people", type=int, required=True, metavar="N", help="how many members, 250000 at most")
        parser.add_argument("--seed", type=int, default=1, help="another number gives another province")
        parser.add_argument("--copies", type=float, default=0, metavar="PERCENT", help="so many programs copy another")
        parser.add_argument("--password", help="lets the first holder of each role sign in with it")

    def handle(self, *, people, seed, password, copies, **options):
        if not generated.FEWEST <= people <= generated.MOST:
            raise CommandError(f"--people is {people}. Choose a number from {generated.FEWEST} to {generated.MOST}.")
        if Person.objects.exists() or PartyOrg.objects.exists():
            raise CommandError("There are people in this portal already. The province goes into an empty one only.")
        start = time.perf_counter()
        counts = generated.fill(people, seed=seed, password=password, copies=copies, tell=self.stderr.write)
        for name, count in counts.items():
            self.stdout.write(f"{name:<16} {count:>9}")
        self.stdout.write(f"{time.perf_counter() - start:.0f} seconds")
        if password:
            self._list_sign_ins()

    def _list_sign_ins(self):
        """List one sign-in for each role at each level: the first who holds it."""
        shown = set()
        self.stdout.write("Sign-ins:")
        found = Appointment.objects.exclude(person__password=UNUSABLE_PASSWORD_PREFIX).select_related(
            "person", "org__org_type"
        )
        for appointment in found.order_by("org__path", "pk"):
            place = (appointment.role, appointment.org.org_type.code)
            if place not in shown:
                shown.add(place)
                role = ROLES[appointment.role].titles[0]
                self.stdout.write(f"  {appointment.person.login_name:<14} {role}, {appointment.org.name}")
