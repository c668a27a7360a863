"""Points of group B on each commitment: how the most is shared, what the paper asks, adds up, hands in and prints."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.errors import NotReady
from evaluations.assessing import saving
from evaluations.assessing.desk import Desk
from evaluations.assessing.scoring import own_score
from evaluations.models import Dossier, SelfAssessment
from evaluations.papers.gathering.self_review import review_of
from evaluations.papers.self_review import self_review_paper
from evaluations.prefill import live_content
from evaluations.rules import Rules, SchemeFault, files
from evaluations.rules.sharing import ScoredTask, shared, weights_of
from evaluations.scheme_page import frame_rows
from tests import factories
from tests.evaluating import make_dossier, make_evaluation, make_scheme
from tests.evaluations.assessed import begin, write
from tests.evaluations.schemes import document

QUARTER = Decimal("0.25")
NON_LEADER = 4


def scored(**criterion):
    """Return the document of a scheme in which people without a leading post score each commitment."""
    whole = document()
    whole["frames"][NON_LEADER]["criteria"][3] |= {"points_on": "commitments", **criterion}
    return whole


def frame(*weights, **criterion):
    """Return the frame as a paper with as many commitments is scored by it."""
    tasks = [ScoredTask(str(place), f"Cam kết {place}", weight) for place, weight in enumerate(weights, start=1)]
    return Rules.parse(scored(**criterion)).frame("NON_LEADER").over(tasks)


def tops(frame):
    return {item.code: item.maximum for item in frame.items if item.group == "B"}


# ── sharing ──


@pytest.mark.parametrize(
    ("maximum", "count", "parts"),
    [
        (70, 1, ["70"]),
        (70, 2, ["35", "35"]),
        (70, 3, ["23.5", "23.25", "23.25"]),
        (70, 4, ["17.5"] * 4),
        (70, 6, ["11.75"] * 4 + ["11.5"] * 2),
        (70, 7, ["10"] * 7),
        (30, 7, ["4.5"] + ["4.25"] * 6),
        (70, 280, ["0.25"] * 280),
        (70, 281, ["0.25"] * 280 + ["0"]),  # more commitments than steps: nothing is left for the last
    ],
)
def test_the_most_is_shared_in_whole_steps(maximum, count, parts):
    assert shared(Decimal(maximum), QUARTER, [Fraction(1)] * count) == [Decimal(part) for part in parts]


@pytest.mark.parametrize(
    ("weights", "parts"),
    [
        ([50, 30, 20], ["35", "21", "14"]),
        ([1, 1, 1], ["23.5", "23.25", "23.25"]),
        ([50, None, 10], ["39", "23.25", "7.75"]),  # one without a weight counts as the mean, 30
        ([None, None], ["35", "35"]),
        ([Decimal("33.33"), Decimal("66.67")], ["23.25", "46.75"]),
        ([100, Decimal("0.01")], ["70", "0"]),
    ],
)
def test_the_most_is_shared_by_weight(weights, parts):
    assert list(tops(frame(*weights, share="weight")).values()) == [Decimal(part) for part in parts]


def test_shared_equally_weights_are_not_looked_at():
    assert list(tops(frame(90, 10)).values()) == [35, 35]


@given(
    st.integers(1, 400),
    st.sampled_from(["0.25", "0.5", "1"]),
    st.lists(st.none() | st.decimals("0.01", 100, places=2), min_size=1, max_size=40),
    st.sampled_from(["equal", "weight"]),
)
def test_parts_are_whole_steps_add_up_and_lie_within_a_step_of_the_exact_share(steps, step, given_weights, share):
    step = Decimal(step)
    maximum = step * steps
    weights = weights_of([ScoredTask(str(place), "", each) for place, each in enumerate(given_weights)], share)

    parts = shared(maximum, step, weights)

    assert sum(parts) == maximum
    assert all(part % step == 0 and part >= 0 for part in parts)
    exact = [Fraction(maximum) * weight / sum(weights) for weight in weights]
    assert all(abs(Fraction(part) - each) < Fraction(step) for part, each in zip(parts, exact, strict=True))


# ── the frame ──


def test_each_commitment_is_an_item_of_its_criterion():
    assert tops(frame(None, None, None)) == {
        "B1.k1": Decimal("23.5"),
        "B1.k2": Decimal("23.25"),
        "B1.k3": Decimal("23.25"),
    }


def test_without_a_commitment_the_criterion_takes_its_points_itself():
    assert tops(frame()) == {"B1": 70}


@pytest.mark.parametrize(
    ("points", "b", "missing"),
    [
        ({}, 0, ["B1.k1", "B1.k2"]),
        ({"B1.k1": "35"}, 35, ["B1.k2"]),
        ({"B1.k1": "35", "B1.k2": "35"}, 70, []),
        ({"B1.k1": "0", "B1.k2": "0"}, 0, []),
        ({"B1.k1": "34.75", "B1.k2": "0.25"}, 35, []),
    ],
)
def test_points_of_commitments_add_up_to_group_b(points, b, missing):
    rules = Rules.parse(scored())

    totals = rules.total(frame(None, None), {"A1": "12", "A2": "14", "A3": "4", **points})

    assert (totals.a, totals.b, totals.missing) == (30, b, missing)


def test_other_criteria_of_the_group_stay_as_they_are():
    whole = document()
    whole["frames"][3]["criteria"][5] |= {"points_on": "commitments"}  # LEADER: B1 30, B2 25, B3 15
    made = Rules.parse(whole).frame("LEADER").over([ScoredTask("7", "Một"), ScoredTask("9", "Hai")])

    assert tops(made) == {"B1.k7": 15, "B1.k9": 15, "B2": 25, "B3": 15}


@pytest.mark.parametrize(
    ("index", "values", "place", "reason"),
    [
        (0, {}, "points_on", "Chỉ tiêu chí thuộc nhóm B được chấm theo từng cam kết."),
        (3, {"points_on": "tasks"}, "points_on", "Không có giá trị “tasks”. Các giá trị: criteria, commitments."),
        (3, {"share": "by luck"}, "share", "Không có giá trị “by luck”. Các giá trị: equal, weight."),
        (
            3,
            {"items": [{"code": "B1.1", "label": "Một", "maximum": 70}]},
            "items",
            "Tiêu chí chấm theo từng cam kết thì không có mục con.",
        ),
        (
            3,
            {"mode": "binary", "step": 3},
            "maximum",
            "Không thể cho đủ 70 điểm với bước 3. Hãy sửa điểm tối đa hoặc bước điểm.",
        ),
    ],
)
def test_what_cannot_be_shared_is_refused_by_its_place(index, values, place, reason):
    whole = document()
    whole["frames"][NON_LEADER]["criteria"][index] |= {"points_on": "commitments", **values}

    with pytest.raises(SchemeFault) as refused:
        Rules.parse(whole)

    told = [(fault.place, fault.reason) for fault in refused.value.faults]
    assert told[0] == (f"frames[{NON_LEADER}].criteria[{index}].{place}", reason)


@pytest.mark.parametrize("share", ["equal", "weight"])
def test_the_setting_survives_the_file(share):
    whole = scored(share=share)

    again = files.read(files.written(whole).encode())

    assert again == whole
    assert Rules.parse(again).frame("NON_LEADER").own_criteria[3].share == share


def test_the_page_of_the_scheme_says_what_takes_the_points():
    [told] = [
        scoring
        for row in frame_rows(Rules.parse(scored(share="weight")))
        if row.frame.code == "NON_LEADER"
        for criterion, scoring in row.groups[1][2]
    ]

    assert told == "Chấm từng cam kết, chia điểm theo trọng số"


# ── the paper ──


@pytest.fixture
def evaluation(province, secretary):  # the secretary approves what is promised
    return make_evaluation(province.ward, scheme=make_scheme(document=scored()))


def promise(member, campaign, count):
    return factories.make_program(member, campaign=campaign, commitments=count, status="approved") if count else None


def begun(member, evaluation):
    return begin(make_dossier(evaluation, member))


def scored_in(content):
    return [task for tasks in content["tasks"].values() for task in tasks]


def codes(program):
    return [f"B1.k{commitment.pk}" for commitment in program.commitments.in_order()]


def fill(assessment, **points):
    """Write everything but the points of group B, which are given."""
    write(assessment)
    assessment.points = {"A1": "12", "A2": "14", "A3": "4", **points}
    assessment.save()


@pytest.mark.django_db
def test_the_paper_asks_for_the_points_of_each_commitment_with_its_most(signed_in, member, campaign, evaluation):
    program = promise(member, campaign, 3)
    assessment = begun(member, evaluation)

    html = signed_in(member).get(assessment.get_absolute_url()).content.decode()

    assert [f'name="points-{code}"' in html for code in codes(program)] == [True] * 3
    assert 'name="points-B1"' not in html
    [_a, b] = Desk(assessment, is_own=True, is_writing=True).table
    [criterion] = b.criteria
    assert [(item.number, item.most) for item in criterion.items] == [
        ("1.1", "23,5"),
        ("1.2", "23,25"),
        ("1.3", "23,25"),
    ]


@pytest.mark.django_db
def test_one_commitment_is_named_too(member, campaign, evaluation):
    promise(member, campaign, 1)

    [_a, b] = Desk(begun(member, evaluation), is_own=True, is_writing=True).table

    [criterion] = b.criteria
    assert (criterion.is_single, criterion.items[0].label[:10]) == (False, "Hướng dẫn ")


@pytest.mark.django_db
def test_points_are_saved_as_they_are_typed_and_added_up(signed_in, member, campaign, evaluation):
    first, second = codes(promise(member, campaign, 2))
    assessment = begun(member, evaluation)
    url, htmx = f"/self-assessment/{assessment.pk}/save/", {"HX-Request": "true"}

    kept = signed_in(member).post(url, {f"points-{first}": "30,5", f"points-{second}": "35"}, headers=htmx)
    refused = signed_in(member).post(url, {f"points-{second}": "35,25"}, headers=htmx)

    assessment.refresh_from_db()
    assert assessment.points == {first: "30.5", second: "35"}
    assert "A 0/30 + B 65,5/70 = 65,5 điểm" in kept.content.decode()
    assert (refused.status_code, "Hãy cho từ 0 đến 35 điểm." in refused.content.decode()) == (422, True)


@pytest.mark.django_db
def test_a_paper_is_handed_in_and_weighed_with_the_points_of_its_commitments(member, campaign, evaluation):
    first, second = codes(promise(member, campaign, 2))
    assessment = begun(member, evaluation)
    fill(assessment, **{first: "35", second: "30"})

    handed_in = saving.hand_in(assessment, by=member)

    assert handed_in.basis["totals"] == {
        "by_criterion": {"A1": "12", "A2": "14", "A3": "4", "B1": "65"},
        "a": "30",
        "b": "65",
        "total": "95",
    }
    dossier = Dossier.objects.select_related("evaluation__scheme", "self_assessment").get()
    assert own_score(dossier).sums == (30, 65)


@pytest.mark.django_db
def test_commitments_that_change_after_handing_in_change_nothing(member, campaign, evaluation):
    program = promise(member, campaign, 2)
    first, second = codes(program)
    assessment = begun(member, evaluation)
    fill(assessment, **{first: "35", second: "30"})
    saving.hand_in(assessment, by=member)

    factories.make_commitment(program)

    dossier = Dossier.objects.select_related("evaluation__scheme", "self_assessment").get()
    assert own_score(dossier).sums == (30, 65)


@pytest.mark.django_db
def test_points_that_no_longer_fit_are_told_and_block_handing_in(signed_in, member, campaign, evaluation):
    program = promise(member, campaign, 1)
    [only] = codes(program)
    assessment = begun(member, evaluation)
    fill(assessment, **{only: "70"})
    factories.make_commitment(program)

    with pytest.raises(NotReady) as refused:
        saving.hand_in(assessment, by=member)
    html = signed_in(member).get(assessment.get_absolute_url()).content.decode()

    assert [block.text for block in refused.value.blocks] == [
        "1 mục có điểm không còn phù hợp vì điểm tối đa đã đổi",
        "Còn 1 mục chưa chấm điểm",
    ]
    assert 'value="70"' in html  # what was given stands there to be mended


@pytest.mark.django_db
def test_who_registered_nothing_is_scored_as_a_whole_and_nothing_is_suggested(member, campaign, evaluation):
    assessment = begun(member, evaluation)
    fill(assessment, B1="60")

    handed_in = saving.hand_in(assessment, by=member)

    assert (handed_in.basis["totals"]["total"], handed_in.basis["suggestion"]["level"]) == ("90", "")


@pytest.mark.django_db
def test_the_weights_are_those_of_the_commitments(member, campaign, province, secretary):
    program = promise(member, campaign, 2)
    program.commitments.update(weight=Decimal("25"))
    first, second = program.commitments.in_order()
    type(first).objects.filter(pk=second.pk).update(weight=Decimal("75"))
    evaluation = make_evaluation(province.ward, scheme=make_scheme(document=scored(share="weight")))
    assessment = begun(member, evaluation)

    desk = Desk(assessment, is_own=True)

    assert list(tops(desk.score.frame).values()) == [Decimal("17.5"), Decimal("52.5")]
    assert [task["weight"] for task in scored_in(live_content(assessment))] == ["25.00", "75.00"]


@pytest.mark.django_db
def test_the_paper_prints_each_commitment_with_its_points(member, campaign, evaluation):
    first, second = codes(promise(member, campaign, 2))
    assessment = begun(member, evaluation)
    fill(assessment, **{first: "35", second: "30.5"})
    saving.hand_in(assessment, by=member)
    paper = SelfAssessment.objects.with_subject().get()

    review = review_of(paper, paper.basis)

    of_b = [score for score in review.scores if score.group == "B"]
    assert [(score.maximum, score.given) for score in of_b] == [("70", {"self": "65.5"})]
    assert [(item.maximum, item.given) for item in of_b[0].items] == [
        ("35.00", {"self": "35"}),
        ("35.00", {"self": "30.5"}),
    ]
    rows = [row for block in self_review_paper(review).blocks for row in getattr(block, "rows", [])]
    assert [row[0] for row in rows if isinstance(row, list) and row[0].startswith("1.")] == ["1.1", "1.2"]
