"""Writing an amendment: beginning, changing, dropping, adding, field by field, from two windows, and handing in."""

import pytest
from django.urls import reverse

from commitments.drafting import mark
from commitments.models import AmendedCommitment, Amendment
from portal.audit.models import AuditEvent
from tests import factories
from tests.queries import queries_of


@pytest.fixture
def program(member, secretary, campaign, clause):
    """The member's program in force, with two commitments on a clause."""
    return factories.make_program(member, campaign=campaign, commitments=2, status="approved", clauses=[clause])


@pytest.fixture
def amendment(program):
    return factories.make_amendment(program, changes=0)


@pytest.fixture
def first(program):
    return program.commitments.in_order().first()


def post(client, name, *args, **data):
    return client.post(reverse(f"commitments:{name}", args=args), data)


def test_the_program_page_offers_an_amendment_to_its_writer_alone(program, member, secretary, signed_in):
    url = reverse("commitments:amend", args=[program.pk])

    assert f'href="{url}"' in signed_in(member).get(program.get_absolute_url()).content.decode()
    assert f'href="{url}"' not in signed_in(secretary).get(program.get_absolute_url()).content.decode()


def test_one_says_why_and_the_amendment_begins(program, member, signed_in):
    response = post(signed_in(member), "amend", program.pk, kind="changed_post")

    amendment = Amendment.objects.get()
    assert (response.status_code, response.url) == (302, amendment.get_absolute_url())
    assert (amendment.kind, amendment.status, amendment.base) == ("changed_post", "draft", program.versions.get())
    assert AuditEvent.objects.filter(action="commitments.amendment_begun").count() == 1


def test_without_a_kind_nothing_is_begun(program, member, signed_in):
    response = post(signed_in(member), "amend", program.pk)

    assert response.status_code == 422
    assert "Chưa chọn lý do. Hãy chọn một mục." in response.content.decode()
    assert not Amendment.objects.exists()


def test_a_double_click_begins_one(program, member, signed_in):
    client = signed_in(member)

    urls = [post(client, "amend", program.pk, kind="new_task").url for _click in range(2)]

    assert urls == [Amendment.objects.get().get_absolute_url()] * 2


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "closed"])
def test_a_program_not_in_force_is_not_amended(status, member, secretary, campaign, signed_in):
    program = factories.make_program(member, campaign=campaign, status=status)

    response = post(signed_in(member), "amend", program.pk, kind="new_task")

    assert response.status_code == 403
    assert not Amendment.objects.exists()


def test_a_draft_is_seen_by_its_writer_alone(amendment, secretary, personnel_officer, inspector, outsider, signed_in):
    url = amendment.get_absolute_url()

    assert [
        signed_in(person).get(url).status_code for person in (secretary, personnel_officer, inspector, outsider)
    ] == [404] * 4


def test_a_change_begins_with_the_words_in_force(amendment, first, member, signed_in, clause):
    response = post(signed_in(member), "make_change", amendment.pk, commitment=first.pk, change="yes")

    change = amendment.changes.get()
    assert response.url == f"{amendment.get_absolute_url()}?open={change.pk}#change-{change.pk}"
    assert (change.act, change.commitment, change.words, list(change.clauses.all())) == (
        "change",
        first,
        first.words,
        [clause],
    )


def test_clicking_twice_makes_one_change(amendment, first, member, signed_in):
    client = signed_in(member)

    for _click in range(2):
        post(client, "make_change", amendment.pk, commitment=first.pk, change="yes")

    assert amendment.changes.count() == 1


def test_a_change_can_become_a_drop_and_back_with_what_was_typed(amendment, first, member, signed_in):
    client = signed_in(member)
    post(client, "make_change", amendment.pk, commitment=first.pk, change="yes")
    AmendedCommitment.objects.update(title="Việc đã viết lại")

    post(client, "make_change", amendment.pk, commitment=first.pk, drop="yes")
    dropped = amendment.changes.get().act
    post(client, "make_change", amendment.pk, commitment=first.pk, change="yes")

    assert dropped == "drop"
    assert (amendment.changes.get().act, amendment.changes.get().title) == ("change", "Việc đã viết lại")


def test_two_clicks_on_add_give_one_empty_task(amendment, member, signed_in):
    client = signed_in(member)

    for _click in range(2):
        post(client, "make_change", amendment.pk, add="yes")

    assert [(change.act, change.commitment) for change in amendment.changes.all()] == [("add", None)]


@pytest.mark.parametrize("key", ["", "0", "abc", "99999999999999999999"])
def test_a_commitment_that_is_not_of_the_program_is_not_found(key, amendment, member, signed_in):
    response = post(signed_in(member), "make_change", amendment.pk, commitment=key, change="yes")

    assert response.status_code == 404
    assert not amendment.changes.exists()


def test_each_field_is_saved_as_it_is_left_and_the_live_commitment_stays(amendment, first, member, signed_in):
    change = amendment.changes.create(commitment=first, act="change", **first.words)
    data = {"reason": "Địa bàn sáp nhập", "was-reason": mark(""), "target_value": "40", "was-target_value": mark("60")}

    response = signed_in(member).post(
        reverse("commitments:save_change", args=[amendment.pk, change.pk]), data, headers={"HX-Request": "true"}
    )

    change.refresh_from_db()
    first.refresh_from_db()
    assert (response.status_code, change.reason, change.target_value, first.target_value) == (
        200,
        "Địa bàn sáp nhập",
        40,
        60,
    )
    page = response.content.decode()
    assert '<del class="pieces__gone"><span class="visually-hidden">[bỏ: </span>60<span' in page
    assert '<ins class="pieces__new"><span class="visually-hidden">[thêm: </span>40<span' in page


@pytest.mark.parametrize("name", ["target_value", "baseline"])
def test_a_number_below_0_is_refused_with_how_to_mend_it(amendment, first, member, signed_in, name):
    change = amendment.changes.create(commitment=first, act="change", **first.words)
    before = getattr(change, name)

    response = post(signed_in(member), "save_change", amendment.pk, change.pk, **{name: "-15"})

    assert response.status_code == 422
    assert "Số này nhỏ hơn 0. Đồng chí ghi từ 0 trở lên, không có dấu trừ." in response.content.decode()
    change.refresh_from_db()
    assert getattr(change, name) == before


def test_two_windows_disagree_and_both_texts_are_shown(amendment, first, member, signed_in):
    change = amendment.changes.create(commitment=first, act="change", reason="Lý do của cửa sổ kia", **first.words)

    response = post(
        signed_in(member), "save_change", amendment.pk, change.pk, **{"reason": "Lý do ở đây", "was-reason": mark("")}
    )

    change.refresh_from_db()
    assert (response.status_code, change.reason) == (409, "Lý do của cửa sổ kia")
    assert "Lý do ở đây" in response.content.decode()


def test_what_is_typed_into_a_submitted_amendment_comes_back_to_be_copied(program, member, signed_in):
    amendment = factories.make_amendment(program, status="submitted")
    change = amendment.changes.get()

    response = post(
        signed_in(member), "save_change", amendment.pk, change.pk, **{"reason": "Gõ muộn", "was-reason": mark("cũ")}
    )

    change.refresh_from_db()
    assert (response.status_code, "Gõ muộn" in response.content.decode()) == (409, True)
    assert change.reason == "Địa bàn sáp nhập, số người cần hướng dẫn giảm"


def test_a_change_taken_out_in_another_window_is_told(amendment, member, signed_in):
    response = post(signed_in(member), "save_change", amendment.pk, 0, **{"reason": "Gõ muộn", "was-reason": mark("")})

    assert response.status_code == 409
    assert "Thay đổi này đã được bỏ ở một cửa sổ khác." in response.content.decode()


def test_undoing_leaves_the_commitment_as_it_is_and_twice_does_no_harm(amendment, first, member, signed_in):
    change = amendment.changes.create(commitment=first, act="drop", **first.words)
    client = signed_in(member)

    statuses = [post(client, "undo_change", amendment.pk, change.pk).status_code for _click in range(2)]

    assert (statuses, amendment.changes.count()) == ([302, 302], 0)


def test_why_it_is_amended_is_saved_too(amendment, member, signed_in):
    data = {"kind": "other", "was-kind": mark("unattainable"), "reason": "Nghỉ thai sản", "was-reason": mark("")}

    response = post(signed_in(member), "save_amendment", amendment.pk, **data)

    amendment.refresh_from_db()
    assert (response.status_code, amendment.kind, amendment.reason) == (302, "other", "Nghỉ thai sản")


def blocks_of(page):
    return [line["text"] for line in page.context["desk"].all_blocks]


def test_nothing_changed_blocks(amendment, member, signed_in):
    page = signed_in(member).get(reverse("commitments:submit_amendment", args=[amendment.pk]))

    assert blocks_of(page) == ["chưa có thay đổi nào"]


def test_each_change_needs_a_reason_and_something_different(amendment, first, member, signed_in):
    client = signed_in(member)
    post(client, "make_change", amendment.pk, commitment=first.pk, change="yes")

    page = client.get(reverse("commitments:submit_amendment", args=[amendment.pk]))

    assert blocks_of(page) == ["cam kết 1: chưa nêu lý do", "cam kết 1: nội dung chưa có gì khác"]
    assert post(client, "submit_amendment", amendment.pk).url == reverse(
        "commitments:submit_amendment", args=[amendment.pk]
    )
    amendment.refresh_from_db()
    assert amendment.status == "draft"


def test_another_reason_is_said_in_words(program, member, signed_in):
    amendment = factories.make_amendment(program, kind="other")

    page = signed_in(member).get(reverse("commitments:submit_amendment", args=[amendment.pk]))

    assert blocks_of(page) == ["chưa nêu vì sao điều chỉnh chương trình"]


def test_a_new_task_is_checked_as_any_other_and_those_in_force_are_not_judged_again(program, first, member, signed_in):
    program.commitments.filter(pk=first.pk).update(due_on=None)
    amendment = factories.make_amendment(program, changes=0)
    factories.add_change(amendment, deliverable="")

    page = signed_in(member).get(reverse("commitments:submit_amendment", args=[amendment.pk]))

    assert [text.partition(":")[0] for text in blocks_of(page)] == ["cam kết 3"]


def test_a_mandatory_item_stays_answered_unless_its_document_was_replaced(program, campaign, clause, member, signed_in):
    campaign.mandatory_clauses.add(clause)
    amendment = factories.make_amendment(program, changes=0)
    for commitment in program.commitments.all():
        factories.drop_change(amendment, commitment)
    factories.add_change(amendment)
    client, url = signed_in(member), reverse("commitments:submit_amendment", args=[amendment.pk])

    before = blocks_of(client.get(url))
    factories.make_resolution("70-NQ/TW").replaces.add(clause.resolution)
    after = blocks_of(client.get(url))

    assert (len(before), clause.reference in before[0]) == (1, True)
    assert after == []


def test_it_is_handed_in_and_the_program_page_says_so(program, member, secretary, signed_in):
    amendment = factories.make_amendment(program)

    client = signed_in(member)

    response = post(client, "submit_amendment", amendment.pk)

    amendment.refresh_from_db()
    assert (response.url, amendment.status, amendment.round) == (amendment.get_absolute_url(), "submitted", 1)
    assert "Đã gửi bản điều chỉnh, đang chờ" in client.get(response.url).content.decode()
    page = signed_in(secretary).get(program.get_absolute_url()).content.decode()
    assert "status-badge--amending" in page
    assert "Có bản điều chỉnh đang được xét duyệt" in page


def test_handing_in_twice_is_told_and_done_once(program, member, signed_in):
    amendment = factories.make_amendment(program)
    client = signed_in(member)

    for _click in range(2):
        post(client, "submit_amendment", amendment.pk)

    amendment.refresh_from_db()
    assert (amendment.round, amendment.steps.count()) == (1, 1)


def test_it_is_taken_back_and_withdrawn(program, member, secretary, signed_in):
    amendment = factories.make_amendment(program, status="submitted")
    client = signed_in(member)

    post(client, "recall_amendment", amendment.pk)
    response = post(client, "withdraw_amendment", amendment.pk)

    amendment.refresh_from_db()
    assert (response.url, amendment.status) == (program.get_absolute_url(), "withdrawn")


def test_home_asks_the_writer_to_go_on(program, member, secretary, signed_in):
    factories.make_amendment(program, status="returned")

    page = signed_in(member).get(reverse("home")).content.decode()

    assert "Điều chỉnh: Chương trình hành động cá nhân" in page
    assert "Cần nêu rõ căn cứ" in page


def test_the_clauses_of_a_document_that_replaced_one_are_offered(amendment, first, resolution, member, signed_in):
    newer = factories.make_resolution("70-NQ/TW")
    newer.replaces.add(resolution)
    factories.make_clause(newer, number="7", text="Mục mới")
    change = amendment.changes.create(commitment=first, act="change", **first.words)

    page = signed_in(member).get(f"{amendment.get_absolute_url()}?open={change.pk}").content.decode()

    assert "Mục 7, Nghị quyết 70-NQ/TW: Mục mới" in page


def test_the_editor_asks_the_same_of_the_database_for_1_3_and_30_changes(
    member, secretary, campaign, clause, signed_in
):
    program = factories.make_program(member, campaign=campaign, commitments=30, status="approved", clauses=[clause])
    client, counts = signed_in(member), []
    for changes in (1, 3, 30):
        Amendment.objects.all().delete()
        amendment = factories.make_amendment(program, changes=changes)
        change = amendment.changes.first()
        counts.append(queries_of(client, f"{amendment.get_absolute_url()}?open={change.pk}"))

    assert len(set(counts)) == 1
    assert counts[0] <= 15
