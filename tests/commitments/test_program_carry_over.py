"""Carrying last year's unfinished work into this year, once."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from commitments import adding
from commitments.models import Commitment
from portal.lib.dates import today
from tests import factories


@pytest.fixture
def last_year(member, secretary, province, resolution, clause):
    """The member's approved program of last year with two commitments, one of them done."""
    period = factories.make_period(today().year - 1)
    campaign = factories.make_campaign(province.ward, resolutions=[resolution], period=period)
    program = factories.make_program(member, campaign=campaign, commitments=2, clauses=[clause], status="approved")
    done = program.commitments.last()
    done.done_on = datetime.date(period.year, 9, 1)
    done.save()
    return program


@pytest.fixture
def program(member, campaign):
    return factories.make_program(member, campaign=campaign, commitments=0)


def url_of(program):
    return reverse("commitments:carry_over", args=[program.pk])


def test_only_what_is_not_done_is_offered(program, last_year):
    assert list(adding.unfinished_of_last_year(program)) == [last_year.commitments.first()]


def test_a_carried_task_keeps_its_words_and_moves_its_deadline(program, last_year, member, clause, signed_in):
    earlier = last_year.commitments.first()

    response = signed_in(member).post(url_of(program), {"commitment": [earlier.pk]})

    copy = program.commitments.get()
    assert f"open={copy.pk}" in response.headers["Location"]
    assert (copy.title, copy.deliverable, copy.unit) == (earlier.title, earlier.deliverable, earlier.unit)
    assert copy.due_on == earlier.due_on.replace(year=program.campaign.year)
    assert (copy.origin, copy.carried_from) == ("carried", earlier)
    assert list(copy.clauses.all()) == [clause]


def test_the_page_lists_them_and_the_editor_leads_to_it(program, last_year, member, signed_in):
    client = signed_in(member)

    editor = client.get(reverse("commitments:edit", args=[program.pk])).content.decode()
    page = client.get(url_of(program)).content.decode()

    assert url_of(program) in editor
    assert page.count('name="commitment"') == 1


def test_nothing_is_carried_twice(program, last_year, member, signed_in):
    client = signed_in(member)
    chosen = {"commitment": [last_year.commitments.first().pk]}

    for _click in range(2):
        client.post(url_of(program), chosen)

    assert program.commitments.count() == 1
    assert list(adding.unfinished_of_last_year(program)) == []


def test_the_database_holds_that_nothing_is_carried_twice(program, last_year):
    earlier = last_year.commitments.first()
    factories.make_commitment(program, carried_from=earlier)

    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_commitment(program, carried_from=earlier)


def test_a_clause_that_the_new_campaign_does_not_hold_is_left_behind(member, last_year, province, signed_in):
    campaign = factories.make_campaign(province.ward, resolutions=[factories.make_resolution("14-NQ/TW")])
    program = factories.make_program(member, campaign=campaign, commitments=0)

    signed_in(member).post(url_of(program), {"commitment": [last_year.commitments.first().pk]})

    assert list(program.commitments.get().clauses.all()) == []


def test_somebody_elses_work_is_not_carried(program, last_year, colleague, campaign, signed_in):
    theirs = factories.make_program(colleague, campaign=campaign, commitments=0)

    signed_in(colleague).post(url_of(theirs), {"commitment": [last_year.commitments.first().pk]})

    assert theirs.commitments.count() == 0


def test_another_form_and_a_draft_are_not_offered(member, program, province, resolution):
    period = factories.make_period(today().year - 1)
    for form in ("HTLT-CN", "CTHD-CN"):
        campaign = factories.make_campaign(province.ward, resolutions=[resolution], period=period, form=form)
        factories.make_program(member, campaign=campaign)

    assert list(adding.unfinished_of_last_year(program)) == []


def test_choosing_nothing_says_so(program, last_year, member, signed_in):
    response = signed_in(member).post(url_of(program), {})

    assert response.headers["Location"] == url_of(program)


def test_the_29th_of_february_moves_to_the_28th(program, last_year):
    Commitment.objects.filter(program=last_year).update(due_on=datetime.date(2024, 2, 29))
    earlier = last_year.commitments.first()

    copies = adding.carry_over(program, [earlier])

    expected = datetime.date(program.campaign.year, 2, 29 if program.campaign.year % 4 == 0 else 28)
    assert [copy.due_on for copy in copies] == [expected]
