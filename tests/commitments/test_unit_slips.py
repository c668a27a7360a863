"""The slips of a unit as a job: one ZIP with readable names, and the list of who has not reported."""

import datetime
import zipfile
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from commitments.models import ActionProgram, Period
from commitments.progress import unit_slips
from portal.audit.models import AuditEvent
from portal.directory.roles import Role
from portal.jobs.models import Job
from tests import factories
from tests.worker import work_off

YEAR = 2026


@pytest.fixture(autouse=True)
def _in_october(time_machine):
    time_machine.move_to(datetime.datetime(YEAR, 10, 12, 2, 0, tzinfo=datetime.UTC))


@pytest.fixture
def quarter(campaign):
    return Period.objects.get(year=YEAR, quarter=3)


def reported(name, campaign, cell, quarter):
    program = in_force(name, campaign, cell)
    at = factories.local_noon(datetime.date(YEAR, 9, 28))
    factories.make_report(program, quarter, sent_at=at, entries=[{"reached_on": datetime.date(YEAR, 9, 2)}])
    return program


def in_force(name, campaign, cell):
    program = factories.make_program(factories.make_person(name, cell=cell), campaign=campaign, status="approved")
    at = factories.local_noon(datetime.date(YEAR, 3, 2))
    ActionProgram.objects.filter(pk=program.pk).update(decided_at=at)
    return program


@pytest.fixture
def cell_of_three(province, secretary, campaign, quarter):
    """Two of the same name who have reported, and one who has not."""
    return [
        reported("Nguyễn Văn An", campaign, province.cell, quarter),
        reported("Nguyễn Văn An", campaign, province.cell, quarter),
        in_force("Phạm Văn Tuất", campaign, province.cell),
    ]


def url_of(campaign, code="DUHT-01"):
    return reverse("commitments:unit_slips", args=[campaign.pk, code])


def ask(client, campaign, code="DUHT-01", **data):
    return client.post(url_of(campaign, code), {"span": "quarter-3", "extension": "pdf"} | data)


def fetched(client, job):
    response = client.get(reverse("jobs:fetch", args=[job.pk]))
    return zipfile.ZipFile(BytesIO(b"".join(response.streaming_content)))


def text_of(content):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def test_the_job_brings_a_slip_for_each_who_reported_and_the_list_of_the_others(
    cell_of_three, campaign, secretary, signed_in
):
    client = signed_in(secretary)
    response = ask(client, campaign)
    work_off()

    job = Job.objects.get()
    folder = fetched(client, job)

    assert response.url == job.get_absolute_url()
    assert (job.state, job.title) == ("done", "Phiếu báo cáo tiến độ Quý III/2026, Chi bộ khu phố 1")
    assert job.file_name == "phieu-tien-do-quy-iii-nam-2026-chi-bo-khu-pho-1.zip"
    assert folder.namelist() == [
        "0001-phieu-tien-do-quy-iii-nam-2026-nguyen-van-an.pdf",
        "0002-phieu-tien-do-quy-iii-nam-2026-nguyen-van-an.pdf",
        "danh-sach-chua-bao-cao-quy-iii-nam-2026.pdf",
    ]
    slip, missing = text_of(folder.read(folder.namelist()[0])), text_of(folder.read(folder.namelist()[2]))
    assert "PHIẾU BÁO CÁO TIẾN ĐỘ" in slip
    assert "BẢN NHÁP" not in slip
    assert "Chưa báo cáo: 1." in missing
    assert "Phạm Văn Tuất" in missing


def test_many_are_drawn_in_chunks_and_none_is_lost(cell_of_three, campaign, secretary, signed_in, monkeypatch):
    monkeypatch.setattr(unit_slips, "PAPERS_OF_A_CHUNK", 1)
    client = signed_in(secretary)
    ask(client, campaign)
    work_off()

    job = Job.objects.get()

    assert job.chunk_count == 2
    assert len(fetched(client, job).namelist()) == 3


def test_the_same_slips_give_the_same_file(cell_of_three, campaign, secretary):
    params = {"campaign": campaign.pk, "unit": campaign.root.pk, "span": "quarter-3", "extension": "pdf"}
    work, made = unit_slips.UnitSlips(), []
    for _time in range(2):
        [chunk] = work.plan(params | {"by": secretary.pk})
        part, result = BytesIO(), BytesIO()
        work.run(params | {"by": secretary.pk}, chunk, part)
        work.finish(params | {"by": secretary.pk}, iter([part]), result)
        made.append(result.getvalue())

    assert made[0] == made[1]


def test_word_files_are_made_where_they_are_asked_for(cell_of_three, campaign, secretary, signed_in):
    client = signed_in(secretary)
    ask(client, campaign, extension="docx")
    work_off()

    names = fetched(client, Job.objects.get()).namelist()

    assert [name.rpartition(".")[2] for name in names] == ["docx", "docx", "docx"]


def test_where_everybody_has_reported_the_list_says_so(province, campaign, secretary, quarter, signed_in):
    reported("Nguyễn Văn An", campaign, province.cell, quarter)
    client = signed_in(secretary)
    ask(client, campaign)
    work_off()

    folder = fetched(client, Job.objects.get())

    assert "Tất cả đã gửi báo cáo." in text_of(folder.read(folder.namelist()[-1]))


def test_the_office_takes_those_of_all_cells_each_in_its_folder(
    cell_of_three, province, campaign, quarter, personnel_officer, signed_in
):
    officer = factories.make_person("Lò Văn Phái", cell=province.second_cell)
    factories.appoint(officer, Role.CELL_SECRETARY, province.second_cell)
    reported("Lê Thị Bình", campaign, province.second_cell, quarter)
    client = signed_in(personnel_officer)
    ask(client, campaign, "DUHT")
    work_off()

    names = fetched(client, Job.objects.get()).namelist()

    assert names == [
        "chi-bo-khu-pho-1/0001-phieu-tien-do-quy-iii-nam-2026-nguyen-van-an.pdf",
        "chi-bo-khu-pho-1/0002-phieu-tien-do-quy-iii-nam-2026-nguyen-van-an.pdf",
        "chi-bo-khu-pho-2/0003-phieu-tien-do-quy-iii-nam-2026-le-thi-binh.pdf",
        "danh-sach-chua-bao-cao-quy-iii-nam-2026.pdf",
    ]


def test_each_owner_can_see_who_took_their_slip(cell_of_three, campaign, secretary, signed_in):
    ask(signed_in(secretary), campaign)
    work_off()

    events = AuditEvent.objects.filter(action="commitments.slip_printed").order_by("pk")

    owners = [str(program.owner.public_id) for program in cell_of_three[:2]]
    assert [(event.actor_name, event.owner_id) for event in events] == [("Hoàng Văn Khải", owner) for owner in owners]


def test_who_no_longer_holds_the_post_does_not_fetch_the_file(cell_of_three, campaign, secretary, signed_in):
    client = signed_in(secretary)
    ask(client, campaign)
    work_off()
    secretary.appointments.update(ends_on=datetime.date(YEAR, 10, 11))

    assert client.get(reverse("jobs:fetch", args=[Job.objects.get().pk])).status_code == 403


@pytest.mark.parametrize("data", [{"span": "quarter-4"}, {"span": ""}, {"extension": "exe"}])
def test_what_cannot_be_chosen_comes_back(data, cell_of_three, campaign, secretary, signed_in):
    response = ask(signed_in(secretary), campaign, **data)

    assert response.status_code == 422
    assert not Job.objects.exists()


def test_who_sees_names_but_reads_no_papers_takes_no_slips(
    cell_of_three, campaign, ward_secretary, member, outsider, signed_in
):
    asked = [ask(signed_in(person), campaign).status_code for person in (ward_secretary, member, outsider)]

    assert asked == [403, 404, 404]
    assert not Job.objects.exists()


def test_the_page_counts_for_each_report_who_sent_it(cell_of_three, campaign, secretary, signed_in):
    page = signed_in(secretary).get(url_of(campaign)).content.decode()

    for text in ("Quý I/2026: 0 đã báo cáo, 3 chưa", "Quý III/2026: 2 đã báo cáo, 1 chưa"):
        assert text in page


def test_the_cells_own_slips_are_found_without_knowing_the_campaign(cell_of_three, campaign, secretary, signed_in):
    assert signed_in(secretary).get(reverse("commitments:slips")).url == url_of(campaign)


def test_a_cell_without_a_program_in_force_is_told_so(secretary, member, signed_in):
    page = signed_in(secretary).get(reverse("commitments:slips"))

    assert "Chưa có chương trình nào được duyệt" in page.content.decode()
    assert signed_in(member).get(reverse("commitments:slips")).status_code == 403
