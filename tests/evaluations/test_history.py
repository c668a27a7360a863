"""Five years of one person: what stands there, who reads it, one page and one print."""

import datetime
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from evaluations.history.gathering import Level, Program, history_of
from evaluations.models import PastRating, Rating, Shortcoming
from portal.audit.models import AuditEvent
from tests import factories
from tests.evaluating import make_dossier, make_evaluation
from tests.evaluations.showing import program_of, shown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_december(time_machine):
    time_machine.move_to(datetime.datetime(2026, 12, 28, 2, 0, tzinfo=datetime.UTC))


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


def decide(dossier, *, by, published=True):
    decision = dossier.evaluation.decisions.create(
        decided_by="Đảng ủy", symbol="45-QĐ/ĐU", decided_on=datetime.date(2026, 12, 20), recorded_by=by
    )
    levels = dict.fromkeys(("proposed_level", "appraised_level", "level"), "HTTNV")
    published_at = factories.local_noon(datetime.date(2026, 12, 22)) if published else None
    dossier.ratings.update(stage=Rating.Stage.DECIDED, decision=decision, published_at=published_at, **levels)


def url(person):
    return reverse("evaluations:history", args=[person.public_id])


def test_five_years_stand_from_the_latest_back_and_no_more(member):
    for year in (2026, 2022, 2021):
        Shortcoming.objects.create(person=member, year=year, text=f"Năm {year}")

    years = history_of(member, member)

    assert [year.year for year in years] == [2026, 2025, 2024, 2023, 2022]
    assert [each.text for year in years for each in year.shortcomings] == ["Năm 2026", "Năm 2022"]


def test_a_year_holds_programs_with_results_levels_and_shortcomings(evaluation, member, campaign, personnel_officer):
    first, _second = program_of(member, campaign, due=(datetime.date(2026, 10, 31), datetime.date(2026, 11, 30)))
    shown(first)
    decide(make_dossier(evaluation, member), by=personnel_officer)
    PastRating.objects.create(person=member, year=2025, track="party_member", level="HTNV", note="QĐ 12")

    this_year, last_year = history_of(member, member)[:2]

    assert this_year.programs == [Program(campaign.form.name, 2, 1)]
    assert this_year.levels == [
        Level("party_member", "Hoàn thành tốt nhiệm vụ", "45-QĐ/ĐU (20/12/2026)", is_imported=False)
    ]
    assert last_year.levels == [Level("party_member", "Hoàn thành nhiệm vụ", "QĐ 12", is_imported=True)]


def test_a_level_that_is_not_published_is_for_the_office_and_not_for_the_person(evaluation, member, personnel_officer):
    decide(make_dossier(evaluation, member), by=personnel_officer, published=False)

    own, office = history_of(member, member)[0], history_of(member, personnel_officer)[0]

    assert (len(own.levels), len(office.levels)) == (0, 1)


def test_nothing_of_another_person_stands_there(member, colleague, campaign):
    program_of(colleague, campaign)
    PastRating.objects.create(person=colleague, year=2025, track="party_member", level="HTNV")
    Shortcoming.objects.create(person=colleague, year=2025, text="Của người khác")

    assert not any(year.programs or year.levels or year.shortcomings for year in history_of(member, member))


@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_long_history_takes_no_more_queries(member, django_assert_num_queries, count):
    for number in range(count):
        Shortcoming.objects.create(person=member, year=2022 + number % 5, text=f"Hạn chế {number}")
    PastRating.objects.create(person=member, year=2025, track="party_member", level="HTNV")

    with django_assert_num_queries(5):
        history_of(member, member)


def test_reading_ones_own_is_no_event_and_reading_anothers_is_theirs_to_see(member, personnel_officer, signed_in):
    signed_in(member).get(url(member))
    signed_in(personnel_officer).get(url(member))

    (event,) = AuditEvent.objects.filter(action="evaluations.history_opened")
    assert (event.actor_name, event.owner_id) == ("Đỗ Hữu Quang", str(member.public_id))


def test_the_page_of_a_person_leads_there_for_who_may_read_it(member, secretary, signed_in):
    own = signed_in(member).get(member.get_absolute_url())
    of_officer = signed_in(secretary).get(member.get_absolute_url())

    assert url(member) in own.content.decode()
    assert url(member) not in of_officer.content.decode()


def test_page_and_print_say_the_same(member, signed_in):
    PastRating.objects.create(person=member, year=2025, track="cadre", level="HTNV", note="QĐ 12")
    Shortcoming.objects.create(person=member, year=2024, text="Chậm báo cáo", overcome_in=2025)
    client = signed_in(member)

    page = client.get(url(member)).content.decode()
    drawn = client.get(reverse("evaluations:history_pdf", args=[member.public_id]))

    text = " ".join(" ".join(part.extract_text() for part in PdfReader(BytesIO(drawn.content)).pages).split())
    for said in ("QĐ 12", "Chậm báo cáo"):
        assert said in page
        assert said in text
    assert "từ năm 2022 đến năm 2026" in text
    assert "đã khắc phục năm 2025" in text
