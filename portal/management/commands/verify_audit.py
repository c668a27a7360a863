"""``manage.py verify_audit``: follow the chain of seals, and name the first link that is broken."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.audit import sealing


class Command(BaseCommand):
    help = "Checks that no event of the audit trail was changed, deleted or inserted; ends with 1 where one was."

    def add_arguments(self, parser):
        parser.add_argument(
            "--kept",
            type=Path,
            action="append",
            default=[],
            help="seals kept outside: a file with what seal_audit printed, or a worker's log; may be repeated",
        )

    def handle(self, *, kept, **options):
        try:
            lines = [line for path in kept for line in path.read_text(errors="replace").splitlines()]
        except OSError as error:
            raise CommandError(str(error)) from error
        found = sealing.verify(lines)
        if found.fault:
            raise CommandError(found.fault)
        self.stdout.write(f"{found.event_count} events under {found.seal_count} seals are as they were sealed.")
        if found.unsealed_count:
            self.stdout.write(f"{found.unsealed_count} newer events have no seal yet.")
        if found.last:
            self.stdout.write(f"Last seal, to be kept outside: {found.last}")
