"""What standing in gives and takes: accounts out of reach, an end with what it rests on, never for the absent alone."""

import datetime

import pytest
import time_machine
from django.utils import translation

from commitments import policies as program_policies
from commitments.errors import NotYours
from commitments.models import ActionProgram, Helping, ProgressAnswer, RecordedDecision, ReviewStep
from portal.audit.models import AuditEvent
from portal.directory import policies
from portal.directory.acts import recording
from portal.directory.acts.correcting import take_back
from portal.directory.errors import OF_THE_ABSENT, NotPossible
from portal.directory.models import Appointment, Delegation, Membership, Person, PersonAct
from portal.directory.roles import Act, Role
from portal.directory.slips.choosing import sorted_out
from portal.directory.uniting import rehearse, unite
from portal.lib.dates import today
from portal.privacy import policies as privacy_policies
from portal.privacy.errors import NotYours as NotYourRequest
from portal.privacy.models import DataAnswer, DataRequest
from tests import factories
from tests.queries import count_of

Decision = ReviewStep.Decision
KEEPING = [Act.KEEP_PEOPLE, Act.RECORD_DECISIONS, Act.READ]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def day(offset=0):
    return today() + datetime.timedelta(days=offset)


def let(substitute, *, by, duties=(Act.REVIEW_CELL,), first=0, last=5, post=None):
    """Let somebody stand in for the only post of ``by``; return them as read afresh."""
    post = post or by.appointments.get()
    days = {"starts_on": day(first), "ends_on": day(last)}
    Delegation.give(post, substitute, duties=list(duties), reason="Đi học", by=by, **days)
    return now(substitute)


def now(person):
    """Return the person as read afresh: rights are read once a request."""
    return Person.objects.get(pk=person.pk)


# ── an account out of reach ──


@pytest.fixture
def province_officer(province):
    """The personnel officer of the province, who lets a comrade at the same place stand in."""
    person = factories.make_person("Hoàng Thanh Vân", cell=province.second_cell, login_name="thanh.van")
    factories.appoint(person, Role.PERSONNEL_OFFICER, province.top)
    return person


TAKING_OVER = {
    "slip": policies.can_issue_slip,
    "contact": policies.can_change_contact,
    "factor": policies.can_take_factor_away,
    "link": policies.can_unlink,
    "unite": lambda officer, person: policies.can_unite(
        officer, person, factories.make_person(cell=person.cell, full_name="Lê Thị Khác")
    ),
}


@pytest.mark.parametrize("way", TAKING_OVER)
def test_a_lower_office_takes_over_no_account_that_stands_in_above(way, member, personnel_officer, province_officer):
    before = TAKING_OVER[way](personnel_officer, member)

    member.stand_in_posts = [province_officer.appointments.get()]

    assert (bool(before), bool(TAKING_OVER[way](personnel_officer, member))) == (True, False)


@pytest.mark.parametrize("way", TAKING_OVER)
def test_nobody_takes_over_the_account_of_whom_they_stand_in_for(way, member, personnel_officer, ward_committee_member):
    acting = let(ward_committee_member, by=personnel_officer, duties=KEEPING)

    assert TAKING_OVER[way](acting, member)
    assert str(TAKING_OVER[way](acting, personnel_officer).reason) == str(OF_THE_ABSENT)


def test_slips_of_many_ask_no_more_than_slips_of_one(member, colleague, secretary, deputy, personnel_officer):
    let(member, by=secretary)
    people = [member, colleague, deputy]
    officer = now(personnel_officer)
    assert officer.acting_posts

    counts = [count_of(lambda some=some: sorted_out(officer, [now(each) for each in some])) - len(some)
              for some in (people[:1], people)]  # fmt: skip

    assert counts == [3, 3]


# ── it ends with what it rests on ──


def suspend(person):
    person.memberships.update(standing=Membership.Standing.SUSPENDED)


def leave(person):
    person.memberships.get().end(on=day(-1), reason=Membership.EndReason.LEFT)


def close_account(person):
    Person.objects.filter(pk=person.pk).update(is_active=False)


@pytest.mark.parametrize("what", [suspend, leave, close_account])
def test_it_gives_nothing_once_the_substitute_may_not_be_chosen_any_more(what, member, secretary, province):
    before = let(member, by=secretary).may(Act.REVIEW_CELL, province.cell)

    what(member)

    assert (before, now(member).acting_posts) == (True, [])
    assert not list(Delegation.objects.of_posts(list(secretary.appointments.all())))


def test_who_stood_in_by_a_post_of_the_place_loses_it_with_that_post(ward_committee_member, ward_secretary, province):
    before = let(ward_committee_member, by=ward_secretary, duties=[Act.DECIDE]).may(Act.DECIDE, province.ward)

    ward_committee_member.appointments.update(ends_on=day(-1))

    assert (before, now(ward_committee_member).acting_posts) == (True, [])


@pytest.mark.parametrize("what", [suspend, leave, close_account])
def test_who_may_not_be_chosen_is_refused_by_the_model_too(what, member, secretary):
    what(member)

    with pytest.raises(NotPossible, match="Choose a comrade who holds a post"):
        let(member, by=secretary)


def test_a_leap_day_and_the_moment_of_midnight(member, secretary, province):
    def seen():
        return now(member).may(Act.REVIEW_CELL, province.cell)

    with time_machine.travel("2028-02-28T05:00:00Z"):
        let(member, by=secretary, first=1, last=1)
    moments = ["2028-02-28T16:59:59Z", "2028-02-28T17:00:00Z", "2028-02-29T16:59:59Z", "2028-02-29T17:00:00Z"]
    found = []
    for moment in moments:
        with time_machine.travel(moment, tick=False):
            found.append(seen())

    assert found == [False, True, True, False]


def test_rights_end_in_an_open_session_at_once(member, secretary, colleague, campaign, signed_in):
    program = factories.make_program(colleague, campaign=campaign, status="submitted")
    let(member, by=secretary)
    client = signed_in(member)
    before = client.get(program.review_url).status_code

    Delegation.objects.get().end(by=secretary)

    assert (before, client.get(program.review_url).status_code) == (200, 404)


# ── never for the absent comrade alone ──


def test_the_office_that_stands_in_neither_records_nor_closes_the_absent_comrades_program(
    personnel_officer, ward_committee_member, member, campaign
):
    own = factories.make_program(personnel_officer, campaign=campaign, status="submitted")
    last_year = factories.make_campaign(campaign.root, period=factories.make_period(today().year - 1))
    draft = factories.make_program(personnel_officer, campaign=last_year)
    other = factories.make_program(member, campaign=campaign, status="submitted")
    acting = let(ward_committee_member, by=personnel_officer, duties=KEEPING)
    recorded = RecordedDecision("12-BB/ĐU", today())

    with pytest.raises(NotYours, match="for whom they stand in"):
        own.current_step.decide(Decision.APPROVED, by=acting, recorded=recorded)
    with pytest.raises(NotYours, match="for whom they stand in"):
        draft.close(by=acting, reason="Nghỉ")

    assert program_policies.can_record_decision(acting, own) == program_policies.OF_THE_ABSENT
    assert program_policies.can_close(acting, draft) == program_policies.OF_THE_ABSENT
    assert program_policies.can_record_decision(acting, other)
    other.current_step.decide(Decision.APPROVED, by=acting, recorded=recorded)
    assert other.steps.with_who().first().decider_label.startswith(f"{acting}, standing in for {personnel_officer}")


def test_results_of_the_absent_comrade_are_not_answered_in_their_name(
    secretary, deputy, ward_secretary, member, colleague, campaign
):
    own = factories.make_program(secretary, campaign=campaign, status="approved")
    other = factories.make_program(colleague, campaign=campaign, status="approved")
    entries = [factories.make_report(program).entries.get() for program in (own, other)]
    acting = let(member, by=secretary)

    with pytest.raises(NotYours, match="for whom they stand in"):
        ProgressAnswer.give(entries[0], "confirmed", by=acting, seen=0)
    ProgressAnswer.give(entries[1], "confirmed", by=acting, seen=0)

    assert program_policies.can_answer(acting, own) == program_policies.OF_THE_ABSENT
    assert list(ActionProgram.objects.answered_by(acting)) == [other]


def test_of_two_for_whom_one_stands_in_each_ones_paper_is_decided_for_the_other(secretary, deputy, member, campaign):
    program = factories.make_program(secretary, campaign=campaign, status="submitted")
    let(member, by=secretary)
    both = let(member, by=deputy)

    assert list(ActionProgram.objects.awaiting_decision_of(both)) == [program]
    assert both in program.current_step.officers()
    program.current_step.decide(Decision.APPROVED, by=both)

    assert program.steps.with_who().first().delegation.absent == deputy


def test_what_the_absent_comrade_entered_for_a_member_is_not_decided_in_their_name(
    secretary, member, colleague, campaign
):
    Helping.begin(colleague, by=secretary, reason="Không có máy")
    entry = factories.make_entry(campaign, colleague)
    program = factories.make_program(entry, by=secretary, status="submitted")
    acting = let(member, by=secretary)

    with pytest.raises(NotYours, match="for whom they stand in"):
        program.current_step.decide(Decision.APPROVED, by=acting)
    with pytest.raises(NotYours, match="for whom they stand in"):
        program.entered.get().confirm_print(by=acting, seen="")

    assert not ActionProgram.objects.awaiting_decision_of(acting).exists()
    assert not program_policies.can_confirm_print(acting, program.entered.get())
    assert acting not in program.entered.get().confirmers()


def test_no_post_is_recorded_for_the_absent_and_nothing_is_delegated_further(
    personnel_officer, ward_committee_member, ward_deputy, ward_secretary, province
):
    acting = let(ward_committee_member, by=personnel_officer, duties=KEEPING)

    assert policies.can_appoint(acting, personnel_officer).reason == OF_THE_ABSENT
    with pytest.raises(NotPossible, match="for whom they stand in"):
        Appointment.appoint(personnel_officer, Role.CLERK, on=day(), org=province.ward, by=acting)
    assert policies.can_appoint(acting, ward_deputy)
    assert not policies.can_delegate(acting, personnel_officer.appointments.get())
    assert policies.can_delegate(acting, ward_secretary.appointments.get())
    with pytest.raises(NotPossible, match="Nobody gives themselves"):
        let(personnel_officer, by=acting, duties=[Act.DECIDE], post=ward_secretary.appointments.get())


def test_a_chain_of_absences_gives_each_only_what_is_their_own_to_give(secretary, deputy, member, province):
    let(deputy, by=secretary)
    last = let(member, by=deputy)

    assert [post.person for post in last.acting_posts] == [deputy]


def test_nobody_answers_the_data_request_of_whom_they_stand_in_for(personnel_officer, ward_committee_member):
    asked = DataRequest.ask(DataRequest.Kind.CORRECT, "Sai ngày sinh", by=personnel_officer)
    acting = let(ward_committee_member, by=personnel_officer, duties=KEEPING)

    assert privacy_policies.can_answer(acting, asked).reason == OF_THE_ABSENT
    with pytest.raises(NotYourRequest, match="for whom they stand in"):
        asked.answer(DataAnswer.Outcome.DONE, "Đã sửa", by=acting)


def test_the_trail_names_the_absent_where_ones_own_post_would_not_have_allowed_it(
    ward_committee_member, ward_secretary, member, province
):
    acting = let(ward_committee_member, by=ward_secretary, duties=[Act.DECIDE])

    assert acting.stands_in_text(province.cell.path).startswith(f"standing in for {ward_secretary}")
    assert acting.stands_in_text(province.other_cell.path) == ""
    assert acting.stands_in_text(province.cell.path, owner=acting) == ""


# ── being told ──


def told(*people):
    return [list(person.notifications.order_by("pk").values_list("event", flat=True)) for person in people]


def test_the_holder_and_the_substitute_are_told_when_an_office_records_an_absence_and_its_end(
    personnel_officer, ward_secretary, ward_deputy
):
    let(ward_deputy, by=personnel_officer, duties=[Act.DECIDE], post=ward_secretary.appointments.get())
    Delegation.objects.get().end(by=personnel_officer)

    both = ["directory.delegated", "directory.delegation_ended"]
    assert told(ward_secretary, ward_deputy, personnel_officer) == [both, both, []]
    assert ward_secretary.notifications.first().text != ward_deputy.notifications.first().text


def test_the_holder_who_records_it_is_not_told(secretary, member):
    let(member, by=secretary)

    assert told(secretary, member) == [[], ["directory.delegated"]]


def test_every_page_tells_the_substitute_for_whom_they_stand_in_and_the_absence_its_duties(
    secretary, member, colleague, signed_in, client
):
    client.cookies["django_language"] = "en"
    let(member, by=secretary)
    delegation = Delegation.objects.get()
    words = f"You stand in for {secretary}"

    pages = [signed_in(who).get("/").content.decode() for who in (member, colleague, secretary)]
    absence = signed_in(member).get(delegation.get_absolute_url()).content.decode()

    assert [words in page for page in pages] == [True, False, False]
    assert delegation.duties_text == "Review and decide for the cell, keep its sessions"
    assert delegation.duties_text in absence


# ── the post itself goes ──


@pytest.fixture
def appointed(member, personnel_officer, province):
    """An entry that made the member deputy secretary of the cell since yesterday."""
    basis = recording.Basis("Theo nghị quyết")
    recording.appoint(member, Role.CELL_DEPUTY_SECRETARY, province.cell, on=day(-1), basis=basis, by=personnel_officer)
    return PersonAct.objects.get()


def test_an_appointment_by_which_somebody_stood_in_is_not_taken_back(appointed, member, colleague, personnel_officer):
    let(colleague, by=member)

    with pytest.raises(NotPossible, match="has stood in at this post"):
        take_back(appointed, because="Nhầm người", by=personnel_officer)

    assert (Delegation.objects.count(), member.appointments.count()) == (1, 1)


def test_a_delegation_that_has_not_begun_goes_with_a_wrong_appointment(appointed, member, colleague, personnel_officer):
    let(colleague, by=member, first=2)

    take_back(appointed, because="Nhầm người", by=personnel_officer)

    assert (Delegation.objects.count(), member.appointments.count()) == (0, 0)
    assert AuditEvent.objects.filter(action="directory.delegation_ended").count() == 1


def twins(province):
    """Return two records of one person, each deputy secretary of the same cell."""
    pair = [factories.make_person("Lê Thị Hoa", cell=province.cell, login_name=f"hoa{n}") for n in (1, 2)]
    for n, person in enumerate(pair):
        factories.appoint(person, Role.CELL_DEPUTY_SECRETARY, province.cell, starts_on=day(-30 + n))
    return pair


def test_uniting_two_records_keeps_who_stands_in_at_the_post_of_both(province, member, colleague, personnel_officer):
    kept, other = twins(province)
    let(member, by=other)

    unite(kept, other, reason="Cùng số thẻ", by=personnel_officer)

    assert [post.person for post in now(member).acting_posts] == [kept]


def test_two_who_stand_in_on_the_same_days_at_the_post_of_both_refuse_uniting(province, member, colleague):
    kept, other = twins(province)
    let(member, by=other)
    let(colleague, by=kept)

    touches, refusal = rehearse(kept, other)

    assert (touches, refusal) == ([], "Somebody stands in on the same days at both posts. End one of them first.")
