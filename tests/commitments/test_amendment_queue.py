"""The list of amendments: what it says of each, narrowed how, at what cost."""

import pytest
from django.urls import reverse

from commitments.models import Amendment, ReviewStep
from portal.directory.roles import Role
from tests import factories
from tests.queries import queries_of

Decision = ReviewStep.Decision


@pytest.fixture
def two_cells(province, ward_secretary, secretary, deputy, campaign):
    """Amendments of the secretaries of two cells, before the ward: that of the second has a warning."""
    other = factories.make_person("Lò Văn Phái", cell=province.second_cell)
    factories.appoint(other, Role.CELL_SECRETARY, province.second_cell)
    factories.appoint(
        factories.make_person(cell=province.second_cell), Role.CELL_DEPUTY_SECRETARY, province.second_cell
    )
    made = []
    for number, person in enumerate([secretary, other]):
        program = factories.make_program(person, campaign=campaign, status="approved")
        amendment = factories.make_amendment(program, status="submitted")
        amendment.current_step.decide(Decision.APPROVED, by=amendment.current_step.officers()[0])
        Amendment.objects.filter(pk=amendment.pk).update(warning_count=number)
        made.append(amendment)
    return made


def test_the_list_calls_the_reason_that_of_an_amendment(two_cells, ward_secretary, signed_in):
    page = signed_in(ward_secretary).get(reverse("commitments:amendment_queue")).content.decode()

    assert "Lý do điều chỉnh</th>" in page
    assert "Lý do miễn" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [0, 1]),
        ("unit=DUHT-02", [1]),
        ("unit=DUHT-01", [0]),
        ("warnings=some", [1]),
        ("warnings=none", [0]),
        ("unit=DUHT-01&warnings=some", []),
        ("state=decided&unit=DUHT-02", []),
        ("state=nonsense&warnings=odd&unit=none", [0, 1]),
    ],
)
def test_a_committee_narrows_the_list_by_unit_and_warnings(two_cells, ward_secretary, signed_in, query, found):
    response = signed_in(ward_secretary).get(f"{reverse('commitments:amendment_queue')}?{query}")

    assert [row["amendment"] for row in response.context["rows"]] == [two_cells[place] for place in found]


def test_the_filters_go_along_into_the_review_and_to_the_next(two_cells, ward_secretary, campaign, signed_in):
    client, first = signed_in(ward_secretary), two_cells[0]
    listed = client.get(f"{reverse('commitments:amendment_queue')}?unit=DUHT-01").content.decode()
    page = client.get(f"{first.review_url}?unit=DUHT-01").content.decode()
    decide_url = f"{reverse('commitments:decide_amendment', args=[first.pk])}?unit=DUHT-01"
    data = {"step": first.current_step.pk, "decision": "approved", "reason": ""}

    response = client.post(decide_url, data)

    assert f'href="{first.review_url}?unit=DUHT-01"' in listed
    assert f'action="{decide_url}"' in page
    # Another one waits, yet in a unit that was not chosen.
    assert response.url == f"{reverse('commitments:amendment_queue')}?unit=DUHT-01"


@pytest.mark.parametrize("query", ["", "?unit=DUHT-01&warnings=none"])
def test_the_list_asks_the_same_of_the_database_for_1_3_and_30_rows(province, secretary, campaign, signed_in, query):
    client, url, counts = signed_in(secretary), reverse("commitments:amendment_queue") + query, []
    for wanted in (1, 3, 30):
        while Amendment.objects.count() < wanted:
            owner = factories.make_person(cell=province.cell)
            program = factories.make_program(owner, campaign=campaign, status="approved")
            factories.make_amendment(program, status="submitted")
        counts.append(queries_of(client, url))

    assert len(set(counts)) == 1
    assert counts[0] <= 15
