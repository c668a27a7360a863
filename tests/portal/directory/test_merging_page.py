"""The pages of merging and splitting: what is asked, what is shown first, and what is refused at its field."""

import pytest
from django.urls import reverse
from django.utils import translation

from portal.directory import merging
from portal.directory.models import PartyOrg, Person
from portal.lib.dates import today
from tests import evaluating, factories


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def admin(system_admin, signed_in):
    return signed_in(system_admin)


MERGE = {"others": "DUDS", "code": "DUHS", "name": "Đảng bộ phường Hàm Rồng", "decision": "1656/NQ-UBTVQH15"}


def asked(client, act, of, data, **changes):
    return client.post(reverse(f"directory:{act}", args=[of]), data | {"on": f"{today():%d/%m/%Y}"} | changes)


def test_a_merger_says_what_it_touches_before_it_is_done(admin, member, campaign, secretary):
    factories.make_program(member, campaign=campaign, status="submitted")

    preview = asked(admin, "merge", "DUHT", MERGE)
    before = PartyOrg.objects.filter(code="DUHS").exists()
    done = asked(admin, "merge", "DUHT", MERGE, confirm="1")

    assert [touch.what for touch in preview.context["hanging"]] == [
        "5 organisations, with those below them",
        "3 members",
        "0 posts and offices at these organisations themselves",
        "1 papers under review",
        "1 lines on the rosters of open campaigns",
        "1 campaigns that these organisations have called",
        "0 dossiers in open evaluations",
        "0 open sessions",
        "0 evaluations that these organisations have called",
    ]
    assert (before, done.url) == (False, "/directory/organizations/DUHS/")
    assert Person.objects.within(PartyOrg.objects.get(code="DUHS")).count() == 3


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        (
            {"others": "KHONG"},
            "others",
            "There is no “KHONG”. Write the code as it stands in the tree of organisations.",
        ),
        ({"others": ""}, "others", "A new organisation needs at least two that go into it."),
        ({"code": "DUDS"}, "code", "There is an organisation with the code “DUDS” already."),
        ({"name": ""}, "name", "Give the new organisation its name."),
        ({"target": "DUDS"}, "target", "Name the organisation that goes on, or a new one: one of the two."),
        ({"code": "", "name": ""}, "target", "Name the organisation that goes on, or a new one: one of the two."),
        ({"on": "01/01/2099"}, "on", "01/01/2099 lies in the future. Check the year."),
        ({"decision": ""}, "decision", "This field is required."),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(admin, province, changes, field, error):
    page = asked(admin, "merge", "DUHT", MERGE | {"confirm": "1"}, **changes)

    assert (page.status_code, page.context["form"].errors) == (422, {field: [error]})
    assert page.context["form"]["decision"].value() == changes.get("decision", MERGE["decision"])
    assert not PartyOrg.objects.exclude(ended_on=None).exists()


def test_what_the_rules_refuse_is_told_above_the_form(admin, province):
    page = asked(admin, "merge", "DUHT-01", {"target": "DUDS", "decision": "1/QĐ", "confirm": "1"})

    assert page.context["form"].non_field_errors() == ["A cell is merged with cells only, a committee with committees."]


def test_a_second_click_finds_the_organisation_gone(admin, province):
    first = asked(admin, "merge", "DUHT", MERGE, confirm="1")
    second = asked(admin, "merge", "DUHT", MERGE, confirm="1")

    assert (first.status_code, second.status_code) == (302, 404)


def test_the_pages_of_both_say_what_became_of_it(admin, province):
    asked(admin, "merge", "DUHT", MERGE, confirm="1")

    old = admin.get(reverse("directory:organization", args=["DUHT"]))
    new = admin.get(reverse("directory:organization", args=["DUHS"]))

    assert 'It went into <a class="link" href="/directory/organizations/DUHS/">' in old.content.decode()
    assert [org.code for org in new.context["taken_over"]] == ["DUHT", "DUDS"]


def test_a_cell_is_split_by_ticking_its_members(admin, member, colleague):
    data = {"code": "DUHT-03", "name": "Chi bộ khu phố 3", "decision": "2-QĐ/ĐU", "going": [member.pk]}

    preview = asked(admin, "split", "DUHT-01", data)
    asked(admin, "split", "DUHT-01", data, confirm="1")

    assert [touch.what for touch in preview.context["hanging"]] == ["1 members"]
    assert [Person.objects.get(pk=person.pk).cell.code for person in (member, colleague)] == ["DUHT-03", "DUHT-01"]


def test_what_is_shown_to_follow_is_what_follows(
    admin, province, member, ward_secretary, personnel_officer, campaign, secretary, system_admin
):
    factories.make_program(secretary, campaign=campaign, status="submitted")
    factories.make_program(member, campaign=campaign, status="returned")
    evaluation = evaluating.make_evaluation(province.top)
    evaluating.make_dossier(evaluation, member)
    for officer in (ward_secretary, personnel_officer):
        factories.make_entry(campaign, officer)
        evaluating.make_dossier(evaluation, officer)
    collective = factories.make_collective(province.ward)
    factories.make_entry(factories.make_campaign(province.ward, form="CTHD-TT", audience="collectives"), collective)
    factories.appoint(factories.make_person(cell=province.other_cell), "secretary", province.other_ward)
    data = {"target": "DUDS", "decision": "1656/NQ-UBTVQH15"}

    shown = asked(admin, "merge", "DUHT", data).context["follows"]
    nothing_yet = PartyOrg.objects.exclude(ended_on=None).exists()
    org, into = PartyOrg.objects.get(code="DUHT"), PartyOrg.objects.get(code="DUDS")
    done = merging.merge([org], into, keeps_posts=False, decided=merging.Decided(today(), "1656", system_admin))

    assert (nothing_yet, done.touches) == (False, shown)
    assert [(touch.what, touch.detail) for touch in shown] == [
        ("Đảng bộ phường Hạc Thành ends; 2 organisations and 5 members go to Đảng bộ phường Đông Sơn", ""),
        ("Bí thư, Đảng bộ phường Hạc Thành: Tạ Thị Kim Liên", "ends"),
        ("Cán bộ Ban Tổ chức, Đảng bộ phường Hạc Thành: Đỗ Hữu Quang", "goes on at Đảng bộ phường Đông Sơn"),
        ("1 papers under review go to Đảng bộ phường Đông Sơn", ""),
        ("2 campaigns are called by Đảng bộ phường Đông Sơn from now on", ""),
        ("1 collectives end and leave their rosters", ""),
        ("3 dossiers are decided by Đảng bộ phường Đông Sơn", ""),
    ]


def test_what_cannot_be_is_told_before_it_is_confirmed(admin, province):
    for ward in (province.ward, province.other_ward):
        evaluating.make_evaluation(ward)

    page = asked(admin, "merge", "DUHT", MERGE)

    assert page.status_code == 422
    assert "both have an evaluation of" in page.context["form"].non_field_errors()[0]


def test_an_administrator_of_one_ward_takes_no_other_one(province, member, signed_in):
    factories.appoint(member, "system_admin", province.ward)

    page = asked(signed_in(member), "merge", "DUHT", MERGE, confirm="1")

    assert list(page.context["form"].errors) == ["others"]
