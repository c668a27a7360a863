"""``manage.py import_people FILE [--under ORG_CODE] [--as-of DATE] [--commit]``."""

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from portal.directory.lists import people
from portal.directory.lists.asking import Answers
from portal.directory.lists.command import ImportCommand, day
from portal.directory.models import PartyOrg


class Command(ImportCommand):
    help = "Rehearses the import of a member list, or with --commit writes it."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--under", metavar="ORG_CODE", help="the organisation whose cells the list names")
        parser.add_argument("--as-of", type=day, metavar="DATE", help="the day of which the list speaks, dd/mm/yyyy")
        parser.add_argument("--commit", action="store_true", help="write it; otherwise it is a rehearsal")
        parser.add_argument("--moved-on", type=day, metavar="DATE", help="the day of all transfers in the list")
        parser.add_argument(
            "--renewed", action="store_true", help="who has a new card of 12 digits for one of 8 is the same person"
        )
        parser.add_argument("--convert-legacy", action="store_true", help="agree to convert a list in TCVN3 or VNI")

    def take_in(self, file, *, under, as_of, commit, moved_on, renewed, convert_legacy, **options):
        org = PartyOrg.objects.select_related("org_type").filter(code=under).first() if under else None
        if under and org is None:
            raise CommandError(_("No organisation has the code %(code)s. Correct the code.") % {"code": under})
        listed = people.read(file, file.name)
        for before, after in listed.found.samples:
            self.stdout.write(f"{', '.join(listed.found.legacy)}: {before} → {after}")
        outcome = people.take_in(
            listed,
            write=commit,
            under=org,
            as_of=as_of,
            convert_legacy=convert_legacy,
            answers=Answers(moved_on=moved_on, renewed=renewed),
        )
        for question in outcome.questions:
            self.stderr.write(f"{question.row}: {question.name}: {question.text()}")
        if not commit:
            self.stdout.write(_("This was a rehearsal; with --commit it is written."))
        return outcome
