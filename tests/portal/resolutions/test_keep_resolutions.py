"""Adding and changing documents: strict symbols, dates as known, relations, attachments, what is refused."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.audit.models import AuditEvent
from portal.resolutions.models import DocType, Issuer, Resolution
from tests import factories

ADD = "/documents/add/"


def events():
    return AuditEvent.objects.filter(action__startswith="resolutions.").order_by("pk")


@pytest.fixture
def client(clerk, signed_in):
    return signed_in(clerk)


def facts(**changed):
    values = {
        "code": "VB058",
        "doc_type": DocType.objects.get(name="Kết luận").pk,
        "symbol": "21-KL/TW",
        "issuer_name": "Ban Chấp hành Trung ương",
        "issued": "25/10/2021",
        "abstract": "Đẩy mạnh xây dựng, chỉnh đốn Đảng",
        "status": "in_force",
    }
    return values | changed


def test_the_clerk_adds_a_document_and_is_asked_for_its_relations(client, clerk):
    response = client.post(ADD, facts(symbol="Số 3 – KL/TW"))

    document = Resolution.objects.get()
    assert response.url == reverse("resolutions:relations", args=["VB058"])
    assert (document.symbol, document.printed_symbol) == ("03-KL/TW", "Số 3 – KL/TW")
    assert (document.issued_on, document.issued_precision) == (datetime.date(2021, 10, 25), "day")
    assert (document.issuer.name, document.issuer.abbreviation) == ("Ban Chấp hành Trung ương", "TW")
    event = events().get()
    assert (event.action, event.actor_name, event.subject_name) == (
        "resolutions.added", str(clerk), "Kết luận 03-KL/TW",
    )  # fmt: skip


@pytest.mark.parametrize(("typed", "kept", "precision"), [("10/2021", "10/2021", "month"), ("2021", "2021", "year")])
def test_a_date_known_to_the_month_or_year_is_kept_so(client, typed, kept, precision):
    client.post(ADD, facts(issued=typed))

    document = Resolution.objects.get()
    assert (str(document.issued_text), document.issued_precision) == (kept, precision)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"symbol": "21/KL.TW"}, "symbol"),
        ({"issued": "31/02/2021"}, "issued"),
        ({"code": "kết luận"}, "code"),
        ({"code": "add"}, "code"),
        ({"code": ""}, "code"),
        ({"abstract": "Phương án bảo vệ (Mật)"}, "abstract"),
        ({"issuer_name": ""}, "issuer_name"),
        ({"applies_from": "hôm nay"}, "applies_from"),
    ],
)
def test_a_wrong_value_is_told_at_its_field_and_nothing_is_written(client, changed, field):
    response = client.post(ADD, facts(**changed))

    assert list(response.context["form"].errors) == [field]
    assert list(Resolution.objects.all()) == []
    assert list(events()) == []


def test_one_symbol_with_one_date_stands_in_the_catalogue_once(client):
    client.post(ADD, facts())

    response = client.post(ADD, facts(code="VB059"))

    assert list(response.context["form"].errors) == ["symbol"]
    assert Resolution.objects.count() == 1


def test_the_same_symbol_of_another_term_is_another_document(client):
    client.post(ADD, facts())

    client.post(ADD, facts(code="VB059", issued="23/01/2026"))

    assert Resolution.objects.count() == 2


def test_a_type_that_disagrees_with_the_symbol_is_saved_with_a_warning(client):
    response = client.post(ADD, facts(symbol="14-NQ/TW"))

    levels = [message.level_tag for message in get_messages(response.wsgi_request)]
    assert levels == ["warning", "success"]
    assert Resolution.objects.get().symbol == "14-NQ/TW"


def test_changing_a_document_keeps_its_issuer_and_records_who_did(client, clerk):
    document = factories.make_resolution("21-KL/TW", code="VB058", doc_type="Kết luận")

    response = client.post(
        reverse("resolutions:edit", args=["VB058"]), facts(issuer_name="Bộ Chính trị", status="ended")
    )

    document.refresh_from_db()
    assert response.url == document.get_absolute_url()
    assert (document.status, Issuer.objects.count()) == ("ended", 1)
    assert list(events().values_list("action", "actor_name")) == [("resolutions.changed", str(clerk))]


def test_a_wrong_code_leaves_the_page_of_the_document_usable(client):
    factories.make_resolution("21-KL/TW", code="VB058", doc_type="Kết luận")

    response = client.post(reverse("resolutions:edit", args=["VB058"]), facts(code="một/hai"))

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["code"]


@pytest.mark.parametrize(
    ("name", "content", "errors"),
    [
        ("kl21.pdf", b"%PDF-1.7 test", []),
        ("kl21.exe", b"MZ", ["attachment"]),
        ("kl21.pdf", b"MZ not a pdf", ["attachment"]),
    ],
)
def test_only_what_is_a_document_can_be_attached(client, name, content, errors):
    response = client.post(ADD, facts(attachment=SimpleUploadedFile(name, content)))

    assert list(response.context["form"].errors if response.context else []) == errors
    assert Resolution.objects.filter(attachment__gt="").count() == (0 if errors else 1)


def test_the_next_code_is_proposed(client):
    factories.make_resolution(code="VB057")

    response = client.get(ADD)

    assert response.context["form"].initial["code"] == "VB058"


# ── relations ──


@pytest.fixture
def pair(db):
    newer = factories.make_resolution("366-QĐ/TW", code="VB028", doc_type="Quy định")
    return newer, factories.make_resolution("124-QĐ/TW", code="VB035", doc_type="Quy định")


def relate(client, relation="replaces", code="VB028", other="VB035", act="relate"):
    return client.post(reverse(f"resolutions:{act}", args=[code, relation, other]))


@pytest.mark.parametrize("relation", ["replaces", "implements"])
def test_a_relation_is_made_once_and_taken_back(client, pair, relation):
    newer, older = pair

    relate(client, relation)
    relate(client, relation)

    assert list(getattr(newer, relation).all()) == [older]
    relate(client, relation, act="unrelate")
    assert list(getattr(newer, relation).all()) == []
    assert list(events().values_list("action", "reason")) == [
        ("resolutions.related", f"{relation}: Quy định 124-QĐ/TW"),
        ("resolutions.unrelated", f"{relation}: Quy định 124-QĐ/TW"),
    ]


def test_a_document_cannot_replace_itself_or_what_replaces_it(client, pair):
    newer, older = pair
    older.replaces.add(newer)

    relate(client)
    relate(client, other="VB028")

    assert list(newer.replaces.all()) == []
    assert list(events()) == []


def test_an_unknown_relation_is_not_found(client, pair):
    assert relate(client, "likes").status_code == 404


def test_other_documents_are_searched_on_the_server(client, pair):
    response = client.get(reverse("resolutions:relations", args=["VB028"]), {"q": "124 qd"})

    assert [document.code for document in response.context["found"]] == ["VB035"]


def test_the_old_document_is_proposed_to_be_ended_and_ends_once(client, pair):
    newer, older = pair
    newer.replaces.add(older)
    end = reverse("resolutions:end", args=["VB035"])
    relations = reverse("resolutions:relations", args=["VB028"])

    assert end in client.get(relations).content.decode()
    assert client.post(end).url == relations
    client.post(end)

    older.refresh_from_db()
    assert older.status == Resolution.Status.ENDED
    assert end not in client.get(relations).content.decode()
    assert list(events().values_list("action", flat=True)) == ["resolutions.ended"]
