"""What readers of a program see of its progress, and that their reading is recorded."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from commitments.evidence import add_reference
from commitments.models import Evidence, ProgressAnswer, ProgressEntry
from portal.audit.models import AuditEvent
from tests import factories
from tests.commitments.progress_page import URL, text_of_page


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


def doubt(entry, by, kind="doubted", reason="Danh sách chỉ có 31 người"):
    ProgressAnswer.objects.create(entry=entry, kind=kind, reason=reason, by=by)
    entry.answer = kind
    entry.save()


def test_a_dropped_commitment_is_not_asked_for_but_its_history_is_read(program, commitment, member, signed_in):
    factories.report_progress(commitment, state="in_progress", percent=35, note="Trước khi bỏ")
    commitment.dropped_on = datetime.date(2026, 9, 20)
    commitment.save()

    assert "0 trên 2 cam kết" in text_of_page(signed_in(member).get(URL))
    history = text_of_page(signed_in(member).get(f"/programs/{program.pk}/progress/?open={commitment.pk}"))
    assert "Đã đưa ra khỏi chương trình ngày 20/09/2026" in history
    assert "Trước khi bỏ" in history


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

    with django_assert_num_queries(14):
        page = client.get(url)

    assert len(page.content) < 60_000


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
