"""Acts on a person: what rights they end, what is entered late or ahead, and how a wrong entry is mended."""

import datetime
import threading

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from portal.audit.models import AuditEvent
from portal.directory import acts, policies
from portal.directory.acts import Basis
from portal.directory.acts.forms import AppointForm
from portal.directory.errors import NotPossible
from portal.directory.models import Appointment, Membership, Person, PersonAct
from portal.directory.roles import Act, Role
from portal.lib.dates import today
from tests import factories
from tests.queries import queries_of

BASIS = Basis(document="12-QĐ/ĐU", document_on=datetime.date(2026, 2, 20))
ONE_DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


def day(offset):
    return today() + datetime.timedelta(days=offset)


def memberships(person):
    return list(person.memberships.order_by("pk").values_list("cell__code", "standing", "starts_on", "ends_on"))


# ── rights end at once ──


@pytest.mark.parametrize("why", ["died", "left", "expelled", "struck"])
def test_who_leaves_for_good_holds_nothing_from_that_day(why, secretary, province, personnel_officer):
    factories.appoint(secretary, Role.CLERK, province.ward)

    acts.leave(secretary, why, on=today(), basis=BASIS, by=personnel_officer)

    gone = Person.objects.get(pk=secretary.pk)
    assert (gone.posts_today, gone.membership_today, gone.org_path) == ([], None, "")
    assert set(gone.appointments.values_list("ends_on", flat=True)) == {day(-1)}


def test_who_moves_away_keeps_the_office_that_is_not_tied_to_the_cell(secretary, province, personnel_officer):
    office = factories.appoint(secretary, Role.CLERK, province.ward)

    acts.leave(secretary, "moved", on=today(), basis=BASIS, by=personnel_officer)

    assert [post.pk for post in Person.objects.get(pk=secretary.pk).posts_today] == [office.pk]


def test_an_ended_post_ends_its_rights_in_an_open_session(secretary, province, personnel_officer, client):
    client.force_login(secretary)
    page = reverse("directory:people")
    before = client.get(page).status_code

    acts.end_post(secretary.appointments.get(), on=today(), basis=BASIS, by=personnel_officer)

    assert (before, client.get(page).status_code) == (200, 403)


# ── late and ahead ──


def test_a_backdated_act_holds_from_its_day_and_is_told_as_entered_late(member, province, personnel_officer):
    act = acts.transfer(member, province.second_cell, on=day(-40), basis=BASIS, by=personnel_officer)

    assert memberships(member) == [
        ("DUHT-01", "official", factories.LONG_AGO, day(-41)),
        ("DUHT-02", "official", day(-40), None),
    ]
    assert (act.is_backdated, act.recorded_on) == (True, today())
    assert list(PersonAct.objects.backdated()) == [act]


def test_an_act_ahead_changes_nothing_until_its_day(member, province, personnel_officer):
    acts.transfer(member, province.second_cell, on=day(5), basis=BASIS, by=personnel_officer)
    acts.follow_due()
    member.refresh_from_db()
    before = member.cell

    with time_machine.travel(timezone.now() + datetime.timedelta(days=5)):
        followed = (acts.follow_due(), acts.follow_due())

    member.refresh_from_db()
    assert (before, member.cell, member.org_path) == (province.cell, province.second_cell, province.second_cell.path)
    assert followed == (1, 0)


def test_a_post_ahead_gives_no_rights_before_its_day(member, province, personnel_officer):
    acts.appoint(member, Role.CELL_SECRETARY, province.cell, on=day(3), basis=BASIS, by=personnel_officer)
    before = Person.objects.get(pk=member.pk).may(Act.REVIEW_CELL, province.cell)

    with time_machine.travel(timezone.now() + datetime.timedelta(days=3)):
        after = Person.objects.get(pk=member.pk).may(Act.REVIEW_CELL, province.cell)

    assert (before, after) == (False, True)


def test_who_becomes_official_gets_the_day_of_it(province, personnel_officer):
    person = factories.make_person(cell=province.cell, standing=Membership.Standing.PROBATIONARY)

    acts.change_standing(person, "official", on=day(-2), basis=BASIS, by=personnel_officer)

    person.refresh_from_db()
    assert (person.official_on, person.membership_today.standing) == (day(-2), "official")


# ── one head ──


def test_a_second_secretary_is_asked_about_the_first(member, secretary, province, personnel_officer):
    with pytest.raises(NotPossible, match="has somebody in this post: Hoàng Văn Khải"):
        acts.appoint(member, Role.CELL_SECRETARY, province.cell, on=today(), basis=BASIS, by=personnel_officer)

    assert [post.person for post in province.cell.appointments.today()] == [secretary]


def test_the_one_before_holds_the_post_until_the_day_that_is_given(member, secretary, province, personnel_officer):
    act = acts.appoint(
        member, Role.CELL_SECRETARY, province.cell, on=today(), basis=BASIS, by=personnel_officer, former_until=day(-2)
    )

    assert secretary.appointments.get().ends_on == day(-3)
    assert [(str(each.person), each.kind) for each in PersonAct.objects.order_by("pk")] == [
        (str(secretary), "end_post"),
        (str(member), "appoint"),
    ]
    assert [(touch.what, touch.detail) for touch in act.touches][:1] == [
        ("New: Bí thư, Chi bộ khu phố 1, Đảng bộ phường Hạc Thành", "with its rights")
    ]


def test_deputies_may_be_several(member, deputy, province, personnel_officer):
    acts.appoint(member, Role.CELL_DEPUTY_SECRETARY, province.cell, on=today(), basis=BASIS, by=personnel_officer)

    assert province.cell.appointments.today().count() == 2


@pytest.mark.parametrize("has_deputy", [True, False])
def test_where_a_post_ends_it_is_said_who_decides_then(has_deputy, secretary, province, personnel_officer):
    if has_deputy:
        factories.appoint(factories.make_person("Lê Mai", cell=province.cell), "cell_deputy_secretary", province.cell)

    act = acts.leave(secretary, "died", on=today(), basis=BASIS, by=personnel_officer)

    assert act.touches[0].what == "Ends: Bí thư, Chi bộ khu phố 1, Đảng bộ phường Hạc Thành"
    assert act.touches[0].detail == (
        "papers that wait are decided by Lê Mai"
        if has_deputy
        else "nobody else decides on the papers that wait there: appoint somebody, or the office records the decisions"
    )


@pytest.mark.parametrize("has_deputy", [True, False])
def test_where_a_head_is_suspended_it_is_said_that_the_post_stays_and_who_else_decides(
    has_deputy, secretary, province, personnel_officer
):
    if has_deputy:
        factories.appoint(factories.make_person("Lê Mai", cell=province.cell), "cell_deputy_secretary", province.cell)

    act = acts.change_standing(secretary, "suspended", on=today(), basis=BASIS, by=personnel_officer)

    what = "Still holds: Bí thư, Chi bộ khu phố 1, Đảng bộ phường Hạc Thành"
    told = [touch for touch in act.touches if touch.what.startswith(what)]
    assert [touch.detail for touch in told] == [
        "Lê Mai decides there too" if has_deputy else "nobody else decides there"
    ]


def test_of_a_member_without_a_post_who_is_suspended_no_post_is_told(member, personnel_officer):
    act = acts.change_standing(member, "suspended", on=today(), basis=BASIS, by=personnel_officer)

    assert not [touch for touch in act.touches if touch.what.startswith("Still holds")]


def test_posts_are_offered_by_where_they_are(member, province, personnel_officer):
    form = AppointForm(user=personnel_officer, person=member)

    groups = {str(name): [role for role, _label in roles] for name, roles in form.fields["role"].choices[1:]}
    assert list(groups) == ["Posts of a cell", "Posts of a committee", "Offices"]
    assert groups["Posts of a cell"] == ["cell_secretary", "cell_deputy_secretary", "cell_committee_member"]
    assert groups["Posts of a committee"] == ["secretary", "deputy_secretary", "standing_member", "committee_member"]
    assert "system_admin" not in groups["Offices"]


def test_the_page_of_who_has_died_says_so_and_offers_no_act(member, personnel_officer, signed_in):
    acts.leave(member, "died", on=today(), basis=BASIS, by=personnel_officer)

    page = signed_in(personnel_officer).get(member.get_absolute_url()).content.decode()

    assert f"Died · member of Chi bộ khu phố 1, Đảng bộ phường Hạc Thành until {day(-1):%d/%m/%Y}" in page
    assert [act for act in ("transfer", "standing", "leave", "appoint") if url(member, act) in page] == []


# ── a wrong entry ──


@pytest.mark.parametrize("was", [None, "that day", "another day"])
def test_taking_back_gives_back_the_day_of_becoming_official_as_it_was(was, province, personnel_officer):
    known = {None: None, "that day": day(-2), "another day": day(-99)}[was]
    person = factories.make_person(cell=province.cell, standing="probationary", official_on=known)
    act = acts.change_standing(person, "official", on=day(-2), basis=BASIS, by=personnel_officer)
    person.refresh_from_db()
    meanwhile = person.official_on

    acts.take_back(act, because="Nhầm", by=personnel_officer)

    person.refresh_from_db()
    assert (meanwhile, person.official_on) == (known or day(-2), known)


def test_an_entry_that_never_happened_is_undone_with_the_posts_it_ended(secretary, province, personnel_officer):
    before = memberships(secretary)
    act = acts.leave(secretary, "died", on=today(), basis=BASIS, by=personnel_officer)

    acts.take_back(act, because="Nhầm với đồng chí trùng tên", by=personnel_officer)

    act.refresh_from_db()
    back = Person.objects.get(pk=secretary.pk)
    assert memberships(back) == before
    assert ([post.role for post in back.posts_today], back.cell) == ([Role.CELL_SECRETARY], province.cell)
    assert (act.taken_back_by, act.taken_back_because) == (personnel_officer, "Nhầm với đồng chí trùng tên")
    event = AuditEvent.objects.filter(action="directory.act_taken_back").get()
    assert event.reason.endswith("· Nhầm với đồng chí trùng tên")


def test_a_correction_replaces_the_entry_and_leaves_no_day_in_the_wrong_cell(member, province, personnel_officer):
    wrong = acts.transfer(member, province.other_cell, on=day(-3), basis=BASIS, by=personnel_officer)

    right = acts.correct(
        wrong,
        lambda person: acts.transfer(person, province.second_cell, on=day(-5), basis=BASIS, by=personnel_officer),
        because="Ghi nhầm chi bộ và ngày",
        by=personnel_officer,
    )

    wrong.refresh_from_db()
    assert memberships(member) == [
        ("DUHT-01", "official", factories.LONG_AGO, day(-6)),
        ("DUHT-02", "official", day(-5), None),
    ]
    assert (right.corrects, wrong.taken_back_because) == (wrong, "Ghi nhầm chi bộ và ngày")
    assert list(PersonAct.objects.standing()) == [right]


def test_an_entry_on_which_a_later_one_rests_is_not_corrected(member, province, personnel_officer):
    first = acts.transfer(member, province.second_cell, on=day(-9), basis=BASIS, by=personnel_officer)
    acts.transfer(member, province.cell, on=day(-3), basis=BASIS, by=personnel_officer)

    with pytest.raises(NotPossible, match="Something later rests on this entry"):
        acts.take_back(first, because="Nhầm", by=personnel_officer)

    assert PersonAct.objects.standing().count() == 2


def test_a_correction_that_cannot_be_leaves_the_old_entry(member, province, personnel_officer):
    wrong = acts.transfer(member, province.second_cell, on=day(-9), basis=BASIS, by=personnel_officer)

    with pytest.raises(NotPossible):
        acts.correct(
            wrong,
            lambda person: acts.transfer(person, province.cell, on=day(-9), basis=BASIS, by=personnel_officer),
            because="Nhầm",
            by=personnel_officer,
        )

    assert Membership.objects.get(person=member, ends_on=None).cell == province.second_cell


def test_taking_back_twice_and_without_a_reason_is_refused(member, province, personnel_officer):
    act = acts.transfer(member, province.second_cell, on=day(-9), basis=BASIS, by=personnel_officer)

    with pytest.raises(NotPossible, match="Say why the entry was wrong"):
        acts.take_back(act, because=" ", by=personnel_officer)
    acts.take_back(act, because="Nhầm", by=personnel_officer)
    with pytest.raises(NotPossible, match="corrected already"):
        acts.take_back(act, because="Nhầm", by=personnel_officer)


def test_a_second_entry_of_the_same_day_is_refused_so_that_none_is_lost(member, province, personnel_officer):
    acts.transfer(member, province.second_cell, on=today(), basis=BASIS, by=personnel_officer)

    with pytest.raises(NotPossible, match="Correct that entry instead"):
        acts.transfer(member, province.other_cell, on=today(), basis=BASIS, by=personnel_officer)

    assert Person.objects.get(pk=member.pk).cell == province.second_cell


# ── the pages ──


def url(person, act):
    return reverse("directory:keep_person", args=[person.public_id, act])


def test_what_is_touched_is_shown_before_it_is_done(secretary, province, personnel_officer, signed_in, campaign):
    factories.make_entry(campaign, secretary)
    data = {"cell": "DUDS-01", "on": f"{today():%d/%m/%Y}", "document": "12-QĐ/ĐU"}

    page = signed_in(personnel_officer).post(url(secretary, "transfer"), data)

    preview = page.context["preview"]
    assert [touch.what for touch in preview["hanging"]] == [
        "Member of Chi bộ khu phố 1, Đảng bộ phường Hạc Thành (official member)",
        "Bí thư, Chi bộ khu phố 1, Đảng bộ phường Hạc Thành",
        "On the roster of “Đăng ký chương trình hành động”",
    ]
    assert [touch.what for touch in preview["follows"]] == [
        "Ends: Bí thư, Chi bộ khu phố 1, Đảng bộ phường Hạc Thành",
        "Off the roster of “Đăng ký chương trình hành động” from today",
    ]
    assert not PersonAct.objects.exists()
    assert secretary.memberships.get().ends_on is None


@pytest.mark.parametrize("act", ["transfer", "standing", "leave", "appoint"])
def test_an_act_needs_a_document_or_a_reason(act, member, personnel_officer, signed_in):
    data = {"cell": "DUHT-02", "standing": "exempt", "why": "died", "place": "DUHT-01", "role": "cell_secretary"}

    page = signed_in(personnel_officer).post(url(member, act), data | {"on": "01/03/2026", "confirm": "1"})

    error = "Give the number of the document, or say in the remark why there is none."
    assert page.context["form"].errors == {"document": [error]}
    assert page.context["form"]["on"].value() == "01/03/2026"
    assert not PersonAct.objects.exists()


def test_a_refusal_stands_at_the_field_that_was_typed_wrong(member, secretary, personnel_officer, signed_in):
    client, rest = signed_in(personnel_officer), {"on": f"{today():%d/%m/%Y}", "document": "12-QĐ/ĐU"}

    same = client.post(url(member, "transfer"), rest | {"cell": "DUHT-01"})
    held = client.post(url(member, "appoint"), rest | {"place": "DUHT-01", "role": "cell_secretary"})

    already = "Đặng Thị Bích Ngà belongs to this cell already. Choose another one."
    assert same.context["form"].errors == {"cell": [already]}
    assert list(held.context["form"].errors) == ["former_until"]


def test_an_official_member_cannot_become_a_probationary_one_again(province, personnel_officer, signed_in):
    official = factories.make_person("Mai An", cell=province.cell, standing="exempt", official_on=day(-9))
    probationary = factories.make_person("Tạ Bình", cell=province.cell, standing="suspended", official_on=None)
    client = signed_in(personnel_officer)

    offered = [
        [value for value, _label in client.get(url(person, "standing")).context["form"].fields["standing"].choices]
        for person in (official, probationary)
    ]

    assert offered == [["", "official", "suspended"], ["", "official", "probationary", "exempt"]]


def test_who_goes_to_a_cell_outside_the_portal_leaves_and_the_choice_says_so(member, personnel_officer, signed_in):
    form = signed_in(personnel_officer).get(url(member, "leave")).context["form"]

    assert [str(label) for value, label in form.fields["why"].choices if value == "moved"] == [
        "Moved to a cell that is not in this portal"
    ]


def test_a_wrong_entry_is_corrected_on_its_page(member, province, personnel_officer, signed_in):
    wrong = acts.transfer(member, province.other_cell, on=day(-3), basis=BASIS, by=personnel_officer)
    client, page = signed_in(personnel_officer), reverse("directory:correct_act", args=[wrong.pk])
    filled = client.get(page).context["form"]
    data = {"cell": "DUHT-02", "on": f"{day(-3):%d/%m/%Y}", "document": "12-QĐ/ĐU", "because": "Nhầm chi bộ"}

    seen = client.post(page, data)
    client.post(page, data | {"confirm": "1"})

    assert filled["cell"].value() == "DUDS-01 · Chi bộ khu phố 1, Đảng bộ phường Đông Sơn"
    assert (seen.status_code, seen.context["preview"]["is_backdated"]) == (200, True)
    assert Person.objects.get(pk=member.pk).cell == province.second_cell


def test_after_a_transfer_out_the_office_comes_to_its_acts(member, personnel_officer, signed_in):
    data = {"cell": "DUDS-01", "on": f"{today():%d/%m/%Y}", "document": "12-QĐ/ĐU", "confirm": "1"}

    answer = signed_in(personnel_officer).post(url(member, "transfer"), data, follow=True)

    assert answer.redirect_chain == [(reverse("directory:acts"), 302)]
    assert [act.person for act in answer.context["page"].rows] == [member]
    assert f'href="{member.get_absolute_url()}"' not in answer.content.decode()


def test_the_list_of_acts_leads_to_the_people_one_keeps(member, province, personnel_officer, signed_in):
    acts.transfer(member, province.second_cell, on=today(), basis=BASIS, by=personnel_officer)

    page = signed_in(personnel_officer).get(reverse("directory:acts")).content.decode()

    assert f'<a href="{member.get_absolute_url()}">Đặng Thị Bích Ngà</a>' in page


def test_the_end_of_a_post_is_corrected_too(secretary, personnel_officer, signed_in):
    post = secretary.appointments.get()
    wrong = acts.end_post(post, on=day(-30), basis=BASIS, by=personnel_officer)
    data = {"on": f"{day(-3):%d/%m/%Y}", "document": "12-QĐ/ĐU", "because": "Nhầm ngày", "confirm": "1"}

    signed_in(personnel_officer).post(reverse("directory:correct_act", args=[wrong.pk]), data)

    post.refresh_from_db()
    assert post.ends_on == day(-4)


def test_an_entry_is_taken_back_on_its_page_and_never_without_a_reason(member, personnel_officer, signed_in):
    act = acts.leave(member, "left", on=day(-3), basis=BASIS, by=personnel_officer)
    client, page = signed_in(personnel_officer), reverse("directory:correct_act", args=[act.pk])

    refused = client.post(page, {"never": "1", "never-because": ""})
    client.post(page, {"never": "1", "never-because": "Nhầm người"})

    assert refused.status_code == 422
    assert Person.objects.get(pk=member.pk).membership_today.cell.code == "DUHT-01"


def test_nobody_corrects_entries_about_their_own_posts(personnel_officer, province, signed_in):
    post = personnel_officer.appointments.get()
    act = PersonAct.objects.create(
        person=personnel_officer, kind="appoint", on=today(), what="x", document="1", unit_path=province.ward.path
    )

    page = signed_in(personnel_officer).get(reverse("directory:correct_act", args=[act.pk]))

    assert (page.status_code, Appointment.objects.get(pk=post.pk).ends_on) == (403, None)


def test_acts_of_another_ward_are_not_found(outsider, province, personnel_officer, signed_in):
    act = acts.leave(outsider, "left", on=day(-3), basis=BASIS, by=None)

    assert signed_in(personnel_officer).get(reverse("directory:correct_act", args=[act.pk])).status_code == 404


def test_the_list_of_acts_asks_as_often_for_thirty_as_for_one(personnel_officer, province, signed_in):
    client, page = signed_in(personnel_officer), reverse("directory:acts")
    counts = []
    for size in (1, 2, 27):
        for _number in range(size):
            person = factories.make_person(cell=province.cell)
            PersonAct.objects.create(
                person=person, kind="leave", on=day(-1), what="Left", document="1", unit_path=province.cell.path,
                recorded_by=personnel_officer,
            )  # fmt: skip
        counts.append(queries_of(client, page))

    assert len(client.get(page + "?late=1").context["page"].rows) == 30
    assert len(set(counts)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_record_the_end_at_once_one_is_told(member, personnel_officer):
    outcomes = []

    def end():
        try:
            acts.leave(Person.objects.get(pk=member.pk), "left", on=day(0), basis=BASIS, by=personnel_officer)
            outcomes.append("done")
        except NotPossible:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=end) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["done", "refused"]
    assert PersonAct.objects.count() == 1


def test_an_office_does_not_bring_back_a_post_that_lies_above_it(member, province, personnel_officer):
    post = factories.appoint(member, Role.PERSONNEL_OFFICER, province.top)
    officer_above = factories.make_person("Lò Quang Đức", cell=province.other_cell)
    factories.appoint(officer_above, Role.PERSONNEL_OFFICER, province.top)

    ended = acts.end_post(post, on=today(), basis=BASIS, by=officer_above)

    assert not policies.can_correct(personnel_officer, ended)
    assert policies.can_correct(officer_above, ended)
