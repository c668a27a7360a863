"""The quota by name for who decides, rulings of its office; what waits for officers at home."""

import datetime

import pytest
from django.urls import reverse

from evaluations.models import Proposal, QuotaRuling, RatingSession, SelfAssessment
from evaluations.sessions import home
from portal.audit.models import AuditEvent
from portal.lib.dates import today
from tests import evaluating, factories
from tests.evaluations.meeting import GOOD, TOP, put_in
from tests.queries import queries_of

STAFF, LEADERS = "Chuyên môn, nghiệp vụ", "Lãnh đạo, quản lý"


@pytest.fixture
def evaluation(province):
    return evaluating.make_evaluation(province.ward)


@pytest.fixture
def url(evaluation):
    return reverse("evaluations:quota", args=[evaluation.pk])


def propose(evaluation, person, level, *, by, **fields):
    dossier = put_in(evaluation, person, **fields)
    dossier.ratings.get().propose(level, by=by)
    return dossier


def ruling(**fields):
    usual = {"groups": [f"party_member|{STAFF}", f"party_member|{LEADERS}"], "name": "Cả phường", "symbol": "12-TB/ĐU"}
    return usual | {"reason": "Nhóm lãnh đạo dưới 5 người", "ruled_on": f"{today():%d/%m/%Y}"} | fields


def test_those_at_the_top_stand_by_name_with_points_and_the_look_is_recorded(
    signed_in, evaluation, url, member, colleague, secretary, ward_secretary
):
    propose(evaluation, member, TOP, total="93.5", by=secretary)
    propose(evaluation, colleague, GOOD, total="81", by=secretary)

    html = signed_in(ward_secretary).get(url).content.decode()

    assert ("Đặng Thị Bích Ngà" in html, "93,50" in html, "Lê Quang Dũng" in html) == (True, True, False)
    assert "20% × 1 = 0,2 → tối đa 0" in html
    event = AuditEvent.objects.get(action="evaluations.quota_opened")
    assert (event.actor_name, event.unit_path) == ("Tạ Thị Kim Liên", evaluation.root.path)


def test_ones_own_rating_is_counted_and_not_named(signed_in, evaluation, url, ward_secretary, secretary):
    propose(evaluation, ward_secretary, TOP, total="95", by=secretary)

    main = signed_in(ward_secretary).get(url).content.decode().partition("<main")[2].partition("</main>")[0]

    assert ("1 Xuất sắc" in main, "Tạ Thị Kim Liên" in main, "95,00" in main) == (True, False, False)


def test_before_its_place_proposes_a_level_is_counted_and_named_to_nobody_who_may_not_open_the_paper(
    signed_in, evaluation, url, province, member, secretary, ward_deputy, personnel_officer
):
    dossier = put_in(evaluation, member, total="95", unit=province.cell)
    Proposal.objects.create(placement=dossier.placements.get(), track="party_member", level=TOP)

    of_deputy = signed_in(ward_deputy).get(url).content.decode()
    of_office = signed_in(personnel_officer).get(url).content.decode()

    may_open = SelfAssessment.objects.visible_to(ward_deputy).exists()
    shown = [
        (html.count("1 Xuất sắc"), "Đặng Thị Bích Ngà" in html, "95,00" in html) for html in (of_deputy, of_office)
    ]
    assert (may_open, shown) == (False, [(1, False, False), (1, True, True)])


def test_another_body_is_refused(signed_in, evaluation, url, province, ward_secretary, personnel_officer):
    assert signed_in(ward_secretary).get(f"{url}?decider={province.top.code}").status_code == 403
    assert signed_in(personnel_officer).get(f"{url}?decider={province.cell.code}").status_code == 200
    assert signed_in(personnel_officer).get(f"{url}?decider=NONE").status_code == 404


def test_the_office_records_a_merger(signed_in, evaluation, url, member, colleague, secretary, personnel_officer):
    propose(evaluation, member, TOP, by=secretary)
    propose(evaluation, colleague, GOOD, by=secretary, peer_group=LEADERS)

    response = signed_in(personnel_officer).post(url, ruling())

    assert response.status_code == 302
    made = QuotaRuling.objects.get()
    assert (made.groups, made.name, made.recorded_by) == ([STAFF, LEADERS], "Cả phường", personnel_officer)
    assert "Cả phường" in signed_in(personnel_officer).get(response.url).content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"reason": ""},
        {"symbol": ""},
        {"ruled_on": "31/12/2099"},
        {"name": ""},
        {"groups": []},
        {"groups": ["party_member|Không có"]},
        {"percent": "30"},
        {"percent": "hai mươi"},
    ],
)
def test_a_ruling_that_rests_on_nothing_is_refused_and_comes_back(
    signed_in, evaluation, url, member, colleague, secretary, personnel_officer, fields
):
    propose(evaluation, member, TOP, by=secretary)
    propose(evaluation, colleague, GOOD, by=secretary, peer_group=LEADERS)

    response = signed_in(personnel_officer).post(url, ruling(**fields))

    assert (response.status_code, QuotaRuling.objects.count()) == (422, 0)


def test_officers_of_who_decides_look_but_record_no_ruling(
    signed_in, evaluation, url, member, secretary, ward_secretary
):
    propose(evaluation, member, TOP, by=secretary)

    assert signed_in(ward_secretary).post(url, ruling()).status_code == 403
    assert QuotaRuling.objects.count() == 0


def test_the_page_asks_the_same_for_one_and_for_ten(signed_in, evaluation, url, province, secretary, personnel_officer):
    client = signed_in(personnel_officer)
    propose(evaluation, factories.make_person("Người Thứ Nhất", cell=province.cell), TOP, by=secretary)
    client.get(url)
    one = queries_of(client, url)
    for _number in range(9):
        propose(evaluation, factories.make_person("Người Khác", cell=province.cell), TOP, by=secretary)

    assert queries_of(client, url) == one


# ── at home ──


def test_officers_are_asked_to_meet_from_the_day_papers_are_due_until_the_session_is_closed(
    evaluation, province, member, secretary
):
    put_in(evaluation, member)
    assert home.sessions_to_hold(secretary, evaluation.self_due_on - datetime.timedelta(days=1)) == []

    [task] = home.sessions_to_hold(secretary, evaluation.self_due_on)

    assert (task.due_on, task.url) == (evaluation.propose_due_on, reverse("evaluations:sessions"))
    session = RatingSession.of(evaluation, province.cell, by=secretary)
    assert home.sessions_to_hold(secretary, evaluation.self_due_on)[0].url == session.get_absolute_url()
    RatingSession.objects.update(status="closed")
    assert home.sessions_to_hold(secretary, evaluation.self_due_on) == []


@pytest.mark.parametrize("kind", ["of a quarter", "not rated", "brought"])
def test_a_meeting_that_has_no_level_to_propose_is_not_asked_for(evaluation, province, member, secretary, kind):
    dossier = put_in(evaluation, member, tracks=["cadre" if kind == "of a quarter" else "party_member"])
    assert len(home.sessions_to_hold(secretary, evaluation.self_due_on)) == 1

    if kind == "of a quarter":
        dossier.placements.update(is_deciding=False)
        dossier.placements.create(body=province.ward, capacity="committee", order=2, is_deciding=True)
    elif kind == "brought":
        dossier.ratings.update(brought_from="Sở Nội vụ")
    else:
        dossier.not_rated_reason = "suspended"
        dossier.save()

    assert home.sessions_to_hold(secretary, evaluation.self_due_on) == []


def test_plain_members_are_asked_nothing(evaluation, member, secretary):
    put_in(evaluation, member)

    assert (home.sessions_to_hold(member, evaluation.self_due_on), home.link_to_sessions(member)) == ([], [])


def test_a_former_cell_is_asked_for_remarks_until_it_has_written(evaluation, province, outsider, secretary):
    place = put_in(evaluation, outsider).placements.create(body=province.cell, capacity="former_cell")

    [task] = home.sessions_to_hold(secretary, evaluation.self_due_on)
    assert task.due_on == evaluation.self_due_on

    place.remark = "Đã hoàn thành"
    place.save()
    assert home.sessions_to_hold(secretary, evaluation.self_due_on) == []
