"""Finding documents: by symbol however it was typed, by words, by issuer, year and status; page by page."""

import datetime

import pytest
from django.urls import reverse

from portal.resolutions.models import Resolution
from portal.resolutions.views import reading
from tests import factories
from tests.queries import queries_of

URL = "/documents/"


def codes(response):
    return [document.code for document in response.context["page"].rows]


@pytest.fixture
def documents(db):
    factories.make_resolution(
        "13-KL/TW",
        code="VB006",
        doc_type="Kết luận",
        issuer="Bộ Chính trị",
        issued_on=datetime.date(2021, 8, 16),
        abstract="Phòng, chống tội phạm",
    )
    factories.make_resolution(
        "58-NQ/TW",
        code="VB013",
        issuer="Bộ Chính trị (khóa XII)",
        issued_on=datetime.date(2020, 8, 5),
        abstract="Xây dựng và phát triển tỉnh",
    )
    factories.make_resolution(
        "",
        code="VB054",
        doc_type="Chương trình",
        issuer="Tỉnh ủy",
        issued_on=None,
        abstract="Dự thảo chương trình hành động",
        status=Resolution.Status.DRAFT,
    )
    factories.make_resolution("57-NQ/TW", code="VB049")  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("13 kl/tw", ["VB006"]),
        ("Kết luận số 13–KL/TW", ["VB006"]),
        ("nghi quyet 58", ["VB013"]),
        ("Nghị quyết 58", ["VB013"]),
        ("toi pham", ["VB006"]),
        ("chuyển đổi số", ["VB049"]),
        ("bo chinh tri", ["VB049", "VB006", "VB013"]),
        ("VB013", ["VB013"]),
        ("đường sắt", []),
        ("", ["VB049", "VB006", "VB013"]),
    ],
)
def test_a_document_is_found_however_it_is_typed(documents, member, signed_in, typed, found):
    response = signed_in(member).get(URL, {"q": typed})

    assert codes(response) == found


def test_the_list_can_be_narrowed_by_issuer_year_and_status(documents, clerk, signed_in):
    issuer = Resolution.objects.get(code="VB013").issuer

    client = signed_in(clerk)

    assert codes(client.get(URL, {"issuer": issuer.pk})) == ["VB013"]
    assert codes(client.get(URL, {"year": "2021"})) == ["VB006"]
    assert codes(client.get(URL, {"status": "draft"})) == ["VB054"]
    assert codes(client.get(URL, {"year": "hai nghìn", "issuer": "x"})) == ["VB049", "VB006", "VB013", "VB054"]


def test_drafts_are_for_those_who_keep_the_catalogue(documents, member, clerk, signed_in):
    url = reverse("resolutions:resolution", args=["VB054"])

    assert signed_in(member).get(url).status_code == 404
    assert signed_in(clerk).get(url).status_code == 200


def test_the_list_goes_on_by_key_to_the_documents_without_a_date(documents, clerk, signed_in, monkeypatch):
    monkeypatch.setattr(reading, "PAGE_SIZE", 2)
    client = signed_in(clerk)

    first = client.get(URL)
    second = client.get(first.context["page"].older_url)

    assert codes(first) == ["VB049", "VB006"]
    assert codes(second) == ["VB013", "VB054"]
    assert codes(client.get(second.context["page"].newer_url)) == ["VB049", "VB006"]


def test_htmx_gets_the_table_alone(documents, member, signed_in):
    response = signed_in(member).get(URL, {"q": "58"}, headers={"HX-Request": "true"})

    assert response.content.decode().lstrip().startswith('<section id="resolution-table"')
    assert "<html" not in response.content.decode()


def test_the_list_asks_as_often_for_many_documents_as_for_one(member, signed_in):
    client, counted = signed_in(member), {}

    for rows in range(1, 301):
        factories.make_resolution(f"{rows:02}-NQ/TW", issued_on=datetime.date(2024, 1, 1 + rows % 28))
        if rows in {1, 3, 300}:
            counted[rows] = queries_of(client, URL)

    assert counted[1] == counted[3] == counted[300] <= 15
