"""Opening a campaign: the preview, the roster it writes, who is told, and that it happens once."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from commitments import roster
from commitments.errors import RosterRefused
from commitments.models import Campaign, CampaignEntry
from portal.audit.models import AuditEvent
from portal.directory.models import Collective, Membership
from portal.directory.roles import Role
from portal.lib.dates import today
from portal.notifications.models import Notification
from tests import factories
from tests.queries import queries_of


def url(act, campaign):
    return reverse(f"commitments:{act}", args=[campaign.pk])


@pytest.fixture
def client(personnel_officer, signed_in):
    return signed_in(personnel_officer)


@pytest.fixture
def draft(province, resolution):
    return factories.make_campaign(province.ward, resolutions=[resolution], status=Campaign.Status.DRAFT)


def opened(campaign):
    campaign.refresh_from_db()
    return campaign.status == Campaign.Status.OPEN


# ── the preview ──


def test_the_preview_counts_by_unit_and_names_at_the_lowest(client, draft, province, member, colleague):
    factories.make_person("Vũ Thị Hạnh", cell=province.cell, standing=Membership.Standing.EXEMPT)

    top = client.get(url("campaign_preview", draft))
    cell = client.get(url("campaign_preview", draft), {"unit": "DUHT-01"})

    # The officer belongs to the second cell.
    assert [(c.org.code, c.must, c.exempt) for c in top.context["counts"]] == [("DUHT-01", 2, 1), ("DUHT-02", 1, 0)]
    assert (top.context["must"], top.context["exempt"]) == (3, 1)
    assert [(str(owner), bool(reason)) for owner, reason in cell.context["here"]] == [
        ("Lê Quang Dũng", False),
        ("Vũ Thị Hạnh", True),
        ("Đặng Thị Bích Ngà", False),
    ]
    assert list(CampaignEntry.objects.all()) == []


def test_once_opened_the_preview_leads_to_the_campaign(client, campaign):
    assert client.get(url("campaign_preview", campaign)).url == campaign.get_absolute_url()


def test_the_preview_does_not_reach_outside_the_campaign(client, draft):
    assert client.get(url("campaign_preview", draft), {"unit": "DUDS"}).status_code == 404
    assert client.get(url("campaign_preview", draft), {"unit": "TU"}).status_code == 404


def test_the_preview_asks_as_often_for_many_people_as_for_one(client, draft, province):
    counted = {}

    for rows in range(1, 301):
        factories.make_person(cell=province.cell)
        if rows in {1, 3, 300}:
            counted[rows] = queries_of(client, url("campaign_preview", draft) + "?unit=DUHT-01")

    assert counted[1] == counted[3] == counted[300] <= 18


# ── opening ──


def test_opening_writes_the_roster_and_tells_who_must_register(client, draft, province, member, personnel_officer):
    exempt = factories.make_person(cell=province.cell, standing=Membership.Standing.EXEMPT)

    response = client.post(url("campaign_open", draft))

    assert response.url == draft.get_absolute_url()
    assert opened(draft)
    assert {(e.person, e.exempt_reason, e.added_on) for e in draft.entries.all()} == {
        (member, "", today()),
        (personnel_officer, "", today()),
        (exempt, "exempt", today()),
    }
    assert {n.recipient for n in Notification.objects.all()} == {member, personnel_officer}
    assert {n.url for n in Notification.objects.all()} == {draft.get_absolute_url()}
    event = AuditEvent.objects.get(action="commitments.campaign_opened")
    assert (event.actor_name, event.subject_name) == (str(personnel_officer), draft.name)


def test_a_double_click_opens_once_and_is_told(client, draft, member):
    client.post(url("campaign_open", draft))

    second = client.post(url("campaign_open", draft))

    assert [message.level_tag for message in get_messages(second.wsgi_request)][-1] == "error"
    assert AuditEvent.objects.filter(action="commitments.campaign_opened").count() == 1
    assert draft.entries.count() == 2


def test_a_campaign_without_documents_does_not_open(client, draft):
    draft.resolutions.clear()

    assert client.post(url("campaign_open", draft)).status_code == 403
    assert not opened(draft)


@pytest.mark.parametrize(("opens_in", "due_in"), [(1, 30), (-30, -1)])
def test_a_campaign_opens_from_its_first_day_to_its_deadline(client, draft, opens_in, due_in):
    day = today()
    draft.opens_on, draft.due_on = day + datetime.timedelta(opens_in), day + datetime.timedelta(due_in)
    draft.save()

    assert client.post(url("campaign_open", draft)).status_code == 403
    assert not opened(draft)


def test_a_campaign_that_would_call_nobody_does_not_open(draft, personnel_officer):
    draft.audience = Campaign.Audience.HEADS
    draft.save()

    with pytest.raises(RosterRefused):
        roster.open_campaign(draft, by=personnel_officer)

    assert not opened(draft)
    assert list(CampaignEntry.objects.all()) == []
    assert list(AuditEvent.objects.filter(action="commitments.campaign_opened")) == []


def test_for_collectives_their_heads_are_told_else_the_secretary(
    province, draft, personnel_officer, member, ward_secretary
):
    office, committee = (
        Collective.objects.create(org=province.ward, kind=kind, name=kind.label, valid_from=factories.LONG_AGO)
        for kind in (Collective.Kind.AGENCY, Collective.Kind.COMMITTEE)
    )
    factories.appoint(member, Role.AGENCY_HEAD, office)
    draft.audience = Campaign.Audience.COLLECTIVES
    draft.save()

    roster.open_campaign(draft, by=personnel_officer)

    assert {entry.collective for entry in draft.entries.all()} == {office, committee}
    assert {n.recipient for n in Notification.objects.all()} == {member, ward_secretary}


@pytest.mark.parametrize("size", [1, 3, 300])
def test_opening_takes_as_many_queries_for_many_people_as_for_one(
    draft, province, personnel_officer, size, django_assert_max_num_queries
):
    for _number in range(size):
        factories.make_person(cell=province.cell)

    # SQLite takes so many values in one statement: 300 people are a few statements more.
    with django_assert_max_num_queries(18 if size < 300 else 28):
        roster.open_campaign(draft, by=personnel_officer)

    assert draft.entries.count() == size + 1


# ── stopping, extending ──


def test_an_open_campaign_is_stopped_with_a_reason(client, campaign):
    client.post(url("campaign_stop", campaign), {"stop-reason": "Sáp nhập phường"})

    campaign.refresh_from_db()
    assert campaign.status == Campaign.Status.STOPPED
    assert AuditEvent.objects.get(action="commitments.campaign_stopped").reason == "Sáp nhập phường"


def test_without_a_reason_it_goes_on(client, campaign):
    client.post(url("campaign_stop", campaign), {"stop-reason": " "})

    assert opened(campaign)


@pytest.mark.parametrize("status", [Campaign.Status.DRAFT, Campaign.Status.STOPPED])
def test_only_an_open_campaign_is_stopped_or_extended(client, province, status):
    campaign = factories.make_campaign(province.ward, status=status)

    for act in ("campaign_stop", "campaign_extend", "campaign_roster"):
        answer = client.get(url(act, campaign)) if act == "campaign_roster" else client.post(url(act, campaign))
        assert answer.status_code == 403


def test_the_deadline_is_extended_for_everybody_who_has_no_later_one(client, campaign, member, colleague):
    later = campaign.due_on + datetime.timedelta(days=30)
    to = campaign.due_on + datetime.timedelta(days=7)
    first, second = factories.make_entry(campaign, member), factories.make_entry(campaign, colleague, due_on=later)

    client.post(url("campaign_extend", campaign), {"extend-to": f"{to:%d/%m/%Y}", "extend-reason": "Bão lũ"})

    for row in (campaign, first, second):
        row.refresh_from_db()
    assert (campaign.due_on, first.due_on, second.due_on) == (to, to, later)
    assert AuditEvent.objects.get(action="commitments.deadline_extended").reason == (
        f"{campaign.root} → {to:%d/%m/%Y}: Bão lũ"
    )
    assert {n.event for n in member.notifications.all()} == {"commitments.deadline_extended"}


@pytest.mark.parametrize(
    "asked",
    [{"extend-to": "01/01/2020", "extend-reason": "Bão lũ"}, {"extend-to": "01/01/2099", "extend-reason": ""}, {}],
)
def test_a_deadline_is_not_extended_backwards_or_without_a_reason(client, campaign, asked):
    before = campaign.due_on

    client.post(url("campaign_extend", campaign), asked)

    campaign.refresh_from_db()
    assert campaign.due_on == before
    assert list(AuditEvent.objects.filter(action="commitments.deadline_extended")) == []
