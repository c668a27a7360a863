"""The tables of the year's end: what they count, that screen, workbook and PDF say the same, and for whom."""

import datetime
import re
import zipfile
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from commitments.reports.tables import ReportTable, block
from evaluations.models import Ballot, PastCount, Proposal, Rating, SelfAssessment
from evaluations.tables import files, people, units, work
from evaluations.tables.policies import sight_of
from portal.audit.models import AuditEvent
from portal.directory import tree
from portal.directory.roles import Role
from portal.printing.models import PaperForm
from tests import factories
from tests.evaluating import make_dossier, make_evaluation
from tests.worker import work_off

pytestmark = pytest.mark.django_db

MEMBER = Rating.Track.PARTY_MEMBER


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


def rated(evaluation, subject, level="", *, published=True, proposed="", votes=None, own=None, **fields):
    """Make a dossier with its rating as far as it has come: own points and level, proposed, decided, published."""
    dossier = make_dossier(evaluation, subject, **fields)
    if own:
        SelfAssessment.objects.create(
            dossier=dossier,
            form=PaperForm.objects.get(code="KD-02B-2025"),
            status="submitted",
            submitted_at=factories.local_noon(datetime.date(2026, 11, 20)),
            own_levels={"party_member": own},
            basis={"totals": {"a": "27.5", "b": "63", "total": "90.5"}},
        )
    proposed = proposed or level
    values = {"proposed_level": proposed, "stage": "proposed" if proposed else "self"}
    if level:
        decision = evaluation.decisions.create(
            decided_by="Đảng ủy", symbol="45-QĐ/ĐU", decided_on="2026-12-20", recorded_by=factories.make_person()
        )
        values |= {"stage": "decided", "appraised_level": level, "level": level, "decision": decision}
        values |= {"appraised_a": "27", "appraised_b": "60.25"}
        values |= {"published_at": factories.local_noon(datetime.date(2026, 12, 22))} if published else {}
    dossier.ratings.update(**values)
    if votes:
        placement = dossier.placements.get()
        proposal = Proposal.objects.create(placement=placement, track=MEMBER, level=proposed)
        Ballot.objects.create(proposal=proposal, issued=12, valid=votes[1], invalid=0, votes={proposed: votes[0]})
    return dossier


def table_url(evaluation, unit, kind="people"):
    return f"/evaluations/{evaluation.pk}/tables/{unit.code}/{kind}/"


def everything(unit):
    """Return a sight as far as the top of the tree."""
    return people.Sight(None, (unit.path[: tree.STEP],))


def lines(evaluation, unit, sight=None, track=MEMBER):
    sight = sight or everything(unit)
    return list(people.PeopleResource(evaluation, unit, track, sight).export().rows)


# ── by person ──


def test_a_line_holds_own_proposed_appraised_and_decided_with_real_numbers(evaluation, member, province):
    member.born = datetime.date(1985, 2, 27)
    member.workplace = "UBND phường"
    member.save()
    rated(evaluation, member, "HTTNV", own="HTXSNV", votes=(9, 11), posts="Chi ủy viên", job="Công chức")

    (line,) = lines(evaluation, province.ward)

    assert line == (
        1,
        "Đặng Thị Bích Ngà",
        datetime.date(1985, 2, 27),
        "Chi ủy viên",
        "Công chức, UBND phường",
        "Chi bộ khu phố 1",
        Decimal("27.5"),
        Decimal("63"),
        Decimal("90.5"),
        "HTXSNV",
        "HTTNV",
        9,
        Decimal("0.818"),
        Decimal("87.25"),
        "HTTNV",
        "",
        "",
    )


def test_who_holds_no_post_of_the_party_stands_as_a_member_of_it(evaluation, province, member):
    rated(evaluation, member, job="Công nhân")

    assert lines(evaluation, province.ward)[0][3:5] == ("Đảng viên", "Công nhân")


def test_people_stand_by_unit_then_by_rank_then_by_name(evaluation, province, member, secretary):
    other = factories.make_person("An Văn Bình", cell=province.second_cell)
    for person, rank in ((other, 9), (member, 9), (secretary, 1)):
        rated(evaluation, person, rank=rank)

    assert [line[1] for line in lines(evaluation, province.ward)] == [
        "Hoàng Văn Khải",
        "Đặng Thị Bích Ngà",
        "An Văn Bình",
    ]


def test_who_is_not_rated_stands_with_the_reason_and_who_left_does_not(evaluation, province, member, colleague):
    rated(evaluation, member, not_rated_reason="exempt")
    rated(evaluation, colleague, left_on=datetime.date(2026, 11, 1))

    assert [(line[1], line[-1]) for line in lines(evaluation, province.ward)] == [
        ("Đặng Thị Bích Ngà", "Miễn công tác, sinh hoạt đảng")
    ]


def test_the_table_of_cadres_holds_who_is_rated_as_a_cadre(evaluation, province, member, colleague):
    make_dossier(evaluation, member, tracks=["party_member", "cadre"])
    make_dossier(evaluation, colleague)

    assert [line[1] for line in lines(evaluation, province.ward, track=Rating.Track.CADRE)] == ["Đặng Thị Bích Ngà"]


def test_who_is_rated_in_two_tracks_at_two_places_stands_once_in_each_table(evaluation, province, member):
    dossier = rated(evaluation, member, proposed="HTTNV", votes=(9, 11), tracks=["party_member", "cadre"])
    deciding = dossier.placements.get()
    Proposal.objects.create(placement=deciding, track="cadre", level="HTNV")
    beside = dossier.placements.create(body=province.second_cell, capacity="former_cell")
    Proposal.objects.create(placement=beside, track=MEMBER, level="HTXSNV")

    said = [[line[10:12] for line in lines(evaluation, province.ward, track=track)] for track in (MEMBER, "cadre")]

    assert said == [[("HTTNV", 9)], [("HTTNV", None)]]


def test_a_draft_shows_no_points_and_no_level(evaluation, province, member):
    rated(evaluation, member, own="HTXSNV")
    SelfAssessment.objects.update(status="returned")

    assert lines(evaluation, province.ward)[0][6:10] == (None, None, None, "")


def test_a_level_still_being_written_in_a_session_is_not_shown(evaluation, province, member):
    rated(evaluation, member, votes=(9, 11))

    assert lines(evaluation, province.ward)[0][10:13] == ("", None, None)


def test_a_superseded_rating_is_left_out(evaluation, province, member):
    dossier = rated(evaluation, member, "HTNV")
    old = dossier.ratings.get()
    Rating.objects.filter(pk=old.pk).update(superseded_at=old.published_at, supersede_reason="Sai sót")
    Rating.objects.create(dossier=dossier, track=MEMBER, supersedes=old)

    assert [line[14] for line in lines(evaluation, province.ward)] == [""]


def test_of_ones_own_line_nobody_sees_what_was_proposed_before_it_is_published(evaluation, province, personnel_officer):
    rated(evaluation, personnel_officer, "HTTNV", published=False, votes=(9, 11), own="HTXSNV")

    own = lines(evaluation, province.ward, people.Sight(personnel_officer.pk, (province.ward.path,)))[0]
    Rating.objects.update(published_at=factories.local_noon(datetime.date(2026, 12, 22)))
    after = lines(evaluation, province.ward, people.Sight(personnel_officer.pk, (province.ward.path,)))[0]

    assert own[9:15] == ("HTXSNV", "", None, None, None, "")
    assert after[10] == after[14] == "HTTNV"


def test_officers_of_a_cell_see_what_was_appraised_and_decided_once_it_is_published(evaluation, province, member):
    rated(evaluation, member, "HTTNV", published=False, votes=(9, 11))

    before = lines(evaluation, province.cell, people.Sight(None, ()))[0]
    Rating.objects.update(published_at=factories.local_noon(datetime.date(2026, 12, 22)))
    after = lines(evaluation, province.cell, people.Sight(None, ()))[0]

    assert before[10:15] == ("HTTNV", 9, before[12], None, "")
    assert after[14] == "HTTNV"


def test_the_page_takes_the_same_queries_for_any_number_of_people(evaluation, province, personnel_officer, signed_in):
    client, counts = signed_in(personnel_officer), []
    for more in (1, 2, 27):
        for _number in range(more):
            rated(evaluation, factories.make_person(cell=province.cell), "HTTNV", votes=(9, 11))
        with CaptureQueriesContext(connection) as asked:
            page = client.get(table_url(evaluation, province.ward))
        counts.append(len([query for query in asked if "SAVEPOINT" not in query["sql"]]))

    assert page.status_code == 200
    assert len(page.content) < 60_000
    # The sums take one query, on the last page alone.
    assert counts[0] == counts[1] == counts[2] + 1
    assert counts[0] <= 15


def test_people_are_read_and_counted_in_two_queries_however_many(evaluation, province, django_assert_num_queries):
    for count in (1, 2, 27):
        for _number in range(count):
            make_dossier(evaluation, factories.make_person(cell=province.cell))
        with django_assert_num_queries(2):
            read = lines(evaluation, province.ward)

    assert [line[0] for line in read] == list(range(1, 31))


def test_pages_follow_each_other_without_a_gap(evaluation, province, personnel_officer, signed_in):
    for number in range(25):
        rated(evaluation, factories.make_person(f"Người {number:02}", cell=province.cell))
    client = signed_in(personnel_officer)

    first = client.get(table_url(evaluation, province.ward))
    second = client.get(first.context["next_url"])

    names = [row.head for page in (first, second) for row in page.context["table"].rows]
    assert names == [f"Người {number:02}" for number in range(25)]
    assert second.context["next_url"] == ""
    assert [[row.head for row in page.context["table"].totals][:1] for page in (first, second)] == [[], ["Tổng cộng"]]


def test_the_reason_of_a_hold_stands_on_no_line_of_ones_own(evaluation, province, member, personnel_officer):
    for person in (member, personnel_officer):
        rated(evaluation, person, proposed="HTTNV").ratings.update(hold_reason="Đơn số 4/ĐT")

    notes = {line[1]: line[-1] for line in lines(evaluation, province.ward, sight_of(personnel_officer))}

    assert notes == {str(member): "Tạm dừng: Đơn số 4/ĐT", str(personnel_officer): ""}


# ── by organisation ──


def figures_of(found, org):
    return next(line for line in found.lines if line.org == org)


def test_an_organisation_counts_decided_levels_and_who_is_not_rated_by_reason(evaluation, province, member, colleague):
    rated(evaluation, member, "HTTNV")
    rated(evaluation, colleague, proposed="HTXSNV")
    for reason in ("exempt", "suspended", "new", "short"):
        rated(evaluation, factories.make_person(cell=province.cell), not_rated_reason=reason)
    rated(evaluation, factories.make_person(cell=province.cell), not_rated_reason="other", not_rated_note="Đi học")

    found = units.gather(evaluation, province.ward, MEMBER)

    now = figures_of(found, province.cell).now
    assert (now.total, now.rated, dict(now.levels), now.undecided) == (7, 2, {"HTTNV": 1}, 1)
    row = units.UnitsResource(found).export().rows[0]
    assert row[:9] == (1, "Chi bộ khu phố 1", str(evaluation.year), 7, 2, 1, 1, 2, 1)
    assert row[-1] == "1 chưa quyết định"


def test_the_lines_add_up_to_the_sum_and_each_share_is_of_who_is_rated(evaluation, province):
    for cell, level in [(province.cell, "HTXSNV"), *[(province.cell, "HTTNV")] * 4, (province.second_cell, "HTNV")]:
        rated(evaluation, factories.make_person(cell=cell), level)

    found = units.gather(evaluation, province.ward, MEMBER)

    (total,) = units.UnitsResource(found).export().totals
    assert total[3:5] == (6, 6)
    assert [str(cell) for cell in total[9:]] == [
        "1", "0.167", "4", "0.667", "1", "0.167", "0", "0.000", "0.250", "",
    ]  # fmt: skip
    assert sum(line.now.total for line in found.lines) == found.total.now.total


def test_last_years_figures_stand_below_from_the_imported_list(evaluation, province, member):
    rated(evaluation, member, "HTTNV")
    year = evaluation.year - 1
    for org, total in ((province.ward, 60), (province.cell, 20)):
        PastCount.objects.create(
            year=year, org=org, track=MEMBER, total=total, rated=total - 2, counts={"HTXSNV": 3, "HTTNV": total - 5}
        )

    table = units.UnitsResource(units.gather(evaluation, province.ward, MEMBER)).export()

    assert [row[:5] for row in table.rows] == [
        (1, "Chi bộ khu phố 1", str(year + 1), 1, 1),
        (None, "", str(year), 20, 18),
    ]
    assert [row[2:5] for row in table.totals] == [(str(year + 1), 1, 1), (str(year), 60, 58)]


def test_last_years_figures_are_those_counted_here_where_there_was_an_evaluation(evaluation, province, member):
    year = evaluation.year - 1
    before = make_evaluation(province.ward, scheme=evaluation.scheme, period=factories.make_period(year))
    rated(before, member, "HTNV")
    rated(evaluation, member, "HTTNV")
    PastCount.objects.create(year=year, org=province.ward, track=MEMBER, total=60, rated=60, counts={})

    found = units.gather(evaluation, province.ward, MEMBER)

    assert dict(found.total.before.levels) == {"HTNV": 1}


def test_collectives_and_organisations_are_counted_in_tables_of_their_own(evaluation, province):
    rated(evaluation, factories.make_collective(province.ward), "HTTNV")
    rated(evaluation, province.cell, "HTNV")

    collectives = units.gather(evaluation, province.ward, Rating.Track.COLLECTIVE)
    organisations = units.gather(evaluation, province.ward, Rating.Track.ORGANISATION)

    assert dict(collectives.total.now.levels) == {"HTTNV": 1}
    assert dict(organisations.total.now.levels) == {"HTNV": 1}
    assert collectives.lines[0].org is None  # it stands at the ward itself


def test_a_full_page_by_organisation_with_last_year_stays_small(evaluation, province, personnel_officer, signed_in):
    for number in range(16):
        cell = factories.make_org(f"C-{number}", f"Chi bộ khu phố số {number}", parent=province.ward)
        rated(evaluation, factories.make_person(cell=cell), "HTTNV")
        PastCount.objects.create(
            year=evaluation.year - 1, org=cell, track=MEMBER, total=20, rated=20, counts={"HTTNV": 20}
        )

    page = signed_in(personnel_officer).get(table_url(evaluation, province.ward, "units"))

    assert len(page.context["table"].rows) == 30
    assert len(page.content) < 60_000


def test_the_table_by_organisation_takes_the_same_queries_for_any_number(
    evaluation, province, django_assert_num_queries
):
    cells = []

    def make(count):
        for _number in range(count):
            cells.append(None)
            cell = factories.make_org(f"C-{len(cells)}", parent=province.ward)
            rated(evaluation, factories.make_person(cell=cell), "HTTNV")

    make(1)
    with django_assert_num_queries(5) as asked:
        units.gather(evaluation, province.ward, MEMBER)
    make(10)

    with django_assert_num_queries(len(asked)):
        units.gather(evaluation, province.ward, MEMBER)


# ── screen = workbook = PDF ──


@pytest.fixture
def some_people(evaluation, province):
    rated(evaluation, factories.make_person("Lê An", cell=province.cell), "HTXSNV", own="HTXSNV", votes=(9, 11))
    rated(evaluation, factories.make_person("Lê Bình", cell=province.cell), "HTTNV", own="HTTNV", votes=(11, 11))
    rated(evaluation, factories.make_person("=1+1", cell=province.second_cell), proposed="HTNV")
    rated(evaluation, factories.make_person("Lê Dũng", cell=province.second_cell), not_rated_reason="short")


@pytest.mark.parametrize("kind", ["people", "units"])
def test_screen_workbook_and_pdf_say_the_same(evaluation, province, some_people, personnel_officer, signed_in, kind):
    client = signed_in(personnel_officer)
    url = table_url(evaluation, province.ward, kind)

    screen = client.get(url)
    book = openpyxl.load_workbook(BytesIO(client.get(f"{url[:-1]}.xlsx").content)).active
    drawn = PdfReader(BytesIO(client.get(f"{url[:-1]}.pdf").content))

    table = screen.context["table"]
    shown = [_apart(row) for row in [*table.rows, *table.totals]]
    made = files.resource(
        kind, evaluation, province.ward, MEMBER, people.Sight(personnel_officer.pk, (province.ward.path,))
    ).export()
    in_book = list(book.iter_rows(values_only=True))[-len(shown) :]
    read = ReportTable("", "", made.columns, [[_read(value) for value in row] for row in in_book])
    assert [[cell or "" for cell in row[1:]] for row in block(read).rows] == shown
    text = " ".join(" ".join(page.extract_text() for page in drawn.pages).split())
    for cells in shown:
        for cell in filter(None, cells):
            for word in cell.split():
                assert word in text


def _apart(row):
    """Return the cells of a row on the screen as the other two have them: a share stands apart from its count."""
    cells = [row.head * (not row.is_again), *row.under]
    for cell in row.cells:
        joined = re.fullmatch(r"(\d+) \((.*%)\)", cell.text)
        cells += joined.groups() if joined else [cell.text]
    return cells


def _read(value):
    """Return a cell of a workbook as the table holds it: a day without its midnight, a number as a decimal."""
    if isinstance(value, datetime.datetime):
        return value.date()
    return Decimal(str(value)) if isinstance(value, float) else value


def test_the_workbook_has_real_numbers_a_repeated_header_and_no_formula(
    evaluation, province, some_people, personnel_officer, signed_in
):
    url = table_url(evaluation, province.ward)
    sheet = openpyxl.load_workbook(BytesIO(signed_in(personnel_officer).get(f"{url[:-1]}.xlsx").content)).active

    rows = list(sheet.iter_rows())
    header = next(number for number, row in enumerate(rows) if row[0].value == "STT")
    first = rows[header + 1]
    assert [first[at].data_type for at in (0, 1, 6, 8, 11, 12)] == ["n", "s", "n", "n", "n", "n"]
    escaped = next(row[1] for row in rows if row[1].value == "=1+1")
    assert escaped.data_type == "s"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == f"${header + 1}:${header + 1}"
    assert first[1].font.name == "Times New Roman"


def test_every_word_of_the_head_stands_whole_in_the_pdf(
    evaluation, province, some_people, personnel_officer, signed_in
):
    for kind in ("people", "units"):
        url = table_url(evaluation, province.ward, kind)
        drawn = PdfReader(BytesIO(signed_in(personnel_officer).get(f"{url[:-1]}.pdf").content))

        text = drawn.pages[0].extract_text().split()
        made = files.resource(kind, evaluation, province.ward, MEMBER, everything(province.ward)).export()
        for column in made.columns:
            assert [word for word in column.label.split() if word not in text] == []
        assert {round(float(page.mediabox.width)) for page in drawn.pages} == {842}


# ── who ──


def test_who_sees_which_table(
    evaluation, province, member, secretary, ward_secretary, personnel_officer, inspector, clerk, signed_in
):
    def ask(person, unit, kind):
        return signed_in(person).get(table_url(evaluation, unit, kind)).status_code

    everybody = (member, secretary, ward_secretary, personnel_officer, inspector, clerk)
    make_dossier(evaluation, member)
    assert [ask(who, province.cell, "people") for who in everybody] == [403, 200, 403, 200, 200, 403]
    assert [ask(who, province.cell, "units") for who in everybody] == [403, 200, 200, 200, 200, 403]


def test_reading_by_name_is_recorded_and_so_is_taking_a_file(evaluation, province, personnel_officer, signed_in):
    client = signed_in(personnel_officer)

    client.get(table_url(evaluation, province.ward))
    client.get(table_url(evaluation, province.ward, "units"))
    client.get(f"{table_url(evaluation, province.ward)[:-1]}.xlsx")

    found = AuditEvent.objects.filter(action__startswith="evaluations.table").order_by("pk")
    assert list(found.values_list("action", "reason")) == [
        ("evaluations.table_opened", "Đảng bộ phường Hạc Thành, people, party_member"),
        ("evaluations.table_taken", "Đảng bộ phường Hạc Thành, people, party_member, xlsx"),
    ]


def test_an_office_elsewhere_and_a_draft_are_not_found(evaluation, province, personnel_officer, signed_in):
    far = factories.make_person("Cán bộ nơi khác", cell=province.other_cell)
    factories.appoint(far, Role.PERSONNEL_OFFICER, province.other_ward)
    draft = make_evaluation(province.ward, scheme=evaluation.scheme, period=factories.make_period(2024), status="draft")

    assert signed_in(far).get(table_url(evaluation, province.ward)).status_code == 404
    assert signed_in(personnel_officer).get(table_url(draft, province.ward)).status_code == 404


# ── in the background ──


def test_a_long_table_is_a_job(evaluation, province, some_people, personnel_officer, signed_in, monkeypatch):
    monkeypatch.setattr(files, "AT_ONCE_UP_TO", 2)
    client = signed_in(personnel_officer)

    asked = client.get(f"{table_url(evaluation, province.ward)[:-1]}.xlsx")
    work_off()
    made = client.get(f"{asked.url}file/")

    assert f"dang-vien-{evaluation.year}-duht.xlsx" in made["Content-Disposition"]
    names = [row[1] for row in openpyxl.load_workbook(content_of(made)).active.iter_rows(values_only=True)]
    assert names[names.index("Họ và tên") + 1 :][:5] == ["Lê An", "Lê Bình", "=1+1", "Lê Dũng", "Tổng cộng"]


def content_of(response):
    return BytesIO(b"".join(response.streaming_content))


def test_a_long_pdf_comes_in_volumes_numbered_on_with_the_sums_in_the_last(
    evaluation, province, some_people, personnel_officer, signed_in, monkeypatch
):
    monkeypatch.setattr(files, "AT_ONCE_UP_TO", 2)
    monkeypatch.setattr(files, "LINES_OF_A_VOLUME", 3)
    client = signed_in(personnel_officer)

    asked = client.get(f"{table_url(evaluation, province.ward)[:-1]}.pdf")
    work_off()
    volumes = zipfile.ZipFile(content_of(client.get(f"{asked.url}file/")))

    stem = f"tong-hop-ket-qua-danh-gia-xep-loai-dang-vien-{evaluation.year}-duht"
    assert volumes.namelist() == [f"{stem}-quyen-001.pdf", f"{stem}-quyen-002.pdf"]
    first, second = (
        " ".join(" ".join(page.extract_text() for page in PdfReader(volumes.open(name)).pages).split())
        for name in volumes.namelist()
    )
    assert [part in first for part in ("Quyển 1/2", "Lê An", "Lê Bình", "=1+1", "Lê Dũng", "Tổng cộng")] == [
        True, True, True, True, False, False,
    ]  # fmt: skip
    assert [part in second for part in ("Quyển 2/2", "4 Lê Dũng", "Lê An", "Tổng cộng")] == [True, True, False, True]


def test_who_joins_while_volumes_are_made_stands_in_none_of_them_twice(
    evaluation, province, some_people, personnel_officer, monkeypatch
):
    monkeypatch.setattr(files, "LINES_OF_A_VOLUME", 2)
    params = work.params_of(evaluation, province.ward, [("people", MEMBER, "pdf")], personnel_officer)
    chunks = work.TableWork().plan(params)

    rated(evaluation, factories.make_person("An An An", cell=province.cell))
    made = []
    for *_table, volume in chunks:
        resource = people.PeopleResource(evaluation, province.ward, MEMBER, everything(province.ward))
        table = resource.volume(volume["keys"], volume["first"], is_last=volume["number"] == volume["of"])
        made.append([row[:2] for row in table.rows])

    assert made == [[(1, "Lê An"), (2, "Lê Bình")], [(3, "=1+1"), (4, "Lê Dũng")]]


# ── sums ──


def sums(evaluation, unit, sight=None):
    rows = people.PeopleResource(evaluation, unit, MEMBER, sight or everything(unit)).export().totals
    return {row[1]: row[14] for row in rows}


def test_the_sums_count_decided_levels_the_undecided_and_who_is_not_rated(evaluation, province, some_people):
    assert sums(evaluation, province.ward) == {
        "Tổng cộng": 4,
        "Hoàn thành xuất sắc nhiệm vụ": 1,
        "Hoàn thành tốt nhiệm vụ": 1,
        "Hoàn thành nhiệm vụ": 0,
        "Không hoàn thành nhiệm vụ": 0,
        "Chưa quyết định": 1,
        "Không xếp loại": 1,
    }


def test_the_sums_say_no_more_than_the_lines(evaluation, province, member, personnel_officer):
    rated(evaluation, member, "HTXSNV", published=False)
    rated(evaluation, personnel_officer, "HTTNV", published=False)

    def counted(sight):
        found = sums(evaluation, province.ward, sight)
        return [found.get(label, 0) for label in (*list(found)[1:3], "Chưa quyết định")]

    assert counted(everything(province.ward)) == [1, 1, 0]
    assert counted(people.Sight(personnel_officer.pk, (province.ward.path,))) == [1, 0, 1]
    assert counted(people.Sight(None, ())) == [0, 0, 2]


def test_what_the_province_is_about_to_decide_counts_as_undecided_for_the_office_of_the_ward(
    evaluation, province, member, secretary
):
    rated(evaluation, member, "HTTNV", published=False)
    rated(evaluation, secretary, "HTTNV", published=False, decider=province.top)

    def counted(unit):
        found = sums(evaluation, province.ward, people.Sight(None, (unit.path,)))
        return found["Hoàn thành tốt nhiệm vụ"], found.get("Chưa quyết định", 0)

    assert [counted(unit) for unit in (province.ward, province.top)] == [(1, 1), (2, 0)]


def test_the_sums_are_numbers_in_the_workbook(evaluation, province, some_people, personnel_officer, signed_in):
    url = table_url(evaluation, province.ward)
    sheet = openpyxl.load_workbook(BytesIO(signed_in(personnel_officer).get(f"{url[:-1]}.xlsx").content)).active

    row = next(row for row in sheet.iter_rows() if row[1].value == "Tổng cộng")

    assert (row[14].value, row[14].data_type, row[14].font.bold) == (4, "n", True)


# ── around the page ──


def test_a_unit_leads_to_the_one_above_and_down_to_the_people_of_a_cell(
    evaluation, province, some_people, personnel_officer, secretary, signed_in
):
    office = signed_in(personnel_officer)

    down = office.get(table_url(evaluation, province.ward, "units")).context["table"].rows[0].url
    up = office.get(table_url(evaluation, province.cell)).context["above"]

    query = f"?track={MEMBER}"
    assert down == table_url(evaluation, province.cell) + query
    assert up == (table_url(evaluation, province.ward) + query, "Đảng bộ phường Hạc Thành")
    assert office.get(table_url(evaluation, province.ward)).context["above"] is None
    assert signed_in(secretary).get(table_url(evaluation, province.cell)).context["above"] is None


def test_a_line_of_last_year_repeats_the_name_for_a_card(evaluation, province, member, personnel_officer, signed_in):
    rated(evaluation, member, "HTTNV")
    PastCount.objects.create(year=evaluation.year - 1, org=province.cell, track=MEMBER, total=20, rated=20, counts={})

    table = signed_in(personnel_officer).get(table_url(evaluation, province.ward, "units")).context["table"]

    assert [(row.head, row.is_again) for row in table.rows] == [("Chi bộ khu phố 1", False), ("Chi bộ khu phố 1", True)]
    assert [cell.text for cell in table.rows[0].cells if cell.label == "HTTNV"] == ["1 (100%)"]


def test_all_tables_come_in_one_zip_the_same_twice(evaluation, province, some_people, personnel_officer, signed_in):
    client = signed_in(personnel_officer)

    asked = client.post(f"/evaluations/{evaluation.pk}/tables/{province.ward.code}/all/")
    work_off()
    made = b"".join(client.get(f"{asked.url}file/").streaming_content)

    names = zipfile.ZipFile(BytesIO(made)).namelist()
    assert len(names) == 12
    assert names[0] == f"tong-hop-ket-qua-danh-gia-xep-loai-dang-vien-{evaluation.year}-duht.xlsx"


def test_who_may_not_see_names_gets_all_tables_by_organisation_only(
    evaluation, province, some_people, ward_secretary, signed_in
):
    client = signed_in(ward_secretary)

    asked = client.post(f"/evaluations/{evaluation.pk}/tables/{province.ward.code}/all/")
    work_off()
    made = b"".join(client.get(f"{asked.url}file/").streaming_content)

    assert len(zipfile.ZipFile(BytesIO(made)).namelist()) == 8
