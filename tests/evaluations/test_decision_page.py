"""Entering a decision: what the page shows, what it refuses, and who may open what was decided."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evaluations.models import Rating, RatingDecision
from portal.audit.models import AuditEvent
from portal.lib.dates import today
from tests import factories
from tests.evaluations.rated import (
    FAIR,
    GOOD,
    LOWEST,
    TOP,
    Stage,
    decide,
    make_decided,
    make_evaluation,
    make_rating,
    trace,
)
from tests.queries import queries_of

MOST_BYTES = 60_000
TRACK = Rating.Track.PARTY_MEMBER


@pytest.fixture
def evaluation(province):
    return make_evaluation(province.ward)


@pytest.fixture
def appraised(evaluation, secretary, personnel_officer):
    def make(subject, level=GOOD, **fields):
        return make_rating(
            evaluation, subject, Stage.APPRAISED, level=level, proposer=secretary, office=personnel_officer, **fields
        )

    return make


@pytest.fixture
def new_url(evaluation):
    return f"{reverse('evaluations:record_decision', args=[evaluation.pk])}?decider=DUHT&track={TRACK}"


@pytest.fixture
def officer(personnel_officer, signed_in):
    return signed_in(personnel_officer)


def filled(client, url, **changes):
    """Return what a person sends who fills in the page as it stands, and confirms; ``changes`` differ, None leaves a
    field out."""
    form = client.get(url).context["form"]
    data = {name: field.initial for name, field in form.fields.items() if field.initial is not None}
    data |= form.initial
    data |= {"symbol": "12-QĐ/ĐU", "on": f"{today():%d/%m/%Y}", "confirmed": "1"} | changes
    return {name: value for name, value in data.items() if value is not None and value is not False}


def texts(response):
    return [str(message) for message in response.context["messages"]]


def test_the_list_says_what_waits_for_which_body_in_which_track(appraised, member, colleague, evaluation, officer):
    appraised(member)
    appraised(colleague, decider=None)

    response = officer.get(reverse("evaluations:decisions", args=[evaluation.pk]))

    # The office of the ward records for a body outside, as the ward called the evaluation.
    assert [(row["decider"], row["track"], row["appraised"], row["held"]) for row in response.context["groups"]] == [
        (None, TRACK, 1, 0),
        ("Đảng ủy phường Hạc Thành", TRACK, 1, 0),
    ]


def test_a_decision_is_recorded_as_appraised_and_leads_to_its_page(appraised, member, colleague, new_url, officer):
    first, second = appraised(member), appraised(colleague, FAIR)

    response = officer.post(new_url, filled(officer, new_url), follow=True)

    decision = RatingDecision.objects.get()
    assert response.redirect_chain == [(decision.get_absolute_url(), 302)]
    assert texts(response) == ["Đã ghi quyết định và công bố 2 kết quả."]
    assert set(Rating.objects.values_list("pk", "level", "stage")) == {
        (first.pk, GOOD, "decided"),
        (second.pk, FAIR, "decided"),
    }


def test_the_organ_that_decides_is_proposed_and_what_is_typed_is_kept(appraised, member, new_url, officer):
    appraised(member)

    proposed = officer.get(new_url).context["form"].initial
    officer.post(new_url, filled(officer, new_url, decided_by="Đảng ủy phường Hạc Thành", signs_as="T/M ĐẢNG ỦY"))

    assert (proposed["decided_by"], proposed["signs_as"]) == ("Đảng ủy phường Hạc Thành", "T/M ĐẢNG ỦY")
    decision = RatingDecision.objects.get()
    assert (decision.decided_by, decision.signs_as) == ("Đảng ủy phường Hạc Thành", "T/M ĐẢNG ỦY")


def test_before_it_is_published_the_page_says_how_many_who_and_that_it_cannot_be_undone(
    appraised, member, colleague, deputy, new_url, officer
):
    out, changed, third = appraised(member), appraised(colleague), appraised(deputy, TOP)
    given = {f"in_{out.pk}": None, f"level_{changed.pk}": FAIR, f"reason_{changed.pk}": "Chậm 1 việc"}
    typed = filled(officer, new_url, over_quota_reason="Theo Nghị quyết số 3", **given, confirmed=None)
    traces = trace()

    page = officer.post(new_url, typed)

    assert (page.status_code, page.context["count"]) == (200, 2)
    assert [(row["count"], [str(name) for name in row["names"]], row["others"]) for row in page.context["summary"]] == [
        (1, ["Trịnh Thị Hoài"], 0),
        (1, ["Lê Quang Dũng"], 0),
    ]
    text = page.content.decode()
    for said in ("Công bố 2 kết quả?", "Công bố rồi không rút lại được", "12-QĐ/ĐU", "Theo Nghị quyết số 3"):
        assert said in text
    assert (trace(), RatingDecision.objects.count()) == (traces, 0)

    scan = SimpleUploadedFile("quet.pdf", b"%PDF-1.7 %%EOF")
    officer.post(new_url, dict(page.context["sent"]) | {"confirmed": "1", "scan": scan})

    for rating in (out, changed, third):
        rating.refresh_from_db()
    assert (out.stage, changed.level, changed.level_reason, third.level) == ("appraised", FAIR, "Chậm 1 việc", TOP)
    decision = RatingDecision.objects.get()
    assert (decision.over_quota_reason, decision.scan.name.endswith(".pdf")) == ("Theo Nghị quyết số 3", True)
    decision.scan.delete()


def test_going_back_from_the_confirmation_keeps_what_was_typed_and_records_nothing(appraised, member, new_url, officer):
    rating = appraised(member)
    typed = filled(officer, new_url, **{f"level_{rating.pk}": FAIR, f"reason_{rating.pk}": "Chậm"}, confirmed=None)

    again = officer.post(new_url, dict(officer.post(new_url, typed).context["sent"]) | {"again": "1"})

    form = again.context["form"]
    assert (again.status_code, form[f"reason_{rating.pk}"].value(), form["symbol"].value()) == (200, "Chậm", "12-QĐ/ĐU")
    assert RatingDecision.objects.count() == 0


def test_a_scan_that_is_none_is_told_on_the_confirmation_itself(appraised, member, new_url, officer):
    appraised(member)

    response = officer.post(new_url, filled(officer, new_url, scan=SimpleUploadedFile("a.pdf", b"<html>")))

    assert (response.status_code, response.templates[0].name) == (422, "evaluations/decision_confirm.html")
    assert list(response.context["form"].errors) == ["scan"]


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_what_would_be_refused_is_refused_before_the_confirmation_too(
    is_confirmed, appraised, member, new_url, personnel_officer, officer
):
    appraised(member, TOP)
    confirmed = {} if is_confirmed else {"confirmed": None}

    response = officer.post(new_url, filled(officer, new_url, **confirmed))

    assert response.templates[0].name == "evaluations/decision_record.html"
    assert list(response.context["form"].errors) == ["over_quota_reason", "__all__"]


def test_the_confirmation_of_very_many_names_some_and_stays_small(appraised, province, new_url, officer):
    for number in range(35):
        appraised(factories.make_person(f"Người {number:02}", cell=province.cell))

    page = officer.post(new_url, filled(officer, new_url, confirmed=None))

    (row,) = page.context["summary"]
    assert (row["count"], len(row["names"]), row["others"]) == (35, 20, 15)
    assert len(page.content) < MOST_BYTES


def test_one_is_left_out_and_another_gets_another_level_with_its_reason(appraised, member, colleague, new_url, officer):
    out, changed = appraised(member), appraised(colleague)

    officer.post(
        new_url,
        filled(
            officer,
            new_url,
            **{f"in_{out.pk}": None, f"level_{changed.pk}": FAIR, f"reason_{changed.pk}": "Chậm 1 việc"},
        ),
    )

    out.refresh_from_db()
    changed.refresh_from_db()
    assert (out.stage, changed.level, changed.level_reason) == ("appraised", FAIR, "Chậm 1 việc")


def test_the_best_level_stands_first_with_the_quota_as_it_would_stand_after(
    appraised, member, colleague, ward_secretary, new_url, officer
):
    appraised(member, FAIR)
    appraised(colleague, TOP)
    appraised(ward_secretary, GOOD)

    response = officer.get(new_url)

    assert [str(case.dossier.subject) for case in response.context["draft"].cases] == [
        "Lê Quang Dũng",
        "Tạ Thị Kim Liên",
        "Đặng Thị Bích Ngà",
    ]
    (group,) = response.context["groups"]
    assert (group["name"], group["is_over"], [str(each) for each in group["top"]]) == (
        "Chuyên môn, nghiệp vụ",
        True,
        ["Lê Quang Dũng"],
    )
    assert (group["quota"].proposed, group["quota"].allowed_now) == (1, 0)


def test_how_many_have_to_move_stands_beside_the_sums(appraised, province, new_url, officer):
    for level in (TOP,) * 4 + (GOOD,) * 8:
        appraised(factories.make_person("Người Khác", cell=province.cell), level)

    html = officer.get(new_url).content.decode()

    assert "tối đa <strong>1</strong>: cần chuyển 2 trường hợp xuống mức dưới" in html


def test_above_the_quota_the_page_comes_back_with_its_lines_and_takes_a_reason(appraised, member, new_url, officer):
    appraised(member, TOP)

    refused = officer.post(new_url, filled(officer, new_url))
    done = officer.post(new_url, filled(officer, new_url, over_quota_reason="Theo Nghị quyết số 3"))

    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["over_quota_reason", "__all__"]
    assert "tối đa 0" in refused.context["form"].non_field_errors()[0]
    assert done.status_code == 302
    assert RatingDecision.objects.get().over_quota_reason == "Theo Nghị quyết số 3"
    page = officer.get(done.url)
    assert "Theo Nghị quyết số 3" in page.content.decode()


def test_after_a_change_elsewhere_nothing_is_recorded_until_the_list_was_seen_again(
    appraised, member, colleague, new_url, personnel_officer, officer
):
    appraised(member)
    data = filled(officer, new_url)
    appraised(colleague)
    traces = trace()

    response = officer.post(new_url, data)

    assert response.status_code == 422
    assert trace() == traces
    assert not RatingDecision.objects.exists()
    again = officer.post(new_url, data | {"state": response.context["draft"].state})
    assert again.status_code == 302


def test_a_double_click_records_once(appraised, member, colleague, new_url, officer):
    appraised(member)
    data = filled(officer, new_url)

    officer.post(new_url, data)
    second = officer.post(new_url, data, follow=True)

    assert RatingDecision.objects.count() == 1
    assert texts(second)[-1] == "Không có trường hợp đã thẩm định nào chờ quyết định này."


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"symbol": " "}, ["symbol"]),
        ({"decided_by": ""}, ["decided_by"]),
        ({"on": "31/02/2026"}, ["on"]),
        ({"on": f"{today() + timedelta(days=1):%d/%m/%Y}"}, ["on"]),
        ({"on": f"{today() - timedelta(days=1):%d/%m/%Y}"}, ["__all__"]),
        ({"scan": SimpleUploadedFile("a.pdf", b"<html>")}, ["scan"]),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_decided(changes, fields, appraised, member, new_url, officer):
    appraised(member)

    response = officer.post(new_url, filled(officer, new_url, **changes))

    assert (response.status_code, list(response.context["form"].errors)) == (422, fields)
    assert not RatingDecision.objects.exists()


def test_another_level_without_a_reason_is_told_at_its_row(appraised, member, new_url, officer):
    rating = appraised(member)

    response = officer.post(new_url, filled(officer, new_url, **{f"level_{rating.pk}": LOWEST}))

    assert list(response.context["form"].errors) == [f"reason_{rating.pk}"]


def test_held_ones_are_named_and_not_in_the_decision(appraised, member, colleague, new_url, personnel_officer, officer):
    appraised(member)
    held = appraised(colleague)
    held.hold("Đơn số 4/ĐT", by=personnel_officer)

    page = officer.get(new_url)
    officer.post(new_url, filled(officer, new_url))

    assert [rating.pk for rating in page.context["draft"].held] == [held.pk]
    assert "Đơn số 4/ĐT" not in page.content.decode()
    held.refresh_from_db()
    assert held.stage == "appraised"


@pytest.mark.parametrize("with_rest", [True, None])
def test_who_does_not_fit_on_the_page_goes_along_as_appraised_or_stays(
    with_rest, appraised, province, new_url, officer
):
    for number in range(32):
        appraised(factories.make_person(f"Người {number:02}", cell=province.cell))

    page = officer.get(new_url)
    officer.post(new_url, filled(officer, new_url, with_rest=with_rest))

    assert (len(page.context["draft"].cases), page.context["draft"].rest_count) == (30, 2)
    assert len(page.content) < MOST_BYTES
    assert Rating.objects.filter(stage="decided").count() == (32 if with_rest else 30)


def test_a_unit_narrows_what_is_decided(appraised, member, ward_secretary, new_url, officer):
    appraised(member)
    other = appraised(ward_secretary)

    officer.post(f"{new_url}&unit=DUHT-02", filled(officer, f"{new_url}&unit=DUHT-02"))

    assert list(Rating.objects.filter(stage="decided")) == [other]


@pytest.mark.parametrize("query", ["", "?decider=nobody&track=cadre", f"?decider=DUHT&track={TRACK}", "?decider=%22"])
def test_where_nothing_waits_one_is_sent_to_the_list(query, evaluation, officer):
    response = officer.get(f"{reverse('evaluations:record_decision', args=[evaluation.pk])}{query}")

    assert response.url == reverse("evaluations:decisions", args=[evaluation.pk])


def test_the_page_and_the_lists_ask_the_same_number_of_queries_at_1_3_and_30_rows(
    appraised, evaluation, province, new_url, personnel_officer, officer
):
    urls = [new_url, reverse("evaluations:decisions", args=[evaluation.pk])]
    counts = {url: [] for url in urls}
    for wanted, made in ((1, 0), (3, 1), (30, 3)):
        for number in range(made, wanted):
            appraised(factories.make_person(f"Người {number:02}", cell=province.cell))
            done = appraised(factories.make_person(f"Đã {number:02}", cell=province.cell))
            decide(done, by=personnel_officer, symbol=f"{number}-QĐ/ĐU")
        for url in urls:
            counts[url].append(queries_of(officer, url))

    for found in counts.values():
        assert set(found) == {found[0]}
        assert found[0] <= 15


# ── reading ──


@pytest.fixture
def decision(appraised, member, personnel_officer):
    return decide(appraised(member), by=personnel_officer)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("personnel_officer", 200),
        ("inspector", 200),
        ("ward_secretary", 200),
        ("ward_deputy", 200),
        ("member", 404),
        ("colleague", 404),
        ("secretary", 404),
        ("ward_committee_member", 404),
        ("system_admin", 404),
        ("outsider", 404),
    ],
)
def test_a_decision_is_read_by_its_body_its_office_and_the_inspection(who, status, decision, request, signed_in):
    before = AuditEvent.objects.count()

    response = signed_in(request.getfixturevalue(who)).get(decision.get_absolute_url())

    assert response.status_code == status
    opened = AuditEvent.objects.filter(action="evaluations.decision_opened").count()
    assert opened == (1 if status == 200 else 0)
    assert AuditEvent.objects.count() >= before


def test_the_scan_is_given_as_an_attachment_named_after_its_number(
    appraised, member, new_url, officer, settings, tmp_path, outsider, signed_in
):
    settings.MEDIA_ROOT = tmp_path
    appraised(member)
    officer.post(new_url, filled(officer, new_url, scan=SimpleUploadedFile("quet.pdf", b"%PDF-1.7 %%EOF")))
    url = reverse("evaluations:decision_scan", args=[RatingDecision.objects.get().pk])

    response = officer.get(url)

    assert response["Content-Disposition"] == 'attachment; filename="12-qd/du.pdf"'.replace("/", "_") or response[
        "Content-Disposition"
    ].startswith("attachment;")
    assert b"".join(response.streaming_content) == b"%PDF-1.7 %%EOF"
    assert AuditEvent.objects.filter(action="evaluations.decision_scan_opened").count() == 1
    assert signed_in(outsider).get(url).status_code == 404


# ── rated again ──


def test_a_re_rating_is_entered_with_its_document_and_reason(evaluation, member, secretary, personnel_officer, officer):
    old = make_decided(evaluation, member, proposer=secretary, office=personnel_officer)
    url = reverse("evaluations:re_rate", args=[old.pk])

    asked = officer.post(url, {})
    done = officer.post(
        url,
        {
            "level": FAIR,
            "reason": "Theo kết luận kiểm tra",
            "decided_by": "Ban Thường vụ",
            "symbol": "20-QĐ/ĐU",
            "on": f"{today():%d/%m/%Y}",
        },
    )

    assert (asked.status_code, set(asked.context["form"].errors)) == (
        422,
        {"level", "reason", "decided_by", "symbol", "on"},
    )
    new = Rating.objects.standing().get()
    assert done.url == new.decision.get_absolute_url()
    assert (new.level, new.supersedes_id, new.decision.is_re_rating) == (FAIR, old.pk, True)


def test_a_re_rating_is_not_ones_own_nor_of_another_office_nor_of_what_is_not_decided(
    evaluation, appraised, member, province, personnel_officer, secretary, ward_secretary, officer
):
    own = make_decided(evaluation, personnel_officer, proposer=secretary, office=secretary)
    undecided = appraised(member)
    elsewhere = make_decided(
        evaluation, ward_secretary, proposer=secretary, office=personnel_officer, decider=province.top
    )

    statuses = [
        officer.get(reverse("evaluations:re_rate", args=[rating.pk])).status_code
        for rating in (own, undecided, elsewhere)
    ]

    assert statuses == [403, 403, 404]
