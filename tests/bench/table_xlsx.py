"""The table of levels by person, a quarter of a million rows of the database, beside a bare loop over such tuples.

Each is written by a process of its own, whose processor time and most memory count; the machine's other work does not.
``bin/bench table_xlsx:20000`` takes fewer rows.
"""

import datetime
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryFile

from django.utils import timezone
from xlsxwriter import Workbook

from evaluations.models import Ballot, Dossier, Evaluation, Proposal, Rating, ReviewPlacement, SelfAssessment
from evaluations.tables import files
from evaluations.tables.people import PeopleResource, Sight
from portal.directory.models import PartyOrg, Person
from portal.printing.models import PaperForm
from portal.sample.rows import Rows, write_all
from tests import evaluating, factories
from tests.bench import Figure

ROWS = 250_000
IN_A_CELL = 30
AT_ONCE = 10_000
BORN = datetime.date(1980, 5, 19)
TRACK = Rating.Track.PARTY_MEMBER
NOTE = "Hoàn thành theo cam kết đã đăng ký. " * 40  # 1.5 kB of a paper that the table does not show


def figures(rows=ROWS):
    _make(rows)
    ours, peak = _measured("whole")
    bare, bare_peak = _measured("bare", rows)
    _few, few_peak = _measured("part")
    yield Figure(f"table_xlsx {rows} rows", ours, "s", floor=bare, target=1.5, less_is_better=True)
    yield Figure("table_xlsx memory, bare loop", bare_peak, "MiB")
    yield Figure("table_xlsx memory, by a tenth", peak, "MiB", floor=few_peak, target=1.1, less_is_better=True)


# ── the rows ──


def _make(rows):
    """Write an evaluation of ``rows`` people, all decided with ballots; a tenth of them stand in the ward W0."""
    province = factories.make_org("T", type_code="PROVINCE")
    wards = [factories.make_org(f"W{number}", type_code="COMMUNE", parent=province) for number in range(10)]
    evaluation = evaluating.make_evaluation(province)
    decision = evaluation.decisions.create(
        decided_by="Ban Thường vụ", symbol="45-QĐ/ĐU", decided_on=BORN, track=TRACK, recorded_by=factories.make_person()
    )
    tables = _tables(evaluation, decision)
    cells = -(-rows // IN_A_CELL)
    for number in range(cells):
        ward = wards[number * len(wards) // cells]
        cell = factories.make_org(f"C{number}", f"Chi bộ khu phố {number}, phường Hạc Thành", parent=ward)
        for _person in range(min(IN_A_CELL, rows - number * IN_A_CELL)):
            _add(tables, cell)
        if len(tables[0].waiting) >= AT_ONCE:
            write_all(tables)
    write_all(tables)


def _tables(evaluation, decision):
    totals = {"totals": {"a": "27.5", "b": "63", "total": "90.5"}, "texts": {"merits": NOTE}}
    return [
        _after_those_there(
            Rows(Person, ["public_id", "login_name", "sort_key"], full_name="Nguyễn Thị Bích Ngọc", born=BORN,
                 created_at=timezone.now())
        ),
        Rows(Dossier, ["person_id", "unit_id"], evaluation_id=evaluation.pk, frame="NON_LEADER", posts="Chi ủy viên",
             job="Công chức"),
        Rows(Rating, ["dossier_id"], track=TRACK, stage="locked", proposed_level="HTTNV", appraised_level="HTTNV",
             appraised_a=Decimal(27), appraised_b=Decimal("60.25"), level="HTTNV", decision_id=decision.pk,
             published_at=timezone.now()),
        Rows(SelfAssessment, ["dossier_id"], form_id=PaperForm.objects.get(code="KD-02B-2025").pk, status="submitted",
             own_levels={TRACK: "HTTNV"}, basis=totals, submitted_at=timezone.now(), handed_in_on=BORN),
        Rows(ReviewPlacement, ["dossier_id", "body_id"], capacity="cell", is_deciding=True),
        Rows(Proposal, ["placement_id"], track=TRACK, level="HTTNV", suggested="HTTNV"),
        Rows(Ballot, ["proposal_id"], issued=12, valid=11, votes={"HTTNV": 9}),
    ]  # fmt: skip


def _after_those_there(table):
    table.last = Person.objects.order_by("-pk").first().pk
    return table


def _add(tables, cell):
    people, dossiers, ratings, papers, placements, proposals, ballots = tables
    number = people.next
    person = people.add(f"{number:032x}", f"n{number}", f"ngoc{number:09}")
    dossier = dossiers.add(person, cell.pk)
    ratings.add(dossier)
    papers.add(dossier)
    ballots.add(proposals.add(placements.add(dossier, cell.pk)))


def made(rows):
    """Yield tuples as the table has them: seventeen cells, texts, days, points and shares."""
    a, b, total, share = Decimal("27.5"), Decimal(63), Decimal("90.5"), Decimal("0.818")
    for number in range(1, rows + 1):
        unit = f"Chi bộ khu phố {number // IN_A_CELL}, phường Hạc Thành"
        own = ("Nguyễn Thị Bích Ngọc", BORN, "Chi ủy viên", "Công chức", unit, a, b, total, "HTTNV")
        yield number, *own, "HTTNV", 9, share, total, "HTTNV", "", ""


# ── writing, in a process of its own ──


def _measured(name, *arguments):
    """Return the seconds of the processor and the most memory in MiB that ``name`` of ``WAYS`` takes."""
    program = (
        f"import django; django.setup(); from tests.bench import table_xlsx; table_xlsx.tell('{name}', *{arguments})"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    return tuple(map(float, done.stdout.split()))


def tell(name, *arguments):
    start = time.process_time()
    with TemporaryFile() as stream:
        WAYS[name](stream, *arguments)
    print(time.process_time() - start, _peak())


def _peak():
    """Return the most memory in MiB of this program alone: ``ru_maxrss`` counts what its parent held as well."""
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024


def _ours(stream, code):
    evaluation, unit = Evaluation.objects.get(), PartyOrg.objects.get(code=code)
    table = PeopleResource(evaluation, unit, TRACK, Sight(None, (unit.path,))).export()
    files.write(table, evaluation, unit, "xlsx", stream)


def _bare(stream, rows):
    """Write such values with the same formats, and nothing else."""
    book = Workbook(stream, {"constant_memory": True})
    page = book.add_worksheet()
    text, date = book.add_format({"border": 1, "text_wrap": True}), book.add_format({"num_format": "dd/mm/yyyy"})
    for row, values in enumerate(made(rows)):
        for column, value in enumerate(values):
            if isinstance(value, datetime.date):
                page.write_datetime(row, column, value, date)
            elif isinstance(value, int | Decimal):
                page.write_number(row, column, value, text)
            elif value:
                page.write_string(row, column, value, text)
            else:
                page.write_blank(row, column, None, text)
    book.close()


WAYS = {"whole": lambda stream: _ours(stream, "T"), "part": lambda stream: _ours(stream, "W0"), "bare": _bare}
