"""Who stands in for the personnel officer handles what others are rated by, never what the absent officer is."""

import pytest
from django.utils import translation

from evaluations import assessing_policies, deciding_policies, session_policies
from evaluations import policies as roster_policies
from evaluations.deciding import keeping, recording
from evaluations.deciding.desk import theirs
from evaluations.errors import NotYours
from evaluations.models import (
    CorrectionRequest,
    Discipline,
    DossierPaper,
    EnteredAssessment,
    FigureCorrection,
    ForcedOutcome,
    Rating,
    ReviewPrompt,
)
from evaluations.models.officers import office_of
from evaluations.past.subjects import Subjects, Wrong
from evaluations.roster import join, set_not_rated
from portal.directory.errors import OF_THE_ABSENT
from portal.directory.models import Delegation, Person
from portal.directory.roles import Act, Role
from portal.lib.dates import today
from tests import factories
from tests.evaluations.meeting import hand_in, put_in, record, session_of
from tests.evaluations.rated import GOOD, Stage, document, make_decided, make_evaluation, make_rating

ALL = [Act.READ, Act.RECORD_DECISIONS, Act.CALL_CAMPAIGNS, Act.KEEP_PEOPLE]
WHY = "Cần xem lại số liệu"
P, A, S, R = deciding_policies, assessing_policies, session_policies, roster_policies


def stand_in(substitute, absent, *, duties=ALL):
    """Let ``substitute`` stand in today; return them as read afresh, as rights are read once a request."""
    Delegation.give(
        absent.appointments.get(), substitute, duties=duties, starts_on=today(), ends_on=today(), reason="Ốm", by=absent
    )
    return Person.objects.get(pk=substitute.pk)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


@pytest.fixture
def colleague_of_office(province):
    """Another officer of the same office: who led everything here so far."""
    person = factories.make_person("Lưu Đức Minh", cell=province.second_cell, login_name="duc.minh")
    factories.appoint(person, Role.PERSONNEL_OFFICER, province.ward)
    return person


@pytest.fixture
def acting(personnel_officer, ward_committee_member):
    """A member of the committee who stands in for the personnel officer, and has no right of their own there."""
    return stand_in(ward_committee_member, personnel_officer)


def decide(rating, by):
    recording.record({rating.pk: recording.Ruling(GOOD)}, document(), by=by)


def uphold(rating, by):
    rating.correction_requests.get().uphold("Giữ nguyên", by=by)


def re_rate(rating, by):
    recording.re_rate(rating, recording.Ruling("HTNV", WHY), document("14-QĐ/ĐU"), by=by)


def prompt(rating, by):
    ReviewPrompt.ask(rating.dossier, question="Làm rõ", asked_by="Ban Thường vụ", symbol="", asked_on=today(), by=by)


def correct_figure(rating, by):
    FigureCorrection.give(rating.dossier, "tasks_done", 8, counted=None, reason=WHY, by=by)


def enter(rating, by):
    unit = rating.dossier.unit
    form = Discipline.Form.REPRIMAND
    Discipline.enter(rating.dossier, by=by, form=form, symbol="12-QĐ/UBKT", decided_on=today(), counts_for=unit)


# What is done, and from which stage; who may, and how it is done.
ACTS = {
    "appraise": (Stage.PROPOSED, P.can_appraise, lambda rating, by: rating.appraise(GOOD, by=by)),
    "send back": (Stage.PROPOSED, P.can_appraise, lambda rating, by: rating.send_back(WHY, by=by)),
    "reopen": (Stage.APPRAISED, P.can_reopen, lambda rating, by: rating.reopen_appraisal(WHY, by=by)),
    "hold": (Stage.APPRAISED, P.can_hold, lambda rating, by: rating.hold(WHY, by=by)),
    "decide": (Stage.APPRAISED, lambda who, rating: P.can_handle(who, rating.dossier), decide),
    "rate again": (Stage.DECIDED, P.can_re_rate, re_rate),
    "answer": (Stage.DECIDED, lambda who, rating: P.can_answer_request(who, rating.correction_requests.get()), uphold),
    "lock": (Stage.DECIDED, P.can_lock, lambda rating, by: rating.lock(by=by, reason=WHY)),
    "keep papers": (
        Stage.SELF,
        lambda who, rating: P.can_keep_papers(who, rating.dossier),
        lambda rating, by: keeping.mark_not_needed(rating.dossier, DossierPaper.Kind.RESIDENCE, WHY, by=by),
    ),
    "enter discipline": (Stage.SELF, lambda who, rating: S.can_enter_discipline(who, rating.dossier), enter),
    "record a case": (
        Stage.SELF,
        lambda who, rating: S.can_enter_discipline(who, rating.dossier),
        lambda rating, by: ForcedOutcome.record(rating.dossier, "N1", by=by, symbol="8-KL/UBKT"),
    ),
    "prompt": (Stage.SELF, lambda who, rating: A.can_prompt(who, rating.dossier), prompt),
    "correct a figure": (
        Stage.PROPOSED,
        lambda who, rating: A.can_correct_figures(who, rating.dossier),
        correct_figure,
    ),
    "not rate": (
        Stage.SELF,
        lambda who, rating: R.can_keep_dossier(who, rating.dossier),
        lambda rating, by: set_not_rated(rating.dossier, by=by, why="other", note=WHY),
    ),
}


def rating_at(stage, evaluation, whose, officers):
    proposer, office = officers
    if stage != Stage.DECIDED:
        return make_rating(evaluation, whose, stage, proposer=proposer, office=office)
    rating = make_decided(evaluation, whose, proposer=proposer, office=office)
    CorrectionRequest.ask(rating, "Đề nghị xem lại", by=whose)
    return rating


@pytest.mark.parametrize("act", ACTS)
def test_nobody_does_anything_to_the_rating_of_whom_they_stand_in_for(
    act, evaluation, acting, personnel_officer, colleague_of_office, secretary
):
    stage, may, do = ACTS[act]
    rating = rating_at(stage, evaluation, personnel_officer, (secretary, colleague_of_office))

    verdict = may(acting, rating)
    with pytest.raises(NotYours) as refusal:
        do(rating, acting)

    assert (str(verdict.reason), str(refusal.value)) == (str(OF_THE_ABSENT), str(OF_THE_ABSENT))


@pytest.mark.parametrize("act", [name for name in ACTS if name not in {"answer", "lock"}])
def test_they_do_it_to_those_of_others(act, evaluation, acting, member, colleague_of_office, secretary):
    stage, may, do = ACTS[act]
    rating = rating_at(stage, evaluation, member, (secretary, colleague_of_office))

    assert may(acting, rating)
    do(rating, acting)


@pytest.mark.parametrize("act", ["appraise", "decide", "enter discipline", "not rate"])
def test_who_is_of_the_office_themselves_does_it_in_their_own_name(
    act, evaluation, personnel_officer, colleague_of_office, secretary
):
    stage, may, do = ACTS[act]
    rating = rating_at(stage, evaluation, personnel_officer, (secretary, colleague_of_office))
    own_office = stand_in(colleague_of_office, personnel_officer)

    assert may(own_office, rating)
    do(rating, own_office)


def test_of_two_for_whom_they_stand_in_each_ones_rating_is_done_in_the_name_of_the_other(
    evaluation, acting, personnel_officer, colleague_of_office, secretary
):
    rating = make_rating(evaluation, personnel_officer, Stage.PROPOSED, proposer=secretary)
    both = stand_in(acting, colleague_of_office)

    rating.appraise(GOOD, by=both)

    assert (rating.stage, [each.pk for each in theirs(both, evaluation)]) == (Stage.APPRAISED, [rating.pk])


def test_lists_leave_them_out_and_the_office_is_told_without_them(evaluation, acting, member, personnel_officer):
    own = make_rating(evaluation, personnel_officer)
    other = make_rating(evaluation, member)

    assert list(theirs(acting, evaluation)) == [other]
    assert office_of(other.dossier) == [personnel_officer, acting]
    assert list(Rating.objects.of_office(acting).order_by("pk")) == [own, other]


def test_papers_and_what_is_proposed_of_the_absent_are_not_shown(evaluation, acting, member, personnel_officer):
    own, other = make_rating(evaluation, personnel_officer).dossier, make_rating(evaluation, member).dossier

    shown = [deciding_policies.can_see_papers, roster_policies.can_see_proposals, roster_policies.can_see_appraisal]
    shown += [session_policies.can_see_cases]
    assert [[bool(may(acting, each)) for may in shown] for each in (own, other)] == [[False] * 4, [True] * 4]


def test_nobody_puts_the_absent_comrade_on_the_roster(evaluation, acting, member, personnel_officer):
    with pytest.raises(NotYours, match="for whom they stand in"):
        join(evaluation, personnel_officer, by=acting, reason=WHY)

    assert join(evaluation, member, by=acting, reason=WHY).person == member


def test_no_past_level_of_the_absent_is_taken_in(acting, member, personnel_officer):
    def find(person):
        row = dict.fromkeys(("collective", "full_name", "org", "born"), "") | {"card_no": person.card_no}
        return Subjects([row], acting).find(row)

    for number, person in enumerate((member, personnel_officer)):
        person.card_no = f"1900000{number}"
        person.save()

    assert find(member).record == member
    with pytest.raises(Wrong, match="Nobody records their own level"):
        find(personnel_officer)


def test_a_meeting_without_officers_is_kept_in_their_name_but_for_their_own_row(
    evaluation, acting, province, member, personnel_officer
):
    own, other = put_in(evaluation, personnel_officer), put_in(evaluation, acting)
    meeting = session_of(evaluation, province.second_cell, by=personnel_officer)
    third = put_in(evaluation, factories.make_person("Lê Văn Bốn", cell=province.second_cell))

    record(meeting, third, by=acting)
    for dossier, words in ((own, "for whom they stand in"), (other, "their own rating")):
        with pytest.raises(NotYours, match=words):
            record(meeting, dossier, by=acting)

    verdicts = [session_policies.can_record(acting, meeting, each) for each in (own, other, third)]
    assert verdicts == [session_policies.OF_THE_ABSENT, session_policies.OWN_RATING, session_policies.ALLOWED]


def test_what_the_absent_comrade_entered_for_a_member_is_not_appraised_in_their_name(
    evaluation, acting, member, personnel_officer, secretary
):
    rating = make_rating(evaluation, member, Stage.PROPOSED, proposer=secretary)
    paper = hand_in(rating.dossier)
    EnteredAssessment.objects.create(assessment=paper, round=1, member=member, entered_by=personnel_officer)

    with pytest.raises(NotYours, match="for whom they stand in"):
        rating.appraise(GOOD, by=acting)

    assert Rating.objects.get().stage == Stage.PROPOSED
