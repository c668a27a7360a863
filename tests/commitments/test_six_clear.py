"""The six clear points, point by point: what blocks, what warns, what is fine (domain reference, 10.1)."""

import datetime

import pytest
from django.utils import translation

from commitments.models import Phrase
from commitments.quality import examples
from commitments.quality.six_clear import Setting, six_checks
from commitments.quality.vague import Wording
from tests import factories


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def program(member, campaign):
    return factories.make_program(member, campaign=campaign, commitments=0)


def checks_of(program, **fields):
    commitment = factories.make_commitment(program, **fields)
    return {check.key: check for check in six_checks(commitment, Setting.of(program))}


def faults_of(program, point, **fields):
    """Return level and field of each fault of one point."""
    return [(fault.level, fault.field) for fault in checks_of(program, **fields)[point].faults]


def day(program, month, day_of_month):
    return datetime.date(program.campaign.year, month, day_of_month)


def test_a_clear_commitment_has_six_points_in_order_and_no_fault(program):
    checks = checks_of(program)

    assert [(key, check.state) for key, check in checks.items()] == [
        ("people", "ok"),
        ("work", "ok"),
        ("time", "ok"),
        ("responsibility", "ok"),
        ("product", "ok"),
        ("authority", "ok"),
    ]


@pytest.mark.parametrize(
    ("point", "fields", "faults"),
    [
        ("people", {"co_owners": "Trịnh Thị Hoài"}, []),
        ("people", {"co_owners": "tập thể chi ủy"}, [("warn", "co_owners")]),
        ("people", {"co_owners": "Các đồng chí trong tổ"}, [("warn", "co_owners")]),
        ("work", {"title": ""}, [("miss", "title")]),
        ("work", {"title": "Viết báo cáo quý I.."[:19]}, [("miss", "title")]),
        ("work", {"title": "Viết báo cáo quý I.."}, []),  # exactly 20 characters
        ("work", {"is_regular": False}, [("miss", "clauses")]),
        ("work", {"title": "Nếp sống văn minh của 120 hộ khu phố"}, [("warn", "title")]),  # no verb
        (
            "work",
            {"title": "Tăng cường tuyên truyền nếp sống văn minh", "target_value": None, "deliverable": "Các buổi họp"},
            [("warn", "title")],
        ),
        ("work", {"title": "Tăng cường kiểm tra 5 đảng viên trong năm"}, []),  # a number, a product, a date
        ("responsibility", {"responsibility": ""}, [("miss", "responsibility")]),
        ("responsibility", {"responsibility": "advise"}, []),
        ("product", {"deliverable": ""}, [("miss", "deliverable")]),
        (
            "product",
            {"title": "Vận động các hộ trong khu phố", "deliverable": "Kết quả tốt", "target_value": None},
            [("warn", "deliverable")],
        ),
        (
            "product",
            {"title": "Vận động các hộ trong khu phố", "deliverable": "Biên bản họp", "target_value": None},
            [],
        ),
        ("authority", {"title": "Trình phê duyệt quy chế làm việc của chi bộ"}, [("warn", "authority_note")]),
        ("authority", {"title": "Trình phê duyệt quy chế làm việc", "authority_note": "Đảng ủy phường"}, []),
    ],
)
def test_what_each_point_finds(program, point, fields, faults):
    assert faults_of(program, point, **fields) == faults


def test_a_clause_stands_for_a_regular_duty(program, clause):
    assert faults_of(program, "work", clauses=[clause], is_regular=False) == []


@pytest.mark.parametrize("spelling", ["TĂNG CƯỜNG", "tăng cường", "Tăng  cường,"])
def test_a_vague_phrase_is_found_in_any_case_and_spacing(program, spelling):
    title = f"{spelling} tuyên truyền nếp sống văn minh"

    assert faults_of(program, "work", title=title, target_value=None, deliverable="") == [("warn", "title")]


def test_a_phrase_matches_whole_syllables_only(db):
    wording = Wording([Phrase(kind="verb", text="thu"), Phrase(kind="vague", text="quan tâm")])

    assert wording.found("verb", "thuyết trình") == []
    assert wording.found("vague", "cơ quan, tâm điểm") == ["quan tâm"]
    assert wording.found("vague", "cơ quan", "tâm điểm") == []


def test_both_placements_of_the_tone_are_one_word(db):
    assert Wording([Phrase(kind="verb", text="hòa giải")]).found("verb", "Hoà giải 3 vụ việc") == ["hòa giải"]


@pytest.mark.parametrize(
    ("month_and_day", "more", "faults"),
    [
        (None, {}, [("miss", "due_on")]),
        ((12, 31), {}, []),
        ((1, 1), {}, []),
        ((12, 31), {"title": "Thường xuyên kiểm tra nếp sống của 20 hộ"}, [("warn", "due_on")]),
        ((12, 31), {"title": "Kiểm tra nếp sống của 20 hộ trong năm"}, [("warn", "due_on")]),
        ((12, 31), {"title": "Kiểm tra 20 hộ trong năm", "milestones": "30/6: 10 hộ"}, []),
        ((11, 30), {"title": "Thường xuyên kiểm tra nếp sống của 20 hộ"}, []),
    ],
)
def test_when(program, month_and_day, more, faults):
    due_on = day(program, *month_and_day) if month_and_day else None

    assert faults_of(program, "time", due_on=due_on, **more) == faults


@pytest.mark.parametrize("years", [-1, 1])
def test_a_deadline_outside_the_year_blocks(program, years):
    due_on = day(program, 6, 30).replace(year=program.campaign.year + years)

    assert faults_of(program, "time", due_on=due_on) == [("miss", "due_on")]


def test_a_form_without_a_column_does_not_ask_for_it(member, province, resolution):
    campaign = factories.make_campaign(province.ward, resolutions=[resolution], form="HTLT-CN")
    program = factories.make_program(member, campaign=campaign, commitments=0)

    checks = checks_of(program, responsibility="", is_regular=False)

    assert {check.state for check in checks.values()} == {"ok"}
    assert checks["responsibility"].reason == "This form does not ask for it"


def test_a_collective_names_who_answers_for_a_task(ward_secretary, province):
    collective = factories.make_collective(province.ward)
    campaign = factories.make_campaign(province.top, form="CTHD-TT", audience="collectives")
    entry = factories.make_entry(campaign, collective)
    program = factories.make_program(entry, commitments=0, by=ward_secretary)

    assert faults_of(program, "people", co_owners="") == [("warn", "co_owners")]
    assert faults_of(program, "people", co_owners="Đồng chí Lê Mai Nhung") == []


def test_the_example_with_most_cues_is_offered(db):
    near = Phrase(kind="example", text="Vận động 120 hộ ký cam kết", cues="tuyên truyền, vận động")
    far = Phrase(kind="example", text="Viết 2 bài thu hoạch", cues="tuyên truyền, học tập")
    wording = Wording([far, near])

    assert wording.example_for("Tăng cường tuyên truyền, vận động Nhân dân") == near
    assert wording.example_for("Nâng cao đời sống") is None
    assert wording.example_for("Vận động 120 hộ ký cam kết") is None


def test_a_vague_task_comes_with_its_example(program):
    title = "Tăng cường tuyên truyền, vận động Nhân dân giữ nếp sống văn minh"

    checks = checks_of(program, title=title, target_value=None, deliverable="")

    assert [fault.example.text for fault in checks["work"].faults] == [
        "Vận động 120 hộ trong khu phố ký cam kết không lấn chiếm vỉa hè và kiểm tra lại hằng tháng"
    ]


# ── each hint shows how it is done ──

UNCLEAR = {
    "title": "Nếp sống văn minh ở khu phố",
    "deliverable": "",
    "due_on": None,
    "responsibility": "",
    "is_regular": False,
    "co_owners": "tập thể chi ủy",
    "target_value": None,
    "unit": "",
}


@pytest.mark.parametrize(
    "fields",
    [
        UNCLEAR,
        {"title": ""},
        {"title": "Góp phần nâng cao ý thức", "target_value": None},
        {"title": "Vận động các hộ trong khu phố", "deliverable": "Kết quả tốt", "target_value": None},
        {"title": "Phê duyệt 3 phương án phòng cháy của khu phố"},
        {"milestones": "thường xuyên", "due_on": datetime.date(2100, 1, 1)},
    ],
)
def test_each_hint_says_how_to_mend_it_with_an_example(program, fields):
    faults = [fault for check in checks_of(program, **fields).values() for fault in check.faults]

    assert faults
    assert [fault.reason for fault in faults if not fault.mend] == []
    assert [fault.reason for fault in faults if not (fault.sample or fault.example)] == []


@pytest.mark.parametrize(
    ("point", "field", "example"),
    [
        ("work", "title", examples.TASK),
        ("work", "title", examples.VERB),
        ("people", "co_owners", examples.PEOPLE),
        ("product", "deliverable", examples.PRODUCT),
        ("product", "deliverable", examples.NAMED_PRODUCT),
    ],
)
def test_no_example_of_ours_fails_the_check_that_shows_it(program, point, field, example):
    bare = {"target_value": None, "unit": "", "title": "Vận động các hộ trong khu phố"}

    assert faults_of(program, point, **{**bare, field: example}) == []


def test_the_examples_of_when_and_by_whom_are_clear(program):
    end, loose = day(program, 12, 31), "Thường xuyên kiểm tra 5 tổ liên gia"
    sample = examples.DEADLINE.format(year=program.campaign.year)

    assert faults_of(program, "time", due_on=end, title=loose) == [("warn", "due_on")]
    assert faults_of(program, "time", due_on=end, title=loose, milestones=examples.MILESTONES) == []
    assert faults_of(program, "time", due_on=datetime.datetime.strptime(sample, "%d/%m/%Y").date()) == []
    assert faults_of(program, "authority", title="Phê duyệt 3 phương án", authority_note=examples.AUTHORITY) == []


def test_no_listed_example_fails_the_checks_as_a_task(program):
    listed = Phrase.objects.filter(kind=Phrase.Kind.EXAMPLE).values_list("text", flat=True)

    assert listed.count() > 5
    assert {text: faults for text in listed if (faults := faults_of(program, "work", title=text))} == {}
