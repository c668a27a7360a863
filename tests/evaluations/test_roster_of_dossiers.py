"""Acts on the roster of an open evaluation: each with its reason, refused in every state where it would be untrue."""

import datetime
from contextlib import nullcontext

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations import opening, roster
from evaluations.errors import NotYours, OpeningRefused, ReasonMissing
from evaluations.models import Dossier, Evaluation, Rating, RatingDecision, ReviewPlacement
from portal.audit.models import AuditEvent
from portal.directory.models import Collective, Membership
from portal.directory.roles import Role
from portal.lib.dates import today
from portal.notifications.models import Notification
from tests import evaluating, factories
from tests.evaluations import assessed
from tests.evaluations.meeting import hand_in
from tests.queries import queries_of

Capacity, Stage = ReviewPlacement.Capacity, Rating.Stage
WHY = "Theo thông báo của Ban Tổ chức"


@pytest.fixture
def evaluation(province):
    return evaluating.make_evaluation(province.ward)


@pytest.fixture
def dossier(evaluation, member):
    return evaluating.make_dossier(evaluation, member)


def fresh(dossier):
    return Dossier.objects.get(pk=dossier.pk)


def last_event():
    event = AuditEvent.objects.latest("pk")
    return event.action.removeprefix("evaluations."), event.reason


def bring_to(dossier, stage):
    values = {"stage": stage}
    if stage != Stage.SELF:
        values["proposed_level"] = "HTTNV"
    if stage in (Stage.APPRAISED, Stage.DECIDED, Stage.LOCKED):
        values["appraised_level"] = "HTTNV"
    if stage in (Stage.DECIDED, Stage.LOCKED):
        values["decision"] = RatingDecision.objects.create(
            evaluation=dossier.evaluation, decided_by="Đảng ủy phường", symbol="12-QĐ/ĐU",
            decided_on=today(), recorded_by=dossier.person, decider=dossier.decider,
        )  # fmt: skip
        values |= {"level": "HTTNV", "decided_at": timezone.now()}
    dossier.ratings.update(**values)


# ── rated or not ──


@pytest.mark.parametrize(
    ("why", "note", "text"),
    [
        ("exempt", "", "Miễn công tác, sinh hoạt đảng"),
        ("short", "", "Công tác dưới 6 tháng trong năm"),
        ("other", "Biệt phái ra nước ngoài", "Biệt phái ra nước ngoài"),
    ],
)
def test_somebody_is_left_out_of_the_rating_with_the_reason(dossier, personnel_officer, why, note, text):
    roster.set_not_rated(dossier, by=personnel_officer, why=why, note=note)

    found = fresh(dossier)
    assert (found.is_rated, found.not_rated_reason, found.not_rated_text) == (False, why, text)
    assert last_event() == ("dossier_not_rated", text)


def test_another_reason_needs_words(dossier, personnel_officer):
    with pytest.raises(ReasonMissing):
        roster.set_not_rated(dossier, by=personnel_officer, why="other", note="  ")

    assert fresh(dossier).is_rated
    assert not AuditEvent.objects.filter(action="evaluations.dossier_not_rated").exists()


def test_who_was_left_out_is_rated_again(dossier, personnel_officer):
    roster.set_not_rated(dossier, by=personnel_officer, why="suspended")

    roster.rate_again(dossier, by=personnel_officer, reason="Hết thời hạn đình chỉ")

    assert (fresh(dossier).is_rated, last_event()) == (True, ("dossier_rated_again", "Hết thời hạn đình chỉ"))
    with pytest.raises(OpeningRefused):
        roster.rate_again(dossier, by=personnel_officer, reason=WHY)


@pytest.mark.parametrize("stage", Stage.values)
@pytest.mark.parametrize("act", ["not_rated", "leave"])
def test_who_has_a_proposed_or_decided_level_stays_on_the_roster(dossier, personnel_officer, stage, act):
    bring_to(dossier, stage)
    acts = {
        "not_rated": lambda: roster.set_not_rated(dossier, by=personnel_officer, why="short"),
        "leave": lambda: roster.leave(dossier, by=personnel_officer, reason=WHY),
    }

    if stage != Stage.SELF:
        with pytest.raises(OpeningRefused):
            acts[act]()
    else:
        acts[act]()

    assert fresh(dossier).is_rated is (stage != Stage.SELF)


def test_leaving_keeps_what_was_written_and_happens_once(dossier, personnel_officer):
    roster.leave(dossier, by=personnel_officer, reason="Chuyển đảng ra ngoài tỉnh")

    assert (fresh(dossier).left_on, Rating.objects.count()) == (today(), 1)
    assert last_event() == ("dossier_left", "Chuyển đảng ra ngoài tỉnh")
    with pytest.raises(OpeningRefused):
        roster.leave(dossier, by=personnel_officer, reason=WHY)


# ── joining ──


def test_who_came_after_the_opening_joins_with_frame_decider_and_places_of_that_day(
    evaluation, province, outsider, personnel_officer
):
    Membership.begin(outsider, province.cell, on=today())
    factories.appoint(outsider, Role.CELL_DEPUTY_SECRETARY, province.cell)

    dossier = roster.join(evaluation, outsider, by=personnel_officer, reason="Mới chuyển đến")

    assert (dossier.unit, dossier.frame, dossier.decider, dossier.rank) == (province.cell, "LEADER", province.ward, 2)
    assert [(p.body, p.capacity) for p in dossier.placements.all()] == [
        (province.other_cell, Capacity.FORMER_CELL),
        (province.cell, Capacity.CELL),
    ]
    assert [r.track for r in dossier.ratings.all()] == [Rating.Track.PARTY_MEMBER]
    assert last_event() == ("dossier_joined", "Mới chuyển đến")
    assert [row.event for row in Notification.objects.of(outsider)] == ["evaluations.dossier_joined"]


def test_who_had_left_comes_back_to_the_same_dossier(evaluation, dossier, member, personnel_officer):
    roster.leave(dossier, by=personnel_officer, reason=WHY)

    again = roster.join(evaluation, member, by=personnel_officer, reason="Trở lại chi bộ")

    assert (again.pk, again.left_on, Dossier.objects.count()) == (dossier.pk, None, 1)


def test_who_comes_back_stands_as_of_that_day_with_what_was_said_kept(
    evaluation, dossier, member, personnel_officer, province
):
    said = dossier.placements.get()
    said.remark = "Tận tụy"
    said.save()
    silent = roster.add_place(
        dossier, by=personnel_officer, reason=WHY, body=province.other_cell, capacity=Capacity.TEMPORARY_CELL
    )
    roster.leave(dossier, by=personnel_officer, reason=WHY)
    Membership.objects.filter(person=member).delete()
    Membership.begin(member, province.second_cell, on=today())
    factories.appoint(member, Role.SECRETARY, province.ward)

    again = roster.join(evaluation, member, by=personnel_officer, reason="Trở lại")

    assert (again.pk, again.unit, again.frame, again.tier, again.decider, again.rank) == (
        dossier.pk, province.second_cell, "LEADER", "PROVINCE_SC", province.top, 1,
    )  # fmt: skip
    assert again.posts.startswith("Bí thư")
    assert {(place.body, place.is_deciding) for place in again.placements.all()} == {
        (province.cell, False),
        (province.second_cell, False),
        (province.ward, True),
    }
    assert not again.placements.filter(pk=silent.pk).exists()


def test_who_comes_back_under_another_frame_scores_the_paper_anew(
    evaluation, member, personnel_officer, province, secretary
):
    paper = assessed.make_assessment(evaluation, member, status="submitted", frame="MEMBER_OUTSIDE")
    roster.leave(paper.dossier, by=personnel_officer, reason=WHY)
    factories.appoint(member, Role.CELL_DEPUTY_SECRETARY, province.cell)

    roster.join(evaluation, member, by=personnel_officer, reason="Trở lại")

    paper.refresh_from_db()
    assert (paper.status, paper.last_return.reason) == (
        "returned",
        "Nay đồng chí được xếp loại theo khung tiêu chí khác. Đồng chí chấm lại điểm.",
    )


def test_why_the_office_left_somebody_out_of_the_rating_stays_when_they_come_back(
    evaluation, dossier, member, personnel_officer
):
    roster.set_not_rated(dossier, by=personnel_officer, why="short")
    roster.leave(dossier, by=personnel_officer, reason=WHY)

    again = roster.join(evaluation, member, by=personnel_officer, reason="Trở lại")

    assert again.not_rated_reason == "short"


def test_who_is_in_it_or_belongs_elsewhere_cannot_join(evaluation, dossier, member, outsider, personnel_officer):
    for person in (member, outsider):
        with pytest.raises(OpeningRefused):
            roster.join(evaluation, person, by=personnel_officer, reason=WHY)

    assert Dossier.objects.count() == 1


def test_who_is_not_rated_joins_untold(evaluation, province, personnel_officer):
    new = factories.make_person("Vũ Thị Hạnh", cell=province.cell, joined_on=today())

    dossier = roster.join(evaluation, new, by=personnel_officer, reason="Mới kết nạp")

    assert (dossier.not_rated_reason, Notification.objects.of(new).count()) == ("new", 0)


# ── frame, group, decider ──


def test_frame_group_and_decider_are_changed_together(dossier, province, personnel_officer):
    roster.change(
        dossier, by=personnel_officer, reason=WHY, frame="LEADER", peer_group="Bí thư chi bộ", decider=province.top
    )

    found = fresh(dossier)
    assert (found.frame, found.peer_group, found.decider) == ("LEADER", "Bí thư chi bộ", province.top)
    assert last_event() == ("dossier_changed", WHY)


@pytest.mark.parametrize("frame", ["COLLECTIVE", "ORGANISATION", "NO_SUCH"])
def test_a_person_is_not_rated_by_the_frame_of_a_collective(dossier, personnel_officer, frame):
    with pytest.raises(OpeningRefused):
        roster.change(dossier, by=personnel_officer, reason=WHY, frame=frame, peer_group="A", decider=None)

    assert fresh(dossier).frame == "NON_LEADER"


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "accepted"])
def test_the_frame_stays_while_a_paper_with_points_of_it_is_handed_in(dossier, province, personnel_officer, status):
    hand_in(dossier, status=status)
    is_handed_in = status in ("submitted", "accepted")

    def change(frame):
        said = {"frame": frame, "peer_group": "Bí thư chi bộ", "decider": province.top}
        roster.change(dossier, by=personnel_officer, reason=WHY, **said)

    with pytest.raises(OpeningRefused) if is_handed_in else nullcontext():
        change("LEADER")
    assert fresh(dossier).frame == ("NON_LEADER" if is_handed_in else "LEADER")

    change(fresh(dossier).frame)

    assert fresh(dossier).peer_group == "Bí thư chi bộ"


@pytest.mark.parametrize("stage", Stage.values)
def test_once_a_level_is_proposed_it_is_rated_as_it_is(dossier, province, personnel_officer, stage):
    other = dossier.placements.create(body=province.ward, capacity=Capacity.COMMITTEE, order=5)
    bring_to(dossier, stage)
    acts = [
        lambda: roster.change(dossier, by=personnel_officer, reason=WHY, frame="LEADER", peer_group="A", decider=None),
        lambda: roster.let_decide(other, by=personnel_officer, reason=WHY),
    ]

    for act in acts:
        if stage == Stage.SELF:
            act()
        else:
            with pytest.raises(OpeningRefused):
                act()

    changed = (fresh(dossier).frame, dossier.placements.get(is_deciding=True).body)
    assert changed == (("LEADER", province.ward) if stage == Stage.SELF else ("NON_LEADER", province.cell))


# ── the track of cadres ──


def test_a_person_is_rated_as_a_cadre_too_once(dossier, personnel_officer):
    rating = roster.add_cadre_track(dossier, by=personnel_officer, reason=WHY)

    assert (rating.track, rating.stage, rating.brought_from) == (Rating.Track.CADRE, Stage.SELF, "")
    assert last_event() == ("track_added", WHY)
    with pytest.raises(OpeningRefused):
        roster.add_cadre_track(dossier, by=personnel_officer, reason=WHY)


def test_what_the_agency_decided_is_taken_over_with_its_document_and_shown_to_the_person(
    dossier, member, personnel_officer, signed_in
):
    day = datetime.date(2026, 12, 5)
    brought = {"agency": "Sở Y tế", "level": "HTXSNV", "symbol": "45/QĐ-SYT", "decided_on": day}

    rating = roster.add_cadre_track(dossier, by=personnel_officer, reason=WHY, brought=brought)

    rating.refresh_from_db()
    assert (rating.stage, rating.level, rating.brought_from) == (Stage.DECIDED, "HTXSNV", "Sở Y tế")
    decision = rating.decision
    assert (decision.track, decision.decided_by, decision.symbol, decision.decided_on, decision.decider) == (
        Rating.Track.CADRE,
        "Sở Y tế",
        "45/QĐ-SYT",
        day,
        None,
    )
    page = signed_in(member).get(dossier.get_absolute_url()).content.decode()
    assert "Hoàn thành xuất sắc nhiệm vụ" in page
    # It is not the level of this evaluation: the roster may still be kept.
    roster.change(dossier, by=personnel_officer, reason=WHY, frame="LEADER", peer_group="A", decider=None)


def test_collectives_have_no_track_of_cadres(evaluation, province, personnel_officer):
    of_ward = evaluating.make_dossier(evaluation, factories.make_collective(province.ward))

    with pytest.raises(OpeningRefused):
        roster.add_cadre_track(of_ward, by=personnel_officer, reason=WHY)


# ── places ──


def test_another_place_proposes_the_level_instead(dossier, province, personnel_officer):
    ward = dossier.placements.create(body=province.ward, capacity=Capacity.COMMITTEE, order=5)

    roster.let_decide(ward, by=personnel_officer, reason=WHY)

    assert [(p.body, p.is_deciding) for p in dossier.placements.all()] == [
        (province.cell, False),
        (province.ward, True),
    ]
    assert last_event() == ("deciding_place_set", f"{province.ward}: {WHY}")


@pytest.mark.parametrize("capacity", [Capacity.FORMER_CELL, Capacity.TEMPORARY_CELL])
def test_a_cell_that_only_remarks_never_proposes(dossier, province, personnel_officer, capacity):
    place = roster.add_place(dossier, by=personnel_officer, reason=WHY, body=province.second_cell, capacity=capacity)

    assert (place.order, place.proposes, place.is_deciding) == (1, False, False)
    with pytest.raises(OpeningRefused):
        roster.let_decide(place, by=personnel_officer, reason=WHY)
    assert dossier.placements.get(is_deciding=True).body == province.cell


def test_a_place_is_added_once(dossier, province, personnel_officer):
    with pytest.raises(OpeningRefused):
        roster.add_place(dossier, by=personnel_officer, reason=WHY, body=province.cell, capacity=Capacity.COMMITTEE)

    assert dossier.placements.count() == 1


def test_only_a_place_at_which_nothing_was_said_is_taken_away(dossier, province, personnel_officer):
    deciding = dossier.placements.get()
    with_remark = dossier.placements.create(body=province.ward, capacity=Capacity.COMMITTEE, remark="Tận tụy", order=5)
    with_proposal = dossier.placements.create(body=province.second_cell, capacity=Capacity.FURTHER_POST, order=4)
    with_proposal.proposals.create(track=Rating.Track.PARTY_MEMBER, level="HTTNV")
    empty = dossier.placements.create(body=province.other_cell, capacity=Capacity.FORMER_CELL)

    for place in (deciding, with_remark, with_proposal):
        with pytest.raises(OpeningRefused):
            roster.remove_place(place, by=personnel_officer, reason=WHY)
    roster.remove_place(empty, by=personnel_officer, reason=WHY)

    assert set(dossier.placements.all()) == {deciding, with_remark, with_proposal}
    assert last_event() == ("place_removed", f"{province.other_cell}: {WHY}")


# ── refused everywhere ──


def every_act(dossier, by, reason):
    place = dossier.placements.first()
    return {
        "rated": lambda: roster.rate_again(dossier, by=by, reason=reason),
        "leave": lambda: roster.leave(dossier, by=by, reason=reason),
        "change": lambda: roster.change(dossier, by=by, reason=reason, frame="LEADER", peer_group="A", decider=None),
        "cadre": lambda: roster.add_cadre_track(dossier, by=by, reason=reason),
        "decide": lambda: roster.let_decide(place, by=by, reason=reason),
        "remove": lambda: roster.remove_place(place, by=by, reason=reason),
        "add": lambda: roster.add_place(dossier, by=by, reason=reason, body=dossier.unit.parent, capacity="committee"),
        "join": lambda: roster.join(dossier.evaluation, dossier.person, by=by, reason=reason),
    }


ACTS = ["rated", "leave", "change", "cadre", "decide", "remove", "add", "join"]


def state_of(dossier):
    found = fresh(dossier)
    return [found.frame, found.left_on, found.placements.count(), found.ratings.count()]


@pytest.mark.parametrize("act", ACTS)
def test_every_act_needs_a_reason(dossier, personnel_officer, act):
    before = state_of(dossier)

    with pytest.raises(ReasonMissing):
        every_act(dossier, personnel_officer, "  ")[act]()

    assert state_of(dossier) == before


@pytest.mark.parametrize("act", ACTS)
def test_nobody_changes_their_own_dossier(evaluation, personnel_officer, act):
    own = evaluating.make_dossier(evaluation, personnel_officer)
    before = state_of(own)

    with pytest.raises(NotYours):
        every_act(own, personnel_officer, WHY)[act]()

    assert state_of(own) == before
    assert not AuditEvent.objects.filter(action__startswith="evaluations.").exists()


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("status", [Evaluation.Status.DRAFT, Evaluation.Status.CLOSED])
def test_the_roster_is_kept_while_the_evaluation_is_open_only(dossier, personnel_officer, act, status):
    Evaluation.objects.update(status=status)
    before = state_of(dossier)

    with pytest.raises(OpeningRefused):
        every_act(dossier, personnel_officer, WHY)[act]()

    assert state_of(dossier) == before


# ── the pages ──


def act_url(dossier, act):
    return reverse("evaluations:dossier_act", args=[dossier.pk, act])


def test_the_office_changes_a_dossier_on_its_page(dossier, province, personnel_officer, signed_in):
    client = signed_in(personnel_officer)

    page = client.get(reverse("evaluations:dossier_keep", args=[dossier.pk]))
    changed = client.post(
        act_url(dossier, "change"),
        {"change-frame": "LEADER", "change-peer_group": "Bí thư", "change-decider": "TU", "change-reason": WHY},
    )
    left_out = client.post(act_url(dossier, "not-rated"), {"not-rated-why": "short", "not-rated-note": ""})

    assert (page.status_code, changed.status_code, left_out.status_code) == (200, 302, 302)
    found = fresh(dossier)
    assert (found.frame, found.decider, found.not_rated_reason) == ("LEADER", province.top, "short")


def test_an_empty_decider_is_a_body_outside(dossier, personnel_officer, signed_in):
    signed_in(personnel_officer).post(
        act_url(dossier, "change"),
        {"change-frame": "LEADER", "change-peer_group": "A", "change-decider": "", "change-reason": WHY},
    )

    assert fresh(dossier).decider is None


def test_a_refused_form_comes_back_with_what_was_typed(dossier, personnel_officer, signed_in):
    response = signed_in(personnel_officer).post(
        act_url(dossier, "change"), {"change-frame": "LEADER", "change-peer_group": "Nhóm A", "change-decider": "XYZ"}
    )

    assert response.status_code == 422
    form = response.context["forms"]["change"]
    assert sorted(form.errors) == ["decider", "reason"]
    assert 'value="Nhóm A"' in response.content.decode()


def test_what_the_agency_decided_is_given_whole_or_not_at_all(dossier, personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    data = {
        "cadre-agency": "Sở Y tế",
        "cadre-level": "",
        "cadre-symbol": "",
        "cadre-decided_on": "",
        "cadre-reason": WHY,
    }

    half = client.post(act_url(dossier, "cadre"), data)
    tomorrow = f"{today() + datetime.timedelta(days=1):%d/%m/%Y}"
    later = client.post(
        act_url(dossier, "cadre"),
        data | {"cadre-level": "HTTNV", "cadre-symbol": "1/QĐ", "cadre-decided_on": tomorrow},
    )
    whole = client.post(
        act_url(dossier, "cadre"),
        data | {"cadre-level": "HTTNV", "cadre-symbol": "1/QĐ", "cadre-decided_on": f"{today():%d/%m/%Y}"},
    )

    assert sorted(half.context["forms"]["cadre"].errors) == ["decided_on", "level", "symbol"]
    assert list(later.context["forms"]["cadre"].errors) == ["decided_on"]
    assert (whole.status_code, dossier.ratings.get(track="cadre").level) == (302, "HTTNV")


def test_a_place_is_added_by_the_name_of_its_collective(dossier, province, personnel_officer, signed_in):
    collective = factories.make_collective(province.ward, "Tập thể lãnh đạo UBND", kind=Collective.Kind.LEADERSHIP)
    client = signed_in(personnel_officer)
    data = {"place-body": "DUHT", "place-capacity": "leadership", "place-reason": WHY}

    wrong = client.post(act_url(dossier, "place"), data | {"place-meeting": "Ban Giám đốc"})
    right = client.post(act_url(dossier, "place"), data | {"place-meeting": "tap the lanh dao ubnd"})

    assert wrong.status_code == 422
    assert "Tập thể lãnh đạo UBND" in wrong.context["forms"]["place"].errors["meeting"][0]
    assert right.status_code == 302
    assert dossier.placements.get(collective=collective).capacity == Capacity.LEADERSHIP


def test_places_are_changed_on_the_page(dossier, province, personnel_officer, signed_in):
    ward = dossier.placements.create(body=province.ward, capacity=Capacity.COMMITTEE, order=5)
    cell = dossier.placements.get(body=province.cell)
    client = signed_in(personnel_officer)

    def post(place, act, reason):
        url = reverse("evaluations:place_act", args=[dossier.pk, place.pk, act])
        return client.post(url, {f"place-{place.pk}-reason": reason}).status_code

    assert [post(ward, "decide", ""), post(ward, "decide", WHY), post(cell, "remove", WHY), post(ward, "x", WHY)] == [
        422, 302, 302, 404,
    ]  # fmt: skip
    assert [(p.body, p.is_deciding) for p in dossier.placements.all()] == [(province.ward, True)]


def test_an_unknown_act_or_the_place_of_another_dossier_is_not_found(
    dossier, evaluation, colleague, personnel_officer, signed_in
):
    other = evaluating.make_dossier(evaluation, colleague).placements.get()
    client = signed_in(personnel_officer)

    unknown = client.post(act_url(dossier, "delete"), {})
    foreign = client.post(reverse("evaluations:place_act", args=[dossier.pk, other.pk, "remove"]), {})

    assert (unknown.status_code, foreign.status_code) == (404, 404)


def test_somebody_is_found_and_joins(evaluation, dossier, province, colleague, personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    url = reverse("evaluations:dossier_join", args=[evaluation.pk])

    found = client.get(url, {"q": "dung"})
    without = client.post(reverse("evaluations:join", args=[evaluation.pk, colleague.public_id]), {"reason": ""})
    joined = client.post(reverse("evaluations:join", args=[evaluation.pk, colleague.public_id]), {"reason": WHY})

    assert list(found.context["found"]) == [colleague]
    assert without.url == url
    new = Dossier.objects.get(person=colleague)
    assert joined.url == reverse("evaluations:dossier_keep", args=[new.pk])


def test_the_page_of_changes_costs_the_same_with_one_and_three_places(dossier, province, personnel_officer, signed_in):
    client, url = signed_in(personnel_officer), reverse("evaluations:dossier_keep", args=[dossier.pk])
    with_one = queries_of(client, url)
    for body in (province.ward, province.second_cell):
        dossier.placements.create(body=body, capacity=Capacity.COMMITTEE, order=5)

    assert queries_of(client, url) == with_one <= 15


def test_opening_again_after_acts_is_not_possible(evaluation, dossier, personnel_officer):
    with pytest.raises(OpeningRefused):
        opening.ask_to_open(evaluation, by=personnel_officer)
