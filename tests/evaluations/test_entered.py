"""A self-assessment that the secretary enters for a member: theirs to confirm before a level is proposed by who did."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from commitments.models import Helping
from evaluations import assessing_policies
from evaluations.errors import NotYours
from evaluations.models import EnteredAssessment, RatingSession
from evaluations.sessions.recording import record_row
from portal.directory.models import Person
from tests import evaluating
from tests.evaluations import assessed

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _in_english(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def dossier(member, province, secretary):
    Helping.begin(member, by=secretary, reason="Không có máy")
    return evaluating.make_dossier(evaluating.make_evaluation(province.ward), member)


@pytest.fixture
def entered(dossier, secretary):
    assessed.hand_in(dossier, by=secretary)
    return EnteredAssessment.objects.get()


def record(dossier, by):
    """Record a level for the dossier in the session of its cell."""
    session = RatingSession.of(dossier.evaluation, dossier.unit, by=by)
    placement = dossier.placements.get()
    return record_row(session, placement.pk, "party_member", {"level": "HTTNV"}, saved=0, by=by)


def test_who_enters_begins_writes_and_hands_in(dossier, secretary, signed_in):
    client = signed_in(secretary)

    page = client.get(dossier.get_absolute_url())
    begun = client.post(reverse("evaluations:begin_self_assessment", args=[dossier.pk]))
    editor = client.get(begun.url)

    assert reverse("evaluations:begin_self_assessment", args=[dossier.pk]) in page.content.decode()
    assert editor.context["desk"].is_writing


def test_the_helper_records_no_level_before_it_is_confirmed(entered, dossier, member, secretary, deputy):
    with pytest.raises(NotYours, match="You have entered this for"):
        record(dossier, secretary)

    entered.confirm(by=member)

    assert record(dossier, secretary).proposal.level == "HTTNV"


def test_another_officer_records_it_meanwhile(entered, dossier, deputy):
    assert record(dossier, deputy).proposal.level == "HTTNV"


def test_what_the_member_hands_in_needs_no_confirmation(dossier, member, secretary):
    assessed.hand_in(dossier, by=member)

    assert not EnteredAssessment.objects.exists()


def test_taking_it_back_takes_the_note_away(entered, member):
    entered.assessment.recall(by=member)

    assert not EnteredAssessment.objects.exists()


def test_others_write_nothing_for_the_member(dossier, deputy, colleague):
    paper = assessed.begin(dossier)

    verdicts = [assessing_policies.can_write(Person.objects.get(pk=who.pk), paper) for who in (deputy, colleague)]

    assert [bool(verdict) for verdict in verdicts] == [False, False]


def test_the_member_finds_it_on_home_and_confirms_it(entered, member, signed_in):
    client = signed_in(member)

    home = client.get("/").content.decode()
    client.get(entered.get_absolute_url())
    client.post(reverse("evaluations:confirm_entered", args=[entered.pk]))

    entered.refresh_from_db()
    assert entered.get_absolute_url() in home
    assert entered.how == "signed_in"


def test_the_signed_print_is_kept_and_given_to_readers_alone(entered, secretary, colleague, signed_in):
    signed_in(secretary).post(entered.get_absolute_url(), {"scan": SimpleUploadedFile("bản ký.pdf", PDF)})
    url = reverse("evaluations:entered_scan", args=[entered.pk])

    given, hidden = signed_in(secretary).get(url), signed_in(colleague).get(url)

    entered.refresh_from_db()
    assert (entered.scan_by, entered.is_confirmed, hidden.status_code) == (secretary, False, 404)
    assert b"".join(given.streaming_content) == PDF


def test_the_print_that_the_helper_kept_lets_them_record_once_another_officer_has_confirmed_it(
    entered, dossier, secretary, deputy, signed_in
):
    signed_in(secretary).post(entered.get_absolute_url(), {"scan": SimpleUploadedFile("bản ký.pdf", PDF)})
    with pytest.raises(NotYours, match="You have entered this for"):
        record(dossier, secretary)
    url, seen = reverse("evaluations:confirm_print", args=[entered.pk]), EnteredAssessment.objects.get().scan_sha256

    refused = signed_in(secretary).post(url, {"seen": seen})
    page = signed_in(deputy).get(entered.get_absolute_url()).content.decode()
    signed_in(deputy).post(url, {"seen": seen})

    entered.refresh_from_db()
    assert (refused.status_code, f'value="{seen}"' in page) == (403, True)
    assert (entered.how, entered.confirmed_by) == ("print", deputy)
    assert record(dossier, secretary).proposal.level == "HTTNV"


def test_what_an_earlier_round_waited_for_is_over_once_the_member_hands_in_themselves(
    entered, dossier, member, secretary, deputy
):
    entered.assessment.return_("Bổ sung hạn chế", by=deputy)
    assessed.hand_in(dossier, by=member)

    assert not EnteredAssessment.objects.exists()
    assert record(dossier, secretary).proposal.level == "HTTNV"


def test_nobody_appraises_what_they_have_entered(entered, dossier, secretary, deputy, member):
    record(dossier, deputy)
    rating = dossier.ratings.get()
    rating.propose("HTTNV", by=deputy)

    with pytest.raises(NotYours, match="You have entered this for"):
        rating.appraise("HTTNV", by=secretary)
    entered.confirm(by=member)
    rating.appraise("HTTNV", by=secretary)

    assert rating.appraised_by == secretary


def test_whoever_enters_for_another_is_told_for_whom(dossier, member, secretary, signed_in):
    paper = assessed.begin(dossier)
    pages = [paper.get_absolute_url(), reverse("evaluations:submit_self_assessment", args=[paper.pk])]

    helpers, owns = ([signed_in(who).get(url).content.decode() for url in pages] for who in (secretary, member))

    assert ["You are entering for Đặng Thị Bích Ngà" in page for page in helpers] == [True, True]
    assert [reverse("commitments:for_others") in page.partition("<h1")[0] for page in helpers] == [True, True]
    assert ["You are entering for" in page for page in owns] == [False, False]


def test_the_page_of_the_helper_leads_to_the_paper(entered, secretary, signed_in):
    page = signed_in(secretary).get(reverse("commitments:for_others"))

    (each,) = page.context["members"]
    assert [link.url for link in each.links] == [entered.get_absolute_url()]
