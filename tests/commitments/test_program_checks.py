"""What blocks a whole program and what only warns."""

import datetime

import pytest
from django.utils import translation

from commitments.models import ActionProgram, ProgramText
from commitments.quality import checks
from tests import factories


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def loaded(program):
    return ActionProgram.objects.with_owner().get(pk=program.pk)


def found_in(program):
    found = checks.for_program(program)
    return [finding.text for finding in found.blocks], [finding.text for finding in found.warnings]


def test_a_clear_program_has_nothing_to_mend(member, campaign, clause):
    program = factories.make_program(member, campaign=campaign, clauses=[clause])

    assert found_in(program) == ([], [])


def test_an_empty_program_misses_its_sections_and_its_table(member, campaign):
    program = factories.make_program(member, campaign=campaign, commitments=0)
    program.texts.filter(key="goals").delete()
    program.texts.filter(key="measures").update(body="")

    blocks, warnings = found_in(program)

    assert blocks == [
        "section “Mục tiêu, chỉ tiêu” is not written",
        "section “Giải pháp thực hiện” is not written",
        "there is no commitment yet",
    ]
    assert warnings == []


@pytest.mark.parametrize(("least", "warnings"), [(0, []), (1, ["there is no commitment yet; 1 to 7 are advised"])])
def test_a_form_that_needs_no_commitments_only_says_how_many_the_campaign_advises(
    member, province, resolution, least, warnings
):
    campaign = factories.make_campaign(province.ward, resolutions=[resolution], form="BCK", min_commitments=least)
    program = factories.make_program(member, campaign=campaign, commitments=0)

    assert found_in(program) == ([], warnings)


def test_a_mandatory_clause_without_an_answer_blocks(member, campaign, clause, resolution):
    other = factories.make_clause(resolution, number="2")
    campaign.mandatory_clauses.set([clause, other])
    program = factories.make_program(member, campaign=campaign, clauses=[clause])

    blocks, _warnings = found_in(program)

    assert blocks == [f"no commitment answers {other.reference}"]


def test_faults_of_a_commitment_name_its_number_and_field(member, campaign):
    program = factories.make_program(member, campaign=campaign)
    second = factories.make_commitment(program, deliverable="", co_owners="tập thể")

    found = checks.for_program(program)

    assert [(f.text, f.commitment, f.field, f.section) for f in found.blocks] == [
        ("commitment 2: there is a target of 60 người, yet no product", second, "deliverable", "commitments")
    ]
    assert [f.text for f in found.warnings] == ["commitment 2: “tập thể” names nobody"]
    assert found.warning_count == 1


@pytest.mark.parametrize(
    ("count", "warnings"),
    [
        (2, ["only 2 commitments; 3 to 7 are advised"]),
        (3, []),
        (7, []),
        (8, ["already 8 commitments; 3 to 7 are advised"]),
    ],
)
def test_too_few_and_too_many_are_said(member, province, resolution, count, warnings):
    campaign = factories.make_campaign(province.ward, resolutions=[resolution], min_commitments=3)
    program = factories.make_program(member, campaign=campaign, commitments=count)

    assert found_in(program) == ([], warnings)


@pytest.mark.parametrize(("other_month", "is_warned"), [(12, True), (11, False)])
def test_all_deadlines_at_the_end_of_the_year_are_said_once(member, campaign, other_month, is_warned):
    program = factories.make_program(member, campaign=campaign, commitments=0)
    year = campaign.year
    factories.make_commitment(program, due_on=datetime.date(year, 12, 31))
    factories.make_commitment(program, due_on=datetime.date(year, other_month, 30) + datetime.timedelta(days=1))

    _blocks, warnings = found_in(program)

    expected = [f"all commitments end on 31/12/{year}; spread them over the year"] if is_warned else []
    assert warnings == expected


def test_each_hint_on_the_whole_says_how_to_mend_it_with_an_example(member, province, resolution):
    campaign = factories.make_campaign(province.ward, resolutions=[resolution], min_commitments=3)
    campaign.mandatory_clauses.set([factories.make_clause(resolution)])
    program = factories.make_program(member, campaign=campaign, commitments=0)
    for _number in range(2):
        factories.make_commitment(program, due_on=datetime.date(campaign.year, 12, 31))
    program.texts.all().delete()

    found = checks.for_program(program)

    hints = found.blocks + found.warnings
    assert [hint.section for hint in hints] == ["goals", "measures", *["commitments"] * 3]
    assert [hint.text for hint in hints if not (hint.mend and hint.sample)] == []


@pytest.mark.parametrize("count", [1, 3, 15])
def test_checking_costs_five_queries(member, campaign, clause, django_assert_num_queries, count):
    program = factories.make_program(member, campaign=campaign, commitments=count, clauses=[clause])
    campaign.mandatory_clauses.set([clause])
    program = loaded(program)

    with django_assert_num_queries(5):
        checks.for_program(program)


def test_what_is_loaded_already_is_not_asked_again(member, campaign, clause, django_assert_num_queries):
    program = loaded(factories.make_program(member, campaign=campaign, clauses=[clause]))
    commitments, texts = checks.commitments_of(program), {t.key: t.body for t in ProgramText.objects.all()}

    with django_assert_num_queries(1):  # the phrases
        found = checks.for_program(program, commitments=commitments, texts=texts, mandatory=[clause])

    assert found.blocks == []
