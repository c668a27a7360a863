"""Keeping the roster of an open campaign: who joins late, leaves, moves, is exempt, gets a later deadline."""

import datetime

import pytest
from django.urls import reverse

from commitments import newcomers, roster
from commitments.errors import NotYours, RosterRefused
from commitments.models import Campaign, CampaignEntry
from portal.audit.models import AuditEvent
from portal.directory.models import Person
from portal.lib.dates import today
from portal.notifications.models import Notification
from tests import factories
from tests.queries import queries_of


def events():
    return AuditEvent.objects.filter(action__startswith="commitments.").order_by("pk").values_list("action", "reason")


def url(act, *args):
    return reverse(f"commitments:campaign_{act}", args=args)


@pytest.fixture
def client(personnel_officer, signed_in):
    return signed_in(personnel_officer)


@pytest.fixture
def entry(campaign, member):
    return factories.make_entry(campaign, member)


def fresh(entry):
    return CampaignEntry.objects.get(pk=entry.pk)


# ── joining ──


def test_a_latecomer_joins_with_a_deadline_of_their_own(client, campaign, colleague, province):
    due_on = today() + datetime.timedelta(days=60)

    response = client.post(url("roster_join", campaign.pk, colleague.public_id), {"due_on": f"{due_on:%d/%m/%Y}"})

    entry = campaign.entries.get()
    assert response.url == url("entry", campaign.pk, entry.pk)
    assert (entry.person, entry.unit, entry.due_on, entry.added_on, entry.tier) == (
        colleague, province.cell, due_on, today(), "NONE",
    )  # fmt: skip
    assert list(events()) == [("commitments.roster_joined", "")]
    assert [n.event for n in colleague.notifications.all()] == ["commitments.roster_joined"]


def test_who_had_left_comes_back_on_the_same_line(client, campaign, entry, member):
    entry.left_on = today() - datetime.timedelta(days=3)
    entry.save()

    client.post(url("roster_join", campaign.pk, member.public_id))

    back = campaign.entries.get()
    assert (back.pk, back.left_on, back.added_on, back.due_on) == (entry.pk, None, today(), campaign.due_on)


@pytest.mark.parametrize("case", ["already there", "of another ward", "without a cell", "too late", "not open"])
def test_joining_is_refused(campaign, entry, member, colleague, outsider, personnel_officer, case):
    person, due_on = colleague, None
    if case == "already there":
        person = member
    elif case == "of another ward":
        person = outsider
    elif case == "without a cell":
        person = factories.make_person()
    elif case == "too late":
        due_on = today() - datetime.timedelta(days=1)
    else:
        Campaign.objects.update(status=Campaign.Status.STOPPED)

    with pytest.raises(RosterRefused):
        roster.join(campaign, person, by=personnel_officer, due_on=due_on)

    assert list(campaign.entries.all()) == [entry]
    assert list(events()) == []


def test_people_are_searched_below_the_caller_without_marks(client, campaign, entry, colleague, outsider):
    response = client.get(url("roster_search", campaign.pk), {"q": "quang dung"})
    nobody = client.get(url("roster_search", campaign.pk), {"q": "trong viet"})

    assert [row["person"] for row in response.context["found"]] == [colleague]
    assert nobody.context["found"] == []


def test_a_day_that_is_over_is_refused_at_its_field_and_stays_as_typed(client, campaign, colleague):
    yesterday = f"{today() - datetime.timedelta(days=1):%d/%m/%Y}"

    page = client.post(url("roster_join", campaign.pk, colleague.public_id), {"due_on": yesterday})

    [row] = page.context["found"]
    assert (page.status_code, row["person"], row["form"]["due_on"].value()) == (422, colleague, yesterday)
    assert row["form"].errors["due_on"] == [f"Ngày {yesterday} đã qua. Đồng chí cho một ngày từ hôm nay trở đi."]
    assert not campaign.entries.filter(person=colleague).exists()


def test_a_latecomer_has_the_longer_deadline_that_their_cell_was_given(
    client, campaign, member, colleague, province, personnel_officer
):
    factories.make_entry(campaign, member)
    factories.make_entry(campaign, factories.make_person(cell=province.second_cell))
    to = campaign.due_on + datetime.timedelta(days=9)
    roster.extend_all(campaign, to=to, by=personnel_officer, reason="Lũ lụt", unit=province.cell)
    newcomer = factories.make_person("Vũ Văn Sáu", cell=province.cell)
    other = factories.make_person("Vũ Văn Bảy", cell=province.second_cell)

    [row] = client.get(url("roster_search", campaign.pk), {"q": "quang dung"}).context["found"]
    joined = roster.join(campaign, colleague, by=personnel_officer)
    newcomers.call(Person.objects.filter(pk__in=[newcomer.pk, other.pk]), personnel_officer)

    due = dict(campaign.entries.filter(person__in=[newcomer, other]).values_list("person", "due_on"))
    assert (row["due_on"], joined.due_on, due) == (to, to, {newcomer.pk: to, other.pk: campaign.due_on})
    told = Notification.objects.filter(event="commitments.roster_joined", recipient=newcomer).get().text
    assert f"{to:%d/%m/%Y}" in told


def test_a_cell_that_was_given_more_is_joined_after_the_deadline_of_the_campaign(
    campaign, member, province, personnel_officer
):
    factories.make_entry(campaign, member)
    later, over = today() + datetime.timedelta(days=9), today() - datetime.timedelta(days=1)
    roster.extend_all(
        campaign, to=campaign.due_on + datetime.timedelta(days=1), by=personnel_officer, reason="Lũ", unit=province.cell
    )
    campaign.entries.update(due_on=later)
    Campaign.objects.update(due_on=over)
    cells = (province.cell, province.second_cell)
    newcomer, other = (factories.make_person(cell=cell) for cell in cells)

    newcomers.call(Person.objects.filter(pk__in=[newcomer.pk, other.pk]), personnel_officer)

    assert list(campaign.entries.exclude(person=member).values_list("person", "due_on")) == [(newcomer.pk, later)]


ACTS_ON_ONE = {
    "entry_extend": {"extend-to": "31/12/2099", "extend-reason": "Ốm"},
    "entry_exempt": {"exempt-why": "other", "exempt-note": "Ốm dài ngày"},
    "entry_call": {},
    "entry_transfer": {"transfer-unit": "DUHT-02"},
    "entry_leave": {"leave-reason": "Chuyển công tác"},
}


@pytest.mark.parametrize("act", ACTS_ON_ONE)
def test_nobody_changes_their_own_line(act, client, campaign, personnel_officer):
    entry = factories.make_entry(campaign, personnel_officer)
    before = CampaignEntry.objects.filter(pk=entry.pk).values().get()

    page = client.get(url("entry", campaign.pk, entry.pk)).content.decode()
    refused = client.post(url(act, campaign.pk, entry.pk), ACTS_ON_ONE[act])

    assert (refused.status_code, CampaignEntry.objects.filter(pk=entry.pk).values().get()) == (403, before)
    assert "Không ai tự thay đổi dòng của mình" in refused.content.decode()
    assert ("Không ai tự thay đổi dòng của mình" in page, "/extend/" in page) == (True, False)


def test_the_model_refuses_to_exempt_or_extend_ones_own_line_too(campaign, personnel_officer):
    entry = factories.make_entry(campaign, personnel_officer)

    with pytest.raises(NotYours):
        entry.exempt(by=personnel_officer, reason="other", note="Ốm")
    with pytest.raises(NotYours):
        entry.extend(by=personnel_officer, to=entry.due_on + datetime.timedelta(days=1), reason="Ốm")

    assert list(events()) == []


def test_the_page_of_a_campaign_keeps_what_was_extended(client, campaign, member, province, personnel_officer):
    factories.make_entry(campaign, member)
    to = campaign.due_on + datetime.timedelta(days=9)
    roster.extend_all(campaign, to=to, by=personnel_officer, reason="Lũ lụt", unit=province.cell)

    page = client.get(campaign.get_absolute_url()).content.decode()

    assert f"Chi bộ khu phố 1 → {to:%d/%m/%Y}: Lũ lụt" in page


def test_somebody_of_another_ward_cannot_be_asked_for(client, campaign, outsider):
    assert client.post(url("roster_join", campaign.pk, outsider.public_id)).status_code == 404


# ── leaving, moving ──


def test_who_leaves_no_longer_counts_from_that_day_on(client, campaign, entry):
    client.post(url("entry_leave", campaign.pk, entry.pk), {"leave-reason": "Chuyển sinh hoạt đảng"})

    assert fresh(entry).left_on == today()
    assert list(campaign.entries.on_roster()) == []
    assert list(campaign.entries.on_roster(on=today() - datetime.timedelta(days=1))) == [entry]
    assert list(events()) == [("commitments.roster_left", "Chuyển sinh hoạt đảng")]


@pytest.mark.parametrize(("reason", "left_before"), [(" ", False), ("Chuyển đi", True)])
def test_leaving_needs_a_reason_and_happens_once(entry, personnel_officer, reason, left_before):
    if left_before:
        CampaignEntry.objects.update(left_on=today())

    with pytest.raises(RosterRefused):
        roster.leave(entry, by=personnel_officer, reason=reason)

    assert list(events()) == []


def test_an_owner_is_counted_in_another_unit(client, campaign, entry, province):
    client.post(url("entry_transfer", campaign.pk, entry.pk), {"transfer-unit": "DUHT-02"})

    assert fresh(entry).unit == province.second_cell
    assert list(events()) == [("commitments.roster_transferred", "Chi bộ khu phố 1 → Chi bộ khu phố 2")]


@pytest.mark.parametrize("code", ["DUHT-01", "DUDS-01", "KHONG-CO", ""])
def test_the_new_unit_is_another_one_of_the_campaign(client, campaign, entry, province, code):
    client.post(url("entry_transfer", campaign.pk, entry.pk), {"transfer-unit": code})

    assert fresh(entry).unit == province.cell
    assert list(events()) == []


# ── exempting, extending ──


@pytest.mark.parametrize(
    ("why", "note", "kept"),
    [
        ("exempt", "", ("exempt", "")),
        ("other", "Nghỉ thai sản", ("other", "Nghỉ thai sản")),
        ("other", "", ("", "")),
        ("holiday", "", ("", "")),
    ],
)
def test_an_exemption_states_its_reason(client, campaign, entry, why, note, kept):
    client.post(url("entry_exempt", campaign.pk, entry.pk), {"exempt-why": why, "exempt-note": note})

    assert (fresh(entry).exempt_reason, fresh(entry).exempt_note) == kept
    said = {"exempt": "Miễn công tác, sinh hoạt đảng", "other": note}.get(kept[0])
    assert list(events()) == ([("commitments.exempted", said)] if kept[0] else [])


def test_who_was_exempt_can_be_called_after_all(client, campaign, entry):
    CampaignEntry.objects.update(exempt_reason="new")

    client.post(url("entry_call", campaign.pk, entry.pk))
    client.post(url("entry_call", campaign.pk, entry.pk))

    assert fresh(entry).must_register
    assert list(events()) == [("commitments.exemption_lifted", "")]


def test_one_owner_gets_a_later_deadline(client, campaign, entry):
    to = campaign.due_on + datetime.timedelta(days=5)

    client.post(url("entry_extend", campaign.pk, entry.pk), {"extend-to": f"{to:%d/%m/%Y}", "extend-reason": "Ốm"})

    campaign.refresh_from_db()
    assert (fresh(entry).due_on, campaign.due_on) == (to, to - datetime.timedelta(days=5))
    assert list(events()) == [("commitments.deadline_extended", "Ốm")]


@pytest.mark.parametrize("asked", [{"extend-reason": "Ốm"}, {"extend-to": "31/12/2099"}, {"extend-to": "hôm nay"}])
def test_a_later_deadline_needs_its_day_and_its_reason(client, campaign, entry, asked):
    client.post(url("entry_extend", campaign.pk, entry.pk), asked)

    assert fresh(entry).due_on == campaign.due_on
    assert list(events()) == []


@pytest.mark.parametrize(
    ("act", "asked", "typed", "complaint"),
    [
        (
            "extend",
            {"extend-to": "01/01/2020", "extend-reason": "Đi viện"},
            "Đi viện",
            "Hạn mới phải sau hạn hiện nay.",
        ),
        ("extend", {"extend-to": "hôm nay", "extend-reason": "Đi viện"}, "hôm nay", "Hạn mới"),
        ("exempt", {"exempt-why": "other", "exempt-note": " "}, "Lý do khác", "Cần ghi lý do không phải đăng ký."),
        ("transfer", {"transfer-unit": "Chi bộ khu phố 99"}, "Chi bộ khu phố 99", "Đơn vị mới"),
    ],
)
def test_what_was_typed_stays_where_an_act_is_refused(client, campaign, entry, act, asked, typed, complaint):
    response = client.post(url(f"entry_{act}", campaign.pk, entry.pk), asked)

    form = response.context[f"{act}_form"]
    page = response.content.decode()
    assert response.status_code == 422
    assert form.is_bound
    assert page.count('<details class="disclosure" open>') == 1
    assert typed in page
    assert complaint in page
    assert list(events()) == []


# ── pages ──


def test_the_roster_shows_counts_by_unit_and_names_at_the_unit(client, campaign, entry, colleague, province):
    factories.make_entry(campaign, colleague, exempt_reason="suspended")

    top = client.get(url("roster", campaign.pk))
    cell = client.get(url("roster", campaign.pk), {"unit": "DUHT-01"})

    assert [(c.org.code, c.must, c.exempt) for c in top.context["counts"]] == [("DUHT-01", 1, 1)]
    assert [str(e.owner) for e in cell.context["page"].rows] == ["Lê Quang Dũng", "Đặng Thị Bích Ngà"]


def test_an_entry_of_another_campaign_is_not_found(client, campaign, province, member):
    other = factories.make_entry(factories.make_campaign(province.ward, name="Đợt khác"), member)

    assert client.get(url("entry", campaign.pk, other.pk)).status_code == 404


def test_the_roster_asks_as_often_for_many_people_as_for_one(client, campaign, province):
    counted = {}

    for rows in range(1, 301):
        factories.make_entry(campaign, factories.make_person(cell=province.cell))
        if rows in {1, 3, 300}:
            counted[rows] = queries_of(client, url("roster", campaign.pk) + "?unit=DUHT-01")

    assert counted[1] == counted[3] == counted[300] <= 15


# ── some, and what it rests on ──


def test_those_of_one_unit_get_a_later_deadline_and_are_told(client, campaign, member, province, personnel_officer):
    entry = factories.make_entry(campaign, member)
    other = factories.make_entry(campaign, factories.make_person(cell=province.second_cell))
    before, to = campaign.due_on, campaign.due_on + datetime.timedelta(days=9)
    client.force_login(personnel_officer)
    asked = {"extend-to": f"{to:%d/%m/%Y}", "extend-unit": "DUHT-01", "extend-reason": "Lũ lụt"}

    answer = client.post(f"/campaigns/{campaign.pk}/extend/", asked | {"extend-document": "12-CV/ĐU"}, follow=True)

    said = [str(message) for message in answer.context["messages"]]
    assert said == [f"Đã gia hạn đến hết ngày {to:%d/%m/%Y} cho Chi bộ khu phố 1; cổng đã báo để các đồng chí biết."]
    for row in (entry, other, campaign):
        row.refresh_from_db()
    assert (entry.due_on, other.due_on, campaign.due_on) == (to, before, before)
    event = AuditEvent.objects.get(action="commitments.deadline_extended")
    assert event.reason == f"Chi bộ khu phố 1 → {to:%d/%m/%Y}: 12-CV/ĐU · Lũ lụt"
    assert list(Notification.objects.values_list("recipient", flat=True)) == [member.pk]


def test_a_refused_extension_keeps_what_was_typed(client, campaign, member, personnel_officer):
    client.force_login(personnel_officer)
    asked = {"extend-to": "01/01/2020", "extend-unit": "DUHT-02", "extend-reason": "Lũ lụt", "extend-document": "12-CV"}

    page = client.post(f"/campaigns/{campaign.pk}/extend/", asked)

    form = page.context["extend_form"]
    assert page.status_code == 422
    assert [form[name].value() for name in ("to", "unit", "reason", "document")] == list(asked.values())


@pytest.mark.parametrize(
    ("act", "asked", "event", "text"),
    [
        ("exempt", {"exempt-why": "suspended"}, "exempted", "Đồng chí không phải đăng ký trong “{}” nữa."),
        (
            "extend",
            {"extend-to": "31/12/2030", "extend-reason": "Mưa lũ"},
            "deadline_extended",
            "Trong “{}”, hạn của đồng chí nay là 31/12/2030.",
        ),
        ("leave", {"leave-reason": "Đi học xa"}, "roster_left", "Đồng chí không còn trong danh sách của “{}”."),
    ],
)
def test_whoever_an_act_on_a_line_is_about_is_told(client, campaign, entry, member, act, asked, event, text):
    client.post(url(f"entry_{act}", campaign.pk, entry.pk), asked)

    [told] = member.notifications.all()
    assert (told.event, told.text) == (f"commitments.{event}", text.format(campaign))


def test_who_is_called_after_all_is_told_until_when(client, campaign, entry, member, personnel_officer):
    entry.exempt(by=personnel_officer, reason="new")

    client.post(url("entry_call", campaign.pk, entry.pk))

    [told] = member.notifications.all()
    assert told.event == "commitments.exemption_lifted"
    assert f"{entry.due_on:%d/%m/%Y}" in told.text


def test_a_campaign_that_stops_is_told_to_those_who_had_to_register(client, campaign, entry, member, colleague):
    factories.make_entry(campaign, colleague, exempt_reason="new")

    client.post(url("stop", campaign.pk), {"stop-reason": "Trùng đợt của cấp trên"})

    assert [told.event for told in member.notifications.all()] == ["commitments.campaign_stopped"]
    assert not colleague.notifications.exists()
