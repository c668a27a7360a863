"""The cast: the same people in every test, in one small province. Everything else a test makes in its own lines."""

import types

import pytest
from django.conf import settings as portal_settings
from django.utils import translation
from hypothesis import HealthCheck, settings

from portal.directory.roles import Role
from tests import factories

# How fast a machine draws examples says nothing of the code: a busy one must not make a test red.
settings.register_profile("portal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("portal")

pytest_plugins = ["tests.chromium", "tests.database"]


@pytest.fixture(autouse=True)
def _language_of_the_installation():
    """Begin every test in Vietnamese: a page that was read in English leaves its language to the thread."""
    translation.activate(portal_settings.LANGUAGE_CODE)


@pytest.fixture
def province(db):
    """TU ▸ ward HT (cells 1 and 2) and ward DS (cell 1)."""
    top = factories.make_org("TU", "Tỉnh ủy Thanh Hóa", type_code="PROVINCE", place_name="Thanh Hóa")
    ward = factories.make_org("DUHT", "Đảng bộ phường Hạc Thành", type_code="COMMUNE", parent=top)
    other_ward = factories.make_org("DUDS", "Đảng bộ phường Đông Sơn", type_code="COMMUNE", parent=top)
    return types.SimpleNamespace(
        top=top,
        ward=ward,
        other_ward=other_ward,
        cell=factories.make_org("DUHT-01", "Chi bộ khu phố 1", parent=ward),
        second_cell=factories.make_org("DUHT-02", "Chi bộ khu phố 2", parent=ward),
        other_cell=factories.make_org("DUDS-01", "Chi bộ khu phố 1", parent=other_ward),
    )


@pytest.fixture
def member(province):
    """A plain member of the first cell."""
    return factories.make_person("Đặng Thị Bích Ngà", cell=province.cell, login_name="bich.nga")


@pytest.fixture
def colleague(province):
    """Another plain member of the same cell."""
    return factories.make_person("Lê Quang Dũng", cell=province.cell, login_name="quang.dung")


@pytest.fixture
def secretary(province):
    """The secretary of the first cell."""
    person = factories.make_person("Hoàng Văn Khải", cell=province.cell, login_name="van.khai")
    factories.appoint(person, Role.CELL_SECRETARY, province.cell)
    return person


@pytest.fixture
def deputy(province):
    """The deputy secretary of the first cell."""
    person = factories.make_person("Trịnh Thị Hoài", cell=province.cell, login_name="thi.hoai")
    factories.appoint(person, Role.CELL_DEPUTY_SECRETARY, province.cell)
    return person


@pytest.fixture
def ward_secretary(province):
    """The secretary of the ward's committee, a member of its second cell."""
    person = factories.make_person("Tạ Thị Kim Liên", cell=province.second_cell, login_name="kim.lien")
    factories.appoint(person, Role.SECRETARY, province.ward)
    return person


@pytest.fixture
def ward_deputy(province):
    """The deputy secretary of the ward's committee."""
    person = factories.make_person("Lê Mai Nhung", cell=province.second_cell, login_name="mai.nhung")
    factories.appoint(person, Role.DEPUTY_SECRETARY, province.ward)
    return person


@pytest.fixture
def ward_committee_member(province):
    """A member of the ward's committee: sees counts and names, decides nothing."""
    person = factories.make_person("Đỗ Quyên", cell=province.second_cell, login_name="do.quyen")
    factories.appoint(person, Role.COMMITTEE_MEMBER, province.ward)
    return person


@pytest.fixture
def personnel_officer(province):
    """The personnel officer of the ward."""
    person = factories.make_person("Đỗ Hữu Quang", cell=province.second_cell, login_name="huu.quang")
    factories.appoint(person, Role.PERSONNEL_OFFICER, province.ward)
    return person


@pytest.fixture
def clerk(province):
    """The clerk of the province: keeps the resolutions."""
    person = factories.make_person("Quách Thị Tuyết Uyên", cell=province.second_cell, login_name="tuyet.uyen")
    factories.appoint(person, Role.CLERK, province.top)
    return person


@pytest.fixture
def inspector(province):
    """The inspector of the ward."""
    person = factories.make_person("Đặng Đình Hòa", cell=province.second_cell, login_name="dinh.hoa")
    factories.appoint(person, Role.INSPECTOR, province.ward)
    return person


@pytest.fixture
def overseer(province):
    """A member of the standing committee in charge of the ward, who belongs to a cell elsewhere."""
    person = factories.make_person("Trương Bá Lộc", cell=province.other_cell, login_name="ba.loc")
    factories.appoint(person, Role.OVERSEER, province.ward)
    return person


@pytest.fixture
def system_admin(province):
    """The administrator of the installation."""
    person = factories.make_person("Nguyễn Ngọc Thành", cell=province.second_cell, login_name="ngoc.thanh")
    factories.appoint(person, Role.SYSTEM_ADMIN, province.top)
    return person


@pytest.fixture
def outsider(province):
    """A plain member of a cell in another ward."""
    return factories.make_person("Phạm Trọng Việt", cell=province.other_cell, login_name="trong.viet")


@pytest.fixture
def resolution(db):
    return factories.make_resolution()


@pytest.fixture
def clause(resolution):
    return factories.make_clause(resolution)


@pytest.fixture
def campaign(province, resolution):
    """An open campaign of the ward for all members, with an empty roster."""
    return factories.make_campaign(province.ward, resolutions=[resolution])


@pytest.fixture
def signed_in(client):
    """Return a function that signs a person in: ``signed_in(member).get(url)``."""

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in
