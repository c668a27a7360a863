"""A document is replaced: the programs that carry it out are proposed an amendment, once, and their writers answer."""

import datetime

import pytest
from django.urls import reverse

from commitments import amending, replacing
from commitments.errors import InvalidTransition
from commitments.models import Amendment, Proposal
from portal.audit.models import AuditEvent
from portal.jobs.models import Job
from portal.lib.dates import today
from portal.notifications.models import Notification
from portal.resolutions import catalogue
from tests import factories
from tests.queries import queries_of
from tests.worker import work_off

OLDER, NEWER = "Nghị quyết 57-NQ/TW", "Nghị quyết 70-NQ/TW"


@pytest.fixture
def newer(clerk):
    document = factories.make_resolution("70-NQ/TW")
    factories.make_clause(document, number="7", text="Mục của văn bản mới")
    return document


@pytest.fixture
def program(member, secretary, campaign, clause):
    """The member's program in force: two commitments on a clause of the older document, one on none."""
    program = factories.make_program(member, campaign=campaign, commitments=2, status="draft", clauses=[clause])
    factories.make_commitment(program)
    return factories.bring_to(program, "approved", by=member)


@pytest.fixture
def proposal(program, newer, resolution, clerk):
    catalogue.relate(newer, resolution, "replaces", by=clerk)
    return Proposal.objects.get()


def act(client, proposal, name, **data):
    return client.post(reverse(f"commitments:{name}_proposal", args=[proposal.pk]), data)


def test_the_program_gets_a_proposal_and_its_writer_is_told_which_commitments(proposal, program, member):
    told = Notification.objects.get(event="commitments.amendment_proposed")

    assert (proposal.program, proposal.status) == (program, "open")
    assert [commitment.order for commitment in proposal.commitments] == [1, 2]
    assert (told.recipient, told.url) == (member, proposal.get_absolute_url())
    assert told.text == f"{OLDER} đã được thay bằng {NEWER}. Đề nghị đồng chí xem lại cam kết: 1, 2."
    assert AuditEvent.objects.filter(action="commitments.amendment_proposed").count() == 1


def test_home_asks_to_look_at_them_again(proposal, member, signed_in):
    page = signed_in(member).get(reverse("home")).content.decode()

    assert f"{OLDER} đã được thay bằng {NEWER}" in page
    assert "Xem lại cam kết: 1, 2." in page
    assert f'href="{proposal.get_absolute_url()}"' in page


def test_home_asks_the_same_of_the_database_for_one_document_and_for_three(
    proposal, resolution, program, clerk, member, signed_in
):
    client, url = signed_in(member), reverse("home")
    before = queries_of(client, url)
    for number in (71, 72):
        document = factories.make_resolution(f"{number}-NQ/TW")
        catalogue.relate(document, resolution, "replaces", by=clerk)

    assert queries_of(client, url) == before
    assert Proposal.objects.count() == 3


def test_saying_it_twice_proposes_once(proposal, newer, resolution, clerk):
    catalogue.relate(newer, resolution, "replaces", by=clerk)
    replacing.on_replaced(newer, resolution, clerk)

    assert Proposal.objects.count() == 1
    assert Notification.objects.filter(event="commitments.amendment_proposed").count() == 1


def test_a_replacement_taken_back_asks_nothing_any_more(proposal, newer, resolution, clerk, member, signed_in):
    catalogue.unrelate(newer, resolution, "replaces", by=clerk)

    proposal.refresh_from_db()
    home = signed_in(member).get(reverse("home")).content.decode()
    page = signed_in(member).get(proposal.get_absolute_url()).content.decode()
    assert (proposal.status, proposal.answered_by) == ("lapsed", clerk)
    assert list(Proposal.objects.standing()) == []
    assert f'href="{proposal.get_absolute_url()}"' not in home
    assert "Việc thay thế văn bản đã được rút lại trong danh mục" in page
    assert "đồng chí không phải làm gì thêm" in page
    assert not Notification.objects.unread().filter(event="commitments.amendment_proposed").exists()
    assert AuditEvent.objects.get(action="commitments.proposal_lapsed").owner_id == str(member.public_id)


def test_a_lapsed_proposal_is_not_taken(proposal, newer, resolution, clerk, member, signed_in):
    catalogue.unrelate(newer, resolution, "replaces", by=clerk)

    act(signed_in(member), proposal, "take")

    assert not Amendment.objects.exists()


def test_a_replacement_said_anew_asks_and_tells_again(proposal, newer, resolution, clerk):
    catalogue.unrelate(newer, resolution, "replaces", by=clerk)

    catalogue.relate(newer, resolution, "replaces", by=clerk)

    again = Proposal.objects.get()
    assert (again.pk, again.status, again.answered_by, again.answered_at) == (proposal.pk, "open", None, None)
    assert Notification.objects.unread().filter(event="commitments.amendment_proposed").count() == 1


def test_what_was_begun_before_a_replacement_was_taken_back_stays(
    proposal, newer, resolution, clerk, member, signed_in
):
    amendment = replacing.take(proposal, by=member)

    catalogue.unrelate(newer, resolution, "replaces", by=clerk)

    proposal.refresh_from_db()
    amendment.refresh_from_db()
    page = signed_in(member).get(proposal.get_absolute_url()).content.decode()
    assert (proposal.status, amendment.status) == ("taken", "draft")
    assert "Việc thay thế văn bản đã được rút lại trong danh mục" in page
    assert f'href="{amendment.get_absolute_url()}"' in page


def test_taking_back_that_it_implements_leaves_proposals_alone(proposal, newer, resolution, clerk):
    catalogue.relate(newer, resolution, "implements", by=clerk)

    catalogue.unrelate(newer, resolution, "implements", by=clerk)

    proposal.refresh_from_db()
    assert proposal.status == "open"


def test_the_clerk_reads_how_many_programs_a_replacement_asks_before_it_is_recorded(
    program, newer, resolution, clerk, signed_in
):
    client, relate = signed_in(clerk), reverse("resolutions:relate", args=[newer.code, "replaces", resolution.code])

    asked = client.post(relate, follow=True)

    assert asked.request["PATH_INFO"] == reverse("resolutions:confirm_replacing", args=[newer.code, resolution.code])
    assert "1 chương trình đang thực hiện sẽ được đề nghị điều chỉnh." in asked.content.decode()
    assert not Proposal.objects.exists()
    assert not newer.replaces.exists()

    done = client.post(relate, {"confirmed": "yes"}, follow=True)

    assert "Đã ghi nhận. 1 chương trình đang thực hiện được đề nghị điều chỉnh." in done.content.decode()
    assert Proposal.objects.get().program == program


@pytest.mark.parametrize(("relation", "status"), [("replaces", "draft"), ("implements", "in_force")])
def test_what_asks_nobody_is_recorded_without_a_question(
    relation, status, program, newer, resolution, clerk, signed_in
):
    newer.status = status
    newer.save()

    response = signed_in(clerk).post(reverse("resolutions:relate", args=[newer.code, relation, resolution.code]))

    assert response.url == reverse("resolutions:relations", args=[newer.code])
    assert list(getattr(newer, relation).all()) == [resolution]


@pytest.mark.parametrize("status", ["draft", "ended"])
def test_a_document_that_is_not_in_force_replaces_nothing_yet(status, program, newer, resolution, clerk):
    newer.status = status
    newer.save()

    catalogue.relate(newer, resolution, "replaces", by=clerk)

    assert not Proposal.objects.exists()


def test_once_a_draft_text_comes_into_force_it_proposes(program, newer, resolution, clerk):
    newer.status = "draft"
    newer.save()
    catalogue.relate(newer, resolution, "replaces", by=clerk)
    newer.status = "in_force"

    catalogue.keep(newer, by=clerk)

    assert Proposal.objects.get().program == program


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "closed"])
def test_programs_not_in_force_are_left_alone(status, member, secretary, campaign, clause, newer, resolution, clerk):
    factories.make_program(member, campaign=campaign, status=status, clauses=[clause])

    catalogue.relate(newer, resolution, "replaces", by=clerk)

    assert not Proposal.objects.exists()


def test_programs_of_a_year_that_is_over_are_left_alone(province, member, secretary, clause, newer, resolution, clerk):
    past = today().year - 1
    campaign = factories.make_campaign(
        province.ward, resolutions=[resolution], period=factories.make_period(past),
        opens_on=datetime.date(past, 1, 1), due_on=datetime.date(past, 2, 1),
    )  # fmt: skip
    factories.make_program(member, campaign=campaign, status="approved", clauses=[clause])

    catalogue.relate(newer, resolution, "replaces", by=clerk)

    assert not Proposal.objects.exists()


def test_a_dropped_commitment_is_not_asked_about(program, secretary, newer, resolution, clerk):
    program.commitments.filter(clauses__resolution=resolution).update(dropped_on=today())

    catalogue.relate(newer, resolution, "replaces", by=clerk)

    assert not Proposal.objects.exists()


def test_implementing_is_no_replacing(program, newer, resolution, clerk):
    catalogue.relate(newer, resolution, "implements", by=clerk)

    assert not Proposal.objects.exists()


def test_many_programs_are_told_by_a_job_once(
    program, province, campaign, clause, newer, resolution, clerk, monkeypatch
):
    monkeypatch.setattr(replacing, "AT_ONCE", 2)
    for _number in range(4):
        owner = factories.make_person(cell=province.cell)
        factories.make_program(owner, campaign=campaign, status="approved", clauses=[clause])

    catalogue.relate(newer, resolution, "replaces", by=clerk)
    before = Proposal.objects.count()
    work_off()
    job = Job.objects.get()
    replacing.ProposalWork().run(job.params, list(Proposal.objects.values_list("program", flat=True)), None)

    assert (before, Proposal.objects.count()) == (0, 5)
    assert Notification.objects.filter(event="commitments.amendment_proposed").count() == 5


def test_one_button_begins_an_amendment_with_the_commitments_in_it(proposal, member, signed_in, clause):
    response = act(signed_in(member), proposal, "take")

    amendment = Amendment.objects.get()
    proposal.refresh_from_db()
    reason = f"{OLDER} đã được thay bằng {NEWER}."
    assert (response.url, proposal.status, proposal.amendment) == (amendment.get_absolute_url(), "taken", amendment)
    assert (amendment.kind, amendment.reason) == ("resolution", reason)
    changes = [(c.act, c.commitment.order, c.reason, list(c.clauses.all())) for c in amendment.changes.all()]
    assert changes == [("change", 1, reason, [clause]), ("change", 2, reason, [clause])]


def test_a_second_click_leads_to_the_same_amendment(proposal, member, signed_in):
    client = signed_in(member)

    urls = [act(client, proposal, "take").url for _click in range(2)]

    assert urls == [Amendment.objects.get().get_absolute_url()] * 2


def test_what_is_being_written_takes_them_in_and_keeps_its_own(proposal, program, member, signed_in):
    amendment = factories.make_amendment(program, changes=0)
    dropped = factories.drop_change(amendment, program.commitments.in_order()[0])

    act(signed_in(member), proposal, "take")

    changes = [(c.pk, c.act) for c in amendment.changes.all()]
    assert changes[0] == (dropped.pk, "drop")
    assert [act_of for _pk, act_of in changes] == ["drop", "change"]


def test_while_an_amendment_is_under_review_it_waits(proposal, program, member, signed_in):
    factories.make_amendment(program, status="submitted")

    response = act(signed_in(member), proposal, "take")

    proposal.refresh_from_db()
    assert (response.url, proposal.status) == (proposal.get_absolute_url(), "open")


def test_no_amendment_needed_with_a_reason_that_officers_read(proposal, program, member, secretary, signed_in):
    client = signed_in(member)

    refused = act(client, proposal, "decline", reason="  ")
    act(client, proposal, "decline", reason="Nội dung công việc không đổi")

    proposal.refresh_from_db()
    assert (refused.status_code, proposal.status, proposal.answered_by) == (422, "declined", member)
    assert not Amendment.objects.exists()
    page = signed_in(secretary).get(program.get_absolute_url()).content.decode()
    assert "Nội dung công việc không đổi" in page


@pytest.mark.parametrize("first", ["take", "decline"])
@pytest.mark.parametrize("then", ["take", "decline"])
def test_what_was_answered_is_not_answered_again(first, then, proposal, member, signed_in):
    client = signed_in(member)
    act(client, proposal, first, reason="Không đổi")
    proposal.refresh_from_db()
    answered = (proposal.status, proposal.answered_at)

    again = {
        "take": lambda: replacing.take(proposal, by=member),
        "decline": lambda: proposal.decline(by=member, reason="Lần nữa"),
    }

    with pytest.raises(InvalidTransition):
        again[then]()

    proposal.refresh_from_db()
    assert (proposal.status, proposal.answered_at) == answered


def test_withdrawing_the_amendment_asks_again(proposal, member, signed_in):
    amendment = replacing.take(proposal, by=member)

    amendment.withdraw(by=member)

    proposal.refresh_from_db()
    page = signed_in(member).get(reverse("home")).content.decode()
    assert (proposal.status, proposal.amendment, proposal.answered_by) == ("open", None, None)
    assert list(Proposal.objects.standing()) == [proposal]
    assert f'href="{proposal.get_absolute_url()}"' in page
    assert AuditEvent.objects.filter(action="commitments.proposal_reopened").count() == 1


def test_what_was_asked_again_is_taken_into_another_amendment(proposal, member):
    first = replacing.take(proposal, by=member)
    first.withdraw(by=member)

    second = replacing.take(proposal, by=member)

    proposal.refresh_from_db()
    assert (proposal.status, proposal.amendment) == ("taken", second)
    assert second != first


def test_a_declined_proposal_stays_so_when_an_amendment_is_withdrawn(proposal, program, member):
    amendment = factories.make_amendment(program)
    proposal.decline(by=member, reason="Không đổi")

    amendment.withdraw(by=member)

    proposal.refresh_from_db()
    assert proposal.status == "declined"


def test_an_amendment_that_ends_with_its_program_asks_nobody_any_more(
    proposal, program, member, personnel_officer, signed_in
):
    replacing.take(proposal, by=member)

    program.close(by=personnel_officer, reason="Chuyển công tác")

    proposal.refresh_from_db()
    page = signed_in(member).get(reverse("home")).content.decode()
    assert (proposal.status, proposal.amendment) == ("open", None)
    assert list(Proposal.objects.standing()) == []
    assert f'href="{proposal.get_absolute_url()}"' not in page


def test_others_do_not_answer(proposal, secretary, outsider, signed_in):
    statuses = {
        person: [
            signed_in(person).get(proposal.get_absolute_url()).status_code,
            act(signed_in(person), proposal, "take").status_code,
            act(signed_in(person), proposal, "decline", reason="A").status_code,
        ]
        for person in (secretary, outsider)
    }

    assert statuses == {secretary: [403] * 3, outsider: [404] * 3}
    assert not Amendment.objects.exists()


def test_a_clause_of_the_newer_document_can_then_be_chosen_and_is_applied(proposal, newer, program, member, secretary):
    amendment = replacing.take(proposal, by=member)
    for change in amendment.changes.all():
        change.clauses.set(newer.clauses.all())

    assert [clause.number for clause in amending.clauses_for(program)].count("7") == 1
    amending.hand_in(amendment, by=member)
    amendment.current_step.decide("approved", by=secretary)

    assert [c.number for c in program.commitments.in_order().first().clauses.all()] == ["7"]


def test_the_page_asks_the_same_of_the_database_for_1_3_and_30_commitments(
    province, campaign, clause, newer, resolution, clerk, signed_in
):
    owners = [factories.make_person(cell=province.cell) for _number in range(3)]
    factories.appoint(factories.make_person(cell=province.cell), "cell_secretary", province.cell)
    for owner, count in zip(owners, (1, 3, 30), strict=True):
        factories.make_program(owner, campaign=campaign, commitments=count, status="approved", clauses=[clause])
    catalogue.relate(newer, resolution, "replaces", by=clerk)

    counts = [queries_of(signed_in(p.program.entry.person), p.get_absolute_url()) for p in Proposal.objects.all()]

    assert len(counts) == 3
    assert len(set(counts)) == 1
    assert counts[0] <= 15
