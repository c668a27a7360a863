"""The pages of an evaluation: preparing and opening it, how far it has come, who is in it by name."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from commitments.models import Period
from evaluations import home
from evaluations.forms.evaluation import usual_days
from evaluations.models import Dossier, Evaluation, Rating, Scheme, SelfAssessment
from portal.directory.models import Membership
from portal.directory.roles import Role
from portal.lib.dates import today
from portal.printing.models import PaperForm
from tests import evaluating, factories
from tests.queries import queries_of

Status = Evaluation.Status
YEAR = today().year


def url(name, *args):
    return reverse(f"evaluations:{name}", args=args)


def facts(**fields):
    days = {"opens_on": f"01/11/{YEAR}", "self_due_on": f"30/11/{YEAR}", "propose_due_on": f"15/12/{YEAR}"}
    return {
        "year": YEAR,
        "quarter": "",
        "root": "DUHT",
        "decide_due_on": f"31/12/{YEAR}",
        "correction_days": 5,
        **days,
    } | fields


def hand_in(dossier, *, on=None, status=SelfAssessment.Status.SUBMITTED):
    return SelfAssessment.objects.create(
        dossier=dossier, form=PaperForm.objects.first(), status=status, submitted_at=timezone.now(),
        handed_in_on=on or today(), round=1,
    )  # fmt: skip


def propose(dossier, stage="proposed"):
    values = {"stage": stage, "proposed_level": "HTTNV"}
    if stage == "appraised":
        values["appraised_level"] = "HTTNV"
    dossier.ratings.update(**values)


@pytest.fixture
def office(personnel_officer, client_class):
    """The personnel officer's window, beside those of others."""
    client = client_class()
    client.force_login(personnel_officer)
    return client


@pytest.fixture
def client_class(client):
    return type(client)


@pytest.fixture
def scheme(db):
    return evaluating.make_scheme()


@pytest.fixture
def draft(province, scheme):
    return evaluating.make_evaluation(province.ward, scheme=scheme, status=Status.DRAFT)


@pytest.fixture
def evaluation(province, scheme):
    return evaluating.make_evaluation(province.ward, scheme=scheme)


# ── preparing ──


def test_a_new_evaluation_offers_the_usual_days_and_the_scheme_in_force(office, province):
    old = evaluating.make_scheme(
        "qd124_2023", valid_from=datetime.date(2023, 10, 4), valid_to=datetime.date(2025, 8, 29)
    )
    now = evaluating.make_scheme()

    form = office.get(url("evaluation_new")).context["form"]

    assert (form.initial["scheme"], form.initial["root"]) == (now, province.ward)
    assert set(form.fields["scheme"].queryset) == {old, now}
    assert {
        name: form.initial[name] for name in ("opens_on", "self_due_on", "propose_due_on", "decide_due_on")
    } == usual_days(Period.of_year(form.initial["year"]))


def test_the_usual_days_of_a_year_and_of_a_quarter():
    year = Period(year=2026, starts_on=datetime.date(2026, 1, 1), ends_on=datetime.date(2026, 12, 31))
    quarter = Period(
        kind="quarter", year=2026, quarter=3, starts_on=datetime.date(2026, 7, 1), ends_on=datetime.date(2026, 9, 30)
    )

    def written(period):
        return [f"{day:%d/%m}" for day in usual_days(period).values()]

    assert written(year) == ["01/11", "30/11", "15/12", "31/12"]
    assert written(quarter) == ["01/09", "10/09", "15/09", "30/09"]


def test_looking_at_the_form_writes_no_period(office, scheme):
    office.get(url("evaluation_new"))

    assert not Period.objects.exists()


@pytest.mark.parametrize(
    ("quarter", "title"), [("", f"Đánh giá, xếp loại năm {YEAR}"), ("2", f"Đánh giá quý II/{YEAR}")]
)
def test_an_evaluation_is_saved_for_a_year_or_a_quarter(office, province, scheme, personnel_officer, quarter, title):
    response = office.post(url("evaluation_new"), facts(quarter=quarter, scheme=scheme.pk))

    evaluation = Evaluation.objects.get()
    assert response.url == url("evaluation_preview", evaluation.pk)
    assert (evaluation.title, evaluation.status, evaluation.created_by) == (title, Status.DRAFT, personnel_officer)
    assert (evaluation.opens_on, evaluation.correction_days) == (datetime.date(YEAR, 11, 1), 5)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"self_due_on": f"01/10/{YEAR}"}, "self_due_on"),
        ({"propose_due_on": f"01/11/{YEAR}"}, "propose_due_on"),
        ({"decide_due_on": f"01/12/{YEAR}"}, "decide_due_on"),
        ({"opens_on": "32/13/2026"}, "opens_on"),
        ({"root": "DUDS"}, "root"),
        ({"quarter": "4"}, "quarter"),
        ({"year": 2024}, "scheme"),
        ({"correction_days": -1}, "correction_days"),
    ],
)
def test_wrong_facts_are_told_at_their_field(office, province, scheme, change, field):
    response = office.post(url("evaluation_new"), facts(scheme=scheme.pk, **change))

    assert field in response.context["form"].errors
    assert not Evaluation.objects.exists()


def test_the_same_organisation_calls_a_period_once(office, draft, scheme):
    response = office.post(url("evaluation_new"), facts(scheme=scheme.pk, year=draft.year))

    assert list(response.context["form"].errors) == ["root"]
    assert Evaluation.objects.count() == 1


def test_a_scheme_that_is_not_in_force_is_not_offered(office, province, scheme):
    Scheme.objects.update(status=Scheme.Status.WITHDRAWN)

    response = office.post(url("evaluation_new"), facts(scheme=scheme.pk))

    assert list(response.context["form"].errors) == ["scheme"]


def test_a_draft_is_changed_until_it_opens(office, draft, scheme):
    kept = office.post(url("evaluation_edit", draft.pk), facts(scheme=scheme.pk, correction_days=7))
    Evaluation.objects.update(status=Status.OPEN)
    refused = office.post(url("evaluation_edit", draft.pk), facts(scheme=scheme.pk, correction_days=9))

    assert (kept.status_code, refused.status_code) == (302, 403)
    assert Evaluation.objects.get().correction_days == 7


# ── the preview and opening ──


def test_the_preview_counts_by_frame_and_names_who_needs_a_hand(office, draft, province, member, secretary):
    factories.make_person("Vũ Thị Hạnh", cell=province.cell, standing=Membership.Standing.EXEMPT)
    top = factories.make_person("Đỗ Mai", cell=province.cell)
    factories.appoint(top, Role.SECRETARY, province.top)
    Membership.begin(member, province.second_cell, on=today().replace(month=1, day=2))
    Evaluation.objects.update(opens_on=today() - datetime.timedelta(days=1))

    preview = office.get(url("evaluation_preview", draft.pk)).context["preview"]

    assert preview.people == 4
    assert dict(preview.frames) == {
        "Cán bộ lãnh đạo, quản lý diện Trung ương quản lý": 1,
        "Cán bộ lãnh đạo, quản lý các cấp": 1,
        "Đảng viên không làm việc trong hệ thống chính trị": 2,
    }
    assert [(str(who), str(where), why) for who, where, why in preview.not_rated] == [
        ("Vũ Thị Hạnh", "Chi bộ khu phố 1", "Miễn công tác, sinh hoạt đảng")
    ]
    assert [(str(who), str(where)) for who, where in preview.without_decider] == [("Đỗ Mai", "Chi bộ khu phố 1")]
    assert (preview.organisations, preview.collectives, preview.several_places, preview.moved) == (3, 0, 1, 1)
    assert not Dossier.objects.exists()


def test_a_preview_that_cannot_be_made_says_why(office, province, member):
    document = evaluating.shipped_document()
    document["frames"] = [frame for frame in document["frames"] if frame["code"] == "LEADER"]
    for part in ("conditions", "forced"):
        document[part] = [each | {"frames": ["LEADER"]} for each in document[part]]
    draft = evaluating.make_evaluation(
        province.ward, scheme=evaluating.make_scheme(document=document), status=Status.DRAFT
    )

    response = office.get(url("evaluation_preview", draft.pk))

    assert "preview" not in response.context
    assert "không có khung" in response.content.decode()


def test_the_office_opens_the_evaluation(office, draft, member):
    response = office.post(url("evaluation_open", draft.pk))
    again = office.post(url("evaluation_open", draft.pk))

    assert (response.url, again.url) == (draft.get_absolute_url(), draft.get_absolute_url())
    assert (Evaluation.objects.get().status, Dossier.objects.count()) == (Status.OPEN, 5)
    assert [m.level_tag for m in get_messages(again.wsgi_request)] == ["success", "error"]


def test_it_does_not_open_before_its_day(office, draft, member):
    Evaluation.objects.update(
        opens_on=today() + datetime.timedelta(days=1), self_due_on=today() + datetime.timedelta(days=2)
    )

    response = office.post(url("evaluation_open", draft.pk))

    assert (response.status_code, Evaluation.objects.get().status) == (403, Status.DRAFT)


def test_opened_meanwhile_the_preview_leads_to_the_evaluation(office, evaluation):
    assert office.get(url("evaluation_preview", evaluation.pk)).url == evaluation.get_absolute_url()


def test_closing_asks_for_a_reason_while_levels_are_not_locked(office, evaluation, member):
    evaluating.make_dossier(evaluation, member)

    without = office.post(url("evaluation_close", evaluation.pk), {"close-reason": ""})
    with_reason = office.post(url("evaluation_close", evaluation.pk), {"close-reason": "Sáp nhập đảng bộ"})

    assert (without.status_code, with_reason.status_code) == (422, 302)
    assert Evaluation.objects.get().status == Status.CLOSED


# ── how far it has come ──


def test_the_numbers_are_counted_by_unit_and_kind(
    office, evaluation, province, member, colleague, secretary, ward_secretary, personnel_officer
):
    dossiers = [
        evaluating.make_dossier(evaluation, person) for person in (member, colleague, secretary, ward_secretary)
    ]
    evaluating.make_dossier(evaluation, personnel_officer, not_rated_reason="exempt")
    evaluating.make_dossier(evaluation, province.cell)
    hand_in(dossiers[0])
    hand_in(dossiers[1], status=SelfAssessment.Status.ACCEPTED)
    hand_in(dossiers[2], status=SelfAssessment.Status.RETURNED)
    propose(dossiers[0])
    propose(dossiers[1], "appraised")
    dossiers[1].ratings.create(track=Rating.Track.CADRE)

    people = office.get(evaluation.get_absolute_url()).context
    bodies = office.get(evaluation.get_absolute_url(), {"kind": "organisations"}).context
    cell = office.get(evaluation.get_absolute_url(), {"unit": "DUHT-01"}).context

    total = people["total"]
    assert (total.rated, total.handed_in, total.missing, total.not_rated) == (4, 2, 2, 1)
    assert (total.proposed, total.appraised, total.decided, total.locked) == (2, 1, 0, 0)
    assert [(row.org.code, row.counts.rated, row.counts.missing, row.counts.not_rated) for row in people["rows"]] == [
        ("DUHT-01", 3, 1, 0),
        ("DUHT-02", 1, 1, 1),
    ]
    assert (bodies["total"].rated, cell["total"].rated, [row.org for row in cell["rows"]]) == (1, 3, [None])


def test_a_secretary_sees_the_numbers_of_the_cell_and_a_member_none(
    evaluation, province, member, secretary, ward_secretary, signed_in
):
    for person in (member, secretary, ward_secretary):
        evaluating.make_dossier(evaluation, person)

    own = signed_in(member).get(evaluation.get_absolute_url())
    cell = signed_in(secretary).get(evaluation.get_absolute_url())
    ward = signed_in(secretary).get(evaluation.get_absolute_url(), {"unit": "DUHT"})

    assert "total" not in own.context
    assert [str(dossier.subject) for dossier in own.context["mine"]] == [str(member)]
    assert (cell.context["unit"], cell.context["total"].rated, ward.status_code) == (province.cell, 2, 403)


def test_the_page_costs_the_same_with_one_and_with_three_dossiers(office, evaluation, province, member):
    evaluating.make_dossier(evaluation, member)
    with_one = queries_of(office, evaluation.get_absolute_url())
    for cell in (province.cell, province.second_cell):
        hand_in(evaluating.make_dossier(evaluation, factories.make_person(cell=cell)))

    assert queries_of(office, evaluation.get_absolute_url()) == with_one <= 15


# ── by name ──


@pytest.fixture
def listed(evaluation, province, member, colleague, secretary, ward_secretary):
    """Four dossiers, one in each state of the list; no names beside them."""
    made = {
        "missing": evaluating.make_dossier(evaluation, member),
        "handed_in": evaluating.make_dossier(evaluation, colleague),
        "proposed": evaluating.make_dossier(evaluation, secretary, rank=1, frame="LEADER"),
        "outside": evaluating.make_dossier(evaluation, ward_secretary, decider=None, rank=1, frame="LEADER"),
        "not_rated": evaluating.make_dossier(
            evaluation, factories.make_person("Vũ Thị Hạnh", cell=province.cell), not_rated_reason="exempt"
        ),
        "left": evaluating.make_dossier(
            evaluation, factories.make_person("Ngô Tú", cell=province.cell), left_on=today()
        ),
    }
    hand_in(made["handed_in"])
    hand_in(made["proposed"])
    propose(made["proposed"])
    return made


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, ["proposed", "handed_in", "not_rated", "missing", "outside"]),
        ({"unit": "DUHT-02"}, ["outside"]),
        ({"state": "missing"}, ["missing", "outside"]),
        ({"state": "handed_in"}, ["proposed", "handed_in"]),
        ({"state": "self"}, ["handed_in", "missing", "outside"]),
        ({"state": "proposed"}, ["proposed"]),
        ({"state": "locked"}, []),
        ({"state": "not_rated"}, ["not_rated"]),
        ({"state": "outside"}, ["outside"]),
        ({"state": "left"}, ["left"]),
        ({"state": "no-such"}, ["proposed", "handed_in", "not_rated", "missing", "outside"]),
        ({"frame": "LEADER"}, ["proposed", "outside"]),
        ({"q": "nga"}, ["missing"]),
        ({"q": "nga", "state": "proposed"}, []),
        ({"kind": "collectives"}, []),
    ],
)
def test_the_list_is_filtered_and_in_the_order_of_a_session(office, evaluation, listed, asked, shown):
    page = office.get(url("dossiers", evaluation.pk), asked).context["page"]

    names = {dossier.pk: name for name, dossier in listed.items()}
    assert [names[row.pk] for row in page.rows] == shown


def test_the_list_never_shows_a_level(office, evaluation, listed):
    listed["proposed"].ratings.update(proposed_level="KHTNV")

    page = office.get(url("dossiers", evaluation.pk)).content.decode()

    assert "Hoàng Văn Khải" in page
    assert "KHTNV" not in page
    assert "Không hoàn thành" not in page


def test_a_committee_member_reads_names_but_opens_no_dossier(
    evaluation, listed, ward_committee_member, ward_secretary, signed_in
):
    by_member = signed_in(ward_committee_member).get(url("dossiers", evaluation.pk))
    by_secretary = signed_in(ward_secretary).get(url("dossiers", evaluation.pk))

    assert (len(by_member.context["page"].rows), by_member.context["openable"]) == (5, set())
    assert by_secretary.context["openable"] == {row.pk for row in by_secretary.context["page"].rows}


def test_the_list_goes_on_by_key(office, evaluation, province):
    for number in range(52):
        evaluating.make_dossier(evaluation, factories.make_person(f"Người {number:02}", cell=province.cell))

    first = office.get(url("dossiers", evaluation.pk)).context["page"]
    second = office.get(first.older_url).context["page"]

    assert (len(first.rows), len(second.rows), second.older_url) == (50, 2, "")
    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}


def test_the_list_costs_the_same_with_one_and_with_three_rows(office, evaluation, province, member):
    evaluating.make_dossier(evaluation, member)
    with_one = queries_of(office, url("dossiers", evaluation.pk))
    for cell in (province.cell, province.second_cell):
        hand_in(evaluating.make_dossier(evaluation, factories.make_person(cell=cell)))

    assert queries_of(office, url("dossiers", evaluation.pk)) == with_one <= 15


def test_collectives_and_organisations_are_listed_too(office, evaluation, province):
    of_ward = evaluating.make_dossier(evaluation, factories.make_collective(province.ward))
    of_cell = evaluating.make_dossier(evaluation, province.cell)

    rows = [
        office.get(url("dossiers", evaluation.pk), {"kind": kind}).context["page"].rows
        for kind in ("collectives", "organisations")
    ]

    assert rows == [[of_ward], [of_cell]]


# ── finding evaluations; home ──


def test_evaluations_are_listed_for_whom_they_concern(
    draft, evaluation_of_last_year, member, outsider, office, signed_in
):
    evaluating.make_dossier(evaluation_of_last_year, member)

    kept = office.get(url("evaluations")).context
    own = signed_in(member).get(url("evaluations")).context
    nobody = signed_in(outsider).get(url("evaluations"))

    assert list(kept["page"].rows) == [draft, evaluation_of_last_year]
    assert list(own["page"].rows) == [evaluation_of_last_year]
    assert [dossier.evaluation for dossier in own["mine"]] == [evaluation_of_last_year]
    assert "Chưa có đợt đánh giá" in nobody.content.decode()


@pytest.fixture
def evaluation_of_last_year(province, scheme):
    return evaluating.make_evaluation(province.ward, scheme=scheme, period=Period.of_year(YEAR - 1))


def test_the_navigation_leads_officers_there_and_asks_nothing_of_members(
    evaluation, member, secretary, django_assert_num_queries
):
    assert [link.label for link in home.link_to_evaluations(secretary)] == ["Xếp loại"]
    assert member.posts_today == []
    with django_assert_num_queries(0):
        assert home.link_to_evaluations(member) == []


def test_officers_see_the_days_to_come_in_their_calendar(evaluation, member, secretary):
    evaluating.make_dossier(evaluation, member)

    days = home.days_of_evaluations(secretary, today())

    assert [(day.on, day.what) for day in days] == [
        (evaluation.propose_due_on, f"Hạn chi bộ đề xuất mức: {evaluation.title}"),
        (evaluation.decide_due_on, f"Hạn quyết định mức: {evaluation.title}"),
    ]
    assert home.days_of_evaluations(member, today()) == []
    assert home.days_of_evaluations(secretary, evaluation.decide_due_on + datetime.timedelta(days=1)) == []


def test_the_last_steps_of_the_year_follow_the_evaluation(evaluation, member, campaign):
    factories.make_entry(campaign, member)
    usual = home.last_steps_of_the_year(member, YEAR)
    dossier = evaluating.make_dossier(evaluation, member)

    def states():
        member.__dict__.pop("own_dossiers", None)
        return [(step.order, step.state) for step in home.last_steps_of_the_year(member, YEAR)]

    member.__dict__.pop("own_dossiers", None)
    opened = states()
    hand_in(dossier)
    handed_in = states()
    dossier.ratings.update(published_at=timezone.now())
    published = states()

    assert [(step.order, step.when, step.state) for step in usual] == [
        (5, "01/11 đến 10/12", "next"),
        (6, "trong tháng 12", "next"),
    ]
    assert opened == [(5, "now"), (6, "next")]
    assert handed_in == [(5, "done"), (6, "now")]
    assert published == [(5, "done"), (6, "done")]


def test_who_neither_registers_nor_is_rated_has_no_such_steps(member):
    assert home.last_steps_of_the_year(member, YEAR) == []
