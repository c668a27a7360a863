"""The progress page: what it shows and asks first, plain forms and htmx, evidence in the same form, sending."""

import datetime
import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commitments.drafting import mark, text_of
from commitments.evidence import add_reference
from commitments.models import Evidence, ProgressAnswer, ProgressEntry, ProgressReport
from commitments.progress import writing
from portal.audit.models import AuditEvent
from tests import factories
from tests.portal.lib import files_handed_in as files

HTMX = {"headers": {"HX-Request": "true"}}
URL = "/progress/"


@pytest.fixture(autouse=True)
def _late_september():
    with time_machine.travel(factories.local_noon(datetime.date(2026, 9, 28))):
        yield


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def program(member, secretary, campaign):
    return factories.make_program(member, campaign=campaign, commitments=3, status="approved")


@pytest.fixture
def commitment(program):
    return program.commitments.in_order().first()


def text_of_page(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def form_of(commitment, **typed):
    """Return what a window posts: every field with its mark, and over it what is typed."""
    commitment.refresh_from_db()
    entry = writing.entry_of(commitment)
    stored = {name: text_of(getattr(entry, name)) for name in writing.FIELDS}
    return stored | {f"was-{name}": mark(text) for name, text in stored.items()} | typed


def save_url(commitment):
    return reverse("commitments:save_progress", args=[commitment.program_id, commitment.pk])


def pdf(name="Danh sách.pdf", data=files.PDF):
    return SimpleUploadedFile(name, data, "application/pdf")


def open_commitment(response):
    """Return the number of the commitment that is open on a page."""
    return re.search(r'report__head.*?report__no">(\d+)', response.content.decode(), re.DOTALL)[1]


def doubt(entry, by, kind="doubted", reason="Danh sách chỉ có 31 người"):
    ProgressAnswer.objects.create(entry=entry, kind=kind, reason=reason, by=by)
    entry.answer = kind
    entry.save()


def test_the_page_says_by_when_and_opens_the_first_commitment(program, member, signed_in):
    response = signed_in(member).get(URL)

    page = text_of_page(response)
    assert "Báo cáo tiến độ quý III/2026" in page
    assert "Gửi chi ủy trước hết ngày 05/10/2026 , còn 7 ngày" in page
    assert "đã cập nhật 0 trên 3 cam kết" in page
    assert open_commitment(response) == "1"


def test_who_has_no_program_in_force_reads_what_will_be_here(colleague, signed_in):
    assert "Đồng chí chưa có chương trình đang thực hiện" in text_of_page(signed_in(colleague).get(URL))


def test_a_program_not_in_force_leads_to_its_page_with_the_reason(member, campaign, signed_in):
    program = factories.make_program(member, campaign=campaign)

    response = signed_in(member).get(f"{URL}?program={program.pk}", follow=True)

    assert response.redirect_chain == [(program.get_absolute_url(), 302)]
    assert "Chương trình được duyệt rồi mới ghi tiến độ." in text_of_page(response)


def test_anothers_program_is_not_found_and_its_readers_are_refused(program, secretary, colleague, signed_in):
    statuses = [signed_in(who).get(f"{URL}?program={program.pk}").status_code for who in (secretary, colleague)]

    assert statuses == [403, 404]


def test_with_several_programs_each_has_its_tab(program, member, province, resolution, signed_in):
    pledge = factories.make_campaign(province.ward, resolutions=[resolution], form="BCK")
    other = factories.make_program(member, campaign=pledge, status="approved")

    page = signed_in(member).get(f"{URL}?program={other.pk}").content.decode()

    assert f'href="/progress/?program={other.pk}" aria-current="page"' in page
    assert f'href="/progress/?program={program.pk}">' in page


def test_what_an_officer_asks_stands_on_top_and_is_opened_first(program, member, secretary, signed_in):
    second = program.commitments.in_order()[1]
    doubt(factories.report_progress(second, state="done", percent=100), secretary)

    response = signed_in(member).get(URL)

    page = text_of_page(response)
    assert open_commitment(response) == "2"
    assert "Đồng chí Hoàng Văn Khải chưa xác nhận kết quả này (28/09/2026) Danh sách chỉ có 31 người" in page
    assert "Cam kết 2: chưa trả lời điều chi ủy hỏi" in page


def test_the_question_stays_on_top_while_it_is_being_answered(program, commitment, member, secretary, signed_in):
    doubt(factories.report_progress(commitment, percent=50), secretary, "asked", "Ai tham gia?")
    factories.make_progress(commitment, note="31 cụ")

    page = text_of_page(signed_in(member).get(f"{URL}?open={commitment.pk}"))

    assert "Đồng chí Hoàng Văn Khải hỏi lại (28/09/2026) Ai tham gia?" in page
    assert "chưa trả lời điều chi ủy hỏi" not in page


def test_the_sum_and_what_was_said_before_stand_at_the_fields(program, commitment, member, signed_in):
    factories.report_progress(commitment, reached_value=31, percent=51, state="in_progress")
    factories.make_progress(commitment, reached_value=47, percent=78)

    page = text_of_page(signed_in(member).get(f"{URL}?open={commitment.pk}"))

    assert "Quý III/2026 báo 31 người." in page
    assert "trên 60 người" in page
    assert "Cổng tính 47 : 60 = 78%. Đồng chí sửa được nếu thực tế khác." in page
    assert "Trung bình của 3 cam kết: (78 + 0 + 0) : 3 = 26%" in page


@pytest.mark.parametrize(
    ("due_on", "fields", "said"),
    [
        (datetime.date(2026, 9, 16), {"state": "in_progress"}, "Quá hạn 12 ngày hạn 16/09"),
        (datetime.date(2026, 9, 28), {"state": "in_progress"}, "Đang thực hiện hạn 28/09"),
        (datetime.date(2026, 9, 16), {"state": "not_done"}, "Không hoàn thành hạn 16/09"),
        (
            datetime.date(2026, 9, 16),
            {"state": "done", "percent": 100, "reached_on": datetime.date(2026, 9, 20)},
            "Xong ngày 20/09, chậm 4 ngày so với hạn 16/09",
        ),
        (
            datetime.date(2026, 10, 31),
            {"state": "done", "percent": 100, "reached_on": datetime.date(2026, 9, 2)},
            "Xong ngày 02/09",
        ),
        (None, {"state": "in_progress"}, "Đang thực hiện"),
    ],
)
def test_late_and_overdue_follow_from_the_dates(program, commitment, member, signed_in, due_on, fields, said):
    commitment.due_on = due_on
    commitment.save()
    factories.report_progress(commitment, **fields)

    assert f"{said} " in text_of_page(signed_in(member).get(URL))


def test_a_plain_form_saves_everything_and_goes_on_to_the_next(commitment, member, signed_in):
    data = form_of(commitment, reached_value="47", note="Mở 2 buổi tối", next="yes")

    response = signed_in(member).post(save_url(commitment), data)

    entry = ProgressEntry.objects.get()
    assert (entry.reached_value, entry.percent, entry.note) == (47, 78, "Mở 2 buổi tối")
    following = commitment.program.commitments.in_order()[1]
    assert response.url == f"/progress/?program={commitment.program_id}&open={following.pk}#{following.anchor}"


def test_htmx_gets_the_notes_the_line_the_whole_and_what_followed(commitment, member, signed_in):
    response = signed_in(member).post(save_url(commitment), form_of(commitment, reached_value="47"), **HTMX)

    part = response.content.decode()
    assert response.status_code == 200
    assert '<data value="78" data-follows="percent"></data>' in part
    assert '<data value="in_progress" data-follows="state"></data>' in part
    assert set(re.findall(r'id="([a-z-]+)" hx-swap-oob', part)) == {"total-phone", "total-wide", "progress-bar"}
    assert f'id="p{commitment.pk}_evidence"' not in part  # what is typed there is not swapped away
    assert "đã cập nhật 1 trên 3 cam kết" in text_of_page(response)


def test_a_wrong_value_keeps_what_was_typed_and_says_how_to_mend_it(commitment, member, signed_in):
    response = signed_in(member).post(save_url(commitment), form_of(commitment, percent="120", note="Vẫn giữ"))

    assert response.status_code == 422
    assert "Đồng chí ghi số nguyên từ 0 đến 100." in text_of_page(response)
    assert 'value="120"' in response.content.decode()
    assert ProgressEntry.objects.get().note == "Vẫn giữ"


def test_two_windows_that_disagree_are_shown_both_texts(commitment, member, signed_in):
    stale = form_of(commitment, note="Cửa sổ 2")
    signed_in(member).post(save_url(commitment), form_of(commitment, note="Cửa sổ 1"))

    response = signed_in(member).post(save_url(commitment), stale)

    assert response.status_code == 409
    page = text_of_page(response)
    assert "Cửa sổ 1" in page
    assert "Cửa sổ 2" in page


def test_what_comes_too_late_stands_there_to_be_copied(commitment, member, personnel_officer, signed_in):
    data = form_of(commitment, note="Viết rất dài")
    commitment.program.close(by=personnel_officer, reason="Chuyển công tác")

    response = signed_in(member).post(save_url(commitment), data)

    assert response.status_code == 409
    assert "Chương trình này không còn hiệu lực thực hiện" in text_of_page(response)
    assert "Viết rất dài" in text_of_page(response)


def test_anothers_commitment_cannot_be_written_through_ones_own_program(
    commitment, colleague, secretary, campaign, signed_in
):
    own = factories.make_program(colleague, campaign=campaign, status="approved")
    entry = factories.make_progress(commitment, note="Của đồng chí Ngà")
    url = reverse("commitments:save_progress", args=[own.pk, commitment.pk])

    response = signed_in(colleague).post(url, {"note": "x", "was-note": mark("")})

    entry.refresh_from_db()
    assert (response.status_code, entry.note) == (409, "Của đồng chí Ngà")
    assert "Của đồng chí Ngà" not in response.content.decode()


def test_evidence_comes_with_the_same_form(commitment, member, signed_in):
    data = form_of(
        commitment, note="Có danh sách", files=[pdf(), pdf("ảnh.pdf", files.picture())], reference="45-BC/ĐU"
    )

    response = signed_in(member).post(save_url(commitment), data, follow=True)

    assert ProgressEntry.objects.get().note == "Có danh sách"
    assert [piece.name for piece in Evidence.objects.all()] == ["Danh sách.pdf", "ảnh.jpg", "45-BC/ĐU"]
    assert "Đã thêm 3 minh chứng." in text_of_page(response)
    assert response.redirect_chain[0][0].endswith(f"#p{commitment.pk}_evidence")


def test_a_refused_file_costs_neither_the_others_nor_what_was_typed(commitment, member, signed_in):
    data = form_of(commitment, note="Có danh sách", files=[pdf("virus.pdf", b"MZ"), pdf()], reference="không phải số")

    response = signed_in(member).post(save_url(commitment), data)

    page = text_of_page(response)
    assert response.status_code == 422
    assert ProgressEntry.objects.get().note == "Có danh sách"
    assert [piece.name for piece in Evidence.objects.all()] == ["Danh sách.pdf"]
    assert "virus.pdf: Nội dung tệp không phải là PDF, Word" in page
    assert "không phải số: Đồng chí ghi số văn bản, ví dụ 45-BC/ĐU" in page
    assert 'value="không phải số"' in response.content.decode()


def test_a_photo_by_htmx_is_shown_at_once(commitment, member, signed_in):
    data = form_of(commitment, photo=pdf("IMG_1.jpg", files.photo()))

    response = signed_in(member).post(save_url(commitment), data, **HTMX)

    assert response.status_code == 200
    assert f'id="p{commitment.pk}_evidence" hx-swap-oob="true"' in response.content.decode()
    assert "IMG_1.jpg" in text_of_page(response)


def test_a_file_refused_by_htmx_does_not_say_that_the_fields_were_not_saved(commitment, member, signed_in):
    data = form_of(commitment, note="Vẫn lưu", files=[pdf("virus.pdf", b"MZ")])

    response = signed_in(member).post(save_url(commitment), data, **HTMX)

    assert (response.status_code, ProgressEntry.objects.get().note) == (200, "Vẫn lưu")
    assert "virus.pdf: Nội dung tệp không phải là PDF" in text_of_page(response)


def test_more_than_ten_files_at_once_are_refused_with_the_number(commitment, member, signed_in):
    data = form_of(commitment, files=[pdf(f"{n}.pdf", files.PDF + b"%" * n) for n in range(25)])

    response = signed_in(member).post(save_url(commitment), data)

    assert "Đồng chí chọn 25 tệp, mỗi lần gửi được nhiều nhất 10 tệp." in text_of_page(response)
    assert not Evidence.objects.exists()


def test_evidence_is_taken_away_by_a_button_of_the_form(commitment, member, signed_in):
    piece = add_reference(commitment.program, commitment, "45-BC/ĐU", by=member)

    response = signed_in(member).post(
        save_url(commitment), form_of(commitment, note="Vẫn giữ", remove=piece.pk), follow=True
    )

    assert (Evidence.objects.count(), ProgressEntry.objects.get().note) == (0, "Vẫn giữ")
    assert "Đã bỏ “45-BC/ĐU”." in text_of_page(response)


def test_evidence_of_another_commitment_cannot_be_taken_away(program, member, colleague, campaign, signed_in):
    first = program.commitments.in_order()[0]
    foreign = factories.make_program(colleague, campaign=campaign, status="approved").commitments.first()
    piece = add_reference(foreign.program, foreign, "45-BC/ĐU", by=colleague)

    signed_in(member).post(save_url(first), form_of(first, remove=piece.pk))

    assert list(Evidence.objects.all()) == [piece]


def test_taking_away_twice_is_harmless(commitment, member, signed_in):
    piece = add_reference(commitment.program, commitment, "45-BC/ĐU", by=member)
    data = form_of(commitment, remove=piece.pk)

    statuses = [signed_in(member).post(save_url(commitment), data).status_code for _click in range(2)]

    assert (statuses, Evidence.objects.count()) == ([302, 302], 0)


def test_evidence_that_was_sent_is_not_taken_away_by_an_old_window(commitment, member, signed_in):
    piece = add_reference(commitment.program, commitment, "45-BC/ĐU", by=member)
    factories.send_progress(commitment.program)

    response = signed_in(member).post(save_url(commitment), form_of(commitment, remove=piece.pk), follow=True)

    assert "Minh chứng này đã gửi cùng báo cáo nên được giữ lại." in text_of_page(response)
    assert list(Evidence.objects.all()) == [piece]


def test_the_button_saves_what_was_typed_and_sends_it(commitment, member, signed_in):
    data = form_of(commitment, reached_value="47", send="0")

    response = signed_in(member).post(save_url(commitment), data, follow=True)

    report = ProgressReport.objects.get()
    assert report.entries.get().percent == 78
    assert "Đã gửi tiến độ Quý III/2026." in text_of_page(response)
    assert "Đã gửi lúc 12:00 ngày 28/09/2026." in text_of_page(response)


def test_nothing_is_sent_while_something_typed_is_wrong(commitment, member, signed_in):
    response = signed_in(member).post(save_url(commitment), form_of(commitment, percent="120", send="0"))

    assert response.status_code == 422
    assert not ProgressReport.objects.exists()


def test_a_second_click_is_told_when_the_first_one_sent(commitment, member, signed_in):
    data = form_of(commitment, reached_value="47", send="0")
    signed_in(member).post(save_url(commitment), data)

    response = signed_in(member).post(save_url(commitment), data, follow=True)

    assert ProgressReport.objects.count() == 1
    assert "Báo cáo đã gửi lúc 12:00 28/09/2026." in text_of_page(response)


def test_the_bar_blocks_what_is_done_beyond_without_evidence(program, commitment, member, signed_in):
    factories.make_progress(commitment, state="exceeded", percent=100)

    page = signed_in(member).get(URL).content.decode()

    assert re.findall(r'action-bar__line--block.*?<a href="([^"]+)">(.*?)</a>', page) == [
        (
            f"/progress/?program={program.pk}&amp;open={commitment.pk}#p{commitment.pk}_evidence",
            "Cam kết 1: “Vượt mức” cần có minh chứng: đồng chí thêm ảnh, tệp hoặc số văn bản.",
        )
    ]
    assert 'name="send"' not in page


def test_what_is_done_everywhere_is_sent_by_a_form_of_its_own(program, member, signed_in):
    for commitment in program.commitments.all():
        factories.make_progress(commitment, state="done", percent=100)
    page = signed_in(member).get(URL).content.decode()
    assert f'action="{reverse("commitments:send_progress", args=[program.pk])}"' in page

    signed_in(member).post(reverse("commitments:send_progress", args=[program.pk]), {"send": "0"})

    assert ProgressReport.objects.get().entries.count() == 3


def test_once_sent_there_is_nothing_to_send_until_something_is_new(program, commitment, member, signed_in):
    factories.send_progress(program)
    assert "Chưa có gì mới để gửi." in text_of_page(signed_in(member).get(URL))

    factories.make_progress(commitment, note="Thêm")

    page = text_of_page(signed_in(member).get(URL))
    assert "Gửi cập nhật" in page


def test_a_dropped_commitment_is_not_asked_for_but_its_history_is_read(program, commitment, member, signed_in):
    factories.report_progress(commitment, state="in_progress", percent=35, note="Trước khi bỏ")
    commitment.dropped_on = datetime.date(2026, 9, 20)
    commitment.save()

    assert "0 trên 2 cam kết" in text_of_page(signed_in(member).get(URL))
    history = text_of_page(signed_in(member).get(f"/programs/{program.pk}/progress/?open={commitment.pk}"))
    assert "Đã đưa ra khỏi chương trình ngày 20/09/2026" in history
    assert "Trước khi bỏ" in history


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_page_costs_the_same_however_many_commitments(
    member, secretary, campaign, signed_in, django_assert_num_queries, count
):
    program = factories.make_program(member, campaign=campaign, commitments=count, status="approved")
    for commitment in program.commitments.all():
        entry = factories.make_progress(
            commitment, state="in_progress", percent=30, reached_value=18, note="Đã làm " * 30
        )
        Evidence.objects.create(entry=entry, kind="document", symbol="45-BC/ĐU", name="45-BC/ĐU", added_by=member)
    factories.send_progress(program)
    for commitment in program.commitments.select_related("latest"):
        factories.make_progress(commitment, percent=40)
    client = signed_in(member)
    url = f"{URL}?open={program.commitments.first().pk}"
    client.get(url)

    with django_assert_num_queries(15):
        page = client.get(url)

    assert len(page.content) < 60_000


@pytest.mark.parametrize("count", [1, 3, 30])
def test_reading_costs_the_same_however_much_was_sent(
    member, secretary, campaign, signed_in, django_assert_num_queries, count
):
    program = factories.make_program(member, campaign=campaign, commitments=count, status="approved")
    for percent in (20, 60):
        for commitment in program.commitments.all():
            entry = factories.make_progress(commitment, state="in_progress", percent=percent, reached_value=percent)
            Evidence.objects.create(entry=entry, kind="document", symbol="45-BC/ĐU", name="45-BC/ĐU", added_by=member)
        factories.send_progress(program)
        for entry in ProgressEntry.objects.filter(answer=""):
            doubt(entry, secretary)
    client, url = signed_in(secretary), reverse("commitments:program_progress", args=[program.pk])
    url += f"?open={program.commitments.first().pk}"
    client.get(url)

    with django_assert_num_queries(15):
        page = client.get(url)

    assert len(page.content) < 60_000


def test_what_the_page_shows_is_what_saving_begins_with(program, commitment, member, signed_in):
    factories.report_progress(
        commitment, state="in_progress", percent=50, note="Tháng 6", reached_on=datetime.date(2026, 6, 20)
    )
    page = signed_in(member).get(f"{URL}?open={commitment.pk}").content.decode()
    shown = dict(re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', page))
    texts = dict.fromkeys(("difficulty", "next_step"), "") | {"note": "Tháng 9", "state": "in_progress"}

    response = signed_in(member).post(save_url(commitment), shown | texts)

    entry = ProgressEntry.objects.get(report=None)
    assert shown["reached_on"] == "28/09/2026"
    assert (response.status_code, entry.note, entry.reached_on) == (302, "Tháng 9", datetime.date(2026, 9, 28))


def test_the_program_page_shows_what_was_sent_and_nothing_that_is_being_written(
    program, commitment, member, secretary, signed_in
):
    factories.report_progress(commitment, state="in_progress", percent=50, reached_value=30, note="30 người đã học")
    factories.make_progress(commitment, percent=80, note="Đang viết dở")
    others = program.commitments.in_order()[1]
    factories.make_progress(others, note="Cũng đang viết")

    for reader in (member, secretary):
        page = text_of_page(signed_in(reader).get(program.get_absolute_url()))
        assert "Đang thực hiện 30 người · 50% · hạn 31/10" in page
        assert "30 người đã học" in page
        assert "đang viết" not in page.lower()
        assert page.count("Xem các lần đã gửi và minh chứng") == 1
    history = text_of_page(signed_in(secretary).get(reverse("commitments:program_progress", args=[program.pk])))
    assert "30 người đã học" in history
    assert "đang viết" not in history.lower()


@pytest.mark.parametrize(("who", "offered"), [("member", True), ("secretary", False)])
def test_the_writer_alone_is_offered_to_record(program, member, secretary, signed_in, who, offered):
    reader = {"member": member, "secretary": secretary}[who]

    page = signed_in(reader).get(program.get_absolute_url()).content.decode()

    assert (f'href="/progress/?program={program.pk}"' in page) is offered
    assert f'href="{reverse("commitments:program_progress", args=[program.pk])}"' in page


def test_reading_anothers_progress_is_recorded_and_ones_own_is_not(program, member, secretary, signed_in):
    url = reverse("commitments:program_progress", args=[program.pk])
    for reader in (member, secretary):
        signed_in(reader).get(url)

    opened = AuditEvent.objects.filter(action="commitments.progress_opened")
    assert [(event.actor_name, event.owner_id) for event in opened] == [("Hoàng Văn Khải", str(member.public_id))]


def test_a_cited_document_leads_to_the_catalogue_where_it_is_there(commitment, member, signed_in, resolution):
    for symbol in ("57-NQ/TW", "45-BC/ĐU"):
        add_reference(commitment.program, commitment, symbol, by=member)

    page = signed_in(member).get(f"{URL}?open={commitment.pk}").content.decode()

    assert f'<a href="{resolution.get_absolute_url()}">57-NQ/TW</a>' in page
    assert ">45-BC/ĐU</a>" not in page
    assert "45-BC/ĐU" in page


def test_a_draft_of_the_catalogue_is_not_linked(commitment, member, signed_in):
    factories.make_resolution("08-KH/TW", status="draft")
    add_reference(commitment.program, commitment, "08-KH/TW", by=member)

    assert ">08-KH/TW</a>" not in signed_in(member).get(f"{URL}?open={commitment.pk}").content.decode()


def test_a_reader_sees_each_commitment_in_short_and_one_in_full(program, commitment, member, secretary, signed_in):
    for number in (20, 40):
        entry = factories.report_progress(
            commitment, state="in_progress", percent=number, note=f"Đợt {number}", difficulty=f"Thiếu {number}"
        )
    factories.make_evidence(entry)
    url = reverse("commitments:program_progress", args=[program.pk])

    short = text_of_page(signed_in(secretary).get(url))
    full = text_of_page(signed_in(secretary).get(f"{url}?open={commitment.pk}"))

    assert "40% Đợt 40 2 lần báo cáo, 1 minh chứng. Xem đầy đủ" in short
    assert "Thiếu 40" not in short
    for told in ("Đợt 20", "Thiếu 20", "Đợt 40", "Thiếu 40", "12-BC/CB"):
        assert told in full
    assert full.index("Đợt 40") < full.index("Đợt 20")  # newest first
