"""The editor's page: its parts, its weight, its queries."""

import pytest
from django.urls import reverse

from commitments.models import ActionProgram, CommitmentTemplate, ReviewNote
from tests import factories


def url_of(program, query=""):
    return reverse("commitments:edit", args=[program.pk]) + query


@pytest.fixture
def program(member, campaign, clause):
    return factories.make_program(member, campaign=campaign, clauses=[clause])


def test_the_table_is_what_one_sees_first(program, member, signed_in):
    page = signed_in(member).get(url_of(program)).content.decode()

    assert 'class="workbench"' in page
    assert page.count("<h1>") == 1


def test_a_form_that_lives_from_its_texts_begins_with_the_first(member, province, resolution, signed_in):
    campaign = factories.make_campaign(province.ward, resolutions=[resolution], form="BCK")
    program = factories.make_program(member, campaign=campaign, commitments=0)

    page = signed_in(member).get(url_of(program)).content.decode()

    assert 'id="section-ideology_body"' in page


@pytest.mark.parametrize("query", ["?section=goals", "?section=bases", "?section=nonsense", "?open=x", "?open=0"])
def test_every_part_opens(program, member, signed_in, query):
    assert signed_in(member).get(url_of(program, query)).status_code == 200


@pytest.mark.parametrize("query", ["?section=goals", "?open={pk}"])
def test_every_form_with_free_text_warns_of_state_secrets(program, member, signed_in, query):
    page = signed_in(member).get(url_of(program, query.format(pk=program.commitments.get().pk)))

    assert 'class="secret-note"' in page.content.decode()


def test_a_clause_shows_who_answers_it_or_a_button_to(program, member, clause, resolution, signed_in):
    free = factories.make_clause(resolution, number="9")

    page = signed_in(member).get(url_of(program)).content.decode()

    assert f'name="clause" value="{free.pk}"' in page
    assert f'name="clause" value="{clause.pk}"' not in page


def test_an_untouched_commitment_is_not_red_all_over(program, member, signed_in):
    fresh = factories.make_commitment(program, title="", deliverable="", due_on=None, responsibility="")

    page = signed_in(member).get(url_of(program, f"?open={fresh.pk}")).content.decode()

    assert "field__note--error" not in page


def test_the_reason_of_a_return_stands_above(program, member, secretary, signed_in):
    factories.bring_to(program, ActionProgram.Status.RETURNED, by=member)

    page = signed_in(member).get(url_of(program)).content.decode()

    assert "Cần nêu sản phẩm cụ thể" in page


def test_what_a_reviewer_noted_stands_at_the_closed_commitment_too(program, member, secretary, signed_in):
    program.submit(by=member)
    step = program.current_step
    ReviewNote.objects.create(step=step, commitment=program.commitments.get(), verdict="change", text="Nêu tên sổ")
    step.decide("returned", by=secretary, reason="Xem ghi chú")

    page = signed_in(member).get(url_of(program)).content.decode()

    assert page.count("Nêu tên sổ") == 1
    assert "Chi bộ khu phố 1 đề nghị sửa" in page


def test_a_submitted_program_leads_to_its_page(program, member, secretary, signed_in):
    program.submit(by=member)

    response = signed_in(member).get(url_of(program))

    assert response.headers["Location"] == program.get_absolute_url()


def test_the_head_writes_for_the_collective(ward_secretary, ward_deputy, province, resolution, signed_in):
    campaign = factories.make_campaign(province.top, resolutions=[resolution], form="CTHD-TT", audience="collectives")
    entry = factories.make_entry(campaign, factories.make_collective(province.ward, "Ban Thường vụ Đảng ủy phường"))
    program = factories.make_program(entry, by=ward_secretary)
    address = url_of(program, f"?open={program.commitments.get().pk}")

    page = signed_in(ward_secretary).get(address).content.decode()
    assert "Ban Thường vụ Đảng ủy phường" in page
    assert "Việc tập thể làm" in page
    assert signed_in(ward_deputy).get(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3, 15])
def test_the_editor_costs_a_fixed_number_of_queries(
    member, campaign, clause, resolution, signed_in, django_assert_num_queries, count
):
    program = factories.make_program(member, campaign=campaign, commitments=count, clauses=[clause])
    CommitmentTemplate.objects.create(campaign=campaign, clause=clause, title="Mẫu")
    client = signed_in(member)
    address = url_of(program, f"?open={program.commitments.first().pk}")
    client.get(address)

    with django_assert_num_queries(14):
        client.get(address)


def test_a_returned_program_with_notes_stays_within_fifteen_queries(
    program, member, secretary, signed_in, django_assert_num_queries
):
    program.submit(by=member)
    step = program.current_step
    ReviewNote.objects.create(step=step, commitment=program.commitments.get(), verdict="change", text="Nêu tên sổ")
    step.decide("returned", by=secretary, reason="Xem ghi chú")
    client, address = signed_in(member), url_of(program, f"?open={program.commitments.get().pk}")
    assert "Nêu tên sổ" in client.get(address).content.decode()

    with django_assert_num_queries(15):
        client.get(address)


def test_the_editor_stays_light(member, province, signed_in):
    resolutions = [factories.make_resolution(f"{n}-NQ/TW") for n in range(4)]
    clauses = [factories.make_clause(r, number=str(n)) for r in resolutions for n in range(4)]
    campaign = factories.make_campaign(province.ward, resolutions=resolutions)
    program = factories.make_program(member, campaign=campaign, commitments=7, clauses=clauses[:1])

    response = signed_in(member).get(url_of(program, f"?open={program.commitments.first().pk}"))

    assert len(clauses) == 16
    assert len(response.content) < 60_000
