"""Taking a list in through the page: upload, preview, confirmation, and files that are none."""

import io
import zipfile

import pytest
from django.urls import reverse
from django.utils import translation

from portal.directory.models import Person
from tests import factories
from tests.portal.directory.sheets import HEADINGS, person_row, workbook
from tests.portal.directory.uploading import confirm, sentences, upload


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"
    with translation.override("en"):
        yield


def test_upload_preview_confirm(personnel_officer, signed_in):
    client = signed_in(personnel_officer)

    preview = upload(client, person_row())
    page = client.get(preview.url)
    before = Person.objects.filter(card_no="12000008").count()
    done = confirm(client, preview.url)

    assert [figure["value"] for figure in page.context["figures"]] == [1, 0, 0, 0]
    assert (before, Person.objects.filter(card_no="12000008").count()) == (0, 1)
    assert done.context["taken"].told == "Written: 1 new comrades, 0 changed."
    assert client.get(preview.url).status_code == 404  # the file is gone


def test_wrong_rows_stand_on_the_preview_and_come_back_as_a_sheet(personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    preview = upload(client, person_row(), person_row(card="12000016", sex="x"))

    page = client.get(preview.url)
    refused = confirm(client, preview.url)
    sheet = client.get(f"{preview.url}wrong.xlsx")
    again = upload(client, content=sheet.content)

    assert [(remark.row, remark.column) for remark in page.context["wrong"]] == [(3, "Giới tính")]
    assert sentences(refused) == ["Nothing was written: some rows are wrong. Correct them, then upload the list again."]
    assert not Person.objects.filter(card_no="12000008").exists()
    listed = client.get(again.url).context["listed"]
    assert [person.cells["card_no"] for person in listed.people] == ["12000016"]


def test_the_right_rows_may_be_written_alone(personnel_officer, signed_in):
    client = signed_in(personnel_officer)
    preview = upload(client, person_row(), person_row(card="12000016", sex="x"))

    confirm(client, preview.url, leave_out="on")

    assert Person.objects.filter(card_no__in=["12000008", "12000016"]).get().card_no == "12000008"


def test_what_changed_since_the_preview_is_shown_anew(personnel_officer, signed_in, province):
    client = signed_in(personnel_officer)
    preview = upload(client, person_row())
    seen = client.get(preview.url).context["seen"]
    factories.make_person("Hoàng Thanh Vân", cell=province.cell, card_no="12000008")

    done = client.post(preview.url, {"seen": seen}, follow=True)

    assert sentences(done) == ["The portal has changed since this preview. Look at it again, then confirm."]
    assert Person.objects.get(card_no="12000008").born is None


def test_somebody_elses_upload_is_not_found(personnel_officer, system_admin, client):
    client.force_login(personnel_officer)
    preview = upload(client, person_row())

    client.force_login(system_admin)

    assert client.get(preview.url).status_code == 404


def test_an_officer_is_not_offered_organisations(personnel_officer, signed_in):
    response = upload(signed_in(personnel_officer), person_row(), kind="organizations")

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["kind"]


def macros():
    stream = io.BytesIO(workbook(HEADINGS, person_row()).getvalue())
    with zipfile.ZipFile(stream, "a") as book:
        book.writestr("xl/vbaProject.bin", b"x")
    return stream.getvalue()


def bomb():
    stream = io.BytesIO(workbook(HEADINGS, person_row()).getvalue())
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/big.bin", b"0" * (101 * 2**20))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7 \x00\x01", "“list.xlsx” is not a workbook."),
        (b"x" * (40 * 2**20 + 1), "“list.xlsx” is over 40 MB."),
        (workbook(HEADINGS).getvalue(), "“list.xlsx” names nobody below its headings."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage\0".encode("utf-16-le"),
            "“list.xlsx” is protected by a password.",
        ),
        (macros(), "“list.xlsx” contains macros."),
        (bomb(), "“list.xlsx” unpacks to over 100 MB."),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_what_to_do(personnel_officer, signed_in, content, sentence):
    response = upload(signed_in(personnel_officer), content=content)

    assert response.status_code == 422
    assert response.context["form"].errors["file"][0].startswith(sentence)
    assert Person.objects.filter(card_no="12000008").count() == 0


def test_nobody_else_takes_lists_in(member, signed_in):
    assert signed_in(member).get(reverse("directory:import")).status_code == 403
