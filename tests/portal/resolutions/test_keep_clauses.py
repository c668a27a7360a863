"""Adding, changing and deleting the items of a document."""

from decimal import Decimal

import pytest
from django.urls import reverse

from portal.audit.models import AuditEvent
from portal.resolutions.models import Clause
from tests import factories


def events():
    return AuditEvent.objects.filter(action__startswith="resolutions.").order_by("pk")


@pytest.fixture
def document(db):
    return factories.make_resolution(code="VB049")


@pytest.fixture
def client(clerk, signed_in):
    return signed_in(clerk)


def item(**changed):
    return {"number": "1", "kind": "target", "text": "Số hóa hồ sơ", "target_value": "95,5", "unit": "%"} | changed


def test_an_item_is_added_after_the_others(document, client):
    factories.make_clause(document, "9", position=4)

    response = client.post(reverse("resolutions:clause_add", args=["VB049"]), item(due_on="31/12/2026"))

    clause = Clause.objects.get(number="1")
    assert response.url == document.get_absolute_url()
    assert (clause.kind, clause.target_value, clause.unit, clause.position) == ("target", Decimal("95.5"), "%", 5)
    assert list(events().values_list("action", flat=True)) == ["resolutions.clause_added"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"number": "9"}, "number"),
        ({"text": ""}, "text"),
        ({"text": "Nội dung (Tuyệt mật)"}, "text"),
        ({"target_value": "nhiều"}, "target_value"),
        ({"target_value": "1.234"}, "target_value"),
        ({"unit": ""}, "unit"),
        ({"due_on": "30/02/2026"}, "due_on"),
        ({"kind": "wish"}, "kind"),
    ],
)
def test_a_wrong_value_is_told_at_its_field(document, client, changed, field):
    factories.make_clause(document, "9")

    response = client.post(reverse("resolutions:clause_add", args=["VB049"]), item(**changed))

    assert list(response.context["form"].errors) == [field]
    assert Clause.objects.count() == 1


def test_a_target_below_zero_is_refused_in_words_and_zero_is_taken(document, client):
    url = reverse("resolutions:clause_add", args=["VB049"])

    refused = client.post(url, item(target_value="-5"))
    taken = client.post(url, item(target_value="0"))

    told = "Số này nhỏ hơn 0. Đồng chí ghi từ 0 trở lên, không có dấu trừ."
    assert refused.context["form"].errors["target_value"] == [told]
    assert (taken.status_code, Clause.objects.get().target_value) == (302, 0)


def test_the_parent_is_an_item_of_a_document_that_this_one_implements(document, client):
    above = factories.make_clause(factories.make_resolution("12-NQ/TW"), "7")
    elsewhere = factories.make_clause(factories.make_resolution("13-NQ/TW"), "8")
    document.implements.add(above.resolution)
    add = reverse("resolutions:clause_add", args=["VB049"])

    refused = client.post(add, item(parent=elsewhere.pk))
    client.post(add, item(parent=above.pk))

    assert list(refused.context["form"].errors) == ["parent"]
    assert Clause.objects.get(resolution=document).parent == above


def test_a_document_that_implements_nothing_asks_for_no_parent(document, client):
    response = client.get(reverse("resolutions:clause_add", args=["VB049"]))

    assert "parent" not in response.context["form"].fields


def test_an_item_is_changed_in_its_place(document, client):
    clause = factories.make_clause(document, "1", position=3)

    client.post(reverse("resolutions:clause_edit", args=["VB049", clause.pk]), item(text="Chữ mới"))

    clause.refresh_from_db()
    assert (clause.text, clause.position) == ("Chữ mới", 3)
    assert list(events().values_list("action", flat=True)) == ["resolutions.clause_changed"]


def test_an_item_of_another_document_is_not_found(document, client):
    clause = factories.make_clause(factories.make_resolution("12-NQ/TW"))

    assert client.get(reverse("resolutions:clause_edit", args=["VB049", clause.pk])).status_code == 404


def test_an_item_that_nobody_names_is_deleted(document, client):
    clause = factories.make_clause(document)

    response = client.post(reverse("resolutions:clause_drop", args=["VB049", clause.pk]))

    assert response.url == document.get_absolute_url()
    assert list(Clause.objects.all()) == []
    assert list(events().values_list("action", flat=True)) == ["resolutions.clause_dropped"]


@pytest.mark.parametrize("use", ["commitment", "mandatory", "template"])
def test_an_item_that_is_named_stays(document, client, province, member, use):
    clause = factories.make_clause(document)
    campaign = factories.make_campaign(province.ward, resolutions=[document])
    if use == "commitment":
        factories.make_program(member, campaign=campaign, clauses=[clause])
    elif use == "mandatory":
        campaign.mandatory_clauses.add(clause)
    else:
        campaign.templates.create(clause=clause, title="Việc mẫu")

    response = client.post(reverse("resolutions:clause_drop", args=["VB049", clause.pk]))

    assert response.status_code == 403
    assert list(Clause.objects.all()) == [clause]
