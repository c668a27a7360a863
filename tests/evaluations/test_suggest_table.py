"""What qd366_2025 and qd124_2023 suggest, case by case, worked out by hand from the domain reference, 6.2 to 6.4.

A case is: the frame, the total, the figures that differ from a flawless year, the recorded cases, the level that is
suggested (None: a person has to say), and whether a person's word is needed.
"""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.rules import PointsFault, suggest
from tests.evaluations.schemes import changed, document, shipped

TOP, GOOD, FAIR, LOW = "HTXSNV", "HTTNV", "HTNV", "KHTNV"

# Ten tasks, all done in time, three beyond; two shortcomings, both mended; nobody disciplined.
FLAWLESS = {
    "tasks_total": 10,
    "tasks_done": 10,
    "tasks_on_time": 10,
    "tasks_exceeded": 3,
    "tasks_late": 0,
    "tasks_not_done": 0,
    "shortcomings_total": 2,
    "shortcomings_fixed": 2,
    "disciplined": False,
    "subordinates_disciplined": False,
    "low_confidence_pct": None,
    "units_led_done_pct": Decimal(100),
    "units_led_on_time_pct": Decimal(100),
    "units_led_late_pct": Decimal(0),
    "units_led_exceeded_pct": Decimal(30),
    "units_led_failed_pct": Decimal(0),
}
LATE_ONE = {"tasks_on_time": 9, "tasks_late": 1}
LATE_TWO = {"tasks_on_time": 8, "tasks_late": 2}
LATE_THREE = {"tasks_on_time": 7, "tasks_late": 3}
NO_TASKS = {"tasks_total": 0, "tasks_done": 0, "tasks_on_time": 0, "tasks_exceeded": 0}


def done(count):
    """Ten tasks of which ``count`` were done, all of those in time."""
    return {"tasks_done": count, "tasks_on_time": count, "tasks_not_done": 10 - count}


def led(**percents):
    return {f"units_led_{key}_pct": None if value is None else Decimal(value) for key, value in percents.items()}


CASES = [
    # ── every edge of a band, in a flawless year ──
    ("NON_LEADER", "100", {}, [], TOP, False),
    ("NON_LEADER", "90", {}, [], TOP, False),
    ("NON_LEADER", "89.995", {}, [], GOOD, False),
    ("NON_LEADER", "89.99", {}, [], GOOD, False),
    ("NON_LEADER", "70", {}, [], GOOD, False),
    ("NON_LEADER", "69.99", {}, [], FAIR, False),
    ("NON_LEADER", "50", {}, [], FAIR, False),
    ("NON_LEADER", "49.99", {}, [], LOW, False),
    ("NON_LEADER", "0", {}, [], LOW, False),
    # ── somebody without a leading post: each condition failing alone ──
    ("NON_LEADER", "92", {"tasks_exceeded": 2}, [], GOOD, False),
    ("NON_LEADER", "92", LATE_ONE, [], FAIR, False),
    ("NON_LEADER", "92", {"shortcomings_fixed": 1}, [], GOOD, False),
    ("NON_LEADER", "92", {"shortcomings_total": 0, "shortcomings_fixed": 0}, [], TOP, False),
    ("NON_LEADER", "75", LATE_ONE, [], FAIR, False),
    ("NON_LEADER", "75", LATE_TWO, [], FAIR, False),
    ("NON_LEADER", "75", {"tasks_exceeded": 0, "shortcomings_fixed": 0}, [], GOOD, False),
    ("NON_LEADER", "60", LATE_TWO, [], FAIR, False),
    ("NON_LEADER", "60", LATE_THREE, [], None, True),  # 30% late: below "hoàn thành", and nothing forces the lowest
    ("NON_LEADER", "92", {"disciplined": True}, [], TOP, False),  # it is N1 that a discipline brings, with its document
    # ── the gap: not all done, yet no forced case ──
    ("NON_LEADER", "95", done(9), [], None, True),
    ("NON_LEADER", "85", done(9), [], None, True),
    ("NON_LEADER", "55", done(9), [], None, True),
    ("NON_LEADER", "85", done(6), [], None, True),
    ("NON_LEADER", "85", done(5), [], None, True),  # half not done is not more than half
    ("NON_LEADER", "85", done(4), [], LOW, True),  # N2, counted: a person says whether it stands
    ("NON_LEADER", "85", done(4), ["N2"], LOW, False),  # N2, recorded
    ("NON_LEADER", "40", done(9), [], LOW, False),  # the points alone say so
    # ── not enough to count ──
    ("NON_LEADER", "92", NO_TASKS, [], None, True),
    ("NON_LEADER", "75", NO_TASKS, [], None, True),
    ("NON_LEADER", "60", NO_TASKS, [], None, True),
    ("NON_LEADER", "45", NO_TASKS, [], LOW, False),  # the lowest band asks for no condition
    ("NON_LEADER", "92", {"shortcomings_total": None, "shortcomings_fixed": None}, [], None, True),
    ("NON_LEADER", "75", {"shortcomings_total": None, "shortcomings_fixed": None}, [], GOOD, False),
    (
        "NON_LEADER",
        "92",
        {"tasks_exceeded": 2, "shortcomings_total": None},
        [],
        GOOD,
        False,
    ),  # one failed: that is enough
    ("NON_LEADER", None, {}, [], None, True),  # points are missing
    ("NON_LEADER", None, {}, ["N1"], LOW, False),
    # ── forced, whatever the points ──
    ("NON_LEADER", "98", {}, ["N1"], LOW, False),
    ("NON_LEADER", "98", NO_TASKS, ["N1"], LOW, False),
    ("MEMBER_OUTSIDE", "98", {}, ["N1"], LOW, False),
    # ── members outside the system: as the former ──
    ("MEMBER_OUTSIDE", "90", {}, [], TOP, False),
    ("MEMBER_OUTSIDE", "90", {"tasks_exceeded": 2}, [], GOOD, False),
    ("MEMBER_OUTSIDE", "90", LATE_ONE, [], FAIR, False),
    ("MEMBER_OUTSIDE", "90", {"shortcomings_fixed": 1}, [], GOOD, False),
    ("MEMBER_OUTSIDE", "80", done(7), [], None, True),
    # ── leaders: their own tasks do not count, what they lead does ──
    ("LEADER", "92", {}, [], TOP, False),
    ("LEADER", "92", LATE_THREE, [], TOP, False),
    ("LEADER", "92", led(on_time=90, late=10), [], TOP, False),  # the top level of leaders does not say "on time"
    ("LEADER", "92", led(exceeded="29.99"), [], GOOD, False),
    ("LEADER", "92", led(done=95, on_time=95), [], None, True),
    ("LEADER", "92", {"shortcomings_fixed": 1}, [], GOOD, False),
    ("LEADER", "75", led(on_time=90, late=10), [], FAIR, False),
    ("LEADER", "75", led(on_time=80, late=20), [], FAIR, False),
    ("LEADER", "75", led(on_time="79.99", late="20.01"), [], None, True),
    ("LEADER", "60", {}, [], FAIR, False),
    ("LEADER", "85", led(done=70, on_time=70), [], None, True),
    ("LEADER", "85", led(done="69.99", on_time=60), [], LOW, True),  # L1, counted
    ("LEADER", "85", led(failed=50), [], GOOD, False),
    ("LEADER", "85", led(failed="50.01"), [], LOW, True),
    ("LEADER", "85", led(done=None, on_time=None, late=None, exceeded=None, failed=None), [], None, True),
    *(("LEADER", "95", {}, [code], LOW, False) for code in ("L1", "L2", "L3", "L4", "L5")),
    ("CENTRAL_CADRE", "92", {}, [], TOP, False),
    ("CENTRAL_CADRE", "92", led(exceeded=20), [], GOOD, False),
    ("CENTRAL_CADRE", "75", led(on_time=90, late=10), [], FAIR, False),
    ("CENTRAL_CADRE", "95", {}, ["L3"], LOW, False),
    # ── collectives ──
    ("COLLECTIVE", "92", {}, [], TOP, False),
    ("COLLECTIVE", "92", {"tasks_exceeded": 2}, [], GOOD, False),
    ("COLLECTIVE", "92", LATE_ONE, [], FAIR, False),
    ("COLLECTIVE", "92", {"disciplined": True}, [], GOOD, False),
    ("COLLECTIVE", "92", {"disciplined": None}, [], None, True),
    ("COLLECTIVE", "92", {"subordinates_disciplined": True}, [], TOP, False),  # asked of organisations only
    ("COLLECTIVE", "92", {"shortcomings_fixed": 0}, [], GOOD, False),
    ("COLLECTIVE", "75", LATE_TWO, [], FAIR, False),
    ("COLLECTIVE", "75", LATE_THREE, [], None, True),
    ("COLLECTIVE", "75", done(9), [], None, True),
    ("COLLECTIVE", "75", done(7), [], None, True),
    ("COLLECTIVE", "75", done(6), [], LOW, True),  # C4, counted
    *(("COLLECTIVE", "95", {}, [code], LOW, False) for code in ("C1", "C2", "C3", "C4")),
    # ── organisations: their subordinate units too ──
    ("ORGANISATION", "92", {}, [], TOP, False),
    ("ORGANISATION", "92", {"subordinates_disciplined": True}, [], GOOD, False),
    ("ORGANISATION", "92", {"disciplined": True}, [], GOOD, False),
    ("ORGANISATION", "49.99", {}, [], LOW, False),
]


@pytest.mark.parametrize(("frame", "total", "figures", "forced", "level", "needs_person"), CASES)
def test_the_table(frame, total, figures, forced, level, needs_person):
    rules = shipped()

    made = suggest(
        rules, rules.frame(frame), None if total is None else Decimal(total), {**FLAWLESS, **figures}, forced
    )

    assert (made.level and made.level.code, made.needs_person) == (level, needs_person)
    assert made.why


def test_the_table_is_long_enough_and_says_each_thing_once():
    assert len({repr(case) for case in CASES}) == len(CASES) >= 60


def suggested(total="92", frame="NON_LEADER", rules=None, forced=(), waived=(), **figures):
    rules = rules or shipped()
    return suggest(rules, rules.frame(frame), Decimal(total), {**FLAWLESS, **figures}, forced, waived=waived)


# ── force majeure, and other exceptions: weighed by the deciding level, never by the portal ──


def test_a_case_set_aside_forces_nothing_any_more():
    assert suggested(frame="COLLECTIVE", forced=["C1"], waived=["C1"]).level.code == TOP


def test_a_counted_case_that_was_set_aside_leaves_the_gap_to_a_person():
    made = suggested(frame="COLLECTIVE", waived=["C4"], **done(6))

    assert (made.level, made.needs_person, made.counted) == (None, True, [])


def test_one_case_set_aside_does_not_lift_another():
    made = suggested(frame="COLLECTIVE", forced=["C1", "C2"], waived=["C1"])

    assert (made.level.code, [case.code for case in made.forced]) == (LOW, ["C2"])


def test_a_counted_case_is_told_apart_from_a_recorded_one():
    made = suggested(forced=["N1"], **done(4))

    assert [case.code for case in made.forced] == ["N1", "N2"]
    assert [case.code for case in made.counted] == ["N2"]
    assert not made.needs_person


@pytest.mark.parametrize(("recorded", "told"), [([], "Trên 50% nhiệm vụ"), (["N1"], "Bị kết luận suy thoái")])
def test_a_case_is_told_in_its_words_not_by_its_code(recorded, told):
    why = suggested(forced=recorded, **done(4)).why

    assert f": {told}" in why
    assert "N1" not in why
    assert "N2" not in why


def test_every_case_of_a_collective_knows_force_majeure_and_none_is_computed_but_three():
    rules = shipped()

    assert {"bất khả kháng" in case.exception for case in rules.all_forced if "COLLECTIVE" in case.frames} == {True}
    assert [case.code for case in rules.all_forced if case.computed] == ["C4", "L1", "N2"]


def test_a_case_of_another_frame_is_an_error_and_no_level():
    with pytest.raises(KeyError):
        suggested(forced=["L3"])


def test_a_case_switched_off_forces_nothing():
    forced = [{**case, "active": case["code"] != "N2"} for case in document()["forced"]]
    rules = changed(forced=forced)

    assert suggested(total="85", rules=rules, **done(4)).level is None


# ── the settings ──


@pytest.mark.parametrize(
    ("setting", "figures", "level"),
    [
        ({"default": "next_lower"}, {"tasks_exceeded": 2}, GOOD),
        ({"default": "lowest"}, {"tasks_exceeded": 2}, LOW),
        ({"default": "ask"}, {"tasks_exceeded": 2}, None),
        ({"in_gap": "ask"}, done(9), None),
        ({"in_gap": "lowest"}, done(9), LOW),
        ({"default": "lowest", "in_gap": "ask"}, done(9), LOW),
    ],
)
def test_a_failed_condition_leads_where_the_setting_says(setting, figures, level):
    made = suggested(rules=changed(fall_through=setting), **figures)

    assert (made.level and made.level.code) == level
    assert made.needs_person is (level is None)


def test_a_level_whose_rule_is_not_confirmed_is_never_suggested():
    whole = [{**c, "confidence": "U"} if c["code"] == "X_CN_OVER" else c for c in document()["conditions"]]

    made = suggested(rules=changed(conditions=whole))

    assert (made.level, made.band.code, made.needs_person) == (None, TOP, True)
    assert made.why == (
        "Bộ tiêu chí chưa có quy tắc được xác nhận cho mức “Hoàn thành xuất sắc nhiệm vụ”: "
        "cấp có thẩm quyền quyết định."
    )


@pytest.mark.parametrize(
    ("frame", "figures", "codes"),
    [
        ("NON_LEADER", done(4) | {"tasks_open": 0}, ["N2"]),
        ("NON_LEADER", done(4) | {"tasks_open": 1}, []),  # at best 5 of 10 are not done
        ("NON_LEADER", done(3) | {"tasks_open": 1}, ["N2"]),  # at best 6 of 10
        ("COLLECTIVE", done(6) | {"tasks_open": 0}, ["C4"]),
        ("COLLECTIVE", done(6) | {"tasks_open": 1}, []),  # at best 7 of 10 are done
        ("LEADER", led(done=60, open=5), ["L1"]),
        ("LEADER", led(done=60, open=10), []),
        ("LEADER", led(done=None, open=None), []),
    ],
)
def test_what_can_still_come_forces_no_level(frame, figures, codes):
    made = suggested(frame=frame, total="75", **figures)

    assert [case.code for case in made.counted] == codes
    assert ((made.level and made.level.code) == LOW) is bool(codes)


# ── what is shown ──


def test_each_condition_is_shown_with_its_numbers():
    made = suggested(tasks_total=5, tasks_done=5, tasks_on_time=5, tasks_exceeded=1, shortcomings_fixed=1)

    assert [(reason.level.code, reason.held, reason.shown, reason.needed) for reason in made.reasons] == [
        (TOP, True, "5/5 = 100,0%", "đủ 100%"),
        (TOP, False, "1/5 = 20,0%", "từ 30% trở lên"),
        (TOP, False, "1/2 = 50,0%", "đủ 100%"),
        (GOOD, True, "5/5 = 100,0%", "đủ 100%"),
    ]
    assert [reason.condition.code for reason in made.failed] == ["X_CN_OVER", "X_FIXED"]
    assert made.why == (
        "Điểm thuộc khoảng của mức “Hoàn thành xuất sắc nhiệm vụ” nhưng chưa đạt đủ điều kiện của mức đó."
    )


def test_what_cannot_be_counted_is_said_so():
    made = suggested(**NO_TASKS)

    assert [(reason.held, reason.shown) for reason in made.reasons] == [
        (None, "không đủ dữ liệu"),
        (None, "không đủ dữ liệu"),
        (True, "2/2 = 100,0%"),
    ]
    assert [reason.condition.code for reason in made.unknown] == ["X_CN_TIME", "X_CN_OVER"]
    assert made.why.startswith("Không đủ dữ liệu để xét điều kiện")


def test_an_absent_shortcoming_and_an_absent_discipline_read_as_none():
    made = suggested(frame="COLLECTIVE", shortcomings_total=0, shortcomings_fixed=0)

    assert [
        (r.condition.code, r.held, r.shown) for r in made.reasons if r.condition.code in {"X_TC_LEAD", "X_FIXED"}
    ] == [
        ("X_TC_LEAD", True, "không có"),
        ("X_FIXED", True, "không có"),
    ]


@pytest.mark.parametrize(
    ("figures", "code", "shown"),
    [
        ({"tasks_total": 2500, "tasks_exceeded": 749}, "X_CN_OVER", "749/2500 = 29,9%"),  # 29,96% is no 30%
        ({"tasks_total": 2500, "tasks_exceeded": 750}, "X_CN_OVER", "750/2500 = 30,0%"),
        ({"tasks_on_time": 9999, "tasks_done": 10000, "tasks_total": 10000}, "X_CN_TIME", "9999/10000 = 99,9%"),
        ({"tasks_total": 10000, "tasks_done": 10000, "tasks_late": 2001}, "H_CN_LATE", "2001/10000 = 20,1%"),
    ],
)
def test_a_share_is_never_shown_as_reaching_what_it_misses(figures, code, shown):
    made = suggested(**{"tasks_on_time": 0, **figures})

    assert next(reason.shown for reason in made.reasons if reason.condition.code == code) == shown


def test_a_corrected_count_moves_its_share_too():
    made = suggested(exceeded_pct=Decimal(10))  # 3 of 10 were counted beyond: the counts speak

    assert made.level.code == TOP


def test_a_share_without_its_counts_is_taken_as_it_is():
    made = suggested(tasks_exceeded=None, exceeded_pct=Decimal("33.3"))

    assert made.level.code == TOP
    assert made.reasons[1].shown == "33,3%"


def test_a_total_outside_the_scale_is_refused():
    with pytest.raises(PointsFault):
        suggested(total="100.5")


# ── 124-QĐ/TW: degrees ──

BEST = {"A1": "XS", "B1": "XS", "A4": "XS"}


@pytest.mark.parametrize(
    ("degrees", "forced", "level", "needs_person"),
    [
        (BEST, [], None, True),  # the rule of the top level is [U]: nothing is suggested for it
        ({**BEST, "A1": "T"}, [], None, True),
        ({**BEST, "B1": "TB"}, [], None, True),  # no rule at all for the levels between
        ({**BEST, "A4": "K"}, [], LOW, False),
        ({"B1": "K"}, [], LOW, False),  # one is enough, whatever is still missing
        ({"B1": "XS"}, [], None, True),
        ({}, [], None, True),
        (BEST, ["D1"], LOW, False),
        (BEST, ["D4"], LOW, False),
    ],
)
def test_the_scheme_of_degrees_suggests_only_the_lowest_level(degrees, forced, level, needs_person):
    rules = shipped("qd124_2023")

    made = suggest(rules, rules.frame("NON_LEADER"), None, {}, forced, degrees=degrees)

    assert (made.level and made.level.code, made.needs_person) == (level, needs_person)


@pytest.mark.parametrize("degrees", [{"Z": "XS"}, {"A1": "90"}])
def test_an_unknown_criterion_or_degree_is_refused(degrees):
    rules = shipped("qd124_2023")

    with pytest.raises(PointsFault):
        suggest(rules, rules.frame("NON_LEADER"), None, {}, degrees=degrees)


@pytest.mark.parametrize(("level", "confirmed"), [(TOP, False), (GOOD, False), (FAIR, False), (LOW, True)])
def test_of_124_only_the_lowest_level_has_a_confirmed_rule(level, confirmed):
    rules = shipped("qd124_2023")

    assert rules.is_confirmed(rules.level(level), rules.frame("LEADER")) is confirmed


# ── what must hold for any figures ──

COUNT = st.one_of(st.none(), st.integers(0, 12))
SHARE = st.one_of(st.none(), st.decimals(0, 100, places=2))
ANY = st.fixed_dictionaries(
    {key: COUNT for key in FLAWLESS if key.startswith(("tasks", "shortcomings"))}
    | {key: SHARE for key in FLAWLESS if key.endswith("pct")}
    | {key: st.one_of(st.none(), st.booleans()) for key in ("disciplined", "subordinates_disciplined")}
)


@given(st.sampled_from(shipped().frames), st.decimals(0, 100, places=3), ANY)
def test_no_figures_suggest_more_than_the_points_and_nothing_is_suggested_over_a_failed_condition(
    frame, total, figures
):
    rules = shipped()

    made = suggest(rules, frame, total, figures)

    order = [level.code for level in rules.levels]
    assert made.band == rules.band(total)
    if made.level is None:
        assert made.needs_person
    else:
        assert order.index(made.level.code) >= order.index(made.band.code)
        assert all(reason.held for reason in made.reasons if reason.level == made.level)


# ── leaders who head no unit with a program ──

NO_UNIT = led(done=None, on_time=None, late=None, exceeded=None)


def suggested_without_unit(setting, total="92", **figures):
    rules = changed(units_led={"without": setting})
    return suggest(rules, rules.frame("LEADER"), Decimal(total), {**FLAWLESS, **NO_UNIT, **figures})


def told_of_units(made):
    return [
        (reason.level.code, reason.held, reason.shown)
        for reason in made.reasons
        if "units" in reason.condition.test.figure
    ]


@pytest.mark.parametrize(
    ("setting", "figures", "level"),
    [
        ("no_suggestion", {}, None),
        ("own_tasks", {}, TOP),
        ("own_tasks", {"tasks_exceeded": 2}, GOOD),  # of the own tasks fewer than 30% beyond
        ("own_tasks", done(9), None),  # not all done: the gap
        ("own_tasks", LATE_TWO, TOP),  # of leaders the text asks no "on time" at the top
        ("own_tasks", LATE_TWO | {"tasks_exceeded": 2}, FAIR),
        ("own_tasks", NO_TASKS, None),  # nothing to count of one's own either
        ("not_counted", {}, TOP),
        ("not_counted", {"tasks_exceeded": 0}, TOP),
        ("not_counted", {"shortcomings_fixed": 1}, GOOD),  # the other conditions hold as ever
    ],
)
def test_what_is_suggested_for_a_leader_without_a_unit_is_a_setting(setting, figures, level):
    made = suggested_without_unit(setting, **figures)

    assert (made.level and made.level.code) == level


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("no_suggestion", (None, "không đủ dữ liệu: không đứng đầu tập thể nào có chương trình")),
        (
            "own_tasks",
            (True, "không đứng đầu tập thể nào có chương trình, tính theo nhiệm vụ của bản thân: 10/10 = 100,0%"),
        ),
        ("not_counted", (True, "không đứng đầu tập thể nào có chương trình, không tính điều kiện này")),
    ],
)
def test_each_setting_is_spelled_out_in_the_reason(setting, told):
    assert told_of_units(suggested_without_unit(setting))[0] == (TOP, *told)


def test_own_tasks_that_are_not_counted_either_say_so():
    made = suggested_without_unit("own_tasks", **NO_TASKS)

    assert told_of_units(made)[0][1:] == (
        None,
        "không đứng đầu tập thể nào có chương trình, tính theo nhiệm vụ của bản thân: không đủ dữ liệu",
    )


@pytest.mark.parametrize("setting", ["no_suggestion", "own_tasks", "not_counted"])
def test_the_setting_changes_nothing_for_who_leads_a_unit_with_a_program(setting):
    rules = changed(units_led={"without": setting})
    figures = {**FLAWLESS, **led(done=100, on_time=100, late=0, exceeded=20)}

    made = suggest(rules, rules.frame("LEADER"), Decimal(92), figures)

    assert made.level.code == GOOD


@pytest.mark.parametrize("setting", ["own_tasks", "not_counted"])
def test_no_case_that_forces_a_level_follows_from_the_own_tasks_of_a_leader(setting):
    made = suggested_without_unit(setting, **done(6))

    assert (made.forced, made.level) == ([], None if setting == "own_tasks" else made.level)


@given(
    st.integers(0, 40),
    st.integers(0, 40),
    st.integers(0, 40),
    st.decimals(0, 100, places=2),
)
def test_with_own_tasks_a_leader_is_suggested_what_a_unit_with_the_same_figures_would_bring(
    total, some, beyond, points
):
    rules = changed(units_led={"without": "own_tasks"})
    count, exceeded = min(some, total), min(beyond, some, total)
    own = {"tasks_total": total, "tasks_done": count, "tasks_on_time": count, "tasks_exceeded": exceeded}
    own |= {"tasks_late": 0, "tasks_not_done": total - count}
    share = (lambda part: Decimal(part) * 100 / total) if total else (lambda part: None)
    of_unit = {
        "units_led_done_pct": share(count),
        "units_led_on_time_pct": share(count),
        "units_led_late_pct": share(0),
        "units_led_exceeded_pct": share(exceeded),
    }
    frame = rules.frame("LEADER")

    without = suggest(rules, frame, points, {**FLAWLESS, **own, **NO_UNIT})
    leading = suggest(rules, frame, points, {**FLAWLESS, **own, **of_unit})

    assert without.level == leading.level or leading.forced
