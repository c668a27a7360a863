"""Reading a document: its facts, clauses and relations, and its text as a download."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from tests import factories
from tests.queries import queries_of


@pytest.fixture
def document(db):
    return factories.make_resolution(code="VB049")


def page(document):
    return reverse("resolutions:resolution", args=[document.code])


def test_the_page_shows_what_it_replaces_and_implements_both_ways(document, member, signed_in):
    older = factories.make_resolution("12-NQ/TW", code="VB012")
    plan = factories.make_resolution("03-KH/TU", code="VB088", doc_type="Kế hoạch")
    document.replaces.add(older)
    plan.implements.add(document)
    client = signed_in(member)

    response = client.get(page(document))

    assert [d.code for d in response.context["replaces"]] == ["VB012"]
    assert [d.code for d in response.context["implemented_by"]] == ["VB088"]
    assert [d.code for d in client.get(page(older)).context["replaced_by"]] == ["VB049"]
    assert [d.code for d in client.get(page(plan)).context["implements"]] == ["VB049"]


def test_who_reads_a_replaced_document_is_told_and_only_the_clerk_may_end_it(document, member, clerk, signed_in):
    factories.make_resolution("58-NQ/TW", code="VB058").replaces.add(document)
    end = reverse("resolutions:end", args=[document.code])

    as_member = signed_in(member).get(page(document)).content.decode()
    as_clerk = signed_in(clerk).get(page(document)).content.decode()

    assert "message--warning" in as_member
    assert end not in as_member
    assert end in as_clerk


def test_clauses_stand_in_their_order_with_what_they_carry_out(document, member, signed_in):
    above = factories.make_clause(factories.make_resolution("12-NQ/TW"), "7")
    factories.make_clause(document, "1", "Ứng dụng khoa học, công nghệ", target_value="12.5", unit="%")
    factories.make_clause(document, "2", "Số hóa hồ sơ", parent=above)

    response = signed_in(member).get(page(document))

    assert [clause.number for clause in response.context["clauses"]] == ["1", "2"]
    assert "12,5%" in response.content.decode()
    assert "Nghị quyết 12-NQ/TW" in response.content.decode()


def test_the_text_comes_as_a_download_under_a_plain_name(document, member, signed_in):
    document.attachment.save("x.pdf", ContentFile(b"%PDF-1.7 test"))

    response = signed_in(member).get(reverse("resolutions:text", args=[document.code]))

    assert b"".join(response.streaming_content) == b"%PDF-1.7 test"
    assert response["Content-Disposition"] == 'attachment; filename="nghi-quyet-57-nq-tw.pdf"'


def test_the_text_of_a_draft_is_not_handed_out(document, member, clerk, signed_in):
    document.attachment.save("x.pdf", ContentFile(b"%PDF-1.7 test"))
    document.status = "draft"
    document.save()
    url = reverse("resolutions:text", args=[document.code])

    assert signed_in(member).get(url).status_code == 404
    assert signed_in(clerk).get(url).status_code == 200


def test_the_page_asks_as_often_for_many_clauses_as_for_one(document, member, signed_in):
    above = factories.make_clause(factories.make_resolution("12-NQ/TW"), "7")
    client, counted = signed_in(member), {}

    for rows in range(1, 301):
        factories.make_clause(document, str(rows), parent=above)
        if rows in {1, 3, 300}:
            counted[rows] = queries_of(client, page(document))

    assert counted[1] == counted[3] == counted[300] <= 15


def test_an_unknown_code_is_not_found(member, signed_in):
    assert signed_in(member).get(reverse("resolutions:resolution", args=["VB404"])).status_code == 404
