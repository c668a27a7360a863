"""A campaign that calls very many people opens by a job, and those who are very many are told by one."""

import datetime

import pytest
from django.urls import reverse

from commitments import roster
from commitments.models import Campaign
from commitments.roster import opening, telling
from commitments.roster.proposal import most_called
from portal.audit.models import AuditEvent
from portal.jobs.models import Job
from portal.lib.dates import today
from portal.notifications.models import Notification
from tests import factories
from tests.worker import work_off

Status = Campaign.Status


@pytest.fixture
def client(personnel_officer, signed_in):
    return signed_in(personnel_officer)


@pytest.fixture
def draft(province, resolution, member, colleague):
    return factories.make_campaign(province.ward, resolutions=[resolution], status=Status.DRAFT)


@pytest.fixture
def everybody_is_many(monkeypatch):
    monkeypatch.setattr(opening, "AT_ONCE", 1)
    monkeypatch.setattr(telling, "AT_ONCE", 1)
    monkeypatch.setattr(telling, "PEOPLE_OF_A_PIECE", 2)


def open_it(client, campaign):
    return client.post(reverse("commitments:campaign_open", args=[campaign.pk]))


def told(event):
    return sorted(str(row.recipient) for row in Notification.objects.filter(event=event).select_related("recipient"))


@pytest.mark.usefixtures("everybody_is_many")
def test_a_large_campaign_opens_by_a_job_that_leads_back_to_it(client, draft, member, colleague, personnel_officer):
    asked = open_it(client, draft)

    job = Job.objects.get(kind="commitments.opening")
    draft.refresh_from_db()
    assert (asked.url, draft.status, draft.entries.count()) == (job.get_absolute_url(), Status.DRAFT, 0)
    assert job.get_absolute_url() in client.get(draft.get_absolute_url()).content.decode()

    work_off()

    draft.refresh_from_db()
    job.refresh_from_db()
    everybody = sorted(str(person) for person in (member, colleague, personnel_officer))
    assert (draft.status, draft.entries.count(), job.next_url) == (Status.OPEN, 3, draft.get_absolute_url())
    assert told("commitments.campaign_opened") == everybody
    assert AuditEvent.objects.get(action="commitments.campaign_opened").actor_name == str(personnel_officer)


@pytest.mark.usefixtures("everybody_is_many")
def test_asking_twice_is_one_job(client, draft):
    assert open_it(client, draft).url == open_it(client, draft).url
    assert Job.objects.count() == 1


@pytest.mark.usefixtures("everybody_is_many")
def test_a_piece_done_again_writes_and_tells_nothing_twice(client, draft):
    open_it(client, draft)
    job = Job.objects.get()
    work_off()
    tellings = Job.objects.get(kind="commitments.telling")

    opening.OpeningWork().run(job.params, "open", None)
    for piece in telling.TellingWork().plan(tellings.params):
        telling.TellingWork().run(tellings.params, piece, None)

    assert draft.entries.count() == 3
    assert len(told("commitments.campaign_opened")) == 3


@pytest.mark.usefixtures("everybody_is_many")
def test_what_is_refused_by_then_stands_on_the_page_of_the_job(client, draft):
    open_it(client, draft)
    draft.campaign_resolutions.all().delete()

    work_off()

    job = Job.objects.get()
    draft.refresh_from_db()
    assert (draft.status, draft.entries.count(), job.state) == (Status.DRAFT, 0, Job.State.FAILED)
    assert "Cần chọn ít nhất một văn bản" in client.get(job.get_absolute_url()).content.decode()


@pytest.mark.usefixtures("everybody_is_many")
def test_a_later_deadline_is_told_each_time_it_moves(client, draft, personnel_officer):
    roster.open_campaign(draft, by=personnel_officer)

    for days in (3, 6):
        to = draft.due_on + datetime.timedelta(days)
        roster.extend_all(draft, to=to, by=personnel_officer, reason="Bão")
        work_off()

    assert len(told("commitments.deadline_extended")) == 6
    newest = Notification.objects.filter(event="commitments.deadline_extended").first()
    assert f"{draft.due_on:%d/%m/%Y}" in newest.text


@pytest.mark.usefixtures("everybody_is_many")
def test_a_later_deadline_of_one_unit_is_told_to_that_unit_only(draft, province, member, colleague, personnel_officer):
    roster.open_campaign(draft, by=personnel_officer)

    to = draft.due_on + datetime.timedelta(3)
    roster.extend_all(draft, to=to, by=personnel_officer, reason="Bão", unit=province.cell)
    work_off()

    assert told("commitments.deadline_extended") == sorted([str(member), str(colleague)])


def test_few_people_are_told_at_once(draft, personnel_officer):
    roster.open_campaign(draft, by=personnel_officer)

    assert len(told("commitments.campaign_opened")) == 3
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("audience", "most"),
    [(Campaign.Audience.MEMBERS, 3), (Campaign.Audience.HEADS, 1), (Campaign.Audience.COLLECTIVES, 0)],
)
@pytest.mark.usefixtures("secretary")
def test_the_size_of_a_call_is_counted_without_reading_it(draft, audience, most):
    draft.audience = audience

    assert most_called(draft, today()) == most >= len(roster.proposed(draft))
