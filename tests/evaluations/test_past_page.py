"""Taking in the results of earlier years through the page: upload, preview, confirmation, wrong rows, templates."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from evaluations.models import PastRating
from evaluations.past.taking import open_list
from tests import factories
from tests.evaluations.past import know_levels, ratings_list

PAST = "/evaluations/past/"


@pytest.fixture(autouse=True)
def _in_english(client, db):
    know_levels()
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


def of(person, **changes):
    return {"Năm": 2025, "Số thẻ đảng viên": person.card_no, "Mức xếp loại": "HTTNV"} | changes


def upload(client, *rows, content=None):
    data = ratings_list(*rows).getvalue() if content is None else content
    return client.post(PAST, {"file": SimpleUploadedFile("muc.xlsx", data)})


def confirm(client, url, **data):
    seen = client.get(url).context["seen"]
    return client.post(url, {"seen": seen, **data}, follow=True)


def sentences(response):
    return [str(message) for message in response.context["messages"]]


def test_nothing_is_written_before_the_preview_is_confirmed(personnel_officer, member, signed_in):
    client = signed_in(personnel_officer)

    preview = upload(client, of(member))
    page = client.get(preview.url)
    before = PastRating.objects.count()
    done = confirm(client, preview.url)

    assert [figure["value"] for figure in page.context["figures"]] == [1, 0, 0, 0]
    assert page.context["recognised"] == [
        "Năm", "Số thẻ đảng viên", "Họ và tên", "Ngày sinh", "Mã tổ chức", "Tập thể", "Diện xếp loại", "Mức xếp loại",
        "Ghi chú",
    ]  # fmt: skip
    assert (before, PastRating.objects.count()) == (0, 1)
    assert sentences(done) == ["The list is in the portal: 1 new, 0 changed, 0 unchanged, 0 wrong."]
    assert client.get(preview.url).status_code == 404  # the file is gone


def test_a_wrong_row_keeps_everything_out_and_comes_back_as_a_sheet(personnel_officer, member, signed_in):
    client = signed_in(personnel_officer)
    preview = upload(client, of(member), of(member, Năm=1900))

    page = client.get(preview.url)
    refused = confirm(client, preview.url)
    sheet = client.get(f"{preview.url}wrong.xlsx")

    assert [(remark.row, remark.column) for remark in page.context["wrong"]] == [(4, "Năm")]
    assert sentences(refused) == ["Nothing was written: some rows are wrong. Correct them, then upload the list again."]
    assert not PastRating.objects.exists()
    listed = open_list(BytesIO(sheet.content), "x.xlsx")
    assert [row["year"] for row in listed.rows] == ["1900"]


def test_the_right_rows_may_be_written_alone(personnel_officer, member, signed_in):
    client = signed_in(personnel_officer)
    preview = upload(client, of(member), of(member, Năm=1900))

    confirm(client, preview.url, leave_out="on")

    assert list(PastRating.objects.values_list("person", "year")) == [(member.pk, 2025)]


def test_what_changed_since_the_preview_is_shown_anew(personnel_officer, member, signed_in):
    client = signed_in(personnel_officer)
    preview = upload(client, of(member))
    seen = client.get(preview.url).context["seen"]
    PastRating.objects.create(person=member, year=2025, track="party_member", level="HTNV")

    answer = client.post(preview.url, {"seen": seen}, follow=True)

    assert sentences(answer) == ["The portal has changed since this preview. Look at it again, then confirm."]
    assert PastRating.objects.get().level == "HTNV"


def test_a_double_click_writes_the_list_once(personnel_officer, member, signed_in):
    client = signed_in(personnel_officer)
    preview = upload(client, of(member))
    seen = client.get(preview.url).context["seen"]

    first, second = client.post(preview.url, {"seen": seen}), client.post(preview.url, {"seen": seen})

    assert (first.status_code, second.status_code) == (302, 404)
    assert PastRating.objects.count() == 1


def test_a_file_that_is_no_list_is_refused_beside_its_field(personnel_officer, signed_in):
    response = upload(signed_in(personnel_officer), content=b"not a workbook\x00")

    assert response.status_code == 422
    assert response.context["form"].errors["file"] == [
        "“muc.xlsx” is not a workbook. Open the list in Excel, save it as .xlsx and upload that file."
    ]


def test_the_list_of_another_officer_is_not_found(personnel_officer, member, province, signed_in):
    other = factories.make_person("Lê Văn Khác", cell=province.cell)
    factories.appoint(other, "personnel_officer", province.ward)
    preview = upload(signed_in(personnel_officer), of(member))

    assert signed_in(other).get(preview.url).status_code == 404


def test_a_list_of_earlier_years_is_no_list_of_the_directory(personnel_officer, member, signed_in):
    client = signed_in(personnel_officer)
    preview = upload(client, of(member))

    assert client.get(preview.url.replace("/evaluations/past/", "/directory/import/")).status_code == 404


def test_a_template_comes_by_its_name_and_no_other_does(personnel_officer, signed_in):
    client = signed_in(personnel_officer)

    good, unknown = (client.get(f"{PAST}templates/{kind}.xlsx") for kind in ("counts", "anything"))

    assert good["Content-Disposition"] == 'attachment; filename="mau-so-lieu-to-chuc.xlsx"'
    assert unknown.status_code == 404
