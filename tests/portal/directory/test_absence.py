"""Standing in for an absent officer: which rights, for how long, seen with every act, never on certain papers."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation

from commitments import policies
from commitments.errors import NotYours
from commitments.models import ActionProgram, ReviewStep
from evaluations import session_policies
from evaluations.models import RatingSession
from portal.audit.models import AuditEvent
from portal.directory import policies as directory_policies
from portal.directory import second_factor
from portal.directory.errors import NotPossible
from portal.directory.models import Delegation, Person
from portal.directory.roles import Act, Role
from portal.lib.dates import today
from tests import evaluating, factories
from tests.queries import count_of

Decision = ReviewStep.Decision


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


def day(offset):
    return today() + datetime.timedelta(days=offset)


def let(substitute, *, by, duties=(Act.REVIEW_CELL,), first=0, last=5):
    """Let somebody stand in for the only post of ``by``."""
    post = by.appointments.get()
    return Delegation.give(
        post, substitute, duties=list(duties), starts_on=day(first), ends_on=day(last), reason="Đi học", by=by
    )


def now(person):
    """Return the person as read afresh: rights are read once a request."""
    return Person.objects.get(pk=person.pk)


@pytest.fixture
def program(colleague, secretary, campaign):
    return factories.make_program(colleague, campaign=campaign, status="submitted")


# ── rights ──


def test_who_stands_in_decides_in_the_days_and_not_before_or_after(member, secretary, province):
    let(member, by=secretary, first=1, last=3)

    seen = []
    for days in range(5):
        with time_machine.travel(timezone.now() + datetime.timedelta(days=days)):
            seen.append(now(member).may(Act.REVIEW_CELL, province.cell))

    assert seen == [False, True, True, True, False]


def test_only_the_duties_that_were_given_go_over(member, secretary, province):
    let(member, by=secretary, duties=[Act.NAMES])

    acting = now(member)
    assert (acting.may(Act.NAMES, province.cell), acting.may(Act.REVIEW_CELL, province.cell)) == (True, False)


def test_it_ends_with_the_post_and_by_the_act(member, secretary, province):
    delegation = let(member, by=secretary)
    delegation.end(by=secretary)
    ended = now(member).acting_posts

    let(member, by=secretary)
    secretary.appointments.update(ends_on=day(-1))

    assert (ended, now(member).acting_posts) == ([], [])


def test_standing_in_is_no_post(member, secretary):
    let(member, by=secretary)

    acting = now(member)
    assert (acting.posts_today, acting.party_posts, [post.person for post in acting.acting_posts]) == (
        [],
        [],
        [secretary],
    )


def test_it_is_not_delegable_further(member, secretary, colleague, signed_in):
    delegation = let(member, by=secretary)

    page = signed_in(member).get(reverse("directory:absence", args=[delegation.post_id]))
    answer = signed_in(member).post(reverse("directory:absence", args=[delegation.post_id]), {})

    assert (page.status_code, page.context["form"], answer.status_code) == (200, None, 403)


def test_rights_cost_no_query_more(member, secretary):
    before = count_of(lambda: now(member).acting_posts)

    assert before == 2  # the person, and posts with those in which they stand in


# ── deciding ──


def test_the_substitute_decides_in_their_own_name_and_every_trace_says_for_whom(program, member, secretary):
    let(member, by=secretary)

    program.current_step.decide(Decision.APPROVED, by=now(member))

    step = program.steps.with_who().get()
    words = f"standing in for {secretary}, absent from {day(0):%d/%m/%Y} to {day(5):%d/%m/%Y}"
    assert step.decider_label == f"{member}, {words}"
    event = AuditEvent.objects.get(action="commitments.approved")
    assert (event.actor_name, event.reason) == (
        str(member),
        f"được ủy quyền thay đồng chí {secretary} vắng từ {day(0):%d/%m/%Y} đến {day(5):%d/%m/%Y}",
    )


def test_the_substitute_is_told_and_finds_it_waiting(program, member, secretary):
    let(member, by=secretary)

    assert member in program.current_step.officers()
    assert list(ActionProgram.objects.awaiting_decision_of(now(member))) == [program]
    assert member.notifications.filter(event="directory.delegated").count() == 1


def test_what_one_may_by_a_post_of_ones_own_is_ones_own_act(program, deputy, secretary):
    let(deputy, by=secretary)

    program.current_step.decide(Decision.APPROVED, by=now(deputy))

    assert program.steps.get().delegation is None
    assert AuditEvent.objects.get(action="commitments.approved").reason == ""


def test_nobody_decides_on_the_paper_of_the_absent_comrade(secretary, deputy, member, ward_secretary, campaign):
    program = factories.make_program(secretary, campaign=campaign, status="submitted")
    let(member, by=secretary)
    acting, step = now(member), program.current_step

    with pytest.raises(NotYours, match="for whom they stand in"):
        step.decide(Decision.APPROVED, by=acting)

    assert policies.can_decide(acting, program).reason == policies.OF_THE_ABSENT.reason
    assert not ActionProgram.objects.awaiting_decision_of(acting).exists()
    assert member not in step.officers()


def test_nobody_decides_on_their_own_paper_by_standing_in(member, secretary, deputy, campaign):
    program = factories.make_program(member, campaign=campaign, status="submitted")
    let(member, by=secretary)

    with pytest.raises(NotYours, match="Nobody decides on their own paper"):
        program.current_step.decide(Decision.APPROVED, by=now(member))


def test_an_own_act_of_the_substitute_says_nothing_of_standing_in(member, secretary, campaign):
    let(member, by=secretary)

    factories.make_program(now(member), campaign=campaign, status="submitted")

    assert AuditEvent.objects.get(action="commitments.submitted").reason == ""


# ── giving it ──


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"duties": []}, "Choose duties that belong to this post"),
        ({"duties": ["administer"]}, "Choose duties that belong to this post"),
        ({"starts_on": 3, "ends_on": 2}, "The last day lies before the first one"),
        ({"starts_on": -9, "ends_on": -2}, "The last day lies before the first one, or has passed"),
        ({"starts_on": -9000}, "The post is not held in all of these days"),
    ],
)
def test_what_cannot_be_is_refused(changes, message, member, secretary):
    asked = {"duties": ["review_cell"], "starts_on": 0, "ends_on": 5} | changes
    days = {name: day(asked[name]) for name in ("starts_on", "ends_on")}

    with pytest.raises(NotPossible, match=message):
        Delegation.give(
            secretary.appointments.get(), member, duties=asked["duties"], reason="Nghỉ phép", by=secretary, **days
        )

    assert not Delegation.objects.exists()


def test_nobody_stands_in_for_themselves_and_one_at_a_time(member, colleague, secretary):
    with pytest.raises(NotPossible, match="Nobody stands in for themselves"):
        let(secretary, by=secretary)
    let(member, by=secretary)
    with pytest.raises(NotPossible, match="stands in from"):
        let(colleague, by=secretary, first=5, last=9)


def asked(member, **changes):
    form = {"substitute": member.pk, "duties": ["review_cell"], "starts_on": f"{today():%d/%m/%Y}"}
    return form | {"ends_on": f"{day(7):%d/%m/%Y}", "reason": "Nghỉ phép"} | changes


def test_a_last_day_before_the_first_is_refused_at_the_last_day(member, secretary, signed_in):
    url = reverse("directory:absence", args=[secretary.appointments.get().pk])

    page = signed_in(secretary).post(url, asked(member, ends_on=f"{day(-1):%d/%m/%Y}"))

    assert list(page.context["form"].errors) == ["ends_on"]
    assert page.context["form"]["reason"].value() == "Nghỉ phép"


def test_the_officer_lets_a_member_of_the_cell_stand_in_on_the_page(member, secretary, outsider, signed_in):
    page = reverse("directory:absence", args=[secretary.appointments.get().pk])
    client = signed_in(secretary)

    refused = client.post(page, asked(outsider))
    client.post(page, asked(member))

    assert list(refused.context["form"].errors) == ["substitute"]
    assert refused.context["form"]["reason"].value() == "Nghỉ phép"
    delegation = Delegation.objects.get()
    assert (delegation.substitute, delegation.duties, delegation.recorded_by) == (member, ["review_cell"], secretary)


def test_the_office_records_it_for_an_officer_who_is_away(member, secretary, personnel_officer, signed_in):
    page = reverse("directory:absence", args=[secretary.appointments.get().pk])

    signed_in(personnel_officer).post(page, asked(member))

    event = AuditEvent.objects.get(action="directory.delegated")
    assert (event.actor_name, event.owner_id) == (str(personnel_officer), str(secretary.public_id))


def test_it_is_ended_on_the_page_once(member, secretary, signed_in):
    delegation = let(member, by=secretary)
    client, end = signed_in(secretary), reverse("directory:end_absence", args=[delegation.pk])

    client.post(end)
    client.post(end)

    delegation.refresh_from_db()
    assert delegation.ended_at is not None
    assert AuditEvent.objects.filter(action="directory.delegation_ended").count() == 1


def test_others_do_not_find_it(member, secretary, outsider, colleague, signed_in):
    delegation = let(member, by=secretary)

    codes = [
        signed_in(who).post(reverse("directory:end_absence", args=[delegation.pk])).status_code
        for who in (outsider, colleague, member)
    ]

    assert codes == [404, 404, 403]


def test_a_substitute_of_an_office_needs_its_second_factor_too(ward_deputy, personnel_officer, settings):
    settings.SECOND_FACTOR = True
    before = second_factor.is_needed(now(ward_deputy))

    let(ward_deputy, by=personnel_officer, duties=[Act.READ])

    assert (before, second_factor.is_needed(now(ward_deputy))) == (False, True)


def test_a_session_is_kept_by_who_stands_in_but_not_the_absent_comrades_own_row(member, secretary, province):
    evaluation = evaluating.make_evaluation(province.ward)
    own = evaluating.make_dossier(evaluation, secretary)
    let(member, by=secretary)
    acting = now(member)

    session = RatingSession.of(evaluation, province.cell, by=acting)

    assert session_policies.can_keep(acting, session)
    assert session_policies.can_record(acting, session, own).reason == session_policies.OF_THE_ABSENT.reason
    office = factories.make_person(cell=province.second_cell)
    factories.appoint(office, Role.PERSONNEL_OFFICER, province.ward)
    assert session_policies.can_record(office, session, own)


# ── who may let somebody stand in ──


def test_an_office_gives_the_duties_of_a_post_to_nobody_in_it_who_records_it(
    ward_secretary, ward_deputy, personnel_officer
):
    post = ward_secretary.appointments.get()
    asked = {"duties": [Act.DECIDE], "starts_on": day(0), "ends_on": day(5), "reason": "Đi học"}

    assert directory_policies.can_delegate(personnel_officer, post)
    with pytest.raises(NotPossible, match="Nobody gives themselves the duties of a post"):
        Delegation.give(post, personnel_officer, by=personnel_officer, **asked)
    assert Delegation.give(post, ward_deputy, by=personnel_officer, **asked).substitute == ward_deputy


def test_a_post_above_is_not_given_on_by_the_office_of_its_holders_cell(member, province, personnel_officer):
    post = factories.appoint(member, Role.PERSONNEL_OFFICER, province.top)

    assert not directory_policies.can_delegate(personnel_officer, post)
    assert directory_policies.can_delegate(member, post)
