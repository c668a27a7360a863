"""A wrong file: every fault is told by its place and its reason, all of them at once."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluations import scheme_page
from evaluations.rules import Rules, SchemeFault, files
from evaluations.rules.frames import SUBJECTS
from tests.evaluations.schemes import document, shipped

DROP = object()


def put(whole, place, value):
    """Put a value at a place such as "frames[0].criteria[1].maximum", or take it away (``DROP``)."""
    *path, last = place.replace("[", ".[").split(".")
    at = whole
    for step in path:
        at = at[int(step[1:-1])] if step.startswith("[") else at[step]
    key = int(last[1:-1]) if last.startswith("[") else last
    if value is DROP:
        del at[key]
    else:
        at[key] = value


def faults_of(*changes, code="qd366_2025", forms=None):
    whole = document(code)
    for place, value in changes:
        put(whole, place, value)
    with pytest.raises(SchemeFault) as refused:
        Rules.parse(whole, forms=forms)
    return [(fault.place, fault.reason) for fault in refused.value.faults]


AXES = [{"code": f"X{n}", "label": f"Trục {n}", "maximum": 10} for n in range(1, 7)]

# The change, then the place and the reason.
ONE_FAULT = [
    # what a value is
    (("name", DROP), "name", "Thiếu phần này."),
    (("name", ""), "name", "Thiếu phần này."),
    (("name", 5), "name", "Chỗ này phải là một đoạn chữ."),
    (("name", "x" * 201), "name", "Đoạn chữ dài quá 200 ký tự."),
    (("code", "quy định"), "code", "Mã bắt đầu bằng chữ cái, chỉ gồm chữ cái không dấu, chữ số và dấu “_”."),
    (("valid_from", "01/01/2025"), "valid_from", "“01/01/2025” không phải là ngày. Hãy ghi dạng 2025-01-31."),
    (("valid_to", "2024-12-31"), "valid_to", "Bộ tiêu chí không thể hết hiệu lực trước ngày có hiệu lực."),
    (("scale", "stars"), "scale", "Không có giá trị “stars”. Các giá trị: points, degrees."),
    (("nmae", "x"), "nmae", "Cổng không biết tên này. Hãy kiểm tra chính tả."),
    (("levels[0].lable", "x"), "levels[0].lable", "Cổng không biết tên này. Hãy kiểm tra chính tả."),
    (("conditions", {"a": 1}), "conditions", "Chỗ này phải là một danh sách."),
    (("forced[0]", "C1"), "forced[0]", "Chỗ này phải là một nhóm giá trị có tên."),
    (("quota", "20%"), "quota", "Chỗ này phải là một nhóm giá trị có tên."),
    (("forced[0].active", "yes"), "forced[0].active", "Chỗ này phải là true hoặc false."),
    (("correction.days", 2.5), "correction.days", "Chỗ này phải là một số nguyên."),
    (("correction.days", 0), "correction.days", "Số phải từ 1 đến 90."),
    (("correction", DROP), "correction", "Thiếu phần này."),
    (("forced[0].confidence", "A"), "forced[0].confidence", "Không có giá trị “A”. Các giá trị: C, P, U."),
    # levels and bands
    (("levels[0].label", DROP), "levels[0].label", "Thiếu phần này."),
    (("levels[2].minimum", DROP), "levels[2].minimum", "Thiếu phần này."),  # a level without a band
    (("levels[0].minimum", 91), "levels[1].maximum", "Khoảng trống: không có mức nào từ 90 đến 91 điểm."),
    (("levels[0].minimum", 89), "levels[1].maximum", "Chồng lấn: từ 89 đến 90 điểm có hai mức cùng áp dụng."),
    (("levels[0].maximum", 99), "levels[0].maximum", "Khoảng trống: không có mức nào từ 99 đến 100 điểm."),
    (("levels[3].minimum", 10), "levels[3].minimum", "Khoảng trống: không có mức nào dưới 10 điểm."),
    (("levels[0].minimum", "ninety"), "levels[0].minimum", "Chỗ này phải là một số, ví dụ 30 hoặc 0.25."),
    (("levels[0].minimum", True), "levels[0].minimum", "Chỗ này phải là một số, ví dụ 30 hoặc 0.25."),
    (("levels[0].minimum", "Infinity"), "levels[0].minimum", "Chỗ này phải là một số, ví dụ 30 hoặc 0.25."),
    (("levels[0].minimum", 89.999), "levels[0].minimum", "Đồng chí ghi nhiều nhất 2 chữ số sau dấu phẩy."),
    (("levels[0].maximum", 101), "levels[0].maximum", "Số phải từ 0 đến 100."),
    # points
    (("frames[4].criteria[0].maximum", 11), "frames[4].criteria", "Nhóm A cộng lại được 29 điểm; phải đủ 30 điểm."),
    (("frames[4].criteria[3].maximum", 71), "frames[4].criteria", "Nhóm B cộng lại được 71 điểm; phải đủ 70 điểm."),
    (
        ("frames[2].criteria[0].items[3].maximum", 1),
        "frames[2].criteria[0].items",
        "Các mục cộng lại được 17 điểm; tiêu chí có 18 điểm.",
    ),
    (("frames[2].criteria[0].items[3].maximum", -2), "frames[2].criteria[0].items[3].maximum", "Số nhỏ hơn 0."),
    (("frames[3].axes[0].maximum", 11), "frames[3].axes", "Nhóm B cộng lại được 71 điểm; phải đủ 70 điểm."),
    (("frames[3].axes", DROP), "frames[3].axes", "Thiếu phần này."),
    (
        ("frames[3].axes[0].code", "A1"),
        "frames[3].axes",
        "Có trục trùng mã với một tiêu chí. Hãy đặt mã khác cho trục.",
    ),
    (
        ("frames[4].criteria[0].step", 5),
        "frames[4].criteria[0].maximum",
        "Không thể cho đủ 12 điểm với bước 5. Hãy sửa điểm tối đa hoặc bước điểm.",
    ),
    (("frames[4].criteria[0].step", 0), "frames[4].criteria[0].step", "Bước điểm phải lớn hơn 0."),
    (
        ("frames[4].criteria[0].mode", "stars"),
        "frames[4].criteria[0].mode",
        "Không có giá trị “stars”. Các giá trị: binary, graded, banded.",
    ),
    (("frames[4].criteria[0].mode", "banded"), "frames[4].criteria[0].bands", "Thiếu phần này."),
    # what is not known
    (("conditions[0].frames[1]", "WORKER"), "conditions[0].frames[1]", "Bộ tiêu chí không có khung tiêu chí “WORKER”."),
    (
        ("conditions[0].level", "TOP"),
        "conditions[0].level",
        "Không có giá trị “TOP”. Các giá trị: HTXSNV, HTTNV, HTNV, KHTNV.",
    ),
    (
        ("conditions[0].operator", "~"),
        "conditions[0].operator",
        "Không có giá trị “~”. Các giá trị: eq, ge, le, gt, lt, none.",
    ),
    (("conditions[0].value", DROP), "conditions[0].value", "Thiếu phần này."),
    (
        ("frames[4].calculator.code", "B_ND335"),
        "frames[4].calculator.code",
        "Không có giá trị “B_ND335”. Các giá trị: B_MANUAL, B_WEIGHTED, B_AXES.",
    ),
    (("frames[4].calculator", DROP), "frames[4].calculator", "Thiếu phần này."),
    # doubles
    (("frames[4].criteria[1].code", "A1"), "frames[4].criteria[1].code", "Mã “A1” bị trùng."),
    (("frames[2].criteria[2].items[0].code", "A1.1"), "frames[2].criteria", "Mã “A1.1” bị trùng."),
    (("forced[1].code", "C1"), "forced[1].code", "Mã “C1” bị trùng."),
    # settings
    (("quota.percent", 120), "quota.percent", "Số phải từ 0 đến 100."),
    (("quota.percent", -1), "quota.percent", "Số phải từ 0 đến 100."),
    (("quota.exceptional_percent", 15), "quota.exceptional_percent", "Tỉ lệ ngoại lệ thấp hơn tỉ lệ thông thường."),
    (
        ("quota.base", "ALL_RATED"),
        "quota.base_decision",
        "Cơ sở tính khác với văn bản phải có quyết định của địa phương. Hãy ghi số, ngày của quyết định.",
    ),
    (("quota.good_level", "HTXSNV"), "quota.good_level", "Mức làm cơ sở tính tỉ lệ phải khác mức bị giới hạn."),
    (("quota.subjects[0]", "dog"), "quota.subjects[0]", "“dog” không phải đối tượng áp dụng tỉ lệ."),
    (
        ("fall_through.in_gap", "next_lower"),
        "fall_through.in_gap",
        "Không có giá trị “next_lower”. Các giá trị: ask, lowest.",
    ),
    (
        ("units_led.without", "guess"),
        "units_led.without",
        "Không có giá trị “guess”. Các giá trị: no_suggestion, own_tasks, not_counted.",
    ),
    (("units_led.without", DROP), "units_led.without", "Thiếu phần này."),
    (("units_led.lable", "x"), "units_led.lable", "Cổng không biết tên này. Hãy kiểm tra chính tả."),
    (("quarters.year_from_quarters", "weighted"), "quarters.weights", "Thiếu phần này."),
]


@pytest.mark.parametrize(("change", "place", "reason"), ONE_FAULT)
def test_one_fault_is_told_by_its_place_and_its_reason(change, place, reason):
    assert faults_of(change) == [(place, reason)]


# Faults that others follow from: the first of all is theirs.
FIRST_OF_SEVERAL = [
    (("levels", [document()["levels"][0] | {"minimum": 0}]), "levels", "Bộ tiêu chí phải có ít nhất hai mức."),
    (("groups[0].maximum", 40), "groups", "Các nhóm cộng lại được 110 điểm; phải đủ 100 điểm."),
    (
        ("frames[4].code", "WORKER"),
        "frames[4].code",
        "Cổng không biết khung tiêu chí “WORKER”. Các khung: " + ", ".join(SUBJECTS) + ".",
    ),
    (("levels[1].code", "HTXSNV"), "levels[1].code", "Mã “HTXSNV” bị trùng."),
]


@pytest.mark.parametrize(("change", "place", "reason"), FIRST_OF_SEVERAL)
def test_what_other_faults_follow_from_is_told_first(change, place, reason):
    assert faults_of(change)[0] == (place, reason)


def weighted(**values):
    shares = {"volume": 25, "quality": 35, "progress": 25, "effect": 15}
    return ("frames[4].calculator", {"code": "B_WEIGHTED", "shares": shares, **values})


@pytest.mark.parametrize(
    ("change", "place", "reason"),
    [
        (
            weighted(shares={"volume": 25, "quality": 35, "progress": 25, "effect": 5}),
            "frames[4].calculator.shares",
            "Tỉ lệ của bốn mặt (khối lượng, chất lượng, tiến độ, hiệu quả) phải cộng lại bằng 100.",
        ),
        (
            weighted(tasks_least=5, tasks_most=4),
            "frames[4].calculator.tasks_most",
            "Số nhiệm vụ tối đa nhỏ hơn số tối thiểu.",
        ),
        (
            ("quarters", document()["quarters"] | {"year_from_quarters": "weighted", "weights": [{"percent": 100}]}),
            "quarters.weights",
            "Hãy ghi bốn tỉ lệ cộng lại bằng 100: của quý I, II, III và của cả năm.",
        ),
        (
            (
                "frames[4].criteria[0]",
                document()["frames"][4]["criteria"][0]
                | {"mode": "banded", "bands": [{"percent": 50}, {"percent": 70}]},
            ),
            "frames[4].criteria[0].bands",
            "Các ngưỡng phải giảm dần, ví dụ 90, 70, 50.",
        ),
    ],
)
def test_faults_of_the_rarer_parts(change, place, reason):
    assert faults_of(change) == [(place, reason)]


def test_an_unknown_figure_is_named_with_those_that_are_known():
    [(place, reason)] = faults_of(("conditions[0].figure", "mood"))

    assert place == "conditions[0].figure"
    assert reason.startswith("Không có giá trị “mood”. Các giá trị: tasks_total, tasks_done, ")


def test_an_unknown_form_is_named_where_the_forms_are_known():
    forms = {"KD-01-2025", "KD-02A-2025", "KD-02C-2025", "KD-05A-2025", "KD-05B-2025"}

    assert faults_of(forms=forms) == [("frames[4].form", "Không có mẫu văn bản “KD-02B-2025”.")]
    assert faults_of(forms=(forms | {"KD-02B-2025"}) - {"KD-05B-2025"}) == [
        ("frames[4].quarter_form", "Không có mẫu văn bản “KD-05B-2025”."),
        ("frames[5].quarter_form", "Không có mẫu văn bản “KD-05B-2025”."),
    ]
    assert Rules.parse(document(), forms=forms | {"KD-02B-2025"}) == shipped()


def test_a_frame_that_is_gone_is_told_wherever_it_is_still_named():
    places = [place for place, reason in faults_of(("frames[5]", DROP)) if "MEMBER_OUTSIDE" in reason]

    assert len(places) == sum(
        "MEMBER_OUTSIDE" in part["frames"] for key in ("conditions", "forced") for part in document()[key]
    )


def test_every_fault_is_told_at_once():
    faults = faults_of(
        ("name", DROP), ("levels[0].minimum", 91), ("frames[4].criteria[0].maximum", 11), ("quota.percent", 200)
    )

    assert [place for place, _reason in faults] == [
        "name",
        "levels[1].maximum",
        "frames[4].criteria",
        "quota.percent",
    ]


def test_the_first_fault_and_all_of_them_as_one_text():
    whole = document()
    del whole["name"], whole["correction"]

    with pytest.raises(SchemeFault) as refused:
        Rules.parse(whole)

    assert (refused.value.place, refused.value.reason) == ("name", "Thiếu phần này.")
    assert str(refused.value) == "name: Thiếu phần này.\ncorrection: Thiếu phần này."


@pytest.mark.parametrize("whole", [None, [], "x", 3])
def test_what_is_no_object_at_all_is_one_fault(whole):
    with pytest.raises(SchemeFault, match="nhóm giá trị có tên"):
        Rules.parse(whole)


def test_an_empty_object_names_what_belongs_there():
    with pytest.raises(SchemeFault) as refused:
        Rules.parse({})

    assert [fault.place for fault in refused.value.faults] == [
        *("valid_from", "code", "name", "scale", "maximum", "levels", "groups", "frames"),
        *("correction", "fall_through", "quarters"),
    ]


DEGREE_FAULTS = [
    (("degrees[1].code", "XS"), ["degrees[1].code", "degree_rules[0].needs[1].degree"]),
    (("degree_rules[1].level", "LAST"), ["degree_rules[1].level"]),
    (("degree_rules[1].needs[0].quantifier", "some"), ["degree_rules[1].needs[0].quantifier"]),
    (("frames[0].criteria[0].kind", "x"), ["frames[0].criteria[0].kind"]),
    (("frames[0].criteria", DROP), ["frames[0].criteria"]),
    (("maximum", 100), ["maximum"]),  # a scheme of degrees has no points
    (("levels[0].minimum", 90), ["levels[0].minimum"]),
]


@pytest.mark.parametrize(("change", "places"), DEGREE_FAULTS)
def test_faults_of_a_scheme_of_degrees(change, places):
    assert [place for place, _reason in faults_of(change, code="qd124_2023")] == places


# ── the file itself ──


def refusal_of(content):
    with pytest.raises(SchemeFault) as refused:
        files.read(content)
    return str(refused.value)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            b'{"a": 1,\n "b" 2}',
            "dòng 2, cột 6: Từ đây tệp không còn đúng dạng JSON. Hãy xem có thiếu dấu phẩy hoặc dấu ngoặc không.",
        ),
        (b'{"name": 1, "name": 2}', "name: Tên này xuất hiện hai lần trong cùng một nhóm."),
        (b'{"a": NaN}', "“NaN” không phải là số."),
        (b'{"a": Infinity}', "“Infinity” không phải là số."),
        (b"\xff\xfe{}", "Tệp không phải văn bản mã hóa UTF-8."),
        (b'{"a": ' + b"9" * 5000 + b"}", "Trong tệp có một số quá dài."),
        (b"[" * 100_000, "Tệp lồng quá nhiều lớp, không phải bộ tiêu chí."),
        (b" " * 1_000_001, "Tệp quá lớn, không phải bộ tiêu chí."),
    ],
)
def test_a_file_that_is_no_document_is_refused(content, reason):
    assert refusal_of(content) == reason


def test_a_file_may_begin_with_a_mark_and_its_texts_are_cleaned():
    assert files.read('\ufeff{"name": "Bộ  \u200btiêu chí\\u0000"}'.encode()) == {"name": "Bộ tiêu chí"}


def test_what_is_null_in_a_file_is_not_there():
    assert files.read(b'{"a": null, "b": [{"c": null, "d": 1}]}') == {"b": [{"d": 1}]}


# ── anything at all ──


def places_in(value, path=()):
    """Yield the path of everything inside a document."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in pairs:
        yield (*path, key)
        yield from places_in(each, (*path, key))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**9) | st.floats() | st.text(max_size=8) | st.just("1e999999"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("code", ["qd366_2025", "qd124_2023"])
@settings(max_examples=150, suppress_health_check=[HealthCheck.differing_executors])
@given(data=st.data())
def test_whatever_stands_somewhere_it_is_a_fault_or_can_be_shown(code, data):
    whole = document(code)
    *path, last = data.draw(st.sampled_from(list(places_in(whole))))
    at = whole
    for key in path:
        at = at[key]
    at[last] = data.draw(ANYTHING)

    try:
        rules = Rules.parse(whole)
    except SchemeFault:
        return
    shown = [scheme_page.level_rows(rules), scheme_page.frame_rows(rules), scheme_page.settings_rows(rules)]
    assert all(shown)
    assert len(scheme_page.forced_rows(rules)) == len(rules.all_forced)
    assert bool(scheme_page.quota_facts(rules)) == (rules.quota is not None)


@pytest.mark.parametrize("code", ["qd366_2025", "qd124_2023"])
def test_written_and_read_again_a_scheme_is_the_same(code):
    whole = document(code)

    assert files.read(files.written(whole).encode()) == whole
    assert files.written(dict(reversed(whole.items()))) == files.written(whole)
