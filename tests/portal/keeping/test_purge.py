"""What was kept long enough is named first, and deleted on the record; all that is younger stays."""

import datetime
import os

import pytest
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from commitments import papers
from commitments.models import (
    ActionProgram,
    Amendment,
    Campaign,
    CampaignEntry,
    Commitment,
    Entered,
    Evidence,
    Period,
    ProgressEntry,
)
from evaluations.models import DossierPaper, EnteredAssessment, Rating, SelfAssessment
from portal.audit.models import AuditEvent
from portal.directory import uploads
from portal.directory.models import TakenList, TakenPiece
from portal.jobs.models import Job
from portal.keeping import home, purging
from portal.lib.dates import today
from portal.lib.purge import last_year_to_go
from portal.notifications.models import Notification, Reminder
from portal.printing.models import IssuedPaper
from portal.privacy.models import DataAnswer, DataRequest
from tests import evaluating, factories
from tests.evaluations import assessed

pytestmark = pytest.mark.django_db


def make_old(period_owner, years):
    """Have a campaign or an evaluation be of a year so many years ago."""
    period_owner.period = Period.of_year(today().year - years)
    period_owner.save(update_fields=["period"])


def fill(campaign, member):
    """Write a program with amendment, progress, evidence and an issued paper; return it."""
    program = factories.make_program(member, campaign=campaign, status=ActionProgram.Status.APPROVED)
    entry = factories.make_progress(program.commitments.first())
    stored = default_storage.save("evidence/anh.jpg", ContentFile(b"anh"))
    factories.make_evidence(
        entry, kind=Evidence.Kind.FILE, file=stored, symbol="", name="anh.jpg", size=3, sha256="a" * 64
    )
    factories.make_amendment(program, status=Amendment.Status.APPROVED)
    papers.issued(program.versions.latest("pk"), by=member)
    return program


@pytest.fixture
def old_program(province, resolution, member, secretary):
    """A program of six years ago."""
    old = factories.make_campaign(province.ward, resolutions=[resolution])
    program = fill(old, member)
    make_old(old, 6)
    return program


def counts():
    return {gone.name: gone.count for gone in purging.rehearse() if gone.count}


def purged(capture):
    with capture(execute=True):
        return {gone.name: gone.count for gone in purging.purge() if gone.count}


def test_a_rehearsal_names_what_would_go_and_touches_nothing(old_program, capsys):
    call_command("purge")

    assert capsys.readouterr().out.splitlines()[-1].startswith("Nothing was deleted.")
    assert counts() == {"commitments.programs": 1, "commitments.campaigns": 2}
    assert ActionProgram.objects.count() == 1
    assert AuditEvent.objects.filter(action="audit.purged").count() == 0


def test_an_old_campaign_goes_with_all_that_was_written_in_it(old_program, django_capture_on_commit_callbacks):
    issued = IssuedPaper.objects.get()
    stored = [issued.pdf.name, issued.docx.name, Evidence.objects.get(kind="file").file.name]
    assert all(map(default_storage.exists, stored))

    gone = purged(django_capture_on_commit_callbacks)

    assert gone == {"commitments.programs": 1, "commitments.campaigns": 2}  # a line of the roster, then the campaign
    left = [
        model.objects.count() for model in (Campaign, CampaignEntry, ActionProgram, Commitment, Evidence, Amendment)
    ]
    assert (left, ProgressEntry.objects.count()) == ([0] * 6, 0)
    assert list(map(default_storage.exists, stored)) == [False] * 3


def test_of_an_issued_paper_code_and_checksum_stay(old_program, django_capture_on_commit_callbacks):
    before = IssuedPaper.objects.get()

    purged(django_capture_on_commit_callbacks)

    after = IssuedPaper.objects.get()
    assert (after.code, after.pdf_sha256, after.issued_at) == (before.code, before.pdf_sha256, before.issued_at)
    assert (after.title, after.owner_id, after.pdf.name) == ("", "", "")


def test_each_piece_leaves_an_event(old_program, django_capture_on_commit_callbacks):
    purged(django_capture_on_commit_callbacks)

    events = AuditEvent.objects.filter(action="audit.purged").order_by("pk").values_list("subject_name", "reason")
    assert list(events) == [
        ("commitments.programs", "1"),
        ("commitments.campaigns", "1"),
        ("commitments.campaigns", "1"),
    ]


def test_what_is_younger_stays_and_what_was_carried_over_too(
    old_program, campaign, colleague, django_capture_on_commit_callbacks
):
    young = factories.make_program(colleague, campaign=campaign, status=ActionProgram.Status.APPROVED)
    young.commitments.update(carried_from=old_program.commitments.first())
    before = young.commitments.get()

    purged(django_capture_on_commit_callbacks)

    after = Commitment.objects.get()
    assert (after.pk, after.title, after.carried_from) == (before.pk, before.title, None)


def test_a_year_is_kept_whole_years_after_its_end():
    assert last_year_to_go(datetime.date(2026, 1, 1), 5) == 2020
    assert last_year_to_go(datetime.date(2025, 12, 31), 5) == 2019


def test_a_campaign_of_the_last_kept_year_stays(province, resolution, member):
    campaign = factories.make_campaign(province.ward, resolutions=[resolution])
    factories.make_program(member, campaign=campaign)
    make_old(campaign, 5)

    assert counts() == {}


def test_how_long_is_a_setting(old_program, settings):
    settings.KEEP_CONTENT_YEARS = 6

    assert counts() == {}


def test_self_assessments_and_papers_go_and_levels_stay(province, member, django_capture_on_commit_callbacks):
    evaluation = evaluating.make_evaluation(province.ward)
    dossier = evaluating.make_dossier(evaluation, member)
    assessed.hand_in(dossier)
    stored = default_storage.save("dossiers/bien-ban.pdf", ContentFile(b"%PDF"))
    DossierPaper.objects.create(dossier=dossier, kind="minutes", name="Biên bản", file=stored, added_by=member)
    make_old(evaluation, 6)

    gone = purged(django_capture_on_commit_callbacks)

    assert gone == {"evaluations.self_assessments": 1, "evaluations.dossier_papers": 1}
    assert (SelfAssessment.objects.count(), DossierPaper.objects.count()) == (0, 0)
    assert Rating.objects.filter(dossier=dossier).count() == 1
    assert not default_storage.exists(stored)


def test_a_dossier_whose_paper_is_gone_can_still_be_opened(
    province, member, signed_in, django_capture_on_commit_callbacks
):
    dossier = evaluating.make_dossier(evaluating.make_evaluation(province.ward), member)
    assessed.hand_in(dossier)
    make_old(dossier.evaluation, 6)

    purged(django_capture_on_commit_callbacks)

    assert signed_in(member).get(dossier.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(("days", "left"), [(366, 0), (364, 1)])
def test_old_notifications_go(member, days, left, django_capture_on_commit_callbacks):
    at = timezone.now() - datetime.timedelta(days=days)
    Notification.objects.create(recipient=member, event="x", text="Cũ")
    Notification.objects.update(created_at=at)

    purged(django_capture_on_commit_callbacks)

    assert Notification.objects.count() == left


@pytest.mark.parametrize(("days", "left"), [(366, 0), (364, 1)])
def test_old_marks_of_reminders_go(member, days, left, django_capture_on_commit_callbacks):
    at = timezone.now() - datetime.timedelta(days=days)
    Reminder.objects.create(recipient=member, url="/", due_on=at.date(), step=1, sent_at=at)

    purged(django_capture_on_commit_callbacks)

    assert Reminder.objects.count() == left


@pytest.mark.parametrize(("years", "left"), [(6, 0), (5, 1)])
def test_requests_about_data_go_with_their_answers_and_open_ones_stay(
    member, personnel_officer, years, left, django_capture_on_commit_callbacks
):
    asked = DataRequest.ask("access", "Lưu những gì", by=member)
    open_one = DataRequest.ask("correct", "Ngày sinh", by=member)
    asked.answer("done", "Đã trả lời.", by=personnel_officer)
    DataRequest.objects.filter(pk=asked.pk).update(closed_at=f"{today().year - years}-06-01T00:00:00Z")

    purged(django_capture_on_commit_callbacks)

    assert (DataAnswer.objects.count(), DataRequest.objects.count()) == (left, left + 1)
    assert DataRequest.objects.filter(pk=open_one.pk).exists()


def test_scans_of_signed_prints_go_with_what_they_confirm(
    old_program, province, member, secretary, django_capture_on_commit_callbacks
):
    dossier = evaluating.make_dossier(evaluating.make_evaluation(province.ward), member)
    assessment = assessed.hand_in(dossier)
    make_old(dossier.evaluation, 6)
    scans = [default_storage.save(f"entered/{number}.pdf", ContentFile(b"%PDF")) for number in (1, 2)]
    whose = {"member": member, "entered_by": secretary, "round": 1}
    Entered.objects.create(program=old_program, scan=scans[0], **whose)
    EnteredAssessment.objects.create(assessment=assessment, scan=scans[1], **whose)
    assert list(map(default_storage.exists, scans)) == [True, True]

    purged(django_capture_on_commit_callbacks)

    assert list(map(default_storage.exists, scans)) == [False, False]
    assert (Entered.objects.count(), EnteredAssessment.objects.count()) == (0, 0)


@pytest.mark.parametrize(("state", "left"), [("expired", 0), ("failed", 0), ("done", 1), ("waiting", 1)])
def test_old_jobs_go_once_they_hold_no_file(member, state, left, django_capture_on_commit_callbacks):
    at = timezone.now() - datetime.timedelta(days=400)
    Job.objects.create(owner=member, kind="x", title="Cũ", folder="f", state=state, asked_at=at)

    purged(django_capture_on_commit_callbacks)

    assert Job.objects.count() == left


def test_expired_sign_ins_go_and_others_stay(client, member, django_capture_on_commit_callbacks):
    client.force_login(member)
    assert counts() == {}

    Session.objects.update(expire_date=timezone.now() - datetime.timedelta(minutes=1))

    assert purged(django_capture_on_commit_callbacks) == {"sessions.expired": 1}
    assert Session.objects.count() == 0


def test_files_put_aside_by_a_restore_are_named_to_the_administrator_and_go_after_their_days(
    system_admin, member, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    old, young = (
        tmp_path / f".before-restore-{today() - datetime.timedelta(days=days):%Y%m%d}-013000" for days in (31, 30)
    )
    for folder in (old, young):
        folder.mkdir()
        (folder / "anh.jpg").write_bytes(b"anh")

    (task,) = home.put_aside(system_admin, today())
    gone = purged(django_capture_on_commit_callbacks)

    assert old.name in task.why
    assert task.due_on == today() - datetime.timedelta(days=1)
    assert gone == {"files.before_restore": 1}
    assert (old.exists(), young.exists()) == (False, True)
    assert home.put_aside(member, today()) == []


def test_pieces_follow_each_other_until_nothing_is_left(
    province, resolution, member, colleague, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("commitments.purging.AT_ONCE", 1)
    old = factories.make_campaign(province.ward, resolutions=[resolution])
    for person in (member, colleague):
        factories.make_program(person, campaign=old)
    make_old(old, 6)

    assert purged(django_capture_on_commit_callbacks)["commitments.programs"] == 2


def test_the_command_deletes_only_when_told_to(old_program, capsys, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        call_command("purge", yes=True)

    lines = capsys.readouterr().out.splitlines()
    assert (
        next(line for line in lines if "programs" in line),
        lines[-1],
    ) == ("        1  chương trình cùng tiến độ, minh chứng, văn bản (commitments.programs)", "Deleted.")
    assert ActionProgram.objects.count() == 0


@pytest.mark.parametrize(("days", "left"), [(91, 0), (89, 1)])
def test_what_a_list_changed_goes_and_the_list_stays(province, days, left, django_capture_on_commit_callbacks):
    at = timezone.now() - datetime.timedelta(days=days)
    taken = TakenList.objects.create(org=province.ward, kind="people", filename="dang-vien.xlsx", told="1 mới", at=at)
    TakenPiece.objects.create(taken=taken, model="person", changed=[[1, {"born": "1985-02-27"}, {"born": None}]])

    gone = purged(django_capture_on_commit_callbacks)

    assert gone == ({} if left else {"directory.undo": 1})
    assert (TakenPiece.objects.count(), TakenList.objects.count()) == (left, 1)
    assert taken.can_be_undone is bool(left)


def test_uploads_that_nobody_took_in_go_after_half_a_day(member, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for name, hours in (("cu.list", 13), ("moi.list", 11)):
        default_storage.save(f"imports/{name}", ContentFile(b"12000008;Lan"))
        moment = (timezone.now() - datetime.timedelta(hours=hours)).timestamp()
        os.utime(tmp_path / "imports" / name, (moment, moment))

    uploads.drop_old()

    assert default_storage.listdir("imports")[1] == ["moi.list"]
