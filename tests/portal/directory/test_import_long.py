"""A long list is rehearsed and written by a worker; what the office sees and says is the same as for a short one."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from portal.directory import uploads
from portal.directory.lists import journal, long
from portal.directory.lists.undoing import undo
from portal.directory.models import Person, TakenList
from portal.jobs import files
from portal.jobs.models import Job
from portal.lib import progress
from portal.lib.spreadsheet import open_table
from tests import factories
from tests.breaking import Killed
from tests.portal.directory.member_lists import take_in
from tests.portal.directory.sheets import person_row, workbook
from tests.portal.directory.test_import_reading import MEANT, STRANGE, say
from tests.portal.directory.uploading import confirm, upload
from tests.worker import work_off


@pytest.fixture(autouse=True)
def _short_lists_are_long(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(long, "LONG", 1)
    with translation.override("en"):
        yield


ROWS = [
    person_row(cell="DUHT-02", born="27/2/1985"),
    person_row(card="12000016", name="Lê An", sex="x"),
    person_row(card="12000024", name="Lê Ba"),
]


@pytest.fixture
def preview(province, personnel_officer, signed_in):
    """A long list whose rehearsal is done; returns the client and the address of its preview."""
    take_in(person_row(), person_row(card="12000032", name="Lê Vắng"))
    client = signed_in(personnel_officer)
    url = upload(client, *ROWS, as_of="01/04/2026").url
    asked = client.get(url)
    work_off()
    assert asked.url == Job.objects.get().get_absolute_url()
    return client, url


def job_of(response):
    """Return the job to which an answer leads."""
    return Job.objects.get(pk=response.url.rstrip("/").rpartition("/")[2])


def test_the_page_of_the_job_leads_back_to_the_preview(preview):
    client, url = preview

    page = client.get(Job.objects.get().get_absolute_url())

    assert Job.objects.get().next_url == url
    assert f'href="{url}"' in page.content.decode()


def test_the_preview_is_that_of_a_short_list(preview, monkeypatch):
    client, url = preview
    shown = client.get(url).context
    monkeypatch.setattr(long, "LONG", 1000)

    live = client.get(upload(client, *ROWS, as_of="01/04/2026").url).context

    for name in ("new", "changed", "absent", "heading_row", "unknown", "not_kept", "has_work"):
        assert shown[name] == live[name], name
    assert [(remark.row, remark.column) for remark in shown["wrong"]] == [(3, "Giới tính")]
    assert [figure["value"] for figure in shown["figures"]] == [figure["value"] for figure in live["figures"]]
    assert [question.row for question in shown["outcome"].questions] == [2]


def test_answers_make_a_new_rehearsal_and_a_worker_writes_what_was_seen(preview):
    client, url = preview
    client.post(f"{url}answers/", {"on-2": "01/03/2026"})
    asked = client.get(url)
    work_off()

    written = client.post(url, {"seen": client.get(url).context["seen"], "leave_out": "on"})
    work_off()

    assert (job_of(asked).state, job_of(written).state) == ("done", "done")
    assert Person.objects.get(card_no="12000008").cell.code == "DUHT-02"
    assert Person.objects.filter(card_no="12000024").exists()
    assert not Person.objects.filter(card_no="12000016").exists()
    assert client.get(url).status_code == 404


def test_what_a_long_list_leaves_out_is_found_from_the_page_of_its_job(preview):
    client, url = preview
    written = client.post(url, {"seen": client.get(url).context["seen"], "leave_out": "on"})
    before = job_of(written).next_url
    work_off()

    page = client.get(reverse("directory:taken_list", args=[TakenList.objects.first().pk]))

    assert (before, job_of(written).next_url) == ("", reverse("directory:taken_lists"))
    assert [remark.row for remark in page.context["remarks"]] == [2, 3]  # a question, and a wrong row
    assert page.context["waiting"] == 1


def test_what_changed_since_the_preview_is_not_written_and_rehearsed_anew(preview, province):
    client, url = preview
    seen = client.get(url).context["seen"]
    factories.make_person("Lê Ba", cell=province.cell, card_no="12000024")

    written = client.post(url, {"seen": seen, "leave_out": "on"})
    work_off()
    again = client.get(url)

    job = job_of(written)
    assert (again.status_code, job_of(again).state) == (302, "waiting")
    assert (job.state, job.next_url) == ("failed", url)
    assert job.failure != ""
    assert Person.objects.get(card_no="12000008").cell.code == "DUHT-01"


def test_wrong_rows_of_a_long_list_stop_it_and_come_back_as_a_sheet(preview):
    client, url = preview

    written = client.post(url, {"seen": client.get(url).context["seen"]})
    work_off()
    sheet = client.get(f"{url}wrong.xlsx")

    assert job_of(written).state == "failed"
    assert sheet.status_code == 200
    assert not Person.objects.filter(card_no="12000024").exists()


def test_a_piece_that_is_done_again_after_it_was_written_is_done(preview):
    client, url = preview
    seen = client.get(url).context["seen"]
    job = job_of(client.post(url, {"seen": seen, "leave_out": "on"}))
    work_off()

    long.WritingWork().run(job.params, "all", None)

    assert Person.objects.filter(card_no="12000024").count() == 1


def test_a_worker_that_dies_between_writing_and_dropping_the_list_leaves_it_written(preview, monkeypatch):
    client, url = preview
    client.post(f"{url}answers/", {"on-2": "01/03/2026"})
    client.get(url)
    work_off()
    seen = client.get(url).context["seen"]
    params = {
        "token": url.rstrip("/").rpartition("/")[2],
        "seen": seen,
        "leave_out_wrong": True,
        "convert_legacy": False,
    }
    with monkeypatch.context() as dying:
        dying.setattr(uploads.Upload, "drop", die)
        with pytest.raises(Killed):
            long.WritingWork().run(params, "all", None)

    long.WritingWork().run(params, "all", None)

    assert (Person.objects.filter(card_no="12000024").count(), TakenList.objects.filter(by__isnull=False).count()) == (
        1,
        1,
    )
    assert uploads.kept_as(params["token"]) is None


def die(_upload):
    raise Killed


def test_a_job_on_somebody_elses_list_is_refused(preview, system_admin):
    _client, url = preview

    params = {"token": url.rstrip("/").rpartition("/")[2]}

    assert not long.RehearsalWork().may(system_admin, params)
    assert not long.WritingWork().may(system_admin, params)


def test_a_short_list_needs_no_worker(province, personnel_officer, signed_in, monkeypatch):
    monkeypatch.setattr(long, "LONG", 3)
    client = signed_in(personnel_officer)

    confirm(client, upload(client, person_row()).url)

    assert (Job.objects.count(), Person.objects.filter(card_no="12000008").count()) == (0, 1)


# ── a file too large to be read in a request ──


@pytest.fixture
def _files_are_large(monkeypatch):
    monkeypatch.setattr(long, "LARGE", 0)
    monkeypatch.setattr("portal.directory.lists.rehearsal.LOOKED_AT", 3)


@pytest.mark.usefixtures("_files_are_large")
def test_a_large_file_is_read_whole_only_by_a_worker(province, personnel_officer, signed_in, monkeypatch):
    read = []
    monkeypatch.setattr("portal.directory.lists.sheets.open_table", noting(read))
    client = signed_in(personnel_officer)

    rows = [person_row(card=f"{13000000 + number}", name="Lê An", born=f"{number}/1/1980") for number in range(1, 6)]
    url = upload(client, *rows).url
    asked = client.get(url)
    in_requests = list(read)
    work_off()

    assert (in_requests, read[1:]) == ([3], [6])
    assert job_of(asked).state == "done"
    assert [figure["value"] for figure in client.get(url).context["figures"]] == [5, 0, 0, 0]


def noting(read):
    """Return ``open_table``, noting how many rows it gave."""

    def opened(*args, **options):
        table = open_table(*args, **options)
        read.append(len(table.rows))
        return table

    return opened


@pytest.mark.usefixtures("_files_are_large")
def test_the_columns_of_a_large_file_are_named_by_hand_from_its_first_rows(province, personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    rows = [person_row(card=f"{13000000 + number}", name="Lê An", born=f"{number}/1/1980") for number in range(1, 6)]

    reading = upload(client, content=workbook(STRANGE, *rows).getvalue()).url
    preview = say(client, reading, *MEANT).url
    client.get(preview)
    work_off()

    assert reading.endswith("/reading/")
    assert [figure["value"] for figure in client.get(preview).context["figures"]] == [5, 0, 0, 0]


# ── how far it is ──


def test_the_page_of_the_job_counts_rows(preview, monkeypatch):
    client, url = preview
    job = Job.objects.create(
        owner_id=Job.objects.get().owner_id, kind="directory.rehearse_list", title="A", folder="f", key="k",
        params={"token": url.rstrip("/").rpartition("/")[2]}, state="running", chunk_count=1, chunks=["all"],
    )  # fmt: skip
    files.path_of(job, "x").parent.mkdir(parents=True)
    before = client.get(job.get_absolute_url())

    files.Counter(job)(2, 3)
    after = client.get(job.get_absolute_url())

    assert (before.context["counted"], after.context["counted"]) == (None, (2, 3))
    assert "0 trên 1" not in before.content.decode()
    assert "2 trên 3 dòng" in after.content.decode()
    assert 'value="2" max="3"' in after.content.decode()
    assert before.context["mark"] != after.context["mark"]


def test_a_list_tells_each_row_to_whoever_listens(province):
    heard = []

    with progress.listening(lambda done, of: heard.append((done, of))):
        take_in(person_row(), person_row(card="12000024", name="Lê Ba"), write=False)
    take_in(person_row(), write=False)

    assert heard == [(1, 2), (2, 2)]


# ── undoing ──


@pytest.fixture
def taken(province, personnel_officer, monkeypatch):
    """A list of two that counts as long to undo."""
    monkeypatch.setattr(journal, "AT_ONCE", 1)
    take_in(person_row(), person_row(card="12000024", name="Lê Ba"), by=personnel_officer)
    return TakenList.objects.get()


def undo_url(taken):
    return reverse("directory:undo_list", args=[taken.pk])


def test_a_long_list_is_undone_by_a_worker(taken, personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    page = client.get(undo_url(taken)).content.decode()

    asked = [client.post(undo_url(taken)) for _click in range(2)]
    before = Person.objects.filter(card_no__in=["12000008", "12000024"]).count()
    work_off()

    assert "phía sau" in page
    assert asked[0].url == asked[1].url == Job.objects.get().get_absolute_url()
    assert before == 2
    assert not Person.objects.filter(card_no__in=["12000008", "12000024"]).exists()
    assert (job_of(asked[0]).state, job_of(asked[0]).next_url) == ("done", reverse("directory:taken_lists"))


def test_what_rests_on_a_long_list_is_told_by_the_job(taken, personnel_officer, signed_in):
    Person.objects.filter(card_no="12000008").update(workplace="Trường THCS", last_login=timezone.now())

    asked = signed_in(personnel_officer).post(undo_url(taken))
    work_off()

    assert job_of(asked).state == "failed"
    assert "Hoàng Thanh Vân" in job_of(asked).failure
    assert Person.objects.filter(card_no="12000008").exists()


def test_undoing_that_is_done_again_after_it_was_done_is_done(taken, personnel_officer, signed_in):
    job = job_of(signed_in(personnel_officer).post(undo_url(taken)))
    work_off()

    long.UndoingWork().run(job.params, "all", None)

    assert TakenList.objects.get().undone_by == personnel_officer


def test_who_no_longer_keeps_people_undoes_nothing(taken, personnel_officer, signed_in):
    asked = signed_in(personnel_officer).post(undo_url(taken))
    personnel_officer.appointments.all().delete()
    work_off()

    assert job_of(asked).state == "failed"
    assert Person.objects.filter(card_no="12000008").exists()


def test_a_job_that_undoes_is_for_its_own_officer(taken, personnel_officer, system_admin):
    params = {"taken": taken.pk, "by": str(personnel_officer.public_id)}

    assert long.UndoingWork().may(personnel_officer, params)
    assert not long.UndoingWork().may(system_admin, params)


def test_counting_tells_how_many_rows_are_put_back(taken, personnel_officer):
    heard = []

    with progress.listening(lambda done, of: heard.append((done, of))):
        undo(taken, by=personnel_officer)

    assert (heard[0], heard[-1]) == ((0, 4), (4, 4))  # two people, two memberships
