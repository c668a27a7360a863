"""The quota by name for who decides, rulings of its office; what waits for officers at home."""

import datetime
import re
from html import unescape

import pytest
from django.urls import reverse

from evaluations import quota_page
from evaluations.models import Proposal, QuotaRuling, Rating, RatingSession, SelfAssessment
from evaluations.sessions import home
from portal.audit.models import AuditEvent
from portal.lib.composed import told
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


def test_the_page_asks_the_same_for_one_for_three_and_for_thirty(
    signed_in, evaluation, url, province, secretary, personnel_officer
):
    client = signed_in(personnel_officer)
    propose(evaluation, factories.make_person("Người Thứ Nhất", cell=province.cell), TOP, by=secretary)
    client.get(url)
    asked = [queries_of(client, url)]
    for more in (2, 27):
        for _number in range(more):
            propose(evaluation, factories.make_person("Người Khác", cell=province.cell), TOP, by=secretary)
        asked.append(queries_of(client, url))

    assert asked[0] == asked[1] == asked[2]
    assert asked[0] <= 20


def test_how_many_must_move_is_said_beside_the_sums(signed_in, evaluation, url, province, secretary, ward_secretary):
    for level, times in ((TOP, 4), (GOOD, 8)):
        for _number in range(times):
            propose(
                evaluation, factories.make_person("Người Khác", cell=province.cell), level, total=None, by=secretary
            )

    html = signed_in(ward_secretary).get(url).content.decode()

    assert "Đề xuất 4, tối đa 1: cần chuyển 2 trường hợp xuống mức dưới" in html
    assert "20% × (8 + 4) : 120% = 2 → tối đa 2" in html


# ── a long list of names ──


@pytest.fixture
def nine(evaluation, province, secretary):
    """Nine of one group at the top, and one of another."""
    people = [factories.make_person(f"Người Số {number}", cell=province.cell) for number in range(1, 10)]
    for person in people:
        propose(evaluation, person, TOP, total=None, by=secretary)
    leader = factories.make_person("Người Lãnh Đạo", cell=province.cell)
    propose(evaluation, leader, TOP, total=None, peer_group=LEADERS, by=secretary)
    return people


def named(html):
    return re.findall("Người (?:Số \\d|Lãnh Đạo)", html)


def test_of_a_long_group_the_first_are_named_and_the_rest_on_its_own_page(
    signed_in, evaluation, url, nine, ward_secretary, monkeypatch
):
    monkeypatch.setattr(quota_page, "NAMES_OF_A_PAGE", 5)
    client = signed_in(ward_secretary)

    first = client.get(url).content.decode()
    of_group = client.get(unescape(re.search('href="([^"]*group=[^"]*)"', first)[1])).content.decode()
    rest = client.get(unescape(re.search('href="([^"]*)" rel="next"', of_group)[1])).content.decode()

    assert named(first) == [*(f"Người Số {number}" for number in range(1, 7)), "Người Lãnh Đạo"]
    assert "còn 3 trường hợp" in first
    assert named(of_group) == [f"Người Số {number}" for number in range(1, 6)]
    assert named(rest) == [f"Người Số {number}" for number in range(6, 10)]


def test_a_group_that_is_not_there_is_not_found(signed_in, url, nine, ward_secretary):
    assert signed_in(ward_secretary).get(url, {"group": "party_member|Không có"}).status_code == 404


def test_who_is_merged_stands_together(signed_in, evaluation, url, nine, personnel_officer):
    client = signed_in(personnel_officer)
    client.post(url, ruling())

    html = client.get(url).content.decode()

    assert (html.count('aria-labelledby="group-'), len(named(html))) == (1, 6)
    assert f"Gộp từ: {STAFF}; {LEADERS}" in html


# ── rulings ──


@pytest.fixture
def merger(evaluation, personnel_officer):
    return QuotaRuling.record(
        evaluation=evaluation,
        decider=evaluation.root,
        track="party_member",
        groups=[STAFF, LEADERS],
        name="Cả phường",
        reason="Nhóm lãnh đạo dưới 5 người",
        symbol="12-TB/ĐU",
        ruled_on=today(),
        by=personnel_officer,
    )


def withdrawing(evaluation, ruling):
    return reverse("evaluations:withdraw_ruling", args=[evaluation.pk, ruling.pk])


def test_the_office_withdraws_a_ruling_with_its_reason(signed_in, evaluation, url, merger, personnel_officer):
    client = signed_in(personnel_officer)

    response = client.post(withdrawing(evaluation, merger), {"reason": "Ghi nhầm số văn bản"}, follow=True)

    assert response.redirect_chain == [(f"{url}?decider={evaluation.root.code}", 302)]
    html = response.content.decode()
    assert ("12-TB/ĐU" in html, "Ghi nhầm số văn bản" in html, "Rút quyết định này" in html) == (True, True, False)


def test_a_withdrawal_without_a_reason_comes_back(signed_in, evaluation, merger, personnel_officer):
    response = signed_in(personnel_officer).post(withdrawing(evaluation, merger), {"reason": " "})

    assert response.status_code == 422
    assert QuotaRuling.objects.standing().count() == 1


def test_a_withdrawal_that_was_done_meanwhile_is_told(signed_in, evaluation, merger, personnel_officer):
    merger.withdraw("Ghi nhầm", by=personnel_officer)

    response = signed_in(personnel_officer).post(withdrawing(evaluation, merger), {"reason": "Ghi nhầm"})

    assert response.status_code == 422


def test_others_withdraw_no_ruling(signed_in, evaluation, province, merger, member, outsider, ward_secretary):
    put_in(evaluation, member)
    asked = {
        who.login_name: signed_in(who).post(withdrawing(evaluation, merger), {"reason": "Ghi nhầm"}).status_code
        for who in (member, outsider, ward_secretary)
    }

    assert asked == {"bich.nga": 403, "trong.viet": 404, "kim.lien": 403}
    assert QuotaRuling.objects.standing().count() == 1


def test_the_rulings_are_read_with_their_document_by_officers_too(
    signed_in, evaluation, url, merger, ward_secretary, member, secretary
):
    propose(evaluation, member, TOP, by=secretary)

    html = signed_in(ward_secretary).get(url).content.decode()

    assert f"gộp {STAFF}; {LEADERS} thành một nhóm “Cả phường”" in html
    assert "Đỗ Hữu Quang ghi" in html
    assert "Rút quyết định này" not in html


def test_a_group_in_which_nobody_has_a_level_yet_can_be_merged_already(
    signed_in, evaluation, url, member, colleague, personnel_officer
):
    put_in(evaluation, member)
    put_in(evaluation, colleague, peer_group=LEADERS)

    response = signed_in(personnel_officer).post(url, ruling())

    assert (response.status_code, QuotaRuling.objects.count()) == (302, 1)


def test_two_clicks_record_one_ruling(signed_in, evaluation, url, member, colleague, personnel_officer):
    put_in(evaluation, member)
    put_in(evaluation, colleague, peer_group=LEADERS)
    client = signed_in(personnel_officer)

    answers = [client.post(url, ruling()).status_code for _click in range(2)]

    assert (answers, QuotaRuling.objects.count()) == ([302, 422], 1)


# ── the way to the page ──


def test_officers_of_who_decides_find_the_quota_from_the_evaluation(
    signed_in, evaluation, url, member, secretary, ward_secretary
):
    put_in(evaluation, member)
    page = evaluation.get_absolute_url()

    assert f'href="{url}"' in signed_in(ward_secretary).get(page).content.decode()
    assert f'href="{url}"' not in signed_in(secretary).get(page).content.decode()


def test_a_session_leads_to_the_quota_of_who_decides_those_who_may_see_it(
    signed_in, evaluation, url, province, member, secretary, personnel_officer
):
    propose(evaluation, member, TOP, by=secretary)
    session = RatingSession.of(evaluation, province.cell, by=secretary)
    link = f'href="{url}?decider={province.ward.code}"'

    assert link in signed_in(personnel_officer).get(session.get_absolute_url()).content.decode()
    assert link not in signed_in(secretary).get(session.get_absolute_url()).content.decode()


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
    Rating.objects.update(stage="proposed", proposed_level=GOOD)
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

    [task] = told(home.remarks_to_write(secretary, evaluation.self_due_on))
    assert task.due_on == evaluation.self_due_on

    place.remark = "Đã hoàn thành"
    place.save()
    assert told(home.remarks_to_write(secretary, evaluation.self_due_on)) == []
