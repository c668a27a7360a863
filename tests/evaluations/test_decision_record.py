"""A decision recorded by the office: what it decides, what it refuses, and what is told to whom."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from evaluations.deciding import recording
from evaluations.errors import (
    Held,
    InvalidTransition,
    NotOneDecision,
    NotYours,
    ReasonMissing,
    UnknownLevel,
    WrongDecisionDate,
)
from evaluations.models import Rating, RatingDecision
from portal.audit.models import AuditEvent
from portal.directory.roles import Role
from portal.lib.dates import today
from portal.notifications.models import Notification
from tests import factories
from tests.evaluations.rated import (
    FAIR,
    GOOD,
    LOWEST,
    Stage,
    decide,
    document,
    make_evaluation,
    make_rating,
    trace,
)

YESTERDAY = today() - timedelta(days=1)
TOMORROW = today() + timedelta(days=1)


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


@pytest.fixture
def appraised(evaluation, secretary, personnel_officer):
    """Return a function that makes an appraised rating of a subject."""

    def make(subject, **fields):
        return make_rating(evaluation, subject, Stage.APPRAISED, proposer=secretary, office=personnel_officer, **fields)

    return make


def test_a_decision_decides_all_its_ratings_and_publishes_each_to_whom_it_is_about(
    appraised, member, colleague, personnel_officer
):
    first, second = appraised(member), appraised(colleague, level=FAIR)

    decision = decide(first, second, by=personnel_officer)

    assert [(r.stage, r.level, r.decision, r.level_reason) for r in (first, second)] == [
        (Stage.DECIDED, GOOD, decision, ""),
        (Stage.DECIDED, FAIR, decision, ""),
    ]
    assert first.published_at == first.decided_at is not None
    told = Notification.objects.filter(event="evaluations.published").order_by("pk")
    assert [(row.recipient, row.url, row.detail) for row in told] == [
        (member, first.get_absolute_url(), ""),
        (colleague, second.get_absolute_url(), ""),
    ]
    assert [word for word in (GOOD, FAIR, "Hoàn thành") if any(word in row.text for row in told)] == []


def test_a_decision_keeps_body_number_day_track_and_who_entered_it(appraised, member, province, personnel_officer):
    decision = decide(appraised(member), by=personnel_officer)

    assert (decision.decided_by, decision.symbol, decision.decided_on) == (
        "Ban Thường vụ Đảng ủy",
        "12-QĐ/ĐU",
        today(),
    )
    assert (decision.decider, decision.track, decision.recorded_by) == (
        province.ward,
        Rating.Track.PARTY_MEMBER,
        personnel_officer,
    )


def test_a_decision_leaves_one_event_for_itself_and_one_for_each_rating(
    appraised, member, colleague, personnel_officer
):
    first, second = appraised(member), appraised(colleague)
    before = AuditEvent.objects.count()

    decide(first, second, by=personnel_officer)

    events = AuditEvent.objects.order_by("pk")[before:]
    assert [event.action for event in events] == ["evaluations.decided"] * 2 + ["evaluations.decision_recorded"]
    assert [event.owner_id for event in events] == [str(member.public_id), str(colleague.public_id), ""]


def test_a_decider_outside_is_recorded_by_the_office_of_who_called(appraised, member, personnel_officer):
    decision = decide(appraised(member, decider=None), by=personnel_officer)

    assert (decision.decider, RatingDecision.objects.visible_to(personnel_officer).get()) == (None, decision)


@pytest.mark.parametrize("act", ["record", "re_rate"])
def test_of_a_refused_decision_no_scan_stays_behind(act, appraised, member, personnel_officer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    rating = appraised(member)
    scan = SimpleUploadedFile("quet.pdf", b"%PDF-1.7 %%EOF")

    if act == "re_rate":
        decide(rating, by=personnel_officer)
    refused = {
        "record": lambda: recording.record(
            {rating.pk: recording.Ruling(GOOD)}, document(" ", scan=scan), by=personnel_officer
        ),
        "re_rate": lambda: recording.re_rate(
            rating, recording.Ruling(FAIR, "Sai sót"), document(" ", scan=scan), by=personnel_officer
        ),
    }

    with pytest.raises(ReasonMissing):
        refused[act]()

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_scan_is_kept_under_a_name_that_says_nothing(appraised, member, personnel_officer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    rating = appraised(member)
    scan = SimpleUploadedFile("Quyết định Ngà.pdf", b"%PDF-1.7 %%EOF")

    decision = recording.record({rating.pk: recording.Ruling(GOOD)}, document(scan=scan), by=personnel_officer)

    assert decision.scan.name.endswith(".pdf")
    assert "Ng" not in decision.scan.name.rpartition("/")[2][:3]
    assert decision.scan.read() == b"%PDF-1.7 %%EOF"


# ── refused ──


def assert_refused(refusal, traces):
    assert RatingDecision.objects.count() == 0
    assert trace() == traces
    return str(refusal.value)


@pytest.mark.parametrize("stage", [Stage.SELF, Stage.PROPOSED])
def test_what_is_not_appraised_is_not_decided(stage, evaluation, member, secretary, personnel_officer):
    rating = make_rating(evaluation, member, stage, proposer=secretary)
    traces = trace()

    with pytest.raises(InvalidTransition) as refusal:
        decide(rating, by=personnel_officer, level=GOOD)

    assert "Đặng Thị Bích Ngà" in assert_refused(refusal, traces)


def test_what_is_decided_is_not_decided_again(appraised, member, personnel_officer):
    rating = appraised(member)
    decide(rating, by=personnel_officer)
    traces = trace()

    with pytest.raises(InvalidTransition):
        decide(rating, by=personnel_officer, symbol="13-QĐ/ĐU")

    assert (RatingDecision.objects.count(), trace()) == (1, traces)


def test_one_held_rating_stops_the_whole_decision_by_name(appraised, member, colleague, personnel_officer):
    first, held = appraised(member), appraised(colleague)
    held.hold("Đơn số 4/ĐT", by=personnel_officer)
    traces = trace()

    with pytest.raises(Held) as refusal:
        decide(first, held, by=personnel_officer)

    assert "Lê Quang Dũng" in assert_refused(refusal, traces)
    first.refresh_from_db()
    assert first.stage == Stage.APPRAISED


def test_nobody_records_a_decision_on_their_own_rating(appraised, member, personnel_officer, secretary):
    own = make_rating(
        appraised(member).dossier.evaluation, personnel_officer, Stage.APPRAISED, proposer=secretary, office=secretary
    )
    traces = trace()

    with pytest.raises(NotYours) as refusal:
        decide(own, by=personnel_officer)

    assert_refused(refusal, traces)


@pytest.mark.parametrize("reason", ["", "  "])
def test_another_level_than_appraised_needs_a_reason(reason, appraised, member, personnel_officer):
    rating = appraised(member)
    traces = trace()

    with pytest.raises(ReasonMissing) as refusal:
        decide(rating, by=personnel_officer, level=LOWEST, reason=reason)

    assert "Đặng Thị Bích Ngà" in assert_refused(refusal, traces)


def test_another_level_than_appraised_is_decided_with_its_reason(appraised, member, personnel_officer):
    rating = appraised(member)

    decide(rating, by=personnel_officer, level=LOWEST, reason=" Kết luận số 9-KL/UBKT ")

    assert (rating.appraised_level, rating.level, rating.level_reason) == (GOOD, LOWEST, "Kết luận số 9-KL/UBKT")


def test_a_level_that_the_scheme_does_not_know_is_not_decided(appraised, member, personnel_officer):
    rating = appraised(member)
    traces = trace()

    with pytest.raises(UnknownLevel) as refusal:
        decide(rating, by=personnel_officer, level="A1", reason="Nhầm")

    assert_refused(refusal, traces)


@pytest.mark.parametrize(("day", "said"), [(TOMORROW, "sau hôm nay"), (YESTERDAY, "Đặng Thị Bích Ngà")])
def test_a_decision_lies_between_the_appraisal_and_today(day, said, appraised, member, personnel_officer):
    rating = appraised(member)
    traces = trace()

    with pytest.raises(WrongDecisionDate) as refusal:
        decide(rating, by=personnel_officer, on=day)

    assert said in assert_refused(refusal, traces)


def test_ratings_of_two_deciders_or_two_tracks_need_two_decisions(
    evaluation, appraised, member, colleague, province, personnel_officer, secretary
):
    first, elsewhere = appraised(member), appraised(colleague, decider=province.top)
    cadre = make_rating(
        evaluation,
        secretary,
        Stage.APPRAISED,
        tracks=[Rating.Track.CADRE],
        proposer=member,
        office=personnel_officer,
    )
    traces = trace()

    for other in (elsewhere, cadre):
        with pytest.raises(NotOneDecision):
            decide(first, other, by=personnel_officer)
    with pytest.raises(NotOneDecision):
        recording.record({}, document(), by=personnel_officer)

    assert (RatingDecision.objects.count(), trace()) == (0, traces)


def test_a_decision_names_its_body_and_its_number(appraised, member, personnel_officer):
    rating = appraised(member)

    for paper in (document(symbol=" "), document(decided_by="")):
        with pytest.raises(ReasonMissing):
            recording.record({rating.pk: recording.Ruling(GOOD)}, paper, by=personnel_officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        RatingDecision.objects.create(
            evaluation=rating.dossier.evaluation,
            track=rating.track,
            decided_by="",
            symbol="1-QĐ",
            decided_on=today(),
            recorded_by=personnel_officer,
        )


def test_a_decision_asks_the_database_the_same_number_of_times_for_one_and_for_thirty(
    appraised, province, personnel_officer
):
    counts = []
    for count in (1, 30):
        ratings = [appraised(factories.make_person(cell=province.cell)) for _number in range(count)]
        rulings = {rating.pk: recording.Ruling(GOOD) for rating in ratings}
        with CaptureQueriesContext(connection) as queries:
            recording.record(rulings, document(f"{count}-QĐ/ĐU"), by=personnel_officer)
        counts.append(len(queries))

    assert counts == [counts[0]] * 2
    assert Notification.objects.filter(event="evaluations.published").count() == 31


def test_a_decision_on_collectives_asks_the_same_number_of_times_and_tells_their_heads(
    appraised, province, personnel_officer, ward_secretary
):
    head = factories.make_person("Vũ Thị Ba", cell=province.cell)
    counts = []
    for count in (1, 8):
        collectives = [factories.make_collective(province.ward, f"Tập thể {count}.{number}") for number in range(count)]
        ratings = [appraised(collective) for collective in collectives]
        rulings = {rating.pk: recording.Ruling(GOOD) for rating in ratings}
        factories.appoint(head, Role.AGENCY_HEAD, collectives[0])
        with CaptureQueriesContext(connection) as queries:
            recording.record(rulings, document(f"{count}-QĐ/ĐU"), by=personnel_officer)
        counts.append(len(queries))

    told = Notification.objects.filter(event="evaluations.published")
    assert counts == [counts[0]] * 2
    assert (told.filter(recipient=head).count(), told.filter(recipient=ward_secretary).count()) == (2, 7)


def test_a_decision_sends_one_letter_an_address_over_one_connection(
    appraised, member, colleague, personnel_officer, mailoutbox, django_capture_on_commit_callbacks
):
    for person, address in ((member, "nga@example.vn"), (colleague, "dung@example.vn")):
        person.email = address
        person.save()
    first, second = appraised(member), appraised(colleague)
    mailoutbox.clear()

    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        decide(first, second, by=personnel_officer)

    assert [letter.to for letter in mailoutbox] == [["dung@example.vn"], ["nga@example.vn"]]
    assert len(callbacks) == 1
