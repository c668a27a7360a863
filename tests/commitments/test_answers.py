"""Who answers a document: counted in what the reader may count, drafts nowhere."""

import pytest
from django.urls import reverse

from commitments.models import ActionProgram
from tests import factories
from tests.queries import queries_of

Status = ActionProgram.Status


def counted(response):
    return [(answer.clause.number, answer.commitments, answer.programs) for answer in response.context["answers"]]


@pytest.fixture
def page(resolution):
    return reverse("commitments:answers", args=[resolution.code])


def test_each_reader_counts_what_is_theirs_to_count(
    campaign, resolution, clause, page, member, colleague, secretary, clerk, outsider, signed_in
):
    factories.make_clause(resolution, "2", position=30001)
    factories.make_program(member, campaign=campaign, status=Status.SUBMITTED, clauses=[clause], commitments=2)
    factories.make_program(colleague, campaign=campaign, status=Status.DRAFT, clauses=[clause])

    assert counted(signed_in(secretary).get(page)) == [("1", 2, 1), ("2", 0, 0)]
    assert counted(signed_in(clerk).get(page)) == [("1", 2, 1), ("2", 0, 0)]
    assert counted(signed_in(member).get(page)) == [("1", 2, 1), ("2", 0, 0)]
    assert counted(signed_in(outsider).get(page)) == [("1", 0, 0), ("2", 0, 0)]


def test_the_page_of_the_document_leads_there(resolution, page, member, signed_in):
    response = signed_in(member).get(resolution.get_absolute_url())

    assert f'hx-get="{page}"' in response.content.decode()
    assert f'href="{page}"' in response.content.decode()


def test_htmx_gets_the_table_alone(resolution, page, member, signed_in):
    response = signed_in(member).get(page, headers={"HX-Request": "true"})

    assert response.content.decode().lstrip().startswith('<div id="answers">')


def test_the_answers_ask_as_often_for_many_items_as_for_one(resolution, page, secretary, signed_in):
    client, counts = signed_in(secretary), {}

    for rows in range(1, 31):
        factories.make_clause(resolution, str(rows))
        if rows in {1, 3, 30}:
            counts[rows] = queries_of(client, page)

    assert counts[1] == counts[3] == counts[30] <= 15
