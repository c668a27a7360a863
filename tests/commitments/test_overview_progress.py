"""The overview of progress: each number against a small province made by hand, and who has not reported."""

import datetime
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments import reporting_workbook, roster_workbook
from commitments.models import CampaignEntry
from commitments.tallies import Scope, summed
from commitments.tallies.counting import count
from commitments.tallies.numbers import Progress
from portal.audit.models import AuditEvent
from portal.directory.models import Collective
from portal.jobs import files
from portal.jobs.models import Job
from tests import factories
from tests.commitments.standing import TODAY, in_force, reported, since_march, stands
from tests.worker import work_off

DUE = datetime.date(2026, 9, 30)


@pytest.fixture(autouse=True)
def _in_october():
    with time_machine.travel(TODAY, tick=False):
        yield


def progress_of(campaign, org):
    by_path = {path: parts["progress"] for path, parts in summed(count(Scope.of(campaign), ["progress"]))}
    return by_path.get(org.path, Progress())


def url(campaign, code="DUHT", name="overview_progress"):
    return reverse(f"commitments:{name}", args=[campaign.pk, code])


@pytest.fixture
def program(member, campaign, secretary):
    return since_march(factories.make_program(member, campaign=campaign, status="approved", commitments=0))


def test_a_program_just_approved_has_not_begun_and_is_overdue_after_its_day(province, program, campaign):
    factories.make_commitment(program, due_on=DUE)
    factories.make_commitment(program, due_on=datetime.date(2026, 10, 20))

    expected = Progress(programs=1, unreported=1, commitments=2, planned=2, overdue=1)
    assert progress_of(campaign, province.ward) == expected


@pytest.mark.parametrize(
    ("state", "percent", "expected"),
    [
        ("planned", 0, Progress(planned=1, overdue=1)),
        ("in_progress", 40, Progress(in_progress=1, overdue=1, percent_sum=40)),
        ("not_done", 30, Progress(not_done=1, overdue=1, percent_sum=30)),
        ("done", 100, Progress(done=1, percent_sum=100)),
        ("exceeded", 100, Progress(exceeded=1, percent_sum=100)),
    ],
)
def test_each_state_is_counted_under_its_own_name(state, percent, expected, province, program, campaign):
    stands(factories.make_commitment(program, due_on=DUE), state, percent)

    expected.add(Progress(programs=1, reported=1, commitments=1))
    assert progress_of(campaign, province.cell) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("", Progress(done=1, percent_sum=100)),
        ("confirmed", Progress(done=1, percent_sum=100, confirmed=1)),
        ("doubted", Progress(done=1, percent_sum=100, doubted=1)),
        ("asked", Progress(done=1, percent_sum=100, doubted=1)),
    ],
)
def test_what_is_done_is_confirmed_claimed_or_doubted(answer, expected, province, program, campaign):
    stands(factories.make_commitment(program), "done", answer=answer)

    expected.add(Progress(programs=1, reported=1, commitments=1))
    found = progress_of(campaign, province.cell)
    assert found == expected
    assert found.unconfirmed == 1 - found.confirmed


def test_a_confirmed_step_on_the_way_is_not_confirmed_as_done(province, program, campaign):
    stands(factories.make_commitment(program), "in_progress", 50, answer="confirmed")

    assert progress_of(campaign, province.cell).confirmed == 0


def test_done_after_its_day_is_late_and_not_overdue(province, program, campaign):
    stands(factories.make_commitment(program, due_on=DUE), "done", done_on=DUE + datetime.timedelta(days=1))
    stands(factories.make_commitment(program, due_on=DUE), "done", done_on=DUE)

    found = progress_of(campaign, province.cell)
    assert (found.late, found.overdue, found.done) == (1, 0, 2)


def test_a_dropped_commitment_is_left_out(province, program, campaign):
    commitment = factories.make_commitment(program)
    stands(commitment, "in_progress", 80)
    commitment.dropped_on = datetime.date(2026, 9, 1)
    commitment.save()

    assert progress_of(campaign, province.cell) == Progress(programs=1, reported=1)


def test_only_programs_in_force_of_those_who_must_register_count(
    province, campaign, program, colleague, personnel_officer
):
    factories.make_program(colleague, campaign=campaign, status="returned")
    for number, end in enumerate(("submitted", "draft", "closed", "exempt", "left")):
        person = factories.make_person(f"Lê Văn Bình {number}", cell=province.cell)
        status = end if end in {"submitted", "draft"} else "approved"
        other = factories.make_program(person, campaign=campaign, status=status)
        if end == "closed":
            other.close(by=personnel_officer, reason="Chuyển công tác")
        elif end == "exempt":
            other.entry.exempt(by=personnel_officer, reason=CampaignEntry.Exempt.OTHER, note="Ốm dài ngày")
        elif end == "left":
            CampaignEntry.objects.filter(pk=other.entry_id).update(left_on=datetime.date(2026, 10, 1))
    factories.make_commitment(program)

    expected = Progress(programs=1, unreported=1, commitments=1, planned=1)
    assert progress_of(campaign, province.top) == expected


def test_who_was_transferred_counts_in_the_new_unit(province, campaign, program):
    factories.make_commitment(program)
    CampaignEntry.objects.filter(pk=program.entry_id).update(unit=province.second_cell)

    assert progress_of(campaign, province.cell) == Progress()
    assert progress_of(campaign, province.second_cell).programs == 1


def test_a_report_counts_for_its_own_quarter_only(province, campaign, program):
    reported(program, quarter=2)
    before = progress_of(campaign, province.cell).reported
    reported(program, quarter=3)
    reported(program, quarter=3)

    assert (before, progress_of(campaign, province.cell).reported) == (0, 1)


def test_before_the_first_quarter_opens_nobody_owes_a_report(campaign, program, ward_secretary, signed_in):
    with time_machine.travel(datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC)):
        campaign.entries.update(added_on=datetime.date(2026, 1, 2))
        page = signed_in(ward_secretary).get(url(campaign))
        names = signed_in(ward_secretary).get(url(campaign, name="reporting"))

    assert page.context["quarter"] is None
    assert "chưa đến kỳ báo cáo" in page.content.decode()
    assert "Chưa đến kỳ báo cáo tiến độ" in names.content.decode()


def test_the_ward_sees_each_cell_in_the_order_of_the_tree_and_the_sum(
    province, campaign, program, outsider, ward_secretary, signed_in
):
    stands(factories.make_commitment(program, due_on=DUE), "done", answer="confirmed")
    stands(factories.make_commitment(program, due_on=DUE), "in_progress", 25)
    in_force(factories.make_person("Vũ Thị Hà", cell=province.second_cell), campaign)

    response = signed_in(ward_secretary).get(url(campaign))

    assert [(row.org.code, row.counts.commitments, row.counts.mean_percent) for row in response.context["rows"]] == [
        ("DUHT-01", 2, 62.5),
        ("DUHT-02", 1, 0),
    ]
    total = response.context["total"]
    assert (total.claimed, total.commitments, total.unreported, total.overdue) == (1, 3, 1, 1)
    words = " ".join(response.content.decode().split())
    assert "<strong>1 trên 3</strong> cam kết đã xong; bình quân đạt 41,7%." in words
    assert "<strong>1</strong> đồng chí ở 1 đơn vị chưa báo cáo quý III/2026." in words


def test_what_stands_at_the_unit_itself_is_a_line_of_its_own(province, campaign, program, ward_secretary, signed_in):
    factories.make_commitment(program)
    direct = factories.make_program(
        factories.make_entry(campaign, ward_secretary, unit=province.ward), status="submitted"
    )
    since_march(direct)

    response = signed_in(ward_secretary).get(url(campaign))

    assert [(row.org and row.org.code, row.counts.programs) for row in response.context["rows"]] == [
        (None, 1),
        ("DUHT-01", 1),
    ]


def test_collectives_are_counted_as_such(province, ward_secretary, resolution, signed_in):
    campaign = factories.make_campaign(province.top, resolutions=[resolution], form="CTHD-TT", audience="collectives")
    group = Collective.objects.create(
        org=province.ward, kind="standing_committee", name="Ban Thường vụ Đảng ủy phường", valid_from=factories.LONG_AGO
    )
    since_march(factories.make_program(group, campaign=campaign, status="submitted"))

    response = signed_in(ward_secretary).get(url(campaign))

    assert response.context["total"] == Progress(programs=1, unreported=1, commitments=1, planned=1)
    assert "<strong>1</strong> tập thể chưa báo cáo quý III/2026." in " ".join(response.content.decode().split())


def test_who_came_into_force_after_the_quarter_owes_no_report_of_it(province, campaign, program, secretary):
    factories.make_commitment(program)
    type(program).objects.filter(pk=program.pk).update(decided_at=TODAY)

    found = progress_of(campaign, province.cell)

    assert (found.programs, found.reported, found.unreported) == (1, 0, 0)


@pytest.fixture
def three(province, campaign, secretary):
    """Three programs in force: not reported, reported on the last day, reported a day later."""
    late_on = datetime.date(2026, 10, 6)
    names = {"Lê Thị Chưa": None, "Lê Thị Đúng": datetime.date(2026, 10, 5), "Lê Thị Muộn": late_on}
    programs = {}
    for name, day in names.items():
        programs[name], _commitment = in_force(factories.make_person(name, cell=province.cell), campaign)
        if day:
            reported(programs[name], on=day)
    return programs


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Lê Thị Chưa"]),
        ({"state": "late"}, ["Lê Thị Muộn"]),
        ({"state": "reported"}, ["Lê Thị Đúng", "Lê Thị Muộn"]),
        ({"state": "all"}, ["Lê Thị Chưa", "Lê Thị Đúng", "Lê Thị Muộn"]),
        ({"state": "nonsense", "quarter": "nonsense"}, ["Lê Thị Chưa"]),
    ],
)
def test_the_list_is_narrowed_by_what_was_reported(query, names, campaign, three, ward_secretary, signed_in):
    response = signed_in(ward_secretary).get(url(campaign, name="reporting"), query)

    assert [str(entry.owner) for entry in response.context["page"].rows] == names


def test_another_quarter_can_be_asked_for(campaign, three, ward_secretary, signed_in):
    reported(three["Lê Thị Chưa"], quarter=2)
    second = campaign.period.quarters.get(quarter=2)

    response = signed_in(ward_secretary).get(
        url(campaign, name="reporting"), {"quarter": second.pk, "state": "reported"}
    )

    assert [str(entry.owner) for entry in response.context["page"].rows] == ["Lê Thị Chưa"]
    assert "Ai đã, ai chưa báo cáo quý II/2026" in response.content.decode()


def test_the_fourth_quarter_is_not_asked_for(campaign, three, ward_secretary, signed_in):
    response = signed_in(ward_secretary).get(url(campaign, name="reporting"))

    assert [quarter.quarter for quarter in response.context["quarters"]] == [3, 2, 1]


def test_the_numbers_of_the_page_are_the_lengths_of_the_lists(campaign, three, ward_secretary, signed_in):
    client = signed_in(ward_secretary)

    total = client.get(url(campaign)).context["total"]
    lists = {
        state: len(client.get(url(campaign, name="reporting"), {"state": state}).context["page"].rows)
        for state in ("missing", "reported", "all")
    }

    assert lists == {"missing": total.unreported, "reported": total.reported, "all": total.programs}


def test_names_are_kept_from_those_who_see_counts_only(campaign, three, clerk, signed_in):
    client = signed_in(clerk)

    counts = client.get(url(campaign))
    refused = [client.get(url(campaign, name=name)).status_code for name in ("reporting", "reporting_xlsx")]

    assert counts.context["total"].unreported == 1
    assert "Lê Thị Chưa" not in counts.content.decode()
    assert refused == [403, 403]


def cells_of(response):
    return rows_of(response.content)


def rows_of(content):
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    return [row for row in sheet.iter_rows(values_only=True) if any(value is not None for value in row)]


def test_the_workbook_of_names_holds_real_dates_and_is_on_record(campaign, three, ward_secretary, signed_in):
    response = signed_in(ward_secretary).get(url(campaign, name="reporting_xlsx"), {"state": "reported"})

    rows = [row for row in cells_of(response) if isinstance(row[0], int)]
    assert [(row[1], row[4].date(), row[6]) for row in rows] == [
        ("Lê Thị Đúng", datetime.date(2026, 10, 5), None),
        ("Lê Thị Muộn", datetime.date(2026, 10, 6), "Sau hạn"),
    ]
    assert [(event.action, event.reason) for event in AuditEvent.objects.filter(actor_name=str(ward_secretary))] == [
        ("commitments.roster_taken", "Đảng bộ phường Hạc Thành: Đã báo cáo, Quý III/2026")
    ]


def test_a_long_list_becomes_a_job_and_holds_the_same_as_handed_out_at_once(
    province, campaign, three, ward_secretary, signed_in, monkeypatch
):
    in_force(factories.make_person("=1+1", cell=province.second_cell), campaign)
    client, address = signed_in(ward_secretary), url(campaign, name="reporting_xlsx") + "?state=all"
    direct = client.get(address)
    monkeypatch.setattr(reporting_workbook, "DIRECT_AT_MOST", 3)
    monkeypatch.setattr(roster_workbook, "LINES_OF_A_CHUNK", 2)

    asked = client.get(address)
    work_off()

    job = Job.objects.get()
    made = files.path_of(job, files.RESULT).read_bytes()
    assert asked.url == job.get_absolute_url()
    assert job.chunk_count == 2
    assert job.title == f"Danh sách chương trình đang thực hiện quý III/2026, {campaign.name}, {province.ward.name}"
    assert rows_of(made) == rows_of(direct.content)
    assert [row[1] for row in rows_of(made)[-4:]] == ["Lê Thị Chưa", "Lê Thị Đúng", "Lê Thị Muộn", "=1+1"]


def test_the_workbook_of_numbers_ends_with_the_sum(province, campaign, program, ward_secretary, signed_in):
    stands(factories.make_commitment(program, due_on=DUE), "in_progress", 25)
    in_force(factories.make_person("Vũ Thị Hà", cell=province.second_cell), campaign)

    response = signed_in(ward_secretary).get(url(campaign, name="overview_progress_xlsx"))

    rows = cells_of(response)
    assert [row[1] for row in rows[-3:]] == ["Chi bộ khu phố 1", "Chi bộ khu phố 2", "Tổng cộng"]
    assert rows[-1][2:6] == (2, 1, 1, 2)
    assert (rows[-3][-1], rows[-1][-1]) == (0.25, 0.125)


def test_the_page_costs_the_same_queries_for_1_3_and_30_units(province, campaign, ward_secretary, signed_in):
    client, costs, made = signed_in(ward_secretary), {}, 0
    for size in (1, 3, 30):
        for number in range(made, size):
            cell = factories.make_org(f"DUHT-{number + 10:03}", f"Chi bộ {number + 10}", parent=province.ward)
            person = factories.make_person("Lê Văn Bình", cell=cell)
            since_march(factories.make_program(factories.make_entry(campaign, person), status="submitted"))
        made = size
        for name in ("overview_progress", "reporting"):
            with CaptureQueriesContext(connection) as queries:
                response = client.get(url(campaign, name=name))
            costs.setdefault(name, set()).add(len(queries))

    assert len(response.context["page"].rows) == 30
    assert [len(found) for found in costs.values()] == [1, 1], costs
    assert max(map(max, costs.values())) <= 15, costs
