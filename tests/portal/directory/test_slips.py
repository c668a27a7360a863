"""Activation slips: who gets one from whom, made as a job, printed once, kept only as digests."""

import datetime
import json
import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from portal.audit.models import AuditEvent
from portal.directory import policies
from portal.directory.models import ActivationSlip, Person
from portal.directory.roles import Role
from portal.directory.slips import choosing, codes
from portal.directory.slips.work import NAME, ActivationSlips, params_of
from portal.jobs import files, running, service
from portal.jobs.models import Job
from portal.lib.dates import today
from tests import factories
from tests.queries import queries_of
from tests.worker import work_off

LIST = reverse("directory:slips")
ISSUE = reverse("directory:issue_slips")
CODE = re.compile(r"\b[3-9C-X]{3}-[3-9C-X]{3}-[3-9C-X]{3}\b")
State = ActivationSlip.State


@pytest.fixture(autouse=True)
def _in_english(client, db):
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def officer(personnel_officer):
    return personnel_officer


def ask(client, *people, confirmed=True, **data):
    data |= {"person": [str(person.public_id) for person in people]} | ({"confirmed": "1"} if confirmed else {})
    return client.post(ISSUE, data)


def made(client, *people):
    """Ask for the slips of ``people``, let the worker make them and return the job."""
    response = ask(client, *people)
    work_off()
    return Job.objects.get(pk=int(response.url.strip("/").split("/")[-1]))


def text_of(job):
    pages = PdfReader(files.path_of(job, files.RESULT)).pages
    return "\n".join(page.extract_text() for page in pages)


def codes_in(job):
    return CODE.findall(text_of(job))


# ── the code ──


def test_a_code_has_no_sign_that_is_misread_or_that_a_vietnamese_keyboard_changes():
    assert len(set(codes.ALPHABET)) == len(codes.ALPHABET) == 19
    assert set(codes.ALPHABET) & set("0O1IL2Z5S8B" + "AEIOUYDW") == set()


def test_codes_are_random_and_in_three_groups_of_three():
    found = {codes.new_code() for _number in range(200)}

    assert len(found) == 200
    assert all(CODE.fullmatch(code) for code in found)


@given(st.lists(st.sampled_from(codes.ALPHABET), min_size=9, max_size=9), st.sampled_from(["", " ", "-", " - ", "."]))
def test_a_code_fits_however_it_is_grouped_and_whatever_its_case(signs, between):
    person = Person()
    digest = codes.digest_of(person, codes.grouped("".join(signs)))

    assert codes.fits(person, between.join(signs).lower(), digest)


@given(st.text(max_size=40))
def test_any_other_text_does_not_fit(text):
    person = Person()
    digest = codes.digest_of(person, "C3F-G4H-J6K")

    assert codes.fits(person, text, digest) is (codes.signs_of(text) == "C3FG4HJ6K")


def test_the_same_code_of_two_people_has_two_digests():
    assert codes.digest_of(Person(), "C3F-G4H-J6K") != codes.digest_of(Person(), "C3F-G4H-J6K")


# ── who, from whom ──


def test_the_office_makes_slips_for_whom_it_keeps(officer, member, secretary):
    assert policies.can_issue_slip(officer, member)
    assert policies.can_issue_slip(officer, secretary)


def test_not_for_oneself_nor_for_people_of_another_office(officer, outsider):
    assert policies.can_issue_slip(officer, officer).reason == policies.OWN_PASSWORD
    assert policies.can_issue_slip(officer, outsider).reason == policies.NOT_OFFICER


def test_not_for_who_holds_a_post_or_an_office_beyond_ones_reach(officer, clerk):
    """The clerk of the province is a member of a cell of the ward."""
    assert policies.can_issue_slip(officer, clerk).reason == policies.HIGHER_POST_SLIP


def test_an_administrator_gets_a_slip_from_an_administrator_only(officer, system_admin, province):
    other = factories.make_person("Vũ Minh", cell=province.other_cell)
    factories.appoint(other, Role.SYSTEM_ADMIN, province.top)

    assert policies.can_issue_slip(officer, system_admin).reason == policies.ADMINISTRATOR_SLIP
    assert policies.can_issue_slip(other, system_admin)
    assert not policies.can_issue_slip(other, officer)


def test_not_for_a_closed_account_nor_for_who_has_left(officer, member, colleague):
    member.is_active = False
    member.save()
    colleague.memberships.get().end(on=today() - datetime.timedelta(days=1), reason="left")
    colleague = Person.objects.get(pk=colleague.pk)

    assert policies.can_issue_slip(officer, member).reason == "This account is closed."
    assert not policies.can_issue_slip(officer, colleague)


def test_sorting_out_asks_as_often_for_thirty_as_for_one(officer, province, django_assert_num_queries):
    people = [factories.make_person(f"Lê Văn {n}", cell=province.cell) for n in range(30)]

    for count in (1, 30):
        fresh = list(Person.objects.filter(pk__in=[person.pk for person in people[:count]]))
        choosing.sorted_out(officer, fresh[:0] or [fresh[0]])
        with django_assert_num_queries(3):
            assert len(choosing.sorted_out(officer, fresh).fit) == count


# ── choosing ──


def test_the_list_shows_who_has_no_password_yet(officer, member, colleague, outsider, signed_in):
    colleague.set_password(factories.PASSWORD)
    colleague.save()

    waiting = signed_in(officer).get(LIST, {"unit": "DUHT-01"}).context["rows"]
    everybody = signed_in(officer).get(LIST, {"unit": "DUHT-01", "who": "all"}).context["rows"]

    assert [person for person, _slip in waiting] == [member]
    assert [person for person, _slip in everybody] == [colleague, member]


def test_the_list_tells_until_when_a_slip_works(officer, member, signed_in):
    factories.make_slip(member, by=officer, valid_to=datetime.date(2031, 3, 9))

    page = signed_in(officer).get(LIST, {"unit": "DUHT-01"}).content.decode()

    assert "slip works until 09/03/2031" in page


def test_the_list_is_found_by_name_without_marks(officer, member, colleague, signed_in):
    rows = signed_in(officer).get(LIST, {"q": "bich nga"}).context["rows"]

    assert [person for person, _slip in rows] == [member]


def test_the_list_takes_the_same_number_of_queries_for_one_three_and_thirty(officer, province, signed_in):
    counts = []
    client = signed_in(officer)
    for size in (1, 2, 27):
        for _number in range(size):
            person = factories.make_person(cell=province.cell)
            factories.make_slip(person, by=officer)
        counts.append(queries_of(client, LIST, data={"unit": "DUHT-01"}))

    assert counts[0] == counts[1] == counts[2] <= 15


@pytest.mark.parametrize("who", ["member", "secretary", "clerk", "inspector", "system_admin"])
def test_only_the_office_sees_the_list(who, request, signed_in):
    assert signed_in(request.getfixturevalue(who)).get(LIST).status_code == 403


def test_before_anything_is_made_one_sees_for_whom_and_for_whom_not(officer, member, clerk, signed_in):
    response = ask(signed_in(officer), member, clerk, confirmed=False)

    assert response.context["chosen"].fit == [member]
    assert response.context["chosen"].refused == [(clerk, policies.HIGHER_POST_SLIP)]
    assert "testserver/activate/" in response.content.decode()
    assert (Job.objects.count(), ActivationSlip.objects.count()) == (0, 0)


def test_all_of_a_list_are_those_that_the_list_shows(officer, member, colleague, secretary, outsider, signed_in):
    data = {"scope": "all", "unit": "DUHT-01", "q": "", "who": ""}

    response = signed_in(officer).post(ISSUE, data)

    assert {person.pk for person in response.context["chosen"].fit} == {member.pk, colleague.pk, secretary.pk}


def test_nobody_chosen_is_told(officer, signed_in):
    response = signed_in(officer).post(ISSUE, {"confirmed": "1"}, follow=True)

    assert [str(message) for message in response.context["messages"]] == [
        "Nobody is chosen. Tick the comrades who need a slip, or take the whole list."
    ]
    assert Job.objects.count() == 0


def test_more_than_one_file_holds_is_refused(officer, member, colleague, signed_in, monkeypatch):
    monkeypatch.setattr(choosing, "MOST_AT_ONCE", 1)

    response = signed_in(officer).post(ISSUE, {"scope": "all", "confirmed": "1"}, follow=True)

    assert [str(message) for message in response.context["messages"]] == [
        "One file holds 1 slips at most. Choose a smaller unit."
    ]


def test_somebody_not_visible_and_what_is_no_id_are_nobody(officer, outsider, member, signed_in):
    ids = [str(outsider.public_id), "1; DROP TABLE", str(member.public_id)]

    response = signed_in(officer).post(ISSUE, {"person": ids})

    assert (response.context["chosen"].fit, response.context["chosen"].refused) == ([member], [])


# ── the job ──


def test_each_slip_has_name_login_name_code_address_and_last_day(officer, member, signed_in, time_machine):
    time_machine.move_to(datetime.datetime(2026, 3, 2, 3, 0, tzinfo=datetime.UTC), tick=False)

    job = made(signed_in(officer), member)

    text = " ".join(text_of(job).split())
    assert "Đặng Thị Bích Ngà" in text
    assert "Chi bộ khu phố 1, Đảng bộ phường Hạc Thành" in text
    assert "bich.nga" in text
    assert "testserver/activate/" in text
    assert "Dùng một lần, đến hết ngày 16/03/2026." in text
    assert len(codes_in(job)) == 1


def test_the_slips_bear_the_address_of_the_installation_where_it_has_one(officer, member, signed_in, settings):
    settings.ADDRESS = "https://cong.example.vn"

    job = made(signed_in(officer), member)

    assert "hoặc mở cong.example.vn/activate/" in " ".join(text_of(job).split())


def test_the_code_on_the_slip_is_the_one_whose_digest_is_kept(officer, member, signed_in):
    job = made(signed_in(officer), member)

    slip = ActivationSlip.objects.get()
    assert (slip.person, slip.state, slip.issued_by) == (member, State.OPEN, officer)
    assert codes.fits(member, codes_in(job)[0], slip.digest)


def test_the_code_stands_nowhere_but_in_the_pdf(officer, member, signed_in, caplog):
    client = signed_in(officer)
    ask(client, member)
    caplog.set_level("DEBUG")
    job = Job.objects.get()
    running.go_on(job.pk, 0)
    running.go_on(job.pk, 0)
    part = files.path_of(job, files.part_name(0)).read_bytes()
    running.go_on(job.pk, 1)
    job.refresh_from_db()

    code = codes_in(job)[0]
    stored = json.dumps(list(Job.objects.values()), default=str) + json.dumps(
        [*ActivationSlip.objects.values(), *AuditEvent.objects.values()], default=str
    )
    assert job.state == "done"
    assert len(part) > 100
    for text in (stored, caplog.text, part.decode(), *(path.name for path in files.root().rglob("*"))):
        assert code not in text
        assert codes.signs_of(code) not in text
    assert [path.name for path in files.path_of(job, "").iterdir()] == [files.RESULT]


def test_a_new_slip_ends_the_old_one(officer, member, signed_in):
    old = factories.make_slip(member, by=officer)

    made(signed_in(officer), member)

    old.refresh_from_db()
    assert (old.state, old.ended_at is not None) == (State.REPLACED, True)
    assert ActivationSlip.objects.open().count() == 1


def test_while_the_job_has_not_ended_the_old_slip_works(officer, member, signed_in):
    old = factories.make_slip(member, by=officer)
    ask(signed_in(officer), member)
    job = Job.objects.get()
    running.go_on(job.pk, 0)
    running.go_on(job.pk, 0)

    old.refresh_from_db()
    assert old.state == State.OPEN
    assert [slip.state for slip in ActivationSlip.objects.exclude(pk=old.pk)] == [State.DRAWN]


def test_a_chunk_that_is_drawn_twice_leaves_one_slip_that_works(officer, member, province, tmp_path):
    """A worker that was taken for dead draws beside the one that took over: the part that is kept counts."""
    work, params = ActivationSlips(), params_of(officer, [member], path=province.ward.path, address="http://x/a/")
    lost, kept, result = (tmp_path / name for name in ("lost", "kept", "result"))
    with lost.open("wb") as first, kept.open("wb") as second:
        work.run(params, [member.pk], second)
        work.run(params, [member.pk], first)

    for _time in range(2):  # the finish, too, may be done again
        with kept.open("rb") as part, result.open("wb") as file:
            work.finish(params, iter([part]), file)

    code = CODE.findall(PdfReader(result).pages[0].extract_text())[0]
    slip = ActivationSlip.objects.open().get()
    assert codes.fits(member, code, slip.digest)
    assert AuditEvent.objects.filter(action="directory.slip_issued").count() == 1


def test_slips_left_behind_by_a_job_that_ended_are_cleared_away_later(
    officer, member, colleague, signed_in, time_machine
):
    factories.make_slip(member, by=officer, state=State.DRAWN)
    time_machine.move_to(timezone.now() + datetime.timedelta(days=2))

    made(signed_in(officer), colleague)

    assert [slip.person for slip in ActivationSlip.objects.all()] == [colleague]


def test_issuing_is_in_the_trail_of_the_person_and_the_unit(officer, member, signed_in):
    made(signed_in(officer), member)

    event = AuditEvent.objects.get(action="directory.slip_issued")
    assert (event.actor_name, event.subject_id, event.unit_path) == (
        "Đỗ Hữu Quang",
        str(member.pk),
        member.org_path,
    )


def test_two_clicks_make_one_file(officer, member, signed_in):
    client = signed_in(officer)

    first, second = ask(client, member), ask(client, member)

    assert first.url == second.url
    assert Job.objects.count() == 1


def test_the_file_is_for_its_maker_only_and_goes_after_seven_days(officer, member, province, signed_in, time_machine):
    job = made(signed_in(officer), member)
    other = factories.make_person("Lê Thu", cell=province.second_cell)
    factories.appoint(other, Role.PERSONNEL_OFFICER, province.ward)
    fetch = reverse("jobs:fetch", args=[job.pk])

    of_maker = signed_in(officer).get(fetch).status_code
    of_other = signed_in(other).get(fetch).status_code
    client = signed_in(officer)
    time_machine.move_to(timezone.now() + datetime.timedelta(days=7, hours=1))
    client.force_login(officer)
    later = client.get(fetch)

    assert (of_maker, of_other, later.status_code) == (200, 404, 302)


def test_who_is_no_officer_any_more_does_not_get_the_file(officer, member, signed_in):
    job = made(signed_in(officer), member)
    officer.appointments.update(ends_on=today() - datetime.timedelta(days=1))

    assert signed_in(officer).get(reverse("jobs:fetch", args=[job.pk])).status_code == 403


def test_somebody_elses_list_cannot_be_asked_for(officer, member, ward_secretary):
    with pytest.raises(Exception, match="asked for by somebody else"):
        service.ask(NAME, params_of(officer, [member], path="", address="http://x/"), by=ward_secretary)


def test_who_got_a_post_beyond_reach_after_confirming_gets_no_slip(officer, member, colleague, province, signed_in):
    ask(signed_in(officer), member, colleague)
    factories.appoint(colleague, Role.CLERK, province.top)

    work_off()

    assert [slip.person for slip in ActivationSlip.objects.all()] == [member]


def test_slips_lie_in_the_order_of_cells_and_names(officer, province, signed_in):
    people = [
        factories.make_person("Lê Văn Yên", cell=province.cell, login_name="yen"),
        factories.make_person("Lê Văn Ân", cell=province.second_cell, login_name="an"),
        factories.make_person("Lê Văn Bình", cell=province.cell, login_name="binh"),
    ]

    text = text_of(made(signed_in(officer), *people))

    assert sorted(["Bình", "Yên", "Ân"], key=lambda name: text.index(f"Lê Văn {name}")) == ["Bình", "Yên", "Ân"]


@pytest.mark.parametrize(("count", "pages"), [(1, 1), (8, 1), (9, 2)])
def test_eight_slips_stand_on_a_page(count, pages, officer, province, signed_in):
    people = [factories.make_person(f"Lê Văn {number}", cell=province.cell) for number in range(count)]

    job = made(signed_in(officer), *people)

    assert len(PdfReader(files.path_of(job, files.RESULT)).pages) == pages
    assert len(set(codes_in(job))) == count


def test_one_person_has_one_open_slip(officer, member):
    factories.make_slip(member, by=officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_slip(member, by=officer)


def test_the_page_of_a_person_leads_to_a_slip(officer, member, signed_in):
    page = signed_in(officer).get(member.get_absolute_url()).content.decode()

    assert f'value="{member.public_id}"' in page
    assert ISSUE in page
