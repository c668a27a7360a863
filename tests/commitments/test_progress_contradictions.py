"""What an entry says against itself is told before it is sent, and does not keep it from being sent."""

import datetime

import pytest
import time_machine

from commitments.models import ProgressReport
from commitments.progress.desk import ProgressDesk
from tests import factories


@pytest.fixture(autouse=True)
def _late_september():
    with time_machine.travel(factories.local_noon(datetime.date(2026, 9, 28))):
        yield


@pytest.fixture
def commitment(member, secretary, campaign):
    return factories.make_program(member, campaign=campaign, status="approved").commitments.get()


@pytest.mark.parametrize(
    ("fields", "texts"),
    [
        (
            {"state": "planned", "percent": 75},
            [
                (
                    "Cam kết 1: trạng thái là “Chưa thực hiện” mà mức hoàn thành là 75%; "
                    "đồng chí chọn lại trạng thái hoặc ghi 0"
                )
            ],
        ),
        (
            {"state": "done", "percent": 100, "reached_value": 45},
            [
                (
                    "Cam kết 1: đã ghi là xong mà mới đạt 45, chỉ tiêu là 60; "
                    "đồng chí kiểm tra lại số đạt được hoặc trạng thái"
                )
            ],
        ),
        ({"state": "planned", "percent": 0}, []),
        ({"state": "done", "percent": 100, "reached_value": 60}, []),
        ({"state": "done", "percent": 100, "reached_value": None}, []),
        ({"state": "in_progress", "percent": 75, "reached_value": 45}, []),
        ({"state": "not_done", "percent": 75, "reached_value": 45}, []),
    ],
)
def test_a_contradiction_warns_with_a_link_to_its_commitment(commitment, member, fields, texts):
    factories.make_progress(commitment, **fields)

    desk = ProgressDesk(commitment.program, member)

    assert desk.bar["blocks"] == []
    url = f"/progress/?program={commitment.program_id}&open={commitment.pk}#{commitment.anchor}"
    assert desk.bar["warns"] == [{"text": text, "url": url} for text in texts]


def test_a_contradiction_is_sent_all_the_same_and_then_warned_of_no_more(commitment, member):
    factories.report_progress(commitment, state="planned", percent=75)

    assert ProgressReport.objects.get().entries.get().percent == 75
    assert ProgressDesk(commitment.program, member).bar["warns"] == []
