"""Sending on the progress page: the button, its blocks, and what is sent twice."""

import datetime
import re

import pytest
import time_machine
from django.urls import reverse

from commitments.models import ProgressReport
from tests import factories
from tests.commitments.progress_page import URL, form_of, save_url, text_of_page


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
