"""``manage.py verify_audit``: follow the chain of seals, and name the first link that is broken."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.audit import sealing
from portal.keeping import archive


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
        parser.add_argument(
            "--backup", type=Path, action="append", default=[], help="a backup, which holds the last seal of its day"
        )

    def handle(self, *, kept, backup, **options):
        try:
            lines = [line for path in kept for line in path.read_text(errors="replace").splitlines()]
            lines += [archive.manifest_of(path).get("last_seal", "") for path in backup]
        except (OSError, archive.Damaged) as error:
            raise CommandError(str(error)) from error
        found = sealing.verify(lines)
        if found.fault:
            raise CommandError(found.fault)
        self.stdout.write(f"{found.event_count} events under {found.seal_count} seals are as they were sealed.")
        if found.unsealed_count:
            self.stdout.write(f"{found.unsealed_count} newer events have no seal yet.")
        if not lines:
            self.stdout.write("An end cut off with its seals is found only with --kept or --backup.")
        if found.last:
            self.stdout.write(f"Last seal, to be kept outside: {found.last}")
