"""Deciding about one program: approve, return, give an opinion; every refusal, and what is told to whom."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from commitments.errors import AlreadyDecided, NotYours, OpinionOnly, ReasonMissing
from commitments.models import ActionProgram, ReviewNote, ReviewStep
from portal.audit.models import AuditEvent
from portal.directory.models import Collective
from portal.directory.roles import Role
from portal.notifications.models import Notification
from tests import factories

Decision = ReviewStep.Decision
APPROVED, RETURNED = Decision.APPROVED, Decision.RETURNED


@pytest.fixture
def program(member, secretary, campaign, clause):
    """The member's program with two commitments, before the cell."""
    return factories.make_program(member, campaign=campaign, status="submitted", commitments=2, clauses=[clause])


@pytest.fixture
def supervised(member, secretary, outsider, province, campaign):
    """The member's program, before the direct supervisor (the outsider) for an opinion."""
    factories.appoint(member, Role.CLERK, province.ward, reports_to=outsider)
    return factories.make_program(member, campaign=campaign, status="submitted", commitments=2)


def url_of(program, act="decide"):
    return reverse(f"commitments:{act}", args=[program.pk])


def form_data(program, decision, *, reason="", notes=None, **fields):
    """Return what the page sends; ``notes`` are texts by place (1, 2, …) of commitments to be changed."""
    data = {"step": program.current_step.pk if program.current_step else "", "decision": decision, "reason": reason}
    for commitment in program.commitments.all():
        text = (notes or {}).get(commitment.order)
        data[f"verdict_{commitment.pk}"] = "fine" if text is None else "change"
        data[f"note_{commitment.pk}"] = text or ""
    return data | fields


def said(response):
    return [str(message) for message in response.context["messages"]]


# ── the page ──


def test_the_page_shows_clause_commitment_and_checks_in_one_row(program, secretary, signed_in):
    response = signed_in(secretary).get(url_of(program, "review"))

    page = response.content.decode()
    assert "Phổ cập kỹ năng số cho Nhân dân trên địa bàn" in page
    assert "Danh sách 60 người có chữ ký xác nhận" in page
    assert page.count("Đủ 6 rõ") == 2
    assert "Lượt mở này được ghi nhật ký; đồng chí Ngà xem được" in page


def test_opening_is_recorded_with_its_owner(program, member, secretary, signed_in):
    signed_in(secretary).get(url_of(program, "review"))

    [event] = AuditEvent.objects.filter(action="commitments.opened")
    assert (event.actor_id, event.owner_id) == (str(secretary.public_id), str(member.public_id))


def test_a_refused_opening_is_not_recorded(program, member, signed_in):
    response = signed_in(member).get(url_of(program, "review"))

    assert response.status_code == 403
    assert "Không ai tự xét duyệt chương trình của mình." in response.content.decode()
    assert not AuditEvent.objects.filter(action="commitments.opened").exists()


def test_neighbours_in_the_queue_stand_beside_the_paper(program, colleague, secretary, province, campaign, signed_in):
    earlier = factories.make_program(colleague, campaign=campaign, status="submitted")
    factories.freeze_submission(earlier, timezone.now() - datetime.timedelta(days=2))

    place = signed_in(secretary).get(url_of(program, "review")).context["place"]

    assert (place.number, place.total, place.previous, place.next) == (2, 2, earlier, None)


def test_a_vague_phrase_is_marked_and_what_people_write_stays_text(member, secretary, campaign, signed_in):
    program = factories.make_program(member, campaign=campaign, status="submitted", commitments=0)
    factories.make_commitment(
        program, title="Góp phần nâng cao <b>ý thức</b> bảo vệ môi trường", deliverable="Các buổi ra quân",
        target_value=None, unit="",
    )  # fmt: skip

    page = signed_in(secretary).get(url_of(program, "review")).content.decode()

    assert "<mark>Góp phần</mark>" in page
    assert "&lt;b&gt;ý thức&lt;/b&gt;" in page
    assert "<b>ý thức" not in page


# ── approve ──


def test_approving_freezes_a_version_tells_the_owner_and_goes_on(
    program, colleague, member, secretary, campaign, signed_in
):
    following = factories.make_program(colleague, campaign=campaign, status="submitted")

    response = signed_in(secretary).post(url_of(program), form_data(program, APPROVED))

    program.refresh_from_db()
    assert (program.status, program.versions.count()) == ("approved", 1)
    assert response.url == url_of(following, "review")
    told = Notification.objects.of(member).get()
    assert (told.event, told.text) == (
        "commitments.approved",
        f"Chi bộ khu phố 1 đã duyệt Chương trình hành động cá nhân năm {campaign.year} của đồng chí.",
    )
    assert AuditEvent.objects.order_by("pk").last().action == "commitments.approved"


def test_filters_go_along_to_the_next(program, colleague, secretary, campaign, signed_in):
    following = factories.make_program(colleague, campaign=campaign, status="submitted")
    factories.ActionProgram.objects.update(warning_count=1)

    response = signed_in(secretary).post(f"{url_of(program)}?warnings=some", form_data(program, APPROVED))

    assert response.url == f"{url_of(following, 'review')}?warnings=some"


def test_after_the_last_one_leads_back_to_the_queue(program, secretary, signed_in):
    response = signed_in(secretary).post(url_of(program), form_data(program, APPROVED), follow=True)

    assert response.redirect_chain[0][0].startswith(reverse("commitments:queue"))
    assert said(response) == ["Đã duyệt chương trình của Đặng Thị Bích Ngà."]


def test_a_first_approval_passes_on_and_tells_all(secretary, deputy, ward_secretary, campaign, signed_in):
    program = factories.make_program(secretary, campaign=campaign, status="submitted")

    response = signed_in(deputy).post(url_of(program), form_data(program, APPROVED), follow=True)

    program.refresh_from_db()
    assert (program.status, program.current_step.body.code) == ("submitted", "DUHT")
    assert said(response) == ["Đã duyệt chương trình của Hoàng Văn Khải và chuyển đến Đảng bộ phường Hạc Thành."]
    assert [row.text for row in Notification.objects.of(ward_secretary)] == [
        f"Hoàng Văn Khải đã gửi Chương trình hành động cá nhân năm {campaign.year}, chờ xét duyệt."
    ]
    assert [row.text for row in Notification.objects.of(secretary)] == [
        (
            f"Chi bộ khu phố 1 đã duyệt Chương trình hành động cá nhân năm {campaign.year} của đồng chí"
            " và chuyển tiếp đến Đảng bộ phường Hạc Thành."
        )
    ]
    assert AuditEvent.objects.filter(action="commitments.passed_on").count() == 1


def test_a_program_with_something_to_change_is_not_approved(program, secretary, signed_in):
    data = form_data(program, APPROVED, notes={2: "Nêu số buổi"})

    response = signed_in(secretary).post(url_of(program), data)

    assert response.status_code == 422
    assert response.context["desk"].form.non_field_errors() == [
        "Có cam kết đang ghi “Cần sửa”. Đồng chí trả lại chương trình, hoặc chuyển các cam kết đó sang “Đạt”."
    ]
    assert "Nêu số buổi" in response.content.decode()


def test_pressing_enter_in_a_choice_decides_nothing(program, secretary, signed_in):
    page = signed_in(secretary).get(url_of(program, "review")).content.decode()
    response = signed_in(secretary).post(url_of(program), form_data(program, ""))

    form = page[page.index('id="review-form"') :]
    assert form[form.index('<button type="submit"') :].startswith(
        '<button type="submit" name="decision" value="" hidden>'
    )
    assert (response.status_code, program.current_step.decision) == (422, "")


# ── return ──


def test_returning_sends_reason_and_notes(program, member, secretary, signed_in):
    data = form_data(program, RETURNED, notes={2: "Đề nghị nêu số buổi ra quân"})

    signed_in(secretary).post(url_of(program), data)

    program.refresh_from_db()
    step = program.last_return
    assert (program.status, step.reason) == ("returned", "Cam kết 2: Đề nghị nêu số buổi ra quân")
    assert [(note.commitment.order, note.verdict) for note in step.notes.all()] == [(2, "change")]
    told = Notification.objects.of(member).get()
    assert (told.event, told.detail) == ("commitments.returned", "Cam kết 2: Đề nghị nêu số buổi ra quân")


def test_a_general_reason_stands_before_the_notes(program, secretary, signed_in):
    data = form_data(program, RETURNED, reason="Bổ sung mốc giữa năm", notes={1: "Thêm mốc"})

    signed_in(secretary).post(url_of(program), data)

    assert program.last_return.reason == "Bổ sung mốc giữa năm"


@pytest.mark.parametrize("reason", ["", "   ", "\u200b"])
def test_a_return_without_a_reason_is_refused_by_the_form_and_keeps_what_was_typed(
    reason, program, secretary, signed_in
):
    data = form_data(program, RETURNED, reason=reason)
    data[f"note_{program.commitments.first().pk}"] = "Cam kết này rõ"

    response = signed_in(secretary).post(url_of(program), data)

    assert response.status_code == 422
    assert response.context["desk"].form.errors["reason"] == [
        "Chưa nêu điều cần sửa. Đồng chí ghi ở đây hoặc ở từng cam kết."
    ]
    assert "Cam kết này rõ" in response.content.decode()
    program.refresh_from_db()
    assert program.status == "submitted"


def test_a_return_without_a_reason_is_refused_by_the_model(program, secretary):
    with pytest.raises(ReasonMissing):
        program.current_step.decide(RETURNED, by=secretary, reason=" \n ")

    assert program.current_step.decision == ""


def test_a_return_without_a_reason_is_refused_by_the_database(program, secretary):
    steps = ReviewStep.objects.filter(pk=program.current_step.pk)

    with pytest.raises(IntegrityError, match="commitments_return_needs_a_reason"), transaction.atomic():
        steps.update(decision="returned", reason="", decided_by=secretary, decided_at=timezone.now())

    assert steps.get().decision == ""


def test_asking_for_a_change_without_saying_what_is_refused(program, secretary, signed_in):
    first = program.commitments.first()
    data = form_data(program, RETURNED, reason="Sửa") | {f"verdict_{first.pk}": "change"}

    response = signed_in(secretary).post(url_of(program), data)

    assert response.context["desk"].form.errors == {f"note_{first.pk}": ["Cần ghi rõ điều phải sửa ở cam kết này."]}


def test_earlier_reasons_and_notes_stand_beside_their_commitment(program, member, secretary, signed_in):
    signed_in(secretary).post(url_of(program), form_data(program, RETURNED, notes={2: "Đề nghị nêu số buổi"}))
    program.refresh_from_db()
    program.submit(by=member)

    desk = signed_in(secretary).get(url_of(program, "review")).context["desk"]

    assert [[note.text for note in row.earlier] for row in desk.rows] == [[], ["Đề nghị nêu số buổi"]]
    assert [step.reason for step in desk.earlier_steps] == ["Cam kết 2: Đề nghị nêu số buổi"]


# ── opinions ──


def test_a_supervisor_gives_an_opinion_and_the_cell_reads_it(supervised, member, outsider, secretary, signed_in):
    data = form_data(supervised, APPROVED, reason="Đồng ý, nên thêm mốc giữa năm")

    response = signed_in(outsider).post(url_of(supervised), data, follow=True)

    assert said(response) == ["Đã gửi ý kiến của đồng chí về chương trình của Đặng Thị Bích Ngà."]
    page = signed_in(secretary).get(url_of(supervised, "review")).content.decode()
    assert "Phạm Trọng Việt: Đã cho ý kiến" in page
    assert "Đồng ý, nên thêm mốc giữa năm" in page
    assert [row.event for row in Notification.objects.of(secretary)] == ["commitments.passed_on"]
    assert [row.event for row in Notification.objects.of(member)] == ["commitments.opinion_given"]


def test_an_opinion_has_one_button_and_needs_words(supervised, outsider, signed_in):
    page = signed_in(outsider).get(url_of(supervised, "review")).content.decode()
    response = signed_in(outsider).post(url_of(supervised), form_data(supervised, APPROVED))

    assert ('value="approved"' in page, 'value="returned"' in page) == (True, False)
    assert response.context["desk"].form.errors == {"reason": ["Chưa có ý kiến. Nếu đồng ý, đồng chí ghi “Đồng ý”."]}


def test_an_opinion_sends_nothing_back(supervised, outsider, signed_in):
    response = signed_in(outsider).post(url_of(supervised), form_data(supervised, RETURNED, reason="Sửa lại"))

    assert response.status_code == 409
    with pytest.raises(OpinionOnly):
        supervised.current_step.decide(RETURNED, by=outsider, reason="Sửa lại")


def test_the_cell_waits_for_the_opinion(supervised, secretary, signed_in):
    response = signed_in(secretary).post(url_of(supervised), form_data(supervised, APPROVED))

    assert response.status_code == 403
    assert signed_in(secretary).get(reverse("commitments:queue")).context["rows"] == []


# ── two reviewers, and separation ──


def test_the_second_is_told_who_decided_when_and_what_and_keeps_the_notes(program, secretary, deputy, signed_in):
    data = form_data(program, RETURNED, notes={1: "Nêu số buổi"}, reason="Bổ sung mốc")
    program.current_step.decide(APPROVED, by=deputy)
    at = timezone.localtime(ReviewStep.objects.get().decided_at)

    response = signed_in(secretary).post(url_of(program), data)

    page = response.content.decode()
    assert response.status_code == 409
    assert f"Đồng chí Trịnh Thị Hoài đã quyết định lúc {at:%H:%M %d/%m/%Y}: đã duyệt." in page
    assert [text for _label, text in response.context["typed"]] == ["Nêu số buổi", "Bổ sung mốc"]
    program.refresh_from_db()
    assert program.status == "approved"


def test_a_second_click_on_ones_own_decision_goes_on_quietly(program, secretary, signed_in):
    data = form_data(program, APPROVED)
    client = signed_in(secretary)
    client.post(url_of(program), data)

    response = client.post(url_of(program), data)

    assert response.status_code == 302
    page = client.get(response.url).content.decode()
    assert f"Chương trình của {program.owner}: Đồng chí {secretary.full_name} đã quyết định lúc" in page
    assert AuditEvent.objects.filter(action="commitments.approved").count() == 1
    assert Notification.objects.filter(event="commitments.approved").count() == 1
    assert program.versions.count() == 1


def test_what_was_typed_is_shown_where_the_writer_took_the_program_back(program, member, secretary, signed_in):
    data = form_data(program, RETURNED, reason="Bổ sung mốc giữa năm")
    program.recall(by=member)

    response = signed_in(secretary).post(url_of(program), data)

    assert response.status_code == 409
    assert [text for _label, text in response.context["typed"]] == ["Bổ sung mốc giữa năm"]
    assert "Hướng dẫn 60 người" not in response.content.decode()


def test_a_draft_of_elsewhere_stays_unknown(outsider, province, secretary, signed_in):
    draft = factories.make_program(outsider, campaign=factories.make_campaign(province.other_ward))

    assert signed_in(secretary).post(url_of(draft), {"decision": "approved"}).status_code == 404


def test_nobody_decides_on_their_own_by_page_or_model(secretary, deputy, campaign, signed_in):
    program = factories.make_program(secretary, campaign=campaign, status="submitted")

    response = signed_in(secretary).post(url_of(program), form_data(program, APPROVED))

    assert response.status_code == 403
    with pytest.raises(NotYours):
        program.current_step.decide(APPROVED, by=secretary)
    program.refresh_from_db()
    assert program.status == "submitted"


def test_the_head_does_not_decide_on_the_paper_of_the_collective(ward_secretary, ward_deputy, province, signed_in):
    committee = Collective.objects.create(
        org=province.cell, kind=Collective.Kind.COMMITTEE, name="Chi ủy khu phố 1", valid_from=factories.LONG_AGO
    )
    factories.appoint(ward_secretary, Role.AGENCY_HEAD, committee)
    campaign = factories.make_campaign(province.ward, form="CTHD-TT", audience="collectives")
    program = factories.make_program(committee, campaign=campaign, status="submitted")

    assert signed_in(ward_secretary).get(url_of(program, "review")).status_code == 403
    with pytest.raises(NotYours):
        program.current_step.decide(APPROVED, by=ward_secretary)
    assert program.current_step.officers() == [ward_deputy]


def test_a_step_of_another_program_or_none_is_not_found(program, colleague, secretary, campaign, signed_in):
    other = factories.make_program(colleague, campaign=campaign, status="submitted")
    client = signed_in(secretary)

    for step in (other.current_step.pk, 0, "", "x", "9" * 30):
        assert client.post(url_of(program), form_data(program, APPROVED, step=step)).status_code == 404


def test_a_step_that_is_not_the_current_one_cannot_be_decided(secretary, deputy, ward_secretary, campaign):
    program = factories.make_program(secretary, campaign=campaign, status="submitted")
    last = program.steps.last()

    with pytest.raises(AlreadyDecided):
        last.decide(APPROVED, by=ward_secretary)

    assert [step.decision for step in program.steps.all()] == ["", ""]


def test_once_decided_the_page_only_reads(program, secretary, signed_in):
    program.current_step.decide(APPROVED, by=secretary)

    page = signed_in(secretary).get(url_of(program, "review")).content.decode()

    assert "Đồng chí Hoàng Văn Khải đã quyết định lúc" in page
    assert 'name="decision"' not in page


def test_a_note_on_what_is_fine_goes_along(program, secretary, signed_in):
    first = program.commitments.first()
    data = form_data(program, APPROVED) | {f"note_{first.pk}": "Nội dung cụ thể"}

    signed_in(secretary).post(url_of(program), data)

    note = ReviewNote.objects.get()
    assert (note.verdict, note.text) == ("fine", "Nội dung cụ thể")


def test_the_other_officers_notices_are_settled(program, secretary, deputy, province, campaign, colleague):
    factories.appoint(colleague, Role.CELL_COMMITTEE_MEMBER, province.cell)
    submitted = factories.make_program(factories.make_person(cell=province.cell), campaign=campaign, status="submitted")

    submitted.current_step.decide(APPROVED, by=secretary)

    unread = Notification.objects.of(colleague).unread().filter(url=url_of(submitted, "review"))
    assert (Notification.objects.of(colleague).count(), unread.count()) == (1, 0)
    assert ActionProgram.objects.get(pk=submitted.pk).status == "approved"
