"""Evidence on the progress page: added with the same form, refused piece by piece, taken away."""

import datetime

import pytest
import time_machine

from commitments.evidence import add_reference
from commitments.models import Evidence, ProgressEntry
from tests import factories
from tests.commitments.progress_page import HTMX, form_of, pdf, save_url, text_of_page
from tests.portal.lib import files_handed_in as files


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


@pytest.mark.parametrize("link", ["https://a.vn/" + "x" * 600, "www.a.vn/" + "x" * 490])
def test_a_link_that_is_too_long_says_what_to_do_and_stays_to_be_mended(commitment, member, signed_in, link):
    response = signed_in(member).post(save_url(commitment), form_of(commitment, reference=link, note="Vẫn giữ"))

    page = response.content.decode()
    assert "ký tự, cổng chỉ lưu được 500. Đồng chí sao chép đường dẫn ngắn hơn của trang đó, hoặc ghi số" in page
    assert f'value="{link}"' in page
    assert (Evidence.objects.count(), ProgressEntry.objects.get().note) == (0, "Vẫn giữ")


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
