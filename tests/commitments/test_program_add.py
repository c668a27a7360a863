"""Adding commitments: from a clause, from a template, freely; dropping, moving, taking an example."""

import datetime

import pytest
from django.urls import reverse

from commitments.models import Commitment, CommitmentTemplate, Phrase
from tests import factories


@pytest.fixture
def program(member, campaign):
    return factories.make_program(member, campaign=campaign, commitments=0)


def add(client, program, **data):
    return client.post(reverse("commitments:add_commitment", args=[program.pk]), data)


def act(client, name, commitment, **data):
    return client.post(reverse(f"commitments:{name}", args=[commitment.program_id, commitment.pk]), data)


def test_a_clause_brings_its_link_target_and_deadline_but_no_words(program, member, resolution, signed_in):
    due_on = datetime.date(program.campaign.year, 6, 30)
    clause = factories.make_clause(resolution, number="4", target_value=100, unit="%", due_on=due_on)

    response = add(signed_in(member), program, clause=clause.pk)

    commitment = program.commitments.get()
    assert response.headers["Location"].endswith(f"open={commitment.pk}#commitment-{commitment.pk}")
    assert (commitment.title, commitment.deliverable, commitment.origin) == ("", "", "own")
    assert (commitment.target_value, commitment.unit, commitment.due_on) == (100, "%", due_on)
    assert list(commitment.clauses.all()) == [clause]


def test_a_deadline_outside_the_year_is_not_taken(program, member, resolution, signed_in):
    clause = factories.make_clause(resolution, number="4", due_on=datetime.date(program.campaign.year + 4, 12, 31))

    add(signed_in(member), program, clause=clause.pk)

    assert program.commitments.get().due_on is None


def test_a_double_click_on_a_clause_makes_one_commitment(program, member, clause, signed_in):
    client = signed_in(member)

    answers = [add(client, program, clause=clause.pk).headers["Location"] for _click in range(2)]

    assert answers[0] == answers[1]
    assert program.commitments.count() == 1


def test_a_clause_may_be_answered_twice_once_the_first_is_written(program, member, clause, signed_in):
    factories.make_commitment(program, clauses=[clause])

    add(signed_in(member), program, clause=clause.pk)

    assert program.commitments.count() == 2


def test_a_double_click_on_add_makes_one_empty_commitment(program, member, signed_in):
    client = signed_in(member)

    for _click in range(2):
        add(client, program)

    assert [c.title for c in program.commitments.all()] == [""]


def test_a_template_is_copied_once_and_then_ones_own(program, member, clause, signed_in):
    template = CommitmentTemplate.objects.create(
        campaign=program.campaign, clause=clause, title="Viết 1 bài thu hoạch", deliverable="Bài", target_value=1
    )
    client = signed_in(member)

    for _click in range(2):
        add(client, program, template=template.pk)

    commitment = program.commitments.get()
    assert (commitment.title, commitment.origin, commitment.is_regular) == ("Viết 1 bài thu hoạch", "template", False)
    assert list(commitment.clauses.all()) == [clause]


@pytest.mark.parametrize("data", [{"clause": "0"}, {"clause": "x"}, {"template": "0"}, {"template": "x"}])
def test_what_the_campaign_does_not_offer_is_not_found(program, member, signed_in, data):
    assert add(signed_in(member), program, **data).status_code == 404
    assert program.commitments.count() == 0


def test_a_clause_of_another_campaign_is_not_found(program, member, signed_in):
    foreign = factories.make_clause(factories.make_resolution("21-KL/TW", doc_type="Kết luận"))

    assert add(signed_in(member), program, clause=foreign.pk).status_code == 404


def test_nothing_is_added_once_submitted(member, secretary, campaign, signed_in):
    program = factories.make_program(member, campaign=campaign, status="submitted")

    response = add(signed_in(member), program)

    assert response.status_code == 302
    assert program.commitments.count() == 1


# ── dropping, moving, examples ──


def test_dropping_asks_first(program, member, signed_in):
    commitment = factories.make_commitment(program)
    url = reverse("commitments:drop_commitment", args=[program.pk, commitment.pk])

    response = signed_in(member).get(url)

    assert commitment.title in response.content.decode()
    assert program.commitments.count() == 1


def test_a_dropped_commitment_is_gone_and_the_others_stay(program, member, signed_in):
    first, second = factories.make_commitment(program), factories.make_commitment(program)

    response = act(signed_in(member), "drop_commitment", first)

    assert response.status_code == 302
    assert list(program.commitments.all()) == [second]


def test_dropping_twice_is_not_found(program, member, signed_in):
    commitment = factories.make_commitment(program)
    client = signed_in(member)
    act(client, "drop_commitment", commitment)

    assert act(client, "drop_commitment", commitment).status_code == 404


@pytest.mark.parametrize(
    ("which", "to", "order"),
    [(0, "down", [1, 0, 2]), (2, "up", [0, 2, 1]), (0, "up", [0, 1, 2]), (2, "down", [0, 1, 2])],
)
def test_a_commitment_moves_by_one_place(program, member, signed_in, which, to, order):
    made = [factories.make_commitment(program) for _number in range(3)]

    act(signed_in(member), "move_commitment", made[which], to=to)

    assert list(program.commitments.in_order()) == [made[place] for place in order]


def test_rows_with_the_same_order_move_all_the_same(program, member, signed_in):
    made = [factories.make_commitment(program) for _number in range(3)]
    Commitment.objects.update(order=1)

    act(signed_in(member), "move_commitment", made[2], to="up")

    assert list(program.commitments.in_order()) == [made[0], made[2], made[1]]


def test_an_example_takes_the_place_of_the_task_and_the_old_words_are_shown(program, member, signed_in):
    commitment = factories.make_commitment(program, title="Tăng cường tuyên truyền, vận động Nhân dân")
    example = Phrase.objects.filter(kind="example").first()
    client = signed_in(member)

    response = act(client, "use_example", commitment, example=example.pk)

    commitment.refresh_from_db()
    assert commitment.title == example.text
    page = client.get(response.headers["Location"]).content.decode()
    assert "Tăng cường tuyên truyền, vận động Nhân dân" in page


@pytest.mark.parametrize("example", ["0", "x", ""])
def test_an_example_that_is_not_listed_is_not_found(program, member, signed_in, example):
    commitment = factories.make_commitment(program)

    assert act(signed_in(member), "use_example", commitment, example=example).status_code == 404


def test_only_examples_take_the_place_of_a_task(program, member, signed_in):
    commitment = factories.make_commitment(program)
    verb = Phrase.objects.filter(kind="verb").first()

    assert act(signed_in(member), "use_example", commitment, example=verb.pk).status_code == 404
