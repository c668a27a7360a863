"""Reviewing an amendment: who sees it, each change with its reason and difference, deciding, recording, two at once."""

import pytest
from django.urls import reverse

from commitments.errors import AlreadyDecided, NotYours
from commitments.models import Amendment, ReviewStep
from portal.audit.models import AuditEvent
from portal.directory.roles import Role
from portal.directory.services import place_organization
from portal.lib.dates import today
from portal.notifications.models import Notification
from tests import factories
from tests.queries import queries_of

Decision = ReviewStep.Decision


@pytest.fixture
def program(member, secretary, campaign, clause):
    return factories.make_program(member, campaign=campaign, commitments=3, status="approved", clauses=[clause])


@pytest.fixture
def amendment(program):
    """One change, one drop and one new task, before the cell."""
    amendment = factories.make_amendment(program, changes=1)
    factories.drop_change(amendment, program.commitments.in_order()[1])
    factories.add_change(amendment)
    amendment.submit(by=program.writers()[0])
    return amendment


def decide(client, amendment, decision, reason="", step=None):
    step = step or amendment.current_step
    data = {"step": step.pk if step else 0, "decision": decision, "reason": reason}
    return client.post(reverse("commitments:decide_amendment", args=[amendment.pk]), data)


def test_the_reviewer_reads_each_change_with_reason_difference_and_progress(amendment, program, secretary, signed_in):
    factories.make_report(program, entries=[{"state": "in_progress", "percent": 70, "reached_value": 42}])

    page = signed_in(secretary).get(amendment.review_url)

    html = page.content.decode()
    assert [row.state for row in page.context["desk"].changed_rows] == ["change", "drop", "add"]
    assert "Địa bàn sáp nhập, số người cần hướng dẫn giảm" in html
    assert "Nhiệm vụ đã chuyển cho đơn vị khác" in html
    labels = ("Lý do điều chỉnh:", "Lý do thôi thực hiện:", "Lý do bổ sung:")
    assert [html.count(f"<strong>{label}</strong>") for label in labels] == [1, 1, 1]
    assert '<del class="pieces__gone"><span class="visually-hidden">[bỏ: </span>60<span' in html
    assert "Đang thực hiện, 70%, 42 người" in html
    event = AuditEvent.objects.get(action="commitments.amendment_opened")
    assert (event.actor_name, event.owner_id) == (secretary.full_name, str(program.entry.person.public_id))


def test_its_writer_opens_it_unrecorded(amendment, member, signed_in):
    page = signed_in(member).get(amendment.get_absolute_url())

    assert page.status_code == 200
    assert not AuditEvent.objects.filter(action="commitments.amendment_opened").exists()


def test_it_is_approved_and_the_next_version_is_in_force(amendment, program, secretary, signed_in):
    response = decide(signed_in(secretary), amendment, "approved")

    amendment.refresh_from_db()
    assert (response.status_code, response.url) == (302, reverse("commitments:amendment_queue"))
    assert (amendment.status, program.versions.count(), program.commitments.in_force().count()) == ("approved", 2, 3)


def test_what_was_changed_can_still_be_read_afterwards(amendment, secretary, member, signed_in):
    decide(signed_in(secretary), amendment, "approved")

    page = signed_in(member).get(amendment.get_absolute_url())

    assert [row.state for row in page.context["desk"].changed_rows] == ["change", "drop", "add"]
    assert '<del class="pieces__gone"><span class="visually-hidden">[bỏ: </span>60<span' in page.content.decode()


def test_a_return_needs_a_reason_and_goes_to_the_writer(amendment, secretary, member, signed_in):
    client = signed_in(secretary)

    refused = decide(client, amendment, "returned")
    returned = decide(client, amendment, "returned", "Cần nêu căn cứ sáp nhập")

    amendment.refresh_from_db()
    told = Notification.objects.get(event="commitments.amendment_returned")
    assert (refused.status_code, returned.status_code, amendment.status) == (422, 302, "returned")
    assert (told.recipient, told.detail, told.url) == (member, "Cần nêu căn cứ sáp nhập", amendment.get_absolute_url())


def test_a_supervisor_gives_an_opinion_first(province, member, secretary, campaign, signed_in):
    head = factories.make_person("Vũ Thị Sáu", cell=province.cell)
    factories.appoint(member, Role.CELL_COMMITTEE_MEMBER, province.cell, reports_to=head)
    program = factories.make_program(member, campaign=campaign, status="approved")
    amendment = factories.make_amendment(program, status="submitted")

    silent = decide(signed_in(head), amendment, "approved")
    decide(signed_in(head), amendment, "approved", "Nhất trí")

    amendment.refresh_from_db()
    assert silent.status_code == 422
    assert (amendment.status, amendment.current_step.body) == ("submitted", province.cell)
    assert AuditEvent.objects.filter(action="commitments.amendment_opinion_given").count() == 1


def test_nobody_decides_on_their_own(secretary, deputy, ward_secretary, campaign, signed_in):
    program = factories.make_program(secretary, campaign=campaign, status="approved")
    amendment = factories.make_amendment(program, status="submitted")

    response = decide(signed_in(secretary), amendment, "approved")

    assert response.status_code == 403
    with pytest.raises(NotYours):
        amendment.current_step.decide(Decision.APPROVED, by=secretary)


def test_a_stale_tab_tells_who_was_faster_and_keeps_what_was_typed(amendment, secretary, deputy, signed_in):
    step = amendment.current_step
    step.decide(Decision.APPROVED, by=deputy)

    response = decide(signed_in(secretary), amendment, "returned", "Chưa rõ căn cứ", step)

    assert response.status_code == 409
    assert deputy.full_name in response.content.decode()
    assert "Chưa rõ căn cứ" in response.content.decode()


def test_a_second_click_on_ones_own_decision_goes_on_quietly(amendment, program, secretary, signed_in):
    client, step = signed_in(secretary), amendment.current_step

    statuses = [decide(client, amendment, "approved", step=step).status_code for _click in range(2)]

    assert (statuses, program.versions.count()) == ([302, 302], 2)


def test_a_stale_tab_names_whose_amendment_was_decided_before_the_next_one_is_shown(
    amendment, colleague, secretary, campaign, signed_in
):
    following = factories.make_program(colleague, campaign=campaign, status="approved")
    following = factories.make_amendment(following, status="submitted")
    client, step = signed_in(secretary), amendment.current_step
    decide(client, amendment, "returned", "Chưa rõ căn cứ", step)
    client.get(reverse("commitments:amendment_queue"))

    response = decide(client, amendment, "approved", step=step)

    page = client.get(response.url).content.decode()
    assert response.url == following.review_url
    assert f"Bản điều chỉnh của {amendment.owner}: Đồng chí {secretary.full_name} đã quyết định lúc" in page


def test_one_taken_back_meanwhile_is_told_and_nothing_of_it_is_shown(amendment, member, secretary, signed_in):
    step = amendment.current_step
    amendment.recall(by=member)

    response = decide(signed_in(secretary), amendment, "returned", "Chưa rõ căn cứ", step)

    html = response.content.decode()
    assert response.status_code == 409
    assert ("Chưa rõ căn cứ" in html, "Nhiệm vụ đã chuyển cho đơn vị khác" in html) == (True, False)


def test_a_step_of_one_that_was_taken_back_is_not_decided(amendment, member, secretary):
    step = amendment.current_step
    amendment.recall(by=member)

    with pytest.raises(AlreadyDecided):
        step.decide(Decision.APPROVED, by=secretary)


def test_the_office_records_what_a_committee_decided(
    secretary, deputy, ward_secretary, personnel_officer, campaign, signed_in
):
    program = factories.make_program(secretary, campaign=campaign, status="approved")
    amendment = factories.make_amendment(program, status="submitted")
    amendment.current_step.decide(Decision.APPROVED, by=deputy)
    client = signed_in(personnel_officer)
    listed = client.get(reverse("commitments:amendment_queue"))
    data = {"step": amendment.current_step.pk, "decision": "approved", "symbol": "12-BB", "on": f"{today():%d/%m/%Y}"}

    response = client.post(reverse("commitments:record_amendment", args=[amendment.pk]), data)

    amendment.refresh_from_db()
    assert [row["amendment"] for row in listed.context["rows"]] == [amendment]
    assert (response.url, amendment.status) == (reverse("commitments:amendment_queue"), "approved")
    event = AuditEvent.objects.get(action="commitments.decision_recorded")
    assert event.subject_type == "commitments.amendment"


def test_an_amendment_under_review_follows_its_cell_to_another_ward(
    province, secretary, deputy, ward_secretary, system_admin, campaign
):
    program = factories.make_program(secretary, campaign=campaign, status="approved")
    amendment = factories.make_amendment(program, status="submitted")
    newcomer = factories.make_person("Tạ Lan", cell=province.other_cell)
    factories.appoint(newcomer, Role.SECRETARY, province.other_ward)

    place_organization(
        province.cell, parent=province.other_ward, name=province.cell.name, on=today(), decision="12-QĐ/TU",
        by=system_admin,
    )  # fmt: skip

    assert [step.body.code for step in amendment.steps.all()] == ["DUHT-01", "DUDS"]
    assert AuditEvent.objects.filter(action="commitments.amendment_rerouted").count() == 1


def test_the_steps_of_an_amendment_are_not_those_of_its_program(amendment, program, secretary, member):
    assert program.current_step is None
    assert list(type(program).objects.awaiting_decision_of(secretary)) == []
    assert list(Amendment.objects.awaiting_decision_of(secretary)) == [amendment]
    assert list(Amendment.objects.awaiting_decision_of(member)) == []


def test_one_before_several_steps_waits_for_the_first_only(secretary, deputy, ward_secretary, campaign):
    program = factories.make_program(secretary, campaign=campaign, status="approved")
    amendment = factories.make_amendment(program, status="submitted")

    assert list(Amendment.objects.awaiting_decision_of(deputy)) == [amendment]
    assert list(Amendment.objects.awaiting_decision_of(ward_secretary)) == []
    assert list(ReviewStep.objects.open_to_bodies_of(ward_secretary, "amendment")) == []


def test_home_and_the_tab_count_what_waits(amendment, secretary, signed_in):
    client = signed_in(secretary)

    home = client.get(reverse("home")).content.decode()
    tabs = client.get(reverse("commitments:queue")).context["tabs"]

    assert "Xét duyệt 1 bản điều chỉnh" in home
    assert [(tab["label"], tab["count"], tab["current"]) for tab in tabs][:2] == [
        ("Chương trình", "", True),
        ("Bản điều chỉnh", 1, False),
    ]


def test_the_page_asks_the_same_of_the_database_for_1_3_and_30_changes(member, secretary, campaign, clause, signed_in):
    program = factories.make_program(member, campaign=campaign, commitments=30, status="approved", clauses=[clause])
    client, counts = signed_in(secretary), []
    for changes in (1, 3, 30):
        Amendment.objects.all().delete()
        amendment = factories.make_amendment(program, changes=changes, status="submitted")
        counts.append(queries_of(client, amendment.review_url))

    assert len(set(counts)) == 1
    assert counts[0] <= 20


def test_the_page_of_a_program_that_is_amended_stays_within_fifteen_queries(
    amendment, program, member, secretary, signed_in
):
    counts = [queries_of(signed_in(person), program.get_absolute_url()) for person in (member, secretary)]

    assert max(counts) <= 15


def test_lists_show_that_a_program_is_being_amended(amendment, program, member, secretary, signed_in):
    url = reverse("commitments:roster", args=[program.campaign.pk, program.entry.unit.code])

    own = signed_in(member).get(reverse("commitments:programs")).content.decode()
    roster = signed_in(secretary).get(f"{url}?state=approved").content.decode()

    assert own.count("status-badge--amending") == 1
    assert roster.count("status-badge--amending") == 1
