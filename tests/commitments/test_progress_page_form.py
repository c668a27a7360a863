"""Writing on the progress page: plain forms and htmx, wrong values, two windows, too late."""

import datetime
import re

import pytest
import time_machine
from django.urls import reverse

from commitments.drafting import mark
from commitments.models import ProgressEntry
from tests import factories
from tests.commitments.progress_page import HTMX, URL, form_of, save_url, text_of_page


@pytest.fixture(autouse=True)
def _late_september():
    with time_machine.travel(factories.local_noon(datetime.date(2026, 9, 28))):
        yield


@pytest.fixture
def program(member, secretary, campaign):
    return factories.make_program(member, campaign=campaign, commitments=3, status="approved")


@pytest.fixture
def commitment(program):
    return program.commitments.in_order().first()


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
