"""The pages of jobs: one's own only; how one goes; fetching, cancelling, asking again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.audit.models import AuditEvent
from portal.directory.models import Person
from portal.jobs import files, service, sweeping
from portal.jobs.models import Job
from portal.lib.policy import Verdict
from portal.notifications.models import Notification
from tests.portal.jobs import kinds
from tests.queries import queries_of
from tests.worker import work_off

LIST = reverse("jobs:jobs")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def job(member):
    return service.ask("tests.lines", {"count": 2}, by=member)


@pytest.fixture
def done(job):
    work_off()
    job.refresh_from_db()
    return job


def url(name, job):
    return reverse(f"jobs:{name}", args=[job.pk])


def acts():
    return list(AuditEvent.objects.filter(action__startswith="jobs.").order_by("pk").values_list("action", flat=True))


def make_jobs(member, number):
    Job.objects.bulk_create(
        Job(owner=member, kind="tests.lines", key=f"{number}-{n}", title="A", folder=f"{number}-{n}", state="done")
        for n in range(number)
    )


# ── in words ──


@pytest.mark.parametrize(("leads_to", "said"), [("", ["Hủy lập tệp", "Khi tệp xong"]), ("/", ["Dừng lại", "Khi xong"])])
def test_only_what_brings_a_file_speaks_of_one(leads_to, said, job, member, signed_in, monkeypatch):
    monkeypatch.setattr(kinds.Lines, "next_url", lambda _work, _params: leads_to)

    page = signed_in(member).get(job.get_absolute_url()).content.decode()

    assert [words for words in ("Hủy lập tệp", "Khi tệp xong", "Dừng lại", "Khi xong") if words in page] == said


# ── the list ──


def test_the_list_has_ones_own_jobs_the_newest_first(member, colleague, signed_in):
    first = service.ask("tests.lines", {"count": 1}, by=member)
    second = service.ask("tests.lines", {"count": 2}, by=member)
    service.ask("tests.lines", {"count": 3}, by=colleague)

    response = signed_in(member).get(LIST)

    assert response.context["page"].rows == [second, first]
    assert "3 dòng" not in response.content.decode()


def test_an_empty_list_says_what_will_stand_there(member, signed_in):
    assert "Chưa có tệp nào" in signed_in(member).get(LIST).content.decode()


def test_the_list_costs_the_same_queries_for_1_3_and_30_jobs(member, signed_in):
    client, counts = signed_in(member), []
    for number in (1, 2, 27):
        make_jobs(member, number)
        counts.append(queries_of(client, LIST))

    assert counts[0] == counts[1] == counts[2] <= 15


def test_the_list_never_reads_the_plans(member):
    make_jobs(member, 1)

    assert Job.objects.in_list().get().get_deferred_fields() == {"chunks", "params"}


# ── one job ──


def test_an_unfinished_job_shows_how_far_it_is_and_asks_again_every_two_seconds(job, member, signed_in):
    Job.objects.update(state="running", chunk_count=1234, done_count=1200)

    page = signed_in(member).get(url("job", job)).content.decode()

    assert "1.200 trên 1.234 phần" in page
    assert '<progress class="progress" aria-label="2 dòng" value="1200" max="1234"></progress>' in page
    assert f'hx-get="{url("job", job)}?seen=running-1234-1200" hx-trigger="every 2s"' in page
    assert url("cancel", job) in page


def test_without_a_script_a_link_looks_again(job, member, signed_in):
    assert f'href="{url("job", job)}">Cập nhật trang</a>' in signed_in(member).get(url("job", job)).content.decode()


def test_htmx_is_told_only_of_what_has_changed(job, member, signed_in):
    client = signed_in(member)

    same = client.get(url("job", job), {"seen": job.mark}, headers=HTMX)
    changed = client.get(url("job", job), {"seen": "waiting-None-1"}, headers=HTMX)

    assert (same.status_code, same.content) == (204, b"")
    assert (changed.status_code, changed.content.decode().strip()[:8]) == (200, "<section")


def test_who_waits_in_vain_is_told_at_once_and_that_it_will_go_on(job, member, signed_in):
    client = signed_in(member)
    Job.objects.update(asked_at=timezone.now() - timedelta(hours=1), beat_at=timezone.now() - timedelta(hours=1))

    halted = client.get(url("job", job), {"seen": job.mark}, headers=HTMX)
    same = client.get(url("job", job), {"seen": f"{job.mark}-stalled"}, headers=HTMX)
    sweeping.sweep()
    mended = client.get(url("job", job), {"seen": f"{job.mark}-stalled"}, headers=HTMX)

    assert "Việc lập tệp đang tạm dừng" in halted.content.decode()
    assert (same.status_code, mended.status_code) == (204, 200)
    assert "Việc lập tệp đang tạm dừng" not in mended.content.decode()


def test_a_finished_job_asks_no_more_and_offers_its_file(done, member, signed_in):
    page = signed_in(member).get(url("job", done), headers=HTMX).content.decode()

    assert "hx-get" not in page
    assert f'href="{url("fetch", done)}"' in page
    assert f"{timezone.localtime(done.kept_until):%d/%m/%Y}" in page


def test_who_has_seen_that_it_is_ready_is_no_longer_told(done, member, signed_in):
    assert Notification.objects.of(member).unread().count() == 1

    signed_in(member).get(url("job", done))

    assert Notification.objects.of(member).unread().count() == 0


def test_a_failure_shows_its_reference_and_never_the_traceback(member, signed_in):
    job = service.ask("tests.refusing", {"count": 1}, by=member)
    work_off()

    page = signed_in(member).get(url("job", job)).content.decode()

    job.refresh_from_db()
    assert job.reference in page
    assert "secret detail" not in page
    assert "ZeroDivisionError" not in page
    assert url("again", job) in page


def test_a_refusal_shows_its_text(member, signed_in):
    job = service.ask("tests.refusing", {"count": 1, "refuse": True}, by=member)
    work_off()

    assert "Danh sách trống. Chọn đơn vị khác." in signed_in(member).get(url("job", job)).content.decode()


def test_the_page_of_a_job_costs_few_queries(done, member, signed_in):
    assert queries_of(signed_in(member), url("job", done)) <= 15


@pytest.mark.parametrize("name", ["job", "fetch"])
def test_a_job_of_another_is_not_there(done, colleague, signed_in, name):
    assert signed_in(colleague).get(url(name, done)).status_code == 404


@pytest.mark.parametrize("name", ["cancel", "again"])
def test_nobody_acts_on_a_job_of_another(job, colleague, signed_in, name):
    assert signed_in(colleague).post(url(name, job)).status_code == 404

    job.refresh_from_db()
    assert (job.state, Job.objects.count()) == ("waiting", 1)


# ── fetching ──


def test_the_file_comes_as_an_attachment_with_its_name(done, member, signed_in):
    response = signed_in(member).get(url("fetch", done))

    assert b"".join(response.streaming_content) == "Đầu\ndòng 1, xong\ndòng 2, xong\n".encode()
    assert response.headers["Content-Disposition"] == 'attachment; filename="cac-dong.txt"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response.headers["Cache-Control"]
    assert acts() == ["jobs.asked", "jobs.fetched"]


def test_whose_role_has_ended_no_longer_fetches(done, member, signed_in, monkeypatch):
    monkeypatch.setattr(kinds.Lines, "may", lambda self, person, params: Verdict("Nhiệm vụ đã kết thúc."))

    response = signed_in(member).get(url("fetch", done))

    assert response.status_code == 403
    assert "Nhiệm vụ đã kết thúc." in response.content.decode()
    assert acts() == ["jobs.asked"]


def test_the_role_of_today_counts_not_that_of_the_asking(done, member, signed_in, monkeypatch):
    asked = []
    monkeypatch.setattr(kinds.Lines, "may", lambda self, person, params: asked.append((person, params)) or Verdict("x"))

    signed_in(member).get(url("fetch", done))

    assert asked == [(Person.objects.get(pk=member.pk), {"count": 2})]


def test_an_unfinished_job_has_no_file_even_where_one_lies_there(job, member, signed_in):
    place = files.path_of(job, files.RESULT)
    place.parent.mkdir(parents=True)
    place.write_bytes(b"half")

    response = signed_in(member).get(url("fetch", job), headers={"Referer": f"http://testserver{url('job', job)}"})

    assert response.status_code == 302
    assert response.url == url("job", job)
    assert acts() == ["jobs.asked"]


def test_after_its_days_the_file_is_not_handed_out_even_before_it_is_deleted(done, member, signed_in, settings):
    Job.objects.update(finished_at=timezone.now() - timedelta(days=settings.JOB_RESULT_DAYS, seconds=1))

    assert signed_in(member).get(url("fetch", done)).status_code == 302
    assert acts() == ["jobs.asked"]


def test_a_file_that_was_lost_is_said_to_be_gone(done, member, signed_in):
    files.drop_all(done)

    response = signed_in(member).get(url("fetch", done))

    done.refresh_from_db()
    assert (response.status_code, done.state) == (302, "expired")


# ── cancelling, asking again ──


def test_the_owner_cancels_what_is_not_finished(job, member, signed_in):
    response = signed_in(member).post(url("cancel", job), follow=True)

    job.refresh_from_db()
    assert (job.state, acts()) == ("cancelled", ["jobs.asked", "jobs.cancelled"])
    assert "Đã hủy việc lập tệp." in response.content.decode()


def test_a_second_click_on_cancel_is_told_and_changes_nothing(job, member, signed_in):
    client = signed_in(member)
    client.post(url("cancel", job))

    response = client.post(url("cancel", job), follow=True)

    assert "Việc này vừa kết thúc." in response.content.decode()
    assert acts() == ["jobs.asked", "jobs.cancelled"]


def test_what_is_ready_cannot_be_cancelled(done, member, signed_in):
    signed_in(member).post(url("cancel", done))

    done.refresh_from_db()
    assert (done.state, done.has_file) == ("done", True)


@pytest.mark.parametrize("state", ["failed", "cancelled", "expired"])
def test_what_has_ended_without_a_file_is_asked_for_again(job, member, signed_in, state):
    Job.objects.update(state=state)

    response = signed_in(member).post(url("again", job))

    anew = Job.objects.get(state="waiting")
    assert (anew.kind, anew.params, anew.owner, anew.pk > job.pk) == (job.kind, job.params, member, True)
    assert response.url == anew.get_absolute_url()


@pytest.mark.parametrize("state", ["waiting", "running", "done"])
def test_what_is_in_work_or_ready_is_not_asked_for_again(job, member, signed_in, state):
    Job.objects.update(state=state, finished_at=timezone.now() - timedelta(days=1))

    response = signed_in(member).post(url("again", job), follow=True)

    assert "Tệp đang được lập hoặc vẫn còn." in response.content.decode()
    assert Job.objects.count() == 1


def test_asking_again_asks_whether_one_still_may(job, member, signed_in, monkeypatch):
    Job.objects.update(state="expired")
    monkeypatch.setattr(kinds.Lines, "may", lambda self, person, params: Verdict("Nhiệm vụ đã kết thúc."))

    assert signed_in(member).post(url("again", job)).status_code == 403
    assert Job.objects.count() == 1


def test_a_kind_that_is_no_longer_made_cannot_be_asked_for_again_nor_fetched(done, member, signed_in, monkeypatch):
    monkeypatch.setattr("portal.jobs.registry._works", {})
    client = signed_in(member)

    fetched = client.get(url("fetch", done), follow=True)
    Job.objects.update(state="expired")
    again = client.post(url("again", done), follow=True)

    for response in (fetched, again):
        assert "Cổng không còn lập loại tệp này." in response.content.decode()
    assert Job.objects.count() == 1
