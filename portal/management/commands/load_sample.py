"""Fill an empty portal with the sample province; the sign-ins go to standard output, progress to standard error."""

import datetime
import secrets
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from portal.directory.models import Appointment, Person
from portal.directory.roles import ROLES, Role
from portal.sample import province

FOLDER = Path(province.__file__).parent
# The day of which the member lists speak: one of them says so, and who came that day may be transferred today.
LISTED_ON = datetime.date(2025, 12, 31)

# One sign-in per role: the role and the organisation at which to look for somebody who holds it.
ROLES_SHOWN = [
    (Role.CELL_SECRETARY, "DUHT-01"),
    (Role.CELL_SECRETARY, "DUHT-08"),
    (Role.SECRETARY, "DUHT"),
    (Role.COMMITTEE_MEMBER, "DUHT"),
    (Role.OVERSEER, "DUHT"),
    (Role.PERSONNEL_OFFICER, "DUHT"),
    (Role.PERSONNEL_OFFICER, "TU"),
    (Role.INSPECTOR, "DUHT"),
    (Role.CLERK, "TU"),
    (Role.PROPAGANDA_OFFICER, "DUHT"),
    (Role.SECRETARY, "TU"),
    (Role.SYSTEM_ADMIN, "TU"),
]


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--seed", type=int, default=2026, help="another number gives other programs")
        parser.add_argument("--password", help="for all sign-ins of the sample; made up where none is given")

    def handle(self, *, seed, password, **options):
        if Person.objects.exists():
            raise CommandError("There are people in this portal already. The sample goes into an empty one only.")
        self._import()
        programs = province.fill(seed=seed)
        self.stderr.write(f"Sample province: {Person.objects.count()} people, {programs} programs.")
        self._give_sign_ins(password or "-".join(secrets.token_hex(2) for _part in range(3)))

    def _import(self):
        """Bring in the lists as an office would: organisations, people, posts, documents, clauses."""
        steps = [
            ("import_organizations", "organizations.xlsx", {}),
            ("import_people", "members-clean.xlsx", {"as_of": LISTED_ON, "commit": True}),
            ("import_people", "members-office.xlsx", {"under": "DUDS", "commit": True}),
            ("import_appointments", "appointments.csv", {}),
            ("import_resolutions", "resolutions.csv", {}),
            ("import_clauses", "clauses.csv", {}),
        ]
        for command, file, options in steps:
            call_command(command, str(FOLDER / file), stdout=self.stderr, **options)

    def _give_sign_ins(self, password):
        rows = []
        for role, code in ROLES_SHOWN:
            appointment = Appointment.objects.today().filter(role=role, org__code=code).select_related("person").first()
            rows.append((appointment.person, f"{ROLES[role].titles[0]}, {appointment.org.name}"))
        member = province.visitor()
        rows.insert(0, (member, f"Đảng viên, {member.cell.name}"))
        for person, _role in rows:
            person.set_password(password)
            person.save(update_fields=["password"])
        width = max(len(person.login_name) for person, _role in rows)
        self.stdout.write(f"Sign-ins of the sample (password for all: {password})")
        for person, role in rows:
            self.stdout.write(f"  {person.login_name:<{width}}  {role} ({person.full_name})")
