"""Everybody takes out what the portal holds of them: all of it, and nothing of others."""

import json
import zipfile
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from commitments import papers
from commitments.models import ActionProgram
from evaluations.models import Rating
from portal.audit import trail
from portal.jobs import files, service
from portal.jobs.models import Job
from portal.printing.models import IssuedPaper
from portal.privacy.models import DataRequest
from portal.privacy.work import NAME
from tests import evaluating, factories
from tests.evaluations import assessed
from tests.evaluations.rated import make_decided, make_proposal
from tests.queries import queries_of
from tests.worker import work_off

PAGE = reverse("privacy:my_data")


@pytest.fixture
def taken_out(member):
    """Return a function that makes the file and reads it: ``(names, rows by name)``."""

    def take():
        job = service.ask(NAME, {"person": member.pk}, by=member)
        work_off()
        job.refresh_from_db()
        assert (job.state, job.file_name) == (Job.State.DONE, "du-lieu-cua-toi-dang-thi-bich-nga.zip")
        archive = zipfile.ZipFile(BytesIO(files.path_of(job, files.RESULT).read_bytes()))
        assert archive.testzip() is None
        rows = {name: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}
        return archive, rows

    return take


def test_member_file_memberships_and_who_opened_them_are_in_it(taken_out, member, secretary, province):
    trail.record("commitments.opened", member, by=secretary, owner=member)

    _archive, rows = taken_out()

    assert [row["full_name"] for row in rows["ho-so.json"]] == ["Đặng Thị Bích Ngà"]
    assert [row["cell__name"] for row in rows["sinh-hoat-dang.json"]] == ["Chi bộ khu phố 1"]
    assert [(row["actor_name"], row["action"]) for row in rows["ai-da-mo.json"]] == [
        ("Hoàng Văn Khải", "commitments.opened")
    ]


def test_no_password_and_no_key_of_a_session_is_in_it(taken_out, member, client):
    member.set_password("a-secret-of-mine-2026")
    member.save()
    client.force_login(member)

    archive, _rows = taken_out()

    content = b"".join(archive.read(name) for name in archive.namelist())
    assert member.password.encode() not in content
    assert client.session.session_key.encode() not in content


def test_programs_with_progress_evidence_and_papers_are_in_it(taken_out, campaign, member, secretary):
    program = factories.make_program(member, campaign=campaign, status=ActionProgram.Status.APPROVED)
    entry = factories.make_progress(program.commitments.first(), note="Đã hướng dẫn 30 người")
    factories.make_evidence(entry)
    issued = papers.issued(program.versions.latest("pk"), by=secretary)

    archive, rows = taken_out()

    assert [row["status"] for row in rows["chuong-trinh.json"]] == ["approved"]
    assert [row["note"] for row in rows["tien-do.json"]] == ["Đã hướng dẫn 30 người"]
    assert [row["symbol"] for row in rows["minh-chung.json"]] == ["12-BC/CB"]
    assert [row["code"] for row in rows["van-ban-da-phat-hanh.json"]] == [issued.code]
    with issued.pdf.open() as file:
        assert archive.read(f"tep/van-ban-da-phat-hanh/{issued.code}.pdf") == file.read()


def test_what_others_wrote_for_themselves_is_not_in_it(taken_out, campaign, member, colleague):
    factories.make_program(member, campaign=campaign)
    factories.make_program(colleague, campaign=campaign, status=ActionProgram.Status.SUBMITTED)

    archive, rows = taken_out()

    assert len(rows["chuong-trinh.json"]) == 1
    assert len(rows["cam-ket.json"]) == 1
    assert "Lê Quang Dũng" not in "".join(archive.read(name).decode() for name in rows)


def test_of_what_one_did_to_papers_of_others_it_says_neither_whose_nor_why(taken_out, member, colleague):
    trail.record("commitments.returned", colleague, by=member, owner=colleague, reason="Nội dung riêng")

    _archive, rows = taken_out()

    done = [row for row in rows["viec-toi-da-lam.json"] if row["action"] == "commitments.returned"]
    assert [sorted(row) for row in done] == [["action", "address", "at", "subject_type"]]


def test_a_level_is_in_it_only_once_it_is_published(taken_out, province, member, secretary, personnel_officer):
    evaluation = evaluating.make_evaluation(province.ward)
    rating = make_decided(evaluation, member, proposer=secretary, office=personnel_officer)
    make_proposal(rating, rating.level)
    Rating.objects.filter(pk=rating.pk).update(published_at=None)

    _archive, before = taken_out()
    Rating.objects.filter(pk=rating.pk).update(published_at="2026-12-20T00:00:00Z")
    Job.objects.all().delete()
    _archive, after = taken_out()

    assert len(before["ho-so-danh-gia.json"]) == 1
    unpublished = ("muc-xep-loai.json", "de-xuat.json", "nhan-xet.json")
    assert [before[name] for name in unpublished] == [[], [], []]
    assert [row["level"] for row in after["muc-xep-loai.json"]] == [rating.level]
    assert len(after["de-xuat.json"]) == 1


def test_self_assessments_are_in_it(taken_out, province, member):
    dossier = evaluating.make_dossier(evaluating.make_evaluation(province.ward), member)
    assessed.hand_in(dossier)

    _archive, rows = taken_out()

    assert [row["status"] for row in rows["tu-danh-gia.json"]] == ["submitted"]
    assert rows["tu-danh-gia-noi-dung.json"] != []


def test_a_file_that_is_gone_does_not_stop_the_rest(taken_out, campaign, member, secretary):
    program = factories.make_program(member, campaign=campaign, status=ActionProgram.Status.APPROVED)
    issued = papers.issued(program.versions.latest("pk"), by=secretary)
    issued.pdf.storage.delete(issued.pdf.name)

    archive, rows = taken_out()

    assert len(rows["van-ban-da-phat-hanh.json"]) == IssuedPaper.objects.count() == 1
    assert [name for name in archive.namelist() if name.endswith(".pdf")] == []


def test_the_list_of_contents_says_what_is_there_and_what_is_not(taken_out, member):
    archive, rows = taken_out()

    words = archive.read("DOC-TRUOC.txt").decode()
    assert "Toàn bộ dữ liệu cổng đăng ký cam kết đang lưu về Đặng Thị Bích Ngà" in words
    assert [name for name in rows if name not in words] == []


def test_nobody_takes_out_the_data_of_another(member, personnel_officer):
    with pytest.raises(PermissionDenied, match="chỉ tải được dữ liệu của chính mình"):
        service.ask(NAME, {"person": member.pk}, by=personnel_officer)


def test_the_button_makes_the_file_and_asking_is_recorded(signed_in, member):
    response = signed_in(member).post(reverse("privacy:download"))

    job = Job.objects.get()
    assert response.url == job.get_absolute_url()
    assert (job.owner, job.params) == (member, {"person": member.pk})


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_page_asks_the_same_of_the_database_however_much_was_asked(signed_in, member, province, count):
    DataRequest.objects.bulk_create(
        DataRequest(
            person=member,
            unit=province.cell,
            kind="access",
            text="Hỏi",
            due_on="2026-01-05",
            closed_at="2026-01-04T00:00Z",
        )
        for _number in range(count)
    )
    client = signed_in(member)
    client.get(PAGE)

    assert queries_of(client, PAGE) == 8
