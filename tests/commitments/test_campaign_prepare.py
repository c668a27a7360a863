"""Preparing a campaign: its facts, documents, mandatory items and ready-made commitments."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from commitments.models import Campaign, CampaignResolution, Period
from portal.audit.models import AuditEvent
from portal.lib.dates import today
from portal.printing.models import PaperForm
from tests import factories
from tests.queries import queries_of

NEW = "/campaigns/new/"


def events():
    return AuditEvent.objects.filter(action__startswith="commitments.").order_by("pk")


def day(days):
    return f"{today() + datetime.timedelta(days=days):%d/%m/%Y}"


def facts(**changed):
    values = {
        "form": PaperForm.objects.get(code="CTHD-CN").pk,
        "name": "Đăng ký chương trình hành động năm 2027",
        "year": "2027",
        "root": "DUHT",
        "audience": "members",
        "opens_on": day(0),
        "due_on": day(30),
        "review_days": "10",
        "min_commitments": "3",
        "max_commitments": "7",
    }
    return values | changed


def url(act, campaign, *args):
    return reverse(f"commitments:{act}", args=[campaign.pk, *args])


@pytest.fixture
def client(personnel_officer, signed_in):
    return signed_in(personnel_officer)


@pytest.fixture
def draft(province, resolution):
    return factories.make_campaign(province.ward, resolutions=[resolution], status=Campaign.Status.DRAFT)


# ── facts ──


def test_the_personnel_officer_prepares_a_campaign_and_goes_on_to_its_documents(client, province, personnel_officer):
    response = client.post(NEW, facts(tiers=["GRASSROOTS", "NONE"]))

    campaign = Campaign.objects.get()
    assert response.url == url("campaign_documents", campaign)
    assert (campaign.status, campaign.root, campaign.created_by) == ("draft", province.ward, personnel_officer)
    assert (campaign.year, campaign.tiers) == (2027, ["GRASSROOTS", "NONE"])
    assert (campaign.period.starts_on, campaign.period.ends_on) == (
        datetime.date(2027, 1, 1), datetime.date(2027, 12, 31),
    )  # fmt: skip
    assert campaign.due_on == today() + datetime.timedelta(days=30)
    assert list(events().values_list("action", flat=True)) == ["commitments.campaign_prepared"]


def test_two_campaigns_of_a_year_share_its_period(client):
    client.post(NEW, facts())
    client.post(NEW, facts(name="Bản cam kết"))

    assert (Campaign.objects.count(), Period.objects.filter(quarter=None).count()) == (2, 1)


def test_the_form_proposes_ones_own_organisation_and_the_coming_weeks(client):
    form = client.get(NEW).context["form"]

    assert form["root"].value() == "DUHT · Đảng bộ phường Hạc Thành"
    assert form["opens_on"].value() == day(0)
    assert form["due_on"].value() == day(30)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"root": "TU"}, "root"),  # above one's own organisation
        ({"root": "DUDS"}, "root"),  # beside it
        ({"root": ""}, "root"),
        ({"due_on": "31/02/2027"}, "due_on"),
        ({"due_on": ""}, "due_on"),
        ({"due_on": "01/01/2020", "opens_on": "01/01/2020"}, "due_on"),
        ({"due_on": day(10), "opens_on": day(20)}, "due_on"),
        ({"year": "26"}, "year"),
        ({"audience": "collectives"}, "form"),
        ({"name": ""}, "name"),
    ],
)
def test_a_wrong_value_is_told_at_its_field_and_nothing_is_written(client, changed, field):
    response = client.post(NEW, facts(**changed))

    assert list(response.context["form"].errors) == [field]
    assert list(Campaign.objects.all()) == []
    assert list(events()) == []


def test_what_does_not_fit_together_is_told_above_the_form(client):
    response = client.post(NEW, facts(min_commitments="8"))

    assert list(response.context["form"].errors) == ["__all__"]
    assert list(Campaign.objects.all()) == []


def test_collectives_have_no_tiers(client):
    form = PaperForm.objects.get(code="CTHD-TT").pk

    response = client.post(NEW, facts(audience="collectives", form=form, tiers=["NONE"]))

    assert list(response.context["form"].errors) == ["tiers"]


def test_a_form_that_is_no_longer_valid_cannot_be_chosen(client):
    PaperForm.objects.filter(code="CTHD-CN").update(valid_to=today() - datetime.timedelta(days=1))

    response = client.post(NEW, facts())

    assert list(response.context["form"].errors) == ["form"]


def test_a_cell_below_may_be_named_by_its_whole_name_unless_there_are_several(client, province):
    factories.make_org("DUHT-09", "Chi bộ Trường học", parent=province.ward)
    factories.make_org("DUHT-10", "Chi bộ khu phố 1", parent=province.ward)

    client.post(NEW, facts(root="Chi bộ Trường học"))
    several = client.post(NEW, facts(root="Chi bộ khu phố 1"))

    assert Campaign.objects.get().root.code == "DUHT-09"
    assert list(several.context["form"].errors) == ["root"]


def test_the_facts_can_be_changed_while_in_preparation(client, draft):
    response = client.post(url("campaign_edit", draft), facts(name="Tên mới"))

    draft.refresh_from_db()
    assert response.url == draft.get_absolute_url()
    assert draft.name == "Tên mới"
    assert list(events().values_list("action", flat=True)) == ["commitments.campaign_changed"]


def test_an_open_campaign_cannot_be_changed(client, campaign):
    response = client.post(url("campaign_edit", campaign), facts(name="Tên mới"))

    campaign.refresh_from_db()
    assert response.status_code == 403
    assert campaign.name == "Đăng ký chương trình hành động"


# ── documents and mandatory items ──


def test_documents_are_searched_on_the_server_and_those_already_chosen_are_left_out(client, draft):
    factories.make_resolution("58-NQ/TW", code="VB013")

    response = client.get(url("campaign_documents", draft), {"q": "nghi quyet"})

    assert [document.code for document in response.context["found"]] == ["VB013"]


def test_documents_stand_in_the_order_in_which_they_were_chosen_and_can_be_moved(client, draft, resolution):
    second = factories.make_resolution("58-NQ/TW", code="VB013")
    client.post(url("campaign_document_add", draft, "VB013"))

    client.post(url("campaign_document_up", draft, "VB013"))
    client.post(url("campaign_document_up", draft, "VB013"))

    assert [row.resolution for row in CampaignResolution.objects.all()] == [second, resolution]


def test_a_document_goes_with_its_mandatory_items_and_templates(client, draft, resolution, clause):
    draft.mandatory_clauses.add(clause)
    draft.templates.create(clause=clause, title="Việc mẫu")

    client.post(url("campaign_document_remove", draft, resolution.code))

    assert (draft.resolutions.count(), draft.mandatory_clauses.count(), draft.templates.count()) == (0, 0, 0)
    assert list(events().values_list("action", "reason")) == [("commitments.resolution_removed", "Nghị quyết 57-NQ/TW")]


def test_a_document_that_is_not_in_force_or_stands_there_already_is_refused(client, draft, resolution):
    factories.make_resolution("58-NQ/TW", code="VB013", status="ended")

    client.post(url("campaign_document_add", draft, "VB013"))
    client.post(url("campaign_document_add", draft, resolution.code))

    assert [row.resolution for row in CampaignResolution.objects.all()] == [resolution]
    assert list(events()) == []


def test_an_open_campaign_takes_another_document_but_gives_none_back(client, campaign, resolution, member):
    factories.make_entry(campaign, member)
    factories.make_resolution("58-NQ/TW", code="VB013")

    client.post(url("campaign_document_add", campaign, "VB013"))
    refused = client.post(url("campaign_document_remove", campaign, resolution.code))

    assert refused.status_code == 403
    assert [r.code for r in campaign.resolutions.order_by("symbol")] == [resolution.code, "VB013"]
    assert [n.event for n in member.notifications.all()] == ["commitments.resolution_added"]


def test_mandatory_items_are_those_ticked(client, draft, resolution, clause):
    other = factories.make_clause(resolution, "2")

    client.post(url("campaign_items", draft), {"clauses": [clause.pk, other.pk]})
    client.post(url("campaign_items", draft), {"clauses": [other.pk]})
    client.post(url("campaign_items", draft), {"clauses": [other.pk]})

    assert list(draft.mandatory_clauses.all()) == [other]
    assert list(events().values_list("action", flat=True)) == ["commitments.items_asked_for"] * 2


def test_an_item_of_another_document_cannot_be_made_mandatory(client, draft):
    stranger = factories.make_clause(factories.make_resolution("58-NQ/TW"))

    client.post(url("campaign_items", draft), {"clauses": [stranger.pk]})

    assert list(draft.mandatory_clauses.all()) == []


def test_mandatory_items_stay_once_the_campaign_is_open(client, campaign, clause):
    assert client.post(url("campaign_items", campaign), {"clauses": [clause.pk]}).status_code == 403
    assert list(campaign.mandatory_clauses.all()) == []


# ── ready-made commitments ──


def lines(*titles, initial=0, **extra):
    data = {"form-TOTAL_FORMS": str(len(titles)), "form-INITIAL_FORMS": str(initial)}
    for at, title in enumerate(titles):
        data[f"form-{at}-title"] = title
    return data | extra


def test_ready_made_commitments_are_written_changed_and_dropped(client, draft, clause):
    page = url("campaign_templates", draft)
    client.post(page, lines("Việc một", "Việc hai", "", **{"form-0-clause": clause.pk, "form-1-due_on": "30/9"}))
    first, second = draft.templates.all()

    assert (first.title, first.clause) == ("Việc một", clause)
    assert (second.title, second.due_on) == ("Việc hai", datetime.date(draft.year, 9, 30))

    changed = {"form-0-id": first.pk, "form-1-id": second.pk, "form-1-DELETE": "on"}
    response = client.post(page, lines("Việc đã sửa", "Việc hai", initial=2, **changed))

    assert response.url == draft.get_absolute_url()
    assert [template.title for template in draft.templates.all()] == ["Việc đã sửa"]


def test_a_ready_made_commitment_is_due_within_the_year_of_the_campaign(client, draft):
    response = client.post(url("campaign_templates", draft), lines("Việc", **{"form-0-due_on": "31/12/2020"}))

    assert list(response.context["formset"].forms[0].errors) == ["due_on"]
    assert list(draft.templates.all()) == []


def test_a_ready_made_commitment_answers_an_item_of_the_campaign(client, draft):
    stranger = factories.make_clause(factories.make_resolution("58-NQ/TW"))

    response = client.post(url("campaign_templates", draft), lines("Việc", **{"form-0-clause": stranger.pk}))

    assert list(response.context["formset"].forms[0].errors) == ["clause"]
    assert list(draft.templates.all()) == []


# ── reading ──


def test_a_member_reads_the_facts_and_finds_nothing_to_change(campaign, member, clause):
    campaign.mandatory_clauses.add(clause)
    factories.make_entry(campaign, member)
    as_member = Client()
    as_member.force_login(member)

    page = as_member.get(campaign.get_absolute_url())

    assert page.context["may_call"].reason != ""
    assert "roster" not in page.content.decode()
    assert reverse("commitments:start", args=[campaign.entries.get().pk]) in page.content.decode()


def test_the_list_asks_as_often_for_many_campaigns_as_for_one(client, province):
    counted = {}

    for rows in range(1, 301):
        factories.make_campaign(province.ward, name=f"Đợt {rows}")
        if rows in {1, 3, 300}:
            counted[rows] = queries_of(client, "/campaigns/")

    assert counted[1] == counted[3] == counted[300] <= 15


@pytest.mark.parametrize("act", ["campaign", "campaign_documents", "campaign_templates"])
def test_a_page_asks_as_often_for_many_documents_as_for_one(client, draft, act):
    counted = {}

    for rows in range(1, 31):
        document = factories.make_resolution(f"{rows}-NQ/TU")
        clause = factories.make_clause(document)
        draft.mandatory_clauses.add(clause)
        draft.templates.create(clause=clause, title="Việc mẫu")
        CampaignResolution.objects.create(campaign=draft, resolution=document, position=rows)
        if rows in {1, 3, 30}:
            counted[rows] = queries_of(client, url(act, draft))

    assert counted[1] == counted[3] == counted[30] <= 15
