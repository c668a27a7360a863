"""Home of a busy office, while a campaign, an evaluation and its sessions run: as many queries as any other page."""

import pytest
from django.urls import reverse

from evaluations.models import CorrectionRequest, ReviewPlacement
from portal.lib.dates import today
from portal.privacy.models import DataRequest
from tests import evaluating, factories
from tests.evaluations.meeting import put_in, session_of
from tests.evaluations.rated import Stage, make_decided, make_rating
from tests.queries import queries_of

MOST = 15


@pytest.fixture
def busy(province, campaign, member, colleague, secretary, deputy, personnel_officer, ward_secretary):
    """A cell and an office with something of everything to do; returns what adds ``count`` times what others bring."""
    evaluation = evaluating.make_evaluation(province.ward, self_due_on=today())
    other = factories.make_campaign(province.ward, name="Chương trình của người đứng đầu")
    for person in (secretary, personnel_officer):
        program = factories.make_program(person, campaign=campaign, status="approved", commitments=3)
        factories.report_progress(program.commitments.first(), state="done", percent=100)
        factories.make_amendment(program, status="returned", by=person)
        factories.make_program(person, campaign=other, status="returned")
        put_in(evaluation, person, total=None)
    put_in(evaluation, deputy)
    session_of(evaluation, province.cell, by=secretary)
    former = evaluating.make_dossier(evaluation, factories.make_person("Vũ Ba", cell=province.second_cell))
    ReviewPlacement.objects.create(dossier=former, body=province.cell, capacity="former_cell")

    def add(count):
        for number in range(count):
            one, two = (factories.make_person(f"Lê {name} {number}", cell=province.cell) for name in ("Sáu", "Bảy"))
            factories.make_program(one, campaign=campaign, status="submitted")
            approved = factories.make_program(two, campaign=campaign, status="approved")
            factories.report_progress(approved.commitments.first(), state="done", percent=100)
            factories.make_amendment(approved, status="submitted")
            make_rating(evaluation, one, Stage.PROPOSED, proposer=secretary)
            CorrectionRequest.ask(
                make_decided(evaluation, two, proposer=secretary, office=personnel_officer), "Xin xem lại", by=two
            )
            DataRequest.ask(DataRequest.Kind.ACCESS, "Cho tôi biết", by=two)

    return add


OF_ALL = [
    "Sửa và gửi lại: Chương trình hành động cá nhân năm\xa02026",
    "Điều chỉnh: Chương trình hành động cá nhân năm\xa02026",
    "Viết bản tự kiểm điểm năm 2026",
]
OF_SECRETARY = [
    "3 kết quả chờ xác nhận",
    "Ghi mức của đồng chí Trịnh Thị Hoài",
    "Họp xếp loại Chi bộ khu phố 1",
    "Nhận xét 1 đồng chí",
    "Xét duyệt 3 bản điều chỉnh",
    "Xét duyệt 3 chương trình",
]
OF_OFFICE = [
    "Họp xếp loại Chi bộ khu phố 2",
    "Thẩm định 3 đề xuất xếp loại",
    "Trả lời 3 yêu cầu về dữ liệu cá nhân",
    "Trả lời 3 đề nghị xem xét lại",
]


@pytest.mark.parametrize(("who", "duties"), [("secretary", OF_SECRETARY), ("personnel_officer", OF_OFFICE)])
def test_home_of_an_office_asks_the_same_for_one_and_for_three_of_everything(who, duties, busy, request, signed_in):
    client = signed_in(request.getfixturevalue(who))
    busy(1)
    once = queries_of(client, reverse("home"))
    busy(2)
    often = queries_of(client, reverse("home"))

    shown = [task.title.replace(str(today().year), "2026") for task in client.get(reverse("home")).context["tasks"]]
    assert sorted(shown) == sorted([*OF_ALL, *duties])
    assert once == often <= MOST
