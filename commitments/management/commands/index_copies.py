"""Write the table of hashes anew by which copies are found, for the programs that are handed in."""

from django.core.management.base import BaseCommand

from commitments.models import ActionProgram, Shingle
from commitments.models.copies import index
from commitments.quality.nearest import HANDED_IN

CHUNK = 500


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        Shingle.objects.exclude(program__status__in=HANDED_IN).delete()
        programs = ActionProgram.objects.filter(status__in=HANDED_IN).select_related("entry").order_by("pk")
        count = 0
        for program in programs.iterator(chunk_size=CHUNK):
            index(program)
            count += 1
        self.stdout.write(f"{count} programs indexed.")
