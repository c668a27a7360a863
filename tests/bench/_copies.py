"""The table of hashes of a generated province, written without the programs' own acts, which would take hours."""

import sys

from django.db import connection

from commitments.models import Commitment, ProgramText, Shingle
from commitments.quality.nearest import HANDED_IN
from commitments.quality.spans import Text, kept_hashes
from portal.lib import planner
from portal.sample.rows import Rows, count_on, write_all

CHUNK = 200_000


def index_all():
    """Write the hashes of everything handed in, in the database at hand; nothing where they are there already."""
    if Shingle.objects.exists():
        return
    print("Writing the table of hashes, once.", file=sys.stderr)
    [index] = Shingle._meta.indexes
    with connection.schema_editor() as editor:
        editor.remove_index(Shingle, index)
    rows = Rows(Shingle, ["campaign_id", "hash", "program_id", "commitment_pk"])
    for campaign, program, commitment, text in _texts():
        for kept in kept_hashes(text):
            rows.add(campaign, kept, program, commitment)
        if len(rows.waiting) > CHUNK:
            write_all([rows])
    write_all([rows])
    count_on([rows])
    with connection.schema_editor() as editor:
        editor.add_index(Shingle, index)
    planner.count_anew()


def _texts():
    """Yield campaign, program, commitment (0 for the sections) and text of all that has been handed in."""
    handed_in = {"program__status__in": HANDED_IN}
    columns = "program__entry__campaign", "program"
    tasks = Commitment.objects.in_force().filter(**handed_in).order_by("pk")
    for campaign, program, pk, *parts in tasks.values_list(*columns, "pk", "title", "deliverable").iterator():
        yield campaign, program, pk, Text.of(*parts)
    sections = ProgramText.objects.filter(**handed_in).order_by("program", "pk").values_list(*columns, "body")
    last, bodies = None, []
    for campaign, program, body in sections.iterator():
        if last and program != last[1]:
            yield *last, 0, Text.of(*bodies)
            bodies = []
        last = campaign, program
        bodies.append(body)
    if last:
        yield *last, 0, Text.of(*bodies)
