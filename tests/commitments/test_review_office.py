"""The personnel office: records what a body decided, passes on without an opinion, closes; the scan of a decision."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from commitments.errors import NotYours, WrongDecisionDate
from commitments.models import ActionProgram, RecordedDecision, ReviewStep
from portal.audit.models import AuditEvent
from portal.directory.roles import Role
from portal.lib.dates import today
from portal.notifications.models import Notification
from tests import factories

PDF = b"%PDF-1.7\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF"
TODAY = f"{today():%d/%m/%Y}"


@pytest.fixture(autouse=True)
def _files_of_this_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def program(secretary, ward_secretary, campaign):
    """The cell secretary's program, before the ward's committee (nobody else could decide in the cell)."""
    return factories.make_program(secretary, campaign=campaign, status="submitted")


def url_of(program, act="record"):
    return reverse(f"commitments:{act}", args=[program.pk])


def form_data(program, **fields):
    data = {"step": program.current_step.pk, "decision": "approved", "symbol": "12-BB/ĐU", "on": TODAY, "reason": ""}
    return data | fields


def scan(content=PDF, name="Bien ban hop.pdf"):
    return SimpleUploadedFile(name, content)


def errors_of(response):
    return {name: list(texts) for name, texts in response.context["form"].errors.items()}


# ── recording ──


def test_a_recorded_approval_approves_and_leaves_number_date_and_scan(
    program, secretary, ward_secretary, personnel_officer, signed_in
):
    response = signed_in(personnel_officer).post(url_of(program), form_data(program, scan=scan()), follow=True)

    program.refresh_from_db()
    step = program.steps.get()
    assert program.status == "approved"
    assert (step.is_recorded, step.decision_symbol, step.decision_on) == (True, "12-BB/ĐU", today())
    assert step.decision_scan.read() == PDF
    assert "ban" not in step.decision_scan.name
    recorded = AuditEvent.objects.get(action="commitments.decision_recorded")
    assert (recorded.actor_name, recorded.reason) == ("Đỗ Hữu Quang", f"12-BB/ĐU, ngày {TODAY}")
    assert [row.event for row in Notification.objects.of(secretary)] == ["commitments.approved"]
    assert [str(message) for message in response.context["messages"]] == [
        "Đã ghi nhận. Cổng đã báo cho người viết và nơi xem xét tiếp theo."
    ]


def test_a_recorded_return_needs_its_reason(program, personnel_officer, signed_in):
    client = signed_in(personnel_officer)

    without = client.post(url_of(program), form_data(program, decision="returned"))
    with_one = client.post(url_of(program), form_data(program, decision="returned", reason="Bổ sung chỉ tiêu"))

    assert (without.status_code, list(errors_of(without))) == (422, ["reason"])
    assert with_one.status_code == 302
    program.refresh_from_db()
    assert (program.status, program.last_return.reason) == ("returned", "Bổ sung chỉ tiêu")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"symbol": " "}, {"symbol": ["Chưa có số quyết định hoặc biên bản. Đồng chí ghi số như trên văn bản."]}),
        ({"on": ""}, {"on": ["Chưa có ngày quyết định. Đồng chí ghi theo dạng 05/02/2026."]}),
        (
            {"on": f"{today() + datetime.timedelta(days=1):%d/%m/%Y}"},
            {"on": ["Ngày quyết định ở sau hôm nay. Đồng chí kiểm tra lại ngày."]},
        ),
        (
            {"on": f"{today() - datetime.timedelta(days=1):%d/%m/%Y}"},
            {"on": [f"Chương trình gửi ngày {TODAY}, sau ngày quyết định này. Đồng chí kiểm tra lại ngày."]},
        ),
        ({"decision": ""}, {"decision": ["Đồng chí chọn kết quả mà tập thể đã quyết định."]}),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_recorded(
    fields, wrong, program, personnel_officer, signed_in
):
    response = signed_in(personnel_officer).post(url_of(program), form_data(program, **fields))

    assert (response.status_code, errors_of(response)) == (422, wrong)
    assert program.current_step.decision == ""


@pytest.mark.parametrize(("content", "ending"), [(PDF, "pdf"), (PNG, "png"), (JPG, "jpg")])
def test_a_scan_is_taken_for_what_it_holds(content, ending, program, personnel_officer, signed_in):
    signed_in(personnel_officer).post(url_of(program), form_data(program, scan=scan(content, "quet.exe")))

    assert program.steps.get().decision_scan.name.rpartition(".")[2] == ending


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"MZ\x90\x00", "Tệp không phải PDF, JPG hay PNG. Đồng chí lưu bản quét ở một trong ba dạng này."),
        (b"<html><script>", "Tệp không phải PDF, JPG hay PNG. Đồng chí lưu bản quét ở một trong ba dạng này."),
        (b"", "Tệp rỗng. Đồng chí chọn lại bản quét."),
        (
            PDF + bytes(10 * 1024 * 1024),
            "Tệp lớn hơn 10 MB. Đồng chí quét lại ở độ phân giải thấp hơn hoặc quét đen trắng.",
        ),
    ],
    ids=["program", "page", "empty", "large"],
)
def test_other_files_are_refused(content, why, program, personnel_officer, signed_in):
    response = signed_in(personnel_officer).post(url_of(program), form_data(program, scan=scan(content)))

    assert errors_of(response) == {"scan": [why]}
    assert program.current_step.decision == ""


def test_a_decision_that_is_refused_or_breaks_leaves_no_scan(program, personnel_officer, tmp_path, monkeypatch):
    step = program.current_step
    too_early = RecordedDecision(symbol="12-BB/ĐU", on=today() - datetime.timedelta(days=400), scan=scan())
    with pytest.raises(WrongDecisionDate):
        step.decide("approved", by=personnel_officer, recorded=too_early)
    monkeypatch.setattr(ReviewStep, "_pass_on", lambda *_args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        step.decide(
            "approved", by=personnel_officer, recorded=RecordedDecision(symbol="12-BB/ĐU", on=today(), scan=scan())
        )

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert program.current_step.decision == ""


def test_a_page_opened_for_an_earlier_step_records_nothing_on_the_next(
    secretary, deputy, ward_secretary, personnel_officer, campaign, signed_in
):
    program = factories.make_program(secretary, campaign=campaign, status="submitted")
    data = form_data(program)
    program.current_step.decide(ReviewStep.Decision.APPROVED, by=deputy)

    response = signed_in(personnel_officer).post(url_of(program), data)

    assert response.status_code == 422
    assert "Trịnh Thị Hoài" in response.context["form"].non_field_errors()[0]
    assert [step.decision for step in program.steps.all()] == ["approved", ""]


def test_a_body_outside_decides_through_the_office(province, campaign, personnel_officer, signed_in):
    person = factories.make_person("Võ Thị Hồng Nhung", cell=province.cell)
    factories.appoint(person, Role.SECRETARY, province.top)
    program = factories.make_program(person, campaign=campaign, status="submitted")
    assert program.current_step.is_outside

    listed = signed_in(personnel_officer).get(reverse("commitments:queue")).context["rows"]
    response = signed_in(personnel_officer).post(url_of(program), form_data(program))

    assert [row["program"] for row in listed] == [program]
    assert response.status_code == 302
    program.refresh_from_db()
    assert program.status == "approved"


def test_what_is_before_a_cell_is_not_on_the_list_to_record(member, deputy, campaign, personnel_officer, signed_in):
    factories.make_program(member, campaign=campaign, status="submitted")

    assert signed_in(personnel_officer).get(reverse("commitments:queue")).context["rows"] == []


def test_the_office_does_not_record_on_its_own_paper(personnel_officer, ward_secretary, province, campaign, signed_in):
    own = factories.make_program(personnel_officer, campaign=campaign, status="submitted")

    assert signed_in(personnel_officer).get(url_of(own)).status_code == 403
    with pytest.raises(NotYours):
        own.current_step.decide(
            ReviewStep.Decision.APPROVED, by=personnel_officer, recorded=RecordedDecision("12-BB", today())
        )


def test_others_do_not_record(program, ward_secretary, secretary, inspector, outsider, signed_in):
    statuses = [signed_in(person).get(url_of(program)).status_code for person in (ward_secretary, secretary, inspector)]

    assert statuses == [403, 403, 403]
    assert signed_in(outsider).get(url_of(program)).status_code == 404


def test_the_model_refuses_a_date_too(program, personnel_officer):
    tomorrow = RecordedDecision("12-BB", today() + datetime.timedelta(days=1))

    with pytest.raises(WrongDecisionDate):
        program.current_step.decide(ReviewStep.Decision.APPROVED, by=personnel_officer, recorded=tomorrow)


def test_the_database_refuses_a_recorded_decision_without_its_number(program, personnel_officer):
    with (
        pytest.raises(IntegrityError, match="commitments_recorded_decision_has_number_and_date"),
        transaction.atomic(),
    ):
        program.steps.update(is_recorded=True)


# ── passing on without the opinion ──


@pytest.fixture
def supervised(member, secretary, outsider, province, campaign):
    """The member's program, before the direct supervisor for an opinion."""
    factories.appoint(member, Role.CLERK, province.ward, reports_to=outsider)
    return factories.make_program(member, campaign=campaign, status="submitted")


def test_the_office_passes_on_where_no_opinion_can_be_had(supervised, personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    step = supervised.current_step

    without = client.post(url_of(supervised), {"step": step.pk, "reason": " "})
    client.post(url_of(supervised), {"step": step.pk, "reason": "Đồng chí Việt đi học dài ngày"})

    assert errors_of(without) == {"reason": ["Chưa nêu lý do. Đồng chí ghi lý do."]}
    step.refresh_from_db()
    assert (step.decided_by, step.reason) == (personnel_officer, "Đồng chí Việt đi học dài ngày")
    assert str(step.outcome) == "Chuyển tiếp không chờ ý kiến"
    assert supervised.current_step.body.code == "DUHT-01"


# ── scan ──


def test_the_scan_is_an_attachment_for_those_who_may_read_the_program(
    program, secretary, outsider, ward_committee_member, personnel_officer, signed_in
):
    signed_in(personnel_officer).post(url_of(program), form_data(program, scan=scan()))
    url = reverse("commitments:scan", args=[program.steps.get().pk])

    response = signed_in(secretary).get(url)

    assert b"".join(response.streaming_content) == PDF
    assert response.headers["Content-Disposition"] == 'attachment; filename="12-bb-du.pdf"'
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert signed_in(outsider).get(url).status_code == 404
    assert signed_in(ward_committee_member).get(url).status_code == 404


def test_a_step_without_a_scan_has_none(program, secretary, signed_in):
    assert signed_in(secretary).get(reverse("commitments:scan", args=[program.steps.get().pk])).status_code == 404


# ── closing ──


def test_the_office_closes_a_draft_without_reading_it(member, personnel_officer, campaign, signed_in):
    draft = factories.make_program(member, campaign=campaign)

    page = signed_in(personnel_officer).get(url_of(draft, "close")).content.decode()
    signed_in(personnel_officer).post(url_of(draft, "close"), {"reason": "Chuyển công tác ra ngoài tỉnh"})

    assert "Đặng Thị Bích Ngà" in page
    assert "Hướng dẫn 60 người" not in page
    draft.refresh_from_db()
    assert (draft.status, draft.closed_reason) == ("closed", "Chuyển công tác ra ngoài tỉnh")
    assert AuditEvent.objects.get(action="commitments.closed").reason == "Chuyển công tác ra ngoài tỉnh"


def test_the_page_of_closing_names_the_year_as_one(member, personnel_officer, campaign, signed_in):
    draft = factories.make_program(member, campaign=campaign)

    page = signed_in(personnel_officer).get(url_of(draft, "close")).content.decode()

    assert f'<p class="page-head__eyebrow">{campaign.name} {campaign.year}</p>' in page


def test_closing_needs_a_reason(member, personnel_officer, campaign, signed_in):
    draft = factories.make_program(member, campaign=campaign)

    response = signed_in(personnel_officer).post(url_of(draft, "close"), {"reason": ""})

    assert (response.status_code, errors_of(response)) == (422, {"reason": ["Chưa nêu lý do. Đồng chí ghi lý do."]})
    assert ActionProgram.objects.get().status == "draft"


def test_what_is_under_review_is_not_closed(program, personnel_officer, signed_in):
    assert signed_in(personnel_officer).post(url_of(program, "close"), {"reason": "x"}).status_code == 403


def test_the_office_does_not_close_its_own(personnel_officer, campaign, signed_in):
    own = factories.make_program(personnel_officer, campaign=campaign)

    assert signed_in(personnel_officer).post(url_of(own, "close"), {"reason": "x"}).status_code == 403


def test_the_office_finds_the_way_to_closing_at_the_entry_and_at_the_program(
    program, member, personnel_officer, ward_secretary, campaign, signed_in
):
    draft = factories.make_program(member, campaign=campaign)
    entry = signed_in(personnel_officer).get(reverse("commitments:campaign_entry", args=[campaign.pk, draft.entry_id]))
    program.current_step.decide("returned", by=ward_secretary, reason="Cần nêu sản phẩm cụ thể")
    url = reverse("commitments:program", args=[program.pk])
    officers_page = signed_in(personnel_officer).get(url).content.decode()
    secretarys_page = signed_in(program.entry.person).get(url).content.decode()

    assert url_of(draft, "close") in entry.content.decode()
    assert url_of(program, "close") in officers_page
    assert url_of(program, "close") not in secretarys_page
    assert "Người viết đang sửa chương trình này" in officers_page
    assert "Người viết đang sửa chương trình này" not in secretarys_page
