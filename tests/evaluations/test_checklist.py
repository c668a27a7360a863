"""The set-up checklist: what is set now, how a point was settled, taken up again; by whom, once, and with a reason."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from evaluations import checklist, shipped
from evaluations.errors import InvalidTransition, ReasonMissing
from evaluations.models import ChecklistAnswer, Scheme
from portal.audit.models import AuditEvent
from portal.directory.roles import Role
from portal.lib.dates import today
from tests import evaluating, factories

pytestmark = pytest.mark.django_db

URL = "/evaluations/checklist/"
ANSWER = {
    "text": "Áp dụng 25% cho các đảng bộ vượt chỉ tiêu.",
    "decided_by": "Ban Thường vụ Tỉnh ủy",
    "symbol": "Kết luận 45-KL/TU",
    "decided_on": "02/11/2026",
}


@pytest.fixture
def keeper(province):
    """A personnel officer of the topmost organisation."""
    person = factories.make_person("Cao Thị Mai", cell=province.other_cell, login_name="thi.mai")
    factories.appoint(person, Role.PERSONNEL_OFFICER, province.top)
    return person


def settled(keeper, point=1, **answer):
    values = ANSWER | {"decided_on": datetime.date(2026, 11, 2)} | answer
    return ChecklistAnswer.settle(point, by=keeper, **values)


def now(number):
    return next(row.now for row in checklist.rows() if row.point.number == number)


def page_of(response):
    return response.content.decode()


def acts():
    events = AuditEvent.objects.filter(action__startswith="evaluations.checklist").order_by("pk")
    return list(events.values_list("action", "reason"))


# ── what is set now ──


def test_the_points_stand_in_their_order():
    assert [row.point.number for row in checklist.rows()] == checklist.NUMBERS == list(range(1, 12))


def test_without_a_scheme_the_points_of_the_scheme_say_so():
    assert [now(number) for number in (1, 2, 3, 4)] == [["Chưa áp dụng bộ tiêu chí nào."]] * 4


def test_the_quota_is_that_of_the_scheme_in_use():
    shipped.load()

    assert now(1) == [
        "Bộ tiêu chí đánh giá, xếp loại theo Quy định 366-QĐ/TW (v1)",
        "Tối đa 20%, ngoại lệ 25%.",
        "Số được xếp mức liền dưới (theo văn bản).",
        "Về ngoại lệ: bộ tiêu chí chưa ghi quyết định nào.",
        "Quyết định đã ghi của cấp có thẩm quyền: 0, trong đó 0 về tỉ lệ.",
    ]


def test_a_changed_scheme_shows_at_once(keeper):
    shipped.load()
    draft = Scheme.objects.get(code="qd366_2025").copy(by=keeper)

    def exceptional(document):
        document["quota"] |= {"exceptional_percent": 22, "exceptional_decision": "45-KL/TU"}
        return document | {"fall_through": document["fall_through"] | {"in_gap": "lowest"}}

    draft.change(exceptional, by=keeper)
    assert now(1)[1] == "Tối đa 20%, ngoại lệ 25%."  # a draft sets nothing
    draft.put_in_force(by=keeper)

    assert now(1)[0].endswith("(v2)")
    assert now(1)[1] == "Tối đa 20%, ngoại lệ 22%."
    assert now(1)[3] == "Về ngoại lệ: 45-KL/TU."
    assert now(3)[1] == "Mức thấp nhất."


def test_what_leaders_without_a_unit_are_weighed_by_is_told(keeper):
    shipped.load()
    scheme = Scheme.objects.get(code="qd366_2025")

    assert now(11) == [
        str(scheme),
        "Không gợi ý, để người có thẩm quyền quyết định.",
        scheme.document["units_led"]["label"],
    ]


def test_a_scheme_without_conditions_on_units_led_says_so(keeper):
    document = evaluating.shipped_document()
    document["conditions"] = [each for each in document["conditions"] if not each["figure"].startswith("units_led_")]
    evaluating.make_scheme(document=document)

    assert now(11)[1:] == ["Bộ tiêu chí không có điều kiện về đơn vị phụ trách."]


def test_points_of_the_frames_are_counted_by_how_sure_they_are():
    shipped.load()

    assert now(2)[1] == "49 tiêu chí và trục: 48 theo hướng dẫn địa phương, 1 cần đối chiếu văn bản gốc."


def test_the_days_of_the_last_evaluation_and_of_the_quarters_are_told(province):
    evaluation = evaluating.make_evaluation(province.ward)

    lines = now(6)

    assert len(lines) == 4
    assert lines[0].startswith("Báo cáo tiến độ quý I/")
    assert f"tự đánh giá đến {evaluation.self_due_on:%d/%m/%Y}" in lines[3]


def test_the_tree_is_counted_by_type(province):
    assert "Chi bộ: 3" in now(8)


def test_what_is_set_leads_to_where_it_is_changed():
    shipped.load()
    address = Scheme.objects.get(code="qd366_2025").get_absolute_url()

    places = {row.point.number: [url for _label, url in row.change] for row in checklist.rows()}

    assert places[1] == [f"{address}#quota-title"]
    assert places[3] == [f"{address}#settings-title"]
    assert places[8] == [reverse("directory:organizations")]
    assert places[10] == []


# ── settling ──


def test_a_point_is_settled_with_body_document_and_day(keeper, signed_in):
    response = signed_in(keeper).post(f"{URL}1/settle/", ANSWER)

    assert response.headers["Location"] == URL
    answer = ChecklistAnswer.objects.get()
    assert (answer.point, answer.text, answer.decided_by, answer.symbol) == (1, *list(ANSWER.values())[:3])
    assert (answer.decided_on, answer.recorded_by) == (datetime.date(2026, 11, 2), keeper)
    assert acts() == [("evaluations.checklist_settled", "")]
    assert checklist.open_count() == 10
    page = page_of(signed_in(keeper).get(URL))
    assert "Còn 10 trên 11 điểm chưa quyết." in page
    assert "Kết luận 45-KL/TU, 02/11/2026" in page


@pytest.mark.parametrize("name", ANSWER)
def test_a_point_is_not_settled_by_half(keeper, signed_in, name):
    response = signed_in(keeper).post(f"{URL}1/settle/", ANSWER | {name: " "})

    assert response.status_code == 422
    assert f'href="#id_1_{name}"' in page_of(response)
    assert not ChecklistAnswer.objects.exists()


def test_a_document_of_tomorrow_settles_nothing(keeper, signed_in):
    tomorrow = today() + datetime.timedelta(days=1)

    response = signed_in(keeper).post(f"{URL}1/settle/", ANSWER | {"decided_on": f"{tomorrow:%d/%m/%Y}"})

    assert response.status_code == 422
    assert not ChecklistAnswer.objects.exists()


def test_what_was_typed_into_one_point_stays_there_only(keeper, signed_in):
    response = signed_in(keeper).post(f"{URL}3/settle/", ANSWER | {"symbol": ""})

    assert page_of(response).count("Áp dụng 25% cho các đảng bộ vượt chỉ tiêu.") == 1
    assert '<details class="disclosure" id="point-3" open>' in page_of(response)


def test_a_second_click_is_told_and_settles_nothing_twice(keeper, signed_in):
    settled(keeper)

    response = signed_in(keeper).post(f"{URL}1/settle/", ANSWER, follow=True)

    assert "Điểm này vừa được ghi nhận đã quyết." in page_of(response)
    assert ChecklistAnswer.objects.count() == 1


def test_who_was_slower_is_refused(keeper):
    settled(keeper)

    with pytest.raises(InvalidTransition, match="vừa được ghi nhận"):
        settled(keeper)
    assert len(acts()) == 1


@pytest.mark.parametrize("point", [0, 12, 99])
def test_there_is_no_other_point(keeper, signed_in, point):
    assert signed_in(keeper).post(f"{URL}{point}/settle/", ANSWER).status_code == 404


# ── taking up again ──


def test_a_settled_point_is_taken_up_again_and_what_was_recorded_stays(keeper, signed_in):
    settled(keeper)

    signed_in(keeper).post(f"{URL}1/reopen/", {"reason": "Có kết luận mới."})

    assert ChecklistAnswer.objects.get().reopen_reason == "Có kết luận mới."
    assert acts()[-1] == ("evaluations.checklist_reopened", "Có kết luận mới.")
    assert checklist.open_count() == 11
    assert "xem lại vì: Có kết luận mới." in page_of(signed_in(keeper).get(URL))
    settled(keeper, symbol="Kết luận 50-KL/TU")
    assert checklist.open_count() == 10


def test_taking_up_again_needs_a_reason(keeper, signed_in):
    answer = settled(keeper)

    assert signed_in(keeper).post(f"{URL}1/reopen/", {"reason": ""}).status_code == 422
    with pytest.raises(ReasonMissing):
        answer.reopen(by=keeper, reason=" ")
    assert checklist.open_count() == 10


def test_a_point_is_taken_up_again_once(keeper, signed_in):
    answer = settled(keeper)
    stale = ChecklistAnswer.objects.get()
    answer.reopen(by=keeper, reason="Có kết luận mới.")

    with pytest.raises(InvalidTransition):
        stale.reopen(by=keeper, reason="Lần nữa.")
    assert signed_in(keeper).post(f"{URL}1/reopen/", {"reason": "Lần nữa."}).status_code == 404


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"point": 1}, "evaluations_point_settled_once"),
        ({"point": 12}, "evaluations_point_is_of_the_list"),
        ({"point": 2, "reopen_reason": "x"}, "evaluations_point_reopened_with_reason"),
    ],
)
def test_the_database_holds_what_the_list_promises(keeper, values, name):
    settled(keeper)
    rest = {"text": "x", "decided_by": "x", "symbol": "x", "decided_on": today(), "recorded_by": keeper}

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        ChecklistAnswer.objects.create(**rest, **values)

    # SQLite names the columns of a unique index, and the constraint of a check.
    assert name in str(refused.value) or "UNIQUE constraint failed: evaluations_checklistanswer.point" in str(
        refused.value
    )


# ── who, how much, and at home ──


def test_an_office_further_down_is_told_why(personnel_officer, signed_in):
    response = signed_in(personnel_officer).get(URL)

    assert response.status_code == 403
    assert "do Ban Tổ chức của cấp cao nhất quản lý" in page_of(response)
    assert signed_in(personnel_officer).post(f"{URL}1/settle/", ANSWER).status_code == 403
    assert not ChecklistAnswer.objects.exists()


def test_the_page_is_light_and_asks_little(keeper, signed_in, django_assert_max_num_queries):
    shipped.load()
    for point in checklist.NUMBERS:
        settled(keeper, point)
    client = signed_in(keeper)
    client.get(URL)

    with django_assert_max_num_queries(15):
        response = client.get(URL)

    assert len(response.content) < 60_000
    assert "Cả 11 điểm đã được quyết." in page_of(response)


def test_home_has_one_quiet_line_for_the_keeper_while_points_are_open(keeper, personnel_officer, signed_in):
    assert "11 điểm cấp ủy cần quyết" in page_of(signed_in(keeper).get("/"))
    assert "điểm cấp ủy cần quyết" not in page_of(signed_in(personnel_officer).get("/"))
    for point in checklist.NUMBERS:
        settled(keeper, point)

    assert "điểm cấp ủy cần quyết" not in page_of(signed_in(keeper).get("/"))


def test_schemes_stand_in_the_navigation_of_those_who_keep_them(keeper, secretary, signed_in):
    link = f'href="{reverse("evaluations:schemes")}"'

    assert link in page_of(signed_in(keeper).get("/"))
    assert link not in page_of(signed_in(secretary).get("/"))
