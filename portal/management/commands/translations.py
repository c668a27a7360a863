"""``manage.py translations``: keep the Vietnamese texts complete, and compile them for Django."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import translations

CATALOG = Path("portal", "locale", "vi", "LC_MESSAGES", "django.po")
COMPILED = Path("locale", "vi", "LC_MESSAGES", "django.mo")

SAYS = {
    "missing": "No Vietnamese yet",
    "fuzzy": "Marked as fuzzy",
    "obsolete": "No longer in the source (run translations --write)",
    "unlisted": "Not in the catalogue yet (run translations --write)",
    "placeholders": "Placeholders differ from the source",
}


class Command(BaseCommand):
    help = "Extracts, fills, checks and compiles the Vietnamese texts."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--write", action="store_true", help="bring the .po file up to date with the source")
        parser.add_argument(
            "--fill", nargs="+", type=Path, default=[], metavar="FILE", help="take texts from .po files as well"
        )
        parser.add_argument("--check", action="store_true", help="fail on a missing, fuzzy, obsolete or wrong text")
        parser.add_argument("--compile", action="store_true", help="write the .mo file that Django reads")

    def handle(self, *, write, fill, check, compile, **options):
        path = settings.BASE_DIR / CATALOG
        if write or fill:
            known = [translations.read(path), *map(translations.read, fill)]
            translations.write(translations.filled(translations.extracted(settings.BASE_DIR), *known), path)
        catalog = translations.read(path)
        if compile:
            count = translations.compile_to(catalog, settings.VAR_DIR / COMPILED)
            self.stdout.write(f"{count} texts compiled.")
        if check or write or fill:
            self.report(translations.faults(translations.extracted(settings.BASE_DIR), catalog), fail=check)

    def report(self, faults, *, fail):
        for kind, texts in vars(faults).items():
            if texts:
                self.stdout.write(f"{SAYS[kind]}: {len(texts)}")
                self.stdout.writelines(f"  {text!r}\n" for text in texts)
        if not faults:
            self.stdout.write("Every text has its Vietnamese.")
        elif fail:
            raise CommandError("The Vietnamese texts are not complete: see above.")
