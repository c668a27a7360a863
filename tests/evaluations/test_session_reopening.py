"""What comes back to a session: sent back, joined since, taken back by choice; who is asked to do something then."""

import threading

import pytest
from django.db import connection
from django.urls import reverse

from evaluations.assessing import saving
from evaluations.errors import InvalidTransition, Stale
from evaluations.models import Dossier, Proposal, Rating, RatingSession, SelfAssessment
from evaluations.sessions import closing, home
from evaluations.sessions.lines import Lines
from portal.audit.models import AuditEvent
from portal.directory.models import Delegation, Person
from portal.lib.dates import today
from portal.notifications.models import Notification
from tests import evaluating, factories
from tests.evaluations import assessed
from tests.evaluations.meeting import FAIR, GOOD, LOWEST, MEMBER, put_in, record, session_of


@pytest.fixture
def evaluation(province):
    return evaluating.make_evaluation(province.ward)


@pytest.fixture
def cell(evaluation, secretary, deputy, member):
    return {
        "head": put_in(evaluation, secretary, rank=1),
        "deputy": put_in(evaluation, deputy, rank=2),
        "member": put_in(evaluation, member),
    }


@pytest.fixture
def session(evaluation, province, cell, secretary, deputy):
    """A session with a level for everybody, in their order."""
    found = session_of(evaluation, province.cell, by=deputy)
    record(found, cell["head"], by=deputy)
    record(found, cell["deputy"], by=secretary)
    record(found, cell["member"], by=secretary)
    return found


@pytest.fixture
def closed(session, secretary, personnel_officer):
    closing.close(session, by=secretary)
    return session


def stages():
    return list(Rating.objects.order_by("pk").values_list("stage", "proposed_level"))


def titles(person):
    """Return what waits for the person, as who signs in anew."""
    person = Person.objects.get(pk=person.pk)
    return [task.title for each in home.TASKS for task in each(person, today())]


# ── closing weighs anew ──


def test_what_is_suggested_now_is_kept_at_closing(session, cell, secretary):
    paper = cell["member"].self_assessment
    paper.points = dict.fromkeys(paper.points, "0")  # below 50: the lowest level is suggested, as of now
    paper.save()
    assert Proposal.objects.get(placement__dossier=cell["member"]).suggested == ""

    closing.close(session, by=secretary)

    assert Proposal.objects.get(placement__dossier=cell["member"]).suggested == LOWEST


def test_a_row_changed_since_the_summary_was_shown_is_looked_at_once_more(session, cell, secretary):
    seen = closing.state_of(Lines(session).rated)
    record(session, cell["member"], FAIR, by=secretary)

    with pytest.raises(Stale):
        closing.close(session, by=secretary, state=seen)

    assert {stage for stage, _level in stages()} == {"self"}
    closing.close(RatingSession.objects.get(), by=secretary, state=closing.state_of(Lines(session).rated))
    assert stages()[2] == ("proposed", FAIR)


def test_the_page_that_was_overtaken_says_so_and_shows_the_new_summary(signed_in, session, cell, secretary):
    url, client = reverse("evaluations:close_session", args=[session.pk]), signed_in(secretary)
    seen = client.get(url).context["summary"].state
    record(session, cell["member"], FAIR, by=secretary)

    response = client.post(url, {"state": seen})

    assert response.status_code == 409
    assert [(mark.label, count) for mark, count in response.context["summary"].counts] == [
        ("Tốt", 2),
        ("Hoàn thành", 1),
    ]
    assert client.post(url, {"state": response.context["summary"].state}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_paper_handed_in_as_the_session_closes_is_taken_in_or_refused_and_never_lies_between(
    session, cell, member, secretary
):
    cell["member"].self_assessment.delete()
    record(session, cell["member"], by=secretary, paperless_reason="Đi chữa bệnh")
    paper = assessed.write(assessed.begin(Dossier.objects.get(pk=cell["member"].pk), by=member))
    start, outcomes = threading.Barrier(2), {}

    def act(name, run):
        start.wait()
        try:
            run()
            outcomes[name] = "done"
        except InvalidTransition:
            outcomes[name] = "refused"
        finally:
            connection.close()

    acts = {
        "close": lambda: closing.close(RatingSession.objects.get(), by=secretary),
        "hand in": lambda: saving.hand_in(SelfAssessment.objects.get(pk=paper.pk), by=member),
    }
    threads = [threading.Thread(target=act, args=each) for each in acts.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    paper.refresh_from_db()
    assert outcomes["close"] == "done"
    assert paper.status == {"done": "accepted", "refused": "draft"}[outcomes["hand in"]]


# ── joined since ──


@pytest.fixture
def joined(closed, evaluation, colleague):
    """Somebody who came into the closed session."""
    return put_in(evaluation, colleague)


def test_who_joined_a_closed_session_is_asked_for_and_it_closes_for_them_alone(closed, cell, joined, secretary, deputy):
    assert titles(deputy) == ["Mở lại phiên của Chi bộ khu phố 1: 1 trường hợp chờ ghi mức"]

    closing.reopen(closed, "Bổ sung đồng chí mới vào danh sách", by=secretary)
    assert stages() == [("proposed", GOOD)] * 3 + [("self", "")]
    with pytest.raises(InvalidTransition):
        record(closed, cell["member"], FAIR, by=secretary)  # stays with the office
    record(closed, joined, FAIR, by=secretary)
    closing.close(closed, by=secretary)

    assert stages() == [("proposed", GOOD)] * 3 + [("proposed", FAIR)]
    told = Notification.objects.filter(event="evaluations.session_closed").order_by("pk")
    assert ["3 đề xuất" in each.text for each in told] == [True, False]
    assert AuditEvent.objects.filter(action="evaluations.proposed").count() == 4
    assert titles(deputy) == []


def test_opened_again_for_its_minutes_alone_it_closes_as_it_was(closed, secretary):
    closing.reopen(closed, "Bổ sung kết luận", by=secretary)
    assert stages() == [("proposed", GOOD)] * 3

    closing.close(closed, by=secretary)

    assert stages() == [("proposed", GOOD)] * 3
    assert Notification.objects.filter(event="evaluations.session_closed").count() == 1


def test_only_what_is_chosen_is_taken_back(closed, cell, secretary):
    closing.reopen(closed, "Xem lại một trường hợp", take_back=[cell["member"].ratings.get().pk], by=secretary)

    assert stages() == [("proposed", GOOD), ("proposed", GOOD), ("self", "")]


def test_what_was_appraised_meanwhile_or_is_of_another_meeting_is_not_taken_back(
    closed, cell, evaluation, province, secretary, personnel_officer
):
    appraised, other = (
        cell["member"].ratings.get(),
        put_in(evaluation, factories.make_person(cell=province.second_cell)),
    )
    appraised.appraise(GOOD, by=personnel_officer)
    other.ratings.get().propose(GOOD, by=secretary)

    for rating in (appraised, other.ratings.get()):
        with pytest.raises(InvalidTransition):
            closing.reopen(closed, "Xem lại", take_back=[rating.pk], by=secretary)

    closed.refresh_from_db()
    assert (closed.status, stages()[2:]) == ("closed", [("appraised", GOOD), ("proposed", GOOD)])


# ── sent back ──


def test_what_was_sent_back_is_a_task_a_mark_in_the_list_and_a_reason_in_its_row(
    signed_in, closed, cell, secretary, personnel_officer
):
    cell["member"].ratings.get().send_back("Chưa rõ căn cứ về sáng kiến", by=personnel_officer)

    assert titles(secretary) == ["Xem lại 1 đề xuất bị trả lại: Chi bộ khu phố 1"]
    client = signed_in(secretary)
    listed = client.get(reverse("evaluations:sessions")).content.decode()
    assert "Có đề xuất bị trả lại" in listed
    assert reverse("evaluations:reopen_session", args=[closed.pk]) in listed
    for url in (closed.get_absolute_url(), reverse("evaluations:reopen_session", args=[closed.pk])):
        assert "Chưa rõ căn cứ về sáng kiến" in client.get(url).content.decode()


def test_proposed_once_more_nothing_of_the_sending_back_is_left(closed, cell, secretary, personnel_officer):
    rating = cell["member"].ratings.get()
    rating.send_back("Chưa rõ căn cứ", by=personnel_officer)
    closing.reopen(closed, "Xem lại", by=secretary)
    assert Rating.objects.get(pk=rating.pk).sent_back_reason == "Chưa rõ căn cứ"
    record(closed, cell["member"], FAIR, by=secretary)
    closing.close(closed, by=secretary)

    rating.refresh_from_db()
    assert (rating.stage, rating.proposed_level, rating.sent_back_reason) == ("proposed", FAIR, "")
    assert titles(secretary) == []


# ── the officers' own levels ──


def test_the_level_of_an_officer_is_asked_of_the_others_once_the_session_has_begun(
    evaluation, province, cell, secretary, deputy, member
):
    assert titles(deputy) == []
    session = RatingSession.of(evaluation, province.cell, by=secretary)

    hold = "Họp xếp loại Chi bộ khu phố 1"
    assert titles(deputy) == [hold, "Ghi mức của đồng chí Hoàng Văn Khải"]
    assert titles(secretary) == [hold, "Ghi mức của đồng chí Trịnh Thị Hoài"]
    assert titles(member) == []
    [told] = Notification.objects.filter(event="evaluations.own_levels_asked")
    assert (told.recipient, told.url) == (deputy, session.get_absolute_url())
    assert "Hoàng Văn Khải" in told.text
    [task] = home.levels_to_record(deputy, today())
    placement = cell["head"].placements.get()
    assert task.url == f"{session.get_absolute_url()}?row={placement.pk}-{MEMBER}#r{placement.pk}-{MEMBER}"

    record(session, cell["head"], by=deputy)

    assert titles(deputy) == [hold]


def test_the_level_of_an_only_officer_is_asked_of_the_office(evaluation, province, secretary, personnel_officer):
    put_in(evaluation, secretary, rank=1)

    RatingSession.of(evaluation, province.cell, by=secretary)

    assert titles(personnel_officer) == ["Ghi mức của đồng chí Hoàng Văn Khải"]
    [told] = Notification.objects.filter(event="evaluations.own_levels_asked")
    assert told.recipient == personnel_officer


def test_the_page_names_who_records_an_officers_level(signed_in, evaluation, province, cell, secretary, deputy):
    session = RatingSession.of(evaluation, province.cell, by=secretary)

    page = signed_in(secretary).get(session.get_absolute_url()).context["page"]

    rows = {shown.name: shown.recorders for _name, rows in page.shown_groups for shown in rows}
    assert rows == {"Hoàng Văn Khải": "Trịnh Thị Hoài", "Trịnh Thị Hoài": "", "Đặng Thị Bích Ngà": ""}


def test_who_stands_in_for_the_officer_is_not_named_for_that_officers_level(
    signed_in, evaluation, province, cell, secretary, deputy, member
):
    nhung = factories.make_person("Lê Mai Nhung", cell=province.cell)
    van = factories.make_person("Tạ Vân", cell=province.cell)
    for other in (nhung, van):
        factories.appoint(other, "cell_committee_member", province.cell)
    session = RatingSession.of(evaluation, province.cell, by=secretary)
    days = {"starts_on": today(), "ends_on": today()}
    duties = ["review_cell"]
    Delegation.give(secretary.appointments.get(), member, duties=duties, reason="Nghỉ phép", by=secretary, **days)

    page = signed_in(secretary).get(session.get_absolute_url()).context["page"]

    [own] = [shown for _name, rows in page.shown_groups for shown in rows if shown.is_own]
    assert own.recorders == "Trịnh Thị Hoài, Lê Mai Nhung hoặc Tạ Vân"
