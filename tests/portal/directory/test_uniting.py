"""Two records of one person become one: both histories go on, or nothing changes and every reason is named."""

import datetime
import threading

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import reverse
from django.utils import translation

from commitments.models import ActionProgram, CampaignEntry
from evaluations.models import PastRating
from portal.audit import trail
from portal.audit.models import AuditEvent
from portal.directory.errors import NotPossible
from portal.directory.models import ActivationSlip, Membership, Person, UnitedRecord
from portal.directory.roles import Role
from portal.directory.uniting import rehearse, unite
from portal.lib.dates import today
from portal.lib.relations import relations_to
from portal.notifications.models import Notification
from tests import evaluating, factories
from tests.factories import LONG_AGO

MARCH = datetime.date(2026, 3, 1)
WHY = "Cùng số định danh"


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def kept(province):
    return factories.make_person("Hoàng Thanh Vân", cell=province.cell, card_no="12000008", login_name="van")


@pytest.fixture
def other(province):
    """The same comrade, entered anew in the second cell in March."""
    person = factories.make_person(
        "Hoàng Thanh Vân", card_no="038085001234", login_name="van2", phone="+84968202938", workplace="Trường THCS"
    )
    Membership.begin(person, province.second_cell, on=MARCH)
    return person


def refusal_of(kept, other, **said):
    with pytest.raises(NotPossible) as refusal:
        unite(kept, other, **({"reason": WHY, "by": None} | said))
    return str(refusal.value)


def spans(person):
    return list(person.memberships.values_list("cell__code", "starts_on", "ends_on", "end_reason"))


def test_both_histories_go_on_as_one(province, kept, other):
    factories.appoint(other, Role.CELL_SECRETARY, province.second_cell, starts_on=MARCH)
    factories.appoint(kept, Role.CLERK, province.ward)

    unite(kept, other, reason=WHY, by=None)

    kept.refresh_from_db()
    assert spans(kept) == [
        ("DUHT-02", MARCH, None, ""),
        ("DUHT-01", LONG_AGO, datetime.date(2026, 2, 28), "moved"),
    ]
    assert set(kept.appointments.values_list("role", "org__code")) == {("cell_secretary", "DUHT-02"), ("clerk", "DUHT")}
    assert (kept.cell, kept.org_path) == (province.second_cell, province.second_cell.path)
    assert not Person.objects.filter(login_name="van2").exists()


def test_what_the_record_lacks_comes_from_the_other_and_a_new_card_counts(kept, other):
    unite(kept, other, reason=WHY, by=None)

    kept.refresh_from_db()
    assert (kept.card_no, kept.phone, kept.workplace, kept.login_name) == (
        "038085001234",
        "+84968202938",
        "Trường THCS",
        "van",
    )


def test_its_own_facts_stay(kept, other):
    Person.objects.filter(pk=kept.pk).update(workplace="Ủy ban phường", card_no="038085009999")

    unite(kept, other, reason=WHY, by=None)

    kept.refresh_from_db()
    assert (kept.workplace, kept.card_no) == ("Ủy ban phường", "038085009999")


def test_programs_go_along(province, kept, other, campaign):
    program = factories.make_program(other, campaign=campaign)

    unite(kept, other, reason=WHY, by=None)

    assert ActionProgram.objects.get(pk=program.pk).entry.person == kept


@pytest.mark.parametrize("with_program", ["kept", "other", "nobody"])
def test_of_two_lines_on_one_roster_the_one_with_a_program_stays(province, kept, other, campaign, with_program):
    pair = {"kept": kept, "other": other}
    for name, person in pair.items():
        entry = factories.make_entry(campaign, person)
        if name == with_program:
            factories.make_program(entry)

    unite(kept, other, reason=WHY, by=None)

    entry = CampaignEntry.objects.get(campaign=campaign)
    assert (entry.person, hasattr(entry, "program")) == (kept, with_program != "nobody")


def test_two_programs_of_one_campaign_are_refused_by_its_name(province, kept, other, campaign):
    for person in (kept, other):
        factories.make_program(person, campaign=campaign)

    assert refusal_of(kept, other) == f"Both records have a program in “{campaign}”."
    assert (kept.memberships.count(), other.memberships.count()) == (1, 1)


def test_a_program_that_the_other_record_reviewed_is_refused(province, kept, other, campaign):
    program = factories.make_program(kept, campaign=campaign, status="submitted")
    program.steps.update(supervisor=other)

    assert refusal_of(kept, other) == "One record has reviewed a program of the other: nobody reviews their own."


def test_what_a_constraint_allows_once_is_refused_whatever_part_it_is_of(kept, other):
    for person, level in ((kept, "HTNV"), (other, "HTTNV")):
        PastRating.objects.create(person=person, year=2025, track="party_member", level=level)

    what = PastRating._meta.verbose_name
    assert refusal_of(kept, other) == f"Both records have: {what} (2025: HTTNV)."
    assert Person.objects.filter(pk=other.pk).exists()


def test_the_same_level_of_an_earlier_year_in_both_is_one(kept, other):
    for person in (kept, other):
        PastRating.objects.create(person=person, year=2025, track="party_member", level="HTNV")

    unite(kept, other, reason=WHY, by=None)

    assert PastRating.objects.get().person == kept


def test_two_dossiers_of_one_evaluation_are_refused_by_its_name(province, kept, other):
    evaluation = evaluating.make_evaluation(province.ward)
    for person in (kept, other):
        evaluating.make_dossier(evaluation, person)

    assert refusal_of(kept, other) == f"Both records have a dossier in “{evaluation}”."


def test_one_cell_in_both_records_is_one_membership(province, kept):
    other = factories.make_person("Hoàng Thanh Vân")
    Membership.begin(other, province.cell, on=MARCH)

    unite(kept, other, reason=WHY, by=None)

    assert spans(kept) == [("DUHT-01", LONG_AGO, None, "")]


def test_two_cells_since_the_same_day_are_refused(province, kept):
    other = factories.make_person("Hoàng Thanh Vân", cell=province.second_cell)

    assert refusal_of(kept, other) == (
        "Both records belong to different cells since 01/01/2020. End the wrong membership first."
    )


def test_a_post_that_both_hold_goes_on_from_the_earlier_day(province, kept, other):
    factories.appoint(kept, Role.CLERK, province.ward, starts_on=MARCH)
    factories.appoint(other, Role.CLERK, province.ward)

    unite(kept, other, reason=WHY, by=None)

    assert [post.starts_on for post in kept.appointments.all()] == [LONG_AGO]


def test_nothing_refers_to_a_record_that_has_gone(kept, other, province):
    unite(kept, other, reason=WHY, by=kept)

    for field in relations_to(Person):
        assert (
            not field.model._base_manager.filter(**{f"{field.name}__isnull": False})
            .exclude(**{f"{field.name}__in": Person.objects.all()})
            .exists()
        ), field


def test_the_trail_tells_it_and_what_happened_to_the_former_record_is_still_theirs(kept, other, personnel_officer):
    trail.record("commitments.opened", kept, by=personnel_officer, owner=other)

    unite(kept, other, reason=WHY, by=personnel_officer)

    event = AuditEvent.objects.get(action="directory.records_united")
    assert (event.subject_id, event.actor_id, event.reason) == (
        str(kept.pk),
        str(personnel_officer.public_id),
        f"van2: {WHY}",
    )
    assert AuditEvent.objects.on_papers_of(kept).get().action == "commitments.opened"
    assert UnitedRecord.objects.get().former_id == str(other.public_id)


def test_a_rehearsal_says_what_moves_and_writes_nothing(province, kept, other, campaign):
    factories.make_program(other, campaign=campaign)

    touches, refusal = rehearse(kept, other)

    assert [(touch.what, touch.detail) for touch in touches] == [("Membership", "1"), ("Roster entry", "1")]
    assert (refusal, Person.objects.filter(pk=other.pk).count()) == ("", 1)
    assert AuditEvent.objects.filter(action="directory.records_united").count() == 0


@pytest.mark.parametrize(
    ("said", "sentence"),
    [({"reason": " "}, "Say how you know that it is one person."), ({}, "That is the same record.")],
)
def test_without_a_reason_or_another_record_nothing_is_united(kept, other, said, sentence):
    target = other if said else kept

    assert refusal_of(kept, target, **said).startswith(sentence)


# ── the page ──


def url_of(person):
    return reverse("directory:unite", args=[person.public_id])


def test_the_page_shows_what_moves_and_then_unites(kept, other, personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    said = {"which": str(other.public_id), "reason": WHY}

    offered = client.get(url_of(kept)).context["form"].fields["which"].choices
    shown = client.post(url_of(kept), said)
    not_shown = client.post(url_of(kept), said | {"confirm": "", "shown": str(kept.public_id)})
    done = client.post(url_of(kept), said | {"confirm": "", "shown": str(other.public_id)})
    old = client.get(reverse("directory:person", args=[other.public_id]))

    assert offered[0] == (
        str(other.public_id),
        f"Hoàng Thanh Vân, born – · {other.cell.full_label if other.cell else 'no cell today'} · login name van2",
    )
    assert len(offered) == 2
    assert [(touch.what, touch.detail) for touch in shown.context["touches"]] == [("Membership", "1")]
    assert not_shown.status_code == 200
    assert (done.url, old.url) == (kept.get_absolute_url(), kept.get_absolute_url())
    assert Person.objects.filter(full_name="Hoàng Thanh Vân").count() == 1
    page = client.get(kept.get_absolute_url()).content.decode()
    assert ("United with another record: van2" in page, WHY in page) == (True, True)


def test_a_record_of_another_name_is_named_by_its_number(kept, other, personnel_officer, signed_in):
    Person.objects.filter(pk=other.pk).update(full_name="Hoàng Thị Vân", sort_key="x")

    shown = signed_in(personnel_officer).post(url_of(kept), {"number": "038085001234", "reason": WHY})

    assert shown.context["other"] == other


@pytest.mark.parametrize(("alike", "field"), [(True, "which"), (False, "number")])
def test_no_record_at_all_is_asked_for(kept, other, personnel_officer, signed_in, alike, field):
    if not alike:
        Person.objects.filter(pk=other.pk).update(sort_key="x")

    form = signed_in(personnel_officer).post(url_of(kept), {"reason": WHY}).context["form"]

    assert form.errors == {field: ["Choose the record, or name it by its card number or login name."]}


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("99999999", "Your unit keeps nobody with this number or login name. Check it."),
        ("trong.viet", "Your unit keeps nobody with this number or login name. Check it."),
        ("van", "That is the same record. Choose the other one."),
    ],
)
def test_only_another_record_of_the_own_unit_can_be_named(
    kept, outsider, personnel_officer, signed_in, number, sentence
):
    response = signed_in(personnel_officer).post(url_of(kept), {"number": number, "reason": WHY})

    assert (response.status_code, response.context["form"].errors) == (422, {"number": [sentence]})


def test_nobody_gets_the_post_of_somebody_beyond_their_reach(kept, other, province, personnel_officer, signed_in):
    factories.appoint(other, Role.SECRETARY, province.top)

    response = signed_in(personnel_officer).post(url_of(kept), {"number": "van2", "reason": WHY})

    assert response.status_code == 403
    assert Person.objects.filter(pk=other.pk).exists()


def test_an_officer_does_not_unite_their_own_record(other, personnel_officer, signed_in):
    said = {"number": "van2", "reason": WHY}

    response = signed_in(personnel_officer).post(url_of(personnel_officer), said)

    assert response.status_code == 403


def test_what_signs_in_with_the_record_goes_with_it_and_what_was_told_stays(kept, other, personnel_officer):
    ActivationSlip.objects.create(person=other, digest="x", issued_by=personnel_officer, valid_to=today())
    ActivationSlip.objects.create(person=personnel_officer, digest="y", issued_by=other, valid_to=today())
    UserSession.objects.create(user=other, session_key="z" * 32, ip="127.0.0.1", user_agent="")
    Authenticator.objects.create(user=other, type=Authenticator.Type.TOTP, data={})
    Notification.objects.create(recipient=other, text="x")

    unite(kept, other, reason=WHY, by=personnel_officer)

    assert [slip.issued_by for slip in ActivationSlip.objects.all()] == [kept]
    assert (UserSession.objects.count(), Authenticator.objects.count()) == (0, 0)
    assert Notification.objects.get().recipient == kept


def test_a_session_of_the_record_that_goes_ends(kept, other, personnel_officer, client):
    client.force_login(other)
    assert Session.objects.count() == 1

    unite(kept, other, reason=WHY, by=personnel_officer)

    assert client.get("/").status_code == 302


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_who_unite_at_once_unite_once(kept, other, personnel_officer):
    answers, start = [], threading.Barrier(2)

    def try_it(first, second):
        start.wait(timeout=10)
        try:
            with translation.override("en"):
                unite(first, second, reason=WHY, by=personnel_officer)
            answers.append("done")
        except NotPossible as refusal:
            answers.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it, args=pair) for pair in ((kept, other), (other, kept))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert sorted(answers) == ["One of the records is no longer there. Look again.", "done"]
    assert Person.objects.filter(full_name="Hoàng Thanh Vân").count() == 1
