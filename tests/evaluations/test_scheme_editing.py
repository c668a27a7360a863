"""Changing a draft of a scheme by forms: settings, criteria and points, group B; saved with the checks of a file."""

import re

import pytest
from django.urls import reverse

from evaluations import shipped
from evaluations.models import Scheme
from evaluations.rules import files
from portal.directory.roles import Role
from tests import factories
from tests.evaluations.schemes import document

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(province):
    """A personnel officer of the topmost organisation."""
    person = factories.make_person("Cao Thị Mai", cell=province.other_cell, login_name="thi.mai")
    factories.appoint(person, Role.PERSONNEL_OFFICER, province.top)
    return person


@pytest.fixture
def draft(keeper):
    shipped.load()
    return Scheme.objects.get(code="qd366_2025").copy(by=keeper)


def settings_url(scheme):
    return reverse("evaluations:scheme_edit", args=[scheme.pk])


def frame_url(scheme, code="NON_LEADER"):
    return reverse("evaluations:scheme_frame", args=[scheme.pk, code])


def typed(response):
    """Return what the form of a page would send as it stands, by name."""
    form = response.context["form"]
    values = {}
    for bound in form:
        value = bound.value()
        if value is not None and value != "":
            prepared = bound.field.prepare_value(value) if hasattr(bound.field, "prepare_value") else value
            values[bound.html_name] = prepared
    return values


def saved(client, url, **changes):
    """Open a form, change some fields, send it, and return the answer."""
    data = typed(client.get(url)) | changes
    return client.post(url, {key: value for key, value in data.items() if value is not None})


def frame_of(scheme, code="NON_LEADER"):
    scheme.refresh_from_db()
    return next(frame for frame in scheme.document["frames"] if frame["code"] == code)


def errors_of(response):
    return {name: list(texts) for name, texts in response.context["form"].errors.items()}


# ── nothing changes by itself ──


def test_saving_the_settings_as_they_are_changes_nothing(keeper, signed_in, draft):
    response = saved(signed_in(keeper), settings_url(draft))

    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.document == document()


@pytest.mark.parametrize("code", ["COLLECTIVE", "CENTRAL_CADRE", "LEADER", "NON_LEADER", "MEMBER_OUTSIDE"])
def test_saving_a_frame_as_it_is_changes_nothing_that_it_says(keeper, signed_in, draft, code):
    before = draft.rules

    response = saved(signed_in(keeper), frame_url(draft, code))

    assert response.status_code == 302
    draft = Scheme.objects.get(pk=draft.pk)
    assert draft.rules == before


def test_a_frame_of_degrees_is_saved_as_it_is(keeper, signed_in, draft):
    older = Scheme.objects.get(code="qd124_2023").copy(by=keeper)
    before = older.rules

    response = saved(signed_in(keeper), frame_url(older, "LEADER"))

    assert response.status_code == 302
    assert Scheme.objects.get(pk=older.pk).rules == before


# ── settings ──


def test_the_settings_are_changed(keeper, signed_in, draft):
    response = saved(
        signed_in(keeper),
        settings_url(draft),
        name="Bộ tiêu chí của Tỉnh ủy",
        valid_to="31/12/2026",
        quota_base="ALL_RATED",
        quota_base_decision="12-QĐ/TU, 05/01/2026",
        quota_percent="15,5",
        fall_in_gap="lowest",
        correction_days="10",
        forced=[f"C{n}" for n in range(1, 5)],
    )

    assert response.status_code == 302
    rules = Scheme.objects.get(pk=draft.pk).rules
    assert (rules.name, str(rules.valid_to)) == ("Bộ tiêu chí của Tỉnh ủy", "2026-12-31")
    assert (rules.quota.base, rules.quota.base_decision) == ("ALL_RATED", "12-QĐ/TU, 05/01/2026")
    assert str(rules.quota.percent) == "15.5"
    assert (rules.fall_through.in_gap, rules.correction_days) == ("lowest", 10)
    assert [case.code for case in rules.all_forced if case.is_active] == ["C1", "C2", "C3", "C4"]


def test_quarters_may_enter_by_weights(keeper, signed_in, draft):
    weights = {"weight_1": "20", "weight_2": "20", "weight_3": "20", "weight_year": "40"}

    saved(signed_in(keeper), settings_url(draft), quarters_setting="weighted", **weights)

    assert Scheme.objects.get(pk=draft.pk).rules.quarters.weights == (20, 20, 20, 40)


def test_leaders_without_a_unit_are_weighed_as_it_is_set(keeper, signed_in, draft):
    led = {"led_without": "own_tasks", "led_label": "Theo Hướng dẫn 06-HD/BTCTU", "led_confidence": "P"}

    response = saved(signed_in(keeper), settings_url(draft), **led)

    assert response.status_code == 302
    led = Scheme.objects.get(pk=draft.pk).rules.units_led
    assert (led.without, led.label, led.confidence) == ("own_tasks", "Theo Hướng dẫn 06-HD/BTCTU", "P")


def test_a_scheme_written_before_the_setting_shows_the_cautious_one(keeper, signed_in, draft):
    draft.change(lambda written: {key: value for key, value in written.items() if key != "units_led"}, by=keeper)

    fields = typed(signed_in(keeper).get(settings_url(draft)))
    response = saved(signed_in(keeper), settings_url(draft))

    assert (fields["led_without"], response.status_code) == ("no_suggestion", 302)
    assert Scheme.objects.get(pk=draft.pk).rules.units_led.without == "no_suggestion"


def test_a_scheme_without_such_conditions_is_not_asked(keeper, signed_in, draft):
    older = Scheme.objects.get(code="qd124_2023").copy(by=keeper)

    form = signed_in(keeper).get(settings_url(older)).context["form"]

    assert "led_without" not in form.fields


def test_the_form_of_quarters_is_chosen_and_taken_out(keeper, signed_in, draft):
    client = signed_in(keeper)

    saved(client, frame_url(draft, "LEADER"), quarter_form="KD-05B-2025")
    assert Scheme.objects.get(pk=draft.pk).rules.frame("LEADER").quarter_form == "KD-05B-2025"
    saved(client, frame_url(draft, "LEADER"), quarter_form="")

    frame = Scheme.objects.get(pk=draft.pk).rules.frame("LEADER", of_quarter=True)
    assert frame.form == "KD-02A-2025"


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"name": None}, "name", "Thiếu phần này."),
        ({"valid_from": None}, "valid_from", "Thiếu phần này."),
        ({"valid_to": "01/01/2020"}, "valid_to", "Bộ tiêu chí không thể hết hiệu lực trước ngày có hiệu lực."),
        ({"quota_percent": "120"}, "quota_percent", "Số phải từ 0 đến 100."),
        (
            {"quota_exceptional_percent": "10"},
            "quota_exceptional_percent",
            "Tỉ lệ ngoại lệ thấp hơn tỉ lệ thông thường.",
        ),
        (
            {"quota_base": "GOOD_OR_BETTER"},
            "quota_base_decision",
            "Cơ sở tính khác với văn bản phải có quyết định của địa phương. Hãy ghi số, ngày của quyết định.",
        ),
        ({"quota_label": None}, "quota_label", "Thiếu phần này."),
        (
            {"quarters_setting": "weighted", "weight_1": "50"},
            "weight_1",
            "Hãy ghi bốn tỉ lệ cộng lại bằng 100: của quý I, II, III và của cả năm.",
        ),
        ({"correction_days": "0"}, "correction_days", "Số phải từ 1 đến 90."),
        (
            {"correction_days": "x"},
            "correction_days",
            "“x” chưa phải là số. Đồng chí ghi theo mẫu 1234,5, chỉ gồm chữ số và một dấu phẩy.",
        ),
    ],
)
def test_what_is_wrong_with_the_settings_stands_at_its_field(keeper, signed_in, draft, changes, field, reason):
    response = saved(signed_in(keeper), settings_url(draft), **changes)

    assert response.status_code == 422
    assert errors_of(response) == {field: [reason]}
    assert Scheme.objects.get(pk=draft.pk).document == document()


# ── criteria and points ──


def test_points_are_moved_between_criteria(keeper, signed_in, draft):
    response = saved(signed_in(keeper), frame_url(draft), c0_maximum="10", c1_maximum="16", c0_confidence="C")

    assert response.status_code == 302
    first, second = frame_of(draft)["criteria"][:2]
    assert (first["maximum"], first["confidence"], second["maximum"]) == (10, "C", 16)


def test_a_criterion_is_split_into_items_with_codes_of_its_own(keeper, signed_in, draft):
    items = {"c0_i0_label": "Chính trị", "c0_i0_maximum": "6,5", "c0_i1_label": "Đạo đức", "c0_i1_maximum": "5,5"}

    saved(signed_in(keeper), frame_url(draft), **items)

    assert frame_of(draft)["criteria"][0]["items"] == [
        {"code": "A1.1", "label": "Chính trị", "maximum": 6.5},
        {"code": "A1.2", "label": "Đạo đức", "maximum": 5.5},
    ]


def test_a_criterion_is_added_and_one_taken_out(keeper, signed_in, draft):
    changes = {"c2_label": None, "c2_maximum": None, "c4_label": "Tín nhiệm", "c4_maximum": "4"}

    response = saved(signed_in(keeper), frame_url(draft), **changes)

    assert response.status_code == 302
    assert [(c["code"], c["group"], c["maximum"]) for c in frame_of(draft)["criteria"]] == [
        ("A1", "A", 12),
        ("A2", "A", 14),
        ("B1", "B", 70),
        ("A3", "A", 4),
    ]


def test_the_way_of_scoring_is_changed(keeper, signed_in, draft):
    saved(signed_in(keeper), frame_url(draft), c0_mode="binary", c1_mode="banded", c2_step="0,5")

    first, second, third = frame_of(draft)["criteria"][:3]
    assert first["mode"] == "binary"
    assert (second["mode"], [band["percent"] for band in second["bands"]]) == ("banded", [90, 70, 50])
    assert third["step"] == 0.5


def test_the_points_of_group_b_are_given_to_commitments_and_taken_back(keeper, signed_in, draft):
    client, address = signed_in(keeper), frame_url(draft)
    assert [name for name in client.get(address).context["form"].fields if name.endswith("_share")] == [
        "c3_share",
        "c5_share",  # of a new row
    ]

    saved(client, address, c3_share="weight")
    given = frame_of(draft)["criteria"][3]
    saved(client, address, c3_share=None)

    assert (given["points_on"], given["share"]) == ("commitments", "weight")
    assert {"points_on", "share"} & set(frame_of(draft)["criteria"][3]) == set()


def test_a_criterion_with_items_is_not_given_to_commitments(keeper, signed_in, draft):
    typed_items = {"c3_share": "equal", "c3_i0_label": "Một", "c3_i0_maximum": "70"}

    response = saved(signed_in(keeper), frame_url(draft), **typed_items)

    assert response.status_code == 422
    assert errors_of(response) == {
        "c3_maximum": ["Tiêu chí chấm theo từng cam kết thì không có mục con."],
    }


def test_group_b_is_counted_by_weighted_tasks(keeper, signed_in, draft):
    shares = {"share_volume": "25", "share_quality": "35", "share_progress": "25", "share_effect": "15"}

    saved(signed_in(keeper), frame_url(draft), calculator="B_WEIGHTED", tasks_most="5", **shares)

    calculator = Scheme.objects.get(pk=draft.pk).rules.frame("NON_LEADER").calculator
    assert (calculator.code, calculator.tasks_least, calculator.tasks_most) == ("B_WEIGHTED", 3, 5)
    assert sum(calculator.shares.values()) == 1


def test_quarters_by_axes_need_axes_that_make_seventy(keeper, signed_in, draft):
    response = saved(
        signed_in(keeper), frame_url(draft), quarter_calculator="B_AXES", x0_label="Trục một", x0_maximum="60"
    )

    assert errors_of(response) == {"__all__": ["Nhóm B cộng lại được 60 điểm; phải đủ 70 điểm."]}

    saved(signed_in(keeper), frame_url(draft), quarter_calculator="B_AXES", x0_label="Trục một", x0_maximum="70")

    assert frame_of(draft)["axes"] == [{"code": "X1", "label": "Trục một", "confidence": "P", "maximum": 70}]


def test_axes_of_a_frame_that_no_longer_counts_by_them_are_taken_out(keeper, signed_in, draft):
    response = saved(signed_in(keeper), frame_url(draft, "LEADER"), quarter_calculator=None)

    assert response.status_code == 302
    assert "axes" not in frame_of(draft, "LEADER")
    assert "quarter_calculator" not in frame_of(draft, "LEADER")


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"c0_maximum": "11"}, "__all__", "Nhóm A cộng lại được 29 điểm; phải đủ 30 điểm."),
        ({"c0_maximum": None}, "c0_maximum", "Thiếu phần này."),
        (
            {"c0_maximum": "12,1", "c1_maximum": "13,9"},
            "c0_maximum",
            "Không thể cho đủ 12,1 điểm với bước 0,25. Hãy sửa điểm tối đa hoặc bước điểm.",
        ),
        ({"c0_step": "0"}, "c0_step", "Bước điểm phải lớn hơn 0."),
        (
            {"c0_i0_label": "Một", "c0_i0_maximum": "5"},
            "c0_maximum",
            "Các mục cộng lại được 5 điểm; tiêu chí có 12 điểm.",
        ),
        ({"c0_i1_label": "Một"}, "c0_i1_maximum", "Thiếu phần này."),
        ({"label": None}, "label", "Thiếu phần này."),
        (
            {"calculator": "B_WEIGHTED", "share_volume": "50"},
            "share_volume",
            "Tỉ lệ của bốn mặt (khối lượng, chất lượng, tiến độ, hiệu quả) phải cộng lại bằng 100.",
        ),
        ({"c0_mode": "stars"}, "c0_mode", None),
    ],
)
def test_what_is_wrong_with_a_frame_stands_at_its_field(keeper, signed_in, draft, changes, field, reason):
    response = saved(signed_in(keeper), frame_url(draft), **changes)

    assert response.status_code == 422
    errors = errors_of(response)
    assert field in errors
    assert reason is None or errors[field] == [reason]
    assert Scheme.objects.get(pk=draft.pk).document == document()


def test_what_was_typed_stays_beside_the_error(keeper, signed_in, draft):
    response = saved(signed_in(keeper), frame_url(draft), c0_maximum="11", c1_label="Năng lực, sửa")

    page = response.content.decode()
    assert re.search(r'name="c0_maximum"[^>]*value="11"|value="11"[^>]*name="c0_maximum"', page)
    assert "Năng lực, sửa" in page


# ── two at once, a stale window, the wrong person ──


def test_who_was_slower_is_told_and_changes_nothing(keeper, signed_in, draft):
    client = signed_in(keeper)
    slow = typed(client.get(frame_url(draft)))
    saved(client, frame_url(draft), peer_group="Chuyên viên")

    response = client.post(frame_url(draft), slow | {"peer_group": "Nhân viên"})

    assert errors_of(response) == {
        "__all__": ["Đã có người sửa phần này sau khi đồng chí mở. Đồng chí mở lại rồi sửa lần nữa."]
    }
    assert frame_of(draft)["peer_group"] == "Chuyên viên"


def test_two_who_change_different_parts_do_not_disturb_each_other(keeper, signed_in, draft):
    client = signed_in(keeper)
    slow = typed(client.get(frame_url(draft, "LEADER")))
    saved(client, frame_url(draft), peer_group="Chuyên viên")
    saved(client, settings_url(draft), name="Của Tỉnh ủy")

    response = client.post(frame_url(draft, "LEADER"), slow | {"peer_group": "Trưởng phòng"})

    assert response.status_code == 302
    assert frame_of(draft)["peer_group"] == "Chuyên viên"
    assert frame_of(draft, "LEADER")["peer_group"] == "Trưởng phòng"
    assert draft.name == "Của Tỉnh ủy"


def test_a_version_in_force_is_not_changed_from_a_stale_window(keeper, signed_in, draft):
    client = signed_in(keeper)
    stale = typed(client.get(frame_url(draft)))
    draft.put_in_force(by=keeper)

    response = client.post(frame_url(draft), stale | {"peer_group": "Nhân viên"})

    assert response.status_code == 403
    assert "Đồng chí tạo phiên bản mới từ phiên bản này." in response.content.decode()
    assert Scheme.objects.get(pk=draft.pk).document == document()


def test_an_unknown_frame_is_not_found(keeper, signed_in, draft):
    assert signed_in(keeper).get(frame_url(draft, "WORKER")).status_code == 404


@pytest.mark.parametrize("address", [settings_url, frame_url])
def test_nobody_else_opens_the_forms(personnel_officer, signed_in, draft, address):
    assert signed_in(personnel_officer).get(address(draft)).status_code == 404  # a draft is not theirs to see
    in_use = Scheme.objects.in_force().get(code=draft.code)
    assert signed_in(personnel_officer).get(address(in_use)).status_code == 403


@pytest.mark.parametrize("code", ["CENTRAL_CADRE", "LEADER"])
def test_the_largest_forms_are_light_and_ask_little(keeper, signed_in, draft, code, django_assert_max_num_queries):
    client = signed_in(keeper)
    client.get(frame_url(draft, code))

    with django_assert_max_num_queries(10):
        response = client.get(frame_url(draft, code))

    assert len(response.content) < 60_000


# ── load, edit, load again ──


def test_a_changed_draft_can_be_taken_out_and_loaded_again(keeper, signed_in, draft):
    client = signed_in(keeper)
    saved(client, frame_url(draft), c0_maximum="10", c1_maximum="16")

    content = client.get(reverse("evaluations:scheme_file", args=[draft.pk])).content
    again, is_new = Scheme.load(files.read(content))

    assert (again, is_new) == (draft, False)
