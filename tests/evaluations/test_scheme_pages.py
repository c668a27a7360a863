"""The pages of schemes: reading, loading, copying, putting in use, withdrawing; by whom, and how much they ask."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evaluations import shipped
from evaluations.models import Scheme
from evaluations.rules import files
from portal.directory.roles import Role
from tests import evaluating, factories
from tests.evaluations.schemes import FOLDER, document
from tests.queries import queries_of

pytestmark = pytest.mark.django_db

Status = Scheme.Status
LIST = "/evaluations/schemes/"


@pytest.fixture
def keeper(province):
    """A personnel officer of the topmost organisation."""
    person = factories.make_person("Cao Thị Mai", cell=province.other_cell, login_name="thi.mai")
    factories.appoint(person, Role.PERSONNEL_OFFICER, province.top)
    return person


@pytest.fixture
def scheme():
    shipped.load()
    return Scheme.objects.get(code="qd366_2025")


def page_of(response):
    return response.content.decode()


def url(name, scheme, *more):
    return reverse(f"evaluations:{name}", args=[scheme.pk, *more])


# ── reading ──


def test_an_officer_reads_levels_conditions_frames_cases_and_quota(secretary, signed_in, scheme):
    response = signed_in(secretary).get(scheme.get_absolute_url())

    page = page_of(response)
    assert "Hoàn thành xuất sắc nhiệm vụ" in page
    assert "từ 90 đến 100 điểm" in page
    assert "từ 70 đến dưới 90 điểm" in page
    assert page.count("theo hướng dẫn địa phương") > 30
    assert page.count("cần đối chiếu văn bản gốc") >= 4
    assert "Trung thành, kiên định nền tảng tư tưởng, bảo vệ Đảng" in page
    assert "Bị kết luận suy thoái" in page
    assert "Số được xếp mức liền dưới (theo văn bản): Hoàn thành tốt nhiệm vụ" in page
    assert len(response.content) < 60_000


def test_the_older_scheme_shows_degrees_and_that_its_top_rule_is_not_confirmed(secretary, signed_in, scheme):
    page = page_of(signed_in(secretary).get(Scheme.objects.get(code="qd124_2023").get_absolute_url()))

    assert "Có tiêu chí bị đánh giá “Kém”" in page
    assert "21-HD/BTCTW năm 2019; 124-QĐ/TW cần đối chiếu" in page


def test_a_reader_who_keeps_nothing_sees_no_act(secretary, signed_in, scheme):
    page = page_of(signed_in(secretary).get(scheme.get_absolute_url()))

    assert url("scheme_file", scheme) in page
    assert [name for name in ("scheme_copy", "scheme_withdraw", "scheme_edit") if url(name, scheme) in page] == []


def test_the_keeper_of_a_version_in_use_copies_or_withdraws_it(keeper, signed_in, scheme):
    page = page_of(signed_in(keeper).get(scheme.get_absolute_url()))

    acts = ("scheme_copy", "scheme_withdraw", "scheme_edit", "scheme_put_in_force")
    assert [name for name in acts if url(name, scheme) in page] == ["scheme_copy", "scheme_withdraw"]


def test_evaluations_that_one_sees_are_named(keeper, province, signed_in, scheme):
    evaluation = evaluating.make_evaluation(province.ward, scheme=scheme)

    assert f'<a href="{evaluation.get_absolute_url()}">{evaluation.title}</a>' in page_of(
        signed_in(keeper).get(scheme.get_absolute_url())
    )


def test_a_draft_is_seen_by_those_who_keep_it_only(keeper, secretary, signed_in, scheme):
    draft = scheme.copy(by=keeper)

    assert signed_in(secretary).get(draft.get_absolute_url()).status_code == 404
    assert draft.get_absolute_url() not in page_of(signed_in(secretary).get(LIST))
    assert draft.get_absolute_url() in page_of(signed_in(keeper).get(LIST))


@pytest.mark.parametrize("name", ["scheme", "scheme_file"])
def test_a_plain_member_is_told_why_they_read_none(member, signed_in, scheme, name):
    response = signed_in(member).get(url(name, scheme))

    assert response.status_code == 403
    assert "Cán bộ phụ trách của các tổ chức đảng được xem bộ tiêu chí" in page_of(response)


def test_the_file_is_the_document_and_can_be_loaded_again(secretary, signed_in, scheme):
    response = signed_in(secretary).get(url("scheme_file", scheme))

    assert response.headers["Content-Disposition"] == 'attachment; filename="qd366_2025-v1.json"'
    assert files.read(response.content) == document()
    assert Scheme.load(files.read(response.content)) == (scheme, False)


def test_the_list_asks_the_same_whatever_its_length(keeper, signed_in, scheme):
    client = signed_in(keeper)
    Scheme.objects.filter(code="qd124_2023").delete()
    asked = {}

    for count in (1, 3, 30):
        for number in range(Scheme.objects.count(), count):
            evaluating.make_scheme(document=document() | {"name": f"Bản {number}"})
        client.get(LIST)
        asked[count] = queries_of(client, LIST)

    assert set(asked.values()) == {asked[1]}
    assert asked[1] <= 15


def test_a_version_is_read_in_few_queries(keeper, signed_in, scheme, django_assert_max_num_queries):
    client = signed_in(keeper)
    client.get(scheme.get_absolute_url())

    with django_assert_max_num_queries(15):
        client.get(scheme.get_absolute_url())


# ── loading a file ──


def upload(client, content, name="scheme.json"):
    return client.post(f"{LIST}load/", {"file": SimpleUploadedFile(name, content)})


def test_a_file_becomes_a_draft(keeper, signed_in):
    response = upload(signed_in(keeper), (FOLDER / "qd366_2025.json").read_bytes())

    scheme = Scheme.objects.get()
    assert response.headers["Location"] == scheme.get_absolute_url()
    assert (scheme.status, scheme.version, scheme.created_by) == (Status.DRAFT, 1, keeper)


def test_the_same_file_leads_to_the_version_that_is_there(keeper, signed_in, scheme):
    response = upload(signed_in(keeper), (FOLDER / "qd366_2025.json").read_bytes())

    assert response.headers["Location"] == scheme.get_absolute_url()
    assert Scheme.objects.filter(code=scheme.code).count() == 1


def test_a_wrong_file_is_refused_with_every_place(keeper, signed_in):
    whole = document()
    whole["levels"][0]["minimum"] = 91
    whole["frames"][4]["criteria"][0]["maximum"] = 11

    response = upload(signed_in(keeper), json.dumps(whole).encode())

    page = page_of(response)
    assert response.status_code == 422
    assert "levels[1].maximum: Khoảng trống: không có mức nào từ 90 đến 91 điểm." in page
    assert "frames[4].criteria: Nhóm A cộng lại được 29 điểm; phải đủ 30 điểm." in page
    assert not Scheme.objects.exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"not json", "dòng 1, cột 1"),
        (b"\xff\xfe\x00", "Tệp không phải văn bản mã hóa UTF-8."),
        (b"[]", "Chỗ này phải là một nhóm giá trị có tên."),
        (b'{"name": "\\u0000<script>", "<b>": 1}', "&lt;b&gt;: Cổng không biết tên này."),
    ],
)
def test_a_file_that_is_no_scheme_is_refused(keeper, signed_in, content, reason):
    response = upload(signed_in(keeper), content)

    assert response.status_code == 422
    assert reason in page_of(response)
    assert not Scheme.objects.exists()


def test_of_very_many_faults_the_first_are_listed(keeper, signed_in):
    whole = document() | {f"x{number}": 1 for number in range(80)}

    page = page_of(upload(signed_in(keeper), json.dumps(whole).encode()))

    assert page.count("Cổng không biết tên này") == 50
    assert "và 30 điều khác" in page


def test_an_office_further_down_loads_nothing(personnel_officer, signed_in):
    response = upload(signed_in(personnel_officer), (FOLDER / "qd366_2025.json").read_bytes())

    assert response.status_code == 403
    assert not Scheme.objects.exists()


# ── the acts ──


def test_a_copy_leads_to_the_draft(keeper, signed_in, scheme):
    response = signed_in(keeper).post(url("scheme_copy", scheme))

    draft = Scheme.objects.get(version=2)
    assert response.headers["Location"] == draft.get_absolute_url()
    assert (draft.status, draft.based_on, draft.created_by) == (Status.DRAFT, scheme, keeper)


def test_a_draft_is_put_in_force(keeper, signed_in, scheme):
    draft = scheme.copy(by=keeper)

    response = signed_in(keeper).post(url("scheme_put_in_force", draft))

    assert response.headers["Location"] == draft.get_absolute_url()
    assert {s.version: s.status for s in Scheme.objects.filter(code=scheme.code)} == {1: "withdrawn", 2: "in_force"}


def test_a_second_click_on_putting_in_force_is_told_and_changes_nothing(keeper, signed_in, scheme):
    response = signed_in(keeper).post(url("scheme_put_in_force", scheme))

    assert response.status_code == 403
    assert "Chỉ đưa vào áp dụng phiên bản đang chuẩn bị." in page_of(response)


def test_a_version_is_withdrawn_with_a_reason(keeper, signed_in, scheme):
    signed_in(keeper).post(url("scheme_withdraw", scheme), {"reason": "Có quy định mới."})

    scheme.refresh_from_db()
    assert scheme.status == Status.WITHDRAWN


def test_without_a_reason_nothing_is_withdrawn(keeper, signed_in, scheme):
    response = signed_in(keeper).post(url("scheme_withdraw", scheme), {"reason": " "})

    assert response.status_code == 422
    assert 'id="error-summary"' in page_of(response)
    scheme.refresh_from_db()
    assert scheme.status == Status.IN_FORCE


@pytest.mark.parametrize("name", ["scheme_copy", "scheme_put_in_force", "scheme_withdraw"])
def test_acts_are_the_keepers_and_by_post_only(keeper, personnel_officer, signed_in, scheme, name):
    assert signed_in(personnel_officer).post(url(name, scheme), {"reason": "x"}).status_code == 403
    assert signed_in(keeper).get(url(name, scheme)).status_code == 405
    assert list(Scheme.objects.filter(code=scheme.code).values_list("version", "status")) == [(1, "in_force")]


def test_how_a_criterion_is_scored_is_told_where_it_is_not_the_usual_way(keeper, signed_in):
    whole = document()
    first, second, third = whole["frames"][4]["criteria"][:3]
    first["mode"], third["step"] = "binary", 0.5
    second |= {"mode": "banded", "bands": [{"percent": 90}, {"percent": 70}, {"percent": 50}]}
    made = Scheme.load(whole)[0]

    page = page_of(signed_in(keeper).get(made.get_absolute_url()))

    assert page.count("Đạt đủ điểm hoặc 0 điểm") == 1
    assert "Theo bốn ngưỡng: 12,6–14; 9,8–12,6; 7–9,8; 0–7" in page
    assert page.count("Theo bước điểm 0,5") == 1
    assert page.count("Theo bước điểm 0,25") == 6  # one fact a frame
