"""``manage.py build_fonts``: make the four faces that papers are printed in."""

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.printing import fonts


class Command(BaseCommand):
    help = "Builds the typeface of the papers in var/fonts; does nothing when it is up to date."
    requires_system_checks: list[str] = []

    def handle(self, **options):
        count = fonts.build(office_folder=settings.OFFICE_FONT_DIR)
        self.stdout.write(f"{count} font files built." if count else "The fonts are up to date.")
