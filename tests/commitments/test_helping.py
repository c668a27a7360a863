"""Entering for a member without means: who may, what stays theirs, and that nobody decides before they confirm it."""

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from commitments import amending, amendment_policies, policies
from commitments.errors import InvalidTransition, NotYours, ReasonMissing
from commitments.models import (
    ActionProgram,
    Amendment,
    Campaign,
    Entered,
    Helping,
    ProgressAnswer,
    ProgressEntry,
    ReviewStep,
)
from commitments.models.progress import progress_url
from portal.audit.models import AuditEvent
from portal.directory.models import Person
from portal.lib.dates import today
from tests import factories
from tests.queries import queries_of

APPROVED = ReviewStep.Decision.APPROVED


@pytest.fixture(autouse=True)
def _in_english(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def helping(member, secretary):
    return Helping.begin(member, by=secretary, reason="Không có điện thoại")


@pytest.fixture
def program(helping, member, secretary, campaign):
    """The member's program, entered and handed in by the secretary of the cell."""
    return factories.make_program(member, campaign=campaign, status="submitted", by=secretary)


def now(person):
    return Person.objects.get(pk=person.pk)


# ── who may ──


def test_the_member_is_told_who_enters_for_them(helping, member):
    told = member.notifications.get(event="commitments.helping_begun")

    assert "Hoàng Văn Khải" in told.text
    assert AuditEvent.objects.get(action="commitments.helping_begun").owner_id == str(member.public_id)


def test_only_officers_of_the_cell_enter_for_its_members(member, colleague, ward_secretary, outsider, secretary):
    for helper, whom in ((colleague, member), (ward_secretary, member), (secretary, outsider), (secretary, secretary)):
        with pytest.raises(NotYours):
            Helping.begin(whom, by=helper, reason="Không có máy")
    with pytest.raises(ReasonMissing):
        Helping.begin(member, by=secretary, reason=" ")

    assert not Helping.objects.exists()


def test_beginning_twice_is_one_help(helping, member, secretary):
    assert Helping.begin(member, by=secretary, reason="Không có máy") == helping


def test_the_helper_writes_and_hands_in_and_the_paper_stays_the_members(program, member, secretary):
    assert (program.belongs_to(member), program.belongs_to(secretary)) == (True, False)
    assert program.is_written_by(now(secretary))
    assert list(ActionProgram.objects.of(secretary)) == []


def test_who_helps_no_more_or_holds_the_post_no_more_writes_no_more(helping, member, secretary, campaign):
    draft = factories.make_program(member, campaign=campaign)
    before = policies.can_edit(now(secretary), draft)
    helping.end(by=member)
    ended = policies.can_edit(now(secretary), draft)
    Helping.begin(member, by=now(secretary), reason="Không có máy")
    secretary.appointments.all().delete()

    assert (bool(before), bool(ended), bool(policies.can_edit(now(secretary), draft))) == (True, False, False)
    assert not ActionProgram.objects.visible_to(now(secretary)).exists()


def test_another_officer_of_the_cell_sees_no_draft(helping, member, deputy, campaign):
    factories.make_program(member, campaign=campaign)

    assert not ActionProgram.objects.visible_to(deputy).exists()


# ── nobody decides before it is confirmed ──


def test_what_an_earlier_round_waited_for_is_over_once_the_member_hands_in_themselves(
    program, member, secretary, deputy
):
    program.current_step.decide(ReviewStep.Decision.RETURNED, by=deputy, reason="Nêu rõ sản phẩm")
    program.refresh_from_db()

    program.submit(by=member)

    assert not Entered.objects.exists()
    assert list(ActionProgram.objects.awaiting_decision_of(now(secretary))) == [program]


def test_the_helper_does_not_decide_until_the_member_has_confirmed_it(program, member, secretary):
    with pytest.raises(NotYours, match="You have entered this for Đặng Thị Bích Ngà"):
        program.current_step.decide(APPROVED, by=secretary)
    refused = policies.can_decide(secretary, program)
    waiting = ActionProgram.objects.awaiting_decision_of(now(secretary)).count()

    Entered.objects.get().confirm(by=member)
    program.current_step.decide(APPROVED, by=secretary)

    program.refresh_from_db()
    assert refused.reason.startswith("You have entered this for Đặng Thị Bích Ngà")
    assert (waiting, program.status) == (0, "approved")


def test_another_officer_decides_meanwhile(program, deputy):
    program.current_step.decide(APPROVED, by=deputy)

    program.refresh_from_db()
    assert program.status == "approved"


def test_the_member_is_asked_and_the_helper_is_told(program, member, secretary):
    asked = member.notifications.get(event="commitments.entered")

    Entered.objects.get().confirm(by=member)

    assert asked.url == Entered.objects.get().get_absolute_url()
    assert secretary.notifications.filter(event="commitments.entered_confirmed").count() == 1


def test_what_the_member_hands_in_themselves_needs_no_confirmation(helping, member, secretary, campaign):
    program = factories.make_program(member, campaign=campaign, status="submitted")

    program.current_step.decide(APPROVED, by=secretary)

    assert not Entered.objects.exists()


def test_taking_it_back_and_handing_it_in_oneself_confirms_it(program, member, secretary):
    program.recall(by=member)
    program.submit(by=member)

    assert not Entered.objects.exists()
    assert policies.can_decide(secretary, program)


def test_only_the_member_confirms_and_only_once(program, member, colleague, secretary):
    entered = Entered.objects.get()
    for other in (colleague, secretary):
        with pytest.raises(NotYours):
            entered.confirm(by=other)

    entered.confirm(by=member)

    with pytest.raises(InvalidTransition):
        entered.confirm(by=member)


def test_progress_that_the_helper_sent_is_not_answered_by_them_until_it_is_confirmed(
    helping, member, secretary, deputy, campaign
):
    program = factories.make_program(member, campaign=campaign, status="approved")
    commitment = program.commitments.get()
    factories.make_progress(commitment, state="done", percent=100)
    factories.send_progress(program, by=secretary)
    entry = ProgressEntry.objects.get()

    with pytest.raises(NotYours, match="You have entered this for"):
        ProgressAnswer.give(entry, "confirmed", by=secretary, seen=0)
    Entered.objects.get().confirm(by=member)
    ProgressAnswer.give(entry, "confirmed", by=secretary, seen=0)

    entry.refresh_from_db()
    assert entry.answer == "confirmed"


# ── amendments ──


@pytest.fixture
def amendment(helping, member, secretary, deputy, campaign):
    """An amendment of the member's program in force, entered and handed in by the secretary of the cell."""
    program = factories.make_program(member, campaign=campaign, status="approved")
    return factories.make_amendment(program, status="submitted", by=secretary)


def test_the_helper_writes_an_amendment_which_the_member_is_asked_to_confirm(amendment, member, secretary):
    entered = Entered.objects.get()

    assert (entered.amendment, entered.paper, entered.member) == (amendment, amendment.program, member)
    assert member.notifications.get(event="commitments.entered").url == entered.get_absolute_url()
    assert amendment.is_written_by(now(secretary))


def test_the_helper_decides_on_the_amendment_once_it_is_confirmed(amendment, member, secretary):
    with pytest.raises(NotYours, match="You have entered this for Đặng Thị Bích Ngà"):
        amendment.current_step.decide(APPROVED, by=secretary)
    refused = policies.can_decide(secretary, amendment)
    waiting = Amendment.objects.awaiting_decision_of(now(secretary)).count()

    Entered.objects.get().confirm(by=member)
    then_waiting = Amendment.objects.awaiting_decision_of(now(secretary)).count()
    amendment.current_step.decide(APPROVED, by=secretary)

    amendment.refresh_from_db()
    assert refused.reason.startswith("You have entered this for Đặng Thị Bích Ngà")
    assert (waiting, then_waiting, amendment.status) == (0, 1, "approved")


def test_an_amendment_that_is_taken_back_waits_for_no_word_and_the_member_may_hand_it_in(amendment, member, secretary):
    amendment.recall(by=secretary)
    waiting = Entered.objects.exists()

    amendment.submit(by=member)

    assert (waiting, Entered.objects.exists()) == (False, False)
    assert policies.can_decide(secretary, amendment)


@pytest.mark.parametrize("who", ["secretary", "member", "deputy"])
def test_the_page_of_an_amendment_entered_for_another_keeps_its_bound(who, amendment, request, signed_in):
    client = signed_in(now(request.getfixturevalue(who)))

    assert queries_of(client, amendment.get_absolute_url()) <= 15


def test_another_officer_of_the_cell_and_a_colleague_write_no_amendment(helping, member, deputy, colleague, campaign):
    program = factories.make_program(member, campaign=campaign, status="approved")
    draft = factories.make_amendment(program)

    for other in (deputy, colleague):
        assert not amendment_policies.can_amend(now(other), program)
        assert not amendment_policies.can_write(now(other), draft)
        assert not Amendment.objects.visible_to(now(other)).exists()


def test_the_helper_amends_on_the_pages_and_the_member_confirms(
    helping, member, secretary, deputy, campaign, signed_in
):
    program = factories.make_program(member, campaign=campaign, status="approved")
    client = signed_in(secretary)

    listed = client.get(reverse("commitments:for_others")).content.decode()
    begun = client.post(reverse("commitments:amend", args=[program.pk]), {"kind": "unattainable"})
    editor = client.get(begun.url)
    amendment = Amendment.objects.get()
    factories.change_target(amending.change(amendment, program.commitments.get()))
    client.post(reverse("commitments:submit_amendment", args=[amendment.pk]))
    page = client.get(begun.url).content.decode()
    client = signed_in(now(member))
    entered = Entered.objects.get()
    shown = client.get(entered.get_absolute_url()).content.decode()
    client.post(reverse("commitments:confirm_entered", args=[entered.pk]))

    assert reverse("commitments:amend", args=[program.pk]) in listed
    assert (editor.status_code, entered.amendment, entered.entered_by) == (200, amendment, secretary)
    assert "Entered by Hoàng Văn Khải for Đặng Thị Bích Ngà" in page
    assert amendment.get_absolute_url() in shown
    assert Entered.objects.get().is_confirmed


# ── the pages ──


def test_a_secretary_begins_to_enter_on_the_page(member, outsider, secretary, signed_in):
    client, page = signed_in(secretary), reverse("commitments:for_others")

    refused = client.post(page, {"member": outsider.pk, "reason": "Không có máy"})
    client.post(page, {"member": member.pk, "reason": "Không có máy"})

    assert list(refused.context["form"].errors) == ["member"]
    assert refused.context["form"]["reason"].value() == "Không có máy"
    assert [each.helping.member for each in client.get(page).context["members"]] == [member]


def test_the_helper_opens_the_editor_and_hands_in(helping, member, secretary, campaign, signed_in):
    entry = factories.make_entry(campaign, member)
    client = signed_in(secretary)

    begun = client.post(reverse("commitments:start", args=[entry.pk]))
    page = client.get(begun.url)
    program = factories.make_program(entry, by=secretary)
    client.post(reverse("commitments:submit", args=[program.pk]))

    assert page.status_code == 200
    assert Entered.objects.get(program=program).entered_by == secretary


def test_progress_is_entered_while_the_year_runs_and_also_once_registration_was_stopped(
    helping, member, secretary, campaign, signed_in
):
    running = factories.make_program(member, campaign=campaign, status="approved")
    Campaign.objects.filter(pk=campaign.pk).update(status=Campaign.Status.STOPPED)
    ahead = factories.make_campaign(campaign.root, period=factories.make_period(today().year + 1))
    to_come = factories.make_program(member, campaign=ahead, status="approved")

    page = signed_in(secretary).get(reverse("commitments:for_others")).content.decode()

    assert [progress_url(program) in page for program in (running, to_come)] == [True, False]
    assert to_come.get_absolute_url() in page
    assert "Submit by the end of" not in page


def test_whoever_enters_for_another_is_told_for_whom_on_every_page(helping, member, secretary, campaign, signed_in):
    draft = factories.make_program(member, campaign=campaign)
    in_force = factories.make_program(
        member, campaign=factories.make_campaign(campaign.root, form="BCK"), status="approved"
    )
    pages = [
        reverse("commitments:edit", args=[draft.pk]),
        reverse("commitments:submit", args=[draft.pk]),
        f"{reverse('commitments:progress')}?program={in_force.pk}",
    ]

    helpers, owns = ([signed_in(who).get(url).content.decode() for url in pages] for who in (secretary, member))

    assert ["You are entering for Đặng Thị Bích Ngà" in page for page in helpers] == [True] * 3
    assert [reverse("commitments:for_others") in page.partition("<h1")[0] for page in helpers[:2]] == [True] * 2
    assert ["You are entering for" in page for page in owns] == [False] * 3


def test_the_member_finds_it_on_home_and_confirms_it(program, member, signed_in):
    client, entered = signed_in(member), Entered.objects.get()

    home = client.get("/")
    page = client.get(entered.get_absolute_url())
    client.post(reverse("commitments:confirm_entered", args=[entered.pk]))

    assert entered.get_absolute_url() in home.content.decode()
    assert "It is right, I confirm it" in page.content.decode()
    assert Entered.objects.get().is_confirmed


def test_the_slip_of_entered_progress_is_printed_to_be_signed_and_the_member_may_send_it_anew(
    helping, member, secretary, campaign, signed_in
):
    program = factories.make_program(member, campaign=campaign, status="approved")
    factories.make_progress(program.commitments.get(), percent=40)
    with time_machine.travel(f"{today().year}-09-25"):
        factories.send_progress(program, by=secretary)
    page = Entered.objects.get().get_absolute_url()

    with time_machine.travel(f"{today().year}-09-26"):
        helpers, own = (signed_in(who).get(page).content.decode() for who in (secretary, member))
        slip = signed_in(secretary).get(reverse("commitments:slip_pdf", args=[program.pk, "quarter-3"]))

    assert reverse("commitments:slip_pdf", args=[program.pk, "quarter-3"]) in helpers
    assert slip["Content-Type"] == "application/pdf"
    assert ("record it yourself and send it anew" in own, progress_url(program) in own) == (True, True)


def test_the_member_ends_it(helping, member, signed_in):
    signed_in(member).post(reverse("commitments:end_helping", args=[helping.pk]))

    helping.refresh_from_db()
    assert helping.ended_at is not None


def test_the_page_asks_as_often_for_three_as_for_one(secretary, campaign, province, signed_in):
    client, page, counts = signed_in(secretary), reverse("commitments:for_others"), []
    for size in (1, 2):
        for _number in range(size):
            person = factories.make_person(cell=province.cell)
            Helping.begin(person, by=now(secretary), reason="Không có máy")
            factories.make_program(person, campaign=campaign, status="submitted", by=now(secretary))
        counts.append(queries_of(client, page))

    assert len(client.get(page).context["members"]) == 3
    assert len(set(counts)) == 1
