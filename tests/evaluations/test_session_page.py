"""The page of a session: its table, saving a row, two people in one row, attendance, closing, who sees it."""

import re
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.models import Ballot, Proposal, Rating, RatingSession, ReviewPlacement
from portal.audit.models import AuditEvent
from portal.directory.roles import Role
from portal.lib.dates import today
from tests import evaluating, factories
from tests.evaluations.meeting import GOOD, MEMBER, TOP, ballot, people_of, put_in, record, session_of
from tests.queries import count_of, queries_of


@pytest.fixture
def evaluation(province):
    return evaluating.make_evaluation(province.ward)


@pytest.fixture
def cell(evaluation, secretary, deputy, member):
    return {
        "head": put_in(evaluation, secretary, "93.5", rank=1, own_level=TOP),
        "deputy": put_in(evaluation, deputy, "88", rank=2),
        "member": put_in(evaluation, member, "72.25"),
    }


@pytest.fixture
def session(evaluation, province, cell, deputy):
    return session_of(evaluation, province.cell, by=deputy)


def page_of(session):
    return reverse("evaluations:session", args=[session.pk])


def row_of(session, dossier, track=MEMBER):
    placement = dossier.placements.get(body=session.body_id)
    return reverse("evaluations:record_row", args=[session.pk, placement.pk, track])


def key_of(session, dossier, track=MEMBER):
    return f"{dossier.placements.get(body=session.body_id).pk}-{track}"


def part(client, session, **asked):
    return client.get(page_of(session), asked, headers={"HX-Request": "true"})


def save(client, session, dossier, *, htmx=False, **data):
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(row_of(session, dossier), {"saved": 0, "level": GOOD} | data, headers=headers)


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# ── the table ──


def test_people_stand_in_their_order_with_points_and_own_level(signed_in, session, secretary):
    response = signed_in(secretary).get(page_of(session))

    text = text_of(response)
    places = [text.find(said) for said in ("Khải 93,50", "Hoài 88,00", "Ngà 72,25")]
    assert places == sorted(places)
    assert places[0] > 0
    assert "30,00 + 63,50" in text


def test_the_not_rated_are_listed_with_why(signed_in, session, evaluation, province, secretary):
    probationer = factories.make_person("Quách Minh Hiếu", cell=province.cell)
    put_in(evaluation, probationer, None, not_rated_reason="other", not_rated_note="Mới chuyển đến")

    text = text_of(signed_in(secretary).get(page_of(session)))

    assert text.index("Quách Minh Hiếu") > text.index("Đặng Thị Bích Ngà")
    assert "Mới chuyển đến" in text


def test_an_officer_cannot_write_in_their_own_row(signed_in, session, cell, secretary):
    client = signed_in(secretary)
    own, other = (client.get(page_of(session), {"row": key_of(session, cell[who])}) for who in ("head", "member"))

    assert (
        row_of(session, cell["head"]) in own.content.decode(),
        row_of(session, cell["member"]) in other.content.decode(),
    ) == (False, True)
    assert "đồng chí Trịnh Thị Hoài ghi" in text_of(own)
    assert save(client, session, cell["head"]).status_code == 403
    assert Proposal.objects.count() == 0


def test_the_office_reads_it_and_the_reading_is_recorded(signed_in, session, cell, personnel_officer, secretary):
    asked = {"row": key_of(session, cell["member"])}
    html = signed_in(personnel_officer).get(page_of(session), asked).content.decode()
    signed_in(secretary).get(page_of(session))

    assert row_of(session, cell["member"]) not in html
    events = AuditEvent.objects.filter(action="evaluations.session_opened")
    assert [event.actor_name for event in events] == ["Đỗ Hữu Quang"]


def test_an_only_officer_is_recorded_for_by_the_office_and_nobody_else_by_it(
    signed_in, evaluation, province, personnel_officer, secretary, member
):
    own, other = put_in(evaluation, secretary, rank=1), put_in(evaluation, member)
    session = session_of(evaluation, province.cell, by=secretary)
    client = signed_in(personnel_officer)

    assert save(client, session, own).status_code == 302
    assert save(client, session, other).status_code == 403
    assert [p.recorded_by for p in Proposal.objects.all()] == [personnel_officer]


def test_proposals_of_other_places_show_once_their_session_is_closed(signed_in, session, cell, province, deputy):
    committee = factories.make_collective(province.ward)
    place = ReviewPlacement.objects.create(
        dossier=cell["head"], body=province.ward, collective=committee, capacity="committee", order=2
    )
    Proposal.objects.create(placement=place, track=MEMBER, level=TOP)
    elsewhere = RatingSession.objects.create(
        evaluation=session.evaluation, body=province.ward, collective=committee, status="open"
    )
    client = signed_in(deputy)
    assert "Ban Thường vụ: Xuất sắc" not in text_of(client.get(page_of(session)))

    RatingSession.objects.filter(pk=elsewhere.pk).update(status="closed")

    assert "Ban Thường vụ: Xuất sắc" in text_of(client.get(page_of(session)))


def test_on_ones_own_row_nothing_of_another_place_shows_before_it_is_published(
    signed_in, session, cell, province, secretary
):
    place = ReviewPlacement.objects.create(dossier=cell["head"], body=province.ward, capacity="committee", order=2)
    Proposal.objects.create(placement=place, track=MEMBER, level=TOP)
    RatingSession.objects.create(evaluation=session.evaluation, body=province.ward, status="closed")
    client = signed_in(secretary)
    assert f"{province.ward}: Xuất sắc" not in text_of(client.get(page_of(session)))

    cell["head"].ratings.update(published_at=timezone.now())

    assert f"{province.ward}: Xuất sắc" in text_of(client.get(page_of(session)))


def test_a_long_meeting_is_turned_over_page_by_page_and_an_open_row_stands_on_its_own_page(
    signed_in, evaluation, province, secretary, deputy
):
    dossiers = [put_in(evaluation, person) for person in people_of(province.cell, 25)]
    session, client = session_of(evaluation, province.cell, by=deputy), signed_in(secretary)
    names = [line.name for line in client.get(page_of(session)).context["page"].ordered]
    by_name = {str(dossier.person): dossier for dossier in dossiers}

    def shown(**asked):
        page = client.get(page_of(session), asked).context["page"]
        return page.number, [line.name for line in page.shown_lines]

    assert shown() == (1, names[:20])
    assert shown(page="2") == (2, names[20:])
    assert shown(page="9") == shown(page="2")
    assert shown(page="x") == shown(page="-1") == shown()
    assert shown(row=key_of(session, by_name[names[24]])) == shown(page="2")
    saved = save(client, session, by_name[names[19]], reason="Đủ việc", then="next")
    key = key_of(session, by_name[names[20]])
    assert saved.url == f"{page_of(session)}?row={key}#r{key}"


def test_htmx_gets_a_row_to_open_a_line_to_fold_what_is_suggested_and_the_quota(signed_in, session, cell, secretary):
    client, key = signed_in(secretary), key_of(session, cell["member"])

    parts = [part(client, session, **{name: value}) for name, value in (("row", key), ("line", key), ("suggested", ""))]
    opened, folded, suggested = (response.content.decode() for response in parts)

    assert [html.count("<tbody") for html in (opened, folded, suggested)] == [1, 1, 0]
    assert (f'name="votes-{GOOD}"' in opened, f'name="votes-{GOOD}"' in folded) == (True, False)
    assert f'hx-get="{page_of(session)}?row={key}"' in folded
    assert suggested.count('-suggest" hx-swap-oob') == 3
    assert 'id="quota"' in part(client, session, quota="").content.decode()
    assert part(client, session, row="0-party_member").status_code == 404


def test_a_name_leads_to_the_paper_that_the_reader_may_open(signed_in, session, cell, secretary):
    cell["deputy"].self_assessment.delete()
    draft = cell["member"].self_assessment
    draft.status = "draft"
    draft.save()

    page = signed_in(secretary).get(page_of(session)).context["page"]

    urls = {shown.name: shown.paper_url for _name, rows in page.shown_groups for shown in rows}
    head = cell["head"].self_assessment
    assert urls == {"Hoàng Văn Khải": head.get_absolute_url(), "Trịnh Thị Hoài": "", "Đặng Thị Bích Ngà": ""}


def test_an_inspector_of_the_cell_does_not_read_what_it_wrote_of_them(
    signed_in, evaluation, session, province, secretary, deputy
):
    inspector = factories.make_person("Đặng Đình Hòa", cell=province.cell)
    factories.appoint(inspector, Role.INSPECTOR, province.ward)
    own = put_in(evaluation, inspector, own_level=GOOD)
    record(session, own, TOP, by=deputy, ballot=ballot(1, 11), reason="Kết luận của hội nghị")
    client, key = signed_in(inspector), key_of(session, own)

    answers = [
        client.get(page_of(session), {"row": key}),
        part(client, session, row=key),
        part(client, session, line=key),
    ]
    for html in (response.content.decode() for response in answers):
        start = html.index(f'id="r{key}"')
        said = html[start : html.index("</tbody>", start)]
        assert [word for word in ("Xuất sắc", ">11<", "Kết luận của hội nghị") if word in said] == []
    assert "Kết luận của hội nghị" in signed_in(deputy).get(page_of(session), {"row": key}).content.decode()


# ── saving a row ──


def test_a_row_is_saved_with_votes_and_leads_back_to_itself(signed_in, session, cell, deputy):
    votes = {"votes-HTXSNV": "9", "votes-HTTNV": "3", "issued": "12", "valid": "12", "invalid": "0"}
    response = save(signed_in(deputy), session, cell["head"], **votes)

    placement = cell["head"].placements.get()
    assert response.url == f"{page_of(session)}?row={placement.pk}-party_member#r{placement.pk}-party_member"
    proposal = Proposal.objects.get()
    assert (proposal.level, proposal.recorded_by, proposal.saved) == (GOOD, deputy, 1)
    assert Ballot.objects.get().votes == {"HTXSNV": 9, "HTTNV": 3, "HTNV": 0, "KHTNV": 0}


def test_htmx_gets_notes_counter_quota_and_bar_but_no_field(signed_in, session, cell, deputy):
    response = save(signed_in(deputy), session, cell["head"], htmx=True, asked="reason")

    html = response.content.decode()
    anchor = f"r{cell['head'].placements.get().pk}-party_member"
    swapped = set(re.findall(r'id="([\w-]+)"[^>]*hx-swap-oob', html))
    of_row = {f"{anchor}-{part}" for part in ("notes", "saved", "suggest")}
    assert swapped == {*of_row, "session-steps", "quota", "session-bar"}
    assert 'value="1"' in html.partition(f'id="{anchor}-saved"')[2][:60]


def test_a_reason_is_asked_for_where_the_page_does_not_show_its_field_yet(signed_in, session, cell, secretary):
    response = save(signed_in(secretary), session, cell["member"], htmx=True)  # before the head and the deputy

    anchor = f"r{cell['member'].placements.get().pk}-party_member"
    html = response.content.decode()
    assert re.search(rf'id="{anchor}-why"[^>]*hx-swap-oob', html)
    assert f'id="{anchor}-order_reason"' in html
    again = save(signed_in(secretary), session, cell["member"], htmx=True, saved=1, asked=["reason", "order_reason"])
    assert f'id="{anchor}-why"' not in again.content.decode()


def test_who_is_second_gets_what_the_other_wrote_and_keeps_what_they_typed(signed_in, session, cell, deputy, province):
    third = factories.make_person("Vũ Thị Ba", cell=province.cell)
    factories.appoint(third, Role.CELL_COMMITTEE_MEMBER, province.cell)
    record(session, cell["head"], GOOD, by=third, ballot=ballot(2, 10))
    client = signed_in(deputy)

    response = save(client, session, cell["head"], level=TOP, reason="Kết quả nổi trội")

    assert response.status_code == 409
    text = text_of(response)
    assert "Vũ Thị Ba" in text
    assert "Tốt; XS 2 · T 10 · HT 0 · KHT 0" in text
    assert re.search(r'<option value="HTXSNV" selected>', response.content.decode())
    assert Proposal.objects.get().level == GOOD
    assert save(client, session, cell["head"], level=TOP, htmx=True).status_code == 409

    assert save(client, session, cell["head"], level=TOP, overwrite=1).status_code == 302
    assert Proposal.objects.get().level == TOP


@pytest.mark.parametrize(
    "data",
    [
        {"votes-HTXSNV": "chín"},
        {"votes-HTXSNV": "-1"},
        {"votes-HTXSNV": "1,5"},
        {"votes-HTXSNV": "9"},  # issued and valid are not said
        {"votes-HTXSNV": "9", "issued": "8", "valid": "9"},
        {"votes-HTXSNV": "99999", "issued": "12", "valid": "12"},
        {"points_a": "30,5"},
        {"points_b": "70.125"},
        {"level": "TUYETVOI"},
        {"saved": "x"},
        {"reason": "x" * 4001},
    ],
)
def test_what_cannot_be_is_refused_and_comes_back(signed_in, session, cell, deputy, data):
    response = save(signed_in(deputy), session, cell["head"], **data)

    assert response.status_code == 422
    assert (Proposal.objects.count(), Ballot.objects.count()) == (0, 0)


def test_what_was_typed_is_shown_as_text_and_never_as_code(signed_in, session, cell, deputy):
    record(session, cell["head"], by=deputy, remark="<script>alert(1)</script>")

    html = signed_in(deputy).get(page_of(session), {"row": key_of(session, cell["head"])}).content.decode()

    assert ("<script>alert(1)" in html, "&lt;script&gt;alert(1)" in html) == (False, True)


# ── attendance, closing, opening again ──


def test_attendance_is_written_and_shown(signed_in, evaluation, province, cell, secretary, deputy):
    session = RatingSession.of(evaluation, province.cell, by=secretary)
    data = {"saved": 0, "held_on": f"{today():%d/%m/%Y}", "held_at": "8 giờ 30", "chair": secretary.pk}
    data |= {"secretary": deputy.pk, "summoned": "12", "present": "11", "is_secret": "on", "absences": "01 ốm"}

    response = signed_in(secretary).post(reverse("evaluations:session_attendance", args=[session.pk]), data)

    assert response.url == page_of(session)
    session.refresh_from_db()
    assert (session.chair, session.secretary, session.present, session.saved) == (secretary, deputy, 11, 1)
    text = text_of(signed_in(secretary).get(page_of(session)))
    assert f"08:30 ngày {today():%d/%m/%Y}, chủ trì Hoàng Văn Khải, thư ký Trịnh Thị Hoài" in text


@pytest.mark.parametrize(
    "data", [{"present": "13"}, {"held_at": "25h00"}, {"held_on": "31/12/2099"}, {"chair": "0"}, {"saved": "7"}]
)
def test_wrong_attendance_is_refused_and_comes_back(signed_in, session, secretary, data):
    usual = {"saved": session.saved, "summoned": "12", "present": "12", "place": "Hội trường khu phố"}
    url = reverse("evaluations:session_attendance", args=[session.pk])

    response = signed_in(secretary).post(url, usual | data)

    assert response.status_code == 422
    assert "Hội trường khu phố" in response.content.decode()
    session.refresh_from_db()
    assert session.place == ""


def test_closing_from_the_page_and_opening_again_with_a_reason(signed_in, session, cell, secretary, deputy):
    record(session, cell["head"], by=deputy)
    record(session, cell["deputy"], by=secretary)
    client, close = signed_in(secretary), reverse("evaluations:close_session", args=[session.pk])
    assert "mức của Đặng Thị Bích Ngà" in text_of(client.get(close))
    assert client.post(close).status_code == 422
    session.refresh_from_db()
    assert session.is_open
    record(session, cell["member"], by=secretary)

    assert client.post(close).url == page_of(session)

    assert set(Rating.objects.values_list("stage", flat=True)) == {"proposed"}
    reopen, chosen = reverse("evaluations:reopen_session", args=[session.pk]), cell["member"].ratings.get().pk
    assert "Đặng Thị Bích Ngà" in text_of(client.get(reopen))
    assert client.post(reopen, {"reason": "", "take_back": chosen}).status_code == 422
    assert client.post(reopen, {"reason": "Ghi sót", "take_back": "0"}).status_code == 422
    assert client.post(reopen, {"reason": "Ghi sót", "take_back": chosen}).status_code == 302
    assert list(Rating.objects.order_by("pk").values_list("stage", flat=True)) == ["proposed", "proposed", "self"]


def test_the_quota_panel_names_those_of_this_meeting_and_counts_the_others(
    signed_in, session, cell, evaluation, province, secretary, deputy
):
    elsewhere = put_in(evaluation, factories.make_person("Người Chi Bộ Khác", cell=province.second_cell))
    elsewhere.ratings.get().propose(TOP, by=secretary)
    record(session, cell["head"], TOP, by=deputy)

    html = signed_in(secretary).get(page_of(session)).content.decode()

    panel = html.partition('id="quota"')[2].partition("</section>")[0]
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", panel))
    assert ("Hoàng Văn Khải (93,50)" in text, "Người Chi Bộ Khác" in html) == (True, False)
    assert "2 Xuất sắc" in text
    assert "20% × 0 = 0 → tối đa 0" in text


# ── who, and how much it asks ──


def test_a_member_sees_neither_the_session_nor_the_list(signed_in, session, member, outsider, ward_secretary):
    for person in (member, outsider, ward_secretary):
        assert signed_in(person).get(page_of(session)).status_code == 404


def test_the_list_begins_a_meeting_once(signed_in, evaluation, province, cell, secretary):
    client = signed_in(secretary)
    listed = client.get(reverse("evaluations:sessions")).content.decode()
    assert "Chi bộ khu phố 1" in listed

    begin = {"evaluation": evaluation.pk, "body": province.cell.pk}
    first = client.post(reverse("evaluations:begin_session"), begin)
    again = client.post(reverse("evaluations:begin_session"), begin)

    assert first.url == again.url == page_of(RatingSession.objects.get())


def test_nobody_begins_the_session_of_another_body(signed_in, evaluation, province, cell, secretary):
    begin = {"evaluation": evaluation.pk, "body": province.second_cell.pk}

    assert signed_in(secretary).post(reverse("evaluations:begin_session"), begin).status_code == 403
    assert RatingSession.objects.count() == 0


def test_the_office_holds_the_session_of_a_cell_without_officers_from_beginning_to_close(
    signed_in, evaluation, province, member, personnel_officer
):
    dossier = put_in(evaluation, member)
    client, begin = signed_in(personnel_officer), {"evaluation": evaluation.pk, "body": province.cell.pk}
    assert "Chi bộ khu phố 1" in text_of(client.get(reverse("evaluations:sessions")))

    assert client.post(reverse("evaluations:begin_session"), begin).status_code == 302
    session = RatingSession.objects.get()
    assert client.get(reverse("evaluations:session_attendance", args=[session.pk])).status_code == 200
    assert save(client, session, dossier, reason="Hoàn thành đủ việc").status_code == 302
    RatingSession.objects.update(
        held_on=today(), chair=personnel_officer, secretary=personnel_officer, summoned=12, present=12
    )
    client.post(reverse("evaluations:close_session", args=[session.pk]))

    session.refresh_from_db()
    assert (session.status, dossier.ratings.get().stage) == ("closed", "proposed")


def test_the_office_begins_no_session_of_a_cell_that_has_officers(
    signed_in, evaluation, province, cell, personnel_officer
):
    client, begin = signed_in(personnel_officer), {"evaluation": evaluation.pk, "body": province.cell.pk}

    assert client.post(reverse("evaluations:begin_session"), begin).status_code == 403
    assert "Mở phiên" not in text_of(client.get(reverse("evaluations:sessions")))


def test_a_former_cell_remarks_on_a_page_of_its_own(signed_in, evaluation, province, outsider, secretary):
    dossier = put_in(evaluation, outsider)
    former = ReviewPlacement.objects.create(dossier=dossier, body=province.cell, capacity="former_cell")
    url, client = reverse("evaluations:remark", args=[former.pk]), signed_in(secretary)

    assert client.post(url, {"remark": ""}).status_code == 422
    assert client.post(url, {"remark": "Đã hoàn thành phần việc đến tháng 6"}).status_code == 302

    former.refresh_from_db()
    assert former.remark == "Đã hoàn thành phần việc đến tháng 6"
    refused = client.post(url, {"remark": "Viết đè lên", "seen": ""})  # shown before the other was written
    assert refused.status_code == 422
    assert ("Đồng chí Hoàng Văn Khải vừa ghi" in text_of(refused), "Viết đè lên" in text_of(refused)) == (True, True)
    seen = re.search(r'name="seen" value="([^"]+)"', refused.content.decode())[1]
    assert client.post(url, {"remark": "Viết sau khi đã đọc", "seen": seen}).status_code == 302
    assert "Phạm Trọng Việt" in client.get(reverse("evaluations:sessions")).content.decode()


def test_the_page_asks_the_same_of_the_database_for_two_and_for_thirty_two(
    signed_in, evaluation, province, secretary, deputy, member
):
    dossiers = [put_in(evaluation, secretary, rank=1), put_in(evaluation, member)]
    session = session_of(evaluation, province.cell, by=deputy)
    for dossier in dossiers:
        record(session, dossier, by=deputy, ballot=ballot(good=12))
    client = signed_in(secretary)
    client.get(page_of(session))
    few = queries_of(client, page_of(session))
    for person in people_of(province.cell, 30):
        record(session, put_in(evaluation, person), by=deputy, ballot=ballot(good=12))

    many = queries_of(client, page_of(session))

    assert few == many <= 15
    assert len(client.get(page_of(session)).content) < 60_000


def test_a_row_a_line_and_what_is_suggested_ask_little_and_the_same_for_one_and_for_thirty(
    signed_in, evaluation, province, secretary, deputy, member
):
    dossier = put_in(evaluation, member)
    session, client = session_of(evaluation, province.cell, by=deputy), signed_in(secretary)
    asked = [{"row": key_of(session, dossier)}, {"line": key_of(session, dossier)}, {"suggested": ""}, {"quota": ""}]
    part(client, session, **asked[0])

    def counted():
        return [count_of(partial(part, client, session, **each)) for each in asked]

    few = counted()
    for person in people_of(province.cell, 30):
        put_in(evaluation, person)

    assert counted() == few
    assert max(few) <= 15
    opened = queries_of(client, f"{page_of(session)}?row={key_of(session, dossier)}")
    assert opened <= 15
