"""Points: every total lies in one band, nothing is rounded up, each calculator adds up in decimals."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.rules import PointsFault, Rules
from evaluations.rules.frames import SUBJECTS
from evaluations.rules.quarters import points_of_year
from tests.evaluations.schemes import changed, document, shipped

RULES = shipped()
TOTALS = st.decimals(0, 100, places=2)


def in_band(level, total):
    return level.minimum <= total and (total < level.maximum or total == level.maximum == RULES.maximum)


@given(TOTALS)
def test_every_total_lies_in_exactly_one_band(total):
    assert [level.code for level in RULES.levels if in_band(level, total)] == [RULES.band(total).code]


@given(st.decimals(0, 100, places=6))
def test_what_is_stored_lies_in_the_band_of_the_unrounded_total(total):
    stored = RULES.stored(total)

    assert RULES.band(stored) == RULES.band(total)
    assert 0 <= total - stored < Decimal("0.01")


@pytest.mark.parametrize(
    ("total", "code"),
    [
        *(("100", "HTXSNV"), ("90", "HTXSNV"), ("89.995", "HTTNV"), ("89.99", "HTTNV"), ("70", "HTTNV")),
        *(("69.9999", "HTNV"), ("69.99", "HTNV"), ("50", "HTNV"), ("49.99", "KHTNV"), ("0", "KHTNV")),
    ],
)
def test_the_edges_of_the_bands(total, code):
    assert RULES.band(Decimal(total)).code == code


@pytest.mark.parametrize("total", ["-0.01", "100.01"])
def test_a_total_outside_the_scale_is_refused(total):
    with pytest.raises(PointsFault, match="ngoài thang điểm"):
        RULES.band(Decimal(total))


@pytest.mark.parametrize("frame", RULES.frames, ids=str)
def test_full_points_make_a_hundred_in_every_shipped_frame_by_year_and_by_quarter(frame):
    for each in (frame, frame.quarterly):
        totals = RULES.total(each, {item.code: item.maximum for item in each.items})

        assert (totals.a, totals.b, totals.total) == (30, 70, 100)
        assert totals.is_whole


def test_the_six_frames_are_there_each_for_its_subject():
    assert {frame.code: frame.subject for frame in RULES.frames} == SUBJECTS


def test_the_sample_of_annex_2_has_seventeen_items_in_three_criteria():
    of_a = RULES.frame("CENTRAL_CADRE").criteria_of("A")

    assert [(criterion.maximum, len(criterion.items)) for criterion in of_a] == [(18, 9), (4, 4), (8, 4)]


def test_leaders_are_scored_by_six_axes_in_a_quarter_and_others_as_in_the_year():
    leader = RULES.frame("LEADER", of_quarter=True)

    assert [axis.maximum for axis in leader.criteria_of("B")] == [10, 15, 10, 20, 10, 5]
    assert [frame.code for frame in RULES.frames if frame.is_rated_by_quarter] == ["CENTRAL_CADRE", "LEADER"]
    assert RULES.frame("NON_LEADER", of_quarter=True).criteria == RULES.frame("NON_LEADER").criteria


@pytest.mark.parametrize(
    ("code", "year", "quarter"),
    [
        ("CENTRAL_CADRE", "KD-02A-2025", "KD-05A-2025"),
        ("LEADER", "KD-02A-2025", "KD-05A-2025"),
        ("NON_LEADER", "KD-02B-2025", "KD-05B-2025"),
        ("MEMBER_OUTSIDE", "KD-02C-2025", "KD-05B-2025"),
        ("COLLECTIVE", "KD-01-2025", "KD-01-2025"),  # names no form of quarters: as in the year
    ],
)
def test_a_frame_names_the_form_of_its_year_and_of_its_quarter(code, year, quarter):
    assert (RULES.frame(code).form, RULES.frame(code, of_quarter=True).form) == (year, quarter)


def test_points_are_summed_by_criterion_and_what_is_missing_is_named():
    totals = RULES.total(RULES.frame("NON_LEADER"), {"A1": "11.75", "A2": "13.5", "B1": "60.25"})

    assert totals.by_criterion == {
        "A1": Decimal("11.75"),
        "A2": Decimal("13.5"),
        "A3": Decimal(0),
        "B1": Decimal("60.25"),
    }
    assert (totals.a, totals.b, totals.total) == (Decimal("25.25"), Decimal("60.25"), Decimal("85.50"))
    assert totals.missing == ["A3"]
    assert not totals.is_whole


@pytest.mark.parametrize(
    ("code", "points", "reason"),
    [
        ("A1", "12.25", "Hãy cho từ 0 đến 12 điểm."),
        ("A1", "-0.25", "Hãy cho từ 0 đến 12 điểm."),
        ("A1", "1.1", "Điểm cho theo bước 0,25."),
        ("A1", "NaN", "Hãy cho từ 0 đến 12 điểm."),
        ("A1", "x", "Điểm này không phải là số."),
        ("Z9", "1", "Khung tiêu chí này không có mục “Z9”."),
    ],
)
def test_points_that_an_item_does_not_take_are_refused_by_name(code, points, reason):
    with pytest.raises(PointsFault) as refused:
        RULES.total(RULES.frame("NON_LEADER"), {code: points})

    assert (str(refused.value), refused.value.code) == (reason, code)


def with_first_criterion(**values):
    whole = document()
    whole["frames"][4]["criteria"][0] |= values  # NON_LEADER, A1 of 12 points
    return Rules.parse(whole).frame("NON_LEADER")


def test_a_binary_item_takes_all_or_nothing():
    frame = with_first_criterion(mode="binary")
    item = frame.item("A1")

    frame.check_points(item, Decimal(0))
    frame.check_points(item, Decimal(12))
    with pytest.raises(PointsFault, match="trọn hoặc không"):
        frame.check_points(item, Decimal(6))
    assert item.steps == [0, 12]


def test_a_banded_criterion_has_four_sub_bands():
    frame = with_first_criterion(mode="banded", bands=[{"percent": 90}, {"percent": 70}, {"percent": 50}])
    edges = [(Decimal("10.8"), 12), (Decimal("8.4"), Decimal("10.8")), (6, Decimal("8.4")), (0, 6)]

    assert frame.criteria[0].sub_bands() == edges


def test_the_values_of_an_item_are_listed_where_they_are_few():
    frame = RULES.frame("CENTRAL_CADRE")

    assert frame.item("A2.1").steps == [0, Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), 1]
    assert frame.item("B1").steps == []


def weighted_frame(**more):
    whole = document()
    shares = {"volume": 25, "quality": 35, "progress": 25, "effect": 15}
    whole["frames"][4]["calculator"] = {"code": "B_WEIGHTED", "shares": shares, **more}
    return Rules.parse(whole).frame("NON_LEADER")


def task(number, weight, volume=100, quality=100, progress=100, effect=100):
    values = {"weight": weight, "volume": volume, "quality": quality, "progress": progress, "effect": effect}
    return {f"T{number}.{key}": Decimal(value) for key, value in values.items()}


def test_weighted_tasks_bring_weight_by_the_shares_of_their_aspects():
    frame = weighted_frame()

    totals = RULES.total(frame, task(1, 30) | task(2, 20, quality=80) | task(3, 20, volume=50, progress=0))

    # 20 × (25 + 0.35 × 80 + 25 + 15)% = 18,6; 20 × (12,5 + 35 + 0 + 15)% = 12,5
    assert [totals.by_criterion[code] for code in ("T1", "T2", "T3", "T4")] == [
        30,
        Decimal("18.6"),
        Decimal("12.5"),
        0,
    ]
    assert totals.b == Decimal("61.1")
    assert totals.faults == []
    assert totals.missing == ["A1", "A2", "A3"]


def test_weights_that_do_not_make_seventy_are_told_and_a_begun_task_must_be_whole():
    frame = weighted_frame()

    totals = RULES.total(frame, task(1, 30) | task(2, 20) | {"T3.weight": Decimal(10), "T5.quality": Decimal(90)})

    assert totals.faults == ["Trọng số các nhiệm vụ cộng lại được 60; phải đủ 70."]
    assert [code for code in totals.missing if code.startswith("T")] == [
        *("T3.volume", "T3.quality", "T3.progress", "T3.effect"),
        *("T5.weight", "T5.volume", "T5.progress", "T5.effect"),
    ]


def test_an_aspect_without_a_share_is_not_asked_for():
    whole = document()
    shares = {"volume": 0, "quality": 50, "progress": 50, "effect": 0}
    whole["frames"][4]["calculator"] = {"code": "B_WEIGHTED", "shares": shares, "tasks_least": 1, "tasks_most": 1}
    frame = Rules.parse(whole).frame("NON_LEADER")

    assert [item.code for item in frame.items if item.group == "B"] == ["T1.weight", "T1.quality", "T1.progress"]


@given(st.lists(st.integers(0, 280), min_size=3, max_size=3))
def test_sums_are_exact_however_the_points_are_split(quarters):
    frame = RULES.frame("MEMBER_OUTSIDE")
    tops = {"B1": 40, "B2": 20, "B3": 10}
    given_points = {
        code: min(Decimal(n) / 4, Decimal(top)) for (code, top), n in zip(tops.items(), quarters, strict=True)
    }

    assert RULES.total(frame, given_points).b * 4 == sum(
        min(n, top * 4) for n, top in zip(quarters, tops.values(), strict=True)
    )


@pytest.mark.parametrize(
    ("setting", "quarters", "points"),
    [
        ({"year_from_quarters": "advisory"}, [None, None, None], "88.5"),
        ({"year_from_quarters": "average"}, ["90", "80", "85"], "85.875"),
        ({"year_from_quarters": "average"}, ["90", None, "85"], None),
        ({"year_from_quarters": "average"}, ["90", "80"], None),
        (
            {"year_from_quarters": "weighted", "weights": [{"percent": p} for p in (20, 20, 20, 40)]},
            ["90", "80", "85"],
            "86.4",
        ),
    ],
)
def test_quarters_enter_the_year_by_the_setting(setting, quarters, points):
    policy = changed(quarters=setting).quarters
    totals = [None if each is None else Decimal(each) for each in quarters]

    assert points_of_year(policy, totals, Decimal("88.5")) == (None if points is None else Decimal(points))
