"""Who sees which words of whom: the writer, the reviewer, and nobody else; and a reviewer's note that it is fine."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from commitments import drafting
from commitments.models import ActionProgram, CopyFinding
from portal.audit.models import AuditEvent
from portal.directory.roles import Role
from tests import factories
from tests.commitments.test_copies import CLINIC, LAND, MARKET, OWN, RIVER, hand_in, loaded, write

PASSAGE = "<mark>Tổ chức đo ranh từng thửa ruộng cùng chủ hộ"


@pytest.fixture
def theirs(colleague, secretary, campaign):
    """The colleague's program, handed in."""
    return hand_in(write(colleague, campaign, [LAND, MARKET]))


@pytest.fixture
def draft(member, theirs, campaign):
    """The member's draft, of whose two tasks one is the colleague's."""
    return write(member, campaign, [RIVER, f"{LAND}, mời cả trưởng thôn"])


@pytest.fixture
def program(draft):
    return hand_in(draft)


def url_of(program, name, *more):
    return reverse(f"commitments:{name}", args=[program.pk, *more])


def page_of(signed_in, person, program, name):
    response = signed_in(person).get(url_of(program, name))
    return response.status_code, response.content.decode()


# ── the writer ──


def test_the_writer_sees_both_texts_before_submitting_and_no_name(draft, member, signed_in):
    status, page = page_of(signed_in, member, draft, "copies")

    assert (status, page.count(PASSAGE)) == (200, 2)
    assert "Nội dung trùng 84%" in page
    assert "27/32 tiếng trùng nhau." in page
    assert "Một đồng chí cùng chi bộ" in page
    assert "Nên xem lại: 1 chỗ trùng với chương trình khác" in page
    assert "Lê Quang Dũng" not in page.partition('id="alike')[2]


def test_only_the_passage_of_the_other_program_is_shown(draft, member, signed_in):
    _status, page = page_of(signed_in, member, draft, "copies")

    assert MARKET[:20] not in page


def test_each_place_leads_to_where_it_is_mended(draft, member, signed_in):
    commitment = draft.commitments.get(order=2)

    _status, page = page_of(signed_in, member, draft, "copies")

    anchor = f"?section=commitments&amp;open={commitment.pk}&amp;checked=yes#{commitment.anchor}"
    assert f'href="{url_of(draft, "edit")}{anchor}"' in page


def test_the_page_before_submitting_and_the_editor_ask_for_it(draft, member, signed_in):
    address, commitment = url_of(draft, "copies"), draft.commitments.get(order=2)
    client = signed_in(member)

    before = client.get(url_of(draft, "submit")).content.decode()
    fresh = client.get(f"{url_of(draft, 'edit')}?open={commitment.pk}").content.decode()
    checked = client.get(f"{url_of(draft, 'edit')}?open={commitment.pk}&checked=yes").content.decode()
    part = client.get(f"{address}?commitment={commitment.pk}", headers={"HX-Request": "true"}).content.decode()

    assert f'hx-get="{address}"' in before
    assert address not in fresh
    assert f'hx-get="{address}?commitment={commitment.pk}"' in checked
    assert (part.count('class="similar"'), "<html" in part) == (1, False)


def test_a_superior_is_named_by_the_post(member, secretary, deputy, campaign, signed_in):
    hand_in(write(secretary, campaign, [LAND]))

    _status, page = page_of(signed_in, member, write(member, campaign, [RIVER, LAND]), "copies")

    shown = page.partition('id="alike')[2]
    assert "<figcaption>Bí thư Chi bộ khu phố 1</figcaption>" in shown
    assert "Hoàng Văn Khải" not in shown


def test_without_copies_the_writer_is_told_so(member, secretary, campaign, signed_in):
    _status, page = page_of(signed_in, member, write(member, campaign, [RIVER]), "copies")

    assert "Không có cam kết nào trùng với chương trình khác." in page


def test_after_submitting_the_writer_sees_what_went_along(program, member, signed_in):
    status, page = page_of(signed_in, member, program, "copies")

    assert (status, page.count(PASSAGE)) == (200, 2)
    assert "Viết lại theo cách của tôi" not in page


# ── the reviewer ──


def test_the_reviewer_sees_both_texts_with_name_and_unit(program, secretary, signed_in):
    _status, page = page_of(signed_in, secretary, program, "review")

    assert page.count(PASSAGE) == 2
    today = timezone.localdate()
    assert f"Cùng đơn vị: Lê Quang Dũng, Chi bộ khu phố 1 (Chờ duyệt, {today:%d/%m/%Y})" in page
    assert "Trùng lời chưa hẳn là sao chép" in page
    assert f'href="#alike-{program.commitments.get(order=2).pk}"' in page


def test_the_other_program_bears_the_day_of_this_country(program, theirs, secretary, signed_in):
    at = datetime.datetime(2026, 3, 9, 18, 30, tzinfo=datetime.UTC)  # 1:30 of the 10th in Vietnam
    ActionProgram.objects.filter(pk=theirs.pk).update(submitted_at=at)

    _status, page = page_of(signed_in, secretary, program, "review")

    assert "Cùng đơn vị: Lê Quang Dũng, Chi bộ khu phố 1 (Chờ duyệt, 10/03/2026)" in page


def test_what_people_write_stays_text(member, colleague, secretary, campaign, signed_in):
    hand_in(write(colleague, campaign, [f"<b>{LAND}</b>"]))
    program = hand_in(write(member, campaign, [RIVER, f"<b>{LAND}</b>"]))

    _status, page = page_of(signed_in, secretary, program, "review")

    assert page.count("&lt;<mark>b&gt;Tổ chức đo ranh") == 2
    assert "<b><mark>" not in page


def test_the_words_of_a_program_that_is_rewritten_are_not_shown(program, theirs, secretary, signed_in):
    theirs.current_step.decide("returned", by=secretary, reason="Sửa lại")

    _status, page = page_of(signed_in, secretary, program, "review")

    assert page.count(PASSAGE) == 1
    assert "Người viết đang sửa lại, nên nội dung không hiển thị." in page


@pytest.mark.parametrize(
    ("who", "status"),
    [("personnel_officer", 200), ("inspector", 403), ("colleague", 404), ("ward_secretary", 404), ("overseer", 404)],
)
def test_nobody_else_sees_same_words(program, who, status, request, signed_in):
    person = request.getfixturevalue(who)

    answered, page = page_of(signed_in, person, program, "review")

    assert CopyFinding.objects.count() == 1
    assert answered == status
    assert "<mark>" not in page
    assert "Nội dung trùng" not in page


@pytest.mark.parametrize("who", ["secretary", "personnel_officer", "inspector"])
def test_the_program_itself_and_its_lists_say_nothing_of_it(program, who, request, signed_in):
    client = signed_in(request.getfixturevalue(who))

    pages = [client.get(url).content.decode() for url in (program.get_absolute_url(), reverse("commitments:queue"))]

    assert [page for page in pages if "Nội dung trùng" in page or "Lê Quang Dũng" in page.partition("<mark>")[2]] == []


def test_a_committee_sees_them_only_once_the_program_has_reached_it(
    secretary, deputy, ward_secretary, ward_deputy, member, campaign, province, signed_in
):
    factories.appoint(ward_secretary, Role.PERSONNEL_OFFICER, province.ward)  # may read before it is its turn
    hand_in(write(member, campaign, [LAND]))
    program = hand_in(write(secretary, campaign, [RIVER, LAND]))
    _status, before = page_of(signed_in, ward_secretary, program, "review")

    program.current_step.decide("approved", by=deputy)
    _status, after = page_of(signed_in, ward_secretary, program, "review")

    assert (before.count(PASSAGE), after.count(PASSAGE)) == (0, 2)


# ── why it is fine ──


@pytest.fixture
def finding(program):
    return program.copy_findings.get()


def test_a_reviewer_notes_why_it_is_fine(program, finding, secretary, signed_in):
    client = signed_in(secretary)

    response = client.post(url_of(program, "accept_copy", finding.pk), {"reason": " Cùng đo một cánh đồng "})

    finding.refresh_from_db()
    assert response.url == f"{url_of(program, 'review')}#alike-{finding.commitment_id}"
    assert (finding.accepted_reason, finding.accepted_by, finding.warns) == ("Cùng đo một cánh đồng", secretary, False)
    [event] = AuditEvent.objects.filter(action="commitments.copy_accepted")
    assert (event.actor_id, event.subject_id) == (str(secretary.public_id), str(program.pk))
    page = client.get(url_of(program, "review")).content.decode()
    assert "Hoàng Văn Khải chấp nhận ngày" in page
    assert "Ghi lý do chấp nhận" not in page


def test_htmx_gets_the_passage_alone(program, finding, secretary, signed_in):
    response = signed_in(secretary).post(
        url_of(program, "accept_copy", finding.pk), {"reason": "Làm chung"}, headers={"HX-Request": "true"}
    )

    assert response.content.decode().count('class="similar"') == 1
    assert "Làm chung" in response.content.decode()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_without_a_reason_nothing_is_noted(program, finding, secretary, signed_in, headers):
    client = signed_in(secretary)

    page = client.post(url_of(program, "accept_copy", finding.pk), {"reason": " "}, headers=headers, follow=True)

    finding.refresh_from_db()
    assert finding.accepted_at is None
    assert "Đồng chí ghi rõ vì sao hai nội dung trùng nhau như vậy là được." in page.content.decode()


def test_a_second_note_does_not_replace_the_first(program, finding, secretary, deputy, signed_in):
    finding.accept(by=deputy, reason="Làm chung")

    signed_in(secretary).post(url_of(program, "accept_copy", finding.pk), {"reason": "Lý do khác"})

    finding.refresh_from_db()
    assert (finding.accepted_reason, finding.accepted_by) == ("Làm chung", deputy)


@pytest.mark.parametrize(
    ("who", "status"),
    [("member", 403), ("colleague", 404), ("personnel_officer", 403), ("inspector", 403), ("ward_secretary", 404)],
)
def test_only_who_decides_now_notes_it(program, finding, who, status, request, signed_in):
    person = request.getfixturevalue(who)

    response = signed_in(person).post(url_of(program, "accept_copy", finding.pk), {"reason": "Làm chung"})

    assert response.status_code == status
    finding.refresh_from_db()
    assert finding.accepted_at is None


def test_the_finding_of_another_program_is_not_found(program, finding, theirs, secretary, signed_in):
    assert signed_in(secretary).post(url_of(theirs, "accept_copy", finding.pk), {"reason": "A"}).status_code == 404


# ── cost ──


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_pages_cost_a_fixed_number_of_queries(
    member, colleague, secretary, campaign, signed_in, django_assert_num_queries, count
):
    texts = [f"{OWN[number % 5]} nơi {'abcdefghijklmnopqrstuvwxyz'[number % 26]}" for number in range(count)]
    hand_in(write(colleague, campaign, texts))
    draft = write(member, campaign, texts)
    client = signed_in(member)
    client.get(url_of(draft, "copies"))
    with django_assert_num_queries(14):
        client.get(url_of(draft, "copies"))
    hand_in(draft)
    client = signed_in(secretary)
    client.get(url_of(draft, "review"))

    with django_assert_num_queries(13):
        response = client.get(url_of(draft, "review"))

    assert response.content.decode().count('class="similar"') == count + 1


def test_the_pages_stay_light_with_all_of_seven_tasks_copied(member, colleague, secretary, campaign, signed_in):
    texts = [*OWN, f"{LAND}. {CLINIC}", f"{MARKET}. {RIVER}"]
    hand_in(write(colleague, campaign, texts))
    program = write(member, campaign, texts)

    writers = signed_in(member).get(url_of(program, "copies"))
    hand_in(program)
    reviewers = signed_in(secretary).get(url_of(program, "review"))

    assert (reviewers.content.count(b'class="similar"'), len(reviewers.content) < 60_000) == (8, True)
    assert (writers.content.count(b'class="similar"'), len(writers.content) < 60_000) == (8, True)


# ── two at once ──


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_that_copy_each_other_at_once_the_later_finds_the_earlier(member, colleague, secretary, campaign):
    from tests.commitments.test_racing import at_once

    drafts = [write(person, campaign, [LAND, RIVER]) for person in (member, colleague)]
    for draft in drafts:
        draft.texts.update(body="Có")

    outcomes = at_once(*[lambda draft=draft: drafting.hand_in(loaded(draft), by=draft.owner) for draft in drafts])

    assert outcomes == ["done", "done"]
    finders = set(CopyFinding.objects.values_list("program", flat=True))
    assert len(finders) == 1
    assert ActionProgram.objects.filter(status="submitted").count() == 2
