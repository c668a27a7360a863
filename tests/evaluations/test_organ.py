"""Which organ decides and signs, as the decision form proposes it."""

import importlib

import pytest
from django.apps import apps

from evaluations.deciding.organ import organ_of, signs_as
from evaluations.models import Dossier
from tests import factories
from tests.evaluating import make_dossier, make_evaluation

pytestmark = pytest.mark.django_db


def test_a_standing_committee_decides_where_there_is_one(province):
    factories.make_collective(province.ward, "Ban Thường vụ Đảng ủy phường Hạc Thành")

    assert organ_of(province.ward) == ("Ban Thường vụ Đảng ủy phường Hạc Thành", "T/M BAN THƯỜNG VỤ")


def test_a_standing_committee_by_its_kind_alone_is_named_with_its_committee(province):
    factories.make_collective(province.ward, "Ban Thường vụ")

    assert organ_of(province.ward).name == "Ban Thường vụ Đảng ủy phường Hạc Thành"


def test_one_that_has_ended_and_an_agency_decide_nothing(province):
    ended = factories.make_collective(province.ward, "Ban Thường vụ Đảng ủy phường Hạc Thành")
    ended.valid_to = factories.LONG_AGO
    ended.save()
    factories.make_collective(province.ward, "Ban Xây dựng Đảng", kind="agency")

    assert organ_of(province.ward) == ("Đảng ủy phường Hạc Thành", "T/M ĐẢNG ỦY")


def test_never_the_organisation_but_its_committee_or_the_cell(province):
    assert organ_of(province.top) == ("Tỉnh ủy Thanh Hóa", "T/M TỈNH ỦY")
    assert organ_of(province.cell) == ("Chi bộ khu phố 1", "T/M CHI BỘ")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Ban Thường vụ Tỉnh ủy", "T/M BAN THƯỜNG VỤ"),
        ("Ban Chấp hành Đảng bộ tỉnh", "T/M BAN CHẤP HÀNH"),
        ("Thành ủy Thanh Hóa", "T/M THÀNH ỦY"),
        ("ĐẢNG ỦY xã Nga Sơn", "T/M ĐẢNG ỦY"),
        ("Chi ủy khu phố 1", "T/M CHI ỦY"),
        ("Giám đốc Sở Y tế", ""),
        ("Đảng bộ phường Hạc Thành", ""),
        ("", ""),
    ],
)
def test_the_line_above_the_signature_follows_from_the_organ(name, line):
    assert signs_as(name) == line


def test_the_post_at_work_is_taken_out_of_posts_written_before_and_put_back(province):
    migration = importlib.import_module("evaluations.migrations.0008_the_job_apart_and_who_signs")
    evaluation = make_evaluation(province.ward)
    posts = {
        "Hưu trí": "Hưu trí",
        "Trưởng trạm": "Bí thư, Chi bộ khu phố 1; Trưởng trạm",
        "Y sĩ": "Chi ủy viên, Chi bộ khu phố 1",
        "": "Chi ủy viên, Chi bộ khu phố 1",
    }
    for work_post, held in posts.items():
        make_dossier(evaluation, factories.make_person(cell=province.cell, work_post=work_post), posts=held)

    migration.put_apart(apps, None)
    apart = list(Dossier.objects.order_by("pk").values_list("posts", "job"))
    migration.put_together(apps, None)

    assert apart == [
        ("", "Hưu trí"),
        ("Bí thư, Chi bộ khu phố 1", "Trưởng trạm"),
        ("Chi ủy viên, Chi bộ khu phố 1", ""),
        ("Chi ủy viên, Chi bộ khu phố 1", ""),
    ]
    assert list(Dossier.objects.order_by("pk").values_list("posts", flat=True)) == list(posts.values())
