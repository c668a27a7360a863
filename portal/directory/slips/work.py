"""Activation slips as long work: drawn in chunks, opened together, printed as one PDF that only who asked may fetch.

A code is made where it is drawn and kept there only as a digest; on its way into the PDF it lies sealed in the part of
its chunk, which goes with the job. A chunk that is drawn again leaves slips behind that nobody ever opens.
"""

import datetime
import json
import secrets

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.directory import policies
from portal.directory.models import ActivationSlip, Person
from portal.directory.slips import choosing, codes, papers
from portal.jobs.work import ResultFile, Work
from portal.lib.policy import Verdict
from portal.lib.sealing import seal, unseal
from portal.printing.cards import draw_cards

NAME = "directory.activation_slips"
SLIPS_OF_A_CHUNK = 500
# Slips that were drawn and never opened: their job failed or was cancelled.
LEFT_BEHIND = datetime.timedelta(days=1)


def params_of(officer, people, *, path, address):
    """Return the parameters of a job: whose slips, by key, in which unit, to be used at which address."""
    return {"people": [person.pk for person in people], "by": officer.pk, "path": path, "address": address}


class ActivationSlips(Work):
    """The slips of chosen people, in the order of cells and names, so that each cell's lie together."""

    name = NAME

    def title(self, params):
        count = len(params["people"])
        return ngettext("Activation slips for %(count)s comrade", "Activation slips for %(count)s comrades", count) % {
            "count": count
        }

    def may(self, person, params):
        if person.pk != params["by"]:
            return Verdict(_("These slips were asked for by somebody else."))
        return policies.can_issue_slips(person)

    def unit_path(self, params):
        return params["path"]

    def plan(self, params):
        ActivationSlip.objects.filter(
            state=ActivationSlip.State.DRAWN, issued_at__lt=timezone.now() - LEFT_BEHIND
        ).delete()
        keys = params["people"]
        return [keys[start : start + SLIPS_OF_A_CHUNK] for start in range(0, len(keys), SLIPS_OF_A_CHUNK)]

    def run(self, params, chunk, part):
        """Draw the slips of a chunk: digests into the table, the slips themselves sealed into ``part``.

        Who may do so is asked again for each: a post may have been recorded since the list was confirmed.
        """
        officer = Person.objects.get(pk=params["by"])
        people = (
            Person.objects.filter(pk__in=chunk).select_related("cell__parent").order_by("org_path", "sort_key", "pk")
        )
        draw, valid_to, held = secrets.token_hex(16), ActivationSlip.last_valid_day(), []
        rows = []
        for person in choosing.sorted_out(officer, people).fit:
            code = codes.new_code()
            digest = codes.digest_of(person, code)
            rows.append(ActivationSlip(person=person, digest=digest, draw=draw, issued_by=officer, valid_to=valid_to))
            place = person.cell.full_label if person.cell else person.posts_today[0].place.name
            held.append([person.full_name, place, person.login_name, code])
        ActivationSlip.objects.bulk_create(rows, batch_size=500)
        part.write(seal(json.dumps({"draw": draw, "valid_to": valid_to.isoformat(), "slips": held})).encode())

    def finish(self, params, parts, result):
        """Open all slips at once and print them."""
        drawn = [json.loads(unseal(part.read().decode())) for part in parts]
        ActivationSlip.open_draws([chunk["draw"] for chunk in drawn])
        cards = (papers.card_of(slip, params["address"]) for chunk in drawn for slip in _slips_in(chunk))
        draw_cards(papers.SHEET_TITLE, cards, result)
        return ResultFile(f"phieu-kich-hoat-{len(params['people'])}.pdf", "application/pdf")


def _slips_in(chunk):
    valid_to = datetime.date.fromisoformat(chunk["valid_to"])
    return [papers.Slip(*values, valid_to=valid_to) for values in chunk["slips"]]
