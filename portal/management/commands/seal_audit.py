"""``manage.py seal_audit``: seal the audit trail now, and print the last seal to be kept outside."""

from django.core.management.base import BaseCommand

from portal.audit import sealing
from portal.audit.models import Seal


class Command(BaseCommand):
    help = (
        "Seals what was written since the last seal (workers do so every quarter of an hour) and prints the last seal."
    )

    def handle(self, **options):
        sealing.seal()
        last = Seal.objects.last()
        self.stdout.write(str(last) if last else "There is nothing to seal.")
